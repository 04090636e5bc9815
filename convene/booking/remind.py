"""Reminding visitors of their meetings, each time once (case P11)."""

import asyncio

import structlog

from convene.booking import letters
from convene.booking.services import Services
from convene.store.reminders import name_of

log = structlog.get_logger()

_ROUND = 30  # seconds


async def remind(services: Services) -> None:
    """Put into the outbox what is due; whoever missed an earlier reminder gets the later one only."""
    now, shorter = services.clock.now(), None
    await services.roster.refresh()
    for lead in sorted(services.config.reminders):
        for booking in await services.store.to_remind(lead, now):
            if shorter is None or booking.start - now > shorter:
                told = letters.reminder(services, booking, name_of(lead), now)
                await services.store.add_reminder(booking, told, now)
        shorter = lead


async def keep_reminding(services: Services) -> None:
    """Remind again and again until cancelled."""
    while True:
        try:
            await remind(services)
        except Exception:
            log.exception("reminding failed")
        await asyncio.sleep(_ROUND)

"""Reminding visitors of their meetings, each time once (case P11)."""

import asyncio
from datetime import timedelta

import structlog

from convene.booking import letters
from convene.booking.services import Services
from convene.model import Booking
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
                await _remind_of(services, booking, lead)
        shorter = lead


async def _remind_of(services: Services, booking: Booking, lead: timedelta) -> None:
    """One that cannot be written keeps nobody else from being reminded."""
    try:
        now = services.clock.now()
        told = letters.reminder(services, booking, name_of(lead), now)
        await services.store.add_reminder(booking, told, now)
    except Exception:
        log.exception("not reminded", booking=booking.id)


async def keep_reminding(services: Services) -> None:
    """Remind again and again until cancelled."""
    while True:
        try:
            await remind(services)
        except Exception:
            log.exception("reminding failed")
        await asyncio.sleep(_ROUND)

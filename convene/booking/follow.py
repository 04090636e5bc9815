"""When a rep moves or deletes our event in their own calendar, the booking follows (cases P1, P2)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from convene.booking import letters
from convene.booking.cancel import cancel
from convene.booking.claims import claim_until, claimed
from convene.booking.services import Services
from convene.calendars.base import WrittenEvent
from convene.model import CALENDAR, Booking, BusyTime, Interval, Rep
from convene.store.changes import MeetsAlready

log = structlog.get_logger()

_DEBOUNCE = timedelta(minutes=1)
"""Moving an event looks, in some calendars, like deleting it and making a new one."""


async def follow(services: Services, rep: Rep, busy: Sequence[BusyTime], window: Interval) -> None:
    """Compare the rep's meetings with a fresh reading of the calendar, and let the bookings follow.

    Raises:
        CalendarUnreachable: if the calendar stops answering.
    """
    where, found = {(time.uid, time.interval) for time in busy}, []
    for booking in await services.store.meetings_of(rep.id, services.clock.now()):
        if (booking.uid, booking.interval) in where:
            found.append(booking.id)
        elif window.contains(booking.interval):
            event = await services.calendars(rep).find(booking.uid)
            if event is None:
                await _missing(services, booking)
                continue
            found.append(booking.id)
            if event.interval != booking.interval:
                await _moved(services, booking)
    await services.store.note_found(found)


async def _missing(services: Services, booking: Booking) -> None:
    """The event is gone: the visitor is told, once it is certain that it stays gone."""
    now = services.clock.now()
    if now - await services.store.note_missing(booking.id, now) >= _DEBOUNCE:
        log.info("the rep deleted a meeting", booking=booking.id, rep=booking.rep)
        await cancel(services, booking_id=booking.id, by=CALENDAR)


async def _moved(services: Services, booking: Booking) -> None:
    """The event lies elsewhere: so does the meeting, and the visitor gets the new invitation."""
    store = services.store
    async with claimed(services, booking.id) as claim:
        present = await store.booking(booking.id)
        event: WrittenEvent | None = await services.calendars(services.roster.reps[booking.rep]).find(booking.uid)
        if event is None or present != booking or event.interval == booking.interval:
            return  # something else happened to it in the meantime; the next round looks again
        now, until = services.clock.now(), claim_until(services)
        try:
            placed = await store.place(
                booking.id, claim, event.interval, (booking.rep,), by=CALENDAR, until=until, now=now
            )
        except MeetsAlready:
            placed = None
        if placed is None or placed.before is None:
            log.warning("the rep moved a meeting onto another one", booking=booking.id, rep=booking.rep)
            return
        moved = replace(placed.booking, pending=None, provider_uid=event.uid, provider_sequence=event.sequence)
        await store.moved(moved, claim, letters.invited(services, moved, now), now)
        log.info("the rep moved a meeting", booking=booking.id, rep=booking.rep)

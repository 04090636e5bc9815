"""Changing when a rep can be met: the next offer goes by it, and meetings that are booked stay (case P10)."""

from convene.booking.services import Services
from convene.booking.sync import sync_rep
from convene.model import Availability, Booking
from convene.scheduling.availability import working_time


async def set_availability(services: Services, rep_id: str, availability: Availability) -> None:
    """Keep what the rep wants.

    With another zone the calendar's days lie elsewhere, and with a longer horizon more of it has to be known: then it
    is read at once.
    """
    before = services.roster.reps[rep_id].availability
    await services.store.change_rep(rep_id, availability=availability)
    await services.roster.refresh()
    if availability.zone != before.zone:
        await services.store.read_again(rep_id)
    rep = services.roster.reps[rep_id]
    if rep.calendar and (availability.zone, availability.horizon) != (before.zone, before.horizon):
        await sync_rep(services, rep)


async def meetings_outside(services: Services, rep_id: str, availability: Availability) -> tuple[Booking, ...]:
    """The rep's coming meetings that would not lie wholly inside these hours."""
    meetings = await services.store.meetings_of(rep_id, services.clock.now())
    return tuple(
        booking
        for booking in meetings
        if not any(worked.contains(booking.interval) for worked in working_time(availability, booking.interval))
    )

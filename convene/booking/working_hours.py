"""Changing when a rep can be met: the next offer goes by it, and meetings that are booked stay (case P10)."""

from convene.booking.services import Services
from convene.booking.sync import sync_rep
from convene.model import Availability, Booking, BusyKind, BusyTime
from convene.scheduling.availability import working_time

_WORKED = "worked/"  # followed by the rep's id: the uids of events that read like an absence, and are none


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


async def like_absences(services: Services, rep_id: str) -> tuple[BusyTime, ...]:
    """The coming whole days that read like an absence and are marked as free, but for those the rep works on (C2)."""
    now, worked = services.clock.now(), await _worked(services, rep_id)
    return tuple(
        time
        for time in await services.store.busy_times(rep_id)
        if time.kind is BusyKind.FREE_AWAY and time.interval.end > now and time.uid not in worked
    )


async def works_then(services: Services, rep_id: str, uid: str) -> None:
    """Keep that the rep does work while this event lasts; what is not in the calendar any more is forgotten."""
    known = {time.uid for time in await services.store.busy_times(rep_id)}
    worked = {*await _worked(services, rep_id), uid} & known
    await services.store.set_for_team(f"{_WORKED}{rep_id}", sorted(filter(None, worked)))


async def _worked(services: Services, rep_id: str) -> list[str]:
    kept: list[str] = (await services.store.team_settings()).get(f"{_WORKED}{rep_id}", [])
    return kept

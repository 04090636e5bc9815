"""Moving a meeting to another time (cases P5, P6, P15, R6)."""

from contextlib import suppress

from convene.booking.claims import claimed
from convene.booking.commit import commit, settle
from convene.booking.services import Services
from convene.booking.slots import read_slot_id
from convene.errors import BookingNotFound, CalendarUnreachable, SlotNotOffered, SlotTaken, TooLate
from convene.model import VISITOR, Booking, Interval
from convene.store.bookings import MEETINGS
from convene.store.changes import MeetsAlready


async def move(
    services: Services,
    *,
    booking_id: str,
    slot_id: str,
    session: str,
    by: str = VISITOR,
    asked_for: str | None = None,
) -> Booking:
    """Move a meeting to an offered time: with its own rep if they are free then, else with another of the queue.

    It stays with its rep in any case if the visitor asked for that one, or when somebody of the team moves it (P13).
    Moving to the time it has changes nothing. When an error is raised, the meeting is where it was.

    Args:
        services: the parts of this Convene.
        booking_id: the meeting.
        slot_id: the offered time.
        session: the one the slot was offered to.
        by: `VISITOR`, whom the change notice binds, or an address of the team, whom it does not.
        asked_for: the rep the visitor wants to meet from now on, empty for anyone; as asked for before when left out.

    Raises:
        SlotTaken: if nobody who would do is free at the new time any more.
        CalendarUnreachable: if no calendar of theirs can be written now.
        TooLate: if the meeting is too close, over, or being cancelled.
        SlotExpired: if the offer is too old, or its time has passed.
        SlotNotOffered: if the id is forged, or was offered to somebody else or for another queue.
        BookingNotFound: if there is no such meeting.
    """
    offered = read_slot_id(services, session, slot_id)
    async with claimed(services, booking_id) as claim:
        booking = await services.store.booking(booking_id)
        if offered.queue != booking.queue:
            raise SlotNotOffered("this time was offered for another queue")
        must_be_changeable(services, booking, by)
        if booking.interval == offered.interval and asked_for in (None, "", booking.rep):
            return booking
        await services.store.release(session, services.clock.now())
        # The team's own change never gives the meeting to somebody else (P13); for that there is reassigning.
        to = asked_for or None if by == VISITOR else booking.rep
        return await change(services, booking, claim, offered.interval, by=by, to=to, asked_for=asked_for)


async def change(
    services: Services,
    booking: Booking,
    claim: str,
    interval: Interval,
    *,
    by: str,
    to: str | None = None,
    asked_for: str | None = None,
) -> Booking:
    """Give a meeting this time, and this rep if one is named; if that cannot be, it stays as it was, wishes and all.

    Raises:
        SlotTaken: if nobody, or not that rep, is free then.
        CalendarUnreachable: if no calendar that would do can be written now.
    """
    try:
        return await commit(services, booking, claim, interval, by=by, to=to, asked_for=asked_for)
    except MeetsAlready:
        raise SlotTaken("the visitor has another meeting at that time") from None
    except (SlotTaken, CalendarUnreachable):
        await put_back(services, booking.id, claim)
        raise


async def put_back(services: Services, booking_id: str, claim: str) -> None:
    """Leave the meeting where it was, in the store and, as soon as it answers, in the calendar."""
    await services.store.put_back(booking_id, claim, services.clock.now())
    booking = await services.store.booking(booking_id)
    if booking.pending == "update" and not await services.store.is_moving(booking_id):
        with suppress(CalendarUnreachable):
            await settle(services, booking, claim)


def must_be_changeable(services: Services, booking: Booking, by: str = VISITOR) -> None:
    """Whether the meeting may be moved or cancelled now; the change notice binds the visitor alone (case R6).

    Raises:
        TooLate: if it is too close for the visitor, over, or being cancelled.
        BookingNotFound: if it is no meeting, or none any more.
    """
    if booking.status not in MEETINGS:
        raise BookingNotFound(booking.id)
    now = services.clock.now()
    too_late = booking.start - now < services.config.change_notice if by == VISITOR else booking.end <= now
    if booking.pending == "delete" or too_late:
        raise TooLate(booking.id)

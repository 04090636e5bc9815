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


async def move(services: Services, *, booking_id: str, slot_id: str, session: str, by: str = VISITOR) -> Booking:
    """Move a meeting to an offered time: with its own rep if they are free then, else with another of the queue.

    When somebody of the team moves it, it stays with its rep in any case (P13). Moving to the time it has changes
    nothing. `session` is the one the slot was offered to; `by` is `VISITOR`, whom the change notice binds, or an
    address of the team, whom it does not. When an error is raised, the meeting is where it was.

    Raises:
        SlotTaken: if nobody is free at the new time any more.
        CalendarUnreachable: if nobody's calendar can be written now.
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
        if booking.interval == offered.interval:
            return booking
        await services.store.release(session, services.clock.now())
        # The team's own change never gives the meeting to somebody else (P13); for that there is reassigning.
        return await change(
            services, booking, claim, offered.interval, by=by, to=None if by == VISITOR else booking.rep
        )


async def change(
    services: Services, booking: Booking, claim: str, interval: Interval, *, by: str, to: str | None = None
) -> Booking:
    """Give a meeting this time, and this rep if one is named; if that cannot be, it stays where it was.

    Raises:
        SlotTaken: if nobody, or not that rep, is free then.
        CalendarUnreachable: if no calendar that would do can be written now.
    """
    try:
        return await commit(services, booking, claim, interval, by=by, to=to)
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

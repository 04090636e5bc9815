"""Moving a meeting to another time (cases P5, P6, P15, R6)."""

from contextlib import suppress

from convene.booking.claims import claimed
from convene.booking.commit import commit, settle
from convene.booking.services import Services
from convene.booking.slots import read_slot_id
from convene.errors import BookingNotFound, CalendarUnreachable, SlotNotOffered, SlotTaken, TooLate
from convene.model import Booking
from convene.store.bookings import MEETINGS
from convene.store.changes import MeetsAlready


async def move(services: Services, *, booking_id: str, slot_id: str, session: str) -> Booking:
    """Move a meeting to an offered time: with its own rep if they are free then, else with another of the queue.

    Moving to the time it has changes nothing. `session` is the one the slot was offered to. When an error is raised,
    the meeting is where it was.

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
        must_be_changeable(services, booking)
        if booking.interval == offered.interval:
            return booking
        await services.store.release(session, services.clock.now())
        try:
            return await commit(services, booking, claim, offered.interval)
        except MeetsAlready:
            raise SlotTaken("the visitor has another meeting at that time") from None
        except (SlotTaken, CalendarUnreachable):
            await put_back(services, booking_id, claim)
            raise


async def put_back(services: Services, booking_id: str, claim: str) -> None:
    """Leave the meeting where it was, in the store and, as soon as it answers, in the calendar."""
    await services.store.put_back(booking_id, claim, services.clock.now())
    booking = await services.store.booking(booking_id)
    if booking.pending == "update" and not await services.store.is_moving(booking_id):
        with suppress(CalendarUnreachable):
            await settle(services, booking, claim)


def must_be_changeable(services: Services, booking: Booking) -> None:
    """Whether a visitor may move or cancel the meeting now.

    Raises:
        TooLate: if it is too close, over, or being cancelled.
        BookingNotFound: if it is no meeting, or none any more.
    """
    if booking.status not in MEETINGS:
        raise BookingNotFound(booking.id)
    if booking.pending == "delete" or booking.start - services.clock.now() < services.config.change_notice:
        raise TooLate(booking.id)

"""Giving a meeting to another rep of its queue (cases P6, K6, A18)."""

from datetime import timedelta

from convene.booking.claims import claimed
from convene.booking.diaries import free_reps
from convene.booking.move import change, must_be_changeable
from convene.booking.services import Services
from convene.errors import SlotTaken
from convene.model import Booking


async def who_could_take(services: Services, booking: Booking) -> tuple[str, ...]:
    """The other reps of the queue who, by the store, are free for the meeting's time, in the queue's order."""
    free = await free_reps(services, booking.queue, booking.interval, leniency=timedelta.max, moving=booking.id)
    return tuple(rep for rep in free if rep != booking.rep)


async def reassign(services: Services, *, booking_id: str, rep: str, by: str) -> Booking:
    """Give a meeting to this rep at the time it has: the old invitation is withdrawn, the new rep's is sent.

    The queue's ledger gets a line, and the old rep their turn back. Giving it to the rep who has it changes nothing.
    When an error is raised, the meeting is whose it was. `by` is the address of whoever does it.

    Raises:
        SlotTaken: if the rep is not in the queue, or not free then.
        CalendarUnreachable: if the rep's calendar cannot be read or written now.
        TooLate: if the meeting is over, or being cancelled.
        BookingNotFound: if there is no such meeting.
    """
    async with claimed(services, booking_id) as claim:
        booking = await services.store.booking(booking_id)
        must_be_changeable(services, booking, by)
        if booking.rep == rep:
            return booking
        if rep not in await who_could_take(services, booking):
            raise SlotTaken(f"{rep} is not free at {booking.start}")
        return await change(services, booking, claim, booking.interval, by=by, to=rep)

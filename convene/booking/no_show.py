"""When the visitor did not come, or did after all (cases A6, P11)."""

from convene.booking.claims import claimed
from convene.booking.services import Services
from convene.errors import BookingNotFound, TooEarly
from convene.model import Booking, Status
from convene.store.bookings import MEETINGS


async def mark_no_show(services: Services, *, booking_id: str, by: str) -> Booking:
    """Keep that nobody came; the rep gets the turn back unless `convene.yml` says otherwise.

    Marking again changes nothing. `by` is the address of whoever does it.

    Raises:
        TooEarly: if the meeting has not begun.
        BookingNotFound: if there is no such meeting, or it is cancelled.
    """
    async with claimed(services, booking_id) as claim:
        now, booking = services.clock.now(), await services.store.booking(booking_id)
        if booking.status is Status.NO_SHOW:
            return booking
        if booking.status not in (*MEETINGS, Status.COMPLETED) or booking.pending == "delete":
            raise BookingNotFound(booking_id)
        if booking.start > now:
            raise TooEarly(booking_id)
        credit = services.config.no_show_gives_turn_back
        return await services.store.nobody_came(booking_id, claim, by, now, credit=credit)


async def take_back_no_show(services: Services, *, booking_id: str, by: str) -> Booking:
    """Keep that somebody came after all; the turn counts again. Doing it again changes nothing.

    Raises:
        BookingNotFound: if there is no such meeting, or nobody said that it was missed.
    """
    async with claimed(services, booking_id) as claim:
        now, booking = services.clock.now(), await services.store.booking(booking_id)
        if booking.status is Status.COMPLETED:
            return booking
        if booking.status is not Status.NO_SHOW:
            raise BookingNotFound(booking_id)
        return await services.store.somebody_came(booking_id, claim, by, now)

"""Finding a booking."""

from contextlib import suppress

from convene.booking.services import Services
from convene.errors import BookingNotFound
from convene.model import Booking


async def find(services: Services, booking_id: str) -> Booking:
    """The booking with this id.

    Raises:
        BookingNotFound: if there is none.
    """
    return await services.store.booking(booking_id)


async def meetings_of(services: Services, session: str, proved: str | None) -> tuple[Booking, ...]:
    """The meetings ahead of this chat session, and of the visitor who has `proved` that a meeting is theirs; in order.

    Args:
        services: the parts of this Convene.
        session: the chat session.
        proved: the id of the meeting that was opened by a code, which shows whose address it is (case P5).
    """
    now, email = services.clock.now(), ""
    if proved:
        with suppress(BookingNotFound):
            email = (await services.store.booking(proved)).person.email
    return await services.store.meetings_with(session, email, now)


async def booking_of(services: Services, session: str) -> Booking | None:
    """What this chat session has: its hold, else the last meeting it booked that is not over, else None."""
    return await services.store.booking_of(session, services.clock.now())

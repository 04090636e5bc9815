"""Finding a booking."""

from convene.booking.services import Services
from convene.model import Booking


async def find(services: Services, booking_id: str) -> Booking:
    """The booking with this id.

    Raises:
        BookingNotFound: if there is none.
    """
    return await services.store.booking(booking_id)


async def booking_of(services: Services, session: str) -> Booking | None:
    """What this chat session has: its hold, else the last meeting it booked that is not over, else None."""
    return await services.store.booking_of(session, services.clock.now())

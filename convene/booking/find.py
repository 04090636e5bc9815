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
    """The meetings ahead of this chat session, and of whoever has `proved` or is signed to be their visitor; in order.

    Args:
        services: the parts of this Convene.
        session: the chat session.
        proved: the id of the meeting that was opened by a code, which shows whose address it is (case P5). Else it is
            the address that the website's own server signed, if it did (docs/embedding.md).
    """
    now, chat = services.clock.now(), await services.store.chat_session(session)
    email = chat.signed.get("person", {}).get("email", "") if chat else ""
    if proved:
        with suppress(BookingNotFound):
            email = (await services.store.booking(proved)).person.email
    return await services.store.meetings_with(session, email, now)


async def booking_of(services: Services, session: str) -> Booking | None:
    """What this chat session has: its hold, else the last meeting it booked that is not over, else None."""
    return await services.store.booking_of(session, services.clock.now())

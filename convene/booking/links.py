"""Links by which a visitor manages a booking: unguessable, and good for that booking only (cases P5, S8)."""

from itsdangerous import BadData, URLSafeSerializer

from convene.booking.services import Services
from convene.errors import BookingNotFound
from convene.model import Booking


def manage_token(services: Services, booking: Booking) -> str:
    """The token that stands for the booking in its links."""
    return str(_signer(services).dumps(booking.id))


def manage_url(services: Services, booking: Booking) -> str:
    """The public address of the page on which the visitor sees, moves or cancels the booking."""
    return f"{services.settings.public_url}/b/{manage_token(services, booking)}"


async def booking_for_link(services: Services, token: str) -> Booking:
    """The booking a link stands for.

    Raises:
        BookingNotFound: if the token is not genuine, or its booking is gone.
    """
    try:
        booking_id = _signer(services).loads(token)
    except BadData:
        raise BookingNotFound("this link is not genuine") from None
    return await services.store.booking(booking_id)


def _signer(services: Services) -> URLSafeSerializer:
    return URLSafeSerializer(services.settings.secret, salt="manage a booking")

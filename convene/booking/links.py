"""Links in mails: a visitor manages a booking, a rep connects again; unguessable, each for one thing (P5, S8)."""

from itsdangerous import BadData, URLSafeSerializer

from convene.booking.services import Services
from convene.errors import BookingNotFound
from convene.model import Booking
from convene.store.connections import Connection


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


def connect_url(services: Services) -> str:
    """The page of the desk on which one connects a calendar."""
    return f"{services.settings.public_url}/app/connect"


def reconnect_url(services: Services, connection: Connection) -> str:
    """A link by which the owner of a connected account permits it once more, without signing in at the desk.

    Whoever else opens it achieves nothing: only the same account counts (case K7).
    """
    if connection.provider == "caldav":
        return connect_url(services)
    return f"{connect_url(services)}/again/{_reconnections(services).dumps([connection.rep, connection.subject])}"


async def connection_for_link(services: Services, token: str) -> Connection | None:
    """The connection a reconnection link stands for; None if it is not genuine, or that connection is gone."""
    try:
        rep, subject = _reconnections(services).loads(token)
    except (BadData, ValueError, TypeError):
        return None
    connection = await services.store.connection(str(rep))
    return connection if connection and connection.subject == subject else None


def _reconnections(services: Services) -> URLSafeSerializer:
    return URLSafeSerializer(services.settings.secret, salt="connect a calendar again")


def _signer(services: Services) -> URLSafeSerializer:
    return URLSafeSerializer(services.settings.secret, salt="manage a booking")

"""Links in mails: a visitor manages a booking, a rep connects again; unguessable, each for one thing (P5, S8)."""

from convene.booking.services import Services
from convene.errors import BookingNotFound
from convene.model import Booking
from convene.signing import Signer
from convene.store.connections import Connection


def manage_token(services: Services, booking: Booking) -> str:
    """The token that stands for the booking in its links."""
    return _own(services).sign(booking.id)


def manage_url(services: Services, booking: Booking) -> str:
    """The public address of the page on which the visitor sees, moves or cancels the booking."""
    return f"{services.settings.public_url}/b/{manage_token(services, booking)}"


def entry_url(services: Services, booking: Booking) -> str:
    """The link in the calendar entry, which others read too: it shows the meeting, and changes nothing (case P13)."""
    return f"{services.settings.public_url}/b/{_entries(services).sign(booking.id)}"


async def booking_for_link(services: Services, token: str) -> tuple[Booking, bool]:
    """The booking a link stands for, and whether it is the visitor's own link: then it moves and cancels.

    Raises:
        BookingNotFound: if the token is not genuine, or its booking is gone.
    """
    for signer, is_own in ((_own(services), True), (_entries(services), False)):
        if booking_id := signer.read(token):
            return await services.store.booking(booking_id), is_own
    raise BookingNotFound("this link is not genuine")


def connect_url(services: Services) -> str:
    """The page of the desk on which one connects a calendar."""
    return f"{services.settings.public_url}/app/connect"


def reconnect_url(services: Services, connection: Connection) -> str:
    """A link by which the owner of a connected account permits it once more, without signing in at the desk.

    Whoever else opens it achieves nothing: only the same account counts (case K7).
    """
    if connection.provider == "caldav":
        return connect_url(services)
    return f"{connect_url(services)}/again/{_reconnections(services).sign([connection.rep, connection.subject])}"


async def connection_for_link(services: Services, token: str) -> Connection | None:
    """The connection a reconnection link stands for; None if it is not genuine, or that connection is gone."""
    said = _reconnections(services).read(token)
    if said is None:
        return None
    rep, subject = said
    connection = await services.store.connection(rep)
    return connection if connection and connection.subject == subject else None


def _reconnections(services: Services) -> Signer:
    return Signer(services.settings.secret, "connect a calendar again")


def _entries(services: Services) -> Signer:
    return Signer(services.settings.secret, "the calendar entry of a booking")


def _own(services: Services) -> Signer:
    return Signer(services.settings.secret, "manage a booking")

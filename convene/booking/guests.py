"""Inviting a visitor's colleagues to a meeting that stands."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from convene.booking import letters
from convene.booking.claims import claimed
from convene.booking.commit import settle
from convene.booking.services import Services
from convene.errors import BookingNotFound, CalendarUnreachable
from convene.model import Booking
from convene.store.bookings import MEETINGS

MOST = 5
"""How many guests one meeting may have: enough for a team, too few for spam."""


def with_guests(known: Sequence[str], told: Sequence[str], visitor: str) -> tuple[str, ...]:
    """The guests with those just told of, each once and without the visitor; at most `MOST`."""
    everybody = dict.fromkeys(email.lower() for email in (*known, *told))
    return tuple(email for email in everybody if email != visitor.lower())[:MOST]


async def invite_guests(services: Services, *, booking_id: str, guests: Sequence[str]) -> Booking:
    """Invite these addresses to the meeting too; whoever is invited already hears nothing of it.

    When the calendar does not answer, the reconciler tells it later; nobody's invitation waits for that.

    Raises:
        BookingNotFound: if it is no meeting, or over.
    """
    async with claimed(services, booking_id) as claim:
        booking, now = await services.store.booking(booking_id), services.clock.now()
        if booking.status not in MEETINGS or booking.pending == "delete" or booking.end <= now:
            raise BookingNotFound(booking_id)
        everybody = with_guests(booking.guests, guests, booking.person.email)
        fresh = [guest for guest in everybody if guest not in booking.guests]
        if not fresh:
            return booking
        wanted = replace(booking, guests=everybody, pending="update")
        told = letters.guests_invited(services, wanted, fresh, now)
        await services.store.want_guests(booking_id, claim, everybody, told, now)
        with suppress(CalendarUnreachable):
            await settle(services, wanted, claim)
        return replace(wanted, pending=None)

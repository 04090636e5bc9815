"""When a booking did not come about: those who could still reach the visitor hear of it, with what was said."""

from datetime import timedelta

from convene.booking import letters
from convene.booking.services import Services
from convene.errors import CalendarUnreachable
from convene.model import Booking

WAIT = timedelta(minutes=10)
"""So long the visitor has to find another time; then nobody has to hear of it."""


async def booking_failed(services: Services, booking: Booking, error: Exception) -> None:
    """Tell the rep who would have had the meeting, and the admin, once per visitor."""
    why = "unreachable" if isinstance(error, CalendarUnreachable) else "taken"
    transcript, now = await services.store.transcript_of(booking.id), services.clock.now()
    for key, message in letters.failed(services, booking, why, transcript, now):
        await services.store.add_mail(key, message, now + WAIT)

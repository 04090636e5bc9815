"""A booking as plain JSON, in the form other tools rely on."""

from dataclasses import asdict
from typing import Any

from convene.booking.services import Services
from convene.model import Booking


def booking_json(services: Services, booking: Booking) -> dict[str, Any]:
    """The booking as `bookings --json` prints it; instants are ISO 8601 in UTC."""
    provider = booking.provider or services.roster.reps[booking.rep].calendar.get("provider")
    return {
        "id": booking.id,
        "status": booking.status.value,
        "start": booking.start.isoformat(),
        "end": booking.end.isoformat(),
        "visitor_zone": booking.visitor_zone,
        "rep": booking.rep,
        "queue": booking.queue,
        "meeting_type": booking.meeting_type,
        "person": asdict(booking.person),
        "company": asdict(booking.company),
        "join_url": booking.join_url,
        "provider": provider,
        "provider_event_id": booking.provider_event_id,
        "sequence": booking.sequence,
        "created_at": booking.created_at.isoformat() if booking.created_at else None,
        "source": booking.source,
    }

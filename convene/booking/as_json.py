"""Bookings and reps as plain JSON, in the form other tools rely on."""

from dataclasses import asdict
from typing import Any

from convene.booking.services import Services
from convene.model import Booking, Rep
from convene.store.connections import Connection
from convene.store.readings import CalendarState


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


def rep_json(
    services: Services, rep: Rep, state: CalendarState | None, connection: Connection | None
) -> dict[str, Any]:
    """The rep as `reps --json` prints them, with how their calendar is."""
    return {
        "id": rep.id,
        "name": rep.name,
        "email": rep.email,
        "zone": rep.zone,
        "queues": [queue.id for queue in services.roster.queues.values() if rep.id in queue.reps],
        "active": rep.active,
        "provider": rep.calendar.get("provider"),
        "account": connection.email if connection else None,
        "calendar": state.status if state else "never read",
        "error": state.error if state else "",
        "read_at": state.read_at.isoformat() if state and state.read_at else None,
    }

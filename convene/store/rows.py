"""How a booking lies in its row."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from convene.model import Booking, Company, Interval, Person, Status
from convene.store.tables import bookings

COLUMNS = [
    c
    for c in bookings.c
    if c.name not in {"transcript", "decision", "before", "missing_since", "claim", "claimed_until", "found_by"}
]


def read_booking(row: Any) -> Booking:
    """The booking in a row that has at least `COLUMNS`."""
    return Booking(
        id=row.id,
        status=Status(row.status),
        interval=Interval(row.starts_at, row.ends_at),
        rep=row.rep,
        queue=row.queue,
        meeting_type=row.meeting_type,
        session=row.session,
        visitor_zone=row.visitor_zone,
        locale=row.locale,
        person=Person(**row.person),
        company=Company(**row.company),
        join_url=row.join_url,
        provider=row.provider,
        provider_event_id=row.provider_event_id,
        sequence=row.sequence,
        generation=row.generation,
        expires_at=row.expires_at,
        created_at=row.created_at,
        source=row.source,
        note=row.note,
        pending=row.pending,
        changed_by=row.changed_by,
        own_invitation=row.own_invitation,
        guests=tuple(row.guests),
        provider_uid=row.provider_uid,
        provider_sequence=row.provider_sequence,
        asked_for=row.asked_for,
    )


def hold_row(booking: Booking, now: datetime) -> dict[str, Any]:
    """The row of a new hold."""
    return {
        "id": booking.id,
        "status": Status.HELD,
        "live": True,
        "starts_at": booking.start,
        "ends_at": booking.end,
        "rep": booking.rep,
        "queue": booking.queue,
        "meeting_type": booking.meeting_type,
        "session": booking.session,
        "visitor_zone": booking.visitor_zone,
        "locale": booking.locale,
        "person": asdict(booking.person),
        "company": asdict(booking.company),
        "transcript": [],
        "sequence": 0,
        "generation": 0,
        "expires_at": booking.expires_at,
        "created_at": now,
        "updated_at": now,
        "source": booking.source,
        "note": "",
        "before": {},
        "asked_for": booking.asked_for,
    }


EVENT = (
    *("rep", "generation", "sequence", "provider", "provider_event_id", "join_url", "own_invitation"),
    *("provider_uid", "provider_sequence", "asked_for"),
)
"""The fields that a change may alter, besides the time: those of the booking's event, and whom the visitor wants."""


def event_as_json(booking: Booking) -> dict[str, Any]:
    """What a change may alter of a booking's event, so that it can be put back."""
    kept: dict[str, Any] = {name: getattr(booking, name) for name in EVENT}
    return kept | {"starts_at": booking.start.isoformat(), "ends_at": booking.end.isoformat()}


def event_from_json(kept: dict[str, Any]) -> dict[str, Any]:
    """The column values that `event_as_json` kept."""
    starts_at, ends_at = (datetime.fromisoformat(kept[name]) for name in ("starts_at", "ends_at"))
    return kept | {"starts_at": starts_at, "ends_at": ends_at}

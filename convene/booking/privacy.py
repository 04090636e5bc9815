"""Giving somebody everything that is kept about them, and forgetting them (case S7). No token is ever part of it."""

from dataclasses import asdict
from typing import Any

from convene.assistant import tracker_url
from convene.booking.as_json import booking_json
from convene.booking.cancel import cancel
from convene.booking.disconnecting import leave_company
from convene.booking.services import Services
from convene.errors import ConveneError
from convene.model import Booking, Rep
from convene.store.bookings import MEETINGS
from convene.store.connections import Connection
from convene.store.people import rep_as_json
from convene.store.talks import erase_talks


class StillAhead(ConveneError):
    """Somebody has meetings ahead, and whoever they meet would wait for nobody."""


async def export_person(services: Services, email: str) -> dict[str, Any]:
    """Everything kept about this address, as plain data."""
    store, rep = services.store, _rep_with(services, email)
    bookings = await store.bookings_with(email)
    user = await store.user(email)
    sessions = dict.fromkeys([*_sessions(bookings), *await store.sessions_with(email)])
    connection = await store.connection(rep.id) if rep else None
    return {
        "email": email,
        "bookings": [
            booking_json(services, b)
            | {"note": b.note, "guests": list(b.guests), "transcript": await store.transcript_of(b.id)}
            for b in bookings
        ],
        "chats": {session: await store.transcript(session) for session in sessions},
        "mails": [text for _, text in await store.mails_with(email)],
        "user": {**asdict(user), "seen_at": user.seen_at.isoformat() if user.seen_at else None} if user else None,
        "rep": rep_as_json(rep) if rep else None,
        "connection": _without_secrets(connection) if connection else None,
    }


async def forget_person(services: Services, email: str, *, cancel_ahead: bool = False) -> int:
    """Forget a visitor or rep: chats, details, mails, the connection; gives how many bookings were theirs.

    That a meeting took place stays counted, without a name. A rep gets no meetings any more and is disconnected; the
    meetings they had keep their name for the visitors.

    Raises:
        StillAhead: if a visitor has meetings ahead, unless they are to be cancelled first.
        CalendarUnreachable: if one of those cannot be cancelled just now.
    """
    store, now = services.store, services.clock.now()
    bookings = await store.bookings_with(email)
    ahead = [b for b in bookings if b.status in MEETINGS and b.end > now]
    if ahead and not cancel_ahead:
        raise StillAhead(f"{email} has {len(ahead)} meetings ahead; cancel them first, or forget with --cancel")
    for booking in ahead:
        await cancel(services, booking_id=booking.id, by="team")
    if rep := _rep_with(services, email):
        await leave_company(services, rep.id)
        await store.end_desk_sessions(email.casefold(), now)
        await store.erase_user(email)
    mails = [id_ for id_, _ in await store.mails_with(email)]
    sessions = [*_sessions(bookings), *await store.sessions_with(email)]
    await store.erase_guest(email)
    await store.erase_visitor([b.id for b in bookings], sessions, mails)
    await erase_talks(tracker_url(services.settings), sessions)
    return len(bookings)


def _rep_with(services: Services, email: str) -> Rep | None:
    return next((r for r in services.roster.reps.values() if r.email.casefold() == email.casefold()), None)


def _sessions(bookings: tuple[Booking, ...]) -> list[str]:
    return list(dict.fromkeys(b.session for b in bookings if b.session))


def _without_secrets(connection: Connection) -> dict[str, Any]:
    return {
        "provider": connection.provider,
        "account": connection.email,
        "permissions": list(connection.scopes),
        "calendars": [calendar.name for calendar in connection.calendars],
        "connected_at": connection.connected_at.isoformat(),
    }

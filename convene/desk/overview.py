"""What somebody at the desk sees: meetings, queues with turns and calendars. Read only."""

from dataclasses import dataclass
from datetime import datetime

from convene.booking.services import Services
from convene.model import Booking, Rep, Status
from convene.say_time import say_slot
from convene.scheduling.assignment import turn_order

_SHOWN = (Status.CONFIRMED, Status.MOVED, Status.CANCELLED, Status.COMPLETED, Status.NO_SHOW)
_MOST = 100


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as a line: when in the reader's zone, who comes, who gives it."""

    when: str
    visitor: str
    email: str
    company: str
    rep: str
    status: str
    join_url: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """A rep in a queue: in the order of turns, with how the calendar is and how long ago it was read."""

    name: str
    calendar: str
    minutes_ago: int | None
    error: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A line of the ledger in names."""

    when: str
    rep: str
    skipped: str
    reason: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """A queue: its members, whose turn is next first, and what was decided lately."""

    name: str
    members: tuple[Member, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the desk."""

    name: str
    upcoming: tuple[Meeting, ...]
    past: tuple[Meeting, ...]
    queues: tuple[QueueView, ...]


async def overview_for(services: Services, email: str) -> Overview:
    """The desk of this address: a rep sees the own meetings, the admin all of them."""
    rep = next((r for r in services.roster.reps.values() if r.email == email), None)
    zone = rep.zone if rep else services.config.branding.zone
    now = services.clock.now()
    bookings = [b for b in await services.store.bookings() if b.status in _SHOWN and (rep is None or b.rep == rep.id)]
    upcoming = [b for b in bookings if b.end > now]
    past = [b for b in reversed(bookings) if b.end <= now]
    queues = [q for q in services.roster.queues.values() if rep is None or rep.id in q.reps]
    return Overview(
        name=rep.name if rep else email,
        upcoming=tuple(_meeting(services, b, zone) for b in upcoming[:_MOST]),
        past=tuple(_meeting(services, b, zone) for b in past[:_MOST]),
        queues=tuple([await _queue(services, q.id, zone, now) for q in queues]),
    )


def _meeting(services: Services, booking: Booking, zone: str) -> Meeting:
    return Meeting(
        when=say_slot(booking.start, zone, services.config.branding.language),
        visitor=booking.person.name,
        email=booking.person.email,
        company=booking.company.name,
        rep=_name(services, booking.rep),
        status=booking.status.value,
        join_url=booking.join_url if booking.status is not Status.CANCELLED else None,
    )


async def _queue(services: Services, queue: str, zone: str, now: datetime) -> QueueView:
    states = await services.store.calendar_states()
    members = []
    for rep in turn_order(await services.store.turns(queue, now)):
        state = states.get(rep)
        read = state.read_at if state else None
        minutes = int((now - read).total_seconds() // 60) if read else None
        status, error = (state.status, state.error) if state else ("never", "")
        members.append(Member(_name(services, rep), status, minutes, error))
    language = services.config.branding.language
    decisions = tuple(
        Decision(
            when=say_slot(line.start, zone, language),
            rep=_name(services, line.rep),
            skipped=", ".join(_name(services, rep) for rep in line.skipped),
            reason=line.reason,
        )
        for line in await services.store.ledger(queue, 20)
    )
    return QueueView(services.config.queues[queue].name, tuple(members), decisions)


def _name(services: Services, rep: str) -> str:
    known: Rep | None = services.roster.reps.get(rep)
    return known.name if known else rep

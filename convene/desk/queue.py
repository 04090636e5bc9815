"""Queues: whose turn it is, how each calendar is, and who got what and why."""

from dataclasses import dataclass
from datetime import datetime

from sanic import Blueprint, HTTPResponse

from convene.desk.permissions import Action
from convene.desk.visit import Visit, signed_in
from convene.say_time import say_slot
from convene.scheduling.assignment import turn_order

_LINES = 20
_REASONS = ("turn", "passed_over", "taken", "unreachable", "reassigned")

blueprint = Blueprint("desk_queue", url_prefix="/app/queue")


@dataclass(frozen=True, slots=True)
class Member:
    """A rep in a queue, in the order of turns; `calendar` says how it is and when it was read, in words."""

    name: str
    status: str
    calendar: str
    error: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A line of the ledger in names."""

    when: str
    words: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """A queue: its members, whose turn is next first, and what was decided lately."""

    name: str
    members: tuple[Member, ...]
    decisions: tuple[Decision, ...]


@blueprint.get("/", strict_slashes=False)
@signed_in(Action.SEE_QUEUES)
async def show(visit: Visit) -> HTTPResponse:
    """Every queue, or those a rep is in."""
    user, now = visit.user, visit.services.clock.now()
    all_ = user.may_for_all(Action.SEE_QUEUES) or user.rep is None
    queues = [q for q in visit.services.roster.queues.values() if all_ or (user.rep and user.rep.id in q.reps)]
    return visit.page("queue.html", here="queue", queues=[await _queue(visit, q.id, now) for q in queues])


async def _queue(visit: Visit, queue: str, now: datetime) -> QueueView:
    store = visit.services.store
    states = await store.calendar_states()
    members = []
    for rep in turn_order(await store.turns(queue, now)):
        state, name = states.get(rep), _name(visit, rep)
        status, error = (state.status, state.error) if state else ("never", "")
        minutes = int((now - state.read_at).total_seconds() // 60) if state and state.read_at else 0
        key = "queue.calendar_ok_now" if status == "ok" and not minutes else f"queue.calendar_{status}"
        members.append(Member(name, status, visit.say(key, minutes=minutes, name=name), error))
    decisions = []
    for line in await store.ledger(queue, _LINES):
        skipped = ", ".join(_name(visit, rep) for rep in line.skipped)
        reason = line.reason if line.reason in _REASONS else "other"
        words = visit.say(f"queue.reason_{reason}", rep=_name(visit, line.rep), skipped=skipped)
        decisions.append(Decision(say_slot(line.start, visit.user.zone, visit.user.language), words))
    return QueueView(visit.services.config.queues[queue].name, tuple(members), tuple(decisions))


def _name(visit: Visit, rep: str) -> str:
    known = visit.services.roster.reps.get(rep)
    return known.name if known else rep

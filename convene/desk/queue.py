"""Queues: whose turn it is, how each calendar is, who rests, and who got what and why."""

from dataclasses import dataclass
from datetime import datetime

from sanic import Blueprint, HTTPResponse
from sanic.exceptions import NotFound

from convene.desk.permissions import Action
from convene.desk.visit import NotAllowed, Visit, signed_in
from convene.invitations.text import one_line
from convene.scheduling.assignment import turn_order
from convene.store.readings import OK, CalendarState

_LINES = 20
_LONGEST = 500
_REASONS = ("turn", "passed_over", "taken", "unreachable", "reassigned", "asked_for")

blueprint = Blueprint("desk_queue", url_prefix="/app/queue")


@dataclass(frozen=True, slots=True)
class Member:
    """A rep in a queue, in the order of turns; `calendar` says how it is and when it was read, in words."""

    rep: str
    name: str
    status: str
    calendar: str
    error: str
    next: bool
    rests: bool
    may_pause: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """A line of the ledger in names."""

    when: str
    words: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """A queue: its members, whose turn is next first, and in its order, who could join, what was decided."""

    id: str
    name: str
    members: tuple[Member, ...]
    order: tuple[Member, ...]
    others: tuple[tuple[str, str], ...]
    decisions: tuple[Decision, ...]


@blueprint.get("/", strict_slashes=False)
@signed_in(Action.SEE_QUEUES)
async def show(visit: Visit) -> HTTPResponse:
    """Every queue, or those a rep is in."""
    user, roster, now = visit.user, visit.services.roster, visit.services.clock.now()
    all_ = user.may_for_all(Action.SEE_QUEUES) or user.rep is None
    queues = [q for q in roster.queues.values() if all_ or (user.rep and user.rep.id in q.reps)]
    return visit.page(
        "queue.html",
        here="queue",
        queues=[await _queue(visit, q.id, now) for q in queues],
        fallback=[
            (lang, name, roster.own_fallback.get(lang, ""), roster.config.fallback.get(lang, ""))
            for lang, name in visit.visitor_languages.items()
        ],
        longest=_LONGEST,
    )


@blueprint.post("/pause")
@signed_in(Action.PAUSE)
async def pause(visit: Visit) -> HTTPResponse:
    """Let a rep rest: no new meetings, the turn is kept (case A5)."""
    return await _rest(visit, paused=True, said="queue.paused")


@blueprint.post("/return")
@signed_in(Action.PAUSE)
async def come_back(visit: Visit) -> HTTPResponse:
    """Let a rep return to the turns."""
    return await _rest(visit, paused=False, said="queue.returned")


@blueprint.post("/add")
@signed_in(Action.CHANGE_QUEUES)
async def add(visit: Visit) -> HTTPResponse:
    """Put a rep at the end of a queue, at its average turn (cases A5, A20)."""
    queue, rep = _queue_named(visit), visit.field("rep")
    if rep not in {known.id for known in visit.services.roster.active}:
        raise NotFound
    await visit.services.store.join_queue(queue, rep)
    return visit.see_other("/app/queue", "queue.added", name=visit.name_of(rep))


@blueprint.post("/remove")
@signed_in(Action.CHANGE_QUEUES)
async def remove(visit: Visit) -> HTTPResponse:
    """Take a rep out of a queue; their meetings stay."""
    queue, rep = _member(visit, Action.CHANGE_QUEUES)
    await visit.services.store.leave_queue(queue, rep)
    return visit.see_other("/app/queue", "queue.removed", name=visit.name_of(rep))


@blueprint.post("/up")
@signed_in(Action.CHANGE_QUEUES)
async def up(visit: Visit) -> HTTPResponse:
    """Let a rep change places with the one before."""
    return await _shift(visit, -1, "queue.moved_up")


@blueprint.post("/down")
@signed_in(Action.CHANGE_QUEUES)
async def down(visit: Visit) -> HTTPResponse:
    """Let a rep change places with the one after."""
    return await _shift(visit, 1, "queue.moved_down")


async def _rest(visit: Visit, *, paused: bool, said: str) -> HTTPResponse:
    queue, rep = _member(visit, Action.PAUSE)
    await visit.services.store.pause(queue, rep, paused=paused)
    return visit.see_other("/app/queue", said, name=visit.name_of(rep))


async def _shift(visit: Visit, by: int, said: str) -> HTTPResponse:
    queue, rep = _member(visit, Action.CHANGE_QUEUES)
    order = list(visit.services.roster.queues[queue].reps)
    place = order.index(rep)
    order.insert(max(place + by, 0), order.pop(place))
    await visit.services.store.order_queue(queue, order)
    return visit.see_other("/app/queue", said, name=visit.name_of(rep))


@blueprint.post("/fallback")
@signed_in(Action.CHANGE_QUEUES)
async def write_fallback(visit: Visit) -> HTTPResponse:
    """Keep what the chat says when nobody can be met; an empty text is the standard one again."""
    texts = {language: one_line(visit.field(f"fallback_{language}"))[:_LONGEST] for language in visit.visitor_languages}
    await visit.services.store.set_for_team("fallback", {language: text for language, text in texts.items() if text})
    await visit.services.roster.refresh()
    return visit.see_other("/app/queue", "queue.fallback_saved")


async def _queue(visit: Visit, queue: str, now: datetime) -> QueueView:
    store, roster = visit.services.store, visit.services.roster
    states = await store.calendar_states()
    order = turn_order(await store.turns(queue, now))
    resting = [rep for rep in roster.queues[queue].reps if rep not in order]
    offered = [rep for rep in order if rep in states and states[rep].status == OK]
    members = [
        _view(visit, rep, states.get(rep), now, is_next=rep == next(iter(offered), None), rests=rep in resting)
        for rep in (*order, *resting)
    ]
    decisions = []
    for line in await store.ledger(queue, _LINES):
        skipped = ", ".join(visit.name_of(rep) for rep in line.skipped)
        reason = line.reason if line.reason in _REASONS else "other"
        words = visit.say(f"queue.reason_{reason}", rep=visit.name_of(line.rep), skipped=skipped)
        decisions.append(Decision(visit.when(line.start), words))
    others = [(r.id, r.name) for r in roster.active if r.id not in roster.queues[queue].reps]
    places = roster.queues[queue].reps
    in_order = tuple(sorted(members, key=lambda member: places.index(member.rep)))
    name = visit.services.config.queues[queue].name
    return QueueView(queue, name, tuple(members), in_order, tuple(others), tuple(decisions))


def _view(visit: Visit, rep: str, state: CalendarState | None, now: datetime, *, is_next: bool, rests: bool) -> Member:
    name, status, error = visit.name_of(rep), state.status if state else "never", state.error if state else ""
    minutes = int((now - state.read_at).total_seconds() // 60) if state and state.read_at else 0
    key = "queue.calendar_ok_now" if status == OK and not minutes else f"queue.calendar_{status}"
    return Member(
        rep=rep,
        name=name,
        status=status,
        calendar=visit.say(key, minutes=minutes, name=name),
        error=error,
        next=is_next,
        rests=rests,
        may_pause=visit.user.may(Action.PAUSE, rep),
    )


def _queue_named(visit: Visit) -> str:
    queue = visit.field("queue")
    if queue not in visit.services.roster.queues:
        raise NotFound
    return queue


def _member(visit: Visit, action: Action) -> tuple[str, str]:
    """The queue and the rep a form is about, if the user may do this for that rep."""
    queue, rep = _queue_named(visit), visit.field("rep")
    if not rep or not visit.user.may(action, rep):
        raise NotAllowed
    if rep not in visit.services.roster.queues[queue].reps:
        raise NotFound
    return queue, rep

"""Health: every part of this Convene in words, and what to do about what is not well."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_string, policy

import httpx
from sanic import Blueprint, HTTPResponse

from convene.assistant import api_token
from convene.booking.website_key import refusal, website_key
from convene.desk.permissions import Action
from convene.desk.visit import Visit, signed_in
from convene.mail.send import addresses
from convene.store.readings import NEEDS_RECONNECT, OK, CalendarState

_PATIENCE = 3  # seconds for the assistant to answer
_LATE_AFTER = 5  # minutes for which a mail may wait without worry
_REMEMBERED = timedelta(days=1)  # for which a signature that did not count is told

blueprint = Blueprint("desk_health", url_prefix="/app/health")


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: how it is (`good`, `warn` or `bad`), said in words, what was heard of it last, and what to do."""

    part: str
    state: str
    says: str
    error: str = ""
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A mail that was given up."""

    to: str
    subject: str
    error: str


@blueprint.get("/", strict_slashes=False)
@signed_in(Action.SEE_HEALTH)
async def show(visit: Visit) -> HTTPResponse:
    """Everything at a glance."""
    now = visit.services.clock.now()
    parts = [await _assistant(visit), await _mail(visit, now), _background(visit)]
    parts += [await _limits(visit), await _website(visit, now)]
    return visit.page(
        "health.html",
        here="health",
        calendars=await _calendars(visit, now),
        parts_of_it=parts,
        undelivered=await _undelivered(visit) if visit.user.may(Action.MANAGE_PEOPLE) else (),
    )


async def _calendars(visit: Visit, now: datetime) -> list[Finding]:
    states = await visit.services.store.calendar_states()
    return [_calendar(visit, rep.name, states.get(rep.id), now) for rep in visit.services.roster.active]


def _calendar(visit: Visit, name: str, state: CalendarState | None, now: datetime) -> Finding:
    if state is None or (state.status == OK and state.read_at is None):
        return Finding(name, "warn", visit.say("health.calendar_never"), mend=visit.say("health.mend_never"))
    if state.status == OK and state.read_at:
        minutes = int((now - state.read_at).total_seconds() // 60)
        if now - state.read_at > visit.services.settings.trust_reading_for:
            said = visit.say("health.calendar_old", minutes=minutes)
            return Finding(name, "bad", said, state.error, visit.say("health.mend_old"))
        return Finding(
            name, "good", visit.say("health.calendar_ok" if minutes else "health.calendar_now", minutes=minutes)
        )
    refused = state.status == NEEDS_RECONNECT
    since = visit.when(state.read_at) if state.read_at else visit.say("health.never")
    said = visit.say("health.calendar_refused" if refused else "health.calendar_silent", since=since)
    mend = visit.say("health.mend_refused" if refused else "health.mend_silent", name=name)
    return Finding(name, "bad", said, state.error, mend)


async def _assistant(visit: Visit) -> Finding:
    part = visit.say("health.assistant")
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE) as http:
            settings = visit.services.settings
            answer = await http.get(f"{settings.rasa_url}/status", params={"token": api_token(settings)})
            answer.raise_for_status()
            model = str(answer.json().get("model_file") or "").rpartition("/")[2]
    except (httpx.HTTPError, ValueError):
        return Finding(part, "bad", visit.say("health.assistant_silent"), mend=visit.say("health.mend_assistant"))
    return Finding(part, "good", visit.say("health.assistant_ok", model=model or "?"))


async def _mail(visit: Visit, now: datetime) -> Finding:
    state, part = await visit.services.store.mail_state(), visit.say("health.mail")
    if state.oldest and (now - state.oldest).total_seconds() > 60 * _LATE_AFTER:
        said = visit.say("health.mail_late", waiting=state.waiting)
        return Finding(part, "bad", said, state.error, visit.say("health.mend_mail"))
    if state.waiting:
        return Finding(part, "good", visit.say("health.mail_waiting", waiting=state.waiting), state.error)
    return Finding(part, "good", visit.say("health.mail_ok"))


def _background(visit: Visit) -> Finding:
    """The work this process does by itself."""
    part = visit.say("health.work")
    if dead := died(getattr(visit.request.app.ctx, "background", ())):
        said = visit.say("health.work_ended", jobs=", ".join(dead))
        return Finding(part, "bad", said, mend=visit.say("health.mend_work"))
    return Finding(part, "good", visit.say("health.work_ok"))


def died(jobs: Iterable[asyncio.Task[None]]) -> list[str]:
    """The names of the jobs that failed; one with nothing to do just ends, as where no provider can call us."""
    return [job.get_name() for job in jobs if job.done() and (job.cancelled() or job.exception())]


async def _limits(visit: Visit) -> Finding:
    """Whether it is counted for all processes together how often something is done."""
    part, trouble = visit.say("health.limits"), await visit.services.limiter.trouble()
    if trouble:
        return Finding(part, "warn", visit.say("health.limits_alone"), trouble, visit.say("health.mend_limits"))
    return Finding(part, "good", visit.say("health.limits_ok"))


async def _website(visit: Visit, now: datetime) -> Finding:
    """Whether what the website signs of its visitors counts."""
    part, known, refused = visit.say("health.website"), await website_key(visit.services), await refusal(visit.services)
    if refused and now - refused.at < _REMEMBERED:
        why = visit.say(f"health.website_{refused.why.replace(' ', '_')}")
        said = visit.say("health.website_refused", when=visit.when(refused.at), why=why)
        return Finding(part, "warn", said, mend=visit.say("health.mend_website"))
    return Finding(part, "good", visit.say("health.website_ok" if known.key else "health.website_none"))


async def _undelivered(visit: Visit) -> list[Undelivered]:
    found = []
    for mail in await visit.services.store.given_up_mail():
        head = message_from_string(mail.message.partition("\n\n")[0], policy=policy.SMTP)
        found.append(Undelivered(", ".join(addresses(head, "To")), str(head["Subject"] or ""), mail.error))
    return found

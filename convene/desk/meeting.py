"""One meeting: everything about it, and what can be done: move, cancel, pass on, say that nobody came."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email import message_from_string, policy
from functools import partial
from typing import Any

from sanic import Blueprint, HTTPResponse
from sanic.exceptions import NotFound

from convene.booking.cancel import cancel
from convene.booking.events import event_of
from convene.booking.links import manage_url
from convene.booking.move import move, must_be_changeable
from convene.booking.no_show import mark_no_show, take_back_no_show
from convene.booking.reassign import reassign, who_could_take
from convene.desk.meetings import line
from convene.desk.permissions import Action
from convene.desk.visit import Visit, signed_in
from convene.errors import (
    BookingNotFound,
    CalendarUnreachable,
    SlotExpired,
    SlotNotOffered,
    SlotTaken,
    TooEarly,
    TooLate,
)
from convene.free_times import LONGEST_WISH, MOST_PAGES, Reader, find_times
from convene.invitations.times import clock_in_words, date_in_words, duration_in_words, time_in_words, zone_in_words
from convene.model import CALENDAR, VISITOR, Booking, Happening, Status
from convene.say_time import say_slot

LONGEST_NOTE = 1000

blueprint = Blueprint("desk_meeting", url_prefix="/app/meetings/<id:str>")


@dataclass(frozen=True, slots=True)
class Sent:
    """The invitation as the visitor got it; `state` is `sent`, `waiting`, `failed` or `provider`."""

    subject: str
    text: str
    state: str
    error: str


@blueprint.get("/", strict_slashes=False)
@signed_in(Action.SEE_MEETINGS)
async def show(visit: Visit, id: str) -> HTTPResponse:
    """Everything about the meeting."""
    booking = await _meeting(visit, id)
    store = visit.services.store
    return _page(
        visit,
        "meeting.html",
        booking,
        facts=_facts(visit, booking),
        attributes=[*booking.person.attributes.items(), *booking.company.attributes.items()],
        note=booking.note,
        chat=await store.transcript_of(id),
        sent=await _invitation(visit, booking),
        history=[_happening(visit, told) for told in await store.history(id)],
    )


@blueprint.get("/move")
@signed_in(Action.CHANGE_MEETINGS)
async def choose_time(visit: Visit, id: str) -> HTTPResponse:
    """Where another time is looked for: the rep's own free times."""
    return await _times(visit, await _meeting(visit, id, to_change=True))


@blueprint.post("/move")
@signed_in(Action.CHANGE_MEETINGS)
async def move_meeting(visit: Visit, id: str) -> HTTPResponse:
    """Move it, whatever the visitor's own notice says; the new invitation goes out."""
    booking = await _meeting(visit, id, to_change=True)
    again, slot = partial(_times, visit, booking), visit.field("slot")
    if not slot:
        return await again(problem="slot_missing", status=400)
    moving = move(visit.services, booking_id=id, slot_id=slot, session=_session(booking), by=visit.user.email)
    return await _in_the_way(visit, id, moving, again, taken="slot_taken") or _told(visit, id, "moved")


@blueprint.get("/cancel")
@signed_in(Action.CHANGE_MEETINGS)
async def ask_about_cancelling(visit: Visit, id: str) -> HTTPResponse:
    """The question whether to cancel, and a word to the visitor."""
    return _page(visit, "meeting_cancel.html", await _meeting(visit, id, to_change=True))


@blueprint.post("/cancel")
@signed_in(Action.CHANGE_MEETINGS)
async def cancel_meeting(visit: Visit, id: str) -> HTTPResponse:
    """Cancel it; a silent calendar means that this is still going on (case P7)."""
    await _meeting(visit, id)
    try:
        note = visit.field("note")[:LONGEST_NOTE]
        await cancel(visit.services, booking_id=id, note=note, by=visit.user.email)
    except CalendarUnreachable:
        return _told(visit, id, "cancelling", "note")
    except (TooLate, BookingNotFound):
        return _told(visit, id, "changed", "problem")
    return _told(visit, id, "cancelled")


@blueprint.get("/pass-on")
@signed_in(Action.CHANGE_MEETINGS)
async def choose_rep(visit: Visit, id: str) -> HTTPResponse:
    """Who else of the queue is free at that time."""
    return await _others(visit, await _meeting(visit, id, to_change=True))


@blueprint.post("/pass-on")
@signed_in(Action.CHANGE_MEETINGS)
async def pass_on(visit: Visit, id: str) -> HTTPResponse:
    """Give it to another rep; who passed on their own meeting does not see it any more."""
    booking = await _meeting(visit, id, to_change=True)
    again, rep = partial(_others, visit, booking), visit.field("to")
    if not rep:
        return await again(problem="rep_missing", status=400)
    passing_on = reassign(visit.services, booking_id=id, rep=rep, by=visit.user.email)
    if answer := await _in_the_way(visit, id, passing_on, again, taken="rep_taken"):
        return answer
    if not visit.user.may(Action.SEE_MEETINGS, rep):
        return visit.see_other("/app", "meeting.passed_on", rep=visit.name_of(rep))
    return _told(visit, id, "passed_on", rep=visit.name_of(rep))


@blueprint.get("/no-show")
@signed_in(Action.CHANGE_MEETINGS)
async def ask_whether_nobody_came(visit: Visit, id: str) -> HTTPResponse:
    """The question whether really nobody came."""
    return _page(visit, "meeting_no_show.html", await _meeting(visit, id))


@blueprint.post("/no-show")
@signed_in(Action.CHANGE_MEETINGS)
async def nobody_came(visit: Visit, id: str) -> HTTPResponse:
    """Keep that nobody came."""
    await _meeting(visit, id)
    try:
        await mark_no_show(visit.services, booking_id=id, by=visit.user.email)
    except TooEarly:
        return _told(visit, id, "too_early", "problem")
    except BookingNotFound:
        return _told(visit, id, "changed", "problem")
    return _told(visit, id, "missed")


@blueprint.post("/came")
@signed_in(Action.CHANGE_MEETINGS)
async def somebody_came(visit: Visit, id: str) -> HTTPResponse:
    """Take back that nobody came."""
    await _meeting(visit, id)
    try:
        await take_back_no_show(visit.services, booking_id=id, by=visit.user.email)
    except BookingNotFound:
        return _told(visit, id, "changed", "problem")
    return _told(visit, id, "came")


async def _meeting(visit: Visit, id: str, *, to_change: bool = False) -> Booking:
    """The meeting, if there is one that this user may see; somebody else's is not there for them.

    Raises:
        NotFound: if there is none, or it cannot be changed any more and that is what is wanted.
    """
    action = Action.CHANGE_MEETINGS if to_change else Action.SEE_MEETINGS
    try:
        booking = await visit.services.store.booking(id)
        if booking.status is Status.HELD or not visit.user.may(action, booking.rep):
            raise NotFound
        if to_change:
            must_be_changeable(visit.services, booking, visit.user.email)
    except (BookingNotFound, TooLate):
        raise NotFound from None
    return booking


async def _in_the_way(
    visit: Visit, id: str, change: Awaitable[Booking], again: Callable[..., Awaitable[HTTPResponse]], *, taken: str
) -> HTTPResponse | None:
    """Make the change; None once it is made, else what is shown: mostly the choice `again`, with what is in the way."""
    try:
        await change
    except (SlotTaken, SlotExpired, SlotNotOffered):
        return await again(problem=taken, status=409)
    except CalendarUnreachable:
        return await again(problem="calendar_silent", status=503)
    except (TooLate, BookingNotFound):
        return _told(visit, id, "changed", "problem")
    return None


def _told(visit: Visit, id: str, what: str, kind: str = "good", **values: str) -> HTTPResponse:
    return visit.see_other(f"/app/meetings/{id}", f"meeting.{what}", kind=kind, **values)


def _page(visit: Visit, template: str, booking: Booking, *, status: int = 200, **values: Any) -> HTTPResponse:
    return visit.page(
        template,
        here="meetings",
        status=status,
        meeting=line(visit, booking),
        when=say_slot(booking.start, visit.user.zone, visit.user.language),
        may=_possible(visit, booking),
        **values,
    )


def _possible(visit: Visit, booking: Booking) -> dict[str, bool]:
    """What can be done with it now, by this user."""
    now = visit.services.clock.now()
    mine = visit.user.may(Action.CHANGE_MEETINGS, booking.rep)
    open_ = booking.status in (Status.CONFIRMED, Status.MOVED) and booking.pending != "delete"
    return {
        "join": (open_ or booking.status is Status.COMPLETED) and booking.end > now and bool(booking.join_url),
        "change": mine and open_ and booking.end > now,
        "pass_on": mine and open_ and booking.start > now,
        "no_show": mine and booking.start <= now and (open_ or booking.status is Status.COMPLETED),
        "came": mine and booking.status is Status.NO_SHOW,
        "is_going": booking.pending == "delete",
    }


def _facts(visit: Visit, booking: Booking) -> list[tuple[str, str, str]]:
    """What is known, as (key of its name, words, address to open)."""
    zone, language = visit.user.zone, visit.user.language
    person, company = booking.person, booking.company
    start, end = clock_in_words(booking.start, zone, language), time_in_words(booking.end, zone, language)
    theirs = say_slot(booking.start, booking.visitor_zone, language) if booking.visitor_zone != zone else ""
    meeting_type = visit.services.config.meeting_types.get(booking.meeting_type)
    queue = visit.services.config.queues.get(booking.queue)
    day = date_in_words(booking.start, zone, language)
    facts = [
        ("when", f"{day}, {start} – {end} ({zone_in_words(zone, language)})", ""),
        ("visitors_time", theirs, ""),
        ("duration", duration_in_words(booking.interval.duration, language), ""),
        ("rep", visit.name_of(booking.rep), ""),
        ("email", person.email, f"mailto:{person.email}"),
        ("phone", person.phone, ""),
        ("company", company.name, ""),
        ("domain", company.domain, ""),
        ("about", meeting_type.name if meeting_type else booking.meeting_type, ""),
        ("queue", queue.name if queue else booking.queue, ""),
        ("booked_at", say_slot(booking.created_at, zone, language) if booking.created_at else "", ""),
    ]
    return [fact for fact in facts if fact[1]]


async def _invitation(visit: Visit, booking: Booking) -> Sent:
    """The last invitation of ours; where the provider invites, the words it was given."""
    link = manage_url(visit.services, booking)  # the visitor's key to the meeting is theirs alone (case P13)
    hidden = f"{link.rpartition('/')[0]}/…"
    mails = [m for m in await visit.services.store.mail_about(booking.id) if m.key.endswith("/invitation")]
    if not mails:
        event = event_of(visit.services, booking)
        return Sent(event.summary, event.description, "provider", "")
    mail = mails[-1]
    message = message_from_string(mail.message, policy=policy.SMTP)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    state = "sent" if mail.sent_at else "waiting" if mail.due else "failed"
    return Sent(str(message["Subject"]), text.replace(link, hidden), state, mail.error)


def _happening(visit: Visit, told: Happening) -> dict[str, str]:
    who = {
        VISITOR: visit.say("meeting.by_visitor"),
        CALENDAR: visit.say("meeting.by_calendar", rep=visit.name_of(told.rep)),
    }.get(told.by) or visit.say("meeting.by_team", name=visit.name_of(told.by))
    zone, language = visit.user.zone, visit.user.language
    start = say_slot(told.start, zone, language)
    return {
        "at": say_slot(told.at, zone, language),
        "what": visit.say(f"meeting.did_{told.what}", rep=visit.name_of(told.rep), start=start),
        "who": who,
        "note": told.note,
    }


def _session(booking: Booking) -> str:
    """The session for which times are offered here: it belongs to the desk and the booking alone."""
    return f"desk {booking.id}"


async def _times(visit: Visit, booking: Booking, *, problem: str = "", status: int = 200) -> HTTPResponse:
    text, pages = visit.field("when")[:LONGEST_WISH], visit.field("pages")
    number = min(int(pages), MOST_PAGES) if pages.isascii() and pages.isdigit() and int(pages) else 1

    def say(key: str, **values: object) -> str:
        return visit.say(f"meeting.{key}", **values)

    reader = Reader(_session(booking), visit.user.zone, visit.user.language, say)
    found = await find_times(visit.services, booking, reader, text, number, only=booking.rep)
    return _page(
        visit,
        "meeting_move.html",
        booking,
        status=status,
        text=text,
        found=found,
        more=number + 1 if found.more else 0,
        zone=zone_in_words(visit.user.zone, visit.user.language),
        problem=visit.say(f"meeting.{problem}") if problem else "",
    )


async def _others(visit: Visit, booking: Booking, *, problem: str = "", status: int = 200) -> HTTPResponse:
    free = await who_could_take(visit.services, booking)
    return _page(
        visit,
        "meeting_pass_on.html",
        booking,
        status=status,
        free=[(rep, visit.name_of(rep)) for rep in free],
        problem=visit.say(f"meeting.{problem}") if problem else "",
    )

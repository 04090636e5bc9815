"""One meeting: everything about it, and what can be done with it."""

from dataclasses import dataclass
from email import message_from_string, policy
from typing import Any

from sanic import Blueprint, HTTPResponse
from sanic.exceptions import NotFound

from convene.booking.events import event_of
from convene.booking.links import manage_url
from convene.desk.meetings import line
from convene.desk.permissions import Action
from convene.desk.visit import Visit, signed_in
from convene.errors import BookingNotFound
from convene.invitations.times import clock_in_words, date_in_words, duration_in_words, time_in_words, zone_in_words
from convene.model import CALENDAR, VISITOR, Booking, Happening, Status
from convene.say_time import say_slot

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
    booking = await meeting_of(visit, id)
    store = visit.services.store
    return meeting_page(
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


async def meeting_of(visit: Visit, id: str, action: Action = Action.SEE_MEETINGS) -> Booking:
    """The meeting, if there is one with which this user may do that; somebody else's is not there for them.

    Raises:
        NotFound: if there is none.
    """
    try:
        booking = await visit.services.store.booking(id)
    except BookingNotFound:
        raise NotFound from None
    if booking.status is Status.HELD or not visit.user.may(action, booking.rep):
        raise NotFound
    return booking


def meeting_page(visit: Visit, template: str, booking: Booking, *, status: int = 200, **values: Any) -> HTTPResponse:
    """A page about the meeting, with what can be done with it."""
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
        ("asked_for", visit.name_of(booking.asked_for) if booking.asked_for else "", ""),
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

"""Changing a meeting: move it, cancel it, pass it on, say that nobody came or that somebody did after all."""

from collections.abc import Awaitable, Callable
from functools import partial

from sanic import Blueprint, HTTPResponse
from sanic.exceptions import NotFound

from convene.booking.cancel import cancel
from convene.booking.move import move, must_be_changeable
from convene.booking.no_show import mark_no_show, take_back_no_show
from convene.booking.reassign import reassign, who_could_take
from convene.desk.meeting import meeting_of, meeting_page
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
from convene.invitations.times import zone_in_words
from convene.model import Booking
from convene.pages import page_number

LONGEST_NOTE = 1000

blueprint = Blueprint("desk_changing", url_prefix="/app/meetings/<id:str>")


@blueprint.get("/move")
@signed_in(Action.CHANGE_MEETINGS)
async def choose_time(visit: Visit, id: str) -> HTTPResponse:
    """Where another time is looked for: the rep's own free times."""
    return await _times(visit, await _changeable(visit, id))


@blueprint.post("/move")
@signed_in(Action.CHANGE_MEETINGS)
async def move_meeting(visit: Visit, id: str) -> HTTPResponse:
    """Move it, whatever the visitor's own notice says; the new invitation goes out."""
    booking = await _changeable(visit, id)
    again, slot = partial(_times, visit, booking), visit.field("slot")
    if not slot:
        return await again(problem="slot_missing", status=400)
    moving = move(visit.services, booking_id=id, slot_id=slot, session=_session(booking), by=visit.user.email)
    return await _in_the_way(visit, id, moving, again, taken="slot_taken") or _told(visit, id, "moved")


@blueprint.get("/cancel")
@signed_in(Action.CHANGE_MEETINGS)
async def ask_about_cancelling(visit: Visit, id: str) -> HTTPResponse:
    """The question whether to cancel, and a word to the visitor."""
    return meeting_page(visit, "meeting_cancel.html", await _changeable(visit, id))


@blueprint.post("/cancel")
@signed_in(Action.CHANGE_MEETINGS)
async def cancel_meeting(visit: Visit, id: str) -> HTTPResponse:
    """Cancel it; a silent calendar means that this is still going on (case P7)."""
    await _own(visit, id)
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
    return await _others(visit, await _changeable(visit, id))


@blueprint.post("/pass-on")
@signed_in(Action.CHANGE_MEETINGS)
async def pass_on(visit: Visit, id: str) -> HTTPResponse:
    """Give it to another rep; who passed on their own meeting does not see it any more."""
    booking = await _changeable(visit, id)
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
    return meeting_page(visit, "meeting_no_show.html", await _own(visit, id))


@blueprint.post("/no-show")
@signed_in(Action.CHANGE_MEETINGS)
async def nobody_came(visit: Visit, id: str) -> HTTPResponse:
    """Keep that nobody came."""
    await _own(visit, id)
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
    await _own(visit, id)
    try:
        await take_back_no_show(visit.services, booking_id=id, by=visit.user.email)
    except BookingNotFound:
        return _told(visit, id, "changed", "problem")
    return _told(visit, id, "came")


async def _own(visit: Visit, id: str) -> Booking:
    return await meeting_of(visit, id, Action.CHANGE_MEETINGS)


async def _changeable(visit: Visit, id: str) -> Booking:
    """The meeting, as long as it can be moved or cancelled."""
    booking = await _own(visit, id)
    try:
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


def _session(booking: Booking) -> str:
    """The session for which times are offered here: it belongs to the desk and the booking alone."""
    return f"desk {booking.id}"


async def _times(visit: Visit, booking: Booking, *, problem: str = "", status: int = 200) -> HTTPResponse:
    text, pages = visit.field("when")[:LONGEST_WISH], page_number(visit.field("pages"), MOST_PAGES)

    def say(key: str, **values: object) -> str:
        return visit.say(f"meeting.{key}", **values)

    reader = Reader(_session(booking), visit.user.zone, visit.user.language, say)
    found = await find_times(visit.services, booking, reader, text, pages, only=booking.rep)
    return meeting_page(
        visit,
        "meeting_move.html",
        booking,
        status=status,
        text=text,
        found=found,
        more=pages + 1 if found.more else 0,
        zone=zone_in_words(visit.user.zone, visit.user.language),
        problem=visit.say(f"meeting.{problem}") if problem else "",
    )


async def _others(visit: Visit, booking: Booking, *, problem: str = "", status: int = 200) -> HTTPResponse:
    free = await who_could_take(visit.services, booking)
    return meeting_page(
        visit,
        "meeting_pass_on.html",
        booking,
        status=status,
        free=[(rep, visit.name_of(rep)) for rep in free],
        asked_for=visit.say("meeting.pass_on_asked_for", rep=visit.name_of(booking.rep)) if booking.only else "",
        problem=visit.say(f"meeting.{problem}") if problem else "",
    )

"""The pages and forms behind a booking's link (cases P5, S8).

Nothing changes by a GET, so that mail scanners, which open every link, do no harm.
"""

from sanic import Blueprint, HTTPResponse
from sanic.response import raw

from convene.booking.access import mail_link
from convene.booking.cancel import cancel
from convene.booking.events import as_mailed, event_of
from convene.booking.move import move
from convene.errors import CalendarUnreachable, SlotExpired, SlotNotOffered, SlotTaken, TooLate
from convene.free_times import LONGEST_WISH, MOST_PAGES, Reader, find_times
from convene.invitations import ical
from convene.manage.forms import form_field, is_genuine
from convene.manage.visit import Visit, with_booking, with_own_booking
from convene.model import Status
from convene.pages import PRIVATE_HEADERS, SECURITY_HEADERS, page_number

LONGEST_NOTE = 1000

blueprint = Blueprint("manage", url_prefix="/b/<link:str>")


@blueprint.get("/", strict_slashes=False)
@with_booking
async def show(visit: Visit) -> HTTPResponse:
    """The meeting."""
    done = visit.request.args.get("done", "")
    is_true = done in ("same", "mailed") or (done in ("moved", "moved_rep") and visit.booking.status is Status.MOVED)
    said = visit.say(f"done_{done}", rep=visit.rep.name) if is_true and visit.state == "open" else ""
    return _meeting(visit, said=said)


@blueprint.get("/invite.ics")
@with_booking
async def download(visit: Visit) -> HTTPResponse:
    """The meeting as a calendar file; a meeting that is off has none."""
    if visit.state == "cancelled":
        return _meeting(visit, status=410)
    event = as_mailed(event_of(visit.services, visit.booking), visit.booking)
    return raw(
        ical.publish(event, visit.services.clock.now()).encode(),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers=SECURITY_HEADERS | PRIVATE_HEADERS | {"content-disposition": 'attachment; filename="invite.ics"'},
    )


@blueprint.get("/move")
@with_own_booking
async def choose_time(visit: Visit) -> HTTPResponse:
    """Where another time is looked for."""
    if visit.state != "open":
        return visit.see_other()
    return await _times(visit)


@blueprint.post("/move")
@with_own_booking
async def move_meeting(visit: Visit) -> HTTPResponse:
    """Move the meeting to the chosen time; whatever is in the way, the wish is kept and new times are shown."""
    if not _is_genuine(visit):
        return await _times(visit, problem="form_old", status=403)
    if visit.state != "open":
        return _meeting(visit, status=409)
    slot = _field(visit, "slot")
    if not slot:
        return await _times(visit, problem="slot_missing", status=400)
    before = visit.booking
    try:
        moved = await move(
            visit.services,
            booking_id=before.id,
            slot_id=slot,
            session=session_of(visit),
            asked_for="" if _anyone(visit) else None,
        )
    except SlotTaken:
        return await _times(visit, problem="slot_taken", status=409)
    except SlotExpired:
        return await _times(visit, problem="slot_expired", status=410)
    except SlotNotOffered:
        return await _times(visit, problem="slot_unknown", status=400)
    except CalendarUnreachable:
        return await _times(visit, problem="calendar_silent", status=503)
    except TooLate:
        return _meeting(visit, status=409)
    if moved.interval == before.interval:
        return visit.see_other(done="same")
    return visit.see_other(done="moved" if moved.rep == before.rep else "moved_rep")


@blueprint.get("/cancel")
@with_own_booking
async def ask_about_cancelling(visit: Visit) -> HTTPResponse:
    """The question whether to cancel."""
    if visit.state != "open":
        return visit.see_other()
    return visit.page("cancel.html", problem="")


@blueprint.post("/cancel")
@with_own_booking
async def cancel_meeting(visit: Visit) -> HTTPResponse:
    """Cancel the meeting; if its calendar is silent, the page says that this is still going on (case P7)."""
    if not _is_genuine(visit):
        return visit.page("cancel.html", problem=visit.say("form_old"), status=403)
    if visit.state in ("too_late", "running", "over"):
        return _meeting(visit, status=409)
    try:
        await cancel(visit.services, booking_id=visit.booking.id, note=_field(visit, "note")[:LONGEST_NOTE])
    except CalendarUnreachable:
        return visit.see_other()
    except TooLate:
        return _meeting(visit, status=409)
    return visit.see_other()


@blueprint.post("/link")
@with_booking
async def mail_own_link(visit: Visit) -> HTTPResponse:
    """Mail the visitor their own link; it says the same when it was mailed often enough."""
    if not _is_genuine(visit):
        return _meeting(visit, said=visit.say("form_old"), status=403)
    if visit.state == "open":
        await mail_link(visit.services, visit.booking)
    return visit.see_other(done="mailed")


def session_of(visit: Visit) -> str:
    """The session for which times are offered on this page: it belongs to the booking alone."""
    return f"manage {visit.booking.id}"


def _meeting(visit: Visit, *, said: str = "", status: int = 200) -> HTTPResponse:
    return visit.page("meeting.html", said=said, status=status)


async def _times(visit: Visit, *, problem: str = "", status: int = 200) -> HTTPResponse:
    text, pages = _field(visit, "when")[:LONGEST_WISH], page_number(_field(visit, "pages"), MOST_PAGES)
    reader = Reader(session_of(visit), visit.zone, visit.booking.locale, visit.say)
    anyone = "yes" if _anyone(visit) else ""
    found = await find_times(
        visit.services, visit.booking, reader, text, pages, only=None if anyone else visit.booking.only
    )
    return visit.page(
        "times.html",
        status=status,
        text=text,
        found=found,
        more=visit.url("/move", when=text, pages=str(pages + 1), anyone=anyone) if found.more else "",
        asked_for=visit.booking.only is not None,
        anyone=anyone,
        other_reps=visit.url("/move", when=text, anyone="" if anyone else "yes"),
        problem=visit.say(problem, contact=visit.services.config.branding.contact) if problem else "",
    )


def _field(visit: Visit, name: str) -> str:
    """What was typed or chosen, from the form or the address."""
    return form_field(visit.request, name) or str(visit.request.args.get(name) or "").strip()


def _anyone(visit: Visit) -> bool:
    """Whether somebody else than the rep the visitor asked for will do now."""
    return bool(_field(visit, "anyone"))


def _is_genuine(visit: Visit) -> bool:
    return is_genuine(visit.services, visit.link, form_field(visit.request, "token"))

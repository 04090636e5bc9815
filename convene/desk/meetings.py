"""Meetings: who comes when, upcoming and past, searched and filtered, and as a file for a spreadsheet."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sanic import Blueprint, HTTPResponse

from convene.desk.permissions import Action
from convene.desk.visit import HEADERS, Visit, signed_in
from convene.invitations.times import date_in_words, time_in_words
from convene.model import Booking, Status
from convene.pages import page_number
from convene.scheduling.hours import midnight
from convene.store.meetings import Search

PER_PAGE = 25
STATUSES = (Status.CONFIRMED, Status.MOVED, Status.COMPLETED, Status.NO_SHOW, Status.CANCELLED)
_LONGEST_TEXT = 200
_AT_ONCE = 500  # rows of the file that are read together
_COLUMNS = (
    "id", "status", "start", "end", "visitor_zone", "name", "email", "phone", "company", "domain", "rep", "rep_email",
    "queue", "meeting_type", "join_url", "booked_at", "changed_by", "note",
)  # fmt: skip

blueprint = Blueprint("desk_meetings", url_prefix="/app")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as a line: when in the reader's zone, who comes, who gives it."""

    path: str
    date: str
    time: str
    visitor: str
    email: str
    company: str
    rep: str
    status: str
    join_url: str | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What stands in the fields above the list, and what is wrong with each; `days` are the days that could be read."""

    text: str
    rep: str
    status: str
    since: str
    until: str
    problems: dict[str, str]
    days: tuple[date | None, date | None]

    @property
    def query(self) -> dict[str, str]:
        """The fields that are filled in, for links."""
        said = {"q": self.text, "rep": self.rep, "status": self.status, "from": self.since, "to": self.until}
        return {name: value for name, value in said.items() if value}


@blueprint.get("/", strict_slashes=False)
@signed_in(Action.USE_DESK)
async def show(visit: Visit) -> HTTPResponse:
    """The meetings this user may see, page by page; who may see none lands where they may."""
    if not visit.user.may(Action.SEE_MEETINGS):
        return visit.see_other("/app/queue")
    over, filters = visit.field("tab") == "past", _filters(visit)
    search = replace(_search(visit, filters), over=over)
    store = visit.services.store
    count = await store.count_found(search)
    pages = max(1, -(-count // PER_PAGE))
    number = page_number(visit.field("page"), pages)
    found = await store.found(search, limit=PER_PAGE, offset=PER_PAGE * (number - 1))
    tab = {"tab": "past"} if over else {}

    def path(page: int) -> str:
        return _path("/app", tab | filters.query | ({"page": str(page)} if page > 1 else {}))

    return visit.page(
        "meetings.html",
        here="meetings",
        over=over,
        filters=filters,
        statuses=[("", visit.say("meetings.any"))] + [(s.value, visit.say(f"meetings.status_{s}")) for s in STATUSES],
        reps=[("", visit.say("meetings.any_rep"))] + [(r.id, r.name) for r in visit.services.roster.reps.values()],
        rows=[line(visit, booking) for booking in found],
        count=count,
        number=number,
        pages=pages,
        earlier=path(number - 1) if number > 1 else "",
        later=path(number + 1) if number < pages else "",
        tabs=[(_path("/app", filters.query), not over), (_path("/app", {"tab": "past"} | filters.query), over)],
        file=_path("/app/meetings.csv", tab | filters.query),
        everybody=visit.user.may_for_all(Action.SEE_MEETINGS),
    )


@blueprint.get("/meetings.csv")
@signed_in(Action.SEE_MEETINGS)
async def download(visit: Visit) -> HTTPResponse | None:
    """All meetings that are found, as a file (RFC 4180); instants in UTC (ISO 8601)."""
    tab = visit.field("tab")
    search = replace(_search(visit, _filters(visit)), over=tab == "past" if tab else None)
    today = f"{search.now.astimezone(ZoneInfo(visit.user.zone)):%Y-%m-%d}"
    response = await visit.request.respond(
        content_type="text/csv; charset=utf-8; header=present",
        headers=HEADERS | {"content-disposition": f'attachment; filename="meetings-{today}.csv"'},
    )
    await response.send(_lines([_COLUMNS]))
    offset = 0
    while rows := await visit.services.store.found(search, limit=_AT_ONCE, offset=offset):
        await response.send(_lines([_row(visit, booking) for booking in rows]))
        offset += _AT_ONCE
    await response.eof()
    return None


def line(visit: Visit, booking: Booking) -> Meeting:
    """A meeting as people read it in a list."""
    zone, language = visit.user.zone, visit.user.language
    return Meeting(
        path=f"/app/meetings/{booking.id}",
        date=date_in_words(booking.start, zone, language),
        time=time_in_words(booking.start, zone, language),
        visitor=booking.person.name,
        email=booking.person.email,
        company=booking.company.name,
        rep=visit.name_of(booking.rep),
        status=booking.status.value,
        join_url=booking.join_url if booking.status is not Status.CANCELLED else None,
    )


def _filters(visit: Visit) -> Filters:
    problems: dict[str, str] = {}
    since, until = _day(visit, "from", problems), _day(visit, "to", problems)
    if since and until and until < since:
        problems["to"] = visit.say("meetings.to_before_from")
    return Filters(
        text=visit.field("q")[:_LONGEST_TEXT],
        rep=visit.field("rep"),
        status=visit.field("status"),
        since=visit.field("from")[:20],
        until=visit.field("to")[:20],
        problems=problems,
        days=(since, until),
    )


def _day(visit: Visit, name: str, problems: dict[str, str]) -> date | None:
    said = visit.field(name)
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        problems[name] = visit.say("meetings.no_date", text=said[:20])
        return None


def _search(visit: Visit, filters: Filters) -> Search:
    """What is looked for, in days of the reader; never more than they may see."""
    user, (since, until) = visit.user, filters.days
    reps: tuple[str, ...] | None = (filters.rep,) if filters.rep else None
    if not user.may_for_all(Action.SEE_MEETINGS):
        reps = (user.rep.id,) if user.rep else ()
    return Search(
        now=visit.services.clock.now(),
        text=filters.text,
        reps=reps,
        statuses=tuple(status for status in STATUSES if status == filters.status),
        since=midnight(since, user.zone) if since else None,
        until=midnight(until + timedelta(days=1), user.zone) if until and until < date.max else None,
    )


def _path(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _row(visit: Visit, booking: Booking) -> tuple[Any, ...]:
    rep = visit.services.roster.reps.get(booking.rep)
    person, company = booking.person, booking.company
    return (
        booking.id,
        booking.status.value,
        _iso(booking.start),
        _iso(booking.end),
        booking.visitor_zone,
        person.name,
        person.email,
        person.phone,
        company.name,
        company.domain,
        visit.name_of(booking.rep),
        rep.email if rep else "",
        booking.queue,
        booking.meeting_type,
        booking.join_url or "",
        _iso(booking.created_at) if booking.created_at else "",
        booking.changed_by,
        booking.note,
    )


def _lines(rows: list[tuple[Any, ...]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([[_harmless(str(cell)) for cell in row] for row in rows])
    return written.getvalue()


def _harmless(cell: str) -> str:
    """Spreadsheets run what begins like a formula; with a quote before it, it stays text (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


def _iso(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"

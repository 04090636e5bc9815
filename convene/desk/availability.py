"""Availability: when a rep can be met, beside a week as a visitor would find it, every half-hour explained."""

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from sanic import Blueprint, HTTPResponse

from convene.booking.explaining import explain_rep, queue_of
from convene.booking.working_hours import like_absences, meetings_outside, set_availability, works_then
from convene.desk.permissions import Action
from convene.desk.typed_availability import DURATIONS, Typed, read, rows, write
from convene.desk.visit import Visit, signed_in
from convene.desk.week import interval_of, week_of, why
from convene.invitations.times import date_in_words, locale_named
from convene.model import Availability, Interval, Rep
from convene.say_time import say_slot
from convene.scheduling.availability import rules_for
from convene.scheduling.holidays import region_names, supported
from convene.scheduling.typed import write_duration
from convene.zones import is_zone, zone_choices

_LONGEST_FIELD = 500
_WEEKS = 60
"""So many weeks ahead can be looked at."""

blueprint = Blueprint("desk_availability", url_prefix="/app/availability")


@blueprint.get("/", strict_slashes=False)
@signed_in(Action.SET_AVAILABILITY)
async def show(visit: Visit) -> HTTPResponse:
    """The form as it is kept, and the week with it."""
    rep = visit.rep_named(visit.field("rep"), Action.SET_AVAILABILITY)
    typed = Typed(write(rep.availability), visit.say)
    return await _page(visit, rep, typed, rep.availability, is_kept=True)


@blueprint.post("/", strict_slashes=False)
@signed_in(Action.SET_AVAILABILITY)
async def change(visit: Visit) -> HTTPResponse:
    """Save what was typed, or only look what it would mean; what is wrong is told beside its field, and all stays."""
    rep = visit.rep_named(visit.field("rep"), Action.SET_AVAILABILITY)
    names = list(visit.request.form or ())
    typed = Typed({name: visit.field(name)[:_LONGEST_FIELD] for name in names}, visit.say)
    availability = read(typed)
    if availability is None:
        return await _page(visit, rep, typed, rep.availability, status=400)
    if visit.field("do") != "save":
        return await _page(visit, rep, typed, availability)
    await set_availability(visit.services, rep.id, availability)
    return visit.see_other(_path(visit, rep, _first_day(visit, availability.zone)), "availability.saved")


@blueprint.post("/works")
@signed_in(Action.SET_AVAILABILITY)
async def works(visit: Visit) -> HTTPResponse:
    """Ask no more about an event that reads like an absence."""
    rep = visit.rep_named(visit.field("rep"), Action.SET_AVAILABILITY)
    await works_then(visit.services, rep.id, visit.field("event"))
    return visit.see_other(_path(visit, rep, _first_day(visit, rep.zone)), "availability.works_noted")


async def _page(
    visit: Visit, rep: Rep, typed: Typed, hours: Availability, *, is_kept: bool = False, status: int = 200
) -> HTTPResponse:
    services, first, at = visit.services, _first_day(visit, hours.zone), _chosen(visit)
    queue = queue_of(services, rep.id)
    meeting_type = services.config.meeting_type_of(queue.id)
    told = await explain_rep(services, rep.id, interval_of(first, hours.zone), as_if=hours)
    rules = rules_for(meeting_type, Rep(rep.id, rep.name, rep.email, hours))
    this_week = _monday(services.clock.now().astimezone(ZoneInfo(hours.zone)).date())
    return visit.page(
        "availability.html",
        here="availability",
        status=status,
        rep=rep,
        reps=_reps(visit),
        typed=typed,
        is_kept=is_kept,
        days=_day_names(visit.user.language),
        zones=zone_choices(
            services.clock.now(), visit.user.language, typed.get("zone") if is_zone(typed.get("zone")) else hours.zone
        ),
        countries=_countries(visit),
        regions=_regions(visit, typed.get("country")),
        date_rows=rows(typed.fields, "date", "date_hours"),
        away_rows=rows(typed.fields, "away_first", "away_last"),
        durations=[name for name in DURATIONS if name != "duration" or meeting_type.rules.own_duration],
        usual={name: write_duration(getattr(meeting_type.rules, name)) for name in DURATIONS},
        usual_cap=meeting_type.rules.daily_cap,
        all_day=[(kind, visit.say(f"availability.all_day_{kind}")) for kind in ("respect", "ignore", "busy")],
        in_queue=any(rep.id in each.reps for each in services.roster.queues.values()),
        outside=await _outside(visit, rep, hours),
        away=await _away(visit, rep, hours),
        week=week_of(visit, first, hours, told, at),
        why=why(visit, at, hours, rules, told) if at and first <= at.date() < first + timedelta(days=7) else None,
        link=_linker(visit, rep, first),
        earlier=_path(visit, rep, first - timedelta(days=7)) if first > this_week else "",
        later=_path(visit, rep, first + timedelta(days=7)) if first < this_week + timedelta(weeks=_WEEKS) else "",
    )


async def _outside(visit: Visit, rep: Rep, hours: Availability) -> list[tuple[str, str]]:
    """The coming meetings outside these hours (case P10): where each is, and what it is called."""
    return [
        (
            f"/app/meetings/{booking.id}",
            f"{booking.person.name or booking.person.email}, "
            f"{say_slot(booking.start, hours.zone, visit.user.language)}",
        )
        for booking in await meetings_outside(visit.services, rep.id, hours)
    ]


async def _away(visit: Visit, rep: Rep, hours: Availability) -> list[tuple[str, str]]:
    """Events that name an absence and are free all the same (case C2): their uid, and the rep's days they cover."""
    if hours.all_day != "respect":
        return []
    zone, found = ZoneInfo(hours.zone), []
    for event in await like_absences(visit.services, rep.id):
        days = [d for d in _days_of(event.interval, zone) if d.isoweekday() in hours.weekly and not _is_away(d, hours)]
        if days:
            found.append((event.uid or "", _stretch(visit, days[0], days[-1], zone)))
    return found


def _stretch(visit: Visit, first: date, last: date, zone: ZoneInfo) -> str:
    noons = [datetime.combine(day, time(12), zone) for day in dict.fromkeys((first, last))]
    return " – ".join(date_in_words(noon, zone.key, visit.user.language) for noon in noons)


def _days_of(stretch: Interval, zone: ZoneInfo) -> list[date]:
    first, last = stretch.start.astimezone(zone).date(), (stretch.end - timedelta(seconds=1)).astimezone(zone).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _is_away(day: date, hours: Availability) -> bool:
    return any(away.first <= day <= away.last for away in hours.out_of_office)


def _first_day(visit: Visit, zone: str) -> date:
    """The Monday of the week that is asked for, from this week on; on a weekend, the next one."""
    today = visit.services.clock.now().astimezone(ZoneInfo(zone)).date()
    this = _monday(today)
    try:
        wanted = _monday(date.fromisoformat(visit.field("week")))
    except (ValueError, OverflowError):
        return this + timedelta(days=7) if today.isoweekday() > 5 else this
    return min(max(wanted, this), this + timedelta(weeks=_WEEKS))


def _monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


def _chosen(visit: Visit) -> datetime | None:
    """The local clock time of the half-hour that is to be explained."""
    try:
        at = datetime.fromisoformat(visit.field("at"))
    except ValueError:
        return None
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0, tzinfo=None)


def _path(visit: Visit, rep: Rep, first: date, at: str = "") -> str:
    own = visit.user.rep is not None and visit.user.rep.id == rep.id
    query = ({} if own else {"rep": rep.id}) | {"week": first.isoformat()} | ({"at": at} if at else {})
    return f"/app/availability?{urlencode(query)}"


def _linker(visit: Visit, rep: Rep, first: date) -> Any:
    return lambda at: f"{_path(visit, rep, first, at)}#why"


def _reps(visit: Visit) -> list[tuple[str, str]]:
    """Whom an admin can choose from."""
    if not visit.user.may_for_all(Action.SET_AVAILABILITY):
        return []
    return [(rep.id, rep.name) for rep in visit.services.roster.active]


def _day_names(language: str) -> list[str]:
    names = get_day_names("wide", locale=locale_named(language))
    return [str(names[day]) for day in range(7)]


def _countries(visit: Visit) -> list[tuple[str, str]]:
    territories = locale_named(visit.user.language).territories
    named = sorted(((code, str(territories.get(code, code))) for code in supported()), key=lambda c: c[1])
    return [("", visit.say("availability.no_holidays")), *named]


def _regions(visit: Visit, country: str) -> list[tuple[str, str]]:
    regions = region_names(country)
    return [("", visit.say("availability.whole_country")), *regions] if regions else []

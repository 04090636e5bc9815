"""A week of half-hours as a visitor would find it: which are offered, and in words why each other one is not."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from convene.desk.visit import Visit
from convene.invitations.times import clock_in_words, date_in_words, locale_named
from convene.model import Availability, Interval, Rules
from convene.scheduling.explain import Explanation
from convene.scheduling.holidays import holiday_name
from convene.scheduling.hours import midnight
from convene.scheduling.typed import write_duration

_HALF = 30  # minutes
_HALVES = 48  # in a day
_USUAL = range(16, 36)  # the half-hours from eight to six
_SPAN = ("busy", "tentative", "out_of_office", "elsewhere", "buffer", "held", "booked")


@dataclass(frozen=True, slots=True)
class Half:
    """A half-hour: `at` is its start on the local clock (ISO 8601), `reason` decides about it, `name` says both."""

    at: str
    reason: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days side by side: their names, the rows of half-hours by clock, and which reasons there are."""

    first: date
    days: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Half, ...]], ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """A half-hour explained: its day and clock, and for each start in it a sentence, with the meeting that is there."""

    title: str
    starts: tuple[tuple[str, str, str], ...]


def interval_of(first: date, zone: str) -> Interval:
    """From the midnight before the first day to the one after the seventh."""
    return Interval(midnight(first, zone), midnight(first + timedelta(days=7), zone))


def week_of(
    visit: Visit, first: date, hours: Availability, told: Sequence[Explanation], chosen: datetime | None
) -> Week:
    """The week as a table; `chosen` is the local start of the half-hour that is being explained."""
    by_half = _by_half(told, hours.zone)
    days = [first + timedelta(days=n) for n in range(7)]
    rows, reasons = [], set[str]()
    for number in _rows(hours, days):
        clock = time(number * _HALF // 60, number * _HALF % 60)
        halves = []
        for day in days:
            at = datetime.combine(day, clock)
            reason = _reason(by_half[day, number])
            name = visit.say(
                "availability.half", day=_day_name(day, visit.user.language), time=f"{clock:%H:%M}",
                reason=visit.say(f"availability.reason_{reason}"),
            )  # fmt: skip
            halves.append(Half(f"{at:%Y-%m-%dT%H:%M}", reason, name, at == chosen))
            reasons.add(reason)
        rows.append((f"{clock:%H:%M}", tuple(halves)))
    names = tuple(_day_name(day, visit.user.language) for day in days)
    return Week(first, names, tuple(rows), tuple(reason for reason in _ORDER if reason in reasons))


def why(visit: Visit, at: datetime, hours: Availability, rules: Rules, told: Sequence[Explanation]) -> Why:
    """The half-hour that begins at this local clock time, explained."""
    zone, language = hours.zone, visit.user.language
    here = _by_half(told, zone)[at.date(), (at.hour * 60 + at.minute) // _HALF]
    start = at.replace(tzinfo=ZoneInfo(zone))
    title = f"{date_in_words(start, zone, language)}, {clock_in_words(start, zone, language)}"
    if not here:
        return Why(title, (("", visit.say("availability.why_between", step=write_duration(rules.step)), ""),))
    return Why(title, tuple(_sentence(visit, each, hours, rules) for each in here))


def _sentence(visit: Visit, each: Explanation, hours: Availability, rules: Rules) -> tuple[str, str, str]:
    """The start's clock, why it is or is not offered, and the id of the meeting that is in the way, if it is one."""
    zone, language = hours.zone, visit.user.language
    detail, values = each.detail, dict[str, object]()
    key: str = each.reason
    if key in _SPAN:
        ends = {name: _moment(str(detail[name]), each.start, zone, language) for name in ("start", "end")}
        values = {**ends, "minutes": detail.get("minutes", "")}
    match key:
        case "notice":
            values = {"earliest": _moment(str(detail["earliest"]), each.start, zone, language)}
        case "horizon":
            values = {"latest": _moment(str(detail["latest"]), each.start, zone, language)}
        case "hours" if "until" in detail:
            key = "hours_until"
            until = _moment(str(detail["until"]), each.start, zone, language)
            values = {"until": until, "duration": write_duration(rules.duration)}
        case "holiday":
            day = date.fromisoformat(str(detail["day"]))
            values = {"name": holiday_name(str(detail["place"]), day, language)}
        case "cap":
            values = {"cap": detail["cap"]}
    sentence = visit.say(f"availability.why_{key}", **values)
    return clock_in_words(each.start, zone, language), sentence, str(detail.get("booking", ""))


def _by_half(told: Sequence[Explanation], zone: str) -> defaultdict[tuple[date, int], list[Explanation]]:
    """The starts by local day and half-hour; the hour that comes twice in autumn has those of both (T2)."""
    found: defaultdict[tuple[date, int], list[Explanation]] = defaultdict(list)
    for each in told:
        local = each.start.astimezone(ZoneInfo(zone))
        found[local.date(), (local.hour * 60 + local.minute) // _HALF].append(each)
    return found


def _reason(here: Sequence[Explanation]) -> str:
    if not here:
        return "between"
    return "offered" if any(each.offered for each in here) else here[0].reason


def _rows(hours: Availability, days: Sequence[date]) -> range:
    """The half-hours to show: an hour more than anybody works in this week, and the usual ones in any case."""
    blocks = [b for day in days for b in hours.overrides.get(day, hours.weekly.get(day.isoweekday(), ()))]
    first = min([(b.start.hour * 60 + b.start.minute) // _HALF - 2 for b in blocks] + [_USUAL.start])
    last = max([(b.end.hour * 60 + b.end.minute or 24 * 60) // _HALF + 2 for b in blocks] + [_USUAL.stop])
    return range(max(first, 0), min(last, _HALVES))


def _day_name(day: date, language: str) -> str:
    return format_date(day, "EEE d", locale_named(language))


def _moment(text: str, near: datetime, zone: str, language: str) -> str:
    """The clock, and the date too if it is another day's."""
    moment, clock = datetime.fromisoformat(text), ZoneInfo(zone)
    words = clock_in_words(moment, zone, language)
    if moment.astimezone(clock).date() == near.astimezone(clock).date():
        return words
    return f"{date_in_words(moment, zone, language)}, {words}"


_ORDER = (
    "offered", "busy", "booked", "held", "tentative", "elsewhere", "out_of_office", "holiday", "buffer", "cap",
    "notice", "horizon", "hours", "past", "between", "unreadable",
)  # fmt: skip

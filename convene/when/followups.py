"""Follow-ups: what was said now, read beside what was wished before and the times on the table."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from convene.when.grammar import DAY, MIDNIGHT, WEEK, Days, Now, Span, days
from convene.when.lexicon import marked
from convene.when.meaning import Alternative, Reading, moment
from convene.when.node import Node
from convene.when.preference import Context, TimePreference, Window

_QUARTER = timedelta(minutes=15)
_LONGEST_PREVIOUS = 14
_OTHER_WEEK = {"the_week_after", "the_week_before"}
_TOO = {"too_early", "too_late"}
_LESS = {Span(10 * 60, MIDNIGHT), Span(8 * 60, 16 * 60)}
"""Not that early, not that late, when nobody has named a start."""


def chosen(
    nodes: Sequence[Node], reading: Reading, words: Sequence[str], context: Context, zone: ZoneInfo
) -> datetime | None:
    """The start on the table that is meant: the second, the last one, option 3, the 1pm, the one on Tuesday."""
    offered = context.offered
    if not offered:
        return None
    picks = [node.value for node in nodes if node.category == "pick"]
    if any(node.category == "latest" for node in nodes) and reading.empty:
        return max(offered)
    if any(node.category == "soonest" for node in nodes) and reading.empty:
        return min(offered)
    if any(node.category == "middle" for node in nodes) and reading.empty and len(offered) % 2:
        return offered[len(offered) // 2]
    if picks and reading.empty:
        place = picks[0] - 1 if picks[0] > 0 else len(offered) - 1
        return offered[place] if place < len(offered) else None
    wanted = reading.wanted[0]
    others = all(s.days and not any(d in wanted.days for d in s.days) for s in reading.unwanted)  # Monday no, Tuesday
    if any(d.grain in {"later_in", "rest_of"} for d in wanted.days):
        return None
    if len(reading.wanted) > 1 or not others or wanted.weekdays or not (wanted.days or wanted.times):
        return None
    points = [span for span in wanted.times if span.start == span.end]
    if len(wanted.times) > 1:
        return None
    if not points and not marked("the_one" if wanted.times else "choosing").intersection(words):
        return None
    fitting = [
        start
        for start in offered
        if all(_minutes(start, zone) == s.start or s.start <= _minutes(start, zone) < s.end for s in wanted.times)
        and (not wanted.days or any(_on(d, start.astimezone(zone).date()) for d in wanted.days))
    ]
    return fitting[0] if len(fitting) == 1 else None


def the_others(nodes: Sequence[Node], reading: Reading, context: Context, zone: ZoneInfo) -> TimePreference | None:
    """The starts on the table that were not shut out: not the Monday one, the other two are fine; not the first."""
    said = {node.category for node in nodes}
    if "the_others" not in said and not (said >= {"pick"} and said & {"not", "not_good"} and reading.empty):
        return None
    days, spans = [d for a in reading.unwanted for d in a.days], [s for a in reading.unwanted for s in a.times]
    picks = {n.value if n.value > 0 else len(context.offered) for n in nodes if n.category == "pick"}
    left = [
        start.astimezone(zone)
        for place, start in enumerate(context.offered, 1)
        if place not in picks
        and not any(_on(d, start.astimezone(zone).date()) for d in days)
        and not any(s.start <= _minutes(start, zone) < max(s.end, s.start + 1) for s in spans)
    ]
    if not 0 < len(left) < len(context.offered):
        return None
    return TimePreference(windows=tuple(Window(start, start, "minute") for start in sorted(left)), understood=True)


def _on(days: Days, day: date) -> bool:
    """Whether an offered day is meant; a weekday with no week said is any such day on the table."""
    if days.grain == "weekday" and days.first == days.last:
        return days.first.weekday() == day.weekday()
    return days.first <= day <= days.last


def anchored(nodes: Sequence[Node], context: Context, zone: ZoneInfo) -> list[Node]:
    """The nodes with a weekday told from the days before as the date it is: the Monday after, the Friday before."""
    base = _dates(context, zone)
    if not base or any(node.category in {"days", "both"} and "following" not in node.marks for node in nodes):
        return [*nodes]
    return [_told_from(base, node) for node in nodes]


def _told_from(base: Sequence[date], node: Node) -> Node:
    match node.category:
        case "weekday_before_that":
            before = base[0] - DAY * ((base[0].isoweekday() - node.value - 1) % 7 + 1)
            return days(Days(before, before))
        case "weekday_after_that":
            weekday = node.value
        case "days" if "following" in node.marks and node.value[0].grain == "next":
            weekday = node.value[0].first.isoweekday()
        case _:
            return node
    after = base[-1] + DAY * ((weekday - base[-1].isoweekday() - 1) % 7 + 1)
    return days(Days(after, after))


def refined(
    nodes: Sequence[Node], reading: Reading, context: Context, now: Now, zone: ZoneInfo
) -> TimePreference | None:
    """The wish that a follow-up makes of the one before; None when it stands alone.

    May add to `reading` what the visitor left out because it was said before.
    """
    said = {node.category for node in nodes}
    marks = {mark for node in nodes for mark in node.marks}
    base = _dates(context, zone)
    shift = next((node.value for node in nodes if node.category == "shift"), timedelta())
    if shift and (shift % DAY or _point(context)):
        start = _first_start(context)
        return _exactly((start + shift).astimezone(zone)) if start else None
    if shifted := next((node.value for node in nodes if node.category == "shift_of_pick"), None):
        shift, place = shifted
        at = place - 1 if place > 0 else len(context.offered) - 1
        return _exactly((context.offered[at] + shift).astimezone(zone)) if at < len(context.offered) else None
    if not base:
        return None
    wanted = reading.wanted[0]
    for alternative in reading.wanted:
        alternative.days = [_in_week_before(day, base, now) for day in alternative.days]
    if marks & _TOO and not wanted.days and set(wanted.times) <= _LESS and all(s.empty for s in reading.unwanted):
        wanted.days += [Days(day, day) for day in base]
        wanted.times = [_less_early(context, zone) if "too_early" in marks else _less_late(context, zone)]
    elif reading.empty and (moved := _moved(said, base, shift)):
        wanted.days += moved
        if "another_day" in said:
            reading.unwanted.append(Alternative(days=_shown_days(base, context, zone)))
        if "same_time" in said:
            wanted.times += _same_times(context, zone)
        elif not said & _OTHER_WEEK:
            wanted.times += _parts(context, zone)
    elif reading.empty and said & {"another_day", "any_other"}:
        reading.unwanted.append(Alternative(days=_shown_days(base, context, zone)))
        reading.flexible = True
        wanted.days += [Days(day, day) for day in base] if len(base) > 1 else []
        wanted.times += _parts(context, zone)
    elif said & {"later", "then_on"} and reading.empty and context.offered:
        start = max(context.offered).astimezone(zone) + _QUARTER
        return _window(start, moment(start.date(), MIDNIGHT, zone, zone))
    elif "earlier" in said and reading.empty and context.offered:
        end = min(context.offered).astimezone(zone)
        return _window(moment(end.date(), 0, zone, zone), end)
    elif "same_time" in said and not wanted.times:
        wanted.times += _same_times(context, zone)
    elif not wanted.days and not wanted.weekdays and (wanted.times or any(s.times or s.days for s in reading.unwanted)):
        shut = [d for s in reading.unwanted if not s.times for d in s.days]
        left = [day for day in base if not any(_on(d, day) for d in shut)]
        wanted.days += [Days(day, day) for day in left or base if left or not shut]
    elif wanted.days and not wanted.times and not reading.flexible and all(d.first == d.last for d in wanted.days):
        wanted.times += _parts(context, zone)
    return None


def _shown_days(base: Sequence[date], context: Context, zone: ZoneInfo) -> list[Days]:
    """The days that are on the table, or else were wished."""
    shown = {start.astimezone(zone).date() for start in context.offered} or base
    return [Days(day, day) for day in sorted(shown)]


def _moved(said: set[str], base: Sequence[date], shift: timedelta) -> list[Days]:
    """Other days, told from those before: the day after, two days later, the week before, earlier in the week."""
    monday = base[-1] - DAY * base[-1].weekday()
    if shift and (base[-1] - base[0]).days == len(base) - 1:
        return [Days(base[0] + shift, base[-1] + shift, "week")]
    if shift:
        return [Days(day + shift, day + shift) for day in base]
    if "that_week" in said:
        return [Days(monday, monday + 6 * DAY, "week")]
    if "the_day_after" in said:
        return [Days(base[-1] + DAY, base[-1] + DAY)]
    if "the_day_before" in said:
        return [Days(base[0] - DAY, base[0] - DAY)]
    if {"the_week_after", "same_time"} <= said:
        return [Days(day + WEEK, day + WEEK) for day in base]
    if "the_week_after" in said:
        return [Days(monday + WEEK, monday + WEEK + 6 * DAY, "week")]
    if "the_week_before" in said:
        before = base[0] - DAY * base[0].weekday() - WEEK
        return [Days(before, before + 6 * DAY, "week")]
    if "earlier_in_the_week" in said:
        last = monday + 2 * DAY if len(base) > 1 else base[0] - DAY
        return [Days(monday, last, "week")] if monday <= last else []
    return []


def _in_week_before(days: Days, base: Sequence[date], now: Now) -> Days:
    """What is said without its week is meant in the one that was wished before: 2 December … rather Thursday."""
    monday = base[0] - DAY * base[0].weekday()
    if days.grain == "later_in" and len(base) == 1 and base[0] < monday + 6 * DAY:
        return Days(base[0] + DAY, monday + 6 * DAY, "week")
    if days.grain in {"rest_of", "later_in"} and days.last < base[0]:
        return Days(monday + (3 if days.grain == "later_in" else 0) * DAY, monday + 6 * DAY, "week")
    if days.grain != "weekday" or days.first != days.last or base[-1] > monday + 6 * DAY:
        return days
    day = monday + DAY * days.first.weekday()
    return Days(day, day) if day > now.today or day in base else days


def _point(context: Context) -> datetime | None:
    """The one start that was wished, or is alone on the table."""
    windows = context.previous.windows if context.previous else ()
    if len(windows) == 1 and windows[0].start == windows[0].end:
        return windows[0].start
    return context.offered[0] if not windows and len(context.offered) == 1 else None


def _less_early(context: Context, zone: ZoneInfo) -> Span:
    """Not that early: behind the earliest start that was named, and not before ten."""
    starts = [_minutes(start, zone) for start in _starts(context)]
    return Span(max(10 * 60, min(starts, default=0) + 15), MIDNIGHT)


def _less_late(context: Context, zone: ZoneInfo) -> Span:
    """Not that late: before the latest start that was named, and before four."""
    return Span(8 * 60, min(16 * 60, max((_minutes(start, zone) for start in _starts(context)), default=MIDNIGHT)))


def _starts(context: Context) -> list[datetime]:
    """The very starts that were wished or offered."""
    windows = context.previous.windows if context.previous else ()
    return [window.start for window in windows if window.start == window.end] or [*context.offered]


def _dates(context: Context, zone: ZoneInfo) -> list[date]:
    """The local dates that were wished before, else those on the table; none when they are too many to be meant."""
    if context.previous and context.previous.windows:
        dates = {
            (window.start.astimezone(zone) + number * DAY).date()
            for window in context.previous.windows
            for number in range(_LONGEST_PREVIOUS + 1)
            if number == 0 or window.start + number * DAY < window.end
        }
    else:
        dates = {start.astimezone(zone).date() for start in context.offered}
    return sorted(dates) if len(dates) <= _LONGEST_PREVIOUS else []


def _first_start(context: Context) -> datetime | None:
    windows = context.previous.windows if context.previous else ()
    exact = [window.start for window in windows if window.start == window.end]
    return (exact or sorted(context.offered) or [None])[0]  # type: ignore[list-item]


def _same_times(context: Context, zone: ZoneInfo) -> list[Span]:
    """The clock time that was wished or offered before: a point if one was named, else the part of the day."""
    windows = context.previous.windows if context.previous else ()
    if not any(window.start == window.end for window in windows) and (parts := _parts(context, zone)):
        return parts
    start = _first_start(context)
    return [Span(_minutes(start, zone), _minutes(start, zone))] if start else []


def _parts(context: Context, zone: ZoneInfo) -> list[Span]:
    """The part of the day that was wished before, which a new day alone does not change."""
    windows = context.previous.windows if context.previous else ()
    parts = {
        Span(_minutes(w.start, zone), _minutes(w.end, zone) or MIDNIGHT)
        for w in windows
        if w.start < w.end and w.start.astimezone(zone).date() == (w.end - _QUARTER).astimezone(zone).date()
    }
    spans = (
        {
            Span(t.start.hour * 60 + t.start.minute, t.end.hour * 60 + t.end.minute or MIDNIGHT)
            for t in context.previous.time_of_day
        }
        if context.previous
        else set()
    )
    return sorted((parts | spans) - {Span(0, MIDNIGHT)}, key=lambda span: span.start)


def _minutes(start: datetime, zone: ZoneInfo) -> int:
    local = start.astimezone(zone)
    return local.hour * 60 + local.minute


def _exactly(start: datetime) -> TimePreference:
    return TimePreference(windows=(Window(start, start, "minute"),), understood=True)


def _window(start: datetime, end: datetime) -> TimePreference:
    return TimePreference(windows=(Window(start, end, "part"),), understood=True)

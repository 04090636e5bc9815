"""Follow-ups: what was said now, read beside what was wished before and the times on the table."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from convene.when.grammar import DAY, MIDNIGHT, Days, Now, Span
from convene.when.lexicon import marked
from convene.when.meaning import Reading, moment
from convene.when.node import Node
from convene.when.preference import Context, TimePreference, Window

_QUARTER = timedelta(minutes=15)
_LONGEST_PREVIOUS = 14


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


def refined(
    nodes: Sequence[Node], reading: Reading, context: Context, now: Now, zone: ZoneInfo
) -> TimePreference | None:
    """The wish that a follow-up makes of the one before; None when it stands alone.

    May add to `reading` what the visitor left out because it was said before.
    """
    said = {node.category for node in nodes}
    base = _dates(context, zone)
    if shift := next((node.value for node in nodes if node.category == "shift"), None):
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
        alternative.days = [_in_week_before(days, base, now) for days in alternative.days]
    if "the_day_after" in said and reading.empty:
        wanted.days.append(Days(base[-1] + DAY, base[-1] + DAY))
        wanted.times += _same_times(context, zone) if "same_time" in said else _parts(context, zone)
    elif "the_day_before" in said and reading.empty:
        wanted.days.append(Days(base[0] - DAY, base[0] - DAY))
        wanted.times += _same_times(context, zone) if "same_time" in said else _parts(context, zone)
    elif {"the_week_after", "same_time"} <= said and reading.empty:
        wanted.days += [Days(day + 7 * DAY, day + 7 * DAY) for day in base]
        wanted.times += _same_times(context, zone)
    elif "the_week_after" in said and reading.empty:
        monday = base[-1] - DAY * base[-1].weekday() + 7 * DAY
        wanted.days.append(Days(monday, monday + 6 * DAY, "week"))
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


def _in_week_before(days: Days, base: Sequence[date], now: Now) -> Days:
    """A weekday in the week that was wished before, when that is not this one: next week … Wednesday."""
    week = base[0] - DAY * base[0].weekday()
    if days.grain in {"rest_of", "later_in"} and days.last < base[0]:
        return Days(week + (3 if days.grain == "later_in" else 0) * DAY, week + 6 * DAY, "week")
    if days.grain != "weekday" or days.first != days.last or days.first in base:
        return days
    day = week + DAY * days.first.weekday()
    return Days(day, day, "day") if day in base and day >= now.today else days


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

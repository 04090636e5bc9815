"""From reduced nodes to a wish: which days belong to which clock times, what is shut out, what holds every week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from convene.when.grammar import DAY, MIDNIGHT, Days, Now, Span
from convene.when.preference import Grain, TimeOfDay, TimePreference, Window
from convene.when.tokens import Node

JOINING = {"and", "or", "comma", "slash", "dash"}
RANGE_OF_DAYS = 92


@dataclass
class Alternative:
    """Days and the clock times that go with them."""

    days: list[Days] = field(default_factory=list)
    times: list[Span] = field(default_factory=list)
    weekdays: set[int] = field(default_factory=set)
    times_first: bool = False


@dataclass
class Reading:
    """What was said: alternatives, what is shut out, whether all is open."""

    wanted: list[Alternative] = field(default_factory=lambda: [Alternative()])
    unwanted: list[Alternative] = field(default_factory=list)
    flexible: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing about days or clock times was said."""
        return not any(a.days or a.times or a.weekdays for a in [*self.wanted, *self.unwanted])


def read(nodes: Sequence[Node]) -> Reading:
    """Put the nodes together in the order in which they were said."""
    reading = Reading()
    negative: Alternative | None = None
    said: list[_Said] = []
    week: date | None = None  # the Monday of the week that was named last
    linked = False  # whether the last word said that something like the last thing follows
    since_stop = 0
    for at, node in enumerate(nodes):
        match node.category:
            case "not" | "not_good" if node.category == "not":
                negative = Alternative()
                reading.unwanted.append(negative)
            case "no" if at + 1 < len(nodes) and nodes[at + 1].category in {
                "days",
                "times",
                "both",
                "weekdays",
                "weekly",
            }:
                negative = Alternative()
                reading.unwanted.append(negative)
            case "not_good":
                if _turn_around(reading, said):
                    week = None
            case "stop":
                negative = None
            case "comma" if negative and (negative.days or negative.times or negative.weekdays):
                following = nodes[at + 1].category if at + 1 < len(nodes) else ""
                negative = negative if following in {"or", "and"} else None
            case "flexible":
                reading.flexible = True
                negative = None
            case "same_time":
                if spans := next((a.times for a in reversed(reading.wanted) if a.times), None):
                    _put(_place(reading, node, linked, ()), Node("times", tuple(spans), ""))
            case "that_week":
                if named := [d for a in [*reading.wanted, *reading.unwanted] for d in a.days]:
                    monday = named[-1].first - DAY * named[-1].first.weekday()
                    negative = None
                    _put(_place(reading, node, linked, ()), Node("days", (Days(monday, monday + 6 * DAY, "week"),), ""))
            case "both":
                days, spans = node.value
                days = days if negative or week is None else tuple(_in_week(d, week) for d in days)
                where = negative or reading.wanted[-1]
                if where.days and where.times and where is not negative:
                    where = _new(reading)
                where.days += days
                where.times += spans
                said += [_Said(where, nodes[at - 1].category, node.category, tuple(days), tuple(spans), set())]
                week = _week_of(days[-1]) or week
            case "weekly":
                where = negative or reading.wanted[-1]
                where.weekdays |= node.value[0]
                where.times += node.value[1]
                said += [_Said(where, nodes[at - 1].category, node.category, (), node.value[1], set(node.value[0]))]
            case "days" | "times" | "weekdays" | "workdays":
                if node.category == "days" and _said(node.value[0], reading):
                    continue
                before = nodes[at - 1].category if at else ""
                if node.category == "days" and not negative and before not in {"or", "and"} and (start := _open_start(reading)):
                    node = Node("days", tuple(_from_start(d, start) for d in node.value), node.text)
                if node.category == "days" and week and not negative:
                    node = Node("days", tuple(_in_week(d, week) for d in node.value), node.text)
                where = negative or _place(reading, node, linked, nodes[at + 1 :])
                if node.category == "days":
                    week = _week_of(node.value[-1]) or week
                    wider = _narrow(where, node.value) if not negative and before != "or" else ()
                    if linked and node.value[-1].grain == "day_of_week" and week:
                        where.days = [_in_week(d, week) for d in where.days]
                else:
                    wider = ()
                had = set(where.weekdays)
                _put(where, node)
                parts = {"days": (), "times": (), node.category: node.value}
                new = where.weekdays - had
                said += [_Said(where, before, node.category, parts["days"], parts["times"], new, wider)]
            case _:
                pass
        linked = node.category in JOINING
        since_stop += 1
    reading.unwanted = [a for a in reading.unwanted if a.days or a.times or a.weekdays]
    return reading


def _said(days: Days, reading: Reading) -> bool:
    """Whether these days were wanted before: tomorrow … even though it is Easter."""
    return any((d.first, d.last) == (days.first, days.last) for a in reading.wanted for d in a.days)


def _put(where: Alternative, node: Node) -> None:
    if node.category == "days":
        where.times_first |= bool(where.times) and not where.days
        where.days += node.value
    elif node.category == "times":
        where.times = _both_ends(where.times, node.value) or [*where.times, *node.value]
    elif node.category == "weekdays":
        where.weekdays.add(node.value)
    else:
        where.weekdays |= {1, 2, 3, 4, 5} if node.value == "workdays" else {6, 7}


def _both_ends(said: Sequence[Span], new: Sequence[Span]) -> list[Span] | None:
    """From 9 on and not after 16: two open ends that close one span."""
    if len(said) != 1 or len(new) != 1:
        return None
    first, last = sorted([*said, *new], key=lambda span: span.start, reverse=True)
    if first.end == MIDNIGHT and last.start == 0 and 0 < first.start < last.end < MIDNIGHT:
        return [Span(first.start, last.end)]
    return None


def _place(reading: Reading, node: Node, linked: bool, rest: Sequence[Node]) -> Alternative:
    """The alternative a node belongs to: the last one, or a new one when that has its days and times already."""
    last = reading.wanted[-1]
    if node.category == "times":
        if last.times and last.days and _days_follow(rest):
            return _new(reading)
        return last
    if node.category == "days" and last.days and last.times:
        return last if linked and last.times_first and not _times_follow(rest) else _new(reading)
    return last


def _days_follow(rest: Sequence[Node]) -> bool:
    """Whether days come before the next clock time: 10 on Thursday or 2pm on Friday."""
    for node in rest:
        if node.category in {"days", "weekdays"}:
            return True
        if node.category in {"times", *JOINING, "stop"}:
            return False
    return False


def _times_follow(rest: Sequence[Node]) -> bool:
    """Whether a clock time comes before the next days: at 10 on Monday, or on Tuesday at 3."""
    for node in rest:
        if node.category in {"times", "both"}:
            return True
        if node.category in {"days", "weekdays", "stop", "not", "nicht"}:
            return False
    return False


def _new(reading: Reading) -> Alternative:
    reading.wanted.append(Alternative())
    return reading.wanted[-1]


def _in_week(days: Days, monday: date) -> Days:
    """A weekday, or weekdays in a row, of the week that was named before: next week Tuesday or Friday."""
    if days.grain == "open":
        starts = monday + DAY * days.first.weekday()
        if (days.last - days.first).days > 40:
            return Days(starts, monday + 6 * DAY) if days.first <= starts else days
        ends = monday + DAY * days.last.weekday()
        return Days(monday, ends) if days.last <= ends else days
    if days.grain != "weekday" and not (days.grain == "day" and days.first < days.last < days.first + 7 * DAY):
        return days
    first = monday + DAY * days.first.weekday()
    return Days(first, first + (days.last - days.first), days.grain) if first > days.first else days


def _open_start(reading: Reading) -> date | None:
    """The first day of an open stretch that was said last: after Easter."""
    last = reading.wanted[-1].days
    return last[-1].first if last and last[-1].grain == "open" else None


def _from_start(days: Days, start: date) -> Days:
    """The first such weekday in an open stretch: after Easter, on the Tuesday."""
    if days.grain != "weekday" or days.first != days.last or days.first >= start:
        return days
    day = days.first + DAY * (-(-(start - days.first).days // 7) * 7)
    return Days(day, day, days.grain)


def _week_of(days: Days) -> date | None:
    """The Monday of the week that these days name, if they do."""
    if days.grain == "day_of_week" or (days.grain == "week" and (days.last - days.first).days < 7):
        return days.first - DAY * days.first.weekday()
    return None


def _narrow(where: Alternative, days: Sequence[Days]) -> tuple[Days, ...]:
    """Days inside a week that was said before are meant instead of it: next week, best on Tuesday. Gives the week."""
    wider = tuple(
        d
        for d in where.days
        if d.grain in {"week", "open"} and all(d.first <= n.first and n.last <= d.last and n != d for n in days)
    )
    where.days = [d for d in where.days if d not in wider]
    return wider


@dataclass
class _Said:
    """What one node added: to which alternative, after which category."""

    where: Alternative
    before: str
    category: str
    days: tuple[Days, ...]
    times: tuple[Span, ...]
    weekdays: set[int]
    instead_of: tuple[Days, ...] = ()


def _turn_around(reading: Reading, said: list[_Said]) -> bool:
    """Tomorrow is no good: the last thing said was not wanted, with what `and` or `or` ties to it.

    Gives whether a whole week was among it.
    """
    shut = Alternative()
    last: _Said | None = None
    while said:
        item = said[-1]
        if last and not (
            (last.before in {"and", "or"} and item.category == last.category)
            or (
                last.before not in {"and", "or", "comma", "stop"}
                and {item.category, last.category} == {"days", "times"}
            )
        ):
            break
        if last and item.category == "days" and last.category == "days" and _week_of(item.days[-1]):
            break
        said.pop()
        shut.days += item.days
        shut.times += item.times
        shut.weekdays |= item.weekdays
        item.where.days = [*item.instead_of, *(d for d in item.where.days if d not in item.days)]
        item.where.times = [s for s in item.where.times if s not in item.times]
        item.where.weekdays = item.where.weekdays - item.weekdays
        last = item
    reading.unwanted.append(shut)
    return any(d.grain == "week" for d in shut.days)


def preference(reading: Reading, now: Now, zone: ZoneInfo, *, said_zone: str | None) -> TimePreference:
    """The wish as data, in the visitor's zone, or in the zone that was named."""
    at = ZoneInfo(said_zone) if said_zone else zone
    wanted = [a for a in reading.wanted if a.days or a.times or a.weekdays]
    weekdays = set().union(*(a.weekdays for a in wanted)) if wanted else set()
    dated = [a for a in wanted if a.days]
    _share_times(wanted)
    windows = tuple(dict.fromkeys(w for a in dated for w in _windows(a, at, zone, now)))
    loose = [span for a in wanted if not a.days for span in a.times] if not dated else []
    excluded: list[Window] = []
    for shut in reading.unwanted:
        shut.times = [_whole(span) for span in shut.times]
        if shut.days and dated and all(d.grain == "weekday" for d in shut.days):
            shut.days = [d for w in shut.days for d in _same_weekday(w, dated)] or shut.days
        if shut.days and not shut.times:
            excluded += [_window(d.first, d.last, at, zone) for d in shut.days]
        elif shut.days:
            excluded += _windows(Alternative(shut.days, shut.times), at, zone, now)
        elif shut.times and dated:
            days = [d for a in dated for d in a.days]
            excluded += _windows(Alternative(days, shut.times), at, zone, now)
        elif shut.times:
            loose = _outside(shut.times, loose)
        if shut.weekdays:
            weekdays = (weekdays or set(range(1, 8))) - shut.weekdays
    single_days = {w for shut in reading.unwanted if shut.days and not shut.times for w in _weekly(shut)}
    if single_days and not windows and not weekdays:
        weekdays, excluded = set(range(1, 8)) - single_days, []
    return TimePreference(
        windows=tuple(sorted(windows)),
        excluded=tuple(sorted(excluded)),
        time_of_day=tuple(_time_of_day(span, at, zone, now) for span in loose),
        weekdays=tuple(sorted(weekdays)) if weekdays != set(range(1, 8)) else (),
        zone=said_zone,
        flexible=reading.flexible and not (windows or loose or weekdays),
        understood=True,
    )


def _whole(shut: Span) -> Span:
    """Who has no time in the morning has none earlier either, and none at night when the evening is shut out."""
    if 6 * 60 <= shut.start <= 9 * 60 and shut.end == 12 * 60:
        return Span(0, shut.end)
    return Span(shut.start, MIDNIGHT) if shut.start >= 17 * 60 and shut.end >= 22 * 60 else shut


def _same_weekday(weekday: Days, dated: Sequence[Alternative]) -> Iterator[Days]:
    """The days of this weekday inside what is wanted: next week except Friday."""
    for days in (d for a in dated for d in a.days):
        ahead = (weekday.first.isoweekday() - days.first.isoweekday()) % 7
        for number in range(ahead, min((days.last - days.first).days + 1, RANGE_OF_DAYS), 7):
            day = days.first + number * DAY
            yield Days(day, day)


def _weekly(shut: Alternative) -> Iterator[int]:
    """The weekdays of single days named by weekday: “not Wednesday” with no week said means any Wednesday."""
    for day in shut.days:
        if day.first == day.last and day.grain == "weekday":
            yield day.first.isoweekday()
        elif day.grain == "weekend":
            yield from (6, 7)


def _share_times(wanted: Sequence[Alternative]) -> None:
    """A clock time said before or between is meant for days that have none."""
    if len(wanted) == 2 and wanted[0].times and not wanted[0].days and wanted[1].days and not wanted[1].times:
        wanted[1].times += wanted[0].times


def _windows(alternative: Alternative, at: ZoneInfo, zone: ZoneInfo, now: Now) -> list[Window]:
    if not alternative.times:
        return [_window(d.first, d.last, at, zone, d.grain) for d in alternative.days]
    found = []
    for days in alternative.days:
        for number in range(min((days.last - days.first).days + 1, RANGE_OF_DAYS)):
            day = days.first + number * DAY
            for span in alternative.times:
                grain: Grain = "minute" if span.start == span.end else "part"
                found.append(Window(moment(day, span.start, at, zone), moment(day, span.end, at, zone), grain))
    return found


def _window(first: date, last: date, at: ZoneInfo, zone: ZoneInfo, grain: str = "day") -> Window:
    whole: Grain = "day" if first == last else "month" if grain == "month" else "week"
    return Window(moment(first, 0, at, zone), moment(last, MIDNIGHT, at, zone), whole)


def moment(day: date, minutes: int, at: ZoneInfo, zone: ZoneInfo) -> datetime:
    """The instant of a local clock time, told in the visitor's zone; a time in the spring gap moves on."""
    day, minutes = day + DAY * (minutes // MIDNIGHT), minutes % MIDNIGHT
    local = datetime.combine(day, time(minutes // 60, minutes % 60), at)
    return datetime.fromtimestamp(local.timestamp(), zone)


def _outside(shut: Sequence[Span], loose: list[Span]) -> list[Span]:
    """The clock times that are left of a day, or of the spans said."""
    left = loose or [Span(0, MIDNIGHT)]
    for gap in shut:
        left = [
            piece
            for span in left
            for piece in (Span(span.start, min(span.end, gap.start)), Span(max(span.start, gap.end), span.end))
            if piece.start < piece.end
        ]
    return left


def _time_of_day(span: Span, at: ZoneInfo, zone: ZoneInfo, now: Now) -> TimeOfDay:
    return TimeOfDay(_clock(span.start), _clock(span.end))


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)

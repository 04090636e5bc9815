"""The grammar: what a rule is, and the nodes that rules make.

A rule is a pattern over categories and a function. In a pattern a category stands for one node, `a|b` for either, `a?`
for an optional one, `=a` for one that comes next and is left, `!a` for none of that category next, `<!a` for none
before; words that mean nothing were dropped before. What is left in the end are `days` (a tuple of `Days`), `times` (a
tuple of `Span`), `both`, `boths` (some of these), and the words that say how
these hang together; `reading.py` reads them.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from heapq import heapify, heappop, heappush
from typing import NamedTuple
from zoneinfo import ZoneInfo

from convene.when.node import Node

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MIDNIGHT = 24 * 60
RANGE_OF_DAYS = 92
HORIZON = 70
"""How many days ahead an open wish reaches."""
ENDS_OF_DAY = {"16:00-18:00", "17:00-18:00"}
"""The parts of the day that are its end at work: until then is all of the day."""

Build = Callable[..., Node | None]
RULES: "defaultdict[str, list[Rule]]" = defaultdict(list)
"""The rules of each module, in the order in which they stand there."""


class Rule(NamedTuple):
    """A pattern, the categories of which it needs one (of its parts the one with the fewest), and what it builds."""

    pattern: str
    needed: frozenset[str]
    build: Build


@dataclass(frozen=True, slots=True)
class Days:
    """Whole local days: from the first to the last, that one included."""

    first: date
    last: date
    grain: str = "day"


@dataclass(frozen=True, slots=True)
class Span:
    """Clock times in minutes after midnight, half-open; equal ends are one point. `about` marks a vague point."""

    start: int
    end: int
    about: bool = False


@dataclass(frozen=True, slots=True)
class Now:
    """What the rules may know besides the text."""

    local: datetime
    zone: ZoneInfo
    month_first: bool

    @property
    def today(self) -> date:
        """The visitor's date."""
        return self.local.date()

    @property
    def monday(self) -> date:
        """The first day of the visitor's week."""
        return monday_of(self.today)


def monday_of(day: date) -> date:
    """The first day of the week that a day lies in."""
    return day - DAY * day.weekday()


def rule(pattern: str) -> Callable[[Build], Build]:
    """Register a rule; its function gets `Now` and the nodes, and gives a node, or None if it does not apply."""
    needed = [
        frozenset(part.removeprefix("=").split("|"))
        for part in pattern.split()
        if part[0] not in "<!" and part[-1] != "?"
    ]
    rarest = min(needed, key=len, default=frozenset())

    def register(build: Build) -> Build:
        RULES[build.__module__].append(Rule(pattern, rarest, build))
        return build

    return register


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression over a line of categories; most are never needed, so only when they are."""
    return re.compile("(?<!\\S)" + "".join(_part(part) for part in pattern.split()))


def _part(part: str) -> str:
    """One part of a pattern as a regular expression."""
    if part.startswith("<!"):
        return "".join(f"(?<!{category} )" for category in part[2:].split("|"))
    if part.startswith("="):
        return f"(?=(?:{part[1:]}) )"
    if part.startswith("!"):
        return f"(?!(?:{part[1:]}) )"
    return f"(?:(?:{part.removesuffix('?')}) ){'?' if part.endswith('?') else ''}"


class Grammar:
    """Rules in their order, and which of them may fit when a category is there."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._needing: defaultdict[str, list[int]] = defaultdict(list)
        for place, rule in enumerate(self._rules):
            for category in rule.needed:
                self._needing[category].append(place)

    def reduce(self, nodes: list[Node], now: Now) -> list[Node]:
        """Apply the rules one after the other, each from left to right until it fits nowhere any more."""
        line, present = _line(nodes), {node.category for node in nodes}
        waiting = [place for category in present for place in self._needing.get(category, ())]
        heapify(waiting)
        last_tried = -1
        while waiting:
            if (place := heappop(waiting)) == last_tried:
                continue
            last_tried = place
            pattern, position = _compiled(self._rules[place].pattern), 0
            while found := pattern.search(line, position):
                first = line.count(" ", 0, found.start())
                last = first + found[0].count(" ")
                made = self._rules[place].build(now, *nodes[first:last])
                if made is None:
                    position = line.index(" ", found.start()) + 1
                    continue
                nodes = [*nodes[:first], _joined(made, nodes[first:last]), *nodes[last:]]
                line, position = _line(nodes), 0
                if made.category not in present:
                    present.add(made.category)
                    for later in self._needing.get(made.category, ()):
                        if later > place:
                            heappush(waiting, later)
        return nodes


def _joined(made: Node, parts: Sequence[Node]) -> Node:
    """The node that a rule made, with the words and marks of what it was made of."""
    marks = made.marks
    for node in parts:
        marks = marks | node.marks if node.marks else marks
    return Node(made.category, made.value, " ".join(node.text for node in parts), marks)


def _line(nodes: list[Node]) -> str:
    """The categories in a row, each with a blank behind it: what the patterns are matched against."""
    return "".join(f"{node.category} " for node in nodes)


def days(*which: Days) -> Node:
    """A node of days."""
    return Node("days", which, "")


def times(*which: Span) -> Node:
    """A node of clock times."""
    return Node("times", which, "")


def one_day(day: date | None) -> Node | None:
    """A node of a single day, if there is one."""
    return days(Days(day, day)) if day else None


def a_week(monday: date, grain: str = "week") -> Node:
    """A node of the week that begins on this Monday."""
    return days(Days(monday, monday + 6 * DAY, grain))


def day_of_week(monday: date, weekday: int) -> Node:
    """A node of a day said with its week: weekdays that follow are meant in the same week."""
    day = monday + (weekday - 1) * DAY
    return days(Days(day, day, "day_of_week"))


def day_of(now: Now, day: int, month: int, year: int | None = None) -> Node:
    """The coming day of this day and month, or the one of the year; a day that no year has is a question."""
    for candidate in (year,) if year else range(now.today.year, now.today.year + 5):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= now.today:
            return days(Days(found, found))
    return Node("no_such_date", None, "")


def afternoon(minutes: int) -> int:
    """The clock time of a bare hour at work: 1 to 6 are the afternoon, 7 to 12 as they are."""
    return minutes + 12 * 60 if 60 <= minutes < 7 * 60 else minutes


def value(nodes: tuple[Node, ...], category: str) -> object | None:
    """The value of the first node of this category."""
    return next((node.value for node in nodes if node.category == category), None)


def coming(now: Now, weekday: int) -> date:
    """The next such day, today's own counting from next week on."""
    return now.today + ((weekday - now.today.isoweekday() - 1) % 7 + 1) * DAY


def next_of_month(now: Now, day: int) -> date | None:
    """The coming day of this number: in this month, else in the next that has it."""
    first = now.today.replace(day=1)
    for _ in range(3):
        try:
            found = first.replace(day=day)
        except ValueError:
            found = None
        if found and found >= now.today:
            return found
        first = (first + 32 * DAY).replace(day=1)
    return None


def month_days(now: Now, month: int) -> tuple[date, date]:
    """The first and last day of the coming month of this number."""
    first = date(now.today.year + (month < now.today.month), month, 1)
    return first, (first + 32 * DAY).replace(day=1) - DAY


def minutes_of(node: Node) -> int | None:
    """The minutes after midnight of an hour, a number of hours or a named clock time, if the day has them."""
    if node.category == "clock":
        return int(node.value[:2]) * 60
    minutes: int = node.value * 60 if node.category == "number" else node.value
    return minutes if 0 <= minutes <= MIDNIGHT else None


def span_of(part: Node) -> Span:
    """The clock times of a part of the day."""
    first, last = part.value.split("-")
    return Span(int(first[:2]) * 60 + int(first[3:]), int(last[:2]) * 60 + int(last[3:]))


def part_of(span: Span) -> Node:
    """A node of these clock times as a part of the day."""
    return Node("part", f"{span.start // 60:02}:{span.start % 60:02}-{span.end // 60:02}:{span.end % 60:02}", "")


def time_in(part: Node, hour: Node) -> Node | None:
    """The clock time that a bare hour is in this part of the day."""
    minutes = hour.value * 60 if hour.category == "number" else hour.value
    if not 0 < minutes <= 12 * 60 + 59:
        return None
    if "night" not in part.marks and part.category == "part":
        return Node("time", hour_in(part, minutes), "")
    late = part.value != "am"
    if "night" in part.marks and minutes < 6 * 60:
        late = False  # 2:30 in the night
    if hour.category == "number" and part.category == "meridiem" and hour.value > 12:
        return None
    return Node("time", minutes % 720 + (720 if late else 0), "")


def hour_in(part: Node, minutes: int) -> int:
    """Of the two readings of a bare hour the one in this part of the day; where that is most of it, the one at work."""
    span = span_of(part)
    if span.end - span.start > 10 * 60:
        return afternoon(minutes)
    for reading in (minutes % 720, minutes % 720 + 720):
        if span.start <= reading < span.end:
            return reading
    return minutes % 720 + (720 if span.start >= 12 * 60 else 0)


def piece_of_day(which: str, span: Span) -> Span:
    """The first, middle or last half of a part of the day."""
    quarter = (span.end - span.start) // 4
    first, last = {"start_of": (0, 2), "middle_of": (1, 3), "end_of": (2, 4)}[which]
    return Span(span.start + first * quarter, span.start + last * quarter)


def range_in(part: Node, start: Node, end: Node) -> Node | None:
    """A range of bare hours in a part of the day, if it lies there."""
    clocks = [node if node.category == "time" else time_in(part, node) for node in (start, end)]
    if clocks[0] is None or clocks[1] is None:
        return None
    first, last, span = clocks[0].value, clocks[1].value, span_of(part)
    return times(Span(first, last)) if span.start <= last and first < min(last, span.end) else None


def bounded_in(part: Node, bound: Node, clock: Node) -> Span | None:
    """What lies in a part of the day before or after a clock time in it."""
    at, span = clock if clock.category == "time" else time_in(part, clock), span_of(part)
    if not at or not span.start <= at.value <= span.end:
        return None
    late = bound.category in {"from", "after", "not_before", "not_until"}
    return Span(at.value, span.end) if late else Span(span.start, at.value)


def next_with_weekday(now: Now, day: int, weekday: int) -> date | None:
    """The coming day of this number that is this weekday, in the next half year; else the coming day of the number."""
    first = now.today.replace(day=1)
    for _ in range(6):
        found = first + (day - 1) * DAY
        if found.month == first.month and found >= now.today and found.isoweekday() == weekday:
            return found
        first = (first + 32 * DAY).replace(day=1)
    return next_of_month(now, day)

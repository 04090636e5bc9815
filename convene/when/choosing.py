"""Choosing among the starts on the table: the second, the last one, the 1pm, the one on Tuesday, the other two."""

from collections.abc import Sequence
from datetime import date, datetime

from convene.when.alternatives import Reading
from convene.when.before import Before, minutes_of_day
from convene.when.grammar import Days, Span
from convene.when.lexicon import marked
from convene.when.node import Node

_REST_OF_WEEK = {"later_in", "rest_of"}
_NOT_THESE = {"not", "nicht", "no", "not_good", "shift", "later", "earlier", "too", "unit"}


def chosen(nodes: Sequence[Node], reading: Reading, words: Sequence[str], before: Before) -> datetime | None:
    """The start on the table that is meant, if one is; `words` are all that were said."""
    if not before.offered or any(node.category == "shift" for node in nodes):
        return None
    if (start := _earlier_of_that_day(nodes, reading, before)) is not None:
        return start
    if reading.empty:
        return None if _before_all_else(words) else _by_place(nodes, before.offered)
    if (place := _ordinal(nodes, before)) is not None:
        return before.offered[place]
    (wanted, *more), points = reading.wanted, [s for a in reading.wanted for s in a.times if s.start == s.end]
    # Monday no, Tuesday chooses; no to something else than other days does not.
    others = any(not s.days or any(d in wanted.days for d in s.days) for s in reading.unwanted)
    later = any(d.grain in _REST_OF_WEEK for node in nodes if node.category == "days" for d in node.value)
    if more or others or later or wanted.weekdays or wanted.empty or len(wanted.times) > 1:
        return None
    if not points and not marked("the_one" if wanted.times else "choosing").intersection(words):
        return None
    fitting = [start for start in before.offered if _fits(before.local(start), wanted.days, wanted.times)]
    return fitting[0] if len(fitting) == 1 else None


def several(nodes: Sequence[Node], reading: Reading, before: Before) -> list[datetime]:
    """The starts on the table of which each is welcome: the first or the third; 1 or 3; any of those."""
    said = [node for node in nodes if node.category not in {"comma", "stop", "slash", "dash"}]
    categories = {node.category for node in said}
    if not before.offered or not said or reading.shut or reading.flexible or categories & _NOT_THESE:
        return []
    if "all_offered" in categories and reading.empty:
        return [*before.offered]
    picks = [node for node in said if node.category in {"pick", "number"}]
    joined = len(picks) > 1 and categories <= {"pick", "number", "or", "and", "x"} and categories & {"or", "and"}
    if not joined or not reading.empty or not all(node.value and node.value <= len(before.offered) for node in picks):
        return []
    hours = {start.hour % 12 for start in map(before.local, before.offered) if not start.minute}
    if "number" in categories and hours & {node.value for node in picks}:
        return []  # at 1 or at 3
    return [before.offered[place] for place in sorted({_place(node, before.offered) for node in picks})]


def _earlier_of_that_day(nodes: Sequence[Node], reading: Reading, before: Before) -> datetime | None:
    """Wednesday's fine, the earlier of the two: of the starts of the days that were named."""
    said, (wanted, *more) = {node.category for node in nodes}, reading.wanted
    if not said & {"soonest", "latest"} or more or reading.unwanted or wanted.times or wanted.weekdays:
        return None
    there = [start for start in before.offered if any(is_on(d, before.local(start).date()) for d in wanted.days)]
    return (min(there) if "soonest" in said else max(there)) if there else None


def _before_all_else(words: Sequence[str]) -> bool:
    """Whether something else is wanted first, and not the first one: let me ask my boss first."""
    *others, before_it, last = ["", "", *(word for word in words if word[0].isalnum())]
    return last in marked("before_all_else") and len(others) > 3 and before_it not in marked("choosing")


def _by_place(nodes: Sequence[Node], offered: Sequence[datetime]) -> datetime | None:
    """The first, option 3, the earlier one, the middle one."""
    said = {node.category for node in nodes}
    if "latest" in said:
        return max(offered)
    if "soonest" in said:
        return min(offered)
    if "middle" in said and len(offered) % 2:
        return offered[len(offered) // 2]
    place = next((_place(node, offered) for node in nodes if node.category == "pick"), None)
    return offered[place] if place is not None and place < len(offered) else None


def _ordinal(nodes: Sequence[Node], before: Before) -> int | None:
    """The place that “2nd” and “der 2.” mean, unless a time on the table is on such a day of a month."""
    if len(nodes) != 1 or "ordinal" not in nodes[0].marks or "on" in nodes[0].marks:
        return None
    number = nodes[0].value[0].first.day
    by_day = any(before.local(start).day == number for start in before.offered)
    return None if by_day or number > len(before.offered) else number - 1


def _place(pick: Node, offered: Sequence[datetime]) -> int:
    place: int = pick.value - 1 if pick.value > 0 else len(offered) - 1
    return place


def the_others(nodes: Sequence[Node], reading: Reading, before: Before) -> list[datetime]:
    """The starts on the table that were not shut out: not the Monday one, the other two are fine; not the first."""
    said = {node.category for node in nodes}
    if "the_others" not in said and not (said >= {"pick"} and said & {"not", "not_good"} and reading.empty):
        return []
    days, spans = [d for a in reading.unwanted for d in a.days], [s for a in reading.unwanted for s in a.times]
    picks = {_place(node, before.offered) for node in nodes if node.category == "pick"}
    if reading.empty and not picks and before.point in before.offered:
        picks = {before.offered.index(before.point)}  # the other one than was chosen
    left = [
        start
        for place, start in enumerate(map(before.local, before.offered))
        if place not in picks
        and not any(is_on(d, start.date()) for d in days)
        and not any(s.start <= minutes_of_day(start) < max(s.end, s.start + 1) for s in spans)
    ]
    return sorted(left) if len(left) < len(before.offered) else []


def _fits(start: datetime, days: Sequence[Days], spans: Sequence[Span]) -> bool:
    clock = minutes_of_day(start)
    in_time = all(clock == span.start or span.start <= clock < span.end for span in spans)
    return in_time and (not days or any(is_on(day, start.date()) for day in days))


def is_on(days: Days, day: date) -> bool:
    """Whether an offered day is meant; a weekday with no week said is any such day on the table."""
    if days.grain == "weekday" and days.first == days.last:
        return days.first.weekday() == day.weekday()
    return days.first <= day <= days.last

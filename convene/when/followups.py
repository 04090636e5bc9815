"""Follow-ups: what a wish leaves out because it was said before, and what only moves the times on the table."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from convene.when.alternatives import Alternative, Reading
from convene.when.before import Before, minutes_of_day
from convene.when.choosing import is_on
from convene.when.grammar import DAY, MIDNIGHT, Days, Span
from convene.when.node import Node
from convene.when.preference import Window
from convene.when.wish import moment

_QUARTER = timedelta(minutes=15)
_LESS_EARLY, _LESS_LATE = Span(10 * 60, MIDNIGHT), Span(8 * 60, 16 * 60)


def later_in_the_day(nodes: Sequence[Node], reading: Reading, before: Before) -> tuple[Window, ...]:
    """Later hours of each of the days on the table, where there are several: behind what was shown first on it."""
    starts = sorted(map(before.local, before.offered))
    first = {start.date(): start for start in reversed(starts)}
    of_the_day = any(n.category == "later" and "of_the_day" in n.marks for n in nodes)
    if not (of_the_day and reading.empty and len(first) > 1) or _too(nodes):
        return ()
    zone = before.zone
    return tuple(Window(first[d] + _QUARTER, moment(d, MIDNIGHT, zone, zone), "part") for d in sorted(first))


def moved(nodes: Sequence[Node], reading: Reading, before: Before) -> tuple[Window, ...]:
    """What is told only from the times before: an hour later, two hours after the second, later that day."""
    said = {node.category for node in nodes}
    shift = next((node.value for node in nodes if node.category == "shift"), None)
    pick = next((node.value for node in nodes if node.category == "pick"), None)
    shift_of_pick = (
        (shift, pick) if shift and pick else next((n.value for n in nodes if n.category == "shift_of_pick"), None)
    )
    if shift_of_pick:
        by, place = shift_of_pick
        at = place - 1 if place > 0 else len(before.offered) - 1
        return _exactly(before.offered[at] + by, before) if at < len(before.offered) else ()
    if shift and (shift % DAY or before.point):
        named = [day for node in nodes if node.category == "days" for day in node.value]
        starts = [s for s in before.starts if all(is_on(day, s.date()) for day in named)]
        return _exactly(starts[0] + shift, before) if starts else ()
    if not (reading.empty and before.dates and before.offered) or _too(nodes):
        return ()
    if said & {"later", "then_on"}:
        start = before.local(max(before.offered)) + _QUARTER
        return (Window(start, moment(start.date(), MIDNIGHT, before.zone, before.zone), "part"),)
    if "earlier" in said:
        end = before.local(min(before.offered))
        return (Window(moment(end.date(), 0, before.zone, before.zone), end, "part"),)
    return ()


def complete(nodes: Sequence[Node], reading: Reading, before: Before) -> None:
    """Add to what was said what was left out: the day to an hour, the part of the day to another day."""
    said, wanted = {node.category for node in nodes}, reading.wanted[0]
    dates = before.dates
    if not dates:
        return
    if (too := _too(nodes)) and not wanted.days and set(wanted.times) <= {_LESS_EARLY, _LESS_LATE} and not reading.shut:
        wanted.days += [Days(day, day) for day in dates]
        every = any("all_of_them" in node.marks for node in nodes)
        wanted.times = [_less(too, before, every=every)]
    elif said & {"another_day", "any_other"} and not wanted.times and not reading.shut:
        reading.unwanted.append(Alternative(days=before.shown_days))
        reading.flexible = True
        wanted.days += [Days(day, day) for day in dates] if len(dates) > 1 and not wanted.days else []
        wanted.times += before.parts
    elif "same_time" in said and not wanted.times:
        every = any("all_times" in node.marks for node in nodes)
        wanted.times += before.clocks if every else before.clock
    elif not wanted.days and not wanted.weekdays and (wanted.times or any(s.times or s.days for s in reading.unwanted)):
        shut = [d for s in reading.unwanted if not s.times for d in s.days]
        left = [day for day in dates if not any(is_on(d, day) for d in shut)]
        wanted.days += [Days(day, day) for day in left or dates if left or not shut]
    elif wanted.days and not wanted.times and not reading.flexible and all(d.first == d.last for d in wanted.days):
        wanted.times += before.parts


def _too(nodes: Sequence[Node]) -> str | None:
    """Whether what was named is too early or too late."""
    return next((mark for node in nodes for mark in ("too_early", "too_late") if mark in node.marks), None)


def _less(too: str, before: Before, *, every: bool) -> Span:
    """Not that early: behind the earliest start that was named, and not before ten; that late: before the latest.

    Where every start is too early, behind the last of them; too late, before the first.
    """
    clocks = sorted(minutes_of_day(start) for start in before.starts) or [0 if too == "too_early" else MIDNIGHT]
    first, last = (clocks[-1], clocks[0]) if every else (clocks[0], clocks[-1])
    if too == "too_early":
        return Span(max(_LESS_EARLY.start, first + 15), MIDNIGHT)
    return Span(_LESS_LATE.start, min(_LESS_LATE.end, last))


def _exactly(start: datetime, before: Before) -> tuple[Window, ...]:
    local = start.astimezone(before.zone)
    return (Window(local, local, "minute"),)

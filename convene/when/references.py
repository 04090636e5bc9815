"""Days told from those that were named before: the day after, the Monday after that, two days later, that week."""

from collections.abc import Sequence
from datetime import date

from convene.when.grammar import DAY, WEEK, Days
from convene.when.node import Node

_SIX_DAYS = 6 * DAY
# These can also be told from today, where nothing was named.
_FROM_TODAY = {"weekday_of_the_week_after", "weekday_after_that", "a_week_later"}
MOVING = {"the_day_before", "the_week_before", "earlier_in_the_week", "shift"}
"""These move a wish that was uttered before; behind days of the same text they mean something else."""


def told_from(named: Sequence[Days], node: Node, today: date) -> Days | None:
    """The days that a node means beside those named last; none if it is no such node, or nothing was named."""
    if named:
        return _beside(named[-1], node, today)
    return _beside(Days(today, today), node, today) if node.category in _FROM_TODAY else None


def _beside(last: Days, node: Node, today: date) -> Days | None:
    match node.category:
        case "the_day_after":
            return Days(last.last + DAY, last.last + DAY)
        case "the_day_before":
            return Days(last.first - DAY, last.first - DAY)
        case "weekday_after_that":
            end = last.first if last.grain == "open" and last.first > today else last.last  # back on the 28th
            day = end + DAY * ((node.value - end.isoweekday() - 1) % 7 + 1)
            return Days(day, day)
        case "weekend_after_that":
            saturday = last.last + DAY * ((6 - last.last.isoweekday() - 1) % 7 + 1)
            return Days(saturday, saturday + DAY, "weekend")
        case "weekday_before_that":
            day = last.first - DAY * ((last.first.isoweekday() - node.value - 1) % 7 + 1)
            return Days(day, day)
        case "weekday_of_the_week_after":
            day = _monday(last.first) + WEEK + (node.value - 1) * DAY
            return Days(day, day, "day_of_week")
        case "weekday_of_that_week":
            day = _monday(last.first) + (node.value - 1) * DAY
            return Days(day, day, "day_of_week")
        case "that_week":
            return _week(_monday(last.first))
        case "the_week_after":
            return _week(_monday(last.last if last.first <= today else last.first) + WEEK)
        case "the_week_before":
            return _week(_monday(last.first) - WEEK)
        case "earlier_in_the_week":
            monday = _monday(last.first)
            until = last.first - DAY if last.first > monday else monday + 2 * DAY
            return Days(monday, until, "week")
        case "the_one_after":
            first = _monday(last.first) if last.grain == "week" else last.first  # of one that has begun the whole next
            return Days(first + WEEK, last.last + WEEK, last.grain)
        case "a_week_later":
            return Days(last.first + WEEK, last.last + WEEK, last.grain)
        case "shift":
            return Days(last.first + node.value, last.last + node.value, last.grain) if not node.value % DAY else None
    return None


def _monday(day: date) -> date:
    return day - DAY * day.weekday()


def _week(monday: date) -> Days:
    return Days(monday, monday + _SIX_DAYS, "week")

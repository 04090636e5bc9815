"""What side by side narrows: a weekday in a week that was named, a clock time in a part of the day."""

from collections.abc import Sequence
from datetime import date

from convene.when.grammar import DAY, MIDNIGHT, Days, Span, monday_of


def overlap(said: Sequence[Span], new: Sequence[Span]) -> list[Span]:
    """Clock times side by side: those that overlap narrow each other (in the morning, from 9 to 10), others add up."""
    left, added = list(said), []
    for span in new:
        touching = [s for s in left if _shared(s, span)]
        left = [s for s in left if s not in touching]
        added += [_shared(s, span) or span for s in touching] or [span]
    return [*left, *added]


def _shared(one: Span, other: Span) -> Span | None:
    """What two spans have in common, if anything; a point lies in a span up to its end."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    if start < end or (start == end and (one.start == one.end or other.start == other.end)):
        return Span(start, end, one.about or other.about)
    return None


def both_ends(said: Sequence[Span], new: Sequence[Span]) -> list[Span] | None:
    """From 9 on and not after 16: two open ends that close one span."""
    if len(said) != 1 or len(new) != 1:
        return None
    first, last = sorted([*said, *new], key=lambda span: span.start, reverse=True)
    if first.end == MIDNIGHT and last.start == 0 and 0 < first.start < last.end < MIDNIGHT:
        return [Span(first.start, last.end)]
    return None


def in_week(days: Days, monday: date) -> Days:
    """A weekday, or weekdays in a row, of the week that was named before: next week Tuesday or Friday."""
    if days.grain == "open":
        starts = monday + DAY * days.first.weekday()
        if (days.last - days.first).days > 40:
            return Days(starts, monday + 6 * DAY) if days.first <= starts else days
        ends = monday + DAY * days.last.weekday()
        return Days(max(monday, days.first), ends) if days.last <= ends else days
    if days.grain != "weekday" and not is_range(days):
        return days
    first = monday + DAY * days.first.weekday()
    return Days(first, first + (days.last - days.first), days.grain) if first > days.first else days


def is_range(days: Days) -> bool:
    """Whether these are weekdays in a row: Monday to Wednesday."""
    return days.grain == "weekdays" and days.first < days.last


def from_start(days: Days, start: date) -> Days:
    """The first such weekday in an open stretch: after Easter, on the Tuesday."""
    if days.grain != "weekday" or days.first != days.last or days.first >= start:
        return days
    day = days.first + DAY * (-(-(start - days.first).days // 7) * 7)
    return Days(day, day, days.grain)


def week_of(days: Days) -> date | None:
    """The Monday of the week that these days name, if they do."""
    if days.grain == "day_of_week" or (days.grain == "week" and (days.last - days.first).days < 7):
        return days.first - DAY * days.first.weekday()
    return None


def only_week(before: Sequence[Days]) -> date | None:
    """The Monday of the week in which all days lie that were wished before, if one holds them all."""
    mondays = {monday_of(day) for days in before for day in (days.first, days.last)}
    return mondays.pop() if len(mondays) == 1 else None


def week_named(days: Days) -> date | None:
    """The Monday of the week that these days name, or say by a next: next Thursday or Friday."""
    return monday_of(days.first) if days.grain == "next" else week_of(days)

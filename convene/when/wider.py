"""Days that say where other days lie: next week, best on Tuesday; after the 25th and before the end of the month."""

from collections.abc import Sequence
from datetime import date

from convene.when.alternatives import Alternative, Reading
from convene.when.grammar import DAY, WEEK, Days
from convene.when.narrowing import in_week

_WIDE = {"week", "month", "year"}


def narrow(where: Alternative, days: Sequence[Days]) -> tuple[Days, ...]:
    """Days inside a week that was said before are meant instead of it: next week, best on Tuesday. Gives the week."""
    wider = tuple(
        d
        for d in where.days
        if d.grain in {*_WIDE, "open", "between"}
        and all(d.first <= n.first and n.last <= d.last and n != d for n in days)
    )
    where.days = [d for d in where.days if d not in wider]
    return wider


def holds_all(whole: Days, days: Sequence[Days]) -> bool:
    """Whether all of some days lie in a longer stretch."""
    return bool(days) and all(whole.first <= d.first and d.last <= whole.last and d != whole for d in days)


def in_stretch(days: Sequence[Days], whole: Days | None, *, numbered: bool = False) -> tuple[Days, ...]:
    """Early February, best a Tuesday; mid March, but not on the 15th: all days of the stretch that fit."""
    if not whole or len(days) > 1 or not (numbered or days[0].grain == "weekday"):
        return tuple(days)
    (day,) = days
    ahead = (whole.first + n * DAY for n in range((whole.last - whole.first).days + 1))
    fits = [d for d in ahead if (d.day == day.first.day if numbered else d.weekday() == day.first.weekday())]
    inside = day.first != day.last or whole.first <= day.first <= whole.last
    return tuple(days) if inside else tuple(Days(d, d) for d in fits) or tuple(days)


def rest_of_week(days: Days, named: Sequence[Days]) -> Days:
    """The rest of the week that was spoken of, else of this one."""
    if days.grain not in {"rest_of", "later_in"} or not named:
        return days
    monday = named[0].first - DAY * named[0].first.weekday()
    if days.grain == "later_in" and named[0].first == named[0].last < monday + 6 * DAY:
        return Days(named[0].first + DAY, monday + 6 * DAY, "week")
    if named[0].first <= days.last:
        return Days(days.first, days.last, "week")
    return Days(monday + (3 if days.grain == "later_in" else 0) * DAY, monday + 6 * DAY, "week")


def between_both(where: Alternative, days: Sequence[Days]) -> bool:
    """After the 25th and before the end of the month: two open stretches are meant where they overlap."""
    if [d.grain for d in (*where.days, *days)] != ["open", "open"]:
        return False
    one, other = where.days[0], days[0]
    if other.last < one.first < other.last + WEEK:
        other = Days(other.first, other.last + WEEK, "open")  # after Monday and before Friday: the one behind it
    shared = Days(max(one.first, other.first), min(one.last, other.last), "open")
    if shared.first > shared.last or shared in {one, other}:
        return False
    where.days = [shared]
    return True


def within_both(where: Alternative, days: Sequence[Days], marks: frozenset[str], week: date | None) -> bool:
    """Next week, before the holidays: what was said last keeps what lies in the open stretch, if anything does."""
    if len(days) > 1 or days[0].grain != "open" or (week and in_week(days[0], week) != days[0]):
        return False  # next week from Wednesday on
    wide = all(d.grain in _WIDE for d in where.days)
    if any(d.grain == "open" for d in where.days) or not (wide or "beside" in marks):
        return False
    limited = (Days(max(d.first, days[0].first), min(d.last, days[0].last), d.grain) for d in where.days)
    if not (left := [d for d in limited if d.first <= d.last]):
        return False
    where.days = left
    return True


def open_start(reading: Reading) -> date | None:
    """The first day of an open stretch that was said last: after Easter."""
    last = reading.wanted[-1].days
    return last[-1].first if last and last[-1].grain == "open" else None

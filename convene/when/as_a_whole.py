"""What only the whole text tells: which week is meant, which days clock times alone are for, what holds every week."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from convene.when.alternatives import Reading
from convene.when.grammar import DAY, WEEK, Days
from convene.when.narrowing import is_range
from convene.when.node import Node


def seen_as_a_whole(reading: Reading, nodes: Sequence[Node], monday: date, *, excepting: bool) -> None:
    """Add what is meant by all that was said; any day but Monday next week means the other days of that week."""
    wanted = reading.wanted[0]
    named = [d for a in reading.unwanted for d in a.days if d.grain == "day_of_week"]
    all_but = reading.flexible or excepting or any("any" in n.marks for n in nodes)
    if all_but and named and wanted.empty:
        wanted.days.append(_week_from(named[0].first - DAY * named[0].first.weekday()))
    if not wanted.days and any(n.category == "the_week_after" for n in nodes):
        wanted.days.append(_week_from(monday + WEEK))
    _keep_the_narrowest(reading)
    _lend_days(reading)


def repeat_weekdays(reading: Reading) -> None:
    """Thursday at 10 is always possible; Monday to Wednesday never."""
    for alternative in (*reading.wanted, *reading.unwanted):
        repeated = [d for d in alternative.days if d.grain == "weekday" or is_range(d)]
        for days in repeated:
            length = (days.last - days.first).days + 1
            alternative.weekdays |= {(days.first + n * DAY).isoweekday() for n in range(length)}
        alternative.days = [d for d in alternative.days if d not in repeated]


def repeat_working_days(reading: Reading) -> None:
    """Monday to Friday after 3: at these hours on any working day."""
    for alternative in (a for a in reading.wanted if a.times):
        weeks = [d for d in alternative.days if is_range(d) and (d.last - d.first).days == 4 and not d.first.weekday()]
        alternative.weekdays |= {1, 2, 3, 4, 5} if weeks else set()
        alternative.days = [d for d in alternative.days if d not in weeks]


def _week_from(monday: date) -> Days:
    return Days(monday, monday + 6 * DAY, "week")


def _keep_the_narrowest(reading: Reading) -> None:
    """A week, and behind it a day in it: next week, 2pm on Tuesday."""
    for whole, narrow in pairwise([*reading.wanted]):
        weeks = bool(whole.days) and all(d.grain == "week" for d in whole.days)
        inside = bool(narrow.days) and all(
            any(w.first <= d.first and d.last <= w.last for w in whole.days) for d in narrow.days
        )
        if weeks and inside and not narrow.linked and not whole.weekdays:
            narrow.times = narrow.times or whole.times
            reading.wanted.remove(whole)


def _lend_days(reading: Reading) -> None:
    """Clock times alone are meant on days whose other hours were shut out: no mornings this week, afternoons yes."""
    shut = [d for a in reading.unwanted if a.times for d in a.days]
    if shut and not any(a.days or a.weekdays for a in reading.wanted):
        for alternative in reading.wanted:
            alternative.days += shut if alternative.times else []

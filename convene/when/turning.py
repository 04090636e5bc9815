"""Taking back what was said last: tomorrow is no good, Wednesday rather not."""

from dataclasses import dataclass, field

from convene.when.alternatives import Alternative, Reading
from convene.when.grammar import Days, Span
from convene.when.narrowing import week_of


@dataclass
class Said:
    """What one node added: to which alternative, after which category."""

    where: Alternative
    before: str
    category: str
    days: tuple[Days, ...] = ()
    times: tuple[Span, ...] = ()
    weekdays: set[int] = field(default_factory=set)
    instead_of: tuple[Days, ...] = ()


def turn_around(reading: Reading, said: list[Said]) -> bool:
    """Tomorrow is no good: the last thing said was not wanted, with what `and` or `or` ties to it.

    Gives whether a whole week was among it.
    """
    shut = Alternative()
    last: Said | None = None
    while said:
        item = said[-1]
        if last and last.before == "or" and (item.where.apart or last.where.apart):
            reading.unwanted.append(shut)  # mornings or Fridays are no good: neither is
            shut = Alternative()
        elif last and not (
            (last.before in {"and", "or"} and item.category == last.category)
            or (
                last.before not in {"and", "or", "comma", "stop", "only"}
                and {item.category, last.category} in ({"days", "times"}, {"days", "weekdays"})
            )
        ):
            break
        weeks = item.category == last.category == "days" and week_of(item.days[-1]) if last else None
        if last and weeks and not (last.before in {"and", "or"} and week_of(last.days[-1])):
            break
        said.pop()
        shut.days = [*item.days, *shut.days]
        shut.times = [*item.times, *shut.times]
        shut.weekdays |= item.weekdays
        item.where.days = [*item.instead_of, *(d for d in item.where.days if d not in item.days)]
        item.where.times = [s for s in item.where.times if s not in item.times]
        item.where.weekdays = item.where.weekdays - item.weekdays
        last = item
    reading.unwanted.append(shut)
    return any(d.grain == "week" for d in shut.days)

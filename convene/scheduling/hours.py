"""Working hours as instants: what a rep's local blocks mean on the real days of their zone.

Inside this room instants are whole seconds since 1970 (UTC): comparing and stepping them is exact in every zone, which
wall-clock arithmetic is not (cases T1, T2, T11).
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import ceil, floor
from zoneinfo import ZoneInfo

from convene.model import Availability, Block, Interval
from convene.scheduling.holidays import holidays_of

DAY = 86_400
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_FARTHEST_OFFSET = 16 * 3_600


WorkingBlock = tuple[int, int, int]
"""One block on one local day: its first second, the second after it, and the day counted from 1970-01-01.

A plain tuple, because an offer over many reps goes through thousands of them.
"""

_Offset = tuple[int, int, int]
"""Since when and until when an offset from UTC holds, and the offset."""


def working_time(availability: Availability, window: Interval) -> tuple[Interval, ...]:
    """The rep's working time inside the window, as sorted UTC intervals; blocks that touch are one interval."""
    first, last = seconds(window.start), seconds_up(window.end)
    merged: list[tuple[int, int]] = []
    for block_start, block_end, _ in working_blocks(availability, first, last):
        start, end = max(block_start, first), min(block_end, last)
        if start >= end:
            continue
        if merged and start == merged[-1][1]:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(Interval(instant(start), instant(end)) for start, end in merged)


def working_blocks(availability: Availability, first: int, last: int) -> list[WorkingBlock]:
    """The blocks of every local day that may touch the stretch, whole, in order, none overlapping the one before.

    A block stands for the instants at which the local clock shows a time inside it. A boundary in the spring gap means
    the moment of the change (T1); a repeated hour in autumn counts both times (T2).
    """
    weekly = [_clock_seconds(availability.weekly.get(weekday, ())) for weekday in range(1, 8)]
    days = range(first // DAY - 1, last // DAY + 2)
    special = _special_days(availability, days)
    blocks: list[WorkingBlock] = []
    for day in days:
        hours = special.get(day, weekly[(day + 3) % 7])  # 1970-01-01 was a Thursday
        offsets = _offsets(availability.zone, day) if hours else ()
        if len(offsets) == 1:
            midnight = day * DAY - offsets[0][2]
            blocks += [(midnight + start, midnight + end, day) for start, end in hours]
        elif offsets:
            blocks += [block for start, end in hours for block in _on_a_day_of_change(day, start, end, offsets)]
    return _apart(sorted(blocks))


def is_holiday(availability: Availability, day: date) -> bool:
    """Whether the rep has this local day off because it is a public holiday; an override of the day goes before it."""
    return bool(
        availability.holidays
        and day not in availability.overrides
        and day in holidays_of(availability.holidays, day.year)
    )


def local_days(zone: str, first: int, last: int) -> list[WorkingBlock]:
    """The local days that may touch the stretch, each from midnight to midnight."""
    every_day = (Block(time(0), time(0)),)
    return working_blocks(Availability(zone, dict.fromkeys(range(1, 8), every_day)), first, last)


def local_day(day: date) -> int:
    """The number of a calendar day, counted from 1970-01-01."""
    return day.toordinal() - _EPOCH_ORDINAL


def day_of(number: int) -> date:
    """The calendar day with this number."""
    return date.fromordinal(number + _EPOCH_ORDINAL)


def midnight(day: date, zone: str) -> datetime:
    """The instant (UTC) at which a local day begins; where the clock skips midnight, the moment of the change."""
    return datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)


def instant(second: int) -> datetime:
    """The aware UTC datetime of a second."""
    return datetime.fromtimestamp(second, UTC)


def seconds(moment: datetime) -> int:
    """The second in which an aware datetime lies."""
    return floor(moment.timestamp())


def seconds_up(moment: datetime) -> int:
    """The first full second that is not before an aware datetime."""
    return ceil(moment.timestamp())


def length(duration: timedelta) -> int:
    """A duration in whole seconds."""
    return int(duration.total_seconds())


def _special_days(availability: Availability, days: range) -> dict[int, list[tuple[int, int]]]:
    """The days that are not like every week's: the clock seconds of their blocks, none on a day off."""
    special: dict[int, list[tuple[int, int]]] = {}
    if availability.holidays:
        years = range(day_of(days[0]).year, day_of(days[-1]).year + 1)
        special = {local_day(day): [] for year in years for day in holidays_of(availability.holidays, year)}
    special |= {local_day(day): _clock_seconds(blocks) for day, blocks in availability.overrides.items()}
    for away in availability.out_of_office:
        first, last = max(local_day(away.first), days[0]), min(local_day(away.last), days[-1])
        special |= {day: [] for day in range(first, last + 1)}
    return special


def _apart(blocks: list[WorkingBlock]) -> list[WorkingBlock]:
    """The blocks with every instant in one of them only, so that no start is counted twice."""
    apart: list[WorkingBlock] = []
    covered = 0
    for block in blocks:
        start, end, day = block
        if start >= covered:
            apart.append(block)
        elif covered < end:
            apart.append((covered, end, day))
        covered = max(covered, end)
    return apart


def _clock_seconds(blocks: tuple[Block, ...]) -> list[tuple[int, int]]:
    return [(_since_midnight(block.start), _since_midnight(block.end) or DAY) for block in blocks]


def _since_midnight(clock: time) -> int:
    return clock.hour * 3_600 + clock.minute * 60 + clock.second


def _on_a_day_of_change(day: int, start: int, end: int, offsets: Sequence[_Offset]) -> list[WorkingBlock]:
    """The instants of one local block: two if an autumn night cuts it, none if the gap in spring swallows it."""
    found: list[WorkingBlock] = []
    for since, until, offset in offsets:
        low, high = max(day * DAY + start - offset, since), min(day * DAY + end - offset, until)
        if low >= high:
            continue
        if found and found[-1][1] == low:
            found[-1] = (found[-1][0], high, day)
        else:
            found.append((low, high, day))
    return found


@lru_cache(maxsize=65_536)
def _offsets(zone: str, day: int) -> tuple[_Offset, ...]:
    """Which offset from UTC holds when, around one local day; two rows around a change."""
    clock = ZoneInfo(zone)
    since, until = day * DAY - _FARTHEST_OFFSET, (day + 1) * DAY + _FARTHEST_OFFSET
    before, after = _offset(clock, since), _offset(clock, until)
    if before == after:
        return ((since, until, before),)
    low, high = since, until
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(clock, middle) == before else (low, middle)
    return ((since, high, before), (high, until, after))


def _offset(clock: ZoneInfo, second: int) -> int:
    offset = instant(second).astimezone(clock).utcoffset()
    return length(offset) if offset else 0

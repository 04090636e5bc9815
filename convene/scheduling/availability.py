"""When a rep can be met: working hours less everything that is in the way.

The starts of meetings lie on a grid of instants that begins at each block's local start and goes on in equal steps, so
that a day's offers stay on round clock times whatever its meetings do. Buffers only keep distance: they may reach
outside the working hours, and never lengthen the meeting (case R4).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from convene.model import Booking, BusyKind, BusyTime, Interval, MeetingType, Rep, Rules, Slot
from convene.scheduling.hours import (
    WorkingBlock,
    instant,
    length,
    local_day,
    seconds,
    seconds_up,
    working_blocks,
    working_time,
)

__all__ = ["Diary", "free_slots", "free_starts", "rules_for", "working_time"]


@dataclass(frozen=True, slots=True)
class Diary:
    """What is known of a rep's time.

    `bookings` are the live bookings and holds that count against the rep: the caller leaves out the asking visitor's
    own hold (A2) and the booking being moved (P15). `busy` may hold the events of our own bookings again (C11). A diary
    that is not `readable` has nothing free (C13, C20).
    """

    rep: Rep
    busy: tuple[BusyTime, ...]
    bookings: tuple[Booking, ...]
    readable: bool = True


class Obstacle(NamedTuple):
    """Something in the way: when it is, in seconds, and the distance a meeting keeps after and before it."""

    start: int
    end: int
    gap_after: int
    gap_before: int
    what: BusyTime | Booking


def rules_for(meeting_type: MeetingType, rep: Rep) -> Rules:
    """The slot rules of the meeting type, with what the rep set instead."""
    own = rep.availability
    names = ("buffer_before", "buffer_after", "notice", "horizon", "daily_cap")
    return replace(meeting_type.rules, **{name: getattr(own, name) for name in names if getattr(own, name) is not None})


def free_starts(diary: Diary, rules: Rules, window: Interval, now: datetime) -> tuple[datetime, ...]:
    """The instants (UTC, sorted) inside the half-open window at which a meeting with this rep can begin."""
    return tuple(instant(start) for starts in _free(diary, rules, window, now) for start in starts)


def free_slots(
    diaries: Sequence[Diary], meeting_type: MeetingType, window: Interval, now: datetime
) -> tuple[Slot, ...]:
    """The times that begin inside the half-open window with the reps who are free for them.

    Sorted by start; the reps of a slot stand in the order of the diaries. Each rep's own rules are applied to that rep
    before the times are put together (R2).
    """
    reps_at: defaultdict[int, list[str]] = defaultdict(list)
    for diary in diaries:
        rep = diary.rep.id
        for starts in _free(diary, rules_for(meeting_type, diary.rep), window, now):
            for second in starts:
                reps_at[second].append(rep)
    duration = meeting_type.rules.duration
    slots = []
    for second in sorted(reps_at):
        start = instant(second)
        slots.append(Slot(Interval(start, start + duration), tuple(reps_at[second])))
    return tuple(slots)


def start_limits(rules: Rules, now: datetime) -> tuple[int, int]:
    """The first and the last second at which a meeting may start: notice (R5) and horizon (T4) counted as instants."""
    return seconds_up(now + rules.notice), seconds(now + rules.horizon)


def obstacles(diary: Diary, rules: Rules) -> list[Obstacle]:
    """Everything in the rep's way, with the distance to keep.

    A meeting keeps its own buffers to whatever the calendar holds. Between two meetings of ours the larger of the
    adjoining buffers counts, once (R1). Tentative times are in the way unless the rep says otherwise (C3).
    """
    before, after = length(rules.buffer_before), length(rules.buffer_after)
    larger = max(before, after)
    ignored = () if diary.rep.availability.tentative_is_busy else (BusyKind.TENTATIVE,)
    found = [
        Obstacle(seconds(b.interval.start), seconds_up(b.interval.end), before, after, b)
        for b in diary.busy
        if b.kind not in ignored
    ]
    found += [Obstacle(seconds(b.start), seconds_up(b.end), larger, larger, b) for b in diary.bookings]
    return found


def full_days(diary: Diary, rules: Rules) -> set[int]:
    """The rep's local days that already have as many meetings and holds as the rep takes a day (R9)."""
    if rules.daily_cap is None:
        return set()
    zone = ZoneInfo(diary.rep.zone)
    taken = Counter(local_day(booking.start.astimezone(zone).date()) for booking in diary.bookings)
    return {day for day, count in taken.items() if count >= rules.daily_cap}


def latest_ends(blocks: Sequence[WorkingBlock]) -> list[int]:
    """For each block the second at which working time stops after it: blocks that touch go on into the next."""
    ends: list[int] = []
    starts_next = None
    for block in reversed(blocks):
        ends.append(ends[-1] if block.end == starts_next else block.end)
        starts_next = block.start
    return ends[::-1]


def _free(diary: Diary, rules: Rules, window: Interval, now: datetime) -> Iterator[range]:
    """The free starts as ranges of seconds, in order: one for each gap between the obstacles of a block."""
    if not diary.readable:
        return
    earliest, latest = start_limits(rules, now)
    earliest = max(earliest, seconds_up(window.start))
    latest = min(latest, seconds_up(window.end) - 1)
    if earliest > latest:
        return
    step, duration = length(rules.step), length(rules.duration)
    blocks = working_blocks(diary.rep.availability, earliest, latest)
    full = full_days(diary, rules)
    shut = _shut(obstacles(diary, rules), duration)
    passed = 0
    for block, ends in zip(blocks, latest_ends(blocks), strict=True):
        low, high = max(block.start, earliest), min(block.end - 1, ends - duration, latest)
        if low > high or block.day in full:
            continue
        while passed < len(shut) and shut[passed][1] <= low:
            passed += 1
        for opens, closes in _gaps(low, high, shut, passed):
            on_the_grid = opens + (block.start - opens) % step
            yield range(on_the_grid, closes + 1, step)


def _gaps(low: int, high: int, shut: Sequence[tuple[int, int]], first: int) -> Iterator[tuple[int, int]]:
    """The stretches from low to high, both included, that are not shut; `first` is the first shut one to look at."""
    for i in range(first, len(shut)):
        closes, opens = shut[i]
        if closes >= high:
            break
        if low <= closes:
            yield low, closes
        low = max(low, opens)
    if low <= high:
        yield low, high


def _shut(found: Iterable[Obstacle], duration: int) -> list[tuple[int, int]]:
    """The stretches in which no meeting of this duration may start, open at both ends, sorted and apart."""
    shut: list[tuple[int, int]] = []
    for start, end in sorted((o.start - duration - o.gap_before, o.end + o.gap_after) for o in found):
        if shut and start < shut[-1][1]:
            shut[-1] = (shut[-1][0], max(shut[-1][1], end))
        else:
            shut.append((start, end))
    return shut

"""When a rep can be met: working hours less everything that is in the way.

The starts of meetings lie on a grid of instants that begins at each block's local start and goes on in equal steps, so
that a day's offers stay on round clock times whatever its meetings do. Buffers only keep distance: they may reach
outside the working hours, and never lengthen the meeting (case R4).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil, floor
from zoneinfo import ZoneInfo

from convene.model import Availability, Booking, BusyKind, BusyTime, Interval, MeetingType, Rep, Rules, Slot
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

__all__ = ["Diary", "free_slots", "free_starts", "is_blocking", "rules_for", "working_time"]


_OWN_RULES = ("step", "buffer_before", "buffer_after", "notice", "horizon", "daily_cap")


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


def rules_for(meeting_type: MeetingType, rep: Rep) -> Rules:
    """The slot rules of the meeting type, with what the rep set instead; the duration only where it may be (R7)."""
    own = rep.availability
    names = _OWN_RULES if not meeting_type.rules.own_duration else (*_OWN_RULES, "duration")
    changes = {name: value for name in names if (value := getattr(own, name)) is not None}
    return replace(meeting_type.rules, **changes) if changes else meeting_type.rules


def free_starts(diary: Diary, rules: Rules, window: Interval, now: datetime) -> tuple[datetime, ...]:
    """The instants (UTC, sorted) inside the half-open window at which a meeting with this rep can begin."""
    return tuple(instant(start) for starts in _free(diary, rules, window, now) for start in starts)


def free_slots(
    diaries: Sequence[Diary], meeting_type: MeetingType, window: Interval, now: datetime
) -> tuple[Slot, ...]:
    """The times that begin inside the half-open window with the reps who are free for them.

    Sorted by start; the reps of a slot stand in the order of the diaries. Each rep's own rules are applied to that rep
    before the times are put together (R2). Where reps meet for as long as they want, a slot is as long as the first of
    them meets, and has only those who meet as long (R7): put the diaries in the order of turns.
    """
    reps_at: defaultdict[int, list[str]] = defaultdict(list)
    meets_for: dict[str, timedelta] = {}
    for diary in diaries:
        rep, rules = diary.rep.id, rules_for(meeting_type, diary.rep)
        meets_for[rep] = rules.duration
        for starts in _free(diary, rules, window, now):
            for second in starts:
                reps_at[second].append(rep)
    slots = []
    for second in sorted(reps_at):
        start, reps = instant(second), reps_at[second]
        duration = meets_for[reps[0]]
        if meeting_type.rules.own_duration:
            reps = [rep for rep in reps if meets_for[rep] == duration]
        slots.append(Slot(Interval(start, start + duration), tuple(reps)))
    return tuple(slots)


def start_limits(rules: Rules, now: datetime) -> tuple[int, int]:
    """The first and the last second at which a meeting may start: notice (R5) and horizon (T4) counted as instants."""
    return seconds_up(now + rules.notice), seconds(now + rules.horizon)


def gaps(rules: Rules, of_ours: bool) -> tuple[timedelta, timedelta]:
    """The distance a meeting keeps after, and before, something in its way.

    It keeps its own buffers to whatever the calendar holds. Between two meetings of ours the larger of the adjoining
    buffers counts, once (R1).
    """
    if of_ours:
        return (max(rules.buffer_before, rules.buffer_after),) * 2
    return rules.buffer_before, rules.buffer_after


def blocking(diary: Diary) -> Iterable[BusyTime]:
    """The busy times that count for this rep."""
    hours = diary.rep.availability
    counted = _counted(hours)
    if hours.all_day == "respect":
        return [busy for busy in diary.busy if busy.kind in counted]
    return [busy for busy in diary.busy if _counts(busy, hours, counted)]


def is_blocking(busy: BusyTime, availability: Availability) -> bool:
    """Whether this time counts: tentative ones do unless the rep says otherwise, working elsewhere does not (C2-C5)."""
    return _counts(busy, availability, _counted(availability))


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
    next_start = None
    for start, end, _ in reversed(blocks):
        ends.append(ends[-1] if end == next_start else end)
        next_start = start
    return ends[::-1]


def _counted(availability: Availability) -> set[BusyKind]:
    counted = {BusyKind.BUSY, BusyKind.OUT_OF_OFFICE}
    if availability.tentative_is_busy:
        counted.add(BusyKind.TENTATIVE)
    if availability.elsewhere_is_busy:
        counted.add(BusyKind.ELSEWHERE)
    return counted


def _counts(busy: BusyTime, availability: Availability, counted: set[BusyKind]) -> bool:
    if busy.all_day and availability.all_day != "respect":
        return availability.all_day == "busy"
    return busy.kind in counted


def _free(diary: Diary, rules: Rules, window: Interval, now: datetime) -> Iterator[range]:
    """The free starts as ranges of seconds, in order: one for each gap between the things in the way."""
    earliest, latest = start_limits(rules, now)
    earliest, latest = max(earliest, seconds_up(window.start)), min(latest, seconds_up(window.end) - 1)
    if earliest > latest or not diary.readable:
        return
    step, duration = length(rules.step), length(rules.duration)
    blocks = working_blocks(diary.rep.availability, earliest, latest)
    shut = _shut(diary, rules, Interval(instant(earliest), instant(latest)))
    full = full_days(diary, rules)
    passed = 0
    for (start, end, day), ends in zip(blocks, latest_ends(blocks), strict=True):
        low, high = max(start, earliest), min(end - 1, ends - duration, latest)
        if low > high or day in full:
            continue
        while passed < len(shut) and shut[passed][1] <= low:
            passed += 1
        for opens, closes in _gaps(low, high, shut, passed):
            on_the_grid = opens + (start - opens) % step
            if on_the_grid <= closes:
                yield range(on_the_grid, closes + 1, step)


def _shut(diary: Diary, rules: Rules, starts: Interval) -> list[tuple[float, float]]:
    """The stretches, open at both ends and sorted, in which something forbids to start; others may lie inside them."""
    shut: list[tuple[float, float]] = []
    for of_ours, intervals in (
        (False, [busy.interval for busy in blocking(diary)]),
        (True, [booking.interval for booking in diary.bookings]),
    ):
        gap_after, gap_before = gaps(rules, of_ours)
        lead, trail = (rules.duration + gap_before).total_seconds(), gap_after.total_seconds()
        since, until = starts.start - gap_after, starts.end + rules.duration + gap_before
        shut += [
            (there.start.timestamp() - lead, there.end.timestamp() + trail)
            for there in intervals
            if there.end > since and there.start < until
        ]
    shut.sort()
    return shut


def _gaps(low: int, high: int, shut: Sequence[tuple[float, float]], first: int) -> Iterator[tuple[int, int]]:
    """The stretches from low to high, both included, that are not shut; `first` is the first shut one to look at."""
    for i in range(first, len(shut)):
        closes, opens = shut[i]
        if closes >= high:
            break
        if low <= closes:
            yield low, floor(closes)
        low = max(low, ceil(opens))
    if low <= high:
        yield low, high

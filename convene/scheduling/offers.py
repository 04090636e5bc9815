"""Which of the free times to show: the soonest that fit the wish, spread over half-days, or the nearest ones instead.

A wish is met first, then shaped: a day is cut into its two halves on the visitor's clock; full and half hours, and
hours at which the visitor is awake, are preferred where the wish leaves the choice (a rep may work while they sleep).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from convene.model import Interval, MeetingType, Rep, Slot
from convene.scheduling.availability import Diary, free_slots, rules_for, working_time
from convene.when import TimePreference, Window

Reason = Literal["past", "too_soon", "too_far", "outside_hours", "taken", "no_availability"]

_FIRST_LOOK = timedelta(days=2)
_AROUND = timedelta(days=4)
_ANOTHER_DAY = timedelta(hours=2)
_ODD_MINUTES = timedelta(minutes=15)
_ASLEEP = timedelta(hours=3)
_SAME_HALF_DAY = timedelta(hours=1)
_WORTH_WAITING = timedelta(minutes=30)
_DAY = timedelta(days=1)
_NOON = 12
_WAKING_HOURS = range(8, 20)
_ROUND_MINUTES = (0, 30)

_HalfDay = tuple[date, bool]


@dataclass(frozen=True, slots=True)
class Choice:
    """What to show.

    `fits` tells whether the times are what was wished; else they are the nearest alternatives and `reason` says why the
    wish cannot be met. The reason is None when nothing is in the way but the wish: all that fits was shown before, or
    no meeting starts at that very minute. `more` tells that other times fit as well.
    """

    slots: tuple[Slot, ...]
    fits: bool
    more: bool
    reason: Reason | None = None


def search_windows(
    wish: TimePreference,
    now: datetime,
    notice: timedelta,
    horizon: timedelta,
    shown: Collection[datetime] = (),
) -> tuple[Interval, ...]:
    """The stretches to search for starts, one after the other until `enough`; each contains the one before.

    First the wished days alone, or the soonest when the wish names none, and some days beyond what was shown; then the
    days around them, for alternatives; at last the whole horizon. `notice` is the shortest and `horizon` the longest of
    the reps' own.
    """
    earliest, latest = now + notice, now + horizon + timedelta.resolution
    if earliest >= latest:
        return (Interval(now, now),)
    first = min((window.start for window in wish.windows), default=earliest)
    last = max([first, *shown]) + _FIRST_LOOK
    if wish.windows:
        wished = max(_ends(window) for window in wish.windows)
        last = min(last, wished) if len(wish.windows) == 1 else wished
    stretches: list[Interval] = []
    for start, end in ((first, last), (first - _AROUND, last + _AROUND), (earliest, latest)):
        stretch = Interval(_within(start, earliest, latest), _within(end, earliest, latest))
        if stretch.duration and stretch not in stretches:
            stretches.append(stretch)
    return tuple(stretches)


def enough(choice: Choice, wish: TimePreference, stretch: Interval, count: int = 3) -> bool:
    """Whether a longer stretch would not make the choice better.

    Times that fit are enough when there are as many as asked and more, or the wish ends inside the stretch.
    Alternatives deserve more than a first look.
    """
    if not choice.fits:
        return len(choice.slots) >= count and stretch.duration > _FIRST_LOOK
    if len(choice.slots) >= count and choice.more:
        return True
    return bool(wish.windows) and all(_ends(window) <= stretch.end for window in wish.windows)


def choose(
    slots: Sequence[Slot],
    wish: TimePreference,
    zone: ZoneInfo,
    now: datetime,
    *,
    shown: Collection[datetime] = (),
    count: int = 3,
    diaries: Sequence[Diary] = (),
    meeting_type: MeetingType | None = None,
) -> Choice:
    """Choose up to `count` of the free slots (sorted by start, as `free_slots` gives them) for the wish.

    Clock times and days are read in `zone`, the visitor's, unless the wish names one. Starts in `shown` are not shown
    again. With the diaries and the meeting type the reason of a wish that cannot be met is told exactly; without, it is
    `past`, `taken` or `no_availability`.
    """
    zone = ZoneInfo(wish.zone) if wish.zone else zone
    seen = set(shown)
    fresh = [slot for slot in slots if slot.start >= now and slot.start not in seen]
    fitting = [slot for slot in fresh if wish.allows(slot.start, zone)]
    if fitting:
        halves = {_half_day(start, zone) for start in seen}
        waking = [slot for slot in fitting if _is_waking(slot.start, zone)]
        chosen = _varied(waking, zone, halves, count)
        if len(chosen) < count:
            others = [slot for slot in fitting if not _is_waking(slot.start, zone)]
            chosen = _soonest_first(chosen + _varied(others, zone, halves, count - len(chosen)))
        return Choice(chosen, fits=True, more=len(fitting) > len(chosen))
    nearest = _nearest(fresh, wish, zone, count)
    if any(slot.start in seen and wish.allows(slot.start, zone) for slot in slots):
        return Choice(nearest, fits=False, more=False)
    reason = _reason(wish, zone, now, diaries, meeting_type) if slots else "no_availability"
    return Choice(nearest, fits=False, more=False, reason=reason)


def _varied(fitting: Sequence[Slot], zone: ZoneInfo, seen: Collection[_HalfDay], count: int) -> tuple[Slot, ...]:
    """As many half-days as there are to have, the soonest first and those not shown yet before the others."""
    halves = [(half, list(slots)) for half, slots in groupby(fitting, lambda slot: _half_day(slot.start, zone))]
    halves = sorted(halves, key=lambda group: group[0] in seen)[:count]
    shares = [0] * len(halves)
    for _ in range(min(count, sum(len(slots) for _, slots in halves))):
        least = min((i for i, (_, slots) in enumerate(halves) if shares[i] < len(slots)), key=lambda i: shares[i])
        shares[least] += 1
    chosen = [slot for (_, slots), share in zip(halves, shares, strict=True) for slot in _spread(slots, share, zone)]
    return _soonest_first(chosen)


def _spread(slots: Sequence[Slot], share: int, zone: ZoneInfo) -> list[Slot]:
    """The soonest of a half-day's slots and others spread over the rest, on round clock times if that costs little."""
    round_ones = [slot for slot in slots if _is_round(slot.start, zone)]
    if len(round_ones) >= share and round_ones[0].start - slots[0].start <= _WORTH_WAITING:
        slots = round_ones
    return [slots[i * len(slots) // share] for i in range(share)]


def _nearest(fresh: Sequence[Slot], wish: TimePreference, zone: ZoneInfo, count: int) -> tuple[Slot, ...]:
    """The slots nearest to the wish, never what it rules out; a second of one half-day counts as farther off."""
    not_ruled_out = TimePreference(excluded=wish.excluded)
    left = [
        (_distance(slot.start, wish, zone), slot, _half_day(slot.start, zone))
        for slot in fresh
        if not_ruled_out.allows(slot.start, zone)
    ]
    chosen: list[tuple[Slot, _HalfDay]] = []
    while left and len(chosen) < count:
        taken = [half for _, half in chosen]
        _, slot, half = min(left, key=lambda near: (near[0] + taken.count(near[2]) * _SAME_HALF_DAY, near[1].start))
        chosen.append((slot, half))
        apart = [near for near in left if not near[1].interval.overlaps(slot.interval)]
        left = apart or [near for near in left if near[1] != slot]
    return _soonest_first(slot for slot, _ in chosen)


def _soonest_first(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    return tuple(sorted(slots, key=lambda slot: slot.start))


def _distance(start: datetime, wish: TimePreference, zone: ZoneInfo) -> timedelta:
    """How far a start is from the wish: the same clock time a day away is as near as two hours on the day itself."""
    local = start.astimezone(zone)
    away = _days_away(local.date(), wish, zone) * _ANOTHER_DAY + _clock_away(local.time(), wish, zone)
    away += timedelta(0) if _is_round(start, zone) else _ODD_MINUTES
    return away if _is_waking(start, zone) else away + _ASLEEP


def _days_away(day: date, wish: TimePreference, zone: ZoneInfo) -> int:
    if wish.windows:
        return min(_days_from(day, window, zone) for window in wish.windows)
    if wish.weekdays:
        return min(min((day.isoweekday() - w) % 7, (w - day.isoweekday()) % 7) for w in wish.weekdays)
    return 0


def _days_from(day: date, window: Window, zone: ZoneInfo) -> int:
    first = window.start.astimezone(zone).date()
    last = (window.end - timedelta.resolution if window.end > window.start else window.end).astimezone(zone).date()
    return max((first - day).days, (day - last).days, 0)


def _clock_away(clock: time, wish: TimePreference, zone: ZoneInfo) -> timedelta:
    """How far a clock time is from the wished ones; zero when the wish names days only."""
    spans = [(span.start, span.end) for span in wish.time_of_day] or [
        (window.start.astimezone(zone).time(), window.end.astimezone(zone).time())
        for window in wish.windows
        if window.end - window.start < _DAY
    ]
    return min(
        (_from_span(_since_midnight(clock), *map(_since_midnight, span)) for span in spans), default=timedelta(0)
    )


def _from_span(clock: timedelta, start: timedelta, end: timedelta) -> timedelta:
    inside = start <= clock <= end if start <= end else clock >= start or clock <= end
    return timedelta(0) if inside else min(abs(clock - start), abs(clock - end))


def _reason(
    wish: TimePreference,
    zone: ZoneInfo,
    now: datetime,
    diaries: Sequence[Diary],
    meeting_type: MeetingType | None,
) -> Reason | None:
    """Why nothing fits: what would fit if every calendar were empty, and then if there were no notice either?"""
    if wish.windows and all(_ends(window) <= now for window in wish.windows):
        return "past"
    if meeting_type is None or not diaries:
        return "taken"
    reps = [diary.rep for diary in diaries]
    rules = [rules_for(meeting_type, rep) for rep in reps]
    latest = now + max(rule.horizon for rule in rules)
    if wish.windows and all(window.start > latest for window in wish.windows):
        return "too_far"
    empty = [Diary(rep, (), ()) for rep in reps]
    stretches = [Interval(max(w.start, now), max(_ends(w), now)) for w in wish.windows] or [Interval(now, latest)]
    if _any_fits(empty, meeting_type, stretches, wish, zone, now):
        return "taken"
    at_once = [Diary(replace(rep, availability=replace(rep.availability, notice=timedelta(0))), (), ()) for rep in reps]
    if _any_fits(at_once, meeting_type, stretches, wish, zone, now):
        return "too_soon"
    if any(_is_working(rep, window.start, meeting_type) for rep in reps for window in wish.windows if _exact(window)):
        return None
    return "outside_hours"


def _any_fits(
    diaries: Sequence[Diary],
    meeting_type: MeetingType,
    stretches: Sequence[Interval],
    wish: TimePreference,
    zone: ZoneInfo,
    now: datetime,
) -> bool:
    found = (slot for stretch in stretches for slot in free_slots(diaries, meeting_type, stretch, now))
    return any(wish.allows(slot.start, zone) for slot in found)


def _is_working(rep: Rep, start: datetime, meeting_type: MeetingType) -> bool:
    meeting = Interval(start, start + meeting_type.rules.duration)
    return any(worked.contains(meeting) for worked in working_time(rep.availability, meeting))


def _exact(window: Window) -> bool:
    return window.start == window.end


def _ends(window: Window) -> datetime:
    """The instant from which on no start is inside the window any more."""
    return window.end + timedelta.resolution if _exact(window) else window.end


def _half_day(start: datetime, zone: ZoneInfo) -> _HalfDay:
    local = start.astimezone(zone)
    return local.date(), local.hour >= _NOON


def _is_waking(start: datetime, zone: ZoneInfo) -> bool:
    return start.astimezone(zone).hour in _WAKING_HOURS


def _is_round(start: datetime, zone: ZoneInfo) -> bool:
    return start.astimezone(zone).minute in _ROUND_MINUTES


def _within(moment: datetime, low: datetime, high: datetime) -> datetime:
    return min(max(moment, low), high)


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)

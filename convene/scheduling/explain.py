"""Why a time is, or is not, offered: the same rules as the search, asked one start at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from convene.model import Availability, Booking, BusyKind, BusyTime, Interval, MeetingType, Rules, Status
from convene.scheduling.availability import Diary, blocking, full_days, gaps, latest_ends, rules_for, start_limits
from convene.scheduling.hours import (
    day_of,
    instant,
    is_holiday,
    length,
    local_days,
    midnight,
    seconds,
    seconds_up,
    working_blocks,
)

Reason = Literal[
    "offered", "past", "notice", "horizon", "hours", "holiday", "busy", "tentative", "out_of_office", "elsewhere",
    "buffer", "held", "booked", "cap", "unreadable",
]  # fmt: skip
Detail = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What becomes of one start (UTC), and the rule that decides it.

    `detail` is what there is to say about the reason, ready for JSON, instants as ISO 8601 in UTC: `earliest` for
    `notice`, `latest` for `horizon`, `zone` and perhaps `until` for `hours`, `day` and `place` for `holiday`, `day` and
    `cap` for `cap`, `start` and `end` of what is in the way, its `booking` when it is one of ours, and the `minutes` to
    keep for `buffer`. It never holds a title (case S2).
    """

    start: datetime
    offered: bool
    reason: Reason
    detail: Detail = field(default_factory=dict)


class _Start(NamedTuple):
    """A start to explain; inside working hours the second at which they stop; and the local day's number."""

    second: int
    ends: int | None
    day: int


class _Obstacle(NamedTuple):
    """Something in the way: when it is, in seconds, and the distance a meeting keeps after and before it."""

    start: int
    end: int
    gap_after: int
    gap_before: int
    what: BusyTime | Booking


_REASONS: dict[BusyKind, Reason] = {
    BusyKind.BUSY: "busy",
    BusyKind.TENTATIVE: "tentative",
    BusyKind.OUT_OF_OFFICE: "out_of_office",
    BusyKind.ELSEWHERE: "elsewhere",
    BusyKind.FREE_AWAY: "busy",
    BusyKind.FREE: "busy",  # an all-day event that counts because the rep wants it to
}


def explain(diary: Diary, meeting_type: MeetingType, window: Interval, now: datetime) -> tuple[Explanation, ...]:
    """Each start inside the half-open window, in order, with the first rule that speaks about it.

    Inside working hours these are exactly the starts that could be offered; outside, the same steps from midnight on.
    """
    rules = rules_for(meeting_type, diary.rep)
    in_the_way = _obstacles(diary, rules)
    full = full_days(diary, rules)
    told = []
    for start in _starts(diary, rules, seconds_up(window.start), seconds_up(window.end) - 1):
        reason, detail = (
            _by_the_clock(start, diary, rules, now)
            or _by_the_hours(start, diary, rules, full)
            or _by_what_is_there(start, rules, in_the_way)
            or ("offered", {})
        )
        told.append(Explanation(instant(start.second), reason == "offered", reason, detail))
    return tuple(told)


_Verdict = tuple[Reason, Detail] | None


def _by_the_clock(start: _Start, diary: Diary, rules: Rules, now: datetime) -> _Verdict:
    earliest, latest = start_limits(rules, now)
    if not diary.readable:
        return "unreadable", {}
    if start.second < seconds_up(now):
        return "past", {}
    if start.second < earliest:
        return "notice", {"earliest": _iso(earliest)}
    if start.second > latest:
        return "horizon", {"latest": _iso(latest)}
    return None


def _by_the_hours(start: _Start, diary: Diary, rules: Rules, full: set[int]) -> _Verdict:
    if start.ends is None:
        return _off(diary.rep.availability, day_of(start.day))
    if start.second + length(rules.duration) > start.ends:
        return "hours", {"zone": diary.rep.zone, "until": _iso(start.ends)}
    if start.day in full:
        return "cap", {"day": day_of(start.day).isoformat(), "cap": rules.daily_cap or 0}
    return None


def _off(hours: Availability, day: date) -> tuple[Reason, Detail]:
    """Why nobody works at a time of this local day."""
    for away in hours.out_of_office:
        if away.first <= day <= away.last:
            return "out_of_office", {
                "start": midnight(away.first, hours.zone).isoformat(),
                "end": midnight(away.last + timedelta(days=1), hours.zone).isoformat(),
            }
    if is_holiday(hours, day):
        return "holiday", {"day": day.isoformat(), "place": hours.holidays}
    return "hours", {"zone": hours.zone}


def _by_what_is_there(start: _Start, rules: Rules, in_the_way: Iterable[_Obstacle]) -> _Verdict:
    begins, ends = start.second, start.second + length(rules.duration)
    too_near = None
    for there in in_the_way:
        if there.start < ends and begins < there.end:
            return _kind(there), _where(there)
        if there.start - there.gap_before < ends and begins < there.end + there.gap_after:
            too_near = too_near or there
    if too_near is None:
        return None
    gap = too_near.gap_after if too_near.end <= begins else too_near.gap_before
    return "buffer", _where(too_near) | {"minutes": gap // 60}


def _starts(diary: Diary, rules: Rules, first: int, last: int) -> list[_Start]:
    """The starts from first to last: the steps of every block, and steps from midnight on where nobody works."""
    step = length(rules.step)
    blocks = working_blocks(diary.rep.availability, first, last)
    found = [
        _Start(second, ends, day)
        for (start, end, day), ends in zip(blocks, latest_ends(blocks), strict=True)
        for second in range(start, end, step)
    ]
    found += [
        _Start(second, None, day)
        for begins, ends, day in local_days(diary.rep.zone, first, last)
        for second in range(begins, ends, step)
        if not any(start <= second < end for start, end, _ in blocks)
    ]
    return sorted(start for start in found if first <= start.second <= last)


def _obstacles(diary: Diary, rules: Rules) -> list[_Obstacle]:
    """Everything in the rep's way, our own bookings before their echo in the calendar, to be called what they are."""
    found: list[tuple[Interval, tuple[timedelta, timedelta], Booking | BusyTime]]
    found = [(booking.interval, gaps(rules, of_ours=True), booking) for booking in diary.bookings]
    found += [(busy.interval, gaps(rules, of_ours=False), busy) for busy in blocking(diary)]
    return [
        _Obstacle(seconds(interval.start), seconds_up(interval.end), length(after), length(before), what)
        for interval, (after, before), what in found
    ]


def _kind(there: _Obstacle) -> Reason:
    if isinstance(there.what, Booking):
        return "held" if there.what.status == Status.HELD else "booked"
    return _REASONS[there.what.kind]


def _where(there: _Obstacle) -> Detail:
    detail: Detail = {"start": _iso(there.start), "end": _iso(there.end)}
    if isinstance(there.what, Booking):
        detail["booking"] = there.what.id
    return detail


def _iso(second: int) -> str:
    return instant(second).isoformat()

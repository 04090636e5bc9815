"""From what was said to the wish as data: windows in the visitor's zone, what they exclude, what holds every week."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from convene.when.alternatives import Alternative, Reading
from convene.when.grammar import DAY, HORIZON, MIDNIGHT, RANGE_OF_DAYS, Days, Now, Span
from convene.when.preference import Grain, TimeOfDay, TimePreference, Window


def preference(reading: Reading, now: Now, zone: ZoneInfo, *, said_zone: str | None) -> TimePreference:
    """The wish as data, in the visitor's zone, or in the zone that was named."""
    at = ZoneInfo(said_zone) if said_zone else zone
    wanted = _dated([a for a in reading.wanted if not a.empty], now)
    weekdays = set().union(*(a.weekdays for a in wanted)) if wanted else set()
    dated = [a for a in wanted if a.days]
    _share_times(wanted)
    windows = tuple(dict.fromkeys(w for a in dated for w in _windows(a, at, zone, now)))
    loose = [span for a in wanted if not a.days for span in a.times] if not dated else []
    if loose and at.key != zone.key and (shifted := _in_zone(loose, at, zone, now)):
        loose, said_zone = shifted, None
    elif loose and at.key != zone.key:
        # Clock times of another zone are told as instants: the visitor's own zone may change its clocks on another day.
        every = [Days(now.today, now.today + HORIZON * DAY)]
        windows = tuple(
            w
            for w in _windows(Alternative(every, loose), at, zone, now)
            if not weekdays or w.start.astimezone(at).isoweekday() in weekdays
        )
        loose, weekdays = [], set()
    weekdays = _that_hold(weekdays, windows, at)
    excluded: list[Window] = []
    for shut in (a for a in reading.unwanted if not a.empty and not _only_tells(a, dated)):
        shut.times = [_whole(span) for span in shut.times]
        if shut.weekdays and shut.days:
            shut.days, shut.weekdays = [*_of_weekdays(shut.weekdays, shut.days)], set()
        if shut.weekdays and shut.times:
            excluded += _windows(Alternative(_days_ahead(shut.weekdays, now), shut.times), at, zone, now)
            continue
        if dated and any(d.grain == "weekend" for d in shut.days):
            within = [*_of_weekdays({6, 7}, [d for a in dated for d in a.days])]
            shut.days = [*(d for d in shut.days if d.grain != "weekend"), *within]
        if shut.days and dated and all(d.grain == "weekday" and not _ends_before(d, dated) for d in shut.days):
            shut.days = [d for w in shut.days for d in _same_weekday(w, dated)] or shut.days
        if shut.days and not shut.times:
            excluded += [_window(d.first, d.last, at, zone) for d in shut.days]
        elif shut.days:
            excluded += _windows(Alternative(shut.days, shut.times), at, zone, now)
        elif shut.times and dated:
            days = [d for a in dated for d in a.days]
            excluded += _windows(Alternative(days, shut.times), at, zone, now)
        elif shut.times:
            loose = _outside(shut.times, loose)
        if shut.weekdays:
            weekdays = (weekdays or set(range(1, 8))) - shut.weekdays
    single_days = {w for shut in reading.unwanted if shut.days and not shut.times for w in _weekly(shut)}
    if single_days and not windows:
        weekdays, excluded = (weekdays or set(range(1, 8))) - single_days, []
    weekdays = _that_hold(weekdays, windows, at)
    return TimePreference(
        windows=tuple(sorted(windows)),
        excluded=tuple(sorted({*excluded})),
        time_of_day=tuple(_time_of_day(span, at, zone, now) for span in loose),
        weekdays=tuple(sorted(weekdays)) if weekdays != set(range(1, 8)) else (),
        zone=said_zone,
        flexible=reading.flexible and not (windows or loose or weekdays),
        understood=True,
    )


def _that_hold(weekdays: set[int], windows: Sequence[Window], at: ZoneInfo) -> set[int]:
    """The weekdays; none beside windows that all lie on others: Mondays are hard, but I could do Tuesday at 4."""
    if not weekdays or not windows or any(_on_weekday(w, weekdays, at) for w in windows):
        return weekdays
    return set()


def _of_weekdays(weekdays: set[int], stretches: Sequence[Days]) -> Iterator[Days]:
    """The days of these weekdays inside what is shut out: no Fridays in December."""
    for days in stretches:
        ahead = (days.first + n * DAY for n in range(min((days.last - days.first).days + 1, RANGE_OF_DAYS)))
        yield from (Days(day, day) for day in ahead if day.isoweekday() in weekdays)


def _only_tells(shut: Alternative, wanted: Sequence[Alternative]) -> bool:
    """Whether a reason or a general no speaks of the days and hours that are wished: what is wished then holds.

    Mondays I work from home, how about Monday at 1; in the daytime I have no time, could you call at noon tomorrow?
    """
    days, spans = [d for a in wanted for d in a.days], [s for a in wanted for s in a.times]
    if not days or (not shut.told and (shut.days or shut.weekdays)):
        return False
    on_them = not (shut.days or shut.weekdays) or all(
        _is_weekly(d, shut) or any(_holds(s, d) for s in shut.days) for d in days
    )
    return on_them and (not shut.times or (bool(spans) and all(_begins_in(s, shut.times) for s in spans)))


def _begins_in(span: Span, shut: Sequence[Span]) -> bool:
    return any(s.start <= span.start < s.end or s == span for s in shut)


def _is_weekly(wanted: Days, told: Alternative) -> bool:
    return wanted.first == wanted.last and wanted.first.isoweekday() in told.weekdays


def _holds(told: Days, wanted: Days) -> bool:
    """Whether days lie in those told, of which a weekday is any such day: Halloween, I know it's a Saturday."""
    if told.grain == "weekday" and told.first == told.last and wanted.first == wanted.last:
        return told.first.weekday() == wanted.first.weekday()
    return told.first <= wanted.first and wanted.last <= told.last


def _whole(shut: Span) -> Span:
    """Who has no time in the morning has none earlier either, and none at night when the evening is shut out."""
    hours = shut in (Span(9 * 60, 10 * 60), Span(9 * 60, 11 * 60))  # said as they are: except 9 to 10
    if shut.start <= 9 * 60 < shut.end <= 12 * 60 and not hours:
        return Span(0, shut.end)
    return Span(shut.start, MIDNIGHT) if shut.start >= 17 * 60 and shut.end >= 22 * 60 else shut


def _dated(wanted: list[Alternative], now: Now) -> list[Alternative]:
    """Tuesday mornings or Friday afternoons: weekdays that each have their own clock times become dates.

    So do clock times on any day that are one way, and days another: evenings or weekends.
    """
    if any(a.apart for a in wanted):
        for alternative in wanted:
            _date(alternative, now)
        return wanted
    weekly = [a for a in wanted if a.weekdays and not a.days]
    if len(weekly) < 2 or all(a.times == weekly[0].times for a in weekly):
        return wanted
    for alternative in weekly:
        alternative.days = _days_ahead(alternative.weekdays, now)
        alternative.weekdays = set()
    return wanted


def _date(alternative: Alternative, now: Now) -> None:
    """Make dates of what holds every week."""
    weekends = {6, 7} if any(d.grain == "weekend" for d in alternative.days) else set[int]()
    if weekends or not alternative.days:
        any_day = set[int]() if alternative.weekdays | weekends else set(range(1, 8))
        kept = [d for d in alternative.days if d.grain != "weekend"]
        alternative.days = [*kept, *_days_ahead(alternative.weekdays | weekends | any_day, now)]
        alternative.weekdays = set()


def _days_ahead(weekdays: set[int], now: Now) -> list[Days]:
    """All days of these weekdays that can be offered."""
    ahead = (now.today + n * DAY for n in range(HORIZON + 1))
    return [Days(day, day) for day in ahead if day.isoweekday() in weekdays]


def _ends_before(shut: Days, dated: Sequence[Alternative]) -> bool:
    """Whether what is wanted begins as soon as the day that is shut out is over: Wednesday I travel, after that."""
    return any(d.first == shut.last + DAY and d.grain == "open" for a in dated for d in a.days)


def _same_weekday(weekday: Days, dated: Sequence[Alternative]) -> Iterator[Days]:
    """The days of this weekday inside what is wanted: next week except Friday."""
    for days in (d for a in dated for d in a.days):
        ahead = (weekday.first.isoweekday() - days.first.isoweekday()) % 7
        for number in range(ahead, min((days.last - days.first).days + 1, RANGE_OF_DAYS), 7):
            day = days.first + number * DAY
            yield Days(day, day)


def _weekly(shut: Alternative) -> Iterator[int]:
    """The weekdays of single days named by weekday: “not Wednesday” with no week said means any Wednesday."""
    for day in shut.days:
        if day.first == day.last and day.grain == "weekday":
            yield day.first.isoweekday()
        elif day.grain == "weekend":
            yield from (6, 7)


def _share_times(wanted: Sequence[Alternative]) -> None:
    """A clock time said before or between is meant for days that have none."""
    if len(wanted) != 2 or wanted[0].apart:
        return
    first, second = wanted
    if first.times and not first.days and second.days and not second.times:
        second.times += first.times


def _windows(alternative: Alternative, at: ZoneInfo, zone: ZoneInfo, now: Now) -> list[Window]:
    if not alternative.times:
        return [_window(d.first, d.last, at, zone, d.grain) for d in alternative.days]
    found = []
    for days in alternative.days:
        for number in range(min((days.last - days.first).days + 1, RANGE_OF_DAYS)):
            day = days.first + number * DAY
            for span in alternative.times:
                grain: Grain = "minute" if span.start == span.end else "part"
                found.append(Window(moment(day, span.start, at, zone), moment(day, span.end, at, zone), grain))
    return found


def _on_weekday(window: Window, weekdays: set[int], at: ZoneInfo) -> bool:
    """Whether a window holds one of these weekdays."""
    first, last = window.start.astimezone(at).date(), window.end.astimezone(at).date()
    return (last - first).days > 5 or any(
        (first + n * DAY).isoweekday() in weekdays for n in range((last - first).days + 1)
    )


def _window(first: date, last: date, at: ZoneInfo, zone: ZoneInfo, grain: str = "day") -> Window:
    whole: Grain = "day" if first == last else "month" if grain == "month" else "week"
    return Window(moment(first, 0, at, zone), moment(last, MIDNIGHT, at, zone), whole)


def moment(day: date, minutes: int, at: ZoneInfo, zone: ZoneInfo) -> datetime:
    """The instant of a local clock time, told in the visitor's zone; a time in the spring gap moves on."""
    day, minutes = day + DAY * (minutes // MIDNIGHT), minutes % MIDNIGHT
    local = datetime.combine(day, time(minutes // 60, minutes % 60), at)
    return datetime.fromtimestamp(local.timestamp(), zone)


def _in_zone(spans: Sequence[Span], at: ZoneInfo, zone: ZoneInfo, now: Now) -> list[Span] | None:
    """Clock times of another zone as those of the visitor's, if both are as far apart on every day to come."""
    noons = [moment(now.today + number * DAY, 12 * 60, at, zone) for number in range(HORIZON + 1)]
    ahead = {noon.hour * 60 + noon.minute - 12 * 60 for noon in noons}
    minutes = ahead.pop()
    moved = [Span(span.start + minutes, span.end + minutes, span.about) for span in spans]
    return None if ahead or any(span.start < 0 or span.end > MIDNIGHT for span in moved) else moved


def _outside(shut: Sequence[Span], loose: list[Span]) -> list[Span]:
    """The clock times that are left of a day, or of the spans said."""
    left = loose or [Span(0, MIDNIGHT)]
    for gap in shut:
        left = [
            piece
            for span in left
            for piece in (Span(span.start, min(span.end, gap.start)), Span(max(span.start, gap.end), span.end))
            if piece.start < piece.end or piece == span != gap
        ]
    return left


def _time_of_day(span: Span, at: ZoneInfo, zone: ZoneInfo, now: Now) -> TimeOfDay:
    return TimeOfDay(_clock(span.start), _clock(span.end))


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)

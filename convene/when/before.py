"""What was wished before and is on the table, as a follow-up refers to it: its days, its hour, its part of the day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from convene.when.grammar import DAY, MIDNIGHT, Days, Span
from convene.when.preference import Context, Window

_QUARTER = timedelta(minutes=15)
_LONGEST = 14


@dataclass(frozen=True)
class Before:
    """The wish so far and the starts that are on the table, told in the visitor's zone."""

    context: Context
    zone: ZoneInfo

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows that were wished."""
        return self.context.previous.windows if self.context.previous else ()

    @property
    def offered(self) -> tuple[datetime, ...]:
        """The starts on the table, in the order shown, as they were handed over."""
        return self.context.offered

    def local(self, start: datetime) -> datetime:
        """A start in the visitor's zone."""
        return start.astimezone(self.zone)

    @property
    def dates(self) -> list[date]:
        """The dates that were wished, else those on the table; none when they are too many to be meant.

        Where none of those wished could be offered, as nobody works then, those on the table are spoken about.
        """
        shown = {self.local(start).date() for start in self.offered}
        wished = {
            (self.local(window.start) + number * DAY).date()
            for window in self.windows
            for number in range(_LONGEST + 1)
            if number == 0 or window.start + number * DAY < window.end
        }
        dates = wished if wished & shown or not shown else shown
        return sorted(dates) if len(dates) <= _LONGEST else []

    @property
    def days(self) -> list[Days]:
        """The same dates as days; those in a row are a week."""
        dates = self.dates
        if len(dates) > 1 and (dates[-1] - dates[0]).days == len(dates) - 1:
            return [Days(dates[0], dates[-1], "week")]
        return [Days(day, day) for day in dates]

    @property
    def shown_days(self) -> list[Days]:
        """The days that are on the table, else those that were wished."""
        shown = {self.local(start).date() for start in self.offered} or self.dates
        return [Days(day, day) for day in sorted(shown)]

    @property
    def starts(self) -> list[datetime]:
        """The very starts that were wished, else those on the table, the earliest first."""
        exact = [window.start for window in self.windows if window.start == window.end]
        return sorted(self.local(start) for start in exact or self.offered)

    @property
    def point(self) -> datetime | None:
        """The one start that was wished, or that is alone on the table where nothing was wished."""
        exact = not self.windows or all(window.start == window.end for window in self.windows)
        return self.starts[0] if exact and len(self.starts) == 1 else None

    @property
    def clock(self) -> list[Span]:
        """The clock time that was wished or offered: a point if one was named, else the part of the day."""
        if not any(window.start == window.end for window in self.windows) and self.parts:
            return self.parts
        return [Span(minutes_of_day(start), minutes_of_day(start)) for start in self.starts[:1]]

    @property
    def clocks(self) -> list[Span]:
        """The clock times of all starts that were wished or offered, the earliest first."""
        return sorted({Span(minutes_of_day(s), minutes_of_day(s)) for s in self.starts}, key=lambda span: span.start)

    @property
    def parts(self) -> list[Span]:
        """The part of the day that was wished, which a new day alone does not change."""
        local = ((self.local(w.start), self.local(w.end)) for w in self.windows if w.start < w.end)
        spans = {
            Span(minutes_of_day(start), minutes_of_day(end) or MIDNIGHT)
            for start, end in local
            if start.date() == (end - _QUARTER).date()
        }
        for time in self.context.previous.time_of_day if self.context.previous else ():
            spans.add(Span(time.start.hour * 60 + time.start.minute, time.end.hour * 60 + time.end.minute or MIDNIGHT))
        return sorted(spans - {Span(0, MIDNIGHT)}, key=lambda span: span.start)


def minutes_of_day(local: datetime) -> int:
    """The minutes after midnight of a local time."""
    return local.hour * 60 + local.minute

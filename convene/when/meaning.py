"""From reduced nodes to a wish: which days belong to which clock times, what is shut out, what holds every week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from convene.when.grammar import DAY, MIDNIGHT, RANGE_OF_DAYS, WEEK, Days, Now, Span, day_of_week
from convene.when.node import Node
from convene.when.preference import Grain, TimeOfDay, TimePreference, Window

SAYING_WHEN = {"days", "times", "both", "boths", "weekdays", "weekly", "workdays"}
HORIZON = 70
JOINING = {"and", "or", "comma", "slash", "dash"}


@dataclass
class Alternative:
    """Days and the clock times that go with them."""

    days: list[Days] = field(default_factory=list)
    times: list[Span] = field(default_factory=list)
    weekdays: set[int] = field(default_factory=set)
    times_first: bool = False
    linked: bool = False  # said behind “or” or “and”
    told: bool = False  # shut out only because it was told as the reason for what is wished

    @property
    def empty(self) -> bool:
        """Whether nothing has been said of it."""
        return not (self.days or self.times or self.weekdays)


@dataclass
class Reading:
    """What was said: alternatives, what is shut out, whether all is open."""

    wanted: list[Alternative] = field(default_factory=lambda: [Alternative()])
    unwanted: list[Alternative] = field(default_factory=list)
    flexible: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing about days or clock times was said."""
        return all(a.empty for a in [*self.wanted, *self.unwanted])


def read(nodes: Sequence[Node], now: Now) -> Reading:
    """Put the nodes together in the order in which they were said."""
    reader = _Reader(nodes, now)
    for at, node in enumerate(nodes):
        reader.take(at, node)
    return reader.finished()


@dataclass
class _Said:
    """What one node added: to which alternative, after which category."""

    where: Alternative
    before: str
    category: str
    days: tuple[Days, ...] = ()
    times: tuple[Span, ...] = ()
    weekdays: set[int] = field(default_factory=set)
    instead_of: tuple[Days, ...] = ()


class _Reader:
    """Reads node after node; what stands side by side narrows, what `or` joins is an alternative."""

    def __init__(self, nodes: Sequence[Node], now: Now) -> None:
        self.reading = Reading()
        self.nodes = nodes
        self.now = now
        self.negative: Alternative | None = None  # what is being shut out
        self.excepting = False  # whether it is an exception: all days but that one
        self.said: list[_Said] = []
        self.every_week = False
        self.week: date | None = None  # the Monday of the week that was named last

    def take(self, at: int, node: Node) -> None:
        """Read one node."""
        self.before = self.nodes[at - 1].category if at else ""
        self.rest = self.nodes[at + 1 :]
        self.linked = self.before in JOINING
        match node.category:
            case "not" if self.before in SAYING_WHEN and not (self.rest and self.rest[0].category in SAYING_WHEN):
                _turn_around(self.reading, self.said)  # Wednesday rather not, Thursday
            case "not_then":
                self._shut_out()
                self._add(self.reading.unwanted[-1], Node("times", node.value, ""))
                self.negative = None
            case "not" | "told":
                self._shut_out(told=node.category == "told")
                self.excepting = node.value == "except"
            case "no" if node.value in {"refused", "behind"} and self.before in SAYING_WHEN and self._clause_ends():
                _turn_around(self.reading, self.said)  # Tuesday no, Wednesday yes
            case "no" if node.value != "behind" and self.rest and self.rest[0].category in SAYING_WHEN:
                self._shut_out()
            case "but" if self._any_but(at):
                self._shut_out()
            case "not_good" if self._excepts(node):
                self._shut_out()
            case "leaving" if self._until_then():
                pass
            case "the_week_after" if named := self._days_named():
                self.negative = None
                day = named[-1].last if named[-1].first <= self.now.today else named[-1].first
                monday = day - DAY * day.weekday() + WEEK
                self._add(self._place("days"), Node("days", (Days(monday, monday + 6 * DAY, "week"),), ""))
            case "not_good" | "leaving":
                if _turn_around(self.reading, self.said):
                    self.week = None
            case "stop":
                self.negative = None
            case "comma" if self.negative and self.negative.empty and self._excepted():
                pass
            case "comma" if self.negative:
                if self.negative.empty or not (self.rest and self.rest[0].category in {"or", "and"}):
                    self.negative = None
            case "or" if node.value == "otherwise":
                self.negative = None
                if self.reading.wanted[-1].days and self.rest and self.rest[0].category == "days":
                    self._new()  # today, otherwise tomorrow morning
            case "but":
                self.negative = None
            case "then_on":
                self._after_that()
            case "weekday_of_the_week_after":
                named = self._days_named()
                monday = (named[-1].first if named else self.now.today) + WEEK
                monday -= DAY * monday.weekday()
                self._add(self._place("days"), day_of_week(monday, node.value))
            case "before_that":
                self._before_that()
            case "earlier" if node.value == "before_that":
                self._rest_of_shut_days(before=True)
            case "weekday_after_that" | "weekday_before_that":
                self._weekday_beside_that(node)
            case "the_day_after" if (named := self._days_named()) and named[-1].first == named[-1].last:
                self.negative = None
                self._add(self._place("days"), Node("days", (Days(named[-1].first + DAY, named[-1].last + DAY),), ""))
            case "flexible":
                self.reading.flexible = True
                self.negative = None
            case "any_other":
                _turn_around(self.reading, self.said)
                self.reading.flexible = True
                self.negative = None
            case "any_week":
                self.every_week = True
            case "always":
                beside = {self.before, self.rest[0].category if self.rest else ""}
                self.every_week |= bool(beside & SAYING_WHEN)
            case "same_time":
                before = [*self.reading.unwanted, *self.reading.wanted]  # Thursday at 2 is no good, Friday same time
                if spans := next((a.times for a in reversed(before) if a.times), None):
                    self._add(self._place("times"), Node("times", tuple(spans), ""))
            case "same_day" if (named := self.reading.wanted[-1].days) and named[-1].grain == "open":
                named[-1] = Days(named[-1].first, named[-1].first)  # I'm back on the 24th, that day is fine
            case "that_week" if named := self._days_named():
                self.negative = None
                monday = named[-1].first - DAY * named[-1].first.weekday()
                self._add(self._place("days"), Node("days", (Days(monday, monday + 6 * DAY, "week"),), ""))
            case "the_one_after" if named := self._days_named():
                self.negative = None
                self._add(
                    self._place("days"),
                    Node("days", (_a_week_later(named[-1]),), ""),
                )
            case "both":
                self._both(*node.value)
            case "boths":
                for which, spans in node.value:
                    self._both(which, spans)
            case "weekly":
                where = self.negative or self.reading.wanted[-1]
                if not self.negative and where.weekdays and where.times and node.value[1] and self.linked:
                    where = self._new()
                where.weekdays |= node.value[0]
                where.times += node.value[1]
                self._note(where, node, times=node.value[1], weekdays=set(node.value[0]))
            case "days":
                self._days(node)
            case "times":
                where = self.negative or self._place("times")
                self._add(where, node)
                self._note(where, node, times=node.value)
            case "weekdays" | "workdays":
                where = self.negative or self.reading.wanted[-1]
                had = set(where.weekdays)
                self._add(where, node)
                self._note(where, node, weekdays=where.weekdays - had)
            case _:
                pass

    def finished(self) -> Reading:
        """What was read; any day but Monday next week means the other days of that week."""
        named = [d for a in self.reading.unwanted for d in a.days if d.grain == "day_of_week"]
        all_but = self.reading.flexible or self.excepting or any("any" in n.marks for n in self.nodes)
        if all_but and named and self.reading.wanted[0].empty:
            monday = named[0].first - DAY * named[0].first.weekday()
            self.reading.wanted[0].days.append(Days(monday, monday + 6 * DAY, "week"))
        self._only_the_narrowest()
        self._lend_days()
        if self.every_week:
            self._repeat_weekdays()
        elif not self.week:
            self._repeat_working_days()
        return self.reading

    def _repeat_weekdays(self) -> None:
        """Thursday at 10 is always possible; Monday to Wednesday are my office days."""
        for alternative in self.reading.wanted:
            repeated = [d for d in alternative.days if d.grain == "weekday" or _is_range(d)]
            for days in repeated:
                length = (days.last - days.first).days + 1
                alternative.weekdays |= {(days.first + n * DAY).isoweekday() for n in range(length)}
            alternative.days = [d for d in alternative.days if d not in repeated]

    def _only_the_narrowest(self) -> None:
        """A week, and behind it a day in it: next week, 2pm on Tuesday."""
        wanted = self.reading.wanted
        for whole, narrow in pairwise(list(wanted)):
            weeks = bool(whole.days) and all(d.grain == "week" for d in whole.days)
            inside = bool(narrow.days) and all(
                any(w.first <= d.first and d.last <= w.last for w in whole.days) for d in narrow.days
            )
            if weeks and inside and not narrow.linked and not whole.weekdays:
                narrow.times = narrow.times or whole.times
                wanted.remove(whole)

    def _repeat_working_days(self) -> None:
        """Monday to Friday after 3: at these hours on any working day."""
        for alternative in (a for a in self.reading.wanted if a.times):
            weeks = [
                d for d in alternative.days if _is_range(d) and (d.last - d.first).days == 4 and not d.first.weekday()
            ]
            alternative.weekdays |= {1, 2, 3, 4, 5} if weeks else set()
            alternative.days = [d for d in alternative.days if d not in weeks]

    def _lend_days(self) -> None:
        """Clock times alone are meant on a day whose other hours were shut out: the vet at 9 on Friday, so 11."""
        shut = [d for a in self.reading.unwanted if a.times for d in a.days if d.first == d.last]
        if shut and not any(a.days or a.weekdays for a in self.reading.wanted):
            for alternative in self.reading.wanted:
                alternative.days += shut if alternative.times else []

    def _shut_out(self, *, told: bool = False) -> None:
        """What follows is not wanted."""
        self.negative = Alternative(told=told)
        self.reading.unwanted.append(self.negative)

    def _weekday_beside_that(self, node: Node) -> None:
        """Not on Whit Monday, the Wednesday after; the Thursday before."""
        named, weekday = self._days_named(), node.value
        if node.category == "weekday_before_that" and named:
            day = named[-1].first - DAY * ((named[-1].first.isoweekday() - weekday - 1) % 7 + 1)
        else:
            after = named[-1].last if named else self.now.today
            day = after + DAY * ((weekday - after.isoweekday() - 1) % 7 + 1)
        self.negative = None
        self._add(self._place("days"), Node("days", (Days(day, day),), ""))

    def _excepted(self) -> bool:
        """Whenever, except for the school run, 2.30 to 3.30: what follows is still what is excepted."""
        return self.before in {"not", "dash"} and self.excepting

    def _excepts(self, node: Node) -> bool:
        """Whether it shuts out what follows: no good before 10; all Tuesday, ausgenommen 11 bis 12."""
        follows = bool(self.rest) and self.rest[0].category in SAYING_WHEN
        if follows and self.before == "days" and self.rest[0].category == "times":
            return True  # Friday is tricky before lunch
        return follows and (not self.said or (self.before == "comma" and node.value == "except"))

    def _clause_ends(self) -> bool:
        return not self.rest or self.rest[0].category in {"comma", "stop"}

    def _until_then(self) -> bool:
        """Um 16 Uhr muss ich weg: whether the clock time said last is an end, and then makes it one."""
        spans = self.reading.wanted[-1].times
        if not spans or spans[-1].start not in {0, spans[-1].end}:
            return False
        spans[-1] = Span(0, spans[-1].end)
        return True

    def _after_that(self) -> None:
        """I leave work at 4, after that; I'm busy until 3:30, after that."""
        self._rest_of_shut_days(before=False)
        spans = self.reading.wanted[-1].times
        shut = [d for a in self.reading.unwanted if not a.times for d in a.days]
        if shut and not self._days_wanted():
            far = self.now.today + HORIZON * DAY
            self._add(self.reading.wanted[-1], Node("days", (Days(shut[-1].last + DAY, far, "open"),), ""))
        if spans and spans[-1].start in {0, spans[-1].end}:
            spans[-1] = Span(spans[-1].end, MIDNIGHT)
        days = self.reading.wanted[-1].days
        timed = spans or any(a.times for a in self.reading.unwanted)
        if days and not timed and (days[-1].first in {self.now.today, days[-1].last}):
            # In Spain until Thursday, any time after that; we move on the 3rd, after that.
            first = days[-1].last + (0 if self.before == "or" else 1) * DAY
            days[-1] = Days(first, first + HORIZON * DAY, "open")

    def _before_that(self) -> None:
        """The school run is at 3, so before that on Monday; we move on the 3rd, any time before then."""
        self._rest_of_shut_days(before=True)
        where, said = self.reading.wanted[-1], [*self.reading.unwanted[-1:], self.reading.wanted[-1]]
        self.negative = None
        if spans := next((a.times for a in reversed(said) if a.times), None):
            where.times = [Span(0, spans[-1].start)] if spans[-1].start else where.times
        elif days := next((a.days for a in reversed(said) if a.days), None):
            end = days[-1].first - DAY
            where.days = [Days(self.now.today, end, "open")] if self.now.today <= end else where.days

    def _rest_of_shut_days(self, *, before: bool) -> None:
        """Friday from 12 on nobody is in, before that gladly."""
        shut = self.reading.unwanted[-1] if self.reading.unwanted else Alternative()
        if before and shut.days and not shut.times and not self._days_wanted():
            self.negative = None
            until = Days(self.now.today, shut.days[0].first - DAY, "open")
            self._add(self.reading.wanted[-1], Node("days", (until,), ""))
        if not shut.days or len(shut.times) != 1 or self._days_wanted():
            return
        (span,) = shut.times
        left = Span(0, span.start) if before else Span(span.end, MIDNIGHT)
        if left.start < left.end and (span.end == MIDNIGHT if before else span.start == 0):
            self.negative = None
            self.reading.wanted[-1].days += shut.days
            self.reading.wanted[-1].times.append(left)

    def _any_but(self, at: int) -> bool:
        """Any day but Friday; not: I'm flexible, but Friday is best."""
        if self.before in {"comma", "stop"} or not (self.rest and self.rest[0].category in SAYING_WHEN):
            return False
        return any("any" in n.marks or n.category == "flexible" for n in self.nodes[:at])

    def _days_wanted(self) -> bool:
        return any(a.days for a in self.reading.wanted)

    def _days_named(self) -> list[Days]:
        """All days that were named so far."""
        return [d for a in [*self.reading.wanted, *self.reading.unwanted] for d in a.days]

    def _both(self, days: Sequence[Days], spans: Sequence[Span]) -> None:
        """Days with their clock times."""
        if not self.negative and self.week:
            days = [_in_week(d, self.week) for d in days]
        where = self.negative or self.reading.wanted[-1]
        if where.days and where.times and where is not self.negative:
            where = self._new()
        where.days += days
        self._add(where, Node("times", tuple(spans), ""))
        self.said.append(_Said(where, self.before, "both", tuple(days), tuple(spans)))
        self.week = _week_of(days[-1]) or self.week

    def _days(self, node: Node) -> None:
        """Days: an alternative, or something narrower or wider than what was said before."""
        days: tuple[Days, ...] = tuple(self._rest_of_week(d) for d in node.value)
        if _said(days[0], self.reading) or (not self.negative and self._only_wider(days)):
            return
        if not self.negative and self._within_both(days, node.marks):
            return
        if not self.negative and self.before not in {"or", "and"} and (start := _open_start(self.reading)):
            days = tuple(_from_start(d, start) for d in days)
        if not self.negative and self.week:
            days = tuple(_in_week(d, self.week) for d in days)
        where = self.negative or self._place("days")
        self.week = _week_of(days[-1]) or self.week
        wider = _narrow(where, days) if not self.negative and self.before != "or" else ()
        if self.linked and days[-1].grain == "day_of_week" and self.week:
            where.days = [_in_week(d, self.week) for d in where.days]
        self._add(where, Node("days", days, node.text))
        self._note(where, node, days=days, instead_of=wider)

    def _rest_of_week(self, days: Days) -> Days:
        """The rest of the week that was spoken of, else of this one."""
        if days.grain not in {"rest_of", "later_in"}:
            return days
        named = self._days_named()
        if not named:
            return days
        if named[0].first <= days.last:
            return Days(days.first, days.last, "week")
        monday = named[0].first - DAY * named[0].first.weekday()
        return Days(monday + (3 if days.grain == "later_in" else 0) * DAY, monday + 6 * DAY, "week")

    def _only_wider(self, days: Sequence[Days]) -> bool:
        """Whether these days only say where the ones before lie: Wednesday morning next week."""
        (whole, *more) = days
        before = [d for a in self.reading.wanted for d in a.days]
        dated = all(d.grain == "day" and d.first == d.last for d in before)  # on the 27th, after the holidays
        if (
            more
            or not before
            or (whole.grain == "open" and not dated)
            or self.before in {"or", "and", "slash", "stop", "dash"}
        ):
            return False
        if self.before == "comma" and any(n.category in {*SAYING_WHEN, "flexible"} for n in self.rest):
            return False
        if all(whole.first <= d.first and d.last <= whole.last and d != whole for d in before):
            self.week = _week_of(whole) or self.week
            return True
        if (monday := _week_of(whole)) and whole.grain == "week" and all(d.grain == "weekday" for d in before):
            for alternative in self.reading.wanted:
                alternative.days = [_in_week(d, monday) for d in alternative.days]
            self.week = monday
            return True
        return False

    def _within_both(self, days: Sequence[Days], marks: frozenset[str]) -> bool:
        """Next week, before the holidays: what was said last keeps what lies in the open stretch, if anything does."""
        where = self.reading.wanted[-1]
        if self.week and _in_week(days[0], self.week) != days[0]:
            return False  # next week from Wednesday on
        if len(days) > 1 or days[0].grain != "open" or self.before in {"or", "and", "slash", "stop", "dash"}:
            return False
        wide = all(d.grain in {"week", "month", "year"} for d in where.days)
        if any(d.grain == "open" for d in where.days) or not (wide or "beside" in marks):
            return False
        limited = (Days(max(d.first, days[0].first), min(d.last, days[0].last), d.grain) for d in where.days)
        if not (left := [d for d in limited if d.first <= d.last]):
            return False
        where.days = left
        return True

    def _place(self, category: str) -> Alternative:
        """The alternative a node belongs to: the last one, or a new one when that has its days and times already."""
        last = self.reading.wanted[-1]
        if not (last.days and last.times):
            return last
        if category == "times":
            return self._new() if _days_follow(self.rest) else last
        return last if self.linked and last.times_first and not _times_follow(self.rest) else self._new()

    def _new(self) -> Alternative:
        self.reading.wanted.append(Alternative(linked=self.before in {"or", "and"}))
        return self.reading.wanted[-1]

    def _add(self, where: Alternative, node: Node) -> None:
        match node.category:
            case "days":
                where.times_first |= bool(where.times) and not where.days
                where.days += node.value
            case "times" if self.before == "or" or (where is self.negative and self.linked):
                where.times += node.value
            case "times":
                where.times = _both_ends(where.times, node.value) or _overlap(where.times, node.value)
            case "weekdays":
                where.weekdays.add(node.value)
            case "workdays":
                where.weekdays |= {1, 2, 3, 4, 5} if node.value == "workdays" else {6, 7}

    def _note(
        self,
        where: Alternative,
        node: Node,
        *,
        days: Sequence[Days] = (),
        times: Sequence[Span] = (),
        weekdays: set[int] | None = None,
        instead_of: tuple[Days, ...] = (),
    ) -> None:
        """Remember what a node added, should what follows turn it around."""
        self.said.append(
            _Said(where, self.before, node.category, tuple(days), tuple(times), weekdays or set(), instead_of)
        )


def _said(days: Days, reading: Reading) -> bool:
    """Whether these days were wanted before: tomorrow … even though it is Easter."""
    return any((d.first, d.last) == (days.first, days.last) for a in reading.wanted for d in a.days)


def _overlap(said: Sequence[Span], new: Sequence[Span]) -> list[Span]:
    """Clock times side by side: those that overlap narrow each other (in the morning, from 9 to 10), others add up."""
    left, added = list(said), []
    for span in new:
        touching = [s for s in left if _shared(s, span)]
        left = [s for s in left if s not in touching]
        added += [_shared(s, span) or span for s in touching] or [span]
    return [*left, *added]


def _shared(one: Span, other: Span) -> Span | None:
    """What two spans have in common, if anything; a point lies in a span up to its end."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    if start < end or (start == end and (one.start == one.end or other.start == other.end)):
        return Span(start, end, one.about or other.about)
    return None


def _both_ends(said: Sequence[Span], new: Sequence[Span]) -> list[Span] | None:
    """From 9 on and not after 16: two open ends that close one span."""
    if len(said) != 1 or len(new) != 1:
        return None
    first, last = sorted([*said, *new], key=lambda span: span.start, reverse=True)
    if first.end == MIDNIGHT and last.start == 0 and 0 < first.start < last.end < MIDNIGHT:
        return [Span(first.start, last.end)]
    return None


def _days_follow(rest: Sequence[Node]) -> bool:
    """Whether days come before the next clock time: 10 on Thursday or 2pm on Friday."""
    for node in rest:
        if node.category in {"days", "weekdays"}:
            return True
        if node.category in {"times", *JOINING, "stop"}:
            return False
    return False


def _times_follow(rest: Sequence[Node]) -> bool:
    """Whether a clock time comes before the next days: at 10 on Monday, or on Tuesday at 3."""
    for node in rest:
        if node.category in {"times", "both"}:
            return True
        if node.category in {"days", "weekdays", "stop", "not", "nicht"}:
            return False
    return False


def _in_week(days: Days, monday: date) -> Days:
    """A weekday, or weekdays in a row, of the week that was named before: next week Tuesday or Friday."""
    if days.grain == "open":
        starts = monday + DAY * days.first.weekday()
        if (days.last - days.first).days > 40:
            return Days(starts, monday + 6 * DAY) if days.first <= starts else days
        ends = monday + DAY * days.last.weekday()
        return Days(max(monday, days.first), ends) if days.last <= ends else days
    if days.grain != "weekday" and not _is_range(days):
        return days
    first = monday + DAY * days.first.weekday()
    return Days(first, first + (days.last - days.first), days.grain) if first > days.first else days


def _is_range(days: Days) -> bool:
    """Whether these are weekdays in a row: Monday to Wednesday."""
    return days.grain == "weekdays" and days.first < days.last


def _open_start(reading: Reading) -> date | None:
    """The first day of an open stretch that was said last: after Easter."""
    last = reading.wanted[-1].days
    return last[-1].first if last and last[-1].grain == "open" else None


def _from_start(days: Days, start: date) -> Days:
    """The first such weekday in an open stretch: after Easter, on the Tuesday."""
    if days.grain != "weekday" or days.first != days.last or days.first >= start:
        return days
    day = days.first + DAY * (-(-(start - days.first).days // 7) * 7)
    return Days(day, day, days.grain)


def _a_week_later(days: Days) -> Days:
    """The same days a week on; of a week that has begun the whole next one."""
    first = days.first - DAY * days.first.weekday() if days.grain == "week" else days.first
    return Days(first + WEEK, days.last + WEEK, days.grain)


def _week_of(days: Days) -> date | None:
    """The Monday of the week that these days name, if they do."""
    if days.grain == "day_of_week" or (days.grain == "week" and (days.last - days.first).days < 7):
        return days.first - DAY * days.first.weekday()
    return None


def _narrow(where: Alternative, days: Sequence[Days]) -> tuple[Days, ...]:
    """Days inside a week that was said before are meant instead of it: next week, best on Tuesday. Gives the week."""
    wider = tuple(
        d
        for d in where.days
        if d.grain in {"week", "open", "month", "year"}
        and all(d.first <= n.first and n.last <= d.last and n != d for n in days)
    )
    where.days = [d for d in where.days if d not in wider]
    return wider


def _turn_around(reading: Reading, said: list[_Said]) -> bool:
    """Tomorrow is no good: the last thing said was not wanted, with what `and` or `or` ties to it.

    Gives whether a whole week was among it.
    """
    shut = Alternative()
    last: _Said | None = None
    while said:
        item = said[-1]
        if last and not (
            (last.before in {"and", "or"} and item.category == last.category)
            or (
                last.before not in {"and", "or", "comma", "stop"}
                and {item.category, last.category} == {"days", "times"}
            )
        ):
            break
        if last and item.category == "days" and last.category == "days" and _week_of(item.days[-1]):
            break
        said.pop()
        shut.days += item.days
        shut.times += item.times
        shut.weekdays |= item.weekdays
        item.where.days = [*item.instead_of, *(d for d in item.where.days if d not in item.days)]
        item.where.times = [s for s in item.where.times if s not in item.times]
        item.where.weekdays = item.where.weekdays - item.weekdays
        last = item
    reading.unwanted.append(shut)
    return any(d.grain == "week" for d in shut.days)


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
    if windows and weekdays and not any(_on_weekday(w, weekdays, at) for w in windows):
        weekdays = set()  # Mondays are hard, but I could do Tuesday at 4
    excluded: list[Window] = []
    for shut in (a for a in reading.unwanted if not a.empty and not _only_tells(a, dated)):
        shut.times = [_whole(span) for span in shut.times]
        if shut.weekdays and shut.times:
            excluded += _windows(Alternative(_days_ahead(shut.weekdays, now), shut.times), at, zone, now)
            continue
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
    return TimePreference(
        windows=tuple(sorted(windows)),
        excluded=tuple(sorted(excluded)),
        time_of_day=tuple(_time_of_day(span, at, zone, now) for span in loose),
        weekdays=tuple(sorted(weekdays)) if weekdays != set(range(1, 8)) else (),
        zone=said_zone,
        flexible=reading.flexible and not (windows or loose or weekdays),
        understood=True,
    )


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
    if shut.start <= 9 * 60 and 9 * 60 < shut.end <= 12 * 60:
        return Span(0, shut.end)
    return Span(shut.start, MIDNIGHT) if shut.start >= 17 * 60 and shut.end >= 22 * 60 else shut


def _dated(wanted: list[Alternative], now: Now) -> list[Alternative]:
    """Tuesday mornings or Friday afternoons: weekdays that each have their own clock times become dates."""
    weekly = [a for a in wanted if a.weekdays and not a.days]
    if len(weekly) < 2 or all(a.times == weekly[0].times for a in weekly):
        return wanted
    for alternative in weekly:
        alternative.days = _days_ahead(alternative.weekdays, now)
        alternative.weekdays = set()
    return wanted


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
    if len(wanted) == 2 and wanted[0].times and not wanted[0].days and wanted[1].days and not wanted[1].times:
        wanted[1].times += wanted[0].times


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

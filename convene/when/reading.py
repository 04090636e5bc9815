"""From reduced nodes to what was said: what stands side by side narrows, what `or` joins is an alternative."""

from collections.abc import Sequence

from convene.when.alternatives import Alternative, Reading
from convene.when.as_a_whole import repeat_weekdays, repeat_working_days, seen_as_a_whole
from convene.when.grammar import DAY, MIDNIGHT, WEEK, Days, Now, Span, monday_of
from convene.when.here import SAYING_WHEN, Here
from convene.when.narrowing import both_ends, from_start, in_week, only_week, overlap, week_named, week_of
from convene.when.node import Node
from convene.when.references import MOVING, told_from
from convene.when.shut_days import after_that, before_that, ends_then, rest_of_shut_days
from convene.when.turning import Said, turn_around
from convene.when.wider import (
    between_both,
    holds_all,
    in_stretch,
    narrow,
    open_start,
    rest_of_week,
    within_both,
)

_BESIDE = 90  # minutes


def read(nodes: Sequence[Node], now: Now, before: Sequence[Days] = ()) -> Reading:
    """Put the nodes together in the order in which they were said, beside the days that were wished before."""
    reader = _Reader(nodes, now, before)
    for at, node in enumerate(nodes):
        reader.take(at, node)
    seen_as_a_whole(reader.reading, nodes, now.monday, excepting=reader.excepting)
    if reader.every_week:
        repeat_weekdays(reader.reading)
    elif not reader.week:
        repeat_working_days(reader.reading)
    return reader.reading


class _Reader:
    """Reads node after node; what stands side by side narrows, what `or` joins is an alternative."""

    def __init__(self, nodes: Sequence[Node], now: Now, before: Sequence[Days]) -> None:
        self.reading = Reading()
        self.nodes = nodes
        self.now = now
        self.wished_before = before
        self.negative: Alternative | None = None  # what is being shut out
        self.excepting = False  # whether it is an exception: all days but that one
        self.said: list[Said] = []
        self.every_week = False
        self.week = only_week(before)  # the Monday of the week that was named last
        self.stretch: Days | None = None  # the month, or other stretch longer than a week, that was named last

    def take(self, at: int, node: Node) -> None:
        """Read one node."""
        here = self.here = Here(self.nodes, at)
        if self.negative and not self._limits(node) and self._is_refused_too(self.negative, node.category):
            self._shut_out(told=self.negative.told)
        self.every_week |= "never" in node.marks and here.beside_several_weekdays
        match node.category:
            case category if category in SAYING_WHEN:
                self._time(at, node)
            case "not" if here.follows_a_time and not here.time_follows:
                turn_around(self.reading, self.said)  # Wednesday rather not, Thursday
            case "not_then":
                self._shut_out()
                self._add(self.reading.unwanted[-1], Node("times", node.value, ""))
                self.negative = None
            case "not" | "told":
                self._shut_out(told=node.category == "told")
                self.excepting = node.value == "except" or "any" in node.marks
            case "no" if node.value in {"refused", "behind"} and here.follows_a_time and here.clause_ends:
                turn_around(self.reading, self.said)  # Tuesday no, Wednesday yes
            case "no" if node.value in {"refused", "behind"} and here.answers_itself:
                turn_around(self.reading, self.said)
            case "no" if node.value != "behind" and here.time_follows:
                self._shut_out()
            case "but" if here.after_any:
                self._shut_out()
            case "not_good" if self._excepts(node):
                self._shut_out()
                self._only_on_that_day()
            case "leaving" if ends_then(self.reading):
                pass
            case "not_good" if self.negative and self.said and self.said[-1].where is self.negative:
                pass  # except lunch, 12 to 1 is sacred
            case "not_good" | "leaving":
                if turn_around(self.reading, self.said):
                    self.week = None
            case "stop" | "only":
                self.negative = None
            case "dash" if self.negative and not self.negative.empty:
                self.negative = None  # not first thing - shall we say 10 onwards?
            case "comma" if self.negative and self.negative.empty and self._excepted():
                pass
            case "comma" if self.negative:
                if self.negative.empty or not here.goes_on:
                    self.negative = None
            case "or" if node.value == "otherwise":
                self.negative = None
                if self.reading.wanted[-1].days and here.next == "days":
                    self._new()  # today, otherwise tomorrow morning
            case "but":
                self.negative = None
            case "then_on":
                if rest_of_shut_days(self.reading, self.now.today, before=False):
                    self.negative = None
                after_that(self.reading, self.now.today, that_day=here.before == "or")
            case "before_that":
                before_that(self.reading, self.now.today)
                self.negative = None
            case "earlier" if node.value == "before_that":
                if rest_of_shut_days(self.reading, self.now.today, before=True):
                    self.negative = None
            case "flexible":
                self.reading.flexible = True
                self.negative = None
            case "any_other" | "another_day" if self.reading.wanted[-1].times and here.next in {"times", "both"}:
                self._other_days()
            case "any_other":
                turn_around(self.reading, self.said)
                self.reading.flexible = True
                self.negative = None
            case "any_week":
                self.every_week = True
            case "always":
                repeats = not self.negative and not self._week_is_named()
                self.every_week |= repeats and (here.follows_a_time or here.time_follows)
            case "same_time":
                before = [*self.reading.unwanted, *self.reading.wanted]  # Thursday at 2 is no good, Friday same time
                if spans := next((a.times for a in reversed(before) if a.times), None):
                    self._add(self._place("times"), Node("times", tuple(spans), ""))
            case "same_day" if (named := self.reading.wanted[-1].days) and named[-1].grain == "open":
                named[-1] = Days(named[-1].first, named[-1].first)  # I'm back on the 24th, that day is fine
            case _ if days := self._told_from_others(node):
                if node.category != "that_week":
                    self.negative = None
                where = self.negative or self._place("days")
                wider = narrow(where, [days])
                self._add(where, Node("days", (days,), ""))
                self._note(where, Node("days", None, node.text), days=(days,), instead_of=wider)

    def _time(self, at: int, node: Node) -> None:
        """Read days or clock times."""
        match node.category:
            case "both":
                self._both(*node.value)
            case "boths":
                for which, spans in node.value:
                    self._both(which, spans)
            case "weekly":
                where = self.negative or self.reading.wanted[-1]
                if where.days and where.times and not self.negative and self._holds_every_week(where, node.value[1]):
                    where = self._new()
                if not self.negative and where.weekdays and where.times and node.value[1] and self.here.linked:
                    where = self._new()
                where.weekdays |= node.value[0]
                where.times += node.value[1]
                self._note(where, node, times=node.value[1], weekdays=set(node.value[0]))
            case "days" if node.value[0].grain == "rest_of_day" and self._days_named():
                pass  # in meetings until 2 tomorrow, then free for the rest of the day
            case "days" if "following" in node.marks and node.value[0].grain == "next" and self._days_named():
                weekday = Node("weekday_after_that", node.value[0].first.isoweekday(), node.text)
                self.take(at, weekday)  # not the 2nd, the following Monday
            case "days":
                self._days(node)
            case "times" if self._limits(node):
                self.negative = None  # no weekends and nothing after 6
                self._add(self._place("times"), node)
            case "times" if self._says_exactly(node.value):
                self.reading.wanted[-1].times = [*node.value]  # early tomorrow, 7:30
            case "times":
                where = self.negative or self._place("times")
                self._add(where, node)
                self._note(where, node, times=node.value)
            case "weekdays" | "workdays":
                where = self.negative or self._place("weekdays")
                had = set(where.weekdays)
                self._add(where, node)
                self._note(where, node, weekdays=where.weekdays - had)

    def _week_is_named(self) -> bool:
        """Next week Tuesday and Wednesday, always after 4: that tells of these days, and of no other week."""
        return any(d.grain in {"week", "day_of_week"} for a in self.reading.wanted for d in a.days)

    def _other_days(self) -> None:
        """Tuesday only in the morning, the other days after 4: those of its week and before; Tuesdays: every week."""
        weekly = self.reading.wanted[-1].weekdays
        others = set(range(1, 8)) - {d.first.isoweekday() for d in self._days_named()} - weekly
        where = self._new()
        if weekly:
            where.weekdays |= others
            return
        first, week = max(self.week or self.now.today, self.now.today), monday_of(self._days_named()[-1].last)
        ahead = (first + n * DAY for n in range((week + WEEK - first).days))
        where.days += [Days(day, day) for day in ahead if day.isoweekday() in others]

    def _says_exactly(self, spans: Sequence[Span]) -> bool:
        """Whether a point near the part of the day that was named just before only says more exactly when."""
        last = self.reading.wanted[-1].times
        if self.negative or len(last) != 1 or len(spans) != 1 or spans[0].start != spans[0].end:
            return False
        before = [n for n in self.nodes[max(self.here.at - 2, 0) : self.here.at] if n.category != "comma"][-1:]
        part = any(n.category in {"both", "times"} and not any(c.isdigit() for c in n.text) for n in before)
        (span,), (point,) = last, spans
        beside = span.start - _BESIDE <= point.start < span.start or span.end < point.start <= span.end + _BESIDE
        return part and beside and 0 < span.start < span.end < MIDNIGHT

    def _limits(self, node: Node) -> bool:
        """Whether clock times limit what is wished beside days that are shut out: no weekends, and nothing after 6."""
        limits = "limit" in node.marks or ("bound" in node.marks and self.here.linked)
        return limits and self.negative is not None and not self.negative.empty

    def _shut_out(self, *, told: bool = False) -> None:
        """What follows is not wanted."""
        self.negative = Alternative(told=told)
        self.reading.unwanted.append(self.negative)

    def _only_on_that_day(self) -> None:
        """Tuesday is bad until 3, Friday is fine: the hours that follow are shut out on Tuesday alone."""
        days = self.said[-1].days if self.said and self.here.before == "days" else ()
        if self.negative and all(day.first == day.last for day in days):
            self.negative.days += days

    def _excepted(self) -> bool:
        """Whenever, except for the school run, 2.30 to 3.30: what follows is still what is excepted."""
        return self.here.before in {"not", "dash"} and self.excepting

    def _excepts(self, node: Node) -> bool:
        """Whether it shuts out what follows: no good before 10; all Tuesday, ausgenommen 11 bis 12."""
        before = self.here.before
        if before == "days" and self.here.next == "times":
            return True  # Friday is tricky before lunch
        if not self.here.time_follows:
            return False
        if "ahead" in node.marks and before in {"comma", "stop"}:
            return True  # Friday please, it's mad on Thursday
        return not self.said or (before == "comma" and node.value == "except")

    def _told_from_others(self, node: Node) -> Days | None:
        """The days a node means beside others; what moves a wish is told from the one before alone."""
        named = self.wished_before if node.category in MOVING else self._days_named()
        return told_from(named, node, self.now.today)

    def _days_named(self) -> list[Days]:
        """All days that were named so far, else those that were wished before."""
        named = [d for a in [*self.reading.wanted, *self.reading.unwanted] for d in a.days]
        return named or [*self.wished_before]

    def _both(self, days: Sequence[Days], spans: Sequence[Span]) -> None:
        """Days with their clock times."""
        if not self.negative and self.week:
            days = [in_week(d, self.week) for d in days]
        days = in_stretch(days, self.stretch)
        where = self.negative or self.reading.wanted[-1]
        if where is not self.negative:
            narrow(where, days)
        if where.days and where.times and where is not self.negative:
            where = self._new()
        where.days += days
        self._add(where, Node("times", tuple(spans), ""))
        self.said.append(Said(where, self.here.before, "both", tuple(days), tuple(spans)))
        self.week = week_named(days[-1]) or self.week

    def _days(self, node: Node) -> None:
        """Days: an alternative, or something narrower or wider than what was said before."""
        days: tuple[Days, ...] = tuple(rest_of_week(d, self._days_named()) for d in node.value)
        if self._limits_one_of_them(days) or self._has_its_own_hours(days) or self._has_its_own_hours_every_week(days):
            return
        if self.negative and self.excepting and holds_all(days[0], self.negative.days):
            self.negative = None  # except for Friday afternoon I'm free all week
        if _said(days[0], self.reading) or (not self.negative and self._only_wider(days)):
            return
        if not self.negative and self._keeps_what_both_hold(days, node.marks):
            return
        if not self.negative and self.here.before not in {"or", "and"} and (start := open_start(self.reading)):
            days = tuple(from_start(d, start) for d in days)
        if not self.negative and self.week:
            days = tuple(in_week(d, self.week) for d in days)
        days = in_stretch(days, self.stretch, numbered="ordinal" in node.marks)
        where = self.negative or self._place("days")
        self.week = week_named(days[-1]) or self.week
        if len(days) == 1 and days[0].grain in {"week", "month"} and days[0].last - days[0].first >= WEEK:
            self.stretch = days[0]
        wider = narrow(where, days) if not self.negative and self.here.before != "or" else ()
        if self.here.linked and days[-1].grain == "day_of_week" and self.week:
            where.days = [in_week(d, self.week) for d in where.days]
        self._add(where, Node("days", days, node.text))
        self._note(where, node, days=days, instead_of=wider)

    def _has_its_own_hours(self, days: Sequence[Days]) -> bool:
        """Wednesday or Thursday, though Thursday only from 3: a day that is named again takes what is said of it."""
        rest = [node for node in self.here.rest if node.category not in {"only", "but"} and node.value != "stop"]
        if self.negative or len(days) > 1 or not (rest and rest[0].category == "times"):
            return False
        without_hours = [a for a in self.reading.wanted if a.days and not a.times]
        if sum(len(a.days) for a in self.reading.wanted) < 2 or not without_hours:
            return False
        named = without_hours[-1]
        if not (again := [d for d in named.days if (d.first, d.last) == (days[0].first, days[0].last)]):
            return False
        named.days = [d for d in named.days if d not in again]
        self._new().days += again
        return True

    def _holds_every_week(self, last: Alternative, spans: Sequence[Span]) -> bool:
        """Friday only before 10, Mon-Wed after 2: a weekday with its hours holds every week as those behind it do."""
        (day, *more) = last.days
        if more or day.grain != "weekday" or day.first != day.last or not (spans or self.here.has_hours_behind_only):
            return False
        last.days, last.weekdays = [], {day.first.isoweekday()}
        return True

    def _limits_one_of_them(self, days: Sequence[Days]) -> bool:
        """The end of the week, but Friday only until 1: the other days are wished as they were."""
        last, (day, *more) = self.reading.wanted[-1], days
        link = self.nodes[self.here.at - 1] if self.here.at else Node("", None, "")
        contrasts = link.category == "but" or (link.category == "stop" and link.text.isalpha())
        if self.negative or more or not (contrasts and self.here.has_hours_behind_only) or last.times or last.weekdays:
            return False
        day = in_week(day, self.week) if self.week else day
        whole = next((d for d in last.days if d.grain != "open" and holds_all(d, [day])), None)
        if not whole or whole.last - whole.first >= WEEK:
            return False
        others = (Days(whole.first, day.first - DAY, whole.grain), Days(day.last + DAY, whole.last, whole.grain))
        last.days = [d for d in last.days if d is not whole] + [d for d in others if d.first <= d.last]
        self._new().days.append(day)
        return True

    def _has_its_own_hours_every_week(self, days: Sequence[Days]) -> bool:
        """Mon-Wed after 2, Thursday only before 10: a weekday beside others that have their hours every week."""
        weekly, (day, *more) = self.reading.wanted[-1], days
        if self.negative or more or day.grain != "weekday" or day.first != day.last:
            return False
        if not (weekly.times and weekly.weekdays) or weekly.days or not self.here.has_hours_behind_only:
            return False
        if day.first.isoweekday() in weekly.weekdays:
            return False
        self._new().weekdays.add(day.first.isoweekday())
        return True

    def _only_wider(self, days: Sequence[Days]) -> bool:
        """Whether these days only say where the ones before lie: Wednesday morning next week."""
        (whole, *more) = days
        before = [d for a in self.reading.wanted for d in a.days]
        dated = all(d.grain == "day" and d.first == d.last for d in before)  # on the 27th, after the holidays
        if (
            more
            or not before
            or (whole.grain == "open" and not dated)
            or self.here.before in {"or", "and", "slash", "stop", "dash"}
        ):
            return False
        if self.here.before == "comma" and any(n.category in {*SAYING_WHEN, "flexible"} for n in self.here.rest):
            return False
        if holds_all(whole, before):
            self.week = week_of(whole) or self.week
            return True
        if (monday := week_of(whole)) and whole.grain == "week" and all(d.grain == "weekday" for d in before):
            for alternative in self.reading.wanted:
                alternative.days = [in_week(d, monday) for d in alternative.days]
            self.week = monday
            return True
        return False

    def _keeps_what_both_hold(self, days: Sequence[Days], marks: frozenset[str]) -> bool:
        """Whether open days bound what was said last: next week, before the holidays; after the 3rd, by the 9th."""
        where, before = self.reading.wanted[-1], self.here.before
        if before in {"or", "slash", "stop"}:
            return False
        return between_both(where, days) or (
            before not in {"and", "dash"} and within_both(where, days, marks, self.week)
        )

    def _place(self, category: str) -> Alternative:
        """The alternative a node belongs to: the last one, or a new one when that has its days and times already."""
        last = self.reading.wanted[-1]
        if self.here.before == "or" and self._stands_apart(last, category):
            new = self._new()
            (new if category == "times" else last).apart = True
            return new
        if category == "weekdays":
            has_both = bool(last.weekdays and last.times)
            return self._new() if has_both and self.here.linked and self.here.times_follow else last
        if not (last.times and (last.days or (last.weekdays and category == "times"))):
            return last
        if category == "times":
            return self._new() if self.here.days_follow else last
        return last if self.here.linked and last.times_first and not self.here.times_follow else self._new()

    def _is_refused_too(self, refused: Alternative, category: str) -> bool:
        """Whether it is shut out for itself: I can't do mornings or Fridays, not next week and no Fridays at all."""
        weekly = category in {"weekdays", "workdays"}
        other_sort = bool((weekly and refused.days) or (category == "days" and refused.weekdays))
        other_sort |= bool(category in {"days", "both"} and refused.days and refused.times and self.here.has_hours)
        return self.here.linked and (other_sort or self._stands_apart(refused, category))

    def _stands_apart(self, last: Alternative, category: str) -> bool:
        """Whether clock times on any day are one way and days another: evenings or weekends, Mondays or after 5."""
        names_days = bool(last.days or last.weekdays)
        if category not in {"times", "days", "weekdays", "workdays"}:
            return False
        if category == "times":
            return names_days and not last.times and not self.here.days_follow
        return bool(last.times) and not names_days and not self.here.times_follow

    def _new(self) -> Alternative:
        self.reading.wanted.append(Alternative(linked=self.here.before in {"or", "and"}))
        return self.reading.wanted[-1]

    def _add(self, where: Alternative, node: Node) -> None:
        match node.category:
            case "days":
                where.times_first |= bool(where.times) and not where.days
                where.days += node.value
            case "times" if self.here.before == "or" or (where is self.negative and self.here.linked):
                where.times += node.value
            case "times":
                where.times = both_ends(where.times, node.value) or overlap(where.times, node.value)
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
            Said(where, self.here.before, node.category, tuple(days), tuple(times), weekdays or set(), instead_of)
        )


def _said(days: Days, reading: Reading) -> bool:
    """Whether these days were wanted before: tomorrow … even though it is Easter."""
    return any((d.first, d.last) == (days.first, days.last) for a in reading.wanted for d in a.days)

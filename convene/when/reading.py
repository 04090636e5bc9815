"""From reduced nodes to what was said: what stands side by side narrows, what `or` joins is an alternative."""

from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from convene.when.alternatives import Alternative, Reading
from convene.when.as_a_whole import repeat_weekdays, repeat_working_days, seen_as_a_whole
from convene.when.grammar import DAY, WEEK, Days, Now, Span, monday_of
from convene.when.narrowing import both_ends, from_start, in_week, is_range, overlap, week_of
from convene.when.node import Node
from convene.when.references import MOVING, told_from
from convene.when.shut_days import after_that, before_that, ends_then, rest_of_shut_days
from convene.when.turning import Said, turn_around

SAYING_WHEN = {"days", "times", "both", "boths", "weekdays", "weekly", "workdays"}
JOINING = {"and", "or", "comma", "slash", "dash"}


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
        self.week = _only_week(before)  # the Monday of the week that was named last
        self.stretch: Days | None = None  # the month, or other stretch longer than a week, that was named last

    def take(self, at: int, node: Node) -> None:
        """Read one node."""
        self.before = self.nodes[at - 1].category if at else ""
        self.rest = self.nodes[at + 1 :]
        self.linked = self.before in JOINING
        if self.negative and not self._limits(node) and self._is_refused_too(self.negative, node.category):
            self._shut_out(told=self.negative.told)
        self.every_week |= "never" in node.marks and _several(self.nodes[at - 1])
        match node.category:
            case "not" if self.before in SAYING_WHEN and not (self.rest and self.rest[0].category in SAYING_WHEN):
                turn_around(self.reading, self.said)  # Wednesday rather not, Thursday
            case "not_then":
                self._shut_out()
                self._add(self.reading.unwanted[-1], Node("times", node.value, ""))
                self.negative = None
            case "not" | "told":
                self._shut_out(told=node.category == "told")
                self.excepting = node.value == "except"
            case "no" if node.value in {"refused", "behind"} and self.before in SAYING_WHEN and self._clause_ends():
                turn_around(self.reading, self.said)  # Tuesday no, Wednesday yes
            case "no" if node.value in {"refused", "behind"} and self._answers_itself(at):
                turn_around(self.reading, self.said)  # Thursday? No, Friday.
            case "no" if node.value != "behind" and self.rest and self.rest[0].category in SAYING_WHEN:
                self._shut_out()
            case "but" if self._any_but(at):
                self._shut_out()
            case "not_good" if self._excepts(node):
                self._shut_out()
            case "leaving" if ends_then(self.reading):
                pass
            case "not_good" | "leaving":
                if turn_around(self.reading, self.said):
                    self.week = None
            case "stop" | "only":
                self.negative = None
            case "dash" if self.negative and not self.negative.empty:
                self.negative = None  # not first thing - shall we say 10 onwards?
            case "days" if node.value[0].grain == "rest_of_day" and self._days_named():
                pass  # in meetings until 2 tomorrow, then free for the rest of the day
            case "comma" if self.negative and self.negative.empty and self._excepted():
                pass
            case "comma" if self.negative:
                if self.negative.empty or not self._goes_on():
                    self.negative = None
            case "or" if node.value == "otherwise":
                self.negative = None
                if self.reading.wanted[-1].days and self.rest and self.rest[0].category == "days":
                    self._new()  # today, otherwise tomorrow morning
            case "but":
                self.negative = None
            case "then_on":
                if rest_of_shut_days(self.reading, self.now.today, before=False):
                    self.negative = None
                after_that(self.reading, self.now.today, that_day=self.before == "or")
            case "before_that":
                before_that(self.reading, self.now.today)
                self.negative = None
            case "earlier" if node.value == "before_that":
                if rest_of_shut_days(self.reading, self.now.today, before=True):
                    self.negative = None
            case "flexible":
                self.reading.flexible = True
                self.negative = None
            case "any_other" | "another_day" if self.reading.wanted[-1].times and _times_follow(self.rest[:1]):
                self._other_days()
            case "any_other":
                turn_around(self.reading, self.said)
                self.reading.flexible = True
                self.negative = None
            case "any_week":
                self.every_week = True
            case "always":
                beside = {self.before, self.rest[0].category if self.rest else ""}
                self.every_week |= bool(beside & SAYING_WHEN) and not self.negative
            case "same_time":
                before = [*self.reading.unwanted, *self.reading.wanted]  # Thursday at 2 is no good, Friday same time
                if spans := next((a.times for a in reversed(before) if a.times), None):
                    self._add(self._place("times"), Node("times", tuple(spans), ""))
            case "same_day" if (named := self.reading.wanted[-1].days) and named[-1].grain == "open":
                named[-1] = Days(named[-1].first, named[-1].first)  # I'm back on the 24th, that day is fine
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
            case "days" if "following" in node.marks and node.value[0].grain == "next" and self._days_named():
                weekday = Node("weekday_after_that", node.value[0].first.isoweekday(), node.text)
                self.take(at, weekday)  # not the 2nd, the following Monday
            case "days":
                self._days(node)
            case "times" if self._limits(node):
                self.negative = None  # no weekends and nothing after 6
                self._add(self._place("times"), node)
            case "times":
                where = self.negative or self._place("times")
                self._add(where, node)
                self._note(where, node, times=node.value)
            case "weekdays" | "workdays":
                where = self.negative or self._place("weekdays")
                had = set(where.weekdays)
                self._add(where, node)
                self._note(where, node, weekdays=where.weekdays - had)
            case _ if days := self._told_from_others(node):
                if node.category != "that_week":
                    self.negative = None
                where = self.negative or self._place("days")
                wider = _narrow(where, [days])
                self._add(where, Node("days", (days,), ""))
                self._note(where, Node("days", None, node.text), days=(days,), instead_of=wider)

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

    def _limits(self, node: Node) -> bool:
        """Whether clock times limit what is wished beside days that are shut out: no weekends, and nothing after 6."""
        limits = "limit" in node.marks or ("bound" in node.marks and self.linked)
        return limits and self.negative is not None and not self.negative.empty

    def _shut_out(self, *, told: bool = False) -> None:
        """What follows is not wanted."""
        self.negative = Alternative(told=told)
        self.reading.unwanted.append(self.negative)

    def _excepted(self) -> bool:
        """Whenever, except for the school run, 2.30 to 3.30: what follows is still what is excepted."""
        return self.before in {"not", "dash"} and self.excepting

    def _excepts(self, node: Node) -> bool:
        """Whether it shuts out what follows: no good before 10; all Tuesday, ausgenommen 11 bis 12."""
        follows = bool(self.rest) and self.rest[0].category in SAYING_WHEN
        if follows and self.before == "days" and self.rest[0].category == "times":
            return True  # Friday is tricky before lunch
        if follows and "ahead" in node.marks and self.before in {"comma", "stop"}:
            return True  # Friday please, it's mad on Thursday
        return follows and (not self.said or (self.before == "comma" and node.value == "except"))

    def _answers_itself(self, at: int) -> bool:
        """Whether what was asked is refused at once, and something else named."""
        asked = at > 1 and self.nodes[at - 1].text == "?" and self.nodes[at - 2].category in SAYING_WHEN
        return asked and self._clause_ends() and any(n.category in SAYING_WHEN for n in self.rest)

    def _goes_on(self) -> bool:
        """Whether a link ties what follows to what is shut out; not: not this week, and next week only Thursday."""
        clause = [n.category for n in takewhile(lambda node: node.category not in {"comma", "stop"}, self.rest)]
        return clause[:1] in (["or"], ["and"]) and "only" not in clause

    def _clause_ends(self) -> bool:
        return not self.rest or self.rest[0].category in {"comma", "stop"}

    def _any_but(self, at: int) -> bool:
        """Any day but Friday; not: I'm flexible, but Friday is best."""
        if self.before in {"comma", "stop"} or not (self.rest and self.rest[0].category in SAYING_WHEN):
            return False
        return any("any" in n.marks or n.category == "flexible" for n in self.nodes[:at])

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
        days = self._in_stretch(days)
        where = self.negative or self.reading.wanted[-1]
        if where is not self.negative:
            _narrow(where, days)
        if where.days and where.times and where is not self.negative:
            where = self._new()
        where.days += days
        self._add(where, Node("times", tuple(spans), ""))
        self.said.append(Said(where, self.before, "both", tuple(days), tuple(spans)))
        self.week = _week_named(days[-1]) or self.week

    def _in_stretch(self, days: Sequence[Days], *, numbered: bool = False) -> tuple[Days, ...]:
        """Early February, best a Tuesday; mid March, but not on the 15th: all days of the stretch that fit."""
        if not self.stretch or len(days) > 1 or not (numbered or days[0].grain == "weekday"):
            return tuple(days)
        (day,), whole = days, self.stretch
        ahead = (whole.first + n * DAY for n in range((whole.last - whole.first).days + 1))
        fits = [d for d in ahead if (d.day == day.first.day if numbered else d.weekday() == day.first.weekday())]
        inside = day.first != day.last or whole.first <= day.first <= whole.last
        return tuple(days) if inside else tuple(Days(d, d) for d in fits) or tuple(days)

    def _days(self, node: Node) -> None:
        """Days: an alternative, or something narrower or wider than what was said before."""
        days: tuple[Days, ...] = tuple(self._rest_of_week(d) for d in node.value)
        if self._has_its_own_hours(days):
            return
        if self.negative and self.excepting and _holds_all(days[0], self.negative.days):
            self.negative = None  # except for Friday afternoon I'm free all week
        if _said(days[0], self.reading) or (not self.negative and self._only_wider(days)):
            return
        if not self.negative and (self._between_both(days) or self._within_both(days, node.marks)):
            return
        if not self.negative and self.before not in {"or", "and"} and (start := _open_start(self.reading)):
            days = tuple(from_start(d, start) for d in days)
        if not self.negative and self.week:
            days = tuple(in_week(d, self.week) for d in days)
        days = self._in_stretch(days, numbered="ordinal" in node.marks)
        where = self.negative or self._place("days")
        self.week = _week_named(days[-1]) or self.week
        if len(days) == 1 and days[0].grain in {"week", "month"} and days[0].last - days[0].first >= WEEK:
            self.stretch = days[0]
        wider = _narrow(where, days) if not self.negative and self.before != "or" else ()
        if self.linked and days[-1].grain == "day_of_week" and self.week:
            where.days = [in_week(d, self.week) for d in where.days]
        self._add(where, Node("days", days, node.text))
        self._note(where, node, days=days, instead_of=wider)

    def _has_its_own_hours(self, days: Sequence[Days]) -> bool:
        """Wednesday or Thursday, though Thursday only from 3: a day that is named again takes what is said of it."""
        rest = [node for node in self.rest if node.category not in {"only", "but"} and node.value != "stop"]
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

    def _rest_of_week(self, days: Days) -> Days:
        """The rest of the week that was spoken of, else of this one."""
        if days.grain not in {"rest_of", "later_in"}:
            return days
        named = self._days_named()
        if not named:
            return days
        monday = named[0].first - DAY * named[0].first.weekday()
        if days.grain == "later_in" and named[0].first == named[0].last < monday + 6 * DAY:
            return Days(named[0].first + DAY, monday + 6 * DAY, "week")
        if named[0].first <= days.last:
            return Days(days.first, days.last, "week")
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
        if _holds_all(whole, before):
            self.week = week_of(whole) or self.week
            return True
        if (monday := week_of(whole)) and whole.grain == "week" and all(d.grain == "weekday" for d in before):
            for alternative in self.reading.wanted:
                alternative.days = [in_week(d, monday) for d in alternative.days]
            self.week = monday
            return True
        return False

    def _between_both(self, days: Sequence[Days]) -> bool:
        """After the 25th and before the end of the month: two open stretches are meant where they overlap."""
        where = self.reading.wanted[-1]
        if [d.grain for d in (*where.days, *days)] != ["open", "open"] or self.before in {"or", "slash", "stop"}:
            return False
        one, other = where.days[0], days[0]
        if other.last < one.first < other.last + WEEK:
            other = Days(other.first, other.last + WEEK, "open")  # after Monday and before Friday: the one behind it
        shared = Days(max(one.first, other.first), min(one.last, other.last), "open")
        if shared.first > shared.last or shared in {one, other}:
            return False
        where.days = [shared]
        return True

    def _within_both(self, days: Sequence[Days], marks: frozenset[str]) -> bool:
        """Next week, before the holidays: what was said last keeps what lies in the open stretch, if anything does."""
        where = self.reading.wanted[-1]
        if self.week and in_week(days[0], self.week) != days[0]:
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
        if self.before == "or" and self._stands_apart(last, category):
            new = self._new()
            (new if category == "times" else last).apart = True
            return new
        if category == "weekdays":
            has_both = bool(last.weekdays and last.times)
            return self._new() if has_both and self.linked and _times_follow(self.rest) else last
        if not (last.times and (last.days or (last.weekdays and category == "times"))):
            return last
        if category == "times":
            return self._new() if _days_follow(self.rest) else last
        return last if self.linked and last.times_first and not _times_follow(self.rest) else self._new()

    def _is_refused_too(self, refused: Alternative, category: str) -> bool:
        """Whether it is shut out for itself: I can't do mornings or Fridays, not next week and no Fridays at all."""
        weekly, dated = category in {"weekdays", "workdays"}, category == "days"
        if self.linked and ((weekly and refused.days) or (dated and refused.weekdays)):
            return True
        return self.linked and self._stands_apart(refused, category)

    def _stands_apart(self, last: Alternative, category: str) -> bool:
        """Whether clock times on any day are one way and days another: evenings or weekends, Mondays or after 5."""
        names_days = bool(last.days or last.weekdays)
        if category not in {"times", "days", "weekdays", "workdays"}:
            return False
        if category == "times":
            return names_days and not last.times and not _days_follow(self.rest)
        return bool(last.times) and not names_days and not _times_follow(self.rest)

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
            Said(where, self.before, node.category, tuple(days), tuple(times), weekdays or set(), instead_of)
        )


def _holds_all(whole: Days, days: Sequence[Days]) -> bool:
    """Whether all of some days lie in a longer stretch."""
    return bool(days) and all(whole.first <= d.first and d.last <= whole.last and d != whole for d in days)


def _several(node: Node) -> bool:
    """Whether it names more than one weekday: Monday to Wednesday; Tuesday or Friday."""
    if node.category == "weekly":
        return len(node.value[0]) > 1
    return node.category == "days" and (len(node.value) > 1 or is_range(node.value[0]))


def _said(days: Days, reading: Reading) -> bool:
    """Whether these days were wanted before: tomorrow … even though it is Easter."""
    return any((d.first, d.last) == (days.first, days.last) for a in reading.wanted for d in a.days)


def _only_week(before: Sequence[Days]) -> date | None:
    """The Monday of the week in which all days lie that were wished before, if one holds them all."""
    mondays = {monday_of(day) for days in before for day in (days.first, days.last)}
    return mondays.pop() if len(mondays) == 1 else None


def _week_named(days: Days) -> date | None:
    """The Monday of the week that these days name, or say by a next: next Thursday or Friday."""
    return monday_of(days.first) if days.grain == "next" else week_of(days)


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


def _open_start(reading: Reading) -> date | None:
    """The first day of an open stretch that was said last: after Easter."""
    last = reading.wanted[-1].days
    return last[-1].first if last and last[-1].grain == "open" else None


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

"""The grammar: each rule turns a run of nodes into one node nearer to days and clock times.

A rule is a pattern over categories and a function. In a pattern a category stands for one node, `a|b` for either, `a?`
for an optional one, `!a` for none of that category next; words that mean nothing were dropped before. Rules are tried
in the order in which they stand here, each from left to right until it fits nowhere any more. What is left in the end
are `days` (a tuple of `Days`), `times` (a tuple of `Span`), `both`, and the words that say how these hang together;
`meaning.py` reads them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from convene.when.holidays import next_holiday, nth_weekday
from convene.when.tokens import Node

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Days:
    """Whole local days: from the first to the last, that one included."""

    first: date
    last: date
    grain: str = "day"


@dataclass(frozen=True, slots=True)
class Span:
    """Clock times in minutes after midnight, half-open; equal ends are one point. `about` marks a vague point."""

    start: int
    end: int
    about: bool = False


@dataclass(frozen=True, slots=True)
class Now:
    """What the rules may know besides the text."""

    local: datetime
    zone: ZoneInfo
    month_first: bool

    @property
    def today(self) -> date:
        """The visitor's date."""
        return self.local.date()

    @property
    def monday(self) -> date:
        """The first day of the visitor's week."""
        return self.today - DAY * self.today.weekday()


Build = Callable[..., Node | None]
RULES: list[tuple[re.Pattern[str], Build]] = []


def rule(pattern: str) -> Callable[[Build], Build]:
    """Register a rule; its function gets `Now` and the nodes, and gives a node, or None if it does not apply."""
    parts = [
        f"(?!(?:{part[1:]}) )"
        if part.startswith("!")
        else f"(?:(?:{part.removesuffix('?')}) ){'?' if part.endswith('?') else ''}"
        for part in pattern.split()
    ]
    compiled = re.compile("(?<!\\S)" + "".join(parts))

    def register(build: Build) -> Build:
        RULES.append((compiled, build))
        return build

    return register


def reduce(nodes: list[Node], now: Now) -> list[Node]:
    """Apply all rules."""
    line = _line(nodes)
    for pattern, build in RULES:
        position = 0
        while found := pattern.search(line, position):
            first = line.count(" ", 0, found.start())
            last = first + found[0].count(" ")
            made = build(now, *nodes[first:last])
            if made is None:
                position = line.index(" ", found.start()) + 1
            else:
                text = " ".join(node.text for node in nodes[first:last])
                nodes = [*nodes[:first], Node(made.category, made.value, text), *nodes[last:]]
                line, position = _line(nodes), found.start()
    return nodes


def _line(nodes: list[Node]) -> str:
    """The categories in a row, each with a blank behind it: what the patterns are matched against."""
    return "".join(f"{node.category} " for node in nodes)


def days(*which: Days) -> Node:
    """A node of days."""
    return Node("days", which, "")


def times(*which: Span) -> Node:
    """A node of clock times."""
    return Node("times", which, "")


def one_day(day: date | None) -> Node | None:
    """A node of a single day, if there is one."""
    return days(Days(day, day)) if day else None


def a_week(monday: date, grain: str = "week") -> Node:
    """A node of the week that begins on this Monday."""
    return days(Days(monday, monday + 6 * DAY, grain))


def day_of_week(monday: date, weekday: int) -> Node:
    """A node of a day said with its week: weekdays that follow are meant in the same week."""
    day = monday + (weekday - 1) * DAY
    return days(Days(day, day, "day_of_week"))


def day_of(now: Now, day: int, month: int, year: int | None = None) -> Node:
    """The coming day of this day and month, or the one of the year; a day that no year has is a question."""
    for candidate in (year,) if year else range(now.today.year, now.today.year + 5):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= now.today:
            return days(Days(found, found))
    return Node("no_such_date", None, "")


def afternoon(minutes: int) -> int:
    """The clock time of a bare hour at work: 1 to 6 are the afternoon, 7 to 12 as they are."""
    return minutes + 12 * 60 if 60 <= minutes < 7 * 60 else minutes


def value(nodes: tuple[Node, ...], category: str) -> object | None:
    """The value of the first node of this category."""
    return next((node.value for node in nodes if node.category == category), None)


# --- numbers, and what only looks like a time -----------------------------------------------------------------------


@rule("number number")
def compound_number(now: Now, tens: Node, ones: Node) -> Node | None:
    """Twenty five, but not 10 30."""
    if tens.text.isalpha() and ones.text.isalpha() and tens.value in (20, 30, 40, 50) and ones.value < 10:
        return Node("number", tens.value + ones.value, "")
    return None


@rule("one number|ordinal")
def option_number(now: Now, _: Node, number: Node) -> Node:
    """Option 3."""
    return Node("pick", number.value, "")


# --- clock times ----------------------------------------------------------------------------------------------------


@rule("half number|hour")
def half(now: Now, _: Node, hour: Node) -> Node | None:
    """Half past two; British half two."""
    minutes = hour.value if hour.category == "hour" else hour.value * 60
    return Node("hour", minutes + 30, "") if 60 <= minutes <= 12 * 60 else None


@rule("halb number|hour")
def german_half(now: Now, _: Node, hour: Node) -> Node | None:
    """Halb drei is half past two."""
    minutes = hour.value if hour.category == "hour" else hour.value * 60
    return Node("hour", (minutes - 30) % 720 or 30, "") if 60 <= minutes <= 12 * 60 else None


@rule("viertel number")
def german_quarter(now: Now, _: Node, hour: Node) -> Node | None:
    """Viertel vier is a quarter past three, as they say in the east and south."""
    return Node("hour", (hour.value * 60 - 45) % 720 or 720, "") if 1 <= hour.value <= 12 else None


@rule("quarter_past number|hour")
def quarter_past(now: Now, _: Node, hour: Node) -> Node | None:
    """Quarter past nine."""
    minutes = hour.value if hour.category == "hour" else hour.value * 60
    return Node("hour", minutes + 15, "") if minutes <= 24 * 60 else None


@rule("quarter_to number|hour")
def quarter_to(now: Now, _: Node, hour: Node) -> Node | None:
    """Quarter to five, dreiviertel fuenf."""
    minutes = hour.value if hour.category == "hour" else hour.value * 60
    return Node("hour", minutes - 15 if minutes > 60 else minutes + 705, "") if minutes <= 24 * 60 else None


@rule("number past|after number|hour")
def minutes_past(now: Now, minutes: Node, _: Node, hour: Node) -> Node | None:
    """Ten past nine, zehn nach neun."""
    base = hour.value if hour.category == "hour" else hour.value * 60
    return Node("hour", base + minutes.value, "") if minutes.value in (5, 10, 20, 25) and 60 <= base <= 720 else None


@rule("number to_minutes|to|before number|hour oclock?")
def minutes_to(now: Now, minutes: Node, _: Node, hour: Node, *more: Node) -> Node | None:
    """Ten to nine, zehn vor neun; 5 to 9 is a range."""
    base = hour.value if hour.category == "hour" else hour.value * 60
    if minutes.value in (5, 10, 20, 25) and 60 <= base <= 720 and minutes.text.isalpha() and not more:
        return Node("hour", (base - minutes.value) or 720, "") if minutes.value >= 10 and _.category != "to" else None
    return None


@rule("number before number|hour")
def german_minutes_to(now: Now, minutes: Node, _: Node, hour: Node) -> Node | None:
    """Zehn vor neun, 10 vor 9, fuenf vor halb drei."""
    base = hour.value if hour.category == "hour" else hour.value * 60
    if _.text != "vor" or minutes.value not in (5, 10, 20, 25) or not 60 <= base <= 720:
        return None
    return Node("hour", (base - minutes.value) if base - minutes.value >= 60 else base - minutes.value + 720, "")


@rule("number oclock")
def oclock(now: Now, hour: Node, _: Node) -> Node | None:
    """3 o'clock."""
    return Node("time" if hour.value > 12 else "hour", hour.value * 60, "") if hour.value <= 24 else None


@rule("number number")
def ten_thirty(now: Now, hour: Node, minutes: Node) -> Node | None:
    """Ten thirty."""
    right = 1 <= hour.value <= 12 and minutes.value in (15, 30, 45) and hour.text.isalpha() == minutes.text.isalpha()
    return Node("hour", hour.value * 60 + minutes.value, "") if right else None


@rule("hour|time number")
def hours_and_minutes(now: Now, hour: Node, minutes: Node) -> Node | None:
    """Neun Uhr dreissig."""
    right = hour.text.endswith("uhr") and hour.value % 60 == 0 and 1 <= minutes.value <= 59
    return Node(hour.category, hour.value + minutes.value, "") if right else None


@rule("called weekday|month|part|relative_day")
def a_name(now: Now, *_: Node) -> Node:
    """Herr Sonntag."""
    return Node("x", None, "")


@rule("weekday|month|part|relative_day company")
def a_company(now: Now, *_: Node) -> Node:
    """Maerz GmbH."""
    return Node("x", None, "")


@rule("numbered number|ordinal|slashed|day_month|hour|time|year")
def numbered(now: Now, *_: Node) -> Node:
    """Rechnung 09/14, Stand 12."""
    return Node("x", None, "")


@rule("zu number|ordinal")
def how_many(now: Now, _: Node, number: Node) -> Node:
    """Wir kommen zu 2."""
    return Node("x", None, "")


@rule("at|about ordinal")
def at_the_end_of_a_sentence(now: Now, at: Node, number: Node) -> Node | None:
    """Um 10. The dot ends the sentence."""
    return at_number(now, at, Node("number", number.value, "")) if number.text.endswith(".") else None


@rule("from|between number|hour|time to|dash|until|and ordinal !month|x")
def clock_range_and_stop(now: Now, opening: Node, start: Node, link: Node, end: Node) -> Node | None:
    """Zwischen 9 und 11. The dot ends the sentence."""
    if opening.text == "vom" or not end.text.endswith("."):
        return None
    return clock_range(now, opening, start, link, Node("number", end.value, ""))


@rule("x|no_such_day no_such_day")
def not_a_day(now: Now, *_: Node) -> Node | None:
    """A word in -day that no weekday is counts only after next, this or on, or alone."""
    return Node("x", None, "")


@rule("number thing")
def counted(now: Now, *_: Node) -> Node | None:
    """14 employees."""
    return Node("x", None, "")


@rule("number|hour to|dash|and|or|until number|hour|x")
def counted_range(now: Now, first: Node, link: Node, last: Node) -> Node | None:
    """3 to 5 persons: the second number was one of things."""
    return Node("x", None, "") if last.category == "x" and last.text[:1].isdigit() else None


@rule("time in? part|meridiem")
def time_and_part(now: Now, clock: Node, *_: Node) -> Node | None:
    """9:30am in the morning: the part only says it again."""
    return clock


@rule("hour|number in? meridiem|part")
def with_part(now: Now, hour: Node, *rest: Node) -> Node | None:
    """9 in the morning, 6 in the evening, 8 Uhr abends, eleven am."""
    part = rest[-1]
    if hour.text == "one" and len(rest) == 1:
        return part if part.category == "part" else None  # one afternoon
    minutes = hour.value if hour.category == "hour" else hour.value * 60
    if not 0 < minutes <= 12 * 60 + 59:
        return None
    if part.text not in {"night", "nachts", "nacht"} and part.category == "part":
        return Node("time", hour_in(part, minutes), "")
    late = part.value != "am"
    if part.text in {"night", "nachts", "nacht"} and minutes < 6 * 60:
        late = False  # 2:30 in the night
    if hour.category == "number" and part.text in {"am", "pm"} and hour.value > 12:
        return None
    return Node("time", minutes % 720 + (720 if late else 0), "")


def hour_in(part: Node, minutes: int) -> int:
    """Of the two readings of a bare hour the one in this part of the day."""
    span = span_of(part)
    for reading in (minutes % 720, minutes % 720 + 720):
        if span.start <= reading < span.end:
            return reading
    return minutes % 720 + (720 if span.start >= 12 * 60 else 0)


@rule("part at|about? hour|number|time")
def part_then_hour(now: Now, part: Node, *rest: Node) -> Node | None:
    """Morgen frueh um 8, evening at 7."""
    hour = rest[-1]
    if hour.category == "time":
        return hour
    minutes = hour.value if hour.category == "hour" else hour.value * 60
    if not 0 < minutes <= 12 * 60 + 59 or (len(rest) == 1 and hour.category == "number"):
        return None
    return Node("time", hour_in(part, minutes), "")


@rule("ish")
def threeish(now: Now, hour: Node) -> Node | None:
    """3ish."""
    return times(Span(afternoon(hour.value * 60), afternoon(hour.value * 60), about=True)) if hour.value <= 24 else None


# --- dates ----------------------------------------------------------------------------------------------------------


@rule("slashed")
def slashed(now: Now, node: Node) -> Node | None:
    """3/12 is the 3rd of December, in America the 12th of March; the only way that makes a date wins."""
    first, second, *year = node.value
    if (first, second) == (24, 7) and not year:
        return Node("x", None, "")
    month, day = (first, second) if now.month_first else (second, first)
    if month > 12 >= day:
        month, day = day, month
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return Node("x", None, "")
    return day_of(now, day, month, *year)


@rule("day_month")
def dotted(now: Now, node: Node) -> Node | None:
    """3.12. is the 3rd of December."""
    day, month = node.value
    return day_of(now, day, month) if 1 <= month <= 12 and 1 <= day <= 31 else Node("x", None, "")


@rule("date")
def iso(now: Now, node: Node) -> Node | None:
    """2026-12-03."""
    return one_day(node.value)


@rule("ordinal month unit")
def german_week_of_month(now: Now, nth: Node, month: Node, unit: Node) -> Node | None:
    """Letzte Juniwoche."""
    return week_of_month(now, nth, unit, month)


@rule("ordinal|number on_day? month year?")
def day_month(now: Now, day: Node, *rest: Node) -> Node | None:
    """The 3rd of December, 3 Dec 2026."""
    if not 1 <= day.value <= 31 or (day.category == "ordinal" and day.value < 0):
        return None
    return day_of(now, day.value, value(rest, "month"), value(rest, "year"))  # type: ignore[arg-type]


@rule("month ordinal|number year?")
def month_day(now: Now, month: Node, day: Node, *year: Node) -> Node | None:
    """December 3rd."""
    return day_of(now, day.value, month.value, value(year, "year")) if 1 <= day.value <= 31 else None  # type: ignore[arg-type]


@rule("ordinal weekday !on_day|in|month|this|next")
def last_monday(now: Now, nth: Node, weekday: Node) -> Node | None:
    """Last Monday is over."""
    return Node("past", None, "") if nth.value < 0 else None


@rule("ordinal weekday on_day|in? month|this|next? month|unit?")
def nth_of_month(now: Now, nth: Node, weekday: Node, *rest: Node) -> Node | None:
    """First Monday in March, last Friday of this month."""
    month = value(rest, "month")
    if month is None:
        if value(rest, "unit") != "month":
            return None
        ahead = 1 if any(node.category == "next" for node in rest) else 0
        month = (now.today.month - 1 + ahead) % 12 + 1
    year = now.today.year + (int(month) < now.today.month)  # type: ignore[call-overload]
    return one_day(nth_weekday(year, int(month), weekday.value, nth.value))  # type: ignore[call-overload]


@rule("holiday")
def holiday(now: Now, node: Node) -> Node | None:
    """Black Friday."""
    day = next_holiday(node.value, now.today)
    return Node("days", (Days(day, day, "holiday"),), "")


# --- relative days --------------------------------------------------------------------------------------------------


@rule("relative_day")
def relative_day(now: Now, node: Node) -> Node | None:
    """Today, tomorrow; yesterday is a question."""
    if node.value < 0:
        return Node("past", None, "")
    day = one_day(now.today + node.value * DAY)
    return Node("tonight", day.value, "") if day and node.text == "tonight" else day


@rule("the_day_after|the_day_before days")
def day_beside(now: Now, which: Node, day: Node) -> Node | None:
    """The day after Labor Day; the day after tomorrow."""
    step = DAY if which.category == "the_day_after" else -DAY
    return one_day(day.value[0].first + step) if len(day.value) == 1 else None


@rule("weekday week_after_next")
def weekday_after_next(now: Now, weekday: Node, _: Node) -> Node:
    """Mittwoch uebernaechster Woche."""
    return day_of_week(now.monday + 2 * WEEK, weekday.value)


@rule("holiday_week")
def holiday_week(now: Now, node: Node) -> Node:
    """The week of a holiday: Karwoche."""
    day = next_holiday(node.value, now.today)
    return a_week(day - DAY * day.weekday())


@rule("between_years")
def between_years(now: Now, _: Node) -> Node:
    """Zwischen den Jahren: from the 27th to the last of December."""
    last = next_holiday("new_years_eve", now.today)
    return days(Days(max(last.replace(day=27), now.today), last, "between"))


@rule("days in number|a unit")
def today_in_a_week(now: Now, day: Node, _: Node, number: Node, unit: Node) -> Node | None:
    """Heute in einer Woche."""
    length = {"day": 1, "week": 7}.get(unit.value)
    count = number.value if number.category == "number" else 1
    return one_day(day.value[0].first + count * length * DAY) if length and len(day.value) == 1 else None


@rule("coming !weekday")
def the_coming(now: Now, _: Node) -> Node:
    """Kommende Woche is the next one, but kommenden Montag is just Monday."""
    return Node("next", None, "")


@rule("coming")
def this_coming(now: Now, _: Node) -> Node:
    """Kommenden Montag."""
    return Node("this", None, "")


@rule("weekday on_day? this|next? unit")
def monday_next_week(now: Now, weekday: Node, *rest: Node) -> Node | None:
    """Monday next week, Monday of next week; British friday week."""
    rest = tuple(node for node in rest if node.category != "on_day")
    if rest[-1].value != "week":
        return None
    if len(rest) == 1:
        return one_day(_coming(now, weekday.value) + WEEK)
    ahead = 1 if rest[0].category == "next" else 0
    return day_of_week(now.monday + ahead * WEEK, weekday.value)


@rule("next|this unit weekday")
def next_week_monday(now: Now, which: Node, unit: Node, weekday: Node) -> Node | None:
    """Naechste Woche Montag."""
    ahead = 1 if which.category == "next" else 0
    return day_of_week(now.monday + ahead * WEEK, weekday.value) if unit.value == "week" else None


@rule("number|a unit on|from? weekday")
def week_on_thursday(now: Now, number: Node, unit: Node, *rest: Node) -> Node | None:
    """A week on Thursday."""
    weeks = number.value if number.category == "number" else 1
    if unit.value != "week" or weeks > 8:
        return None
    return one_day(_coming(now, rest[-1].value) + weeks * WEEK)


@rule("number|a unit from|after? days")
def week_from_today(now: Now, number: Node, unit: Node, *rest: Node) -> Node | None:
    """A week from today, two days after Christmas; British a week today."""
    day = rest[-1]
    if len(rest) == 1 and day.text not in ("today", "tomorrow"):
        return None
    count = number.value if number.category == "number" else 1
    length = {"day": 1, "week": 7, "fortnight": 14}.get(unit.value)
    return one_day(day.value[0].first + count * length * DAY) if length and len(day.value) == 1 else None


@rule("unit before|after days")
def week_or_day_beside(now: Now, unit: Node, bound: Node, day: Node) -> Node | None:
    """Week before Christmas, day after Thanksgiving."""
    if unit.value not in ("week", "day"):
        return None
    side = Node(f"the_{unit.value}_{bound.category}", None, "")
    return week_beside(now, side, day) if unit.value == "week" else day_beside(now, side, day)


@rule("weekday in number|next|a? unit")
def weekday_in_weeks(now: Now, weekday: Node, *rest: Node) -> Node | None:
    """Freitag in einer Woche."""
    number = value(rest, "number") or 1
    return one_day(_coming(now, weekday.value) + int(number) * WEEK) if rest[-1].value == "week" else None  # type: ignore[call-overload]


def _coming(now: Now, weekday: int) -> date:
    """The next such day, today's own counting from next week on."""
    return now.today + ((weekday - now.today.isoweekday() - 1) % 7 + 1) * DAY


# --- weeks, months, stretches ---------------------------------------------------------------------------------------


@rule("week_of days|ordinal")
def week_of(now: Now, _: Node, day: Node) -> Node | None:
    """The week of the 7th."""
    found = _next_of_month(now, day.value) if day.category == "ordinal" else day.value[0].first
    return a_week(found - DAY * found.weekday()) if found else None


@rule("calendar_week number")
def calendar_week(now: Now, _: Node, number: Node) -> Node | None:
    """Calendar week 50 (ISO 8601)."""
    if not 1 <= number.value <= 53:
        return None
    for year in (now.today.year, now.today.year + 1):
        monday = date.fromisocalendar(year, number.value, 1) if number.value < 53 else date(year, 12, 28)
        if monday + 6 * DAY >= now.today:
            return a_week(monday - DAY * monday.weekday())
    return None


@rule("ordinal calendar_week")
def nth_calendar_week(now: Now, nth: Node, _: Node) -> Node | None:
    """Die 51. Kalenderwoche."""
    return calendar_week(now, _, nth)


@rule("end_of_week|end_of_month")
def end_of_stretch(now: Now, which: Node) -> Node | None:
    """Wochenanfang, Monatsende."""
    unit = which.category.removeprefix("end_of_")
    return piece(now, Node(which.value, None, ""), Node("unit", unit, ""))


@rule("ordinal unit|week_of on_day|in? month")
def week_of_month(now: Now, nth: Node, unit: Node, *rest: Node) -> Node | None:
    """First week of January, last week of June."""
    if unit.value not in ("week", "week_of"):
        return None
    first, last = _month(now, rest[-1].value)
    if nth.value < 0:
        return days(Days(last - 6 * DAY, last, "week"))
    monday = first - DAY * first.weekday() + (WEEK if first.weekday() > 2 else 0 * DAY) + (nth.value - 1) * WEEK
    return days(Days(max(monday, first), monday + 6 * DAY, "week"))


@rule("week_after_next")
def week_after_next(now: Now, _: Node) -> Node | None:
    """The week after next."""
    return a_week(now.monday + 2 * WEEK)


@rule("this|next|ordinal? unit")
def this_or_next(now: Now, *nodes: Node) -> Node | None:
    """This week, next month."""
    if len(nodes) < 2 or nodes[0].category == "ordinal":
        return None
    ahead, unit = (1 if nodes[0].category == "next" else 0), nodes[-1].value
    if unit == "week":
        monday = now.monday + ahead * WEEK
        return days(Days(max(monday, now.today), monday + 6 * DAY, "week"))
    if unit == "month":
        first, last = _month(now, (now.today.month - 1 + ahead) % 12 + 1)
        return days(Days(max(first, now.today), last, "month"))
    return None


@rule("in? next number unit")
def next_days(now: Now, *nodes: Node) -> Node | None:
    """In the next three days."""
    length = {"day": 1, "week": 7, "month": 30}.get(nodes[-1].value, 0) * nodes[-2].value
    return days(Days(now.today + DAY, now.today + length * DAY, "week")) if length else None


@rule("in about? number|a? unit")
def in_a_while(now: Now, *nodes: Node) -> Node | None:
    """In a couple of weeks, in about an hour."""
    if not any(node.category in ("number", "a") for node in nodes):
        return None
    return _from_now(now, int(value(nodes, "number") or 1), nodes[-1].value)  # type: ignore[call-overload]


@rule("number|a unit from_now")
def from_now(now: Now, number: Node, unit: Node, _: Node) -> Node | None:
    """Three days from now, 48 hours from now, a week from today."""
    return _from_now(now, number.value if number.category == "number" else 1, unit.value)


def _from_now(now: Now, number: int, unit: str) -> Node | None:
    if unit in ("minute", "hour"):
        return Node("instant", timedelta(minutes=number * (60 if unit == "hour" else 1)), "")
    length = {"day": 1, "week": 7, "fortnight": 14, "month": 30}[unit]
    return one_day(now.today + number * length * DAY)


@rule("weekend")
def weekend(now: Now, _: Node) -> Node | None:
    """The weekend."""
    saturday = now.monday + 5 * DAY
    return days(Days(max(saturday, now.today), saturday + DAY, "weekend"))


@rule("next days")
def next_weekend(now: Now, _: Node, which: Node) -> Node | None:
    """Next weekend may be this one or that one; the one after a weekend's days is meant from Monday on."""
    return which if which.value[0].first.weekday() == 5 and len(which.value) == 1 else None


@rule("in about? duration")
def in_half_an_hour(now: Now, *nodes: Node) -> Node:
    """In half an hour."""
    return Node("instant", timedelta(minutes=nodes[-1].value), "")


@rule("duration later|earlier")
def half_an_hour_later(now: Now, length: Node, which: Node) -> Node:
    """Half an hour later."""
    return Node("shift", timedelta(minutes=length.value if which.category == "later" else -length.value), "")


@rule("number|a unit later|earlier")
def shifted(now: Now, number: Node, unit: Node, which: Node) -> Node | None:
    """An hour later."""
    count = number.value if number.category == "number" else 1
    sign = 1 if which.category == "later" else -1
    length = {"minute": 1, "hour": 60, "day": 1440, "week": 7 * 1440}.get(unit.value)
    return Node("shift", timedelta(minutes=sign * count * length), "") if length else None


@rule("about? number|a dash? unit !after|before|to|past|from")
def duration(now: Now, *nodes: Node) -> Node | None:
    """Fifteen minutes, a 30-minute call, two hours: how long the meeting should be."""
    number = next(node for node in nodes if node.category in ("number", "a"))
    minutes = (number.value if number.category == "number" else 1) * {"minute": 1, "hour": 60}.get(nodes[-1].value, 0)
    return Node("duration", minutes, "") if 5 <= minutes <= 8 * 60 else None


@rule("weekday dash weekday")
def weekly_range(now: Now, first: Node, _: Node, last: Node) -> Node | None:
    """Mon-thu holds every week."""
    length = (last.value - first.value) % 7
    return Node("weekly", (frozenset((first.value - 1 + n) % 7 + 1 for n in range(length + 1)), ()), "")


# Mornings and evenings hold every week; German morgens and abends only name the part of the day.
_PLURALS = ("ings", "noons", "rvos", "times", "ights")


@rule("weekday part")
def weekly_part(now: Now, weekday: Node, part: Node) -> Node | None:
    """Wednesday afternoons hold every week."""
    return Node("weekly", (frozenset({weekday.value}), (span_of(part),)), "") if part.text.endswith(_PLURALS) else None


@rule("every weekday")
def every_week(now: Now, every: Node, weekday: Node) -> Node | None:
    """Every Tuesday."""
    return None if every.text == "all" else Node("weekly", (frozenset({weekday.value}), ()), "")


@rule("weekday after|before days")
def weekday_after(now: Now, weekday: Node, bound: Node, day: Node) -> Node | None:
    """The Monday after Thanksgiving."""
    which = day.value[0]
    if bound.category == "after":
        return one_day(which.last + DAY * ((weekday.value - which.last.isoweekday() - 1) % 7 + 1))
    return one_day(which.first - DAY * ((which.first.isoweekday() - weekday.value - 1) % 7 + 1))


@rule("this|next|on? weekday")
def weekday(now: Now, *nodes: Node) -> Node | None:
    """Thursday, this Friday; next Tuesday is the one of next week."""
    if nodes[0].category == "next":
        return one_day(now.monday + WEEK + DAY * (nodes[-1].value - 1))
    day = _coming(now, nodes[-1].value)
    return days(Days(day, day, "weekday"))


@rule("days comma days")
def tue_comma_the_25th(now: Now, weekday: Node, _: Node, day: Node) -> Node | None:
    """Am Montag, 7. Dezember."""
    return tue_the_25th(now, weekday, day) if weekday.value[0].grain == "weekday" else None


@rule("days days")
def tue_the_25th(now: Now, weekday: Node, day: Node) -> Node | None:
    """Monday January 11th: the weekday only says it again."""
    one, other = weekday.value[0], day.value[0]
    if len(weekday.value) == len(day.value) == 1 and one.first == one.last and other.first == other.last:
        return day if one.first.weekday() == other.first.weekday() else None
    return None


@rule("days comma? ordinal")
def tue_25th(now: Now, weekday: Node, *rest: Node) -> Node | None:
    """Tue the 25th, Wednesday the 1st."""
    found = _next_of_month(now, rest[-1].value)
    if len(rest) == 2 and (
        weekday.value[0].grain != "weekday" or not found or found.weekday() != weekday.value[0].first.weekday()
    ):
        return None
    return one_day(found) if found and len(weekday.value) == 1 else None


@rule("month")
def whole_month(now: Now, month: Node) -> Node | None:
    """December; `may` and `march` alone are too often no month."""
    if month.text in {"may", "march", "mar", "jan", "mai"}:
        return Node("weak_month", month.value, "")
    first, last = _month(now, month.value)
    return days(Days(max(first, now.today), last, "month"))


@rule("start_of|middle_of|end_of|ordinal|in|later_in|rest_of on_day? weak_month")
def weak_month(now: Now, *nodes: Node) -> Node | None:
    """Mid January: with such a word in front it is a month."""
    first, last = _month(now, nodes[-1].value)
    month = days(Days(max(first, now.today), last, "month"))
    return month if nodes[0].category in ("in", "ordinal") else piece_of(now, nodes[0], month)


@rule("start_of|middle_of|end_of|later_in|later|rest_of on_day? days|unit")
def piece(now: Now, *nodes: Node) -> Node | None:
    """End of next week, early December, start of the week."""
    stretch = nodes[-1]
    if stretch.category == "unit":
        if stretch.value == "week":
            ahead = 1 if now.today.isoweekday() >= 4 or nodes[0].category == "start_of" else 0
            ahead = 0 if nodes[0].category in ("rest_of", "later_in") else ahead
            stretch = a_week(now.monday + ahead * WEEK)
        elif stretch.value == "month":
            first, last = _month(now, now.today.month)
            stretch = days(Days(first, last, "month"))
        else:
            return None
    return piece_of(now, nodes[0], stretch)


def piece_of(now: Now, which: Node, stretch: Node) -> Node | None:
    """The beginning, middle or end of a week or month."""
    whole = stretch.value[0]
    length = (whole.last - whole.first).days + 1
    if length == 1:
        if which.category == "later":
            return None
        part = {
            "start_of": (8, 10),
            "middle_of": (11, 14),
            "end_of": (15, 18),
            "later_in": (15, 18),
            "rest_of": (0, 24),
        }
        first, last = part[which.category]
        return Node("both", (stretch.value, (Span(first * 60, last * 60),)), "")
    if length < 3:
        return None
    if whole.grain == "week" or length <= 7:
        monday = whole.first - DAY * whole.first.weekday()
        part = {
            "start_of": (0, 1),
            "middle_of": (1, 3),
            "end_of": (3, 4),
            "later_in": (3, 4),
            "later": (3, 4),
            "rest_of": (0, 4),
        }
        first, last = part[which.category]
        return days(Days(max(monday + first * DAY, now.today), monday + last * DAY, "week"))
    first_of = whole.first.replace(day=1)
    part = {
        "start_of": (1, 10),
        "middle_of": (11, 20),
        "end_of": (21, 31),
        "later_in": (16, 31),
        "later": (16, 31),
        "rest_of": (1, 31),
    }
    first, last = part[which.category]
    end = min(first_of + (last - 1) * DAY, whole.last)
    return days(Days(max(first_of + (first - 1) * DAY, now.today), end, "week"))


@rule("ordinal")
def bare_ordinal(now: Now, nth: Node) -> Node | None:
    """The 14th; `first` alone is a choice among what is offered."""
    if nth.text[:1].isdigit():
        return Node("ordinal_day", nth.value, "")
    return Node("pick", nth.value, "")


def _next_of_month(now: Now, day: int) -> date | None:
    """The coming day of this number: in this month, else in the next that has it."""
    first = now.today.replace(day=1)
    for _ in range(3):
        try:
            found = first.replace(day=day)
        except ValueError:
            found = None
        if found and found >= now.today:
            return found
        first = (first + 32 * DAY).replace(day=1)
    return None


def _month(now: Now, month: int) -> tuple[date, date]:
    """The first and last day of the coming month of this number."""
    first = date(now.today.year + (month < now.today.month), month, 1)
    return first, (first + 32 * DAY).replace(day=1) - DAY


# --- several numbers that share a month -----------------------------------------------------------------------------


@rule("between? ordinal_day|pick to|dash|until|and|or|comma days")
def shared_month(now: Now, *nodes: Node) -> Node | None:
    """From the 1st to the 4th of December, the 2nd or the 3rd of December, vom dritten bis fuenften Dezember."""
    first, link, last = nodes[-3:]
    end = last.value[0].first
    if first.value < 1 or (first.category != "pick" and not any(c.isdigit() for c in last.text)):
        return None
    try:
        start = end.replace(day=first.value)
    except ValueError:
        return None
    if link.category in ("or", "comma") or (link.category == "and" and len(nodes) == 3):
        return days(Days(start, start), *last.value)
    return days(Days(start, end)) if start <= end else None


@rule("ordinal_day !x|thing")
def ordinal_day(now: Now, nth: Node) -> Node | None:
    """The 14th."""
    return one_day(_next_of_month(now, nth.value))


@rule("number dash|to|until days")
def number_to_date(now: Now, first: Node, _: Node, last: Node) -> Node | None:
    """15-17 June."""
    end = last.value[0].first
    if len(last.value) > 1 or not last.text[:1].isdigit() or not 1 <= first.value < end.day:
        return None
    return days(Days(end.replace(day=first.value), end))


# --- ranges of clock times ------------------------------------------------------------------------------------------


_CLOCK = "time|hour|number|clock"


@rule(f"from|between|about? {_CLOCK} to|dash|until|and|a {_CLOCK}")
def clock_range(now: Now, *nodes: Node) -> Node | None:
    """From 9 to 11:30, between 2 and 4, 3-5, 10am-12pm."""
    start, link, end = nodes[-3:]
    opening = nodes[0].category if len(nodes) == 4 else ""
    if link.category in ("and", "a") and opening != "between":
        return None
    first, last = _minutes(start), _minutes(end)
    if first is None or last is None:
        return None
    if start.category in ("hour", "number") and end.category == "time":
        # 2-4pm, and 10 to 2pm: the start is the latest one before the end.
        first = first + 720 if first + 720 < last else first
    elif start.category in ("hour", "number"):
        first = afternoon(first)
    if end.category in ("hour", "number") and last <= first:
        last += 720
    if end.category in ("hour", "number") and last < 7 * 60:
        last = afternoon(last)
    return times(Span(first, last)) if first < last <= MIDNIGHT else None


def _minutes(node: Node) -> int | None:
    if node.category == "clock":
        return int(node.value[:2]) * 60
    minutes: int = node.value * 60 if node.category == "number" else node.value
    return minutes if 0 <= minutes <= MIDNIGHT else None


@rule("time|hour|number on? days part")
def ten_on_monday_morning(now: Now, clock: Node, *rest: Node) -> Node | None:
    """10:15 on Monday morning: the part says which half of the day is meant."""
    time = with_part(now, clock, rest[-1]) if clock.category != "time" else clock
    if time is None or time.category != "time" or rest[-1].text.endswith("s"):
        return None
    return Node("both", (rest[-2].value, (Span(time.value, time.value),)), "")


@rule("clock")
def named_clock(now: Now, clock: Node) -> Node | None:
    """Noon."""
    return Node("time", int(clock.value[:2]) * 60, "")


@rule("about part")
def about_part(now: Now, _: Node, part: Node) -> Node | None:
    """Around midday."""
    return part


# --- open ends ------------------------------------------------------------------------------------------------------


@rule("not_before|not_until|from|after|not_after|until|before at? time|hour|number onwards|on? !unit|thing")
def open_end(now: Now, bound: Node, *rest: Node) -> Node | None:
    """After 3, before noon, from 1:30 on, no earlier than 2."""
    clock = next(node for node in rest if node.category in ("time", "hour", "number"))
    minutes = _minutes(clock)
    if minutes is None:
        return None
    if clock.category == "number" and not 1 <= clock.value <= 24:
        return None
    if rest[-1].category == "on" and bound.category != "from":
        return None
    minutes = minutes if clock.category == "time" else afternoon(minutes)
    if bound.category in ("before", "until", "not_after"):
        return times(Span(0, minutes))
    return times(Span(minutes, MIDNIGHT))


@rule("between time|hour|number on")
def from_an(now: Now, _: Node, clock: Node, on: Node) -> Node | None:
    """Von 14 Uhr an."""
    return open_end(now, Node("from", None, ""), clock)


@rule("between days on")
def days_from_an(now: Now, _: Node, day: Node, on: Node) -> Node | None:
    """Vom 3. Dezember an."""
    return open_days(now, Node("from", None, ""), day)


@rule("time|hour|number onwards")
def or_later(now: Now, clock: Node, _: Node) -> Node | None:
    """4pm or later."""
    minutes = _minutes(clock)
    if minutes is None:
        return None
    return times(Span(minutes if clock.category == "time" else afternoon(minutes), MIDNIGHT))


@rule("about time|hour|number")
def about_time(now: Now, _: Node, clock: Node) -> Node | None:
    """Around five."""
    minutes = _minutes(clock)
    if minutes is None or minutes > MIDNIGHT:
        return None
    minutes = minutes if clock.category == "time" else afternoon(minutes)
    return times(Span(minutes, minutes, about=True))


@rule("at number about?")
def at_number(now: Now, _: Node, number: Node, *about: Node) -> Node | None:
    """At 4."""
    if not 1 <= number.value <= 24:
        return None
    minutes = afternoon(number.value * 60)
    return times(Span(minutes, minutes))


@rule("time|hour about?")
def clock_time(now: Now, clock: Node, *about: Node) -> Node | None:
    """15:00, 3 o'clock."""
    minutes = clock.value if clock.category == "time" else afternoon(clock.value)
    return times(Span(minutes, minutes, about=bool(about)))


@rule("this part")
def this_part(now: Now, _: Node, part: Node) -> Node | None:
    """This afternoon."""
    return Node("both", ((Days(now.today, now.today),), (span_of(part),)), "")


@rule("tonight")
def tonight(now: Now, node: Node) -> Node | None:
    """Tonight is today's evening."""
    return Node("both", (node.value, (Span(17 * 60, 22 * 60),)), "")


@rule("days meridiem")
def day_and_half(now: Now, day: Node, half: Node) -> Node:
    """Thursday pm."""
    span = Span(8 * 60, 12 * 60) if half.value == "am" else Span(12 * 60, 18 * 60)
    return Node("both", (day.value, (span,)), "")


@rule("from|not_before|until part")
def open_part(now: Now, bound: Node, part: Node) -> Node:
    """Ab Mittag, bis mittags."""
    start = max(span_of(part).start, 12 * 60) if part.value.startswith("11:30") else span_of(part).start
    return times(Span(0, start) if bound.category == "until" else Span(start, MIDNIGHT))


@rule("part")
def part_of_day(now: Now, part: Node) -> Node | None:
    """In the afternoon."""
    return times(span_of(part))


def span_of(part: Node) -> Span:
    """The clock times of a part of the day."""
    first, last = part.value.split("-")
    return Span(int(first[:2]) * 60 + int(first[3:]), int(last[:2]) * 60 + int(last[3:]))


@rule("before|after lunch")
def beside_lunch(now: Now, bound: Node, _: Node) -> Node | None:
    """Before lunch."""
    return times(Span(9 * 60, 12 * 60) if bound.category == "before" else Span(13 * 60, 18 * 60))


@rule("lunch")
def lunch(now: Now, _: Node) -> Node | None:
    """Lunch."""
    return times(Span(12 * 60, 13 * 60 + 30))


@rule("days comma? number !unit|thing|x")
def thursday_ten(now: Now, day: Node, *rest: Node) -> Node | None:
    """Thursday, 10? After a date with digits the number is another date: Sep 1, 3 or 8."""
    number = rest[-1].value
    if any(c.isdigit() for c in day.text):
        if len(rest) == 1:
            return None
        try:
            other = day.value[-1].first.replace(day=number)
        except ValueError:
            return None
        return Node("days", (*day.value, Days(other, other)), "")
    if not 1 <= number <= 20:
        return None
    minutes = afternoon(number * 60)
    return Node("both", (day.value, (Span(minutes, minutes),)), "")


@rule("days or number !unit|thing|x")
def or_another_date(now: Now, day: Node, _: Node, number: Node) -> Node | None:
    """Sep 1 or 8."""
    if not any(c.isdigit() for c in day.text):
        return None
    try:
        other = day.value[-1].first.replace(day=number.value)
    except ValueError:
        return None
    return Node("days", (*day.value, Days(other, other)), "")


@rule("number on? days")
def eight_on_monday(now: Now, number: Node, *rest: Node) -> Node | None:
    """8 on Monday."""
    if not 1 <= number.value <= 20 or any(c.isdigit() for c in rest[-1].text):
        return None
    minutes = afternoon(number.value * 60)
    return Node("both", (rest[-1].value, (Span(minutes, minutes),)), "")


@rule("times or number !unit|thing|x")
def half_past_or_eleven(now: Now, clock: Node, _: Node, number: Node) -> Node | None:
    """Half past ten or eleven."""
    if not 1 <= number.value <= 20:
        return None
    minutes = afternoon(number.value * 60)
    return times(*clock.value, Span(minutes, minutes))


@rule("times comma number or|and number !unit|thing|x")
def nine_ten_or_eleven(now: Now, clock: Node, *rest: Node) -> Node | None:
    """At 9, 10 or 11."""
    hours = [node.value for node in rest if node.category == "number"]
    if not all(1 <= hour <= 20 for hour in hours):
        return None
    return times(*clock.value, *(Span(afternoon(hour * 60), afternoon(hour * 60)) for hour in hours))


@rule("number or|comma|slash times")
def ten_or_half_past(now: Now, number: Node, _: Node, clock: Node) -> Node | None:
    """10 or 10:30."""
    if not 1 <= number.value <= 20:
        return None
    minutes = afternoon(number.value * 60)
    return times(Span(minutes, minutes), *clock.value)


# --- ranges of days, and open ends of days --------------------------------------------------------------------------


@rule("from|between? days to|dash|until|and days")
def day_range(now: Now, *nodes: Node) -> Node | None:
    """Between Wednesday and Friday, Aug 31 - Sep 2, mon-thu."""
    start, link, end = nodes[-3:]
    opening = nodes[0].category if len(nodes) == 4 else ""
    if link.category == "and" and opening != "between":
        return None
    first, last = start.value[0], end.value[-1]
    if first.grain == "holiday" and opening == "between":
        return (
            days(Days(first.first + DAY, last.first - DAY))
            if first.first < last.first
            else days(Days(first.first, last.first))
        )
    end_day = last.last if last.last >= first.first else last.last + WEEK
    if (end_day - first.first).days > 92:
        return None
    return days(Days(first.first, end_day, "day"))


@rule("not_before|not_until|from|after|until|before|not_after days onwards|on?")
def open_days(now: Now, bound: Node, day: Node, *onwards: Node) -> Node | None:
    """From Wednesday on, after the 10th, by Friday, before September."""
    which = day.value[0]
    far = now.today + 70 * DAY
    if bound.category == "after":
        return days(Days(which.last + DAY, max(far, which.last + 14 * DAY), "open"))
    if bound.category in ("from", "not_before", "not_until"):
        if bound.category == "from" and not onwards and which.last != which.first:
            return None
        return days(Days(which.first, max(far, which.first + 14 * DAY), "open"))
    last = which.last if bound.category in ("until", "not_after") or bound.text == "by" else which.first - DAY
    return days(Days(now.today, last, "open")) if last >= now.today else None


@rule("days onwards")
def onwards_days(now: Now, day: Node, _: Node) -> Node | None:
    """Wednesday onwards."""
    return days(Days(day.value[0].first, now.today + 70 * DAY, "open"))


@rule("the_week_before|the_week_after days")
def week_beside(now: Now, which: Node, day: Node) -> Node | None:
    """The week before Easter: the seven days before it."""
    if which.category == "the_week_before":
        return days(Days(day.value[0].first - WEEK, day.value[0].first - DAY, "week"))
    return days(Days(day.value[-1].last + DAY, day.value[-1].last + WEEK, "week"))


# --- what German says behind ----------------------------------------------------------------------------------------


@rule("or nicht !days|times|both|weekly|weekdays|workdays|on")
def otherwise_busy(now: Now, *_: Node) -> Node:
    """Monday at 9, otherwise I'm busy: it shuts out nothing that was said."""
    return Node("noise", None, "")


@rule("nicht !days|times|both|weekly|weekdays|workdays|on")
def not_behind(now: Now, node: Node) -> Node:
    """Montag geht nicht: it shuts out what came before."""
    return Node("not_good", None, "")


@rule("nicht")
def not_in_front(now: Now, _: Node) -> Node:
    """Nicht am Montag: it shuts out what follows."""
    return Node("not", None, "")

"""Dates: 3/12, the 3rd of December, last Friday of this month, Black Friday."""

from convene.when.grammar import (
    DAY,
    WEEK,
    Days,
    Now,
    Span,
    a_week,
    day_of,
    days,
    month_days,
    next_with_weekday,
    one_day,
    rule,
    span_of,
    value,
)
from convene.when.holidays import next_holiday, nth_weekday
from convene.when.node import Node
from convene.when.rules.months import piece_of
from convene.when.rules.weeks import first_two_weeks, week_of_month


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


@rule("moment")
def iso_moment(now: Now, node: Node) -> Node:
    """2026-12-03T14:00; with an offset it is told in the visitor's zone."""
    local = node.value.astimezone(now.zone) if node.value.tzinfo else node.value
    minutes = local.hour * 60 + local.minute
    return Node("both", ((Days(local.date(), local.date()),), (Span(minutes, minutes),)), node.text)


@rule("ordinal month halves")
def half_of_month(now: Now, nth: Node, month: Node, _: Node) -> Node | None:
    """Erste Dezemberhaelfte."""
    first, last = month_days(now, month.value)
    which = Node("start_of" if nth.value == 1 else "end_of", None, "", frozenset({"half"}))
    return piece_of(now, which, days(Days(first, last, "month"))) if nth.value in (1, 2) else None


@rule("ordinal number month unit")
def german_first_two_weeks(now: Now, nth: Node, number: Node, month: Node, unit: Node) -> Node | None:
    """Die ersten zwei Septemberwochen."""
    return first_two_weeks(now, nth, number, unit, month)


@rule("ordinal month unit")
def german_week_of_month(now: Now, nth: Node, month: Node, unit: Node) -> Node | None:
    """Letzte Juniwoche."""
    return week_of_month(now, nth, unit, month)


@rule("ordinal|number on_day|slash? month year?")
def day_month(now: Now, day: Node, *rest: Node) -> Node | None:
    """The 3rd of December, 3 Dec 2026."""
    if not 1 <= day.value <= 31 or (day.category == "ordinal" and day.value < 0):
        return None
    return day_of(now, day.value, value(rest, "month"), value(rest, "year"))  # type: ignore[arg-type]


@rule("month comma ordinal !unit|weekday")
def month_comma_day(now: Now, month: Node, _: Node, day: Node) -> Node | None:
    """February, the 9th."""
    return month_day(now, month, day)


@rule("month ordinal|number comma year")
def month_day_comma_year(now: Now, month: Node, day: Node, _: Node, year: Node) -> Node | None:
    """December 3, 2026."""
    return month_day(now, month, day, year)


@rule("month slash? ordinal|number year? !unit|weekday")
def month_day(now: Now, month: Node, *rest: Node) -> Node | None:
    """December 3rd."""
    day = next(node for node in rest if node.category in ("ordinal", "number"))
    year = tuple(node for node in rest if node.category == "year")
    return day_of(now, day.value, month.value, value(year, "year")) if 1 <= day.value <= 31 else None  # type: ignore[arg-type]


@rule("ordinal|number on_day? unit? on_day? this|next unit")
def day_of_next_month(now: Now, day: Node, *rest: Node) -> Node | None:
    """The 20th of next month, 20th day of this month, am 5. naechsten Monats."""
    of = any(node.category == "on_day" for node in rest)
    if rest[-1].value != "month" or not 1 <= day.value <= 31 or (day.category == "number" and not of):
        return None
    month = (now.today.month - 1 + (rest[-2].category == "next")) % 12 + 1
    return day_of(now, day.value, month)


@rule("<!number|x|slash|dash number number =at|time|hour")
def digits_without_dots(now: Now, day: Node, month: Node) -> Node | None:
    """18 11 um 9 Uhr."""
    told = day.text.isdigit() and month.text.isdigit() and 12 < day.value <= 31 and 1 <= month.value <= 12
    return day_of(now, day.value, month.value) if told else None


@rule("ordinal ordinal")
def german_day_month(now: Now, day: Node, month: Node) -> Node | None:
    """Am dritten zwoelften."""
    spoken = day.text.isalpha() and month.text.isalpha() and "dative" in month.marks
    return day_of(now, day.value, month.value) if spoken and day.value > 0 and 1 <= month.value <= 12 else None


@rule("ordinal weekday part on_day? in? month|this|next month|unit?")
def part_of_nth(now: Now, nth: Node, weekday: Node, part: Node, *rest: Node) -> Node | None:
    """First Monday evening of next month."""
    day = nth_of_month(now, nth, weekday, *rest)
    return Node("both", (day.value, (span_of(part),)), "") if day else None


@rule("ordinal weekday !on_day|in|month|this|next|part|ordinal|and|or")
def second_tuesday(now: Now, nth: Node, weekday: Node) -> Node | None:
    """The second Tuesday: of this month, or of the next if it is over."""
    if not 1 <= nth.value <= 4 or nth.text.endswith("."):
        return None
    date = next_with_weekday(now, nth.value, weekday.value)
    near = date is not None and (date - now.today).days < 45
    if nth.text[:1].isdigit() and near and date and date.isoweekday() == weekday.value:
        return one_day(date)  # the 2nd, a Tuesday
    first = now.today.replace(day=1)
    ahead = ((first + n * 32 * DAY) for n in range(2))
    found = (nth_weekday(month.year, month.month, weekday.value, nth.value) for month in ahead)
    return one_day(next((day for day in found if day >= now.today), None))


@rule("ordinal weekday !on_day|in|month|this|next|part")
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
        day = nth_weekday(now.today.year, month, weekday.value, nth.value)
        if not ahead and day < now.today and all(node.category != "this" for node in rest):
            month = month % 12 + 1  # first Monday of the month, when that is over
    year = now.today.year + (int(month) < now.today.month)  # type: ignore[call-overload]
    return one_day(nth_weekday(year, int(month), weekday.value, nth.value))  # type: ignore[call-overload]


@rule("bridge_day after? holiday")
def bridge_day(now: Now, *nodes: Node) -> Node | None:
    """Am Brueckentag nach Himmelfahrt: the working day between a Thursday or a Tuesday and the weekend."""
    day = next_holiday(nodes[-1].value, now.today, now.zone)
    return one_day(day + {4: DAY, 2: -DAY}.get(day.isoweekday(), 0 * DAY))


@rule("ordinal advent|advent_week")
def advent(now: Now, nth: Node, which: Node) -> Node | None:
    """Am zweiten Advent, in der ersten Adventwoche."""
    if not 1 <= nth.value <= 4:
        return None
    sunday = next_holiday("first_advent", now.today, now.zone) + (nth.value - 1) * WEEK
    return one_day(sunday) if which.category == "advent" else a_week(sunday + DAY)


@rule("holiday weekend")
def holiday_weekend(now: Now, node: Node, _: Node) -> Node:
    """Memorial Day weekend: with the days that the holiday bridges; Easter's begins on Good Friday."""
    day = next_holiday(node.value, now.today, now.zone)
    saturday = day + DAY * (5 - day.weekday()) if 2 < day.weekday() < 6 else day - DAY * ((day.weekday() + 2) % 7)
    first, last = min(day, saturday), max(day, saturday + DAY)
    if node.value == "easter":
        first, last = day - 2 * DAY, day + DAY
    return days(Days(max(first, now.today), last, "weekend"))


@rule("holiday")
def holiday(now: Now, node: Node) -> Node | None:
    """Black Friday."""
    day = next_holiday(node.value, now.today, now.zone)
    return Node("days", (Days(day, day, "holiday"),), "")

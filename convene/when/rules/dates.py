"""Dates: 3/12, the 3rd of December, last Friday of this month, Black Friday."""

from convene.when.grammar import Days, Now, day_of, one_day, rule, value
from convene.when.holidays import next_holiday, nth_weekday
from convene.when.rules.weeks import week_of_month
from convene.when.tokens import Node


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


@rule("month comma ordinal")
def month_comma_day(now: Now, month: Node, _: Node, day: Node) -> Node | None:
    """February, the 9th."""
    return month_day(now, month, day)


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

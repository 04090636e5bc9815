"""Weeks and stretches of days: next week, calendar week 50, in the next three days."""

from datetime import date, timedelta

from convene.when.grammar import (
    DAY,
    MIDNIGHT,
    RANGE_OF_DAYS,
    WEEK,
    Days,
    Now,
    Span,
    a_week,
    coming,
    days,
    month_days,
    next_of_month,
    one_day,
    rule,
    value,
)
from convene.when.node import Node
from convene.when.rules.months import next_quarter, piece, piece_of


@rule("week_of days|ordinal")
def week_of(now: Now, _: Node, day: Node) -> Node | None:
    """The week of the 7th."""
    found = next_of_month(now, day.value) if day.category == "ordinal" else day.value[0].first
    return a_week(found - DAY * found.weekday()) if found else None


@rule("unit number !unit|thing|x|and|or|dash")
def week_41(now: Now, unit: Node, number: Node) -> Node | None:
    """Woche 41."""
    return (
        calendar_week(now, unit, number)
        if unit.value == "week" and "plural" not in unit.marks and number.text.isdigit()
        else None
    )


@rule("calendar_week number or|and|slash|comma|dash number")
def calendar_weeks(now: Now, _: Node, number: Node, __: Node, other: Node) -> Node | None:
    """KW 7 oder 8."""
    first, second = calendar_week(now, _, number), calendar_week(now, _, other)
    return days(*first.value, *second.value) if first and second else None


@rule("calendar_week slashed")
def calendar_weeks_with_slash(now: Now, _: Node, numbers: Node) -> Node | None:
    """KW 49/50."""
    first, second = (Node("number", number, "") for number in numbers.value[:2])
    return calendar_weeks(now, _, first, _, second)


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


@rule("next|this unit comma? in? end_of_week")
def half_of_that_week(now: Now, which: Node, unit: Node, *rest: Node) -> Node | None:
    """Naechste Woche, am liebsten in der zweiten Wochenhaelfte."""
    monday = now.monday + (WEEK if which.category == "next" else 0 * DAY)
    return piece_of(now, Node(rest[-1].value, None, ""), a_week(monday)) if unit.value == "week" else None


@rule("end_of_week|end_of_month|end_of_quarter|end_of_year")
def end_of_stretch(now: Now, which: Node) -> Node | None:
    """Wochenanfang, Monatsende."""
    unit = which.category.removeprefix("end_of_")
    return piece(now, Node(which.value, None, ""), Node("unit", unit, ""))


@rule("ordinal number unit on_day|in? month")
def first_two_weeks(now: Now, nth: Node, number: Node, unit: Node, *rest: Node) -> Node | None:
    """First two weeks of September."""
    first, last = month_days(now, rest[-1].value)
    if unit.value != "week" or nth.value not in (1, -1) or not 1 < number.value < 4:
        return None
    length = number.value * WEEK
    return days(
        Days(first, first + length - DAY, "week") if nth.value == 1 else Days(last - length + DAY, last, "week")
    )


@rule("ordinal or|and ordinal unit|week_of on_day|in? month")
def first_or_second_week(now: Now, first: Node, _: Node, second: Node, unit: Node, *rest: Node) -> Node | None:
    """First or second week of July."""
    weeks = [week_of_month(now, nth, unit, *rest) for nth in (first, second)]
    return days(*(d for week in weeks if week for d in week.value)) if all(weeks) else None


@rule("ordinal unit x? after days")
def first_week_after(now: Now, nth: Node, unit: Node, *rest: Node) -> Node | None:
    """First week back after New Year: the first that begins after it."""
    if unit.value != "week" or nth.value < 1:
        return None
    last = rest[-1].value[-1].last
    return a_week(last - DAY * last.weekday() + nth.value * WEEK)


@rule("ordinal unit|week_of on_day|in? month")
def week_of_month(now: Now, nth: Node, unit: Node, *rest: Node) -> Node | None:
    """First week of January, last week of June."""
    if unit.value not in ("week", "week_of"):
        return None
    first, last = month_days(now, rest[-1].value)
    if nth.value < 0:
        return days(Days(last - 6 * DAY, last, "week"))
    monday = first - DAY * first.weekday() + (WEEK if first.weekday() > 2 else 0 * DAY) + (nth.value - 1) * WEEK
    return days(Days(max(monday, first), monday + 6 * DAY, "week"))


@rule("month|weak_month comma? not|nicht in? ordinal unit !on_day|in|month")
def month_but_a_week(now: Now, month: Node, *rest: Node) -> Node | None:
    """In December, not the first week: what is left of it."""
    week = week_of_month(now, rest[-2], rest[-1], month)
    if not week:
        return None
    (first, last), (shut,) = month_days(now, month.value), week.value
    left = Days(max(first, now.today), shut.first - DAY, "month"), Days(shut.last + DAY, last, "month")
    return days(*(d for d in left if d.first <= d.last))


@rule("month comma? in? ordinal unit")
def month_and_its_week(now: Now, month: Node, *rest: Node) -> Node | None:
    """Im Dezember in der ersten Woche."""
    return week_of_month(now, rest[-2], rest[-1], month)


@rule("this|next|coming or|and week_after_next")
def next_or_after_next(now: Now, which: Node, _: Node, after: Node) -> Node:
    """Naechste oder uebernaechste Woche."""
    first = now.today if which.category == "this" else now.monday + WEEK
    second = now.monday + 2 * WEEK
    return days(Days(first, first - DAY * first.weekday() + 6 * DAY, "week"), Days(second, second + 6 * DAY, "week"))


@rule("this or|and next unit")
def this_or_next_week(now: Now, this: Node, _: Node, which: Node, unit: Node) -> Node | None:
    """This or next week."""
    last = now.monday + 13 * DAY
    return days(Days(now.today, last, "week")) if unit.value == "week" else None


@rule("week_after_next")
def week_after_next(now: Now, _: Node) -> Node | None:
    """The week after next."""
    return a_week(now.monday + 2 * WEEK)


@rule("from days whole_week")
@rule("whole_week from days")
def all_week_from_monday(now: Now, *nodes: Node) -> Node:
    """From Monday all week: that day and the rest of its week."""
    first = next(node.value[0].first for node in nodes if node.category == "days")
    return days(Days(first, first + DAY * (6 - first.weekday()), "week"))


@rule("from weekday whole_week")
@rule("whole_week from weekday")
def all_week_from_a_weekday(now: Now, *nodes: Node) -> Node:
    """Die ganze Woche ab Dienstag."""
    first = coming(now, next(node.value for node in nodes if node.category == "weekday"))
    return days(Days(first, first + DAY * (6 - first.weekday()), "week"))


@rule("whole_week comma? =flexible")
def all_week_whenever(now: Now, *_: Node) -> Node:
    """I'm free all week, whenever: that is no limit."""
    return Node("noise", None, "")


@rule("this? whole_week")
def whole_week(now: Now, *_: Node) -> Node:
    """All week: this one, and the next when this one is nearly over."""
    monday = now.monday + (WEEK if now.today.isoweekday() >= 5 else 0 * DAY)
    return days(Days(max(monday, now.today), monday + 6 * DAY, "week"))


@rule("this unit next unit")
def this_day_next_week(now: Now, _: Node, day: Node, __: Node, week: Node) -> Node | None:
    """This day next week."""
    return one_day(now.today + WEEK) if (day.value, week.value) == ("day", "week") else None


@rule("ordinal unit on_day|in? this|next? unit")
def last_week_of_this_month(now: Now, nth: Node, week: Node, *rest: Node) -> Node | None:
    """Last week of this month, the last day of the month."""
    ahead = 1 if any(node.category == "next" for node in rest) else 0
    if (nth.value, week.value, rest[-1].value) == (-1, "day", "month"):
        return one_day(month_days(now, (now.today.month - 1 + ahead) % 12 + 1)[1])
    if (week.value, rest[-1].value) != ("week", "month"):
        return None
    return week_of_month(now, nth, week, Node("month", (now.today.month - 1 + ahead) % 12 + 1, ""))


@rule("ordinal week_of this|next unit")
def last_week_of_month(now: Now, nth: Node, week: Node, which: Node, month: Node) -> Node | None:
    """Last week of this month."""
    return last_week_of_this_month(now, nth, Node("unit", "week", ""), which, month)


@rule("later that_week")
def later_that_week(now: Now, later: Node, _: Node) -> Node | None:
    """Spaeter in der Woche."""
    return piece(now, Node("later_in", None, ""), Node("unit", "week", ""))


@rule("ordinal unit")
def last_week(now: Now, nth: Node, unit: Node) -> Node | None:
    """Last week, last month: that is over."""
    return Node("x", None, "") if nth.value < 0 and unit.value != "day" else None


@rule("start_of|middle_of|end_of this|next or|and start_of|middle_of|end_of this|next unit")
def two_pieces(now: Now, *nodes: Node) -> Node | None:
    """Ende dieser oder Anfang naechster Woche."""
    if nodes[-1].value != "week":
        return None
    mondays = (now.monday + (WEEK if node.category == "next" else 0 * DAY) for node in (nodes[1], nodes[4]))
    pieces = [piece_of(now, which, a_week(monday)) for which, monday in zip((nodes[0], nodes[3]), mondays, strict=True)]
    return days(*(d for made in pieces if made for d in made.value))


@rule("start_of|middle_of|end_of next !unit|weekday|month|days|number|weekend|quarter")
def piece_of_next(now: Now, which: Node, _: Node) -> Node | None:
    """End of this week or start of next."""
    return piece_of(now, which, a_week(now.monday + WEEK))


@rule("<!number in|within? next unit")
def in_the_next_days(now: Now, *nodes: Node) -> Node | None:
    """In den naechsten Tagen; within the next week; in the next hour."""
    if nodes[0].category in {"in", "within"} and nodes[-1].value == "hour":
        return Node("from_now_until", timedelta(hours=1), "")
    if nodes[0].category == "within" and nodes[-1].value in {"week", "month"}:
        return next_days(now, Node("number", 1, ""), nodes[-1])
    if nodes[-1].value == "day" and "plural" in nodes[-1].marks:
        return days(Days(now.today + DAY, now.today + 5 * DAY, "week"))
    if nodes[-1].value == "week" and "plural" in nodes[-1].marks:
        return days(Days(now.today + DAY, now.today + 3 * WEEK, "week"))
    return None


@rule("this|next|ordinal? unit")
def this_or_next(now: Now, *nodes: Node) -> Node | None:
    """This week, next month."""
    if len(nodes) < 2 or nodes[0].category == "ordinal":
        return None
    ahead, unit = (1 if nodes[0].category == "next" else 0), nodes[-1].value
    if unit == "week":
        sunday = nodes[0].category == "this" and now.today.isoweekday() == 7  # then the coming week is meant
        monday = now.monday + (ahead + sunday) * WEEK
        return days(Days(max(monday, now.today), monday + 6 * DAY, "week"))
    if unit == "fortnight":
        return days(Days(now.today + DAY, now.today + 14 * DAY, "week"))
    if unit == "month":
        first, last = month_days(now, (now.today.month - 1 + ahead) % 12 + 1)
        return days(Days(max(first, now.today), last, "month"))
    if unit == "year":
        return a_year(now, ahead)
    return None


@rule("new_year_ahead")
def in_the_new_year(now: Now, _: Node) -> Node:
    """In the new year: its January."""
    first = date(now.today.year + 1, 1, 1)
    return days(Days(first, first + 30 * DAY, "month"))


def a_year(now: Now, ahead: int) -> Node:
    """What is left of this year, or the next one."""
    year = now.today.year + ahead
    return days(Days(max(date(year, 1, 1), now.today), date(year, 12, 31), "year"))


@rule("in|within? next number comma|or|to|dash number unit")
def next_two_or_three_days(now: Now, *nodes: Node) -> Node | None:
    """Die naechsten zwei, drei Tage."""
    return next_days(now, *nodes[-2:])


@rule("in|within? next both_of unit")
def next_two_days(now: Now, *nodes: Node) -> Node | None:
    """In den naechsten beiden Tagen."""
    return next_days(now, Node("number", 2, ""), nodes[-1])


@rule("in|within? next number unit")
def next_days(now: Now, *nodes: Node) -> Node | None:
    """In the next three days."""
    count = nodes[-2].value
    if nodes[-1].value == "day" and nodes[-2].marks & {"few", "couple"}:
        count = 3 if "couple" in nodes[-2].marks else 5
    length = {"day": 1, "week": 7, "month": 30}.get(nodes[-1].value, 0) * count
    if length > RANGE_OF_DAYS:
        return Node("x", None, "")  # a price for the next 12 months
    return days(Days(now.today + DAY, now.today + length * DAY, "week")) if length else None


@rule("in|within next number unit")
def next_hours(now: Now, *nodes: Node) -> Node | None:
    """In the next three hours, in den naechsten 20 Minuten; within the next 48 hours."""
    length = nodes[-2].value * {"hour": 60, "minute": 1}.get(nodes[-1].value, 0)
    start = now.local.hour * 60 + now.local.minute
    if start + length > MIDNIGHT and length <= RANGE_OF_DAYS * MIDNIGHT:
        return Node("from_now_until", timedelta(minutes=length), "")
    spans = (Span(start, min(start + length, MIDNIGHT)),)
    return Node("both", ((Days(now.today, now.today),), spans), "") if length else None


@rule("within unit")
def within_the_hour(now: Now, _: Node, unit: Node) -> Node | None:
    """Within the hour."""
    return Node("from_now_until", timedelta(hours=1), "") if unit.value == "hour" else None


@rule("until|before this? unit|quarter not_good|x")
def before_it_is_out(now: Now, _: Node, *rest: Node) -> Node | None:
    """Before the month is out, bevor die Woche rum ist."""
    unit, over = rest[-2:]
    stretch = _this(now, unit) if "is_out" in over.marks else None
    return days(Days(now.today, stretch.value[0].last, "open")) if stretch else None


def _this(now: Now, unit: Node) -> Node | None:
    """What is left of this week, month, quarter or year."""
    this = Node("this", None, "")
    return next_quarter(now, this, unit) if unit.category == "quarter" else this_or_next(now, this, unit)


@rule("within number|a unit")
def within_two_weeks(now: Now, _: Node, number: Node, unit: Node) -> Node | None:
    """Within two weeks, within 24 hours."""
    if unit.value in ("hour", "minute"):
        length = timedelta(
            minutes=(number.value if number.category == "number" else 1) * (60 if unit.value == "hour" else 1)
        )
        return Node("from_now_until", length, "")
    return next_days(now, Node("number", number.value if number.category == "number" else 1, ""), unit)


@rule("in|within? number next unit")
def in_two_next_days(now: Now, *nodes: Node) -> Node | None:
    """In the two next days."""
    return next_days(now, nodes[-3], nodes[-1])


@rule("next number workdays")
def next_working_days(now: Now, _: Node, number: Node, __: Node) -> Node | None:
    """The next four business days."""
    last, left = now.today, number.value
    while left > 0 and left < 30:
        last += DAY
        left -= last.isoweekday() < 6
    return days(Days(now.today + DAY, last, "week"))


@rule("in|within hour")
def in_two_h(now: Now, _: Node, hours: Node) -> Node | None:
    """In 2h, in 2 hrs."""
    category = "instant" if _.category == "in" else "from_now_until"
    return Node(category, timedelta(minutes=hours.value), "") if hours.text.endswith(("h", "hrs")) else None


@rule("in about? decimal unit|oclock")
def in_half_hours(now: Now, *nodes: Node) -> Node | None:
    """In 2.5 hours, in 1,5 h."""
    if nodes[-1].value not in {"hour", "oclock"} or nodes[-2].value > 24:
        return None
    return Node("instant", timedelta(minutes=int(nodes[-2].value * 60)), "")


@rule("in number or|comma|dash|to number unit")
def in_two_or_three_days(now: Now, _: Node, first: Node, __: Node, second: Node, unit: Node) -> Node | None:
    """In two or three days."""
    length = {"day": DAY, "week": WEEK}.get(unit.value)
    if not length or not first.value < second.value < 30:
        return None
    return days(Days(now.today + first.value * length, now.today + second.value * length, "week"))


@rule("in number|a unit comma =weekday")
def weekdays_in_two_weeks(now: Now, _: Node, number: Node, unit: Node, __: Node) -> Node | None:
    """In two weeks, Monday or Tuesday: those of that week."""
    weeks = number.value if number.category == "number" else 1
    return a_week(now.monday + weeks * WEEK) if unit.value == "week" and weeks < 30 else None


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
    if unit == "month":
        first, last = month_days(now, (now.today.month - 1 + number) % 12 + 1)
        return one_day(min(first.replace(day=1) + (now.today.day - 1) * DAY, last)) if number < 12 else None
    length = {"day": 1, "week": 7, "fortnight": 14}.get(unit)
    return one_day(now.today + number * length * DAY) if length else None


@rule("weekend")
def weekend(now: Now, _: Node) -> Node | None:
    """The weekend."""
    saturday = now.monday + (12 if now.today.isoweekday() == 7 else 5) * DAY
    return days(Days(max(saturday, now.today), saturday + DAY, "weekend"))


@rule("next days")
def next_weekend(now: Now, _: Node, which: Node) -> Node | None:
    """Next weekend may be this one or that one; the one after a weekend's days is meant from Monday on."""
    return which if which.value[0].first.weekday() == 5 and len(which.value) == 1 else None


@rule("days or|and next !unit|weekday|days|month|number|weekend")
def this_week_or_next(now: Now, week: Node, *_: Node) -> Node | None:
    """This week or next."""
    last = week.value[-1]
    if last.grain != "week":
        return None
    monday = last.first - DAY * last.first.weekday() + WEEK
    return days(*week.value, Days(monday, monday + 6 * DAY, "week"))

"""Days told from other days: tomorrow, Monday week, two days after Christmas."""

from convene.when.grammar import (
    DAY,
    WEEK,
    Days,
    Now,
    Span,
    a_week,
    coming,
    day_of_week,
    days,
    month_days,
    one_day,
    rule,
    value,
)
from convene.when.holidays import next_holiday
from convene.when.node import Node
from convene.when.rules.day_ranges import week_beside

# What may follow `after`: then it is no answer to a day that was named before.
_TIMES = (
    "days|number|hour|time|holiday|part|month|ordinal|clock|lunch|relative_day|unit|next|this|a|date|day_month"
    "|military|times|x"
)


@rule("same_as relative_day|weekday")
def the_same_weekday_as_today(now: Now, *_: Node) -> Node:
    """In two weeks, same day as today: that only tells more of the day."""
    return Node("noise", None, "")


@rule("relative_day")
def relative_day(now: Now, node: Node) -> Node | None:
    """Today, tomorrow; yesterday is a question."""
    if node.value < 0:
        return Node("past", None, "")
    day = one_day(now.today + node.value * DAY)
    return Node("tonight", day.value, "") if day and "tonight" in node.marks else day


@rule("the_day_after|the_day_before x? x? on? days")
def day_beside(now: Now, which: Node, *rest: Node) -> Node | None:
    """The day after Labor Day; the day after tomorrow."""
    day = rest[-1]
    step = DAY if which.category == "the_day_after" else -DAY
    return one_day(day.value[0].first + step) if len(day.value) == 1 else None


@rule("weekday week_after_next")
def weekday_after_next(now: Now, weekday: Node, _: Node) -> Node:
    """Mittwoch uebernaechster Woche."""
    return day_of_week(now.monday + 2 * WEEK, weekday.value)


@rule("weekday after next !unit|weekday|weekend|month")
def friday_after_next(now: Now, weekday: Node, *_: Node) -> Node | None:
    """Friday after next, Mittwoch nach dem naechsten."""
    return one_day(coming(now, weekday.value) + WEEK)


@rule("after_next weekday|unit")
def after_next(now: Now, _: Node, which: Node) -> Node | None:
    """Uebernaechsten Montag."""
    if which.category == "weekday":
        return one_day(coming(now, which.value) + WEEK)
    if which.value == "month":
        first, last = month_days(now, (now.today.month + 1) % 12 + 1)
        return days(Days(first, last, "month"))
    return a_week(now.monday + 2 * WEEK) if which.value == "week" else None


@rule("same_day comma? next unit")
def same_day_next_week(now: Now, *nodes: Node) -> Node | None:
    """Same day next week."""
    return Node("a_week_later", None, "") if nodes[-1].value == "week" else None


@rule("weekday then_on|thereafter")
def the_tuesday_after_that(now: Now, weekday: Node, _: Node) -> Node:
    """Tuesday after that, am Mittwoch danach."""
    return Node("weekday_after_that", weekday.value, "")


@rule(f"weekday before|earlier !{_TIMES}")
def the_thursday_before(now: Now, weekday: Node, before: Node) -> Node | None:
    """The Thursday before, der Donnerstag davor."""
    return Node("weekday_before_that", weekday.value, "") if "beside_it" in before.marks else None


@rule(f"weekday after|later !{_TIMES}")
def the_wednesday_after(now: Now, weekday: Node, after: Node) -> Node | None:
    """The Wednesday after, der Mittwoch darauf."""
    return Node("weekday_after_that", weekday.value, "") if "beside_it" in after.marks else None


@rule(f"weekend after|later|then_on !{_TIMES}")
def the_weekend_after(now: Now, _: Node, after: Node) -> Node | None:
    """Halloween is out, the weekend after?"""
    beside = after.category == "then_on" or "beside_it" in after.marks
    return Node("weekend_after_that", None, "") if beside else None


@rule(f"<!next|this|number|a unit after !{_TIMES}")
def week_after(now: Now, unit: Node, _: Node) -> Node | None:
    """Next week is full; week after?"""
    return Node("the_week_after", None, "") if unit.value == "week" else None


@rule("holiday_week")
def holiday_week(now: Now, node: Node) -> Node:
    """The week of a holiday: Karwoche."""
    day = next_holiday(node.value, now.today, now.zone)
    return a_week(day - DAY * day.weekday())


@rule("between_years")
def between_years(now: Now, _: Node) -> Node:
    """Zwischen den Jahren: from the 27th to the last of December."""
    last = next_holiday("new_years_eve", now.today, now.zone)
    return days(Days(max(last.replace(day=27), now.today), last, "between"))


@rule("days in number|a unit")
def today_in_a_week(now: Now, day: Node, _: Node, number: Node, unit: Node) -> Node | None:
    """Heute in einer Woche."""
    length = {"day": 1, "week": 7}.get(unit.value)
    count = number.value if number.category == "number" else 1
    count = {8: 7, 15: 14}.get(count, count) if unit.value == "day" else count  # heute in acht Tagen
    return one_day(day.value[0].first + count * length * DAY) if length and len(day.value) == 1 else None


@rule("this_time next|this unit")
@rule("this_time relative_day|weekday")
def this_time_next_week(now: Now, _: Node, *rest: Node) -> Node | None:
    """This time next week, this time tomorrow: at the hour it is now."""
    quarter = (now.local.hour * 60 + now.local.minute + 7) // 15 * 15
    if rest[-1].category == "unit":
        ahead = {("next", "week"): WEEK}.get((rest[0].category, rest[-1].value))
        day = now.today + ahead if ahead else None
    elif rest[-1].category == "weekday":
        day = coming(now, rest[-1].value)
    else:
        day = now.today + rest[-1].value * DAY if rest[-1].value > 0 else None
    return Node("both", ((Days(day, day),), (Span(quarter, quarter),)), "") if day else None


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
    if (len(rest), rest[-1].value) == (1, "fortnight"):
        return one_day(coming(now, weekday.value) + 2 * WEEK)
    if rest[-1].value != "week":
        return None
    if len(rest) == 1:
        return one_day(coming(now, weekday.value) + WEEK)
    ahead = 1 if rest[0].category == "next" else 0
    return day_of_week(now.monday + ahead * WEEK, weekday.value)


@rule("weekday on_day? the_week_after !days")
def monday_of_the_following_week(now: Now, weekday: Node, *_: Node) -> Node:
    """Monday of the following week: the one after the week that was named, else after this."""
    return Node("weekday_of_the_week_after", weekday.value, "")


@rule("weekday in|on_day? that_week !days")
def monday_of_the_same_week(now: Now, weekday: Node, *_: Node) -> Node:
    """Wednesday of the same week: of the one that was named before."""
    return Node("weekday_of_that_week", weekday.value, "")


@rule("next|this unit weekday")
def next_week_monday(now: Now, which: Node, unit: Node, weekday: Node) -> Node | None:
    """Naechste Woche Montag."""
    ahead = 1 if which.category == "next" else 0
    return day_of_week(now.monday + ahead * WEEK, weekday.value) if unit.value == "week" else None


@rule("number|a unit on|from? weekday")
def week_on_thursday(now: Now, number: Node, unit: Node, *rest: Node) -> Node | None:
    """A week on Thursday."""
    weeks = (number.value if number.category == "number" else 1) * (2 if unit.value == "fortnight" else 1)
    if unit.value not in ("week", "fortnight") or weeks > 8:
        return None
    return one_day(coming(now, rest[-1].value) + weeks * WEEK)


@rule("number|a unit before days")
def weeks_before(now: Now, number: Node, unit: Node, _: Node, day: Node) -> Node | None:
    """Two weeks before Christmas."""
    count = number.value if number.category == "number" else 1
    length = {"day": 1, "week": 7, "fortnight": 14}.get(unit.value)
    return one_day(day.value[0].first - count * length * DAY) if length and len(day.value) == 1 else None


@rule("weekday number|a unit from_now")
def monday_two_weeks_from_now(now: Now, weekday: Node, number: Node, unit: Node, _: Node) -> Node | None:
    """Monday two weeks from now: that of the week that is two weeks ahead."""
    weeks = number.value if number.category == "number" else 1
    return day_of_week(now.monday + weeks * WEEK, weekday.value) if unit.value == "week" and weeks < 30 else None


@rule("number weekdays from_now")
def fridays_from_now(now: Now, number: Node, weekday: Node, _: Node) -> Node | None:
    """Three Fridays from now."""
    return one_day(coming(now, weekday.value) + (number.value - 1) * WEEK)


@rule("number|a unit from|after? days")
def week_from_today(now: Now, number: Node, unit: Node, *rest: Node) -> Node | None:
    """A week from today, two days after Christmas; British a week today."""
    day = rest[-1]
    if len(rest) == 1 and "from_which" not in day.marks:
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
    """Freitag in einer Woche; Dienstag in acht Tagen is a week later too."""
    number = value(rest, "number") or 1
    if rest[-1].value == "day" and number in (8, 14, 15):
        return one_day(coming(now, weekday.value) + (2 if number > 8 else 1) * WEEK)
    first, ahead = coming(now, weekday.value), int(number) * WEEK  # type: ignore[call-overload]
    if first - WEEK == now.today and rest[-1].value == "week":
        return days(Days(now.today + ahead, now.today + ahead), Days(first + ahead, first + ahead))  # said on a Friday
    return days(Days(first + ahead, first + ahead, "day_of_week")) if rest[-1].value == "week" else None

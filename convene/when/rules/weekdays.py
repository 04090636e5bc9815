"""Weekdays: Thursday, next Tuesday, every Friday, Monday the 11th."""

from convene.when.grammar import DAY, WEEK, Days, Now, coming, days, next_with_weekday, one_day, rule, span_of
from convene.when.node import Node


@rule("weekday dash weekday")
def weekly_range(now: Now, first: Node, _: Node, last: Node) -> Node | None:
    """Mon-thu holds every week."""
    return Node("weekly", (_in_a_row(first, last), ()), "")


@rule("<!from|between weekday until|to weekday part")
def weekly_range_of_parts(now: Now, first: Node, _: Node, last: Node, part: Node) -> Node | None:
    """Mo bis Do vormittags."""
    if not part.marks & {"repeats", "may_repeat"}:
        return None
    return Node("weekly", (_in_a_row(first, last), (span_of(part),)), "")


@rule("between|from? weekdays to|dash|until weekdays")
def weekdays_range(now: Now, *nodes: Node) -> Node | None:
    """Montags bis mittwochs, Mondays to Wednesdays."""
    return weekly_range(now, nodes[-3], nodes[-2], nodes[-1])


@rule("part weekday to|until|dash weekday")
def parts_of_weekdays_in_a_row(now: Now, part: Node, first: Node, _: Node, last: Node) -> Node | None:
    """Mornings Mon thru Thurs."""
    return weekly_range_of_parts(now, first, _, last, part)


def _in_a_row(first: Node, last: Node) -> frozenset[int]:
    """The weekdays from the first to the last."""
    return frozenset((first.value - 1 + n) % 7 + 1 for n in range((last.value - first.value) % 7 + 1))


@rule("weekday part")
def weekly_part(now: Now, weekday: Node, part: Node) -> Node | None:
    """Wednesday afternoons hold every week."""
    return Node("weekly", (frozenset({weekday.value}), (span_of(part),)), "") if "repeats" in part.marks else None


@rule("weekday dash? and|or|slash|comma weekly")
def weekly_list(now: Now, weekday: Node, *rest: Node) -> Node:
    """Tuesday and Thursday mornings."""
    weekdays, spans = rest[-1].value
    return Node("weekly", (weekdays | {weekday.value}, spans), "")


@rule("weekday dash and|or weekdays")
def hyphened_weekdays(now: Now, weekday: Node, _: Node, __: Node, other: Node) -> Node:
    """Dienstag- und donnerstags."""
    return Node("weekly", (frozenset({weekday.value, other.value}), ()), "")


@rule("weekdays and|or|slash|comma weekly")
def weekdays_list(now: Now, weekday: Node, _: Node, weekly: Node) -> Node | None:
    """Montags und mittwochnachmittags."""
    return weekly_list(now, weekday, weekly)


@rule("on|on_day a weekday !ordinal|number")
def of_a_saturday(now: Now, on: Node, _: Node, weekday: Node) -> Node | None:
    """Of a Saturday, on a Monday; not: Interesse an einer Demo am Dienstag."""
    if on.category == "on" and "on" not in on.marks:
        return None
    return Node("weekly", (frozenset({weekday.value}), ()), "")


@rule("every weekday")
def every_week(now: Now, every: Node, weekday: Node) -> Node | None:
    """Every Tuesday."""
    return None if every.value == "all" else Node("weekly", (frozenset({weekday.value}), ()), "")


@rule("weekly or|and|slash|comma weekday !ordinal|number|month|part")
def every_monday_or_wednesday(now: Now, weekly: Node, _: Node, weekday: Node) -> Node | None:
    """Any Monday or Wednesday."""
    weekdays, spans = weekly.value
    return None if spans else Node("weekly", (weekdays | {weekday.value}, ()), "")


@rule("weekdays or|and|slash weekday !ordinal|number|month|part")
def mondays_or_wednesday(now: Now, first: Node, _: Node, second: Node) -> Node:
    """Jeden Montag oder Mittwoch."""
    return Node("weekly", (frozenset({first.value, second.value}), ()), "")


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
        day = now.monday + WEEK + DAY * (nodes[-1].value - 1)
        return days(Days(day, day, "next"))
    day = coming(now, nodes[-1].value)
    return one_day(day) if nodes[0].category == "this" else days(Days(day, day, "weekday"))


@rule("days comma? a days")
def boxing_day_is_a_monday(now: Now, day: Node, *rest: Node) -> Node | None:
    """Boxing Day is a Monday: that only tells more of the day."""
    told = rest[-1].value[0]
    one = len(day.value) == 1 and day.value[0].first == day.value[0].last
    return tue_the_25th(now, rest[-1], day) or day if one and told.grain == "weekday" != day.value[0].grain else None


@rule("ordinal comma? a days")
def the_third_is_a_thursday(now: Now, nth: Node, *rest: Node) -> Node | None:
    """The 3rd is a Thursday."""
    return tue_25th(now, rest[-1], nth) if rest[-1].value[0].grain == "weekday" else None


@rule("days comma x? x? a? days")
def tue_comma_the_25th(now: Now, weekday: Node, *rest: Node) -> Node | None:
    """Am Montag, 7. Dezember; 15. Dezember, das ist ein Dienstag."""
    day = rest[-1]
    if day.value[0].grain == weekday.value[0].grain == "weekday":
        return None  # Wednesday or Thursday, though Thursday only from 3
    if day.value[0].grain == "weekday" != weekday.value[0].grain:
        again = tue_the_25th(now, day, weekday)
        return weekday if again else None
    return tue_the_25th(now, weekday, day) if weekday.value[0].grain == "weekday" else None


@rule("days days")
def tue_the_25th(now: Now, weekday: Node, day: Node) -> Node | None:
    """Monday January 11th: the weekday only says it again."""
    one, other = weekday.value[0], day.value[0]
    if len(weekday.value) == len(day.value) == 1 and one.first == one.last and other.first == other.last:
        if one.first.weekday() == other.first.weekday():
            return weekday if (one.grain, other.grain) == ("holiday", "weekday") else day  # Thanksgiving Monday
        if one.grain == "weekday" and other.grain == "day" and any(letter.isdigit() for letter in day.text):
            return Node("conflict", (one, other), "")
    return None


@rule("days comma? ordinal")
def tue_25th(now: Now, weekday: Node, *rest: Node) -> Node | None:
    """Tue the 25th, Wednesday the 1st."""
    if weekday.value[0].grain == "holiday" and weekday.value[0].first.day != rest[-1].value:
        return None  # closed on Labor Day, so the 8th
    found = next_with_weekday(now, rest[-1].value, weekday.value[0].first.isoweekday())
    if len(rest) == 2 and (
        weekday.value[0].grain != "weekday" or not found or found.weekday() != weekday.value[0].first.weekday()
    ):
        return None
    return one_day(found) if found and len(weekday.value) == 1 else None

"""Ranges of days and their open ends: Wednesday to Friday, from the 10th on."""

from convene.when.grammar import DAY, WEEK, Days, Now, days, rule
from convene.when.tokens import Node


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

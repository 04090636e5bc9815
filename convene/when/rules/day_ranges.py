"""Ranges of days and their open ends: Wednesday to Friday, from the 10th on."""

from datetime import date

from convene.when.grammar import DAY, ENDS_OF_DAY, MIDNIGHT, WEEK, Days, Now, Span, a_week, days, rule, times
from convene.when.node import Node


@rule("earliest on? days")
@rule("days earliest")
def at_the_earliest(now: Now, *nodes: Node) -> Node | None:
    """The 15th at the earliest."""
    return open_days(now, Node("from", None, ""), next(node for node in nodes if node.category == "days"))


@rule("between|from now and|to|until")
def between_now_and(now: Now, *_: Node) -> Node:
    """Between now and Friday."""
    return Node("until", None, "until")


@rule("number unit from days")
def three_days_from_monday(now: Now, number: Node, unit: Node, start: Node, day: Node) -> Node | None:
    """3 days starting from Monday."""
    first, length = day.value[0].first, {"day": 1, "week": 7}.get(unit.value, 0) * number.value
    told = start.value == "starting"
    return days(Days(first, first + (length - 1) * DAY, "week")) if told and 0 < length < 60 else None


@rule("from|between days zu days")
@rule("from|between days comma until|to days")
@rule("from|between? days to|dash|until|and days")
def day_range(now: Now, *nodes: Node) -> Node | None:
    """Between Wednesday and Friday, Aug 31 - Sep 2, mon-thu."""
    opening = nodes[0].category if nodes[0].category in ("from", "between") else ""
    start, link, end = (node for node in nodes if node.category not in ("comma", "from", "between"))
    if link.category == "and" and opening != "between":
        return None
    first, last = start.value[0], end.value[-1]
    if first.grain == "holiday" and opening == "between":
        return (
            days(Days(first.first + DAY, last.first - DAY))
            if first.first < last.first
            else days(Days(first.first, last.first))
        )
    if first.grain == "weekday" and last.grain == "day_of_week":  # Tuesday to Thursday next week
        monday = last.first - DAY * last.first.weekday()
        first = Days(monday + DAY * first.first.weekday(), monday + DAY * first.first.weekday())
    if first.grain == last.grain == "month" and last.last < first.first and last.first <= now.today:
        first = Days(now.today, last.last)  # from August to October, said in September
    end_day = last.last if last.last >= first.first else last.last + WEEK
    if (end_day - first.first).days > 92:
        return None
    grains = {start.value[0].grain, last.grain}
    grain = "stretch" if "day_of_week" in grains else "weekdays" if grains == {"weekday"} else "day"
    return days(Days(first.first, end_day, grain))


@rule("earliest|flexible|not_before|not_until days comma? and|but? latest|not_after|until on? days")
def earliest_and_latest(now: Now, *nodes: Node) -> Node | None:
    """Earliest Thursday, latest the Monday after; not before Thursday, no later than Tuesday."""
    start, end = (node for node in nodes if node.category == "days")
    return day_range(now, start, Node("until", None, ""), end)


@rule("days or not_after|latest on? days")
def or_at_the_latest(now: Now, day: Node, _: Node, __: Node, *rest: Node) -> Node:
    """The 12th, or at the latest the 13th."""
    return days(*day.value, *rest[-1].value)


@rule("until|before|not_after|latest days on? times")
@rule("until|before|not_after|latest both")
def until_both(now: Now, bound: Node, *rest: Node) -> Node | None:
    """By tomorrow evening, before Friday noon: the days until then, and that one up to the clock time."""
    if not (said := _day_and_clock(rest)):
        return None
    day, span = said
    ends = "by" in bound.marks and span.start >= 16 * 60 and span.end == 18 * 60
    end = 12 * 60 if span.start == 11 * 60 + 30 < span.end else span.end if ends else span.start  # as midday is said
    last = ((Days(day, day),), (Span(0, end),))
    before = ((Days(now.today, day - DAY),), (Span(0, MIDNIGHT),))
    return Node("boths", (before, last) if day > now.today else (last,), "")


@rule("from|after|not_before|not_until days on? times")
@rule("from|after|not_before|not_until both")
def from_both(now: Now, bound: Node, *rest: Node) -> Node | None:
    """After Friday 3pm, from Tuesday noon on."""
    onwards = "onwards" in rest[-1].marks
    if not (said := _day_and_clock(rest, onwards=onwards and bound.category == "from")):
        return None
    day, span = said
    first = ((Days(day, day),), (Span(span.end if bound.category == "after" else span.start, MIDNIGHT),))
    behind = ((Days(day + DAY, now.today + 70 * DAY, "open"),), (Span(0, MIDNIGHT),))
    return Node("boths", (first, behind), "")


def _day_and_clock(said: tuple[Node, ...], *, onwards: bool = False) -> tuple[date, Span] | None:
    """The single day and clock time, or part of a day, of `both` or of `days` and `times`; not: Monday 2 to 4."""
    days, spans = said[-1].value if said[-1].category == "both" else (said[0].value, said[-1].value)
    (day, *more), (span, *others) = days, spans
    part = onwards or span.start == span.end or not any(c.isdigit() for c in said[-1].text.removeprefix(said[0].text))
    weekly = not onwards and said[-1].marks & {"repeats", "may_repeat"}
    open_ended = not onwards and (span.start == 0 or span.end == MIDNIGHT)
    if more or others or day.first != day.last or not part or weekly or open_ended:
        return None
    return day.first, span


@rule("unit|that_week from days")
def week_from_the_22nd(now: Now, unit: Node, _: Node, day: Node) -> Node | None:
    """Woche ab 22. Juni."""
    first = day.value[0].first
    week = "week" in (unit.value, unit.category.removeprefix("that_"))
    return a_week(first - DAY * first.weekday()) if week and day.value[0].grain == "day" else None


@rule("not_before|not_until|from|after|until|before|not_after on? days onwards|on?")
def open_days(now: Now, bound: Node, *rest: Node) -> Node | None:
    """From Wednesday on, after the 10th, by Friday, before September."""
    day = next(node for node in rest if node.category == "days")
    which = day.value[0]
    far = now.today + 70 * DAY
    if bound.value == "soon":  # right after Easter
        return days(Days(which.last + DAY, which.last + 4 * DAY, "open"))
    if bound.category == "after":
        return days(Days(which.last + DAY, max(far, which.last + 14 * DAY), "open"))
    if bound.category in ("from", "not_before", "not_until"):
        return days(Days(which.first, max(far, which.first + 14 * DAY), "open"))
    inclusive = bound.category in ("until", "not_after") or "by" in bound.marks or "the_end" in day.marks
    last = which.last if inclusive else which.first - DAY
    return days(Days(now.today, last, "open")) if last >= now.today else None


@rule("about days")
def shortly_beside(now: Now, about: Node, day: Node) -> Node | None:
    """Kurz nach Neujahr, kurz vor Weihnachten: the seven days beside it."""
    return week_beside(now, Node(f"the_week_{about.value}", None, ""), day) if about.value != "about" else None


@rule("after|before|until holiday_season")
def beside_the_holidays(now: Now, bound: Node, season: Node) -> Node | None:
    """After the holidays: those at the end of the year, from Christmas Eve on."""
    if now.today.month < 11:
        return None
    first = date(now.today.year, 12, 24)
    whole = days(Days(first, first + season.value * DAY))
    return open_days(now, Node("after" if bound.category == "after" else "before", bound.value, ""), whole)


@rule("the_week_before holiday_season")
def week_before_the_holidays(now: Now, which: Node, _: Node) -> Node | None:
    """In der letzten Woche vor den Feiertagen: the seven days before Christmas Eve."""
    eve = date(now.today.year, 12, 24)
    return week_beside(now, which, days(Days(eve, eve))) if eve > now.today else None


@rule("until|before|not_after? times? days latest")
def until_at_the_latest(now: Now, *nodes: Node) -> Node | None:
    """Friday at the latest, close of business Friday at the latest."""
    return open_days(now, Node("until", None, ""), nodes[-2])


@rule("times not_after|latest !days|times|time|hour|number|both|part")
def eleven_at_the_latest(now: Now, clock: Node, _: Node) -> Node | None:
    """11 Uhr spaetestens."""
    return times(Span(0, clock.value[0].end)) if clock.value[0].start == clock.value[0].end else None


@rule("days not_after !days|times|time|hour|number|both|part")
def until_behind(now: Now, day: Node, _: Node) -> Node | None:
    """Freitag spaetestens."""
    return open_days(now, Node("until", None, ""), day)


@rule("since days|times|both|past")
def since_days(now: Now, *_: Node) -> Node:
    """Since Monday: that is over."""
    return Node("noise", None, "")


@rule("until|before|not_after part days")
def by_the_end_of(now: Now, bound: Node, part: Node, day: Node) -> Node | None:
    """By close of business on Friday."""
    return open_days(now, Node("until", None, ""), day) if part.value in ENDS_OF_DAY else None


@rule("days onwards")
def onwards_days(now: Now, day: Node, _: Node) -> Node | None:
    """Wednesday onwards."""
    first = day.value[0].first
    return days(Days(first, max(now.today + 70 * DAY, first + 14 * DAY), "open"))


@rule("days or|and comma? the_week_after|the_day_after !days")
def or_the_week_after(now: Now, day: Node, *rest: Node) -> Node | None:
    """Next week or the week after; tomorrow or the day after."""
    last = day.value[-1]
    if rest[-1].category == "the_day_after":
        return days(*day.value, Days(last.last + DAY, last.last + DAY))
    return days(*day.value, Days(last.first + WEEK, last.last + WEEK, last.grain)) if last.grain == "week" else None


@rule("the_week_before|the_week_after days")
def week_beside(now: Now, which: Node, day: Node) -> Node | None:
    """The week before Easter: the seven days before it; the week after Thanksgiving begins on Monday."""
    if which.category == "the_week_before":
        return days(Days(day.value[0].first - WEEK, day.value[0].first - DAY, "week"))
    last = day.value[-1].last
    if last.isoweekday() >= 4 or day.value[-1].grain == "day_of_week":
        return a_week(last - DAY * last.weekday() + WEEK)
    return days(Days(last + DAY, last + WEEK, "week"))


@rule("days or|and|slash days !part|times|both|number|hour|time")
def both_in_that_week(now: Now, first: Node, link: Node, last: Node) -> Node | None:
    """Monday or Tuesday next week: Monday is one of next week, too; but not in: Friday or Monday next week."""
    (one, *more), (other, *others) = first.value, last.value
    if more or others or one.grain != "weekday" or other.grain != "day_of_week":
        return None
    if one.first.weekday() >= other.first.weekday():
        return None
    same_week = other.first - DAY * (other.first.weekday() - one.first.weekday())
    return days(Days(same_week, same_week, other.grain), other)

"""Clock times, their ranges and open ends: 15:00, 3-5, after 3, around five."""

from convene.when.grammar import (
    MIDNIGHT,
    Days,
    Now,
    Span,
    afternoon,
    bounded_in,
    minutes_of,
    range_in,
    rule,
    span_of,
    time_in,
    times,
)
from convene.when.node import Node
from convene.when.rules.day_ranges import open_days

_EVENING = Node("part", "17:00-22:00", "")
_BOUND = "not_before|not_until|from|after|not_after|until|before"
_CLOCK = "time|hour|number|clock|military"


@rule(f"time|hour zone to|dash|until|and {_CLOCK}")
def range_with_zone(now: Now, start: Node, _: Node, link: Node, end: Node) -> Node | None:
    """15:00 GMT - 18:00 GMT."""
    return clock_range(now, Node("from", None, ""), start, Node("to", None, ""), end)


@rule(f"from {_CLOCK} duration")
def from_nine_for_two_hours(now: Now, _: Node, clock: Node, length: Node) -> Node | None:
    """From 9 for 2 hours: a stretch that is longer than a meeting."""
    minutes = minutes_of(clock)
    if minutes is None or length.value <= 60:
        return None
    start = minutes if clock.category == "time" else afternoon(minutes)
    return times(Span(start, min(start + length.value, MIDNIGHT)))


@rule(f"from {_CLOCK} =duration")
def from_two_for_an_hour(now: Now, _: Node, clock: Node) -> Node | None:
    """From 2pm for half an hour."""
    minutes = minutes_of(clock)
    if minutes is None:
        return None
    start = minutes if clock.category == "time" else afternoon(minutes)
    return times(Span(start, start))


@rule(f"between|from now and|to|until {_CLOCK} !unit|thing|x|month")
def between_now_and_five(now: Now, *nodes: Node) -> Node | None:
    """Between now and 5: today."""
    until = open_end(now, Node("until", None, ""), nodes[-1])
    return Node("both", ((Days(now.today, now.today),), until.value), "") if until else None


@rule("tonight comma? from|between? time|hour|number to|dash|until|and time|hour|number")
def tonight_range(now: Now, day: Node, *rest: Node) -> Node | None:
    """Tonight from 7 to 8."""
    spans = range_in(_EVENING, rest[-3], rest[-1])
    return Node("both", (day.value, spans.value), "") if spans else None


@rule(f"from|between|about? {_CLOCK} to|dash|until|and|a {_CLOCK}")
def clock_range(now: Now, *nodes: Node) -> Node | None:
    """From 9 to 11:30, between 2 and 4, 3-5, 10am-12pm."""
    start, link, end = nodes[-3:]
    opening = nodes[0].category if len(nodes) == 4 else ""
    if link.category in ("and", "a") and opening != "between":
        return None
    first, last = minutes_of(start), minutes_of(end)
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


@rule("from|between? time|hour|number to|dash|until part|lunch")
@rule("between time|hour|number and part|lunch")
def until_noon(now: Now, *nodes: Node) -> Node | None:
    """Von halb zehn bis Mittag, between 9 and lunch."""
    noon = 12 * 60
    start, end = minutes_of(nodes[-3]), noon if nodes[-1].category == "lunch" else max(span_of(nodes[-1]).start, noon)
    return times(Span(start, end)) if start is not None and start < end else None


@rule("between part|lunch and|to|until part|lunch|clock")
def between_parts(now: Now, _: Node, part: Node, __: Node, end: Node) -> Node | None:
    """Between breakfast and lunch, zwischen Mittag und Abend: behind the first meal and before the next."""
    first = _end_of_meal(part) or max(span_of(part).start, 12 * 60 if part.value.startswith("11:30") else 0)
    last = minutes_of(end) if end.category == "clock" else 12 * 60 if end.category == "lunch" else span_of(end).start
    last = 12 * 60 if last == 11 * 60 + 30 else last  # as midday is said
    return times(Span(first, last)) if last and first < last else None


@rule("after x? part")
def after_breakfast(now: Now, _: Node, *meal: Node) -> Node | None:
    """After breakfast, nach meinem Fruehstueck."""
    end = _end_of_meal(meal[-1])
    return times(Span(end, end + 180)) if end else None


def _end_of_meal(part: Node) -> int:
    """When a part of the day that is a meal is over."""
    if part.category == "lunch":
        return 13 * 60
    end = 13 * 60 if part.value.startswith("11:30") else span_of(part).end
    return end if "meal" in part.marks else 0


@rule("between part|lunch and|to|until time|hour|number !unit|thing")
def between_noon_and_four(now: Now, _: Node, part: Node, __: Node, end: Node) -> Node | None:
    """Zwischen Mittag und 16 Uhr; between lunch and 4: behind the meal."""
    start = _end_of_meal(part) or (12 * 60 if part.value.startswith("11:30") else 0)
    last = minutes_of(end) or 0
    last = last if end.category == "time" else afternoon(last)
    return times(Span(start, last)) if 0 < start < last else None


@rule("time|hour|number comma? at? tonight")
def seven_tonight(now: Now, clock: Node, *rest: Node) -> Node | None:
    """8 tonight."""
    return tonight_at_seven(now, rest[-1], clock)


@rule("tonight military")
def tonight_815(now: Now, day: Node, clock: Node) -> Node:
    """Tonight 815."""
    late = clock.value + (720 if clock.value < 720 else 0)
    return Node("both", (day.value, (Span(late, late),)), "")


@rule("tonight comma? at|about? time|hour|number")
def tonight_at_seven(now: Now, day: Node, *rest: Node) -> Node | None:
    """Tonight at 7."""
    clock = time_in(_EVENING, rest[-1]) if rest[-1].category != "time" else rest[-1]
    return Node("both", (day.value, (Span(clock.value, clock.value),)), "") if clock else None


@rule("hour|number or|comma|slash hour|number on? days part")
def seven_or_half_past_tomorrow_morning(now: Now, first: Node, link: Node, last: Node, *rest: Node) -> Node | None:
    """7 or 7.30 tomorrow morning."""
    clocks = [time_in(rest[-1], clock) for clock in (first, last)]
    spans = tuple(Span(clock.value, clock.value) for clock in clocks if clock)
    return Node("both", (rest[-2].value, spans), "") if len(spans) == 2 else None


@rule("from|between both to|until|and time|hour|number")
def between_two_tomorrow_and_four(now: Now, opening: Node, both: Node, link: Node, end: Node) -> Node | None:
    """Between 2 tomorrow and 4."""
    which, (span, *more) = both.value
    start = Node("time", span.start, "")
    made = clock_range(now, opening, start, link, end) if not more and span.start == span.end else None
    return Node("both", (which, made.value), "") if made else None


@rule(f"{_BOUND} time|hour|number on? days part")
def before_eleven_tomorrow_morning(now: Now, bound: Node, clock: Node, *rest: Node) -> Node | None:
    """Before eleven tomorrow morning, after 3 on Friday afternoon: the part tells the half of the day and its end."""
    day, part = rest[-2:]
    span = None if part.marks & {"repeats", "may_repeat"} else bounded_in(part, bound, clock)
    return Node("both", (day.value, (span,)), "") if span else None


@rule("time|hour|number about? on? days part")
def ten_on_monday_morning(now: Now, clock: Node, *rest: Node) -> Node | None:
    """10:15 on Monday morning, 8 ish on Friday morning: the part says which half of the day is meant."""
    time = time_in(rest[-1], clock) if clock.category != "time" else clock
    if time is None or time.category != "time" or rest[-1].marks & {"repeats", "may_repeat"}:
        return None
    about = rest[0].category == "about"
    return Node("both", (rest[-2].value, (Span(time.value, time.value, about=about),)), "")


@rule("number clock")
def twelve_noon(now: Now, number: Node, clock: Node) -> Node | None:
    """12 noon."""
    return Node("time", int(clock.value[:2]) * 60, "") if number.value == 12 else None


@rule("clock")
def named_clock(now: Now, clock: Node) -> Node | None:
    """Noon."""
    return Node("time", int(clock.value[:2]) * 60, "")


@rule("about part")
def about_part(now: Now, _: Node, part: Node) -> Node | None:
    """Around midday."""
    return part


@rule("nicht before|after")
def not_before(now: Now, _: Node, bound: Node) -> Node:
    """Net vor: no earlier than."""
    return Node(f"not_{bound.category}", None, "")


@rule(f"{_BOUND} at|about? time|hour|number|military onwards|on? !unit|thing")
def open_end(now: Now, bound: Node, *rest: Node) -> Node | None:
    """After 3, before noon, from 1:30 on, no earlier than 2."""
    clock = next(node for node in rest if node.category in ("time", "hour", "number", "military"))
    minutes = minutes_of(clock)
    if minutes is None:
        return None
    if clock.category == "number" and not 1 <= clock.value <= 24:
        return None
    minutes = minutes if clock.category in ("time", "military") else afternoon(minutes)
    marks = frozenset({"limit"} if bound.category.startswith("not_") else ())
    if bound.category in ("before", "until", "not_after"):
        return Node("times", (Span(0, minutes),), "", marks)
    if bound.value == "soon":
        return times(Span(minutes, minutes + 60))  # just after 3
    return Node("times", (Span(minutes, MIDNIGHT),), "", marks)


@rule("time|hour|number on !days|ordinal_day|number|slashed|x|a|weekday|weekdays|month")
def half_nine_on(now: Now, clock: Node, on: Node) -> Node | None:
    """Half nine on; not: rufen Sie um neun an."""
    return or_later(now, clock, clock) if "on" in on.marks else None


@rule("not_before|not_until|after|before x x? x? at time|hour|number !unit|thing")
def before_the_train_at_five(now: Now, bound: Node, *rest: Node) -> Node | None:
    """Before my train at 5, not before school drop-off at 9."""
    return open_end(now, bound, rest[-1])


@rule("not duration at|from|about time|hour|number|clock")
def but_an_hour_at_noon(now: Now, _: Node, length: Node, *rest: Node) -> Node | None:
    """Except for an hour at noon."""
    minutes = minutes_of(rest[-1])
    if minutes is None:
        return None
    start = minutes if rest[-1].category in {"time", "clock"} else afternoon(minutes)
    return Node("not_then", (Span(start, start + length.value),), "")


@rule("every the_day_after|the_day_before time|hour|number|clock|military !unit|thing")
def every_day_after_four(now: Now, _: Node, side: Node, clock: Node) -> Node | None:
    """Every day after 4."""
    clock = named_clock(now, clock) if clock.category == "clock" else clock  # type: ignore[assignment]
    return open_end(now, Node(side.category.removeprefix("the_day_"), None, ""), clock)


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
    minutes = minutes_of(clock)
    if minutes is None:
        return None
    return times(Span(minutes if clock.category == "time" else afternoon(minutes), MIDNIGHT))


@rule("time|hour|number or after !time|hour|number|days|ordinal|part")
def or_after(now: Now, clock: Node, *_: Node) -> Node | None:
    """4pm or after."""
    return or_later(now, clock, clock)


@rule("or before !time|hour|number|clock|days|date|ordinal|part|lunch|times|weekday|relative_day|month|holiday")
def or_before(now: Now, *_: Node) -> Node:
    """4pm or before."""
    return Node("or_earlier", None, "")


@rule("about time|hour|number|military")
def about_time(now: Now, _: Node, clock: Node) -> Node | None:
    """Around five."""
    minutes = minutes_of(clock)
    if minutes is None or minutes > MIDNIGHT:
        return None
    minutes = minutes if clock.category == "time" else afternoon(minutes)
    return times(Span(minutes, minutes, about=True))


@rule("at number about? !unit|thing")
def at_number(now: Now, _: Node, number: Node, *about: Node) -> Node | None:
    """At 4."""
    if not 1 <= number.value <= 24 or number.marks & {"few", "couple"}:
        return None
    minutes = afternoon(number.value * 60)
    return times(Span(minutes, minutes))


@rule("time|hour about?")
def clock_time(now: Now, clock: Node, *about: Node) -> Node | None:
    """15:00, 3 o'clock."""
    minutes = clock.value if clock.category == "time" else afternoon(clock.value)
    return times(Span(minutes, minutes, about=bool(about)))

"""Hours with their part of the day: 9 in the morning, acht Uhr abends."""

from convene.when.grammar import (
    Days,
    Now,
    Span,
    afternoon,
    bounded_in,
    hour_in,
    part_of,
    piece_of_day,
    range_in,
    rule,
    span_of,
    time_in,
    times,
)
from convene.when.node import Node
from convene.when.rules.clock_times import at_number, clock_range


@rule("at|about ordinal")
def at_the_end_of_a_sentence(now: Now, at: Node, number: Node) -> Node | None:
    """Um 10. The dot ends the sentence."""
    return at_number(now, at, Node("number", number.value, "")) if number.text.endswith(".") else None


@rule("from|between number|hour|time to|dash|until|and ordinal !month|x")
def clock_range_and_stop(now: Now, opening: Node, start: Node, link: Node, end: Node) -> Node | None:
    """Zwischen 9 und 11. The dot ends the sentence."""
    if "dated" in opening.marks or not end.text.endswith("."):
        return None
    return clock_range(now, opening, start, link, Node("number", end.value, ""))


@rule("time in? part|meridiem")
def time_and_part(now: Now, clock: Node, *rest: Node) -> Node | None:
    """9:30am in the morning: the part only says it again; 8 Uhr abends."""
    return fitting(clock, rest[-1]) if rest[-1].category == "part" else clock


@rule("start_of|middle_of|end_of part")
def early_afternoon(now: Now, which: Node, part: Node) -> Node:
    """Early arvo, late in the evening."""
    return part_of(piece_of_day(which.category, span_of(part)))


@rule("from|between? time|hour|number to|dash|until|and time|hour|number this part")
def range_this_morning(now: Now, *nodes: Node) -> Node | None:
    """Between 10 and 11:30 this morning."""
    link = next(node.category for node in reversed(nodes) if node.category in {"to", "dash", "until", "and"})
    spans = range_in(nodes[-1], nodes[-5], nodes[-3]) if link != "and" or nodes[0].category == "between" else None
    return Node("both", ((Days(now.today, now.today),), spans.value), "") if spans else None


@rule("number|hour this part")
def eight_this_evening(now: Now, hour: Node, _: Node, part: Node) -> Node | None:
    """8 this evening."""
    clock = time_in(part, hour)
    return Node("both", ((Days(now.today, now.today),), (Span(clock.value, clock.value),)), "") if clock else None


@rule("part from|between? time|hour|number to|dash|until|and time|hour|number")
def part_with_range(now: Now, part: Node, *rest: Node) -> Node | None:
    """Tomorrow evening from 7 to 8."""
    return range_in(part, rest[-3], rest[-1])


@rule("lunch comma? from|between? time|hour|number to|dash|until time|hour|number !unit|thing|x|month")
def lunch_with_range(now: Now, _: Node, *rest: Node) -> Node | None:
    """Except lunch, 12 to 1."""
    spans = clock_range(now, *rest[-3:])
    return spans if spans and 11 * 60 <= spans.value[0].start < 14 * 60 else None


@rule("from|between? hour|number to|dash|until|and hour|number in? part")
def range_with_part(now: Now, *nodes: Node) -> Node | None:
    """Between 7 and 8 in the evening."""
    clocks = [node for node in nodes if node.category in ("hour", "number")]
    linked = nodes[0].category == "between" or all(node.category != "and" for node in nodes)
    return range_in(nodes[-1], *clocks) if linked else None


@rule("part comma? from|after|not_before|before|until|not_after number|hour onwards|on? !unit|thing|number|ordinal")
def open_end_in_part(now: Now, part: Node, *rest: Node) -> Node | None:
    """Abends, so ab sieben; evenings after 7; nicht so früh, so ab halb zehn: the hour itself tells how early."""
    bound, hour = (node for node in rest if node.category not in {"comma", "onwards", "on"})
    if "too_early" in part.marks and bound.category in {"from", "not_before", "after"}:
        part = Node("part", "07:00-24:00", "")
    span = bounded_in(part, bound, hour)
    return part_of(span) if span else None


@rule("part comma at|about hour|number !unit|thing|x|or")
def evening_about_nine(now: Now, part: Node, *rest: Node) -> Node | None:
    """Heute Abend, so gegen neun."""
    clock, span = time_in(part, rest[-1]), span_of(part)
    if not clock or not span.start <= clock.value <= span.end:
        return None
    return times(Span(clock.value, clock.value, about=rest[-2].category == "about"))


@rule("hour|number or|comma|slash hour|number in? part|meridiem")
def seven_or_eight_in_the_evening(now: Now, first: Node, link: Node, last: Node, *rest: Node) -> Node | None:
    """7 or 7.30 in the evening."""
    clocks = [time_in(rest[-1], clock) for clock in (first, last)]
    spans = [Span(clock.value, clock.value) for clock in clocks if clock]
    return times(*spans) if len(spans) == 2 else None


def fitting(clock: Node, part: Node) -> Node:
    """8 Uhr abends is 20:00: a clock time that lies outside the part of the day, but twelve hours later inside."""
    span = span_of(part)
    if span.start <= clock.value + 720 < span.end and not span.start <= clock.value < span.end:
        return Node("time", clock.value + 720, "")
    return clock


@rule("<!month hour|number|military in? meridiem|part")
def with_part(now: Now, hour: Node, *rest: Node) -> Node | None:
    """9 in the morning, 6 in the evening, 8 Uhr abends, eleven am."""
    part = rest[-1]
    if "any_one" in hour.marks and len(rest) == 1:
        return part if part.category == "part" else None  # one afternoon
    return time_in(part, hour)


@rule("part comma? number or|slash|comma number !unit|thing|x|month|on_day|weekday|to|dash|until")
def afternoon_three_or_four(now: Now, part: Node, *rest: Node) -> Node | None:
    """Thursday afternoon, 3 or 4."""
    clocks = [monday_morning_eight(now, part, node) for node in rest if node.category == "number"]
    spans = [Span(clock.value, clock.value) for clock in clocks if clock]
    return times(*spans) if len(spans) == 2 else None


@rule("part comma? number !unit|thing|x|month|on_day|to|dash|until|or|and|slash|comma|weekday")
def monday_morning_eight(now: Now, part: Node, *rest: Node) -> Node | None:
    """Monday morning 8; tomorrow morning, 9?"""
    number = rest[-1]
    span, minutes = span_of(part), hour_in(part, number.value * 60)
    told = number.text.isdigit() and 1 <= number.value <= 12 and span.start <= minutes < span.end
    return Node("time", minutes, "") if told else None


@rule("part at|about? hour|number|time")
def part_then_hour(now: Now, part: Node, *rest: Node) -> Node | None:
    """Morgen frueh um 8, evening at 7."""
    hour = rest[-1]
    if hour.category == "time":
        return fitting(hour, part)
    minutes = hour.value if hour.category == "hour" else hour.value * 60
    if not 0 < minutes <= 12 * 60 + 59 or (len(rest) == 1 and hour.category == "number"):
        return None
    return Node("time", hour_in(part, minutes), "")


@rule("weeknights from|after|not_before|before|until hour|number !unit|thing")
def weeknights_after_seven(now: Now, _: Node, bound: Node, hour: Node) -> Node | None:
    """Weeknights after 7."""
    spans = open_end_in_part(now, Node("part", "17:00-22:00", ""), bound, hour)
    return Node("weekly", (frozenset({1, 2, 3, 4, 5}), (span_of(spans),)), "") if spans else None


@rule("ish")
def threeish(now: Now, hour: Node) -> Node | None:
    """3ish."""
    return times(Span(afternoon(hour.value * 60), afternoon(hour.value * 60), about=True)) if hour.value <= 24 else None

"""Hours with their part of the day: 9 in the morning, acht Uhr abends."""

from convene.when.grammar import Now, Span, afternoon, hour_in, piece_of_day, rule, span_of, time_in, times
from convene.when.rules.clock_times import at_number, clock_range
from convene.when.tokens import Node


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


@rule("time in? part|meridiem")
def time_and_part(now: Now, clock: Node, *_: Node) -> Node | None:
    """9:30am in the morning: the part only says it again."""
    return clock


@rule("start_of|middle_of|end_of part")
def early_afternoon(now: Now, which: Node, part: Node) -> Node:
    """Early arvo, late in the evening."""
    span = piece_of_day(which.category, span_of(part))
    return Node("part", f"{span.start // 60:02}:{span.start % 60:02}-{span.end // 60:02}:{span.end % 60:02}", "")


@rule("hour|number in? meridiem|part")
def with_part(now: Now, hour: Node, *rest: Node) -> Node | None:
    """9 in the morning, 6 in the evening, 8 Uhr abends, eleven am."""
    part = rest[-1]
    if hour.text == "one" and len(rest) == 1:
        return part if part.category == "part" else None  # one afternoon
    return time_in(part, hour)


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

"""Parts of the day: this afternoon, before lunch, tonight."""

from convene.when.grammar import ENDS_OF_DAY, MIDNIGHT, Days, Now, Span, rule, span_of, times
from convene.when.node import Node


@rule("this times")
def this_morning_at_ten(now: Now, _: Node, clock: Node) -> Node:
    """This morning at 10."""
    return Node("both", ((Days(now.today, now.today),), clock.value), "")


@rule("this part")
def this_part(now: Now, _: Node, part: Node) -> Node | None:
    """This afternoon."""
    return Node("both", ((Days(now.today, now.today),), (span_of(part),)), "")


@rule("tonight")
def tonight(now: Now, node: Node) -> Node | None:
    """Tonight is today's evening."""
    return Node("both", (node.value, (Span(17 * 60, 22 * 60),)), "")


@rule("weeknights")
def weeknights(now: Now, _: Node) -> Node:
    """Weeknights: the evenings of working days."""
    return Node("weekly", (frozenset({1, 2, 3, 4, 5}), (Span(17 * 60, 22 * 60),)), "")


@rule("days comma? half_day")
def half_of_the_day(now: Now, day: Node, *rest: Node) -> Node | None:
    """Tomorrow, second half: its afternoon, as they say in India."""
    single = len(day.value) == 1 and day.value[0].first == day.value[0].last
    return Node("both", (day.value, (span_of(rest[-1]),)), "") if single else None


@rule("<!from|until|between days whole_day")
@rule("whole_day on? days")
def all_of_the_day(now: Now, *nodes: Node) -> Node | None:
    """Tuesday all day, Wednesday only in the afternoon."""
    day = next(node for node in nodes if node.category == "days")
    return Node("both", (day.value, (Span(0, MIDNIGHT),)), day.text)


@rule("every on_day days")
def all_of_friday(now: Now, every: Node, _: Node, day: Node) -> Node | None:
    """Except Tuesday afternoon and all of Friday."""
    return all_of_the_day(now, day) if every.value == "all" else None


@rule("days meridiem")
def day_and_half(now: Now, day: Node, half: Node) -> Node:
    """Thursday pm."""
    return Node("both", (day.value, (_half(half),)), "")


@rule("<!number|hour|time|military|times comma meridiem")
def half_of_day(now: Now, *nodes: Node) -> Node:
    """The Monday after, PM."""
    return times(_half(nodes[-1]))


def _half(half: Node) -> Span:
    return Span(8 * 60, 12 * 60) if half.value == "am" else Span(12 * 60, 18 * 60)


@rule("from|not_before|until|before part")
def open_part(now: Now, bound: Node, part: Node) -> Node:
    """Ab Mittag, bis mittags."""
    if bound.category in ("until", "before") and part.value in ENDS_OF_DAY:
        return Node("both", ((Days(now.today, now.today),), (Span(0, 18 * 60),)), "")  # by end of day
    start = max(span_of(part).start, 12 * 60) if part.value.startswith("11:30") else span_of(part).start
    return times(Span(0, start) if bound.category in ("until", "before") else Span(start, MIDNIGHT))


@rule("in? part")
def part_of_day(now: Now, *nodes: Node) -> Node | None:
    """Afternoon, in the afternoon."""
    return times(span_of(nodes[-1]))


@rule("before|after|until|not_before|not_after lunch")
def beside_lunch(now: Now, bound: Node, _: Node) -> Node | None:
    """Before lunch, not before lunch."""
    early = bound.category in {"before", "until", "not_after"}
    return times(Span(9 * 60, 12 * 60) if early else Span(13 * 60, 18 * 60))


@rule("lunch")
def lunch(now: Now, _: Node) -> Node | None:
    """Lunch."""
    return times(Span(12 * 60, 13 * 60 + 30))

"""How long something is: a 30-minute call; in half an hour; an hour later."""

from datetime import timedelta

from convene.when.grammar import Now, rule
from convene.when.node import Node

# What follows a length when it is that of the meeting.
_SAID_OF_A_MEETING = "days|weekday|relative_day|this|next|coming|on|at|in|part|month|ordinal|number"


@rule("days? in about? a? duration")
def in_half_an_hour(now: Now, *nodes: Node) -> Node:
    """In half an hour."""
    return Node("instant", timedelta(minutes=nodes[-1].value), "")


@rule("in|within next duration")
def in_the_next_half_hour(now: Now, _: Node, __: Node, length: Node) -> Node:
    """In the next half hour."""
    return Node("from_now_until", timedelta(minutes=length.value), "")


@rule(f"give_me about? a? duration and|comma !{_SAID_OF_A_MEETING}")
@rule(f"give_me about? number|a unit and|comma !{_SAID_OF_A_MEETING}")
def give_me_twenty_minutes(now: Now, _: Node, *rest: Node) -> Node | None:
    """Give me 20 minutes and I'm ready; not: give me 20 minutes on Tuesday."""
    *said, length, __ = rest
    length = length if length.category == "duration" else duration(now, *said, length)  # type: ignore[assignment]
    return Node("instant", timedelta(minutes=length.value), "") if length else None


@rule("duration from_now")
def half_an_hour_from_now(now: Now, length: Node, _: Node) -> Node:
    """Half an hour from now."""
    return Node("instant", timedelta(minutes=length.value), "")


@rule("push before? number|a unit")
def push_by(now: Now, push: Node, *rest: Node) -> Node | None:
    """Push it by 30 minutes, push it back an hour."""
    return shifted(now, rest[-2], rest[-1], Node(push.value, None, ""))


@rule("push before? a? duration")
def push_by_half_an_hour(now: Now, push: Node, *rest: Node) -> Node | None:
    """Push it by half an hour."""
    return half_an_hour_later(now, rest[-1], Node(push.value, None, ""))


@rule("at? duration later|earlier")
def half_an_hour_later(now: Now, *nodes: Node) -> Node:
    """Half an hour later."""
    length, which = nodes[-2:]
    return Node("shift", timedelta(minutes=length.value if which.category == "later" else -length.value), "")


@rule("at? number|a unit later|earlier")
def shifted(now: Now, *nodes: Node) -> Node | None:
    """An hour later."""
    number, unit, which = nodes[-3:]
    count = number.value if number.category == "number" else 1
    sign = 1 if which.category == "later" else -1
    length = {"minute": 1, "hour": 60, "day": 1440, "week": 7 * 1440}.get(unit.value)
    return Node("shift", timedelta(minutes=sign * count * length), "") if length else None


@rule("at number|a unit !later|earlier|before|after|past|to")
def put_off_by(now: Now, _: Node, number: Node, unit: Node) -> Node | None:
    """Um einen Tag verschieben."""
    return shifted(now, number, unit, Node("later", None, "")) if unit.value in {"hour", "day", "week"} else None


@rule("about? number|a dash? unit !after|before|to|past|from")
def duration(now: Now, *nodes: Node) -> Node | None:
    """Fifteen minutes, a 30-minute call, two hours: how long the meeting should be."""
    number = next(node for node in nodes if node.category in ("number", "a"))
    minutes = (number.value if number.category == "number" else 1) * {"minute": 1, "hour": 60}.get(nodes[-1].value, 0)
    return Node("duration", minutes, "") if 5 <= minutes <= 8 * 60 else None

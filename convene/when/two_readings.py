"""Wishes with two readings (case T10): next Friday, Monday the 2nd when the 2nd is a Wednesday, at 7."""

from collections.abc import Sequence

from convene.when.grammar import WEEK, Days, Now, Span
from convene.when.lexicon import marked
from convene.when.node import Node

_SEVEN = 7 * 60


def both_readings(nodes: Sequence[Node], now: Now) -> list[list[Node]]:
    """The nodes as they may be read, in two ways, the earlier first; none if there is only one way.

    A text with more than one such place is not asked about: the echo tells how it was read.
    """
    found = [(at, ways) for at, node in enumerate(nodes) if (ways := _ways(node, now))]
    if len(found) != 1:
        return []
    ((at, ways),) = found
    return [[*nodes[:at], way, *nodes[at + 1 :]] for way in ways]


def settled(nodes: Sequence[Node]) -> list[Node]:
    """The nodes with the date where a weekday contradicts it: it is what is heard until the visitor has answered."""
    return [Node("days", node.value[1:], node.text) if node.category == "conflict" else node for node in nodes]


def _ways(node: Node, now: Now) -> list[Node]:
    match node.category:
        case "conflict":
            return [Node("days", (which,), node.text) for which in node.value]
        case "days" if len(node.value) == 1:
            return [Node("days", (days,), node.text) for days in _this_or_next(node.value[0], now)]
        case "both" if len(node.value[0]) == 1 and (days := _this_or_next(node.value[0][0], now)):
            return [Node("both", ((day,), node.value[1]), node.text) for day in days]
        case "times" if _is_bare_seven(node, node.value):
            return [Node("times", (span,), node.text) for span in _early_and_late()]
        case "both" if _is_bare_seven(node, node.value[1]):
            return [Node("both", (node.value[0], (span,)), node.text) for span in _early_and_late()]
    return []


def _this_or_next(days: Days, now: Now) -> list[Days]:
    """Next Friday, said before Friday: the one of this week, and that of next week."""
    if days.grain != "next" or days.first - WEEK <= now.today:
        return []
    return [Days(days.first - WEEK, days.last - WEEK), days]


def _is_bare_seven(node: Node, spans: Sequence[Span]) -> bool:
    if len(spans) != 1 or spans[0] != Span(_SEVEN, _SEVEN) or "oclock" in node.marks:
        return False
    pieces = node.text.split()
    return any(word in pieces for word in ("7", *marked("seven")))


def _early_and_late() -> tuple[Span, Span]:
    evening = _SEVEN + 12 * 60
    return Span(_SEVEN, _SEVEN), Span(evening, evening)

"""Nouns that are said once and meant twice: this or next week; an hour on Tuesday and one on Wednesday."""

from collections.abc import Sequence
from itertools import pairwise

from convene.when.clauses.clause import DAY
from convene.when.node import Node

NOUNS = {"unit", "weekday", "weekend", "month"}
"""What `this` and `next` stand in front of."""
_WHICH = {"this", "next", "coming", "after_next"}
_ENDS = {"", "stop", "comma", "and", "or", "slash", "nicht", "not", "not_good", "but"}
_NEAR = 8
_LENGTHS = {"minute", "hour"}


def with_nouns(nodes: Sequence[Node]) -> list[Node]:
    """The nodes with the day, week or month after each this and next that leaves it out; one of things is no hour."""
    whole: list[Node] = []
    for at, node in enumerate(nodes):
        whole.append(Node("a", None, node.text) if _is_one_more(nodes, at) else node)
        following = nodes[at + 1].category if at + 1 < len(nodes) else ""
        if node.category in _WHICH and following in _ENDS:
            noun = _noun(nodes[at + 1 : at + _NEAR]) or _noun(whole[::-1])
            whole += [noun] if noun else []
    return whole


def _is_one_more(nodes: Sequence[Node], at: int) -> bool:
    """Whether a one means another of what was said before: half an hour on Monday and one on Friday."""
    if not (_is_one_on_a_day(nodes, at) and at and nodes[at - 1].category in {"and", "or", "comma"}):
        return False
    before = nodes[:at]
    counted = any(n.category in {"a", "duration"} or (n.category == "unit" and n.value in _LENGTHS) for n in before)
    return counted and not any(n.category in {"hour", "time", "clock", "at"} for n in before)


def _is_one_on_a_day(nodes: Sequence[Node], at: int) -> bool:
    if not nodes[at].marks & {"any_one", "one_each"}:
        return False
    return next((n.category for n in nodes[at + 1 : at + 3] if n.category != "on"), "") in DAY


def _noun(nodes: Sequence[Node]) -> Node | None:
    """The first noun that such a word stands in front of."""
    if nodes and nodes[0].category == "week_after_next":
        return Node("unit", "week", "week")
    for which, noun in pairwise(nodes):
        if {which.category, noun.category} & _WHICH and {which.category, noun.category} & NOUNS:
            return noun if noun.category in NOUNS else which
        if noun.category in {"the_week_after", "week_after_next"}:
            return Node("unit", "week", "week")
    return None

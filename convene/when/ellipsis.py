"""Nouns that are said once and meant twice: this or next week, not this week but the next."""

from collections.abc import Sequence
from itertools import pairwise

from convene.when.node import Node

NOUNS = {"unit", "weekday", "weekend", "month"}
"""What `this` and `next` stand in front of."""
_WHICH = {"this", "next", "coming", "after_next"}
_ENDS = {"", "stop", "comma", "and", "or", "slash", "nicht", "not", "not_good", "but"}
_NEAR = 8


def with_nouns(nodes: Sequence[Node]) -> list[Node]:
    """The nodes with the day, week or month after each this and next that leaves it out."""
    whole: list[Node] = []
    for at, node in enumerate(nodes):
        whole.append(node)
        following = nodes[at + 1].category if at + 1 < len(nodes) else ""
        if node.category in _WHICH and following in _ENDS:
            noun = _noun(nodes[at + 1 : at + _NEAR]) or _noun(whole[::-1])
            whole += [noun] if noun else []
    return whole


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

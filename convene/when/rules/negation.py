"""German shuts out behind as well as in front: Montag geht nicht, nicht am Montag."""

from convene.when.grammar import Now, rule
from convene.when.node import Node


@rule("not !days|times|both|weekly|weekdays|workdays|on")
def taking_place(now: Now, node: Node) -> Node | None:
    """Findet am Montag statt: it shuts out nothing."""
    return Node("noise", None, "") if node.value == "taking_place" else None


@rule("any_other|the_others nicht|not_good")
def the_others_are_full(now: Now, *_: Node) -> Node:
    """Wednesday please, the other days are full: that is why, and shuts out nothing more."""
    return Node("noise", None, "")


@rule("not|nicht a =days|both|weekly|weekdays|workdays|times")
def not_a_friday(now: Now, *_: Node) -> Node:
    """After the 15th, as long as that's not a Friday."""
    return Node("not", None, "")


@rule("not not")
def any_day_but_not(now: Now, node: Node, again: Node) -> Node:
    """Any day but not Friday: it is said twice, and meant once."""
    return Node("not", node.value or again.value, "")


@rule("or nicht !days|times|both|weekly|weekdays|workdays|on")
def otherwise_busy(now: Now, *_: Node) -> Node:
    """Monday at 9, otherwise I'm busy: it shuts out nothing that was said."""
    return Node("noise", None, "")


@rule("no x|thing")
def no_such_thing(now: Now, *_: Node) -> Node:
    """Am 1. April (kein Scherz) um 11: it shuts out nothing about time."""
    return Node("x", None, "")


@rule("no !days|times|both|weekly|weekdays|workdays|on")
def nothing_behind(now: Now, node: Node) -> Node | None:
    """Montags geht nichts."""
    return Node("not_good", None, "") if "nothing" in node.marks else None


@rule("nicht in =days|both")
def not_in_december(now: Now, *_: Node) -> Node:
    """Before the end of the year, but nicht im Dezember."""
    return Node("not", None, "")


@rule("nicht at =times")
def busy_at_lunch(now: Now, *_: Node) -> Node:
    """Our customers keep us busy at lunchtime."""
    return Node("not", None, "")


@rule("nicht !days|times|both|weekly|weekdays|workdays|on")
def not_behind(now: Now, node: Node) -> Node:
    """Montag geht nicht: it shuts out what came before."""
    return Node("not_good", None, "")


@rule("nicht")
def not_in_front(now: Now, _: Node) -> Node:
    """Nicht am Montag: it shuts out what follows."""
    return Node("not", None, "")

"""Where a node stands among the others: what comes before it and behind it."""

from collections.abc import Sequence
from itertools import takewhile

from convene.when.node import Node

SAYING_WHEN = {"days", "times", "both", "boths", "weekdays", "weekly", "workdays"}
_JOINING = {"and", "or", "comma", "slash", "dash"}


class Here:
    """A place among nodes; `before` is the category of the one before, empty at the beginning, `rest` what follows."""

    def __init__(self, nodes: Sequence[Node], at: int) -> None:
        self.nodes = nodes
        self.at = at
        self.before = nodes[at - 1].category if at else ""
        self.rest = nodes[at + 1 :]

    @property
    def next(self) -> str:
        """The category of the node behind; empty at the end."""
        return self.rest[0].category if self.rest else ""

    @property
    def linked(self) -> bool:
        """Whether a link or mark stands before it."""
        return self.before in _JOINING

    @property
    def follows_a_time(self) -> bool:
        """Whether a time was said just before."""
        return self.before in SAYING_WHEN

    @property
    def time_follows(self) -> bool:
        """Whether a time is said at once."""
        return self.next in SAYING_WHEN

    @property
    def has_hours(self) -> bool:
        """Whether the days here have clock times of their own: and Friday morning."""
        return self.nodes[self.at].category == "both" or self.next == "times"

    @property
    def has_hours_behind_only(self) -> bool:
        """Whether the days here have clock times behind them, if only some: Friday only until 1."""
        return next((n.category for n in self.rest if n.category != "only"), "") == "times"

    @property
    def clause_ends(self) -> bool:
        """Whether nothing more is said in this clause."""
        return self.next in {"", "comma", "stop"}

    @property
    def goes_on(self) -> bool:
        """Whether a link ties what follows; not: not this week, and next week only Thursday."""
        clause = [n.category for n in takewhile(lambda node: node.category not in {"comma", "stop"}, self.rest)]
        return clause[:1] in (["or"], ["and"]) and "only" not in clause

    @property
    def answers_itself(self) -> bool:
        """Whether what was asked is refused at once, and something else named: Thursday? No, Friday."""
        asked = self.at > 1 and self.nodes[self.at - 1].text == "?" and self.nodes[self.at - 2].category in SAYING_WHEN
        return asked and self.clause_ends and any(n.category in SAYING_WHEN for n in self.rest)

    @property
    def after_any(self) -> bool:
        """Whether it excepts a time from all: any day but Friday; not: I'm flexible, but Friday is best."""
        any_day = any("any" in n.marks or n.category == "flexible" for n in self.nodes[: self.at])
        limits = any("limit" in n.marks for n in self.rest[:1])  # any day, but I can't before 5
        return any_day and self.time_follows and not limits and self.before not in {"comma", "stop"}

    @property
    def beside_several_weekdays(self) -> bool:
        """Whether more than one weekday was named just before: Monday to Wednesday; Tuesday or Friday."""
        node = self.nodes[self.at - 1]
        if node.category == "weekly":
            return len(node.value[0]) > 1
        return node.category == "days" and (len(node.value) > 1 or node.value[0].grain == "weekdays")

    @property
    def days_follow(self) -> bool:
        """Whether days come before the next clock time: 10 on Thursday or 2pm on Friday."""
        return self._first_of({"days", "weekdays"}, {"times", *_JOINING, "stop"})

    @property
    def times_follow(self) -> bool:
        """Whether a clock time comes before the next days: at 10 on Monday, or on Tuesday at 3."""
        return self._first_of({"times", "both"}, {"days", "weekdays", "stop", "not", "nicht"})

    def _first_of(self, wanted: set[str], others: set[str]) -> bool:
        return next((n.category in wanted for n in self.rest if n.category in wanted | others), False)

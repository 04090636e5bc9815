"""A clause: the words between two marks or links, and what can be seen of it alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from convene.when.node import Node

SILENT = {
    *("filler", "colon", "speaker", "addressed", "being", "having", "modal", "must", "was"),
    *("wishing", "better", "additive", "meeting", "available", "topic"),
    *("so", "reason", "aside", "asking", "restating", "correcting", "signing", "deciding", "then", "there"),
}
"""The categories that only matter here: to the rules they mean nothing."""
DAY = {"weekday", "relative_day", "day_month", "date", "slashed", "moment"}
DAYS = {
    *DAY,
    *("weekdays", "workdays", "weekend", "month", "holiday", "calendar_week", "week_of", "whole_week"),
    *("week_after_next", "the_week_after", "the_one_after", "the_day_after"),
}
CLOCKS = {
    *("time", "hour", "clock", "moment", "military", "ish", "part", "lunch"),
    *("half", "halb", "quarter_past", "quarter_to", "viertel"),
}
_LAST_HOUR = 24
_HOURS = CLOCKS - {"part", "lunch", "half"} | {"number", "until", "from", "between", "after", "before"}
_TELLING_DAYS = {"part", "this", "next", "coming", "ordinal", "unit", "number", *DAYS}
_BESIDE_A_PLACE = {"filler", "always", "a", *_TELLING_DAYS}
BEFORE_HOURS = {
    *("at", "about", "after", "before", "from", "until", "between", "or"),
    *("not_before", "not_until", "not_after"),
}
NEGATION = {"nicht", "not_good", "no", "not"}
BESIDE_THAT = {"later", "earlier", "then_on", "before_that"}
WISH_OR_NO = {
    *("wishing", "better", "meeting", "available", "flexible"),
    *(*NEGATION, "not_until", "not_before", "not_after"),
}
"""A clause with one of these wishes for something or shuts it out; without, it may only tell something."""
CONTENT = {"x", "thing", "called", "elsewhere"}
_ANOTHER_TIME = {"earlier", "later", "then_on", "or", "rest_of", "now"}


@dataclass(frozen=True, eq=False)
class Clause:
    """Nodes that belong together; `opening` is the category of the link that begins it, `end` the mark that ends it."""

    opening: str
    nodes: Sequence[Node]
    end: Sequence[Node] = ()

    @cached_property
    def said(self) -> set[str]:
        """The categories of its nodes."""
        return {node.category for node in self.nodes}

    @cached_property
    def names_days(self) -> bool:
        """Whether it names days: Monday, the 3rd, next week."""
        return any(is_day(self.nodes, at) for at in range(len(self.nodes)))

    @cached_property
    def names_clock(self) -> bool:
        """Whether it names a clock time: 3pm, at 3, the morning."""
        return any(is_clock(self.nodes, at) for at in range(len(self.nodes)))

    @property
    def names_time(self) -> bool:
        """Whether it names either."""
        return self.names_days or self.names_clock

    @property
    def is_asked(self) -> bool:
        """Whether it is a question: and Friday?"""
        return bool(self.end) and self.end[0].text == "?"

    @property
    def ends_sentence(self) -> bool:
        """Whether the next clause is of another sentence."""
        return bool(self.end) and self.end[0].category == "stop"

    @property
    def heard(self) -> list[Node]:
        """The nodes that mean something to the rules."""
        return [node for node in self.nodes if node.category not in SILENT]

    @property
    def points_there(self) -> bool:
        """Whether it speaks of the time said last: da ginge es."""
        return bool(self.nodes) and self.nodes[0].category == "there"

    @property
    def wishes_or_refuses(self) -> bool:
        """Whether it wishes for something or shuts it out: would Friday do, Monday is no good; not: Monday I teach."""
        return bool(self.said & WISH_OR_NO)

    @property
    def tells_a_fact(self) -> bool:
        """Whether it tells something about somebody, a thing or a holiday: the kids finish at 3; Monday's May Day."""
        subject = self.said & {"x", "speaker", "company", "thing"}
        holiday = "holiday" in self.said and self.said & {"weekday", "ordinal", "day_month"}
        return bool(subject or holiday) and not self.wishes_or_refuses

    @property
    def does_something(self) -> bool:
        """Whether a verb nobody knows stands beside the speaker: I teach, hole ich."""
        return any({one.category, other.category} == {"speaker", "x"} for one, other in pairwise(self.nodes))

    @property
    def is_somewhere(self) -> bool:
        """Whether it says that somebody is: I'm at lunch, bin ich in einer Besprechung."""
        return "being" in self.said or any("be" in node.marks for node in self.nodes)

    @property
    def has_something(self) -> bool:
        """Whether it says that somebody has something: I've a wedding, hab ich Chor."""
        return "having" in self.said or any("has" in node.marks for node in self.nodes)

    @property
    def has_unknown_words(self) -> bool:
        """Whether it holds words that are none about time: on Wednesday is a party."""
        return any(node.category in CONTENT and node.text.isalpha() and len(node.text) > 2 for node in self.nodes)

    @cached_property
    def tells_what_somebody_does(self) -> bool:
        """Whether it tells so of a day, a part of it or until some time: mornings I teach, on Wednesday is a party."""
        ends = "until" in self.said and not self.said & {"between", "from"}
        if not (self.names_days or "part" in self.said or ends) or self.wishes_or_refuses or self.is_asked:
            return False
        return self.does_something or (bool(self.said & {"being", "having", "must"}) and self.has_unknown_words)

    @property
    def tells_what_somebody_has(self) -> bool:
        """Whether the speaker has something on a day: Monday I have choir; not: um 11 im Kopf, um 16 Uhr Feierabend."""
        return self.names_days and self.has_a_thing

    @property
    def has_a_thing(self) -> bool:
        """Whether the speaker has something, whenever that is."""
        if not (self.has_something and "speaker" in self.said):
            return False
        told = not (self.wishes_or_refuses or self.is_asked or self.said & {"modal", "only", "or"})
        return told and bool(self._things) and not any("over" in node.marks for node in self.nodes)

    @property
    def tells_what_somebody_has_then(self) -> bool:
        """Whether it is what they do at an hour, a bare noun or an appointment: um 11 hab ich Chor; not: den Raum."""
        return self.names_days and self.tells_what_somebody_has_at

    @property
    def tells_what_somebody_has_at(self) -> bool:
        """Whether it is so at an hour, of whatever day."""
        if not (self.names_clock and "having" in self.said and self.has_a_thing):
            return False
        bare = (not (b.category in {"a", "x"} or b.marks & {"whose", "pointing"}) for b, _ in self._things)
        return any(bare) or any("other_appointment" in thing.marks for _, thing in self._things)

    @property
    def is_a_bare_appointment(self) -> bool:
        """Whether it is an hour and what somebody has on then, and nothing else: um 10 Ergotherapie; 10am physio."""
        beside = {*CLOCKS, *DAY, "at", "about", "from", "until", "to", "dash", "number", "on", "filler"}
        own = [node for node in self.nodes if "own_thing" in node.marks]
        return bool(own) and self.names_clock and all(n.category in beside or n in own for n in self.nodes)

    @property
    def _things(self) -> list[tuple[Node, Node]]:
        """The words for what somebody may have, none of time, no participle and no place, each behind its neighbour."""
        words = pairwise([Node("", None, ""), *self.nodes])
        things = ((b, n) for b, n in words if n.category in CONTENT and "where" not in b.marks)
        return [(b, n) for b, n in things if n.text.isalpha() and len(n.text) > 2 and "participle" not in n.marks]

    @cached_property
    def tells_where_somebody_is(self) -> bool:
        """Whether it tells so of a day or a part of it: vormittags bin ich im Kurs; the kids are at gymnastics then."""
        on_a_day = self.names_days or "part" in self.said
        if not on_a_day or self.said & _HOURS or self.wishes_or_refuses or self.is_asked or "only" in self.said:
            return False
        beside = zip(self.nodes, [*self.nodes[1:], Node("stop", None, "")], strict=True)
        words = [n for n, after in beside if not ("where" in n.marks and after.category in _TELLING_DAYS)]
        words = [n for n in words if n.category not in _BESIDE_A_PLACE or n.marks & {"where", "be", "whose"}]
        is_at = next((at for at, n in enumerate(words) if n.category == "being" or "be" in n.marks), None)
        if is_at is None:
            return False
        behind, told = words[is_at + 1 :], words[is_at].category == "speaker"
        if not told and not _somebody(words[is_at - 1 : is_at]) and not _somebody(words[max(is_at - 2, 0) : is_at]):
            named = _somebody(behind) if self.nodes[0] is not words[is_at] else 0  # not: ist der Chef im Haus
            behind = behind[named:] if named else []
        place = [n for n in behind if "whose" not in n.marks]
        return len(place) > 1 and "where" in place[0].marks and place[1].category in CONTENT

    @property
    def refuses_another_time(self) -> bool:
        """Whether it says no to a time that it does not name: earlier I can't get out, otherwise we are full."""
        if not self.said & NEGATION or self.names_time:
            return False
        points_back = self.points_there or any("pointing" in node.marks for node in self.nodes[:2])
        return bool(self.said & _ANOTHER_TIME) or (self.has_unknown_words and not points_back)


def _somebody(nodes: Sequence[Node]) -> int:
    """How many nodes name who it is about, at their beginning: we; the kids."""
    if nodes and nodes[0].category == "speaker":
        return 1
    return 2 if len(nodes) > 1 and "whose" in nodes[0].marks and nodes[1].category in {"x", "thing"} else 0


def is_day(nodes: Sequence[Node], at: int) -> bool:
    """Whether a node names days."""
    node, before = nodes[at], nodes[at - 1].category if at else ""
    if node.category == "unit":
        if before == "number" and at > 1 and nodes[at - 2].category in {"in", "within", "next"}:
            return True
        return node.value in {"day", "week", "month"} and before in {"this", "next", "coming", "rest_of"}
    return node.category in DAYS or (node.category == "ordinal" and node.text[:1].isdigit())


def is_clock(nodes: Sequence[Node], at: int) -> bool:
    """Whether a node names a clock time."""
    node, before = nodes[at], nodes[at - 1].category if at else ""
    if node.category != "number":
        return node.category in CLOCKS
    behind = [n.category for n in nodes[at + 1 : at + 4]]
    if node.value > _LAST_HOUR or behind[:1] == ["thing"]:
        return False
    to_another = behind[:2] in (["to", "number"], ["dash", "number"], ["until", "number"])
    return before in BEFORE_HOURS or (to_another and not {*behind[2:]} & {"thing", "x", "unit", "month", "company"})

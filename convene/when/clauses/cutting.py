"""Cutting nodes into clauses: at marks, at words that link, before a new subject."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile, pairwise, takewhile

from convene.when.clauses.clause import BESIDE_THAT, DAY, NEGATION, WISH_OR_NO, Clause
from convene.when.node import Node

_EXACT = {"time", "hour", "clock"}
_ENDS = {"stop", "comma", "colon"}
_LINKS = {"so", "but", "reason", "aside", "restating", "correcting", "moved_to"}
_SUBJECTS = {"speaker", "addressed", "wishing", "having", "being", "asking"}
_VERBS = {"wishing", "better", "modal", "must", "having", "being", "x"}
_GREETED = {"weekday", "part", "weekend", "unit", "relative_day", "holiday", "holiday_season", "workdays"}


def clauses_of(nodes: Sequence[Node]) -> list[Clause]:
    """The clauses of a text; greetings and numbers of things are no times any more."""
    nodes = _without_shifts([*_without_remarks(nodes)])
    said = _with_nor(_without_counts([*_without_topics(_without_greetings(nodes))]))
    return _carry_so([*_cut(_with_corrections([*_with_moves(said)]))])


def _without_shifts(nodes: Sequence[Node]) -> Sequence[Node]:
    """The nodes; where shifts are told, the one of a week is work and no wish: this week early, so after 3."""
    if not any("shifts" in node.marks for node in nodes):
        return nodes
    beside = zip([Node("", None, ""), *nodes], nodes, strict=False)
    return [Node("x", None, n.text) if "a_shift" in n.marks and b.category == "unit" else n for b, n in beside]


def _without_remarks(nodes: Sequence[Node]) -> Iterator[Node]:
    """The nodes without a no in brackets that is about something else: on 1 April (no joke) at 11."""
    left = list(nodes)
    while left:
        inside = [*takewhile(lambda node: node.text != ")", left[1:])] if left[0].text == "(" else []
        remark = Clause("", inside)
        if remark.said & NEGATION and remark.said & {"x", "correcting"} and not remark.names_time:
            left = left[len(inside) + 2 :]
        else:
            yield left.pop(0)


def _cut(nodes: Sequence[Node]) -> Iterator[Clause]:
    """The clauses, each with what ends it; an `and` ends one if a subject or a verb follows at once."""
    opening, found, opened_by_but = "", list[Node](), False
    told, contrasts = set[str](), False
    for at, node in enumerate(nodes):
        if found and found[-1].category == "and" and _begins(nodes[at : at + 4], Clause(opening, found).said):
            yield Clause(opening, found[:-1], [Node("comma", None, "")])
            opening, found = "", []
        if _is_wished_instead(node, found):
            yield Clause(opening, found, [Node("comma", None, "")])
            opening, found = "", []
        concludes = told & {"having", "must"} or (contrasts and "x" in told) or _tells_an_hour(told)
        if "restates" in node.marks and not concludes and not _is_verb(nodes[at + 1 : at + 2]):
            continue
        if node.category == "stop" and node.text.isalpha() and found and found[-1].category == "speaker":
            continue  # da bin ich aber im Urlaub
        aside = _is_said_beside(nodes, at)
        if node.category in _LINKS or aside:
            if found:
                yield Clause(opening, found)
            opening, found = "aside" if aside else node.category, []
        if node.category in _ENDS or (node.category == "dash" and _tells_something(nodes[at + 1 :])):
            told, contrasts = Clause(opening, found).said, opened_by_but
            opened_by_but = node.text.isalpha()
            yield Clause(opening, found, [node])
            opening, found = "", []
        else:
            found.append(node)
    yield Clause(opening, found)


def _tells_an_hour(told: set[str]) -> bool:
    """Whether the clause before told what somebody does at an hour: um 10 trifft sich mein Team, also um 11."""
    does = "x" in told and told & {"speaker", "thing", "company"} and not told & WISH_OR_NO
    return bool(does and told & {"at", "time", "hour"})


def _carry_so(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses; where a `so` is all that a clause says, it opens the next: so sure look, Thursday after 2."""
    carried = [*clauses[:1]]
    for so, clause in pairwise(clauses):
        vague = so.opening == "so" and not so.names_time and not so.said & BESIDE_THAT and not so.ends_sentence
        carried.append(Clause("so", clause.nodes, clause.end) if vague and not clause.opening else clause)
    return carried


def _without_greetings(nodes: Sequence[Node]) -> Iterator[Node]:
    """Schönen Dienstag, ein erholsames Wochenende; good mornnig, with a slip in it."""
    greeted = False
    for at, node in enumerate(nodes):
        wished = greeted and node.category in _GREETED
        yield Node("noise", None, node.text) if wished else node
        opens = at == 0 and "greets" in node.marks and {"hello"} <= {m for n in nodes[1:2] for m in n.marks}
        greeted = opens or node.category == "greeting" or (greeted and node.category in {"filler", "this"})


def _without_topics(nodes: Iterable[Node]) -> Iterator[Node]:
    """Über die 20 neuen Geräte: a number behind such a word is none of hours."""
    topic = False
    for node in nodes:
        yield Node("thing", None, node.text) if topic and node.category == "number" else node
        topic = node.category == "topic" or (topic and node.category == "filler")


def _without_counts(nodes: Sequence[Node]) -> list[Node]:
    """We're 4, wir sind 4: so many people, no hour; not: we're 20 minutes away. Our 20th anniversary is no date.

    Einen zweiten Termin: one more.
    """
    said = [*nodes]
    for at, (a, nth, noun) in enumerate(zip(nodes, nodes[1:], nodes[2:], strict=False)):
        counted = noun.category in {"meeting", "x", "thing", "elsewhere"} or "appointment" in noun.marks
        if a.category == "a" and nth.category == "ordinal" and nth.text.isalpha() and counted:
            said[at + 1] = Node("x", None, nth.text)
    for at, (owner, nth, behind) in enumerate(zip(nodes, nodes[1:], [*nodes[2:], None], strict=False)):
        of_a_thing = behind is None or behind.category in {"x", "thing", "company", "elsewhere", "one", "comma", "stop"}
        if "owner" in owner.marks and nth.category == "ordinal" and nth.value > 0 and of_a_thing:
            said[at + 1] = Node("x", None, nth.text)
    for at, (be, number) in enumerate(pairwise(nodes)):
        if number.category != "number" or be.category not in {"speaker", "being"}:
            continue
        told = "be" in be.marks if be.category == "speaker" else at and nodes[at - 1].category == "speaker"
        if told and "unit" not in {n.category for n in nodes[at + 2 : at + 3]}:
            said[at + 1] = Node("thing", None, number.text)
    return said


def _with_nor(nodes: Sequence[Node]) -> Sequence[Node]:
    """Weder montags noch nach 17 Uhr: in between is an or."""
    neither = next((at for at, node in enumerate(nodes) if "neither" in node.marks), None)
    nor = [at for at, node in enumerate(nodes) if "nor" in node.marks and at > neither] if neither is not None else []
    for at in reversed(nor):
        left = [] if nodes[at].category == "filler" else [nodes[at]]
        nodes = [*nodes[:at], Node("or", None, ""), *left, *nodes[at + 1 :]]
    return nodes


def _with_moves(nodes: Sequence[Node]) -> Iterator[Node]:
    """What is moved from one time to another: the word before the new one is a link, best one before a day."""
    sentence: list[Node] = []
    for node in [*nodes, None]:
        if node:
            sentence.append(node)
        if node is None or node.category == "stop":
            yield from _moved(sentence)
            sentence = []


def _moved(nodes: Sequence[Node]) -> Sequence[Node]:
    if not any("moves" in node.marks for node in nodes):
        return nodes
    links = [at for at, node in enumerate(nodes) if "moves_to" in node.marks]
    before_days = [at for at in links if Clause("", nodes[at + 1 : at + 4]).names_days]
    before_hours = [at for at in links if Clause("", [Node("at", None, ""), *nodes[at + 1 : at + 3]]).names_clock]
    if not before_days and not before_hours:
        return nodes
    at = before_days[-1] if before_days else before_hours[0]
    hour = [] if before_days else [Node("at", None, "")]
    return [*nodes[:at], Node("moved_to", None, ""), *hour, *nodes[at + 1 :]]


def _with_corrections(nodes: Sequence[Node]) -> list[Node]:
    """A no or sorry between two times of one sort takes back the first: Tuesday at 2, no, 4; not: Monday? No."""
    told = list[Node]()
    for at, node in enumerate(nodes):
        if node.category == "correcting" and told and told[-1].category in {"x", "having", "must"}:
            node = Node("speaker", None, node.text)  # dann hole ich meine Tochter
        refused = node.category == "no" and node.value in {"refused", "behind"}
        if (refused or "takes_back" in node.marks) and _replaces(told, nodes[at + 1 :], refused=refused):
            told[-1] = Node("correcting", None, node.text)
        elif not (node.category == "comma" and told and told[-1].category == "correcting"):
            told.append(node)
    return told


def _replaces(before: Sequence[Node], behind: Sequence[Node], *, refused: bool) -> bool:
    """Whether a time stands before a mark and a no, or a sorry, and one of its sort behind them."""
    if not before or before[-1].category not in {"comma", "dash"}:
        return False
    said = Clause("", [*takewhile(lambda node: node.category != "stop", reversed(before))][::-1])
    instead = Clause(
        "", [*takewhile(lambda n: n.category not in _ENDS, dropwhile(lambda n: n.category == "comma", behind))]
    )
    exact = bool(behind) and {behind[0].category} & _EXACT and said.said & _EXACT  # Tuesday 2pm, no 4pm
    if said.said & NEGATION or not behind or (refused and not (behind[0].category == "comma" or exact)):
        return False
    if not refused and instead.said & {*NEGATION, "additive", "flexible"}:
        return False
    alone = len(instead.heard) == 1 and instead.heard[0].category == "number"
    return (said.names_clock and (instead.names_clock or alone)) or (said.names_days and instead.names_days)


def _is_wished_instead(node: Node, found: Sequence[Node]) -> bool:
    """Whether what is wished begins behind what it replaces: instead of Monday could we do Tuesday."""
    replaces = bool(found) and found[0].category == "not" and found[0].value in {"instead", "taking_place"}
    begins = node.category in {*_SUBJECTS, "better", "modal"} or "kindly" in node.marks
    return replaces and begins and Clause("", found).names_time


def _is_said_beside(nodes: Sequence[Node], at: int) -> bool:
    """Whether a bound is only what somebody does then, at no time said: until I leave; the day before I fly."""
    if nodes[at].category not in {"after", "before", "until", "the_day_after", "the_day_before"}:
        return False
    behind = [*takewhile(lambda node: node.category not in {*_ENDS, *_LINKS}, nodes[at + 1 :])]
    told = bool(behind) and (behind[0].category in {"speaker", "elsewhere"} or _is_somebody_doing(behind[:3]))
    return told and not Clause("", behind).names_time


def _is_somebody_doing(nodes: Sequence[Node]) -> bool:
    """The kids are, my shift ends."""
    if len(nodes) < 3 or "whose" not in nodes[0].marks or nodes[1].category not in {"x", "thing", "company"}:
        return False
    return nodes[2].category == "being" or bool(nodes[2].marks & {"be", "third_person"})


def _begins(nodes: Sequence[Node], before: set[str]) -> bool:
    """Whether a subject or a verb follows at once, or behind a day: and on Wednesday I have an audit."""
    if nodes[0].category in _SUBJECTS:
        return True
    behind = [node.category for node in nodes if node.category not in {"on", "filler"}]
    whole = before & {"speaker", "having", "being", "must", "not_good", "nicht"}
    return bool(whole) and len(behind) > 1 and behind[0] in DAY and behind[1] == "speaker"


def _tells_something(behind: Sequence[Node]) -> bool:
    """Whether what stands behind a dash is told beside: 2pm - we always do it then; not: Monday - Friday."""
    said = next((node.category for node in behind if node.category != "filler"), "")
    return said in {"speaker", "having", "being", "was", "must"}


def _is_verb(behind: Sequence[Node]) -> bool:
    return bool(behind) and behind[0].category in _VERBS

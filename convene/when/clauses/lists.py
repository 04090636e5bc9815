"""Days that are refused in one row: not Monday, Tuesday or Friday; Monday, Tuesday and Friday are bad."""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from convene.when.clauses.clause import DAYS, NEGATION, Clause
from convene.when.node import Node

_BARE = {*DAYS, "on", "a", "and", "or", "ordinal", "this", "next", "coming"}
_ARTICLES = {"whose", "dated"}


def as_one_row(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses, with an or for each comma of such a row."""
    if len(clauses) < 2 or not any(clause.said & NEGATION for clause in clauses):
        return [*clauses]
    linked = {at for at, clause in enumerate(clauses) for at in _refused_with(clauses, at, clause)}
    return [Clause(c.opening, c.nodes, [Node("or", None, "")]) if at in linked else c for at, c in enumerate(clauses)]


def _refused_with(clauses: Sequence[Clause], at: int, clause: Clause) -> Iterable[int]:
    """Where the commas stand that tie other days to those that a clause refuses."""
    if _begins_with_no(clause):
        behind = len([*takewhile(_is_bare, clauses[at + 1 :])])
        return range(at, at + behind) if behind and _is_linked(clauses[at + behind]) else ()
    if _ends_with_no(clause):
        before = len([*takewhile(_is_bare, reversed(clauses[:at]))])
        return range(at - before, at) if before > 1 or _is_linked(clause) else ()
    return ()


def _is_bare(clause: Clause) -> bool:
    """Whether it only names days."""
    only_days = all(n.category in _BARE or n.marks & _ARTICLES for n in clause.nodes)
    return only_days and clause.names_days and not clause.opening and not clause.is_asked


def _begins_with_no(clause: Clause) -> bool:
    said = [node.category for node in clause.nodes]
    no, day = _first(said, {"not", "no", "nicht"}), _first(said, DAYS)
    return clause.names_days and no < day and "not_good" not in clause.said and not clause.ends_sentence


def _ends_with_no(clause: Clause) -> bool:
    said = [node.category for node in clause.nodes]
    return clause.names_days and not clause.opening and _first(said, DAYS) < _first(said, NEGATION) < len(said)


def _first(said: Sequence[str], wanted: set[str]) -> int:
    return next((at for at, category in enumerate(said) if category in wanted), len(said))


def _is_linked(clause: Clause) -> bool:
    return bool(clause.said & {"and", "or"})

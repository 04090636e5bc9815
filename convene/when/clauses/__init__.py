"""Which clauses are about the meeting: what was, what others do and what something costs is told in clauses of its own.

The words that tell it apart stand in the word files: `elsewhere` speaks of other things, `was` and `having` with a
participle of what is over; `meeting` names the meeting itself, `wishing` says that a wish is uttered whatever else is
in the clause, and `available` that somebody can be met. `so`, `reason` and `aside` begin a clause: what stands before
a `so` is told as the reason for what follows, so its days are not those that are wished; neither are those on which
somebody does something else. What stands before a `correcting` is taken back: Tuesday, no wait, Wednesday.
"""

from collections.abc import Sequence

from convene.when.clauses.clause import BESIDE_THAT, DAY, NEGATION, SILENT, Clause
from convene.when.clauses.corrections import corrected, settled
from convene.when.clauses.cutting import clauses_of
from convene.when.clauses.lists import as_one_row
from convene.when.clauses.other_things import (
    begins_with_unknown_verb,
    goes_on,
    is_about_a_thing,
    is_about_something_else,
    is_an_event,
    is_over,
    only_tells,
    without_postponed,
)
from convene.when.clauses.reasons import (
    asks_for_nothing,
    begins_then,
    ends_then,
    is_a_reason,
    is_busy_for_hours,
    is_busy_until_then,
    is_free_but_then,
    is_moved_from,
    is_over_then,
    is_taken_then,
    is_taken_up,
    is_welcomed,
)
from convene.when.clauses.surroundings import that_say_something
from convene.when.node import Node

__all__ = ["SILENT", "about_the_meeting"]


def about_the_meeting(nodes: Sequence[Node]) -> list[Node]:
    """The nodes without greetings and without the clauses that tell of another time: I called this morning.

    A clause that only gives the reason for what is wished is put between `told` and `stop`.
    """
    clauses = [*that_say_something(as_one_row(corrected(clauses_of(nodes))))]
    clauses = settled([*without_postponed(clauses)])
    kept: list[Node] = []
    over: Clause | None = None
    for at, clause in enumerate(clauses):
        before, behind = clauses[:at], clauses[at + 1 :]
        more = goes_on(clause, over)
        over = clause if more or is_about_something_else(clause) else None
        if is_moved_from(clause, behind):
            kept += _given_up(clause, behind)
        elif clause.opening == "moved_to":
            kept += [*clause.nodes, *clause.end]
        elif is_welcomed(clause, behind) or asks_for_nothing(clause):
            kept += [*(n for n in clause.nodes if n.category not in NEGATION), *clause.end]
        elif is_an_event(clause, clauses):
            kept += clause.end
        elif (
            is_busy_for_hours(clause, before)
            or is_taken_then(clause, before, behind)
            or is_busy_until_then(clause, behind)
        ):
            kept += _told(clause)
        elif ends_then(clause, behind) or is_over_then(clause):
            kept += [*clause.nodes, Node("comma", None, ""), Node("then_on", None, "")]
        elif begins_then(clause, behind):
            kept += [*clause.nodes, Node("comma", None, ""), Node("before_that", None, "")]
        elif is_taken_up(clause, behind):
            kept += [*_told(clause), *_its_days(clause, [*before, *behind])]
        elif more or is_over(clause) or begins_with_unknown_verb(clause):
            kept += clause.end
        elif is_a_reason(clause, before, behind) or is_free_but_then(clause, behind):
            kept += [*_told(clause), *_its_days(clause, [*before, *behind])]
        elif clause.tells_where_somebody_is:
            # Whoever is elsewhere on a day says so because it will not do, as a receptionist would hear it, though a
            # call may be taken anywhere; the echo tells it. Hours named behind are meant on that day all the same.
            kept += clause.nodes if clause.names_days and _names_hours_then(behind) else _told(clause)
            kept += clause.end
        elif (is_about_a_thing(clause) and not _is_told_from(clause, behind)) or only_tells(clause, clauses):
            kept += [*clause.end, *_its_days(clause, [*before, *behind])]
        else:
            # Not Monday, and mornings are better: what is shut out ends before what is wished.
            kept += [Node("stop", None, "")] if _is_wished_beside(clause, before) else []
            kept += [*clause.nodes, *clause.end]
    return kept


def _is_wished_beside(clause: Clause, before: Sequence[Clause]) -> bool:
    """Whether it tells, behind what is shut out, what is wished: and mornings are better, so Tuesday would work."""
    goes_on = clause.opening == "so" or (clause.nodes and clause.nodes[0].category == "and")
    if not (goes_on and any(c.said & NEGATION for c in before)):
        return False
    if clause.opening == "so" and clause.names_days and not clause.said & NEGATION:
        return True  # we are closed for Easter so Wednesday
    return clause.names_time and bool(clause.said & {"wishing", "better"}) and not clause.said & NEGATION


def _names_hours_then(behind: Sequence[Clause]) -> bool:
    """Whether what follows wishes hours and no days: on Friday I'm in Leeds, but 3 would work."""
    wished = [c for c in behind if c.names_time]
    return bool(wished) and all(c.names_clock and not c.names_days and c.said & {"wishing", "better"} for c in wished)


def _is_told_from(clause: Clause, behind: Sequence[Clause]) -> bool:
    """Whether what follows is told from its hour: the plumber comes at 11 tomorrow, after that."""
    return clause.names_clock and any(c.said & BESIDE_THAT for c in behind[:1])


def _told(clause: Clause) -> list[Node]:
    """The nodes of a reason; none if it holds for all the week: only Saturdays, I'm on the road all week."""
    if "whole_week" in clause.said:
        return []
    said = [node for node in clause.nodes if node.category not in {"only", "but"}]
    return [Node("told", None, ""), *said, Node("stop", None, "")]


def _given_up(clause: Clause, behind: Sequence[Clause]) -> list[Node]:
    """The time that is given up; its days are meant if only another hour is wished: move Monday's call to 3."""
    days = [] if any(c.names_days for c in behind) else [node for node in clause.nodes if node.category in DAY]
    if days and not clause.names_clock:
        return days
    left = [node for node in clause.nodes if node.category not in {*NEGATION, "from", "between"}]
    return [Node("told", None, ""), *left, Node("stop", None, ""), *days]


def _its_days(clause: Clause, others: Sequence[Clause]) -> list[Node]:
    """The days of a clause with a clock time that hours elsewhere are meant on: my train is at 10 on Friday, so 11."""
    if not clause.names_clock or not any(c.names_clock for c in others):
        return []
    if any(c.names_days or c.said & BESIDE_THAT for c in others):
        return []
    return [node for node in clause.nodes if node.category in DAY]

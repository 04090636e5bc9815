"""What later words change in a clause: a time that is taken back, a number that turns out to be an hour."""

from collections.abc import Sequence
from itertools import pairwise

from convene.when.clauses.clause import DAYS, NEGATION, Clause, is_clock, is_day
from convene.when.clauses.other_things import says_what_it_is
from convene.when.node import Node


def corrected(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses as they are meant."""
    clauses = _taken_back(_with_hours(clauses))
    clauses = [_with_appointment(_with_time(_scrapped(_with_no_there(_with_work(clause))))) for clause in clauses]
    return _with_before_that([_as_one_more_way(clause) for clause in clauses])


def settled(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses without the times that were only considered: Thursday or Friday, ok, let's go with Friday at 11."""
    decided = (at for at, c in enumerate(clauses) if "deciding" in c.said and c.names_days and "additive" not in c.said)
    last = max([*decided, *_instead_of_considered(clauses)], default=0)
    return [c for at, c in enumerate(clauses) if at >= last or not c.names_time]


def _instead_of_considered(clauses: Sequence[Clause]) -> list[int]:
    """Where the days stand that are wished in the end: I was going to say Friday, but I fly then. So Thursday."""
    considered = [at for at, c in enumerate(clauses) if any("considered" in node.marks for node in c.nodes)]
    behind = range(considered[0] + 1, len(clauses)) if considered else []
    wished = (at for at in behind if clauses[at].names_days and not clauses[at].tells_a_fact)
    return [at for at in wished if not clauses[at].said & NEGATION][:1]


def _taken_back(clauses: Sequence[Clause]) -> list[Clause]:
    """Without the days, or hours, that are corrected: next week, Tuesday, no wait, Wednesday; the week stays."""
    left = [*clauses]
    for at in (at for at, clause in enumerate(left) if clause.opening == "correcting"):
        instead = next((c for c in left[at:] if c.names_time and not says_what_it_is(c)), None)
        if instead and not _begins_with_no(instead):
            taken = {n.value for c in left[:at] for n in _times(c)}
            left[:at] = [_without(clause, instead) for clause in left[:at]]
            behind = left.index(instead) + 1
            left[behind:] = [c for c in left[behind:] if not c.names_time or {n.value for n in _times(c)} - taken]
    return left


def _times(clause: Clause) -> list[Node]:
    """The nodes that name days or clock times."""
    return [n for at, n in enumerate(clause.nodes) if is_day(clause.nodes, at) or is_clock(clause.nodes, at)]


def _without(clause: Clause, instead: Clause) -> Clause:
    """The clause without its times of the sort that is named instead."""
    new_week = "unit" in instead.said
    kept = [
        node
        for at, node in enumerate(clause.nodes)
        if not (
            (instead.names_days and is_day(clause.nodes, at) and (node.category != "unit" or new_week))
            or (instead.names_clock and is_clock(clause.nodes, at))
            or (new_week and node.category in {"this", "next", "coming"})
        )
    ]
    return Clause(clause.opening, kept, clause.end)


def _begins_with_no(clause: Clause) -> bool:
    """Whether a no stands before the time: no wait, not Friday; but not in: I meant next Friday, not tomorrow."""
    said = [node.category for node in clause.nodes]
    no = next((at for at, category in enumerate(said) if category in NEGATION), len(said))
    return no < next(at for at in range(len(said)) if is_day(clause.nodes, at) or is_clock(clause.nodes, at))


def _scrapped(clause: Clause) -> Clause:
    """Who scraps a day, and no meeting on it, shuts it out: scrap Tuesday; den Dienstag können Sie streichen."""
    if "scrap" not in clause.said:
        return clause
    beside = {*DAYS, "part", "speaker", "on", "filler", "addressed", "wishing", "this", "next", "unit", "and", "or"}
    others = [n for n in clause.nodes if n.category != "scrap"]
    only_days = all(n.category in beside and "appointment" not in n.marks for n in others)
    said = "nicht" if clause.names_time and only_days else "x"
    nodes = [Node(said, None, n.text) if n.category == "scrap" else n for n in clause.nodes]
    return Clause(clause.opening, nodes, clause.end)


def _with_no_there(clause: Clause) -> Clause:
    """A no with nothing behind it is to what was said: montags bin ich im Büro, da bitte nicht."""
    if not clause.points_there or clause.names_time or clause.nodes[-1].category != "not":
        return clause
    return Clause(clause.opening, [*clause.nodes[:-1], Node("nicht", None, clause.nodes[-1].text)], clause.end)


def _with_work(clause: Clause) -> Clause:
    """Who works on some days tells of a job: our receptionist works Mondays; not: Monday works."""
    nodes = [*clause.nodes]
    for at, (whose, who, does) in enumerate(zip(nodes, nodes[1:], nodes[2:], strict=False)):
        if "whose" in whose.marks and who.category in {"x", "thing"} and "working" in does.marks:
            nodes[at + 2] = Node("x", None, does.text, frozenset({"third_person"}))
    return Clause(clause.opening, nodes, clause.end)


def _with_time(clause: Clause) -> Clause:
    """Who has nothing then has time: Freitag hab ich nix."""
    nothing = len(clause.nodes) > 1 and "nothing" in clause.nodes[-1].marks and {"speaker", "having"} <= clause.said
    if nothing and clause.names_time:
        return Clause(clause.opening, [*clause.nodes[:-1], Node("available", None, "")], clause.end)
    return clause


def _with_appointment(clause: Clause) -> Clause:
    """Who has one more appointment is busy: da habe ich noch einen Termin; not: haben Sie noch einen Termin?"""
    if "having" not in clause.said or clause.is_asked or clause.said & {"addressed", "wishing"}:
        return clause
    busy = [Node("nicht", None, n.text) if "one_more" in n.marks else n for n in clause.nodes]
    return Clause(clause.opening, busy, clause.end)


def _with_hours(clauses: Sequence[Clause]) -> list[Clause]:
    """Numbers alone as hours: 10 is too early, 11? I have the vet at 9 on Friday, so 11."""
    told, refused = list[Clause](), False
    for at, clause in enumerate(clauses):
        heard = clause.heard
        is_number = bool(heard) and heard[0].category == "number" and 1 <= heard[0].value <= 20
        if not is_number:
            refused = "not_good" in clause.said
            told.append(clause)
            continue
        said_instead = refused or _makes_it(clause)
        others = any(c.names_time for c in [*told, *clauses[at + 1 :]])
        alone = len(heard) == 1 and said_instead and (refused or others)
        if alone or (len(heard) > 1 and heard[1].category == "not_good"):
            hour = Node("hour", heard[0].value * 60, heard[0].text)
            clause = Clause(clause.opening, [hour if n is heard[0] else n for n in clause.nodes], clause.end)
            refused = len(heard) > 1
        told.append(clause)
    return told


def _makes_it(clause: Clause) -> bool:
    """Let's make it 4, so 4, no wait, 4, machen wir 4; not: wir sind 4."""
    if clause.opening in {"so", "correcting"} or clause.said & {"wishing", "better", "deciding"}:
        return True
    return "speaker" in clause.said and not clause.said & {"being", "having", "must", "was", "available", "meeting"}


def _if_possible(clause: Clause) -> bool:
    """If possible not on Thursday."""
    said = [node.category for node in clause.nodes[1:] if node.category != "filler"]
    return said[:1] == ["wishing"] and said[1:2] != ["speaker"]


def _with_before_that(clauses: Sequence[Clause]) -> list[Clause]:
    """An earlier behind what is told means before that: the kids finish at 1, so earlier tomorrow."""
    told = [*clauses[:1]]
    for before, clause in pairwise(clauses):
        fact = before.names_clock and before.tells_a_fact and not before.is_asked and not clause.names_clock
        earlier = [n for n in clause.nodes if fact and (n.category, n.value) == ("earlier", "before_that")]
        nodes = [Node("before_that", None, n.text) if n in earlier else n for n in clause.nodes]
        told.append(Clause(clause.opening, nodes, clause.end) if earlier else clause)
    return told


def _as_one_more_way(clause: Clause) -> Clause:
    """What is shut out only perhaps makes what follows one more way: if you can't do Tuesday, Wednesday."""
    if clause.opening == "aside" and clause.nodes[0].value == "if" and clause.names_time and not _if_possible(clause):
        said = [Node("or", None, n.text) if n.category in NEGATION else n for n in clause.nodes]
        return Clause(clause.opening, said, clause.end)
    return clause

"""Clauses that give the reason for what others wish: I teach on Monday, so Tuesday."""

from collections.abc import Sequence

from convene.when.clauses.clause import BESIDE_THAT, CONTENT, NEGATION, WISH_OR_NO, Clause
from convene.when.clauses.other_things import is_about_something_else
from convene.when.node import Node


def is_a_reason(clause: Clause, before: Sequence[Clause], behind: Sequence[Clause]) -> bool:
    """Whether the clause tells when something else is, and another what is wished."""
    if clause.opening == "aside":
        return False
    does = clause.tells_what_somebody_does and clause.opening != "reason"
    prefers = any("better" in c.said and c.names_time for c in [*before, *behind])
    if prefers and (does or clause.tells_what_somebody_has):
        return True  # Monday I have choir, mornings are better
    if does:
        return any(_can_stand_beside(clause, c, first=not before) for c in [*before, *behind])
    if clause.does_something and any(c.names_days and c.names_clock for c in behind[:1]):
        return not clause.names_days and not clause.wishes_or_refuses
    if _is_a_free_holiday(clause, behind):
        return True
    if not (clause.names_time and clause.tells_a_fact):
        return False
    if _tells_why_until_then(clause, before):
        return True
    others = [c for c in [*before, *behind] if _is_wished_instead(clause, c)]
    if clause.opening == "reason":
        return bool(others)
    if not clause.ends_sentence and any(c.opening in {"so", "but"} for c in _same_sentence(behind) if c in others):
        return True
    if any(c.opening == "so" and c.names_days and c in others for c in behind):
        return clause.names_days and "only" not in clause.said  # in Leeds till Friday. So Monday onwards
    others = [c for c in others if c.names_days == clause.names_days or c.names_clock]
    if any("better" in c.said for c in others):
        return True
    somebody = "speaker" in clause.said or (clause.names_days and clause.names_clock and behind)
    told = somebody and clause.said & {"x", "thing", "meeting", "company"}
    return bool(told) and any(c.said & {"wishing", "only"} and not c.tells_a_fact for c in others)


def is_moved_from(clause: Clause, behind: Sequence[Clause]) -> bool:
    """Whether it tells the time that is given up: Monday at 9, can we move that to Tuesday; I have to move Monday."""
    if not clause.names_time or clause.opening == "moved_to":
        return False
    if any(c.opening == "moved_to" for c in behind):
        return True
    moves = clause.names_days and any("moves" in node.marks for node in clause.nodes)
    return moves and any(c.names_days and not c.said & NEGATION for c in behind)


def is_free_but_then(clause: Clause, behind: Sequence[Clause]) -> bool:
    """Whether it tells the only times that are not free: Wednesdays from 6 choir, otherwise I'm free."""
    if not clause.names_time or clause.wishes_or_refuses or clause.is_asked:
        return False
    otherwise = (c for c in behind if any(node.value == "otherwise" for node in c.nodes))
    return any(not c.names_time and c.said & {"wishing", "available"} for c in otherwise)


def is_taken_up(clause: Clause, behind: Sequence[Clause]) -> bool:
    """Whether it tells what somebody has on then, and wishes nothing: I just remembered a wedding on Friday at 2.

    Not so if what follows needs the time: could we do after that?
    """
    if any(c.said & BESIDE_THAT for c in behind):
        return False
    if not clause.names_time or clause.is_asked or clause.said & ({"after", "before"} | WISH_OR_NO - {"meeting"}):
        return False
    if {"until", "speaker"} <= clause.said and clause.has_something and clause.said & {"meeting", "a"}:
        return True  # I've a meeting until 3
    if "meeting" in clause.said:
        return False
    if clause.tells_what_somebody_has_then:
        return True
    somebody = "speaker" in clause.said or any("whose" in node.marks for node in clause.nodes)
    told = clause.is_somewhere or (somebody and clause.has_something)
    followed = zip(clause.nodes, [*clause.nodes[1:], Node("stop", None, "")], strict=True)
    own = any(node.marks & {"own_thing", "event"} and other.category not in CONTENT for node, other in followed)
    return bool(told and own)


def is_busy_for_hours(clause: Clause, before: Sequence[Clause]) -> bool:
    """Whether it tells what somebody does for some hours of a day that was wished: Friday, only from 2 to 3 I'm out."""
    if not clause.said & {"between", "from"} or clause.said & (WISH_OR_NO - {"meeting"}) or clause.is_asked:
        return False
    wished = [c for c in before if c.names_days]
    if not wished or wished[-1].names_clock or clause.names_days or not clause.names_clock:
        return False
    limits = any("limiting" in node.marks for node in clause.nodes)
    if "must" in clause.said or clause.has_something or (limits and clause.does_something):
        return clause.has_unknown_words or "meeting" in clause.said
    if "speaker" not in clause.said or not clause.is_somewhere:
        return False
    somewhere = any("where" in node.marks for node in clause.nodes) or clause.said & {"part", "lunch", "numbered"}
    return clause.has_unknown_words or bool(limits and somewhere)


def is_taken_then(clause: Clause, before: Sequence[Clause], behind: Sequence[Clause]) -> bool:
    """Whether it tells what somebody has on at an hour of a day that was wished: Wednesday is fine, 10am physio.

    Said alone, or on a day of its own, it may be what is wished: physio on Friday at 10.
    """
    if clause.names_days or clause.wishes_or_refuses or clause.is_asked:
        return False
    wished = [c for c in before if c.names_days]
    if not wished or wished[-1].names_clock or any(c.said & BESIDE_THAT for c in behind):
        return False
    something = clause.opening == "but" and clause.names_clock and clause.has_a_thing
    return clause.is_a_bare_appointment or clause.tells_what_somebody_has_at or something


def is_over_then(clause: Clause) -> bool:
    """Whether it tells from when somebody is free: once my shift's over at 6 on Monday."""
    if not any("once" in node.marks for node in clause.nodes[:1]):
        return False
    over = any("over" in node.marks for node in clause.nodes)
    return over and clause.names_clock and not clause.said & {"until", "between"} and not clause.is_asked


def ends_then(clause: Clause, behind: Sequence[Clause]) -> bool:
    """Whether it tells until when somebody is busy, and the next what holds from then on: until 11 I drive, then ok."""
    if "until" not in clause.said or clause.said & {"between", "from", "wishing", "available"} or not behind:
        return False
    follows = behind[0].said
    if "weekday" in follows and "then_on" in follows:
        return False  # away until the 28th; the Monday after that
    if behind[0].does_something and not follows & {"wishing", "available", "flexible"}:
        return False  # bis 15 Uhr, dann hole ich die Kinder
    return bool(follows & {"then_on", "then"}) and not follows & NEGATION


def is_busy_until_then(clause: Clause, behind: Sequence[Clause]) -> bool:
    """Whether what follows wishes for after what it tells: the plumber comes between 8 and 12, so after that."""
    if not (clause.names_clock and clause.said & {"between", "from"} and clause.tells_a_fact and behind):
        return False
    (other, *_) = behind
    only_then = {n.category for n in other.heard} <= {"then_on"} or other.said & {"wishing", "available", "flexible"}
    return "then_on" in other.said and bool(only_then) and not other.names_time and not other.said & NEGATION


def begins_then(clause: Clause, behind: Sequence[Clause]) -> bool:
    """Whether it tells from when somebody is busy, and the next wishes for before: from 3 football, so before."""
    told = clause.said & {"having", "being", "must"} and (clause.has_unknown_words or "meeting" in clause.said)
    if not (told and clause.said & {"after", "from"} and behind) or clause.said & {"until", "between", "addressed"}:
        return False
    (other, *_) = behind
    before = any("before_that" in (node.category, node.value) for node in other.nodes)
    wished = other.opening == "so" or "wishing" in other.said or other.is_asked
    return before and wished and not other.names_time and not other.said & {"additive", *NEGATION}


def is_welcomed(clause: Clause, behind: Sequence[Clause]) -> bool:
    """Whether what sounds like a no is the time that is wished: on Monday the shop is closed, there we could talk."""
    if not (clause.names_time and "not_good" in clause.said and behind):
        return False
    (other, *_) = behind
    welcome = other.said & {"wishing", "meeting", "available"} and not other.said & NEGATION
    return bool(welcome) and not other.names_time and (other.opening == "so" or other.points_there)


def asks_for_nothing(clause: Clause) -> bool:
    """Whether it asks by a no for the time that is wished: in the afternoon you have nothing?"""
    marks = {mark for node in clause.nodes for mark in node.marks}
    return marks >= {"nothing", "host"} and clause.is_asked and clause.names_time


def _same_sentence(behind: Sequence[Clause]) -> Sequence[Clause]:
    return behind[: next((n + 1 for n, c in enumerate(behind) if c.ends_sentence), len(behind))]


def _is_a_free_holiday(clause: Clause, behind: Sequence[Clause]) -> bool:
    """Whether nobody works on a holiday, and other days are wished: Reformationstag ist frei, also Montag."""
    free = "holiday" in clause.said and clause.is_somewhere and any("day_off" in node.marks for node in clause.nodes)
    return free and any(c.names_days and (c.opening == "so" or "holiday" not in c.said) for c in behind[:1])


def _tells_why_until_then(clause: Clause, before: Sequence[Clause]) -> bool:
    """Whether it follows a first or last day, with another date: by the 4th please, the builders come on the 8th."""
    if not before or not clause.names_days or clause.names_clock or clause.opening in {"so", "but"} or clause.is_asked:
        return False
    bounds = {"before", "until", "latest", "not_before", "not_after"}
    return before[-1].names_days and bool(before[-1].said & bounds) and not clause.said & {"or", "only"}


def _is_wished_instead(clause: Clause, other: Clause) -> bool:
    """Whether another clause names a time of the same sort, and not one more: Tuesday would work too."""
    if other.said & {"additive", "then_on"}:
        return False
    if clause.names_days:
        return other.names_days or (clause.names_clock and other.names_time)  # the vet at 9 on Friday, so after 11
    return other.names_time


def _can_stand_beside(clause: Clause, other: Clause, *, first: bool) -> bool:
    """Whether another clause wishes a time of its own: it names days, or has those of this clause, or comes first."""
    if is_about_something_else(other) or other.tells_what_somebody_does:
        return False
    bound = clause.names_clock and clause.said & {"until", "from"}
    if other.names_days or "flexible" in other.said or (bound and other.said & BESIDE_THAT):
        return True
    return other.names_time and (not first or (clause.names_days and clause.names_clock))

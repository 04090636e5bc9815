"""Clauses that only surround the wish: greetings, goodbyes, what a time is elsewhere, what follows then."""

from collections.abc import Iterator, Sequence

from convene.when.clauses.clause import CLOCKS, CONTENT, DAYS, NEGATION, Clause
from convene.when.clauses.reasons import ends_then

_TIMES = DAYS | CLOCKS | {"number"}
_BOUNDS = {"after", "before", "not_before", "not_after", "not_until", "not", "nicht"}


def that_say_something(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """The clauses without those that say nothing; what ended one of these ends the one before it."""
    last: Clause | None = None
    for at, clause in enumerate(clauses):
        if not _says_nothing(clause, clauses[:at], clauses[at + 1 :]):
            if last:
                yield last
            last = clause
        elif last and not last.end:
            last = Clause(last.opening, last.nodes, clause.end)
    if last:
        yield last


def _says_nothing(clause: Clause, before: Sequence[Clause], behind: Sequence[Clause]) -> bool:
    """Whether a clause only surrounds the wish."""
    if not before and _is_greeting(clause) and any(c.said & {"x", "wishing"} for c in behind):
        return True
    if before and _is_last_word(clause, before[-1], behind):
        return True
    if clause.opening == "restating":
        return True  # which is 9 am in New York
    if clause.refuses_another_time and any(c.names_time for c in before):
        return True
    if before and before[-1].names_time and (_only_explains(clause) or _tells_what_follows(clause, before[-1])):
        return True
    if clause.opening in {"reason", "aside"}:
        vague = clause.tells_a_fact and {n.category for n in clause.nodes if n.category in _TIMES} <= {"part"}
        return not clause.names_time or (clause.opening == "aside" and vague)  # if you are up that early
    if clause.names_time:
        return False
    if behind and behind[0].opening == "so" and "wishing" in behind[0].said and not behind[0].names_time:
        return True  # Monday is fine, we are closed, so I have time
    if before and before[-1].names_clock and not before[-1].is_asked and _is_busy_all_day(clause):
        return True
    wished = bool(before) and before[-1].names_time and before[-1].said & {"wishing", "only"}
    return bool(wished) and clause.opening != "but" and {"speaker", "nicht"} <= clause.said  # nights, days I'm on site


def _is_busy_all_day(clause: Clause) -> bool:
    """After 6, I'm on shift all day: it tells why the hour is wished."""
    return {"speaker", "whole_day"} <= clause.said and bool(clause.said & NEGATION)


def _is_greeting(clause: Clause) -> bool:
    """Evening all; Morning Sarah; Morning: a part of the day, and behind it at most who is greeted."""
    if not clause.nodes or len(clause.nodes) > 3 or clause.is_asked:
        return False
    greeted = {n.category for n in clause.nodes[1:]} <= {"x", "every", "filler", "thing"}
    to_all = any("greeted" in n.marks for n in clause.nodes[1:2])
    return greeted and ("hello" in clause.nodes[0].marks or (to_all and "hello_to" in clause.nodes[0].marks))


def _is_last_word(clause: Clause, before: Clause, behind: Sequence[Clause]) -> bool:
    """Danke, bis morgen! Regards, April. Ich freu mich, bis Montag."""
    if any(c.nodes for c in behind):
        return False
    if "signing" in before.said and len(clause.nodes) == 1 and "first_name" in clause.nodes[0].marks:
        return True
    said = [node.category for node in clause.heard]
    cried = bool(clause.end) and clause.end[0].text == "!"
    cried = cried or (len(said) == len(clause.nodes) and any("farewell" in node.marks for node in before.nodes))
    return said == ["until", "relative_day"] or (said == ["until", "weekday"] and cried)


def _only_explains(clause: Clause) -> bool:
    """Whether it tells what the time before is elsewhere, or why: that is afternoon for us; da ist Feiertag."""
    if not clause.points_there and not (clause.nodes and "that_is" in clause.nodes[0].marks):
        return False
    told = clause.said & (DAYS | CLOCKS)
    return bool(told) and told <= {"part", "holiday"} and not clause.wishes_or_refuses


def _tells_what_follows(clause: Clause, before: Clause) -> bool:
    """Whether it tells why a bound was set: before 10, after that I work; not on the 8th, there it is a holiday."""
    if clause.names_days or (clause.names_clock and not {"then_on", "speaker"} <= clause.said):
        return False
    if "leaving" in clause.said and clause.said & {"then", "then_on"}:
        return True
    if clause.said & {"then_on", "before_that"}:
        busy = clause.said & {"speaker", *CONTENT} and not clause.said & {"wishing", "available", "flexible"}
        return bool(busy) and clause.opening != "so" and not ends_then(before, [clause])
    return clause.points_there and bool(clause.said & NEGATION and before.said & _BOUNDS)

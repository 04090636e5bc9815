"""Clauses that tell of something else than the meeting: what is over, a contract, what the company does."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from convene.when.clauses.clause import (
    BEFORE_HOURS,
    BESIDE_THAT,
    CLOCKS,
    CONTENT,
    DAY,
    DAYS,
    NEGATION,
    SILENT,
    Clause,
)
from convene.when.node import Node

_OPENING_A_QUESTION = {"being", "having", "modal", "asking", "was"}


def is_about_something_else(clause: Clause) -> bool:
    """Whether it tells of what is over or of another thing."""
    return is_over(clause) or is_about_a_thing(clause)


def is_over(clause: Clause) -> bool:
    """Whether it tells what was or is anyway, or asks for something else: I called on Monday; today is Thursday."""
    said, heard = clause.said, clause.said - SILENT
    if _asks_whether_it_is_open(clause) or _is_hearsay(clause) or says_what_it_is(clause):
        return True
    if "being" in said and heard == {"relative_day", "weekday"}:
        return True
    if {"now", "being"} <= said and said & CLOCKS and not said & {"wishing", "available", "from", "until"}:
        return True  # it is 8 in the evening here now
    if "then" in said and heard == {"until", "weekday"}:
        return True  # bis Montag dann!
    if _asks_for_something_else(clause):
        return True
    if _was_yesterday(clause) or _was_praised(clause) or _was_last_time(clause) or _tells_how_old(clause):
        return True
    if said & {"wishing", "better"} or _tells_which(clause):
        return False
    if ("was" in said and not _praises(clause)) or any(_is_past(one, other) for one, other in pairwise(clause.nodes)):
        return True
    return "having" in said and "modal" not in said and any(_is_participle(node) for node in clause.nodes)


def _tells_which(clause: Clause) -> bool:
    """Whether what was done tells which one is meant: the last one you gave me, den zweiten, den Sie genannt haben."""
    ordinal, *behind = [*(node.category for node in clause.nodes if node.category != "filler"), ""]
    return ordinal == "ordinal" and not clause.said & (DAY | CLOCKS) and bool({"was", "having"} & set(behind))


def is_about_a_thing(clause: Clause) -> bool:
    """Whether it tells of a thing that is not the meeting: the contract ends in March, we want to go live in May."""
    said, nodes = clause.said, clause.nodes
    if _is_about_others(clause) or _tells_opening_hours(clause):
        return True
    if "wishing" in said:
        wished = (nodes[at + 1 : at + 3] for at, node in enumerate(nodes) if node.category == "wishing")
        return any(node.category == "elsewhere" for behind in wished for node in behind)
    if "having" in said and nodes[-1].category == "to":
        return True  # wir haben samstags bis 14 Uhr auf
    if said & {"meeting", "available"} or (said & DAY and said & {"time", "hour"}):
        return False
    at_no_day = not said & DAY or said & {"every", "weekdays", "workdays"}
    counts = said & {"x", "being", "speaker"} and any(_is_counted(*pair) for pair in pairwise(nodes))
    if at_no_day and counts:
        return True  # from January on we are 40 people
    return any(node.category == "elsewhere" and not _is_topic(nodes[:at]) for at, node in enumerate(nodes))


def only_tells(clause: Clause, clauses: Sequence[Clause]) -> bool:
    """Whether words wish for nothing, by their form: we run payroll on Fridays, it expired, our site resets at 9.

    Not so if another clause needs the time that is told here: so after that.
    """
    if not clause.names_time or clause.wishes_or_refuses or clause.said & {"deciding", "only"} or clause.is_asked:
        return False
    if any((c.opening == "so" and not _follows_only(c)) or c.said & BESIDE_THAT for c in clauses):
        return False
    words = [Node("", None, ""), *clause.nodes]
    if _is_every_week(clause) or any(_is_predicate(*three) for three in zip(words, words[1:], words[2:], strict=False)):
        return True
    return any(_turned_round(*four) for four in zip(words, words[1:], words[2:], words[3:], strict=False))


def _follows_only(clause: Clause) -> bool:
    """Whether what follows is about somebody else, and no time: so she may sign for herself."""
    others = any("other_person" in node.marks for node in clause.nodes[:2])
    about_time = clause.names_time or clause.said & {"meeting", "available", "flexible"}
    return clause.has_unknown_words and not about_time and (others or not clause.wishes_or_refuses)


def _is_predicate(before: Node, who: Node, verb: Node) -> bool:
    """We run, it expired, our site resets."""
    if verb.category != "x" or len(verb.text) < 3 or before.category in BEFORE_HOURS:
        return False
    does = "who" in who.marks and "adverb" not in verb.marks
    over = "past" in verb.marks and "be" not in who.marks
    return does or over or _is_subject(before, who, verb)


def _is_every_week(clause: Clause) -> bool:
    """The market is on Saturdays from 8 to 2; not: Saturdays from 8 to 2 are fine."""
    said = [n.category for n in clause.nodes]
    is_at = next((at for at, n in enumerate(clause.nodes) if n.category == "being" or "be" in n.marks), 0)
    behind = Clause("", clause.nodes[is_at:])
    subject = {"x", "thing", "company"} & {*said[:is_at]} and not Clause("", clause.nodes[:is_at]).names_days
    return bool(subject and behind.said & {"weekdays", "workdays", "every"} and behind.names_clock)


def _turned_round(then: Node, verb: Node, whose: Node, who: Node) -> bool:
    """Um neun fährt der Bus."""
    return then.category in {*CLOCKS, *DAYS, "number"} and verb.category == "x" and _is_subject(whose, who, verb)


def _is_subject(whose: Node, who: Node, verb: Node) -> bool:
    named = "whose" in whose.marks and who.category in {"x", "thing"}
    named = named or ("owner" in whose.marks and who.category == "company")
    return (named or (whose.category == "x" and who.category == "company")) and "third_person" in verb.marks


def is_an_event(clause: Clause, others: Sequence[Clause]) -> bool:
    """Whether it tells when an occasion is, and nothing names another time: the wedding is on 12 June."""
    at = next((at for at, node in enumerate(clause.nodes) if "event" in node.marks), None)
    if at is None or clause.is_asked or clause.wishes_or_refuses or clause.said & {"speaker", "deciding", "only"}:
        return False
    told = Clause("", clause.nodes[at:]).names_days and (clause.is_somewhere or clause.said & {"from", "between"})
    return bool(told) and not any(c.names_time for c in others if c is not clause)


def begins_with_unknown_verb(clause: Clause) -> bool:
    """Whether a verb that no wish has begins a question: Zählt der 24. als Werktag?"""
    if not clause.is_asked or clause.said & {"wishing", "meeting", "available"} or len(clause.nodes) < 2:
        return False
    return clause.nodes[0].category == "x" and "asking_verb" in clause.nodes[0].marks


def goes_on(clause: Clause, over: Clause | None) -> bool:
    """Whether it tells more of what is over: I called twice yesterday, once at 9 and once at 4."""
    if clause.names_days or not clause.names_clock or not over or over.ends_sentence:
        return False
    return not clause.wishes_or_refuses and not clause.said & BESIDE_THAT and clause.opening not in {"so", "but"}


def without_postponed(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """The clauses but those of a sentence that puts the wish off: I'll get back to you next week."""
    sentence: list[Clause] = []
    for clause in clauses:
        sentence.append(clause)
        if clause.ends_sentence or clause is clauses[-1]:
            later = any("postponing" in node.marks for c in sentence for node in c.nodes)
            if not later or any("wishing" in c.said for c in sentence):
                yield from sentence
            sentence = []


def _asks_for_something_else(clause: Clause) -> bool:
    """Do you deliver on Sundays? An unknown verb, or a thing, follows the question's first words at once."""
    if "asking" not in clause.said:
        return False
    said = [node.category for node in clause.nodes if node.category not in {"filler", "additive"}]
    if said[0] != "asking" or len(said) < 2:
        return False
    if said[1] in {"being", "having"}:
        return bool({"x", "noise", "leaving"} & clause.said) and "wishing" not in said  # wer ist am Montag dabei?
    return said[1] in {"x", "numbered", "elsewhere", "thing", "company"}


def _asks_whether_it_is_open(clause: Clause) -> bool:
    """Haben Sie auch am Sonntag offen? Is the office staffed on Boxing Day? At an hour a slot may be meant."""
    wished = any(n.category in {"meeting", "wishing"} and "opened" not in n.marks for n in clause.nodes)
    if not clause.is_asked or clause.names_clock or wished:
        return False
    first, *behind = [n for n in clause.nodes if n.category != "filler" or "be" in n.marks] or [Node("", None, "")]
    opened = any("opened" in node.marks for node in behind)
    if first.category == "asking":
        return opened
    if first.category == "having":
        return opened and behind[0].category == "addressed"
    is_it = first.category == "being" or "be" in first.marks
    return is_it and opened and behind[0].category in {"thing", "numbered", "company", "addressed"}


def _is_hearsay(clause: Clause) -> bool:
    """Whether it tells what is written somewhere, or how long the company is there: Google says you're open until 8."""
    if clause.said & {"meeting", "available"}:
        return False
    wishes = any(n.category == "wishing" and not n.marks & {"opened", "reporting"} for n in clause.nodes)
    return not wishes and any("reporting" in node.marks for node in clause.nodes)


def _is_about_others(clause: Clause) -> bool:
    """Whether it tells or asks of others than who meet: can patients book at weekends? People ring at lunchtime."""
    exact = clause.said & DAY and clause.said & {"time", "hour", "at"}
    if not clause.names_time or exact or "speaker" in clause.said:
        return False
    words = [n for n in clause.nodes if n.category not in {"filler", "additive", "a", "on"} or "others" in n.marks]
    verb = int(words[0].category in _OPENING_A_QUESTION or "asks" in words[0].marks)
    asked = clause.is_asked or verb or (clause.nodes[0].category == "filler" and "whose" not in clause.nodes[0].marks)
    told = words[verb : verb + (2 if words[verb:] and words[verb].category in {"x", "season"} else 1)]
    return any("others" in node.marks for node in told) and bool(asked or not clause.wishes_or_refuses)


def _tells_opening_hours(clause: Clause) -> bool:
    """Whether it tells from when until when a place is open: the shop is open 9 to 5; you close at 4 on Fridays."""
    opened = next((at for at, node in enumerate(clause.nodes) if "opened" in node.marks), None)
    if opened is None or any(n.category in {"meeting", "available"} and "opened" not in n.marks for n in clause.nodes):
        return False
    hosts = any("host" in node.marks for node in clause.nodes)
    bounded = clause.said & {"until", "to", "dash", "between"} and (clause.names_clock or "number" in clause.said)
    in_a_row = sum(n.category == "weekday" for n in clause.nodes) > 1 and clause.said & {"until", "to", "dash"}
    weekly = clause.said & {"weekdays", "workdays", "every"} or in_a_row
    bounded = bounded or in_a_row
    if hosts:
        return bool(bounded or weekly or "closing" in clause.nodes[opened].marks)
    ours = any("ours" in node.marks for node in clause.nodes[: opened + 1]) and not clause.said & NEGATION
    place = {"thing", "company", "x"} & {node.category for node in clause.nodes[:opened]}
    opens = "closing" in clause.nodes[opened].marks and clause.names_clock
    if not opened and opens and bounded:
        return True  # a shop in Leeds, opens 10 to 6
    return bool(ours and ((bounded and (weekly or place)) or (opens and (weekly or place))))


def says_what_it_is(clause: Clause) -> bool:
    """Das ist ein Sonntag."""
    told = [n for n in clause.nodes if n.category not in {"correcting", "so", "but", "reason"}]
    return [n.category for n in clause.heard if n.category != "a"] == ["weekday"] and "that_is" in told[0].marks


def _praises(clause: Clause) -> bool:
    """Whether it goes back to a time: Montag war doch gut; not: unser Termin am Montag war gut."""
    praised = any("praising" in node.marks for node in clause.nodes)
    only_a_time = not clause.said & {*CONTENT, "meeting", "speaker", "addressed", "company"}
    return praised and only_a_time and clause.names_time


def _was_yesterday(clause: Clause) -> bool:
    """Your chat was down yesterday evening."""
    over = any(n.category == "relative_day" and n.value < 0 for n in clause.nodes)
    return over and clause.has_unknown_words and not clause.said & {"wishing", "better", "meeting"}


def _was_last_time(clause: Clause) -> bool:
    """Last time the lift broke down at 8."""
    told = clause.has_unknown_words and not clause.is_asked and not clause.said & {"wishing", "better", "meeting"}
    return told and any("last_time" in node.marks for node in clause.nodes[:2])


def _tells_how_old(clause: Clause) -> bool:
    """The photos are from July; die Angaben sind aus dem Mai."""
    said = [n.category for n in clause.nodes if n.category != "filler" or n.marks & {"be", "dating"}]
    dated = [at for at, n in enumerate(clause.nodes) if "dating" in n.marks]
    if not dated or clause.wishes_or_refuses or "speaker" in clause.said or not clause.is_somewhere:
        return False
    behind = [n.category for n in clause.nodes[dated[-1] + 1 :] if n.category != "filler"]
    return (
        said[0] in {"x", "thing", "company", "elsewhere"} and bool(behind) and {*behind} <= {"month", "year", "season"}
    )


def _was_praised(clause: Clause) -> bool:
    """My appointment on Tuesday was lovely."""
    named = "meeting" in clause.said or any("appointment" in node.marks for node in clause.nodes)
    return named and any((one.category, other.category) == ("was", "wishing") for one, other in pairwise(clause.nodes))


def _is_past(speaker: Node, verb: Node) -> bool:
    """Whether somebody did something: I waited; not: I'm booked."""
    return "who" in speaker.marks and verb.category == "x" and "past" in verb.marks


def _is_participle(node: Node) -> bool:
    return node.category in {"x", "elsewhere"} and "participle" in node.marks


def _is_counted(number: Node, thing: Node) -> bool:
    return number.text.isdigit() and thing.category == "thing"


def _is_topic(before: Sequence[Node]) -> bool:
    """Whether a thing is only what the meeting is about: wegen der Rechnung."""
    return any(node.category == "topic" for node in before[-3:])

"""Which clauses are about the meeting: what was, what others do and what something costs is told in clauses of its own.

The words that tell it apart stand in the word files: `elsewhere` speaks of other things, `was` and `having` with a
participle of what is over; `meeting` names the meeting itself, `wishing` says that a wish is uttered whatever else is
in the clause, and `available` that somebody can be met. `so`, `reason` and `aside` begin a clause: what stands before
a `so` is told as the reason for what follows, so its days are not those that are wished; neither are those on which
somebody does something else. What stands before a `correcting` is taken back: Tuesday, no wait, Wednesday.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from convene.when.node import Node

SILENT = {
    *("filler", "colon", "speaker", "addressed", "being", "having", "modal", "must", "was"),
    *("wishing", "better", "additive", "meeting", "available", "topic"),
    *("so", "reason", "aside", "asking", "restating", "correcting", "signing", "deciding", "then", "there"),
}
"""The categories that only matter here: to the rules they mean nothing."""

_HALVES = {"half", "halb", "quarter_past", "quarter_to", "viertel"}
_ENDS = {"stop", "comma", "colon"}
_BEGINS = {"speaker", "addressed", "wishing", "having", "being"}
_VERBS = {"wishing", "better", "modal", "must", "having", "being", "x"}
_LINKS = {"so", "but", "reason", "aside", "restating", "correcting"}
_DAYS = {
    *("weekday", "weekdays", "workdays", "weekend", "month", "relative_day", "date", "day_month", "slashed", "holiday"),
    *("week_after_next", "the_week_after", "the_one_after", "the_day_after", "calendar_week", "week_of", "whole_week"),
}
_CLOCKS = {"time", "hour", "clock", "military", "ish", "part", "lunch", *_HALVES}
_BEFORE_HOURS = {
    "at",
    "about",
    "after",
    "before",
    "from",
    "until",
    "between",
    "not_before",
    "not_until",
    "not_after",
    "or",
}
_GREETED = {"weekday", "part", "weekend", "unit", "relative_day", "holiday", "holiday_season", "workdays"}
_NEGATION = {"nicht", "not_good", "no", "not"}
_ANOTHER_TIME = {"earlier", "later", "then_on", "or", "rest_of", "now"}
_BESIDE_THAT = {"later", "earlier", "then_on", "before_that"}
_BOUNDS = {"after", "before", "not_before", "not_after", "not_until", "not", "nicht"}
_NOT_BUSY = {
    "wishing",
    "better",
    "meeting",
    "available",
    "flexible",
    *_NEGATION,
    "not_until",
    "not_before",
    "not_after",
}
_EXCLAMATION = Node("stop", None, "!")
_CONTENT = {"x", "thing", "called", "elsewhere"}
_DAY = {"weekday", "relative_day", "day_month", "date", "slashed"}
_CLOCK = {"time", "hour"}


@dataclass
class _Clause:
    """The words between two marks or links; `opening` is the category of the link that begins it."""

    opening: str
    nodes: list[Node]
    end: list[Node]

    @property
    def said(self) -> set[str]:
        return {node.category for node in self.nodes}

    @property
    def names_days(self) -> bool:
        return any(_is_day(self.nodes, at) for at in range(len(self.nodes)))

    @property
    def names_clock(self) -> bool:
        return any(_is_clock(self.nodes, at) for at in range(len(self.nodes)))

    @property
    def names_time(self) -> bool:
        return self.names_days or self.names_clock

    @property
    def tells_a_fact(self) -> bool:
        """Whether it tells what somebody does, and neither wishes for something nor shuts it out."""
        told = self.said & {"x", "speaker", "company", "thing"} or (
            "holiday" in self.said and self.said & {"weekday", "ordinal", "day_month"}
        )  # Monday's May Day
        return bool(told) and not self.said & _NOT_BUSY

    @property
    def tells_what_somebody_does(self) -> bool:
        """Whether it tells so of a day or a part of it: mornings I teach, on Wednesday is a party."""
        ends = "until" in self.said and not self.said & {"between", "from"}
        if not (self.names_days or "part" in self.said or ends) or self.said & _NOT_BUSY or _is_asked(self):
            return False
        return self.does_something or (bool(self.said & {"being", "having", "must"}) and self.has_unknown_words)

    @property
    def says_from_or_until(self) -> bool:
        return self.names_clock and bool(self.said & {"until", "from"})

    @property
    def does_something(self) -> bool:
        """Whether a verb nobody knows stands beside the speaker: I teach, hole ich."""
        return any({one.category, other.category} == {"speaker", "x"} for one, other in pairwise(self.nodes))

    @property
    def has_unknown_words(self) -> bool:
        return any(node.category in _CONTENT and node.text.isalpha() and len(node.text) > 2 for node in self.nodes)

    @property
    def points_back(self) -> bool:
        """Whether it speaks of what was said last: da haben wir zu, that is too late."""
        return bool(self.nodes) and (self.nodes[0].category == "there" or "pointing" in self.nodes[0].marks)

    @property
    def refuses_another_time(self) -> bool:
        """Whether it says no to a time that it does not name: earlier I can't get out, otherwise we are full."""
        if not self.said & _NEGATION or self.names_time:
            return False
        if self.said & _ANOTHER_TIME:
            return True
        return self.has_unknown_words and not self.points_back


def about_the_meeting(nodes: Sequence[Node]) -> list[Node]:
    """The nodes without greetings and without the clauses that tell of another time: I called this morning.

    A clause that only gives the reason for what is wished is put between `told` and `stop`.
    """
    clauses = [*_clauses(_without_topics(_without_greetings(nodes)))]
    for so, behind in pairwise(clauses):
        vague = so.opening == "so" and not so.names_time and not so.said & {"then_on", *_BESIDE_THAT}
        if vague and not behind.opening and not _ends_sentence(so):
            behind.opening = "so"  # so sure look, Thursday after 2
    _take_back(clauses)
    _hear_who_has_nothing(clauses)
    _read_bare_hours(clauses)
    _offer_what_is_asked_for(clauses)
    clauses = [*_that_say_something(clauses)]
    clauses = [*_without_postponed(clauses)]
    settled = max((at for at, c in enumerate(clauses) if _settles(c)), default=0)
    clauses = [c for at, c in enumerate(clauses) if at >= settled or not c.names_time]
    kept: list[Node] = []
    gone: _Clause | None = None
    for at, clause in enumerate(clauses):
        goes_on = _goes_on(clause, gone)
        gone = clause if goes_on or _tells_of_something_else(clause.nodes) else None
        if _is_welcomed(clause, clauses[at + 1 :]):
            kept += [n for n in clause.nodes if n.category not in _NEGATION] + clause.end
        elif _ends_then(clause, clauses[at + 1 :]):
            kept += [*clause.nodes, Node("comma", None, ""), Node("then_on", None, "")]
        elif _is_over(clause.nodes) or _begins_with_unknown_verb(clause) or goes_on:
            kept += clause.end
        elif _is_a_reason(clause, clauses[:at], clauses[at + 1 :]):
            if "whole_week" in clause.said:
                continue  # only Saturdays, I'm on the road all week
            kept += [Node("told", None, ""), *clause.nodes, Node("stop", None, "")]
            if clause.names_clock and all(c is clause or not (c.names_days or c.said & _BESIDE_THAT) for c in clauses):
                kept += [n for n in clause.nodes if n.category in _DAY]  # Friday morning I teach, the afternoon is fine
        elif _is_free_but_then(clause, clauses[at + 1 :]):
            kept += [Node("told", None, ""), *clause.nodes, Node("stop", None, "")]
        elif _is_about_another_thing(clause.nodes) or _only_tells(clause, clauses):
            kept += clause.end
            others = [c for c in clauses if c is not clause]
            if clause.names_clock and any(c.names_clock for c in others) and not any(c.names_days for c in others):
                kept += [n for n in clause.nodes if n.category in _DAY]  # my train arrives on Friday at 10, so 11
        else:
            kept += [*clause.nodes, *clause.end]
    return kept


def _without_postponed(clauses: Sequence[_Clause]) -> Iterator[_Clause]:
    """The clauses but those of a sentence that puts the wish off: I'll get back to you next week."""
    sentence: list[_Clause] = []
    for clause in clauses:
        sentence.append(clause)
        if _ends_sentence(clause) or clause is clauses[-1]:
            later = any("postponing" in node.marks for c in sentence for node in c.nodes)
            if not later or any("wishing" in c.said for c in sentence):
                yield from sentence
            sentence = []


def _that_say_something(clauses: Sequence[_Clause]) -> Iterator[_Clause]:
    """The clauses that do not only surround the wish; what ended one of those ends the one before it."""
    last: _Clause | None = None
    for at, clause in enumerate(clauses):
        if not _says_nothing(clause, clauses[:at], clauses[at + 1 :]):
            yield clause
            last = clause
        elif last and not last.end:
            last.end = clause.end


def _without_greetings(nodes: Sequence[Node]) -> Iterator[Node]:
    """Schönen Dienstag, ein erholsames Wochenende."""
    greeted = False
    for node in nodes:
        wished = greeted and node.category in _GREETED
        yield Node("noise", None, node.text) if wished else node
        greeted = node.category == "greeting" or (greeted and node.category in {"filler", "this"})


def _is_said_beside(nodes: Sequence[Node], at: int) -> bool:
    """Whether a bound is only what somebody does then, at no time said: before we start on site, until I leave."""
    if nodes[at].category not in {"after", "before", "until"} or at + 1 >= len(nodes):
        return False
    clause = [*takewhile(lambda node: node.category not in {*_ENDS, *_LINKS}, nodes[at + 1 :])]
    return (
        clause[:1] != [] and clause[0].category in {"speaker", "elsewhere"} and not _Clause("", clause, []).names_time
    )


def _without_topics(nodes: Iterable[Node]) -> Iterator[Node]:
    """Über die 20 neuen Geräte: a number behind such a word is none of hours."""
    topic = False
    for node in nodes:
        yield Node("thing", None, node.text) if topic and node.category == "number" else node
        topic = node.category == "topic" or (topic and node.category == "filler")


def _clauses(nodes: Iterable[Node]) -> Iterator[_Clause]:
    """The clauses, each with what ends it; an `and` ends one if a subject or a verb follows at once."""
    clause, told = _Clause("", [], []), set[str]()
    nodes = [*nodes]
    for at, node in enumerate(nodes):
        if clause.nodes and clause.nodes[-1].category == "and" and _begins(nodes[at : at + 4], clause):
            clause.nodes.pop()
            clause.end = [Node("comma", None, "")]
            yield clause
            clause = _Clause("", [], [])
        aside = _is_said_beside(nodes, at)
        if "restates" in node.marks and not told & {"having", "must"} and not _is_verb(nodes[at + 1 : at + 2]):
            continue
        if node.category in _LINKS or aside:
            if clause.nodes:
                yield clause
            clause = _Clause("aside" if aside else node.category, [], [])
        if node.category in _ENDS:
            clause.end = [node]
            told = clause.said
            yield clause
            clause = _Clause("", [], [])
        else:
            clause.nodes.append(node)
    yield clause


def _begins(nodes: Sequence[Node], before: _Clause) -> bool:
    """Whether a subject or a verb follows at once, or behind a day: and on Wednesday I have an audit."""
    if nodes[0].category in _BEGINS:
        return True
    behind = [node.category for node in nodes if node.category not in {"on", "filler"}]
    whole = before.said & {"speaker", "having", "being", "must", "not_good", "nicht"}
    return bool(whole) and len(behind) > 1 and behind[0] in _DAY and behind[1] == "speaker"


def _is_verb(behind: Sequence[Node]) -> bool:
    return bool(behind) and behind[0].category in _VERBS


def _take_back(clauses: Sequence[_Clause]) -> None:
    """Drop the days, or the hours, that are corrected: next week, Tuesday, no wait, Wednesday; the week stays."""
    for at in (at for at, clause in enumerate(clauses) if clause.opening == "correcting"):
        instead = next((c for c in clauses[at:] if c.names_time), None)
        if instead is None or _begins_with_no(instead):
            continue
        new_week = "unit" in instead.said
        for clause in clauses[:at]:
            wrong = [
                node
                for place, node in enumerate(clause.nodes)
                if (instead.names_days and _is_day(clause.nodes, place) and (node.category != "unit" or new_week))
                or (instead.names_clock and _is_clock(clause.nodes, place))
                or (new_week and node.category in {"this", "next", "coming"})
            ]
            clause.nodes = [node for node in clause.nodes if node not in wrong]


def _begins_with_no(clause: _Clause) -> bool:
    """Whether a no stands before the time: no wait, not Friday; but not in: I meant next Friday, not tomorrow."""
    said = [node.category for node in clause.nodes]
    no = next((at for at, category in enumerate(said) if category in _NEGATION), len(said))
    return no < next(at for at in range(len(said)) if _is_day(clause.nodes, at) or _is_clock(clause.nodes, at))


def _hear_who_has_nothing(clauses: Sequence[_Clause]) -> None:
    """Who has nothing then has time: Freitag hab ich nix."""
    for clause in clauses:
        if len(clause.nodes) < 2 or not clause.names_time:
            continue
        last = clause.nodes[-1]
        if "nothing" in last.marks and {"speaker", "having"} <= clause.said:
            clause.nodes[-1] = Node("available", None, last.text)


def _read_bare_hours(clauses: Sequence[_Clause]) -> None:
    """Tell the hours in clauses that hold only a number: 10 is too early, 11? I have the vet at 9 on Friday, so 11."""
    refused = False
    for clause in clauses:
        heard = [node for node in clause.nodes if node.category not in SILENT]
        if not heard or heard[0].category != "number" or not 1 <= heard[0].value <= 20:
            refused = "not_good" in clause.said
            continue
        said_instead = refused or clause.said & {"wishing", "better"} or clause.opening == "so"
        others = any(c.names_time for c in clauses if c is not clause)
        if (len(heard) == 1 and said_instead and (refused or others)) or (
            len(heard) > 1 and heard[1].category == "not_good"
        ):
            clause.nodes[clause.nodes.index(heard[0])] = Node("hour", heard[0].value * 60, heard[0].text)
            refused = len(heard) > 1


def _says_nothing(clause: _Clause, before: Sequence[_Clause], behind: Sequence[_Clause]) -> bool:
    """Whether a clause only surrounds the wish: if that is not rude; because I fly; which is 9 am in New York."""
    if (
        not behind
        and before
        and "signing" in before[-1].said
        and ["first_name" in n.marks for n in clause.nodes] == [True]
    ):
        return True  # Regards, April
    if not before and _is_greeting(clause) and any(c.said & {"x", "wishing"} for c in behind):
        return True  # Morning! Could we …
    if before and not any(c.nodes for c in behind) and _is_goodbye(clause):
        return True
    if before and before[-1].names_time and _only_explains(clause):
        return True
    if clause.opening == "restating" or (clause.refuses_another_time and any(c.names_time for c in before)):
        return True
    free = not clause.names_time or (not clause.names_days and {"then_on", "speaker"} <= clause.said)
    if before and before[-1].names_time and free and _tells_what_follows(clause, before[-1]):
        return True
    if clause.opening in {"reason", "aside"}:
        vague = clause.tells_a_fact and {n.category for n in clause.nodes if n.category in _DAYS | _CLOCKS} <= {"part"}
        return not clause.names_time or (clause.opening == "aside" and vague)  # if you are up that early
    if behind and behind[0].opening == "so" and "wishing" in behind[0].said and not behind[0].names_time:
        return not clause.names_time  # Monday is fine, we are closed, so I have time
    if before and before[-1].names_time and before[-1].said & {"wishing", "only"} and not clause.names_time:
        return clause.opening != "but" and {"speaker", "nicht"} <= clause.said  # nights only, I am on site all day
    return False


def _only_explains(clause: _Clause) -> bool:
    """Whether it tells what the time before is elsewhere, or why: that is afternoon for us; da ist Feiertag."""
    if not clause.nodes or not ("that_is" in clause.nodes[0].marks or clause.nodes[0].category == "there"):
        return False
    told = {n.category for n in clause.nodes if n.category in _DAYS | _CLOCKS}
    return bool(told) and told <= {"part", "holiday"} and not clause.said & _NOT_BUSY


def _is_greeting(clause: _Clause) -> bool:
    """Evening all; Morning Sarah; Morning: a part of the day, and behind it at most who is greeted."""
    said = clause.nodes[:1]
    greeted = {n.category for n in clause.nodes[1:]} <= {"x", "every", "filler", "thing"}
    return bool(said) and "hello" in said[0].marks and greeted and len(clause.nodes) <= 3 and not _is_asked(clause)


def _tells_what_follows(clause: _Clause, before: _Clause) -> bool:
    """Whether it tells why a bound was set: before 10, after that I work; not on the 8th, there it is a holiday."""
    if "leaving" in clause.said and clause.said & {"then", "then_on"}:
        return True
    if clause.said & {"then_on", "before_that"}:
        busy = clause.said & {"speaker", *_CONTENT} and not clause.said & {"wishing", "available", "flexible"}
        return bool(busy) and clause.opening != "so" and not _ends_then(before, [clause])
    explains = clause.nodes and clause.nodes[0].category == "there" and clause.said & _NEGATION
    return bool(explains and before.said & _BOUNDS)


def _is_goodbye(clause: _Clause) -> bool:
    """Danke, bis morgen!"""
    said = [node.category for node in clause.nodes if node.category not in SILENT]
    return said == ["until", "relative_day"] or (said == ["until", "weekday"] and clause.end[:1] == [_EXCLAMATION])


def _is_a_reason(clause: _Clause, before: Sequence[_Clause], behind: Sequence[_Clause]) -> bool:
    """Whether the clause tells when something else is, and another what is wished: I teach on Monday, so Tuesday."""
    if clause.opening == "aside":
        return False
    if clause.tells_what_somebody_does and clause.opening != "reason":
        return any(_can_stand_beside(clause, c, first=not before) for c in [*before, *behind])
    if clause.does_something and any(c.names_days and c.names_clock for c in behind[:1]):
        return not clause.names_days and not clause.said & _NOT_BUSY
    if not (clause.names_time and clause.tells_a_fact):
        return False
    sentence = behind[: next((n + 1 for n, c in enumerate(behind) if _ends_sentence(c)), len(behind))]
    if clause.opening == "reason":
        return any(_is_wished_instead(clause, c) for c in [*before, *behind])
    if not _ends_sentence(clause) and any(
        c.opening in {"so", "but"} and _is_wished_instead(clause, c) for c in sentence
    ):
        return True
    others = [c for c in [*before, *behind] if _is_wished_instead(clause, c)]
    others = [c for c in others if c.names_days == clause.names_days or c.names_clock]
    if any("better" in c.said for c in others):
        return True
    somebody = "speaker" in clause.said or (clause.names_days and clause.names_clock and behind)
    told = somebody and clause.said & {"x", "thing", "meeting", "company"}
    return bool(told) and any(c.said & {"wishing", "only"} and not c.tells_a_fact for c in others)


def _settles(clause: _Clause) -> bool:
    """Whether what was considered before is over: it could be Thursday or Friday, let's go with Friday at 11."""
    return "deciding" in clause.said and clause.names_days and "additive" not in clause.said


def _is_wished_instead(clause: _Clause, other: _Clause) -> bool:
    """Whether another clause names a time of the same sort, and not one more: Tuesday would work too."""
    if other.said & {"additive", "then_on"}:
        return False
    if clause.names_days:
        return other.names_days or (clause.names_clock and other.names_time)  # the vet at 9 on Friday, so after 11
    return other.names_time


def _can_stand_beside(clause: _Clause, other: _Clause, *, first: bool) -> bool:
    """Whether another clause wishes a time of its own: it names days, or has those of this clause, or comes first."""
    if _tells_of_something_else(other.nodes) or other.tells_what_somebody_does:
        return False
    if other.names_days or "flexible" in other.said or (clause.says_from_or_until and other.said & _BESIDE_THAT):
        return True
    return other.names_time and (not first or (clause.names_days and clause.names_clock))


def _ends_then(clause: _Clause, behind: Sequence[_Clause]) -> bool:
    """Whether it tells until when somebody is busy, and the next what holds from then on: until 11 I drive, then ok."""
    if "until" not in clause.said or clause.said & {"between", "from", "wishing", "available"} or not behind:
        return False
    follows = behind[0].said
    return bool(follows & {"then_on", "then"}) and not follows & _NEGATION


def _is_welcomed(clause: _Clause, behind: Sequence[_Clause]) -> bool:
    """Whether what sounds like a no is the time that is wished: on Monday the shop is closed, there we could talk."""
    if not (clause.names_time and "not_good" in clause.said and behind):
        return False
    other = behind[0]
    pointing = other.opening == "so" or (bool(other.nodes) and other.nodes[0].category == "there")
    return (
        pointing
        and not other.names_time
        and bool(other.said & {"wishing", "meeting", "available"})
        and not other.said & _NEGATION
    )


def _is_asked(clause: _Clause) -> bool:
    return bool(clause.end) and clause.end[0].text == "?"


def _ends_sentence(clause: _Clause) -> bool:
    return bool(clause.end) and clause.end[0].category == "stop"


def _is_day(nodes: Sequence[Node], at: int) -> bool:
    """Whether a node names days."""
    node, before = nodes[at], nodes[at - 1].category if at else ""
    if node.category == "unit":
        if before == "number" and at > 1 and nodes[at - 2].category in {"in", "within", "next"}:
            return True
        return node.value in {"day", "week", "month"} and before in {"this", "next", "coming", "rest_of"}
    return node.category in _DAYS or (node.category == "ordinal" and node.text[:1].isdigit())


def _is_clock(nodes: Sequence[Node], at: int) -> bool:
    """Whether a node names a clock time: 3pm, at 3, the morning."""
    node, before = nodes[at], nodes[at - 1].category if at else ""
    return node.category in _CLOCKS or (node.category == "number" and before in _BEFORE_HOURS)


def _tells_of_something_else(clause: Sequence[Node]) -> bool:
    return _is_over(clause) or _is_about_another_thing(clause)


def _is_over(clause: Sequence[Node]) -> bool:
    """Whether it tells what was or is anyway, or asks for something else: I called on Monday; today is Thursday."""
    said = {node.category for node in clause}
    if _says_what_it_is(clause) or ("being" in said and said - SILENT == {"relative_day", "weekday"}):
        return True
    if {"now", "being"} <= said and said & _CLOCKS and not said & {"wishing", "available", "from", "until"}:
        return True  # it is 8 in the evening here now
    if {"until", "then"} <= said and said - SILENT == {"until", "weekday"}:
        return True  # bis Montag dann!
    if "asking" in said and _asks_for_something_else(clause):
        return True
    if "wishing" in said:
        return False
    over = "was" in said or any(_is_past(one, other) for one, other in pairwise(clause))
    return over or ("having" in said and "modal" not in said and any(_is_participle(node) for node in clause))


def _is_about_another_thing(clause: Sequence[Node]) -> bool:
    """Whether it tells of a thing that is not the meeting: the contract ends in March, we want to go live in May."""
    said = {node.category for node in clause}
    wished = [at for at, node in enumerate(clause) if node.category == "wishing"]
    if wished:
        return any(
            n.category == "elsewhere" for at in wished for n in clause[at + 1 : at + 3] if n.category != "meeting"
        )
    if "having" in said and clause[-1].category == "to":
        return True  # wir haben samstags bis 14 Uhr auf
    if said & {"meeting", "available"} or (said & _DAY and said & _CLOCK):
        return False
    if not said & _DAY and said & {"x", "being"} and any(_is_counted(*pair) for pair in pairwise(clause)):
        return True  # from January on we are 40 people
    return any(node.category == "elsewhere" and not _is_topic(clause[:at]) for at, node in enumerate(clause))


def _asks_for_something_else(clause: Sequence[Node]) -> bool:
    """Do you deliver on Sundays? An unknown verb, or a thing, follows the question's first words at once."""
    said = [node.category for node in clause if node.category not in {"filler", "additive"}]
    if said[0] != "asking" or len(said) < 2:
        return False
    if said[1] in {"being", "having"}:
        return bool({"x", "noise"} & {*said}) and "wishing" not in said  # wer ist am Montag dabei?
    return said[1] in {"x", "numbered", "elsewhere", "thing", "company"}


def _is_past(speaker: Node, verb: Node) -> bool:
    """Whether somebody did something: I waited; not: I'm booked."""
    return "who" in speaker.marks and verb.category == "x" and "past" in verb.marks


def _only_tells(clause: _Clause, clauses: Sequence[_Clause]) -> bool:
    """Whether English words wish for nothing: we run payroll on Fridays, it expired on Sunday, our site resets at 9."""
    needed = any(c.opening == "so" or c.said & {"then_on", *_BESIDE_THAT} for c in clauses)
    if not clause.names_time or clause.said & {*_NOT_BUSY, "deciding", "only"} or _is_asked(clause) or needed:
        return False
    words = [Node("filler", None, ""), *clause.nodes]
    for before, who, verb in zip(words, clause.nodes, clause.nodes[1:], strict=False):
        if verb.category != "x" or len(verb.text) < 3 or before.category in _BEFORE_HOURS:
            continue
        does = "who" in who.marks and "adverb" not in verb.marks
        over = "past" in verb.marks and "be" not in who.marks
        runs = "whose" in before.marks and who.category == "x" and "third_person" in verb.marks
        if does or over or runs:
            return True
    return False


def _offer_what_is_asked_for(clauses: Sequence[_Clause]) -> None:
    """Read what is only shut out perhaps as one more way: if you can't do Tuesday, Wednesday."""
    for clause in clauses:
        if clause.opening == "aside" and clause.nodes[0].value == "if" and clause.names_days:
            clause.nodes = [Node("or", None, n.text) if n.category in _NEGATION else n for n in clause.nodes]


def _says_what_it_is(clause: Sequence[Node]) -> bool:
    """Das ist ein Sonntag."""
    said = [node.category for node in clause if node.category not in SILENT and node.category != "a"]
    return said == ["weekday"] and "that_is" in clause[0].marks


def _begins_with_unknown_verb(clause: _Clause) -> bool:
    """Whether a verb that no wish has begins a question: Zählt der 24. als Werktag?"""
    if not _is_asked(clause) or clause.said & {"wishing", "meeting", "available"} or len(clause.nodes) < 2:
        return False
    verb = clause.nodes[0]
    return verb.category == "x" and "asking_verb" in verb.marks


def _goes_on(clause: _Clause, over: _Clause | None) -> bool:
    """Whether it tells more of what is over: I called twice yesterday, once at 9 and once at 4."""
    if clause.names_days or not clause.names_clock or not over or _ends_sentence(over):
        return False
    return not clause.said & {*_NOT_BUSY, *_BESIDE_THAT} and clause.opening not in {"so", "but", "reason"}


def _is_free_but_then(clause: _Clause, behind: Sequence[_Clause]) -> bool:
    """Whether it tells the only times that are not free: Wednesdays from 6 choir, otherwise I'm free."""
    otherwise = any(
        not c.names_time and c.said & {"wishing", "available"} and any(n.value == "otherwise" for n in c.nodes)
        for c in behind
    )
    return otherwise and clause.names_time and not clause.said & _NOT_BUSY


def _is_counted(number: Node, thing: Node) -> bool:
    return number.text.isdigit() and thing.category == "thing"


def _is_participle(node: Node) -> bool:
    return node.category in {"x", "elsewhere"} and "participle" in node.marks


def _is_topic(before: Sequence[Node]) -> bool:
    """Whether a thing is only what the meeting is about: wegen der Rechnung."""
    return any(node.category == "topic" for node in before[-3:])

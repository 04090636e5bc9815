"""Which clauses are about the meeting: what was, what others do and what something costs is told in clauses of its own.

The words that tell it apart stand in the word files: `elsewhere` speaks of other things, `was` and `having` with a
participle of what is over; `meeting` names the meeting itself, and `wishing` says that a wish is uttered whatever else
is in the clause.
"""

import re
from collections.abc import Iterator, Sequence

from convene.when.tokens import Node

SILENT = {"filler", "speaker", "having", "was", "wishing", "meeting", "topic"}
"""The categories that only matter here: to the rules they mean nothing."""

_ENDS = {"stop", "comma"}
_BEGINS = {"speaker", "wishing", "having"}
_GREETED = {"weekday", "part", "weekend", "unit", "relative_day", "holiday", "holiday_season", "workdays"}
# Gesehen, telefoniert, angerufen, vereinbart; a word that is known for something else is none.
_PARTICIPLE = re.compile(
    r"(?:an|ab|auf|aus|bei|durch|ein|her|hin|los|mit|nach|rein|um|vor|weg|zu|zurueck|zusammen)?ge[a-z]{2,}(?:t|en)$"
    r"|(?:be|emp|ent|er|ver|zer|miss|ueber|unter)[a-z]{3,}(?:t|en)$|[a-z]{3,}iert$"
)
_DAY = {"weekday", "relative_day", "day_month", "date", "slashed"}
_CLOCK = {"time", "hour"}


def about_the_meeting(nodes: Sequence[Node]) -> list[Node]:
    """The nodes without greetings and without the clauses that tell of another time: I called this morning."""
    kept: list[Node] = []
    for clause, end in _clauses(_without_greetings(nodes)):
        if not _tells_of_something_else(clause):
            kept += clause
        kept += end
    return kept


def _without_greetings(nodes: Sequence[Node]) -> Iterator[Node]:
    """Schönen Dienstag, ein erholsames Wochenende."""
    before = ""
    for node in nodes:
        if before == "greeting" and node.category in _GREETED:
            yield Node("noise", None, node.text)
        else:
            yield node
        before = node.category


def _clauses(nodes: Iterator[Node]) -> Iterator[tuple[list[Node], list[Node]]]:
    """The clauses, each with what ends it; an `and` ends one if a subject or a verb follows at once."""
    clause: list[Node] = []
    for node in nodes:
        if clause and clause[-1].category == "and" and node.category in _BEGINS:
            yield clause[:-1], [Node("comma", None, "")]
            clause = []
        if node.category in _ENDS:
            yield clause, [node]
            clause = []
        else:
            clause.append(node)
    yield clause, []


def _tells_of_something_else(clause: Sequence[Node]) -> bool:
    said = {node.category for node in clause}
    if "wishing" in said:
        return False
    if "was" in said or ("having" in said and any(_is_participle(node) for node in clause)):
        return True
    if "meeting" in said or (said & _DAY and said & _CLOCK):
        return False
    return any(node.category == "elsewhere" and not _is_topic(clause[:at]) for at, node in enumerate(clause))


def _is_participle(node: Node) -> bool:
    return node.category in {"x", "elsewhere"} and bool(_PARTICIPLE.match(node.text))


def _is_topic(before: Sequence[Node]) -> bool:
    """Whether a thing is only what the meeting is about: wegen der Rechnung."""
    return any(node.category == "topic" for node in before[-3:])

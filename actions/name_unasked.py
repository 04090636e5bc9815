"""The visitor's name, told or corrected where something else was asked."""

from rapidfuzz import fuzz

from actions.turn import Turn
from convene.details.address_words import WORD, stands_in_mailbox

AT_SUMMARY = {"booking_confirmed", "change"}
UNSURE = {"provide_details", "out_of_scope", "nlu_fallback"}
"""What the model takes a name for: it may know of none."""
SURE = 0.8  # that a message tells a detail
LIKELY = 0.5  # that it does, when it looks like one too
ALIKE, SAME = 70, 100  # of a hundred: as “Katharine” and “Catherine” are written


def tells_name_early(turn: Turn) -> bool:
    """Whether it is the visitor's name, which is not known yet.

    A single word is one only while times are on the table: anywhere else it may be anything.
    """
    if turn.known_name:
        return False
    full, at_times = _looks_full(turn), turn.asked == "chosen_slot"
    if full and at_times and turn.intent in UNSURE and stands_in_mailbox(_before_comma(turn), turn.known_email):
        return True
    sure = turn.confidence >= (LIKELY if full and at_times else SURE)
    expected = at_times or (full and turn.asked in ("wish", "visitor_email", "handover_note"))
    return turn.intent == "provide_details" and sure and not turn.entity("detail") and expected


def corrects_name(turn: Turn) -> bool:
    """Whether “Desmond Holt, as above” at the summary is whose address it is, rather than of Ruth, who told it."""
    may_be = turn.asked in AT_SUMMARY and turn.intent in UNSURE and _looks_full(turn)
    owner, known = _before_comma(turn), turn.known_name.split()
    return may_be and stands_in_mailbox(owner, turn.known_email) and not stands_in_mailbox(known, turn.known_email)


def spells_name_anew(turn: Turn) -> bool:
    """Whether “it's Katharine with a K” corrects a part of the name."""
    written = [word for word in WORD.findall(turn.text) if word.istitle()]
    alike = any(is_alike(word, other) for word in turn.known_name.split() for other in written)
    return turn.intent == "provide_details" and alike


def own_name(turn: Turn) -> list[str]:
    """The words of the visitor's name, as far as it is known, that the message names again: so as to correct them."""
    said = {word.casefold() for word in WORD.findall(turn.text)}
    return [word for word in turn.known_name.split() if word.casefold() in said]


def is_alike(word: str, other: str) -> bool:
    """Whether one is the other with another spelling."""
    return ALIKE <= fuzz.ratio(word.casefold(), other.casefold()) < SAME


def _before_comma(turn: Turn) -> list[str]:
    return turn.text.partition(",")[0].split()  # “Ada Holt, with an H”


def _looks_full(turn: Turn) -> bool:
    words = _before_comma(turn)
    return len(words) in (2, 3, 4) and all(word.istitle() for word in words)

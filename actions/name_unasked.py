"""The visitor's name, told or corrected where something else was asked."""

from rapidfuzz import fuzz

from actions.turn import AT_SUMMARY, Turn
from convene.details import read_details
from convene.details.address_words import WORD, stands_in_mailbox

UNSURE = {"provide_details", "out_of_scope", "nlu_fallback"}
"""What the model takes a name for: it may know of none."""
SURE = 0.8  # that a message tells a detail
LIKELY = 0.5  # that it does, when it looks like one too
MORE = 2  # words beside a name: “Katharine Doe with K”
ALIKE, SAME = 70, 100  # of a hundred: as “Katharine” and “Catherine” are written


def tells_name_early(turn: Turn) -> bool:
    """Whether it is the visitor's name, which is not known yet.

    A single word is one only while times are on the table: anywhere else it may be anything.
    """
    if turn.known_name:
        return False
    if turn.asked == "visitor_email" and _is_a_name_alone(turn):
        return True
    full, at_times = _looks_full(turn), turn.asked == "chosen_slot"
    if at_times and _signs_with_a_name(turn):
        return True
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


def _is_a_name_alone(turn: Turn) -> bool:
    """Whether it is a full name and hardly more; in small letters, only if the model says that a detail is told."""
    name = (read_details(turn.text, "name").name or "").split()
    small = not all(_is_capital(word) for word in (name[:1] + name[-1:]))
    may_be = (turn.intent == "provide_details" and turn.confidence >= LIKELY) if small else turn.intent in UNSURE
    said = turn.text.split()
    return may_be and len(name) > 1 and said[: len(name)] == name and len(said) <= len(name) + MORE


def _signs_with_a_name(turn: Turn) -> bool:
    """Whether a full name alone ends the message, as in “that one suits me. Ada Holt”."""
    before, _, last = turn.text.rstrip(" .!").rpartition(". ")
    words = last.split()
    full = len(words) in (2, 3, 4) and all(map(_is_capital, words))
    return bool(before) and full and read_details(turn.text, "name").name == last


def _before_comma(turn: Turn) -> list[str]:
    return turn.text.partition(",")[0].split()  # “Ada Holt, with an H”


def _looks_full(turn: Turn) -> bool:
    words = _before_comma(turn)
    return len(words) in (2, 3, 4) and all(map(_is_capital, words))


def _is_capital(word: str) -> bool:
    return word.istitle() or (word[:1].isupper() and not word.isupper())  # “O'Malley” and “MacKay”, but no “NASA”

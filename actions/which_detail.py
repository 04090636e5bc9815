"""Which detail a message tells, asked for or not: a name, an address, or the company."""

import re

from actions.turn import Turn
from convene.details import read_details

ASKED = {
    "visitor_email": "email",
    "suggested_email": "email",
    "visitor_name": "name",
    "visitor_company": "company",
}
LONGEST_COMPANY = 4  # words of a company's name alone
TELLING = 4  # letters of a word that tells whose domain it is
SURE = 0.8  # that a message tells a detail
LIKELY = 0.5  # that it does, when it looks like one too
CERTAIN = 0.95  # that it says something else; companies are called anything

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def detail_told(turn: Turn) -> str | None:
    """The detail that was asked for; a name alone, told before it was asked for, is the visitor's too."""
    asked = ASKED.get(turn.asked or "")
    if turn.is_foreign and asked != "email":
        return None  # “non capisco” is nobody's name
    if labelled := _labelled(turn):
        return labelled
    if _is_domain(turn) or _company_alone(turn):
        return "company"
    if (asked is None and own_name(turn)) or _name_told_early(turn):
        return "name"
    elsewhere = asked == "company" and turn.intent != "provide_details" and turn.confidence >= CERTAIN
    return None if elsewhere else asked


def name_told(turn: Turn) -> str | None:
    """The visitor's name, if that is what the message tells, wherever it was not asked for."""
    sure = turn.intent == "provide_details" and turn.confidence >= SURE
    return read_details(turn.text, detail_told(turn)).name if sure else None


def own_name(turn: Turn) -> list[str]:
    """The words of the visitor's name, as far as it is known, that the message names again: so as to correct them."""
    said = {word.casefold() for word in WORD.findall(turn.text)}
    return [word for word in (turn.tracker.get_slot("visitor_name") or "").split() if word.casefold() in said]


def plain(word: str) -> str:
    """A word as domains write it."""
    return word.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")


def _name_told_early(turn: Turn) -> bool:
    """Whether it is the visitor's name, though something else was asked.

    A single word is one only while times are on the table: anywhere else it may be anything.
    """
    words = turn.text.partition(",")[0].split()  # “Ada Holt, with an H”
    full = len(words) in (2, 3) and all(word.istitle() for word in words)
    sure = turn.confidence >= (LIKELY if full and turn.asked == "chosen_slot" else SURE)
    expected = turn.asked == "chosen_slot" or (full and turn.asked in ("wish", "visitor_email", "handover_note"))
    told = turn.intent == "provide_details" and sure and not turn.entity("detail")
    return told and expected and not turn.tracker.get_slot("visitor_name")


def _company_alone(turn: Turn) -> bool:
    """Whether “Crown Leather Goods” beside the times is the company, as the visitor's address says.

    The model may take it for anything.
    """
    words, domain = WORD.findall(turn.text), (turn.known_email or "").partition("@")[2]
    return (
        turn.asked in ("chosen_slot", "booking_confirmed")
        and turn.intent in ("provide_details", "out_of_scope", "nlu_fallback")
        and len(turn.text.split()) <= LONGEST_COMPANY
        and all(word.istitle() or word.isupper() for word in words)
        and any(len(word) >= TELLING and plain(word) in plain(domain) for word in words)
        and not own_name(turn)
        and not turn.tracker.get_slot("visitor_company")
    )


def _is_domain(turn: Turn) -> bool:
    """Whether “Finch Books” is the domain of the visitor's address in words, and more than Ms Finch's own name."""
    if turn.asked != "booking_confirmed":
        return False
    words, domain = WORD.findall(turn.text.partition(",")[0]), (turn.known_email or "").partition("@")[2]
    spelt = plain("".join(words)).replace("-", "")
    more = len(words) > 1 and len(own_name(turn)) < len(words)
    return more and spelt == domain.rpartition(".")[0].replace("-", "")


def _labelled(turn: Turn) -> str | None:
    """The detail that “Name Bohdan Kravets” begins with: a word for it, and what it is."""
    detail, (label, _, value) = turn.entity("detail"), turn.text.partition(" ")
    if detail not in ("name", "company") or not value[:1].isupper() or turn.intent in ("faq", "deny"):
        return None
    found = read_details(turn.text, detail)
    told = found.name if detail == "name" else found.company
    return detail if told and told == value and label else None

"""Which detail a message tells, asked for or not: a name, an address, or the company."""

import re
from itertools import combinations

from rapidfuzz import fuzz

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
SMALL = 3  # letters of the “of” and “und” in a company's name
UNSURE = {"provide_details", "out_of_scope", "nlu_fallback"}
"""What the model takes a name for: it may know of none."""
AT_SUMMARY = {"booking_confirmed", "change"}
CERTAIN = 0.95  # that it says something else; companies are called anything
ALIKE, SAME = 70, 100  # of a hundred: as “Katharine” and “Catherine” are written

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def detail_told(turn: Turn) -> str | None:
    """The detail that was asked for; a name alone, told before it was asked for, is the visitor's too."""
    asked = ASKED.get(turn.asked or "")
    if turn.is_foreign and asked != "email":
        return None  # “non capisco” is nobody's name
    if labelled := _labelled(turn):
        return labelled
    if _is_domain(turn) or _company_alone(turn) or _company_at_summary(turn) or _names_company(turn):
        return "company"
    told_anew = asked is None and (own_name(turn) or _name_spelled_anew(turn))
    if told_anew or _name_told_early(turn) or _corrects_name(turn):
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


def is_alike(word: str, other: str) -> bool:
    """Whether one is the other with another spelling."""
    return ALIKE <= fuzz.ratio(word.casefold(), other.casefold()) < SAME


def plain(word: str) -> str:
    """A word as domains write it."""
    return word.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")


def _name_spelled_anew(turn: Turn) -> bool:
    """Whether “it's Katharine with a K” corrects a part of the name."""
    known = (turn.tracker.get_slot("visitor_name") or "").split()
    written = [word for word in WORD.findall(turn.text) if word.istitle()]
    return turn.intent == "provide_details" and any(is_alike(word, other) for word in known for other in written)


def _name_told_early(turn: Turn) -> bool:
    """Whether it is the visitor's name, though something else was asked.

    A single word is one only while times are on the table: anywhere else it may be anything.
    """
    words = turn.text.partition(",")[0].split()  # “Ada Holt, with an H”
    full = len(words) in (2, 3) and all(word.istitle() for word in words)
    if full and turn.asked == "chosen_slot" and turn.intent in UNSURE and _in_mailbox(turn, words):
        return not turn.tracker.get_slot("visitor_name")
    sure = turn.confidence >= (LIKELY if full and turn.asked == "chosen_slot" else SURE)
    expected = turn.asked == "chosen_slot" or (full and turn.asked in ("wish", "visitor_email", "handover_note"))
    told = turn.intent == "provide_details" and sure and not turn.entity("detail")
    return told and expected and not turn.tracker.get_slot("visitor_name")


def _corrects_name(turn: Turn) -> bool:
    """Whether “Desmond Holt, as above” at the summary is whose address it is, rather than of Ruth, who told it."""
    words = turn.text.partition(",")[0].split()
    known = (turn.tracker.get_slot("visitor_name") or "").split()
    full = len(words) in (2, 3) and all(word.istitle() for word in words)
    at_summary = turn.asked in AT_SUMMARY and turn.intent in UNSURE
    return at_summary and full and _in_mailbox(turn, words) and not _in_mailbox(turn, known)


def _company_at_summary(turn: Turn) -> bool:
    """Whether a few capitalised words alone, such as “Rademacher Modellbau”, are what the summary still lacks.

    A part of a name is none: they begin otherwise than Ms Rademacher's own name, and her mailbox knows none but hers.
    """
    words, own = turn.text.split(), own_name(turn)
    begins = words[:1] == (turn.tracker.get_slot("visitor_name") or "").split()[:1]
    new = [word for word in words if word not in own]
    few = 1 < len(words) <= LONGEST_COMPANY + 1 and words[0][:1] == words[0][:1].upper()
    capitalised = all(not word.islower() or len(word) <= SMALL for word in words)
    may_be = turn.asked in AT_SUMMARY and (turn.intent in UNSURE or turn.confidence < LIKELY)
    return may_be and few and capitalised and not begins and not _in_mailbox(turn, new) and _reads_as_company(turn)


def _names_company(turn: Turn) -> bool:
    """Whether “I have a small firm, name Zielony Stal” tells it: “please change the company” does not."""
    if turn.asked not in AT_SUMMARY or "company" not in turn.entities("detail"):
        return False
    company = read_details(turn.text, "company").company or ""
    return company[:1].isupper() and company != turn.text


def _reads_as_company(turn: Turn) -> bool:
    told = read_details(turn.text, "company").company or ""
    return "?" not in turn.text and told.rstrip(".") == turn.text.rstrip(".")


def _in_mailbox(turn: Turn, words: list[str]) -> bool:
    """Whether one of the words stands before the @ of the visitor's address."""
    mailbox = re.split(r"[._+-]", (turn.known_email or "").partition("@")[0])
    return any(plain(word) in mailbox for word in words)


def _company_alone(turn: Turn) -> bool:
    """Whether “Crown Leather Goods” beside the times is the company, as the visitor's address says.

    The model may take it for anything.
    """
    words, domain = WORD.findall(turn.text), (turn.known_email or "").partition("@")[2]
    return (
        turn.asked in AT_SUMMARY | {"chosen_slot"}
        and turn.intent in UNSURE
        and len(turn.text.split()) <= LONGEST_COMPANY
        and all(word.istitle() or word.isupper() or len(word) <= SMALL for word in words)
        and any(len(word) >= TELLING and plain(word) in plain(domain) for word in words)
        and not own_name(turn)
        and (turn.asked in AT_SUMMARY or not turn.tracker.get_slot("visitor_company"))
    )


def _is_domain(turn: Turn) -> bool:
    """Whether “Finch Books” is the domain of the visitor's address in words, and more than Ms Finch's own name."""
    spelt = spelt_domain(turn.text, turn.known_email) if turn.asked == "booking_confirmed" else ""
    return len(own_name(turn)) < len(spelt.split()) and spelt == turn.text.partition(",")[0].strip(" .!")


def spelt_domain(text: str, address: str | None) -> str:
    """The words of a text that the domain of an address writes as one: “finch books” for ada@finchbooks.test; or ""."""
    domain = (address or "").partition("@")[2].rpartition(".")[0].replace("-", "")
    for first, last in combinations(WORD.finditer(text), 2):
        words = text[first.start() : last.end()]
        if plain(re.sub(r"[\s-]", "", words)) == domain:
            return words
    return ""


def _labelled(turn: Turn) -> str | None:
    """The detail that “Name Bohdan Kravets” begins with: a word for it, and what it is."""
    detail, (label, _, value) = turn.entity("detail"), turn.text.partition(" ")
    if detail not in ("name", "company") or not value[:1].isupper() or turn.intent in ("faq", "deny"):
        return None
    found = read_details(turn.text, detail)
    told = found.name if detail == "name" else found.company
    return detail if told and told == value and label else None

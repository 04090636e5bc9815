"""The visitor's company, told where something else was asked: the model may take it for anything."""

import re

from actions.name_unasked import LIKELY, UNSURE, own_name
from actions.turn import AT_SUMMARY, Turn
from convene.details import read_details
from convene.details.address_words import (
    WORD,
    is_domain,
    is_somebodys_mailbox,
    spelt_domain,
    stands_in_domain,
    stands_in_mailbox,
)

LONGEST_COMPANY = 4  # words of a company's name alone
ALIKE = 4  # letters with which two words begin that are about the same
SMALL = 3  # letters of the “of” and “und” in a company's name


def tells_company(turn: Turn) -> bool:
    """Whether it is the company, by the visitor's address, by the words that lead to it, or by how it is written."""
    if _is_as_in_address(turn) or _is_the_domain(turn) or _puts_the_guess_right(turn):
        return True
    return turn.asked in AT_SUMMARY and (_stands_alone(turn) or _is_led_to(turn))


def _is_as_in_address(turn: Turn) -> bool:
    """Whether “Crown Leather Goods” or “finch books” is written in the visitor's address, and more than their name."""
    own, words = own_name(turn), WORD.findall(turn.text)
    spelt = spelt_domain(turn.text, turn.known_email) if turn.asked == "booking_confirmed" else ""
    if len(own) < len(spelt.split()) and spelt in re.split(r"[.,!] *", turn.text):
        return True
    awaited = turn.asked in AT_SUMMARY or (turn.asked == "chosen_slot" and not turn.tracker.get_slot("visitor_company"))
    may_be = awaited and turn.intent in UNSURE and not own and len(words) <= LONGEST_COMPANY
    return may_be and _is_a_title(words) and stands_in_domain(words, turn.known_email)


def _puts_the_guess_right(turn: Turn) -> bool:
    """Whether “Physiotherapie Holt” or “it's Holt & Byron” is what was guessed from physio-holt.test, put right."""
    guess = (turn.tracker.get_slot("visitor_company") or "").casefold().split()
    if turn.asked not in AT_SUMMARY or not guess or _was_told(turn) or "?" in turn.text:
        return False
    told = read_details(turn.text, "company").company or ""
    new = [word.casefold() for word in WORD.findall(told) if word not in own_name(turn)]
    begun = any(word[:ALIKE] == part[:ALIKE] for word in new for part in guess if min(len(word), len(part)) >= ALIKE)
    return is_domain(told, turn.known_email) or (begun and len(told.split()) > 1 and told == turn.text.strip(" ."))


def _is_the_domain(turn: Turn) -> bool:
    """Whether “Tidewater”, told for a name, is where callum@tidewater.test works; told again, it is a name."""
    if turn.asked != "visitor_name" or not is_somebodys_mailbox(turn.known_email):
        return False
    told, name = read_details(turn.text, "company").company or "", read_details(turn.text, "name").name or ""
    new = told != turn.tracker.get_slot("visitor_company") and name in told
    return new and is_domain(told, turn.known_email) and not stands_in_mailbox(WORD.findall(told), turn.known_email)


def _stands_alone(turn: Turn) -> bool:
    """Whether a few capitalised words alone, such as “Rademacher Modellbau”, are what the summary still lacks.

    A part of a name is none: they begin otherwise than Ms Rademacher's own name, and her mailbox knows none but hers.
    Nor do they replace a company that she told herself: they rather say what it is about.
    """
    if _was_told(turn):
        return False
    words = turn.text.split()
    new = [word for word in words if word not in own_name(turn)]
    may_be = turn.intent in UNSURE or turn.confidence < LIKELY
    few = 1 < len(words) <= LONGEST_COMPANY + 1 and not words[0][0].islower()
    of_person = words[:1] == turn.known_name.split()[:1] or stands_in_mailbox(new, turn.known_email)
    return may_be and few and _is_a_title(words) and not of_person and _reads_as_company(turn)


def _was_told(turn: Turn) -> bool:
    """Whether the company is known from the visitor, and not only guessed from their address."""
    company = re.escape(turn.tracker.get_slot("visitor_company") or "")
    before = [str(event.get("text")) for event in turn.tracker.events if event["event"] == "user"][:-1]
    return bool(company) and any(re.search(rf"(?<!\w){company}(?!\w)", text) for text in before)


def _is_led_to(turn: Turn) -> bool:
    """Whether “I have a small firm, name Zielony Stal” tells it: “please change the company” does not."""
    company = read_details(turn.text, "company").company or ""
    return "company" in turn.entities("detail") and company[:1].isupper() and company != turn.text


def _is_a_title(words: list[str]) -> bool:
    return all(not word.islower() or len(word) <= SMALL for word in words)


def _reads_as_company(turn: Turn) -> bool:
    told = read_details(turn.text, "company").company or ""
    return "?" not in turn.text and told.rstrip(".") == turn.text.rstrip(".")

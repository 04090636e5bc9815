"""Taking in who the visitor is: from the page, from what they write, and when they correct it."""

import re
from dataclasses import replace

from rasa_sdk.events import EventType, SlotSet

from actions.turn import Turn
from convene.booking.guests import with_guests
from convene.details import Details, has_no_company, read_details
from convene.language import yes_or_no

ASKED = {
    "visitor_email": "email",
    "suggested_email": "email",
    "visitor_name": "name",
    "visitor_company": "company",
}
SLOT = {"email": "visitor_email", "name": "visitor_name", "company": "visitor_company", "time": "chosen_slot"}
NEEDED = {"email": "utter_email_needed", "name": "utter_name_needed"}
"""What is said to whoever has none, or will not tell it."""
LONGEST = 200
LONGEST_COMPANY = 4  # words of a company's name alone
INITIAL = 2  # letters of “J.”
TELLING = 4  # letters of a word that tells whose domain it is
SURE = 0.8  # that a message tells a detail
LIKELY = 0.5  # that it does, when it looks like one too
CERTAIN = 0.95  # that it says something else; companies are called anything

_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def take_known_details(turn: Turn) -> list[EventType]:
    """What the page knows about its visitor, taken once at the start and shown before booking (case D11)."""
    if turn.asked:
        return []
    person, company = turn.metadata.get("person") or {}, turn.metadata.get("company") or {}
    known = {
        "visitor_email": read_details(_short(person.get("email")), "email").email,
        "visitor_name": read_details(_short(person.get("name")), "name").name,
        "visitor_company": _short(company.get("name")),
    }
    return [SlotSet(slot, value) for slot, value in known.items() if value and not turn.tracker.get_slot(slot)]


def take_details(turn: Turn) -> list[EventType]:
    """Whatever the message tells about name, e-mail address and company, asked for or not; a move needs none."""
    if turn.moving:
        return []
    if turn.asked == "suggested_email" and turn.answer in ("affirm", "deny"):
        slot = "suggested_email" if turn.answer == "affirm" else "typed_email"
        return [SlotSet("visitor_email", turn.tracker.get_slot(slot))]
    if without := _has_none(turn):
        return without
    details = read_details(turn.text, _what_it_answers(turn), turn.country)
    details = _with_colleague(turn, details)
    found = [*_email(turn, details), *_guests(turn, details)]
    if details.name:
        found.append(SlotSet("visitor_name", _mended(turn, details.name)))
    if details.company:
        found.append(SlotSet("visitor_company", details.company))
        turn.tracker.slots["visitor_company"] = details.company  # a time in it is none
    elif turn.asked in ("visitor_company", "booking_confirmed") and has_no_company(turn.text):
        found.append(SlotSet("visitor_company", ""))  # not None, else one would be suggested again
    if details.phone:
        found.append(SlotSet("visitor_phone", details.phone))
    return found or _to_be_changed(turn)


def _has_none(turn: Turn) -> list[EventType]:
    """“I'd rather not give my e-mail”, “there is no company”: without a company it goes, and the rest is explained."""
    detail = turn.entity("detail")
    if not turn.entity("without") or "@" in turn.text or turn.text.endswith("?"):
        return []
    if detail == "company":
        return [SlotSet("visitor_company", "")]  # not None, else one would be suggested again
    if detail not in NEEDED or turn.tracker.get_slot(SLOT[detail]):
        return []  # “I don't have that address any more” is a wish to change it
    turn.say(NEEDED[detail])
    return turn.keep_zone()


def name_told(turn: Turn) -> str | None:
    """The visitor's name, if that is what the message tells, wherever it was not asked for."""
    sure = turn.intent == "provide_details" and turn.confidence >= SURE
    return read_details(turn.text, _what_it_answers(turn)).name if sure else None


def _what_it_answers(turn: Turn) -> str | None:
    """The detail that was asked for; a name alone, told before it was asked for, is the visitor's too.

    A single word is one only while times are on the table: anywhere else it may be anything.
    """
    asked, words = ASKED.get(turn.asked or ""), turn.text.partition(",")[0].split()  # “Ada Holt, with an H”
    if turn.is_foreign and asked != "email":
        return None  # “non capisco” is nobody's name
    if labelled := _labelled(turn):
        return labelled
    if turn.asked == "booking_confirmed" and _is_domain(turn):
        return "company"
    if asked is None and _own_name(turn):
        return "name"
    if asked == "company" and turn.intent != "provide_details" and turn.confidence >= CERTAIN:
        return None
    if _company_alone(turn):
        return "company"
    full = len(words) in (2, 3) and all(word.istitle() for word in words)
    sure = turn.confidence >= (LIKELY if full and turn.asked == "chosen_slot" else SURE)
    if turn.intent != "provide_details" or not sure or turn.entity("detail"):
        return asked
    told_early = turn.asked == "chosen_slot" or (full and turn.asked in ("wish", "visitor_email", "handover_note"))
    return "name" if told_early and not turn.tracker.get_slot("visitor_name") else asked


def _company_alone(turn: Turn) -> bool:
    """Whether “Crown Leather Goods” beside the times is the company, as the visitor's address says.

    The model may take it for anything.
    """
    words, domain = _WORD.findall(turn.text), (turn.known_email or "").partition("@")[2]
    return (
        turn.asked in ("chosen_slot", "booking_confirmed")
        and turn.intent in ("provide_details", "out_of_scope", "nlu_fallback")
        and len(turn.text.split()) <= LONGEST_COMPANY
        and all(word.istitle() or word.isupper() for word in words)
        and any(len(word) >= TELLING and _plain(word) in _plain(domain) for word in words)
        and not _own_name(turn)
        and not turn.tracker.get_slot("visitor_company")
    )


def _is_domain(turn: Turn) -> bool:
    """Whether “Finch Books” is the domain of the visitor's address in words, and more than Ms Finch's own name."""
    words, domain = _WORD.findall(turn.text.partition(",")[0]), (turn.known_email or "").partition("@")[2]
    spelt = _plain("".join(words)).replace("-", "")
    more = len(words) > 1 and len(_own_name(turn)) < len(words)
    return more and spelt == domain.rpartition(".")[0].replace("-", "")


def _plain(word: str) -> str:
    """A word as domains write it."""
    return word.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")


def _labelled(turn: Turn) -> str | None:
    """The detail that “Name Bohdan Kravets” begins with: a word for it, and what it is."""
    detail, (label, _, value) = turn.entity("detail"), turn.text.partition(" ")
    if detail not in ("name", "company") or not value[:1].isupper() or turn.intent in ("faq", "deny"):
        return None
    found = read_details(turn.text, detail)
    told = found.name if detail == "name" else found.company
    return detail if told and told == value and label else None


def _own_name(turn: Turn) -> list[str]:
    """The words of the visitor's name, as far as it is known, that the message names again: so as to correct them."""
    said = {word.casefold() for word in _WORD.findall(turn.text)}
    return [word for word in (turn.tracker.get_slot("visitor_name") or "").split() if word.casefold() in said]


def _mended(turn: Turn, name: str) -> str:
    """The whole name, when “Zoe, not Zoey” corrects a part of it."""
    known = (turn.tracker.get_slot("visitor_name") or "").split()
    wrong = [word for word in _own_name(turn) if word.casefold() not in name.casefold().split()]
    if len(wrong) != 1 or len(name.split()) > 1:
        return name
    return " ".join(name if word == wrong[0] else word for word in known)


def _email(turn: Turn, details: Details) -> list[EventType]:
    if details.email_problem == "typo_domain" and details.email_suggestion:
        return [
            SlotSet("typed_email", details.email),
            SlotSet("suggested_email", details.email_suggestion),
            SlotSet("requested_slot", "suggested_email"),
        ]
    if details.email_problem:
        turn.say("utter_email_invalid", said=details.email or turn.text)
        return turn.keep_zone()
    return [SlotSet("visitor_email", details.email)] if details.email else []


def _with_colleague(turn: Turn, details: Details) -> Details:
    """“Our master Meyer too, meyer@acme.test” invites Meyer, and “add zoe@acme.test and leo@acme.test” both of them.

    Only when the visitor's own name stands in the address we have, and in none of the new ones: nobody is written to
    because of a guess.
    """
    known, said = turn.known_email or "", turn.text.casefold()
    new = [address for address in _ADDRESS.findall(said) if address != known]
    if not known or details.email not in new or details.email_problem or yes_or_no(turn.text) is False:
        return details
    name = [_plain(word) for word in (turn.tracker.get_slot("visitor_name") or "").split() if len(word) > INITIAL]
    of_others = _names(name, known) and not any(_names(name, address) for address in new)
    named = _names(_WORD.findall(_ADDRESS.sub(" ", said)), new[0])
    if not of_others or turn.intent == "deny" or not (named or len(new) > 1):
        return details
    return replace(details, email=None, guests=tuple(dict.fromkeys((*details.guests, *new))))


def _names(words: list[str], address: str) -> bool:
    """Whether one of the words stands in the mailbox of an address."""
    return any(_plain(word) in re.split(r"[._+-]", address.partition("@")[0]) for word in words)


def _guests(turn: Turn, details: Details) -> list[EventType]:
    """Colleagues who are to be invited too; said at once, as the summary may be far."""
    if not details.guests:
        return []
    own = details.email or turn.known_email or ""
    guests = with_guests(turn.tracker.get_slot("guests") or (), details.guests, own)
    turn.say("utter_guests_noted", guests=", ".join(guests))
    return [SlotSet("guests", list(guests))]


def _to_be_changed(turn: Turn) -> list[EventType]:
    """An answer the visitor names without giving a new one is asked for again."""
    slot = SLOT.get(turn.entity("detail") or "")
    if slot is None or turn.intent not in ("provide_details", "deny", "reschedule_meeting"):
        return []
    if slot == ("chosen_slot" if turn.asked == "wish" else turn.asked):
        return []
    return [SlotSet(slot, None), SlotSet("requested_slot", slot)]


def _short(value: object) -> str:
    return value.strip()[:LONGEST] if isinstance(value, str) else ""

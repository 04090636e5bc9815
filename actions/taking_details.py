"""Taking in who the visitor is: from the page, from what they write, and when they correct it."""

from rasa_sdk.events import EventType, SlotSet

from actions.asides import NEED_NOT
from actions.colleagues import take_guests, with_colleague, withdraw_guests
from actions.name_unasked import is_alike, own_name
from actions.turn import AT_SUMMARY, Turn
from actions.which_detail import detail_told
from convene.details import Details, has_no_company, read_details
from convene.details.address_words import spelt_domain

SLOT = {"email": "visitor_email", "name": "visitor_name", "company": "visitor_company", "time": "chosen_slot"}
NEEDED = {"email": "utter_email_needed", "name": "utter_name_needed"}
"""What is said to whoever has none, or will not tell it."""
LONGEST = 200


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
    return (
        _answer_to_suggestion(turn) or withdraw_guests(turn) or _has_none(turn) or _told(turn) or _to_be_changed(turn)
    )


def _answer_to_suggestion(turn: Turn) -> list[EventType]:
    """Yes or no to “did you mean ada@gmail.com?”."""
    if turn.asked != "suggested_email" or turn.answer not in ("affirm", "deny"):
        return []
    slot = "suggested_email" if turn.answer == "affirm" else "typed_email"
    return [SlotSet("visitor_email", turn.tracker.get_slot(slot))]


def _told(turn: Turn) -> list[EventType]:
    """What the text tells."""
    details = with_colleague(turn, read_details(turn.text, detail_told(turn), turn.country))
    turn.names_told.extend(filter(None, (details.company, details.name)))
    found = [*_email(turn, details), *take_guests(turn, details), *_company(turn, details)]
    if details.name and not _is_nobody(turn, details.name):
        found.append(SlotSet("visitor_name", _mended(turn, details.name)))
    if details.phone:
        found.append(SlotSet("visitor_phone", details.phone))
    return found


def _is_nobody(turn: Turn, name: str) -> bool:
    """Whether more is said than a name, and it ends a question, as in “is that really free?”, or is one letter."""
    alone = turn.text.strip(" .!?") == name.strip(".")
    return not alone and (turn.text.endswith(f"{name}?") or len(name.strip(".")) == 1)


def _company(turn: Turn, details: Details) -> list[EventType]:
    """The company, or that there is none: not None then, else one would be suggested again."""
    if company := details.company or _as_in_address(turn, details):
        return [SlotSet("visitor_company", company)]
    none = turn.asked in ("visitor_company", "booking_confirmed") and has_no_company(turn.text)
    return [SlotSet("visitor_company", "")] if none else []


def _as_in_address(turn: Turn, details: Details) -> str:
    """The company of “Tess Holloway, from holloway glass”, whose address is at hollowayglass.test."""
    spelt = spelt_domain(turn.text, details.email or turn.known_email)
    name = (details.name or turn.known_name).casefold().split()
    known = turn.tracker.get_slot("visitor_company") and turn.asked not in AT_SUMMARY
    known = known or set(spelt.casefold().split()) <= set(name)
    return "" if known else spelt


def _has_none(turn: Turn) -> list[EventType]:
    """“I'd rather not give my e-mail”, “there is no company”: without a company it goes, and the rest is explained."""
    company = "company" in turn.entities("detail") or turn.heard(NEED_NOT)  # “then I leave it out”
    detail = "company" if company else turn.entity("detail")
    if not turn.entity("without") or "@" in turn.text:
        return []
    if detail == "company":
        name = [told for told in _told(turn) if told["name"] == "visitor_name"] if turn.asked == "visitor_name" else []
        return [*name, SlotSet("visitor_company", "")]  # not None, else one would be suggested again
    if "?" in turn.text:
        return []
    if detail not in NEEDED or turn.tracker.get_slot(SLOT[detail]):
        return []  # “I don't have that address any more” is a wish to change it
    turn.say(NEEDED[detail])
    return turn.keep_zone()


def _mended(turn: Turn, name: str) -> str:
    """The whole name, when “Zoe, not Zoey” or “it's Zoe without a y” corrects a part of it."""
    known = turn.known_name.split()
    wrong = [word for word in own_name(turn) if word.casefold() not in name.casefold().split()]
    wrong = wrong or [
        word for word in known if is_alike(word, name) or word in name.split("-")
    ]  # married: Voss-Lindner
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

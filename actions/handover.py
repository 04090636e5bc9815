"""Handing over to a person: where they reach the visitor, what it is about, and telling them."""

from rasa_sdk.events import EventType, SlotSet

from actions.asides import ANSWERED_BY_RULES, answer_aside
from actions.base import ConveneAction
from actions.booking import forget
from actions.team import tell_team
from actions.turn import Turn
from actions.which_detail import company_told, name_told
from convene.details import read_details

ASKED = ("handover_contact", "handover_note")
LONGEST_NOTE = 1000
LONGEST_NAME = 6  # words of “I am Ada King of Lovelace”
LONGEST_COMPANY = 8  # words of “the company is Acme Rockets, by the way”
SHORT = 3  # words; “our robot has stopped” tells what it is about
LEAVING = {"stop", "goodbye"}
LEADS_ELSEWHERE = {"deny", "book_meeting", "ask_availability", "inform_time", "choose_slot"}


class ValidateHandoverForm(ConveneAction):
    """Takes in where the visitor can be reached, and what it is about."""

    def name(self) -> str:
        """The name Rasa derives from the form's."""
        return "validate_handover_form"

    def after_failure(self, turn: Turn) -> list[EventType]:
        """Ask again."""
        return _nothing_new(turn)

    async def answer(self, turn: Turn) -> list[EventType]:
        """An address or a number is the contact; whatever answers what it is about is the note, in any words."""
        asked = turn.asked if turn.asked in ASKED else None  # at its start the form before may have asked last
        if turn.resumed or (asked and answer_aside(turn)):
            return _nothing_new(turn)
        if asked and turn.intent in LEAVING and len(turn.text.split()) <= SHORT:
            return []
        if asked == "handover_note":
            return _take_who(turn) or [SlotSet("handover_note", turn.text[:LONGEST_NOTE] or "-")]
        details = read_details(turn.text, "email" if asked else None)
        told = [] if asked else _apologise(turn)
        contact = details.email or details.phone
        if not (asked or contact) and turn.tracker.get_slot("handover_contact") and turn.text:
            return [SlotSet("handover_note", turn.text[:LONGEST_NOTE])]  # our team knows of them already
        if contact := contact or (None if asked else turn.known_contact):
            return [SlotSet("handover_contact", contact)]
        if asked and turn.intent in ANSWERED_BY_RULES | LEADS_ELSEWHERE | LEAVING:
            return []
        if asked:
            turn.say("utter_our_contact" if turn.intent == "ask_human" else "utter_handover_contact_needed")
        return told or _nothing_new(turn)


def _take_who(turn: Turn) -> list[EventType]:
    """A name or a company alone says who it is about and not what, which is asked for again."""
    name, company = name_told(turn), company_told(turn)
    if len(turn.text.split()) > (LONGEST_COMPANY if company else LONGEST_NAME) or not (name or company):
        return []
    turn.say("utter_details_noted")
    told = SlotSet("visitor_company", company) if company else SlotSet("visitor_name", name)
    return [told, SlotSet("handover_note", None)]


def _apologise(turn: Turn) -> list[EventType]:
    """Apologise to whoever complains, and take that for what it is about: nobody likes to say it twice."""
    if not turn.is_upset:
        return []
    turn.say("utter_sorry_for_that")
    return [SlotSet("handover_note", turn.text[:LONGEST_NOTE])]


def _nothing_new(turn: Turn) -> list[EventType]:
    """Have the form ask its question again."""
    return [SlotSet("handover_note", turn.tracker.get_slot("handover_note"))]


class ActionAskHandoverContact(ConveneAction):
    """Asks where the team may reach the visitor."""

    def name(self) -> str:
        """Asked by the form for `handover_contact`."""
        return "action_ask_handover_contact"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Ask, with the reason."""
        gladly = turn.intent == "ask_human" and not turn.is_upset and turn.asked != "handover_contact"
        turn.say("utter_ask_handover_contact" if gladly else "utter_ask_fallback_contact")
        return []


class ActionAskHandoverNote(ConveneAction):
    """Asks what it is about."""

    def name(self) -> str:
        """Asked by the form for `handover_note`."""
        return "action_ask_handover_note"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Ask."""
        turn.say("utter_ask_handover_note")
        return []


class ActionHandOver(ConveneAction):
    """Tells the team."""

    def name(self) -> str:
        """Run when the form has its answers."""
        return "action_hand_over"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Mail them what was said, and say that they will be in touch."""
        slot = turn.tracker.get_slot
        await tell_team(turn, slot("handover_contact"), slot("handover_note"))
        return forget("handover_note")

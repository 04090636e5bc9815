"""Handing over to a person: where they reach the visitor, what it is about, and telling them."""

from rasa_sdk.events import EventType, SlotSet

from actions.asides import answer_aside
from actions.base import ConveneAction
from actions.booking import forget
from actions.team import tell_team
from actions.turn import Turn
from convene.details import read_details

ASKED = ("handover_contact", "handover_note")
LONGEST_NOTE = 1000
SHORT = 3  # words; “our robot has stopped” tells what it is about
LEAVING = {"stop", "goodbye"}
ANSWERED_ELSEWHERE = {
    *("faq", "chitchat", "bot_challenge", "thank", "greet", "out_of_scope", "deny"),
    *("book_meeting", "ask_availability", "inform_time"),
}


class ValidateHandoverForm(ConveneAction):
    """Takes in where the visitor can be reached, and what it is about."""

    def name(self) -> str:
        """The name Rasa derives from the form's."""
        return "validate_handover_form"

    def after_failure(self, turn: Turn) -> list[EventType]:
        """Ask again."""
        return [SlotSet("handover_note", None)]

    async def answer(self, turn: Turn) -> list[EventType]:
        """An address or a number is the contact; whatever answers what it is about is the note, in any words."""
        asked = turn.asked if turn.asked in ASKED else None  # at its start the form before may have asked last
        if turn.resumed or (asked and answer_aside(turn)):
            return [SlotSet("handover_note", None)]
        if asked and turn.intent in LEAVING and len(turn.text.split()) <= SHORT:
            return []
        if asked == "handover_note":
            return [SlotSet("handover_note", turn.text[:LONGEST_NOTE] or "-")]
        details = read_details(turn.text, "email" if asked else None)
        if contact := details.email or details.phone or (None if asked else turn.known_contact):
            return [SlotSet("handover_contact", contact)]
        if asked and turn.intent in ANSWERED_ELSEWHERE:
            return []
        if asked:
            turn.say("utter_handover_contact_needed")
        return [SlotSet("handover_note", None)]


class ActionAskHandoverContact(ConveneAction):
    """Asks where the team may reach the visitor."""

    def name(self) -> str:
        """Asked by the form for `handover_contact`."""
        return "action_ask_handover_contact"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Ask, with the reason."""
        turn.say("utter_ask_handover_contact" if turn.intent == "ask_human" else "utter_ask_fallback_contact")
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

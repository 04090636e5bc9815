"""Hearing which language the visitor speaks, before anything is answered."""

from rasa_sdk.events import EventType, SlotSet

from actions.base import ConveneAction
from actions.session import about_the_meeting
from actions.turn import DETAILS, Turn
from convene.language import heard


class ActionHearLanguage(ConveneAction):
    """Keeps the language of the conversation: it changes when the visitor changes it."""

    def name(self) -> str:
        """Run by Rasa after every message, for the slot `language`."""
        return "action_hear_language"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Remember the language, and say what convene.yml holds in it from now on."""
        language = heard(turn.text, turn.language, a_name=turn.asked in DETAILS)
        if language == turn.tracker.get_slot("language"):
            return []
        turn.tracker.slots["language"] = language
        return [SlotSet("language", language), *(SlotSet(*said) for said in about_the_meeting(turn).items())]

"""Hearing which language the visitor speaks, before anything is answered."""

from rasa_sdk.events import EventType, SlotSet

from actions.base import ConveneAction
from actions.session import about_the_meeting, languages_in_words
from actions.turn import DETAILS, Turn
from convene.language import heard

_IN_ANY_LANGUAGE = {"greet", "thank", "goodbye"}  # hola


class ActionHearLanguage(ConveneAction):
    """Keeps the language of the conversation: it changes when the visitor changes it."""

    def name(self) -> str:
        """Rasa's name for what it runs after every message, and the only one of that kind that may say something."""
        return "action_validate_slot_mappings"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Remember the language, and say what convene.yml holds in it from now on."""
        language = heard(turn.text, turn.language, a_name=turn.asked in DETAILS)
        told = _tell_our_languages(turn)
        if language == turn.tracker.get_slot("language"):
            return told
        turn.tracker.slots["language"] = language
        return [SlotSet("language", language), *(SlotSet(*said) for said in about_the_meeting(turn).items()), *told]


def _tell_our_languages(turn: Turn) -> list[EventType]:
    """Tell whoever writes in another language, once, which ones we speak; their message is answered all the same."""
    no_matter = turn.intent in _IN_ANY_LANGUAGE or turn.question == "faq/language"
    if no_matter or turn.tracker.get_slot("languages_told") or not turn.is_foreign:
        return []
    turn.say("utter_languages_we_speak", our_languages=languages_in_words(turn.language))
    return [SlotSet("languages_told", True)]

"""Greeting: with what can be done here, with what was left unfinished, or with an answer to a wish beside the hello."""

from rasa_sdk.events import EventType, FollowupAction

from actions.base import ConveneAction
from actions.turn import SURE_OF_MORE, Turn
from convene.when import say, understand

BRIEF = 3  # words; “Morgen!” is a greeting, whatever else it may mean


class ActionGreet(ConveneAction):
    """Answers a greeting outside a booking."""

    def name(self) -> str:
        """Run for `greet`."""
        return "action_greet"

    async def answer(self, turn: Turn) -> list[EventType]:
        """“Hello, can we meet whenever?” starts the booking; whoever comes back is asked whether to go on."""
        booked = turn.tracker.get_slot("booked")
        if _wishes_more(turn):
            return [FollowupAction("action_show_booking" if booked else "booking_form")]
        if turn.wish and not booked:
            turn.say("utter_welcome_back", wish=say(turn.wish, turn.now, turn.visitor_zone, turn.language))
        else:
            turn.say("utter_greet")
        return []


def _wishes_more(turn: Turn) -> bool:
    """Whether a time is named beside the greeting, which then is none for sure."""
    if len(turn.text.split()) <= BRIEF or turn.confidence >= SURE_OF_MORE:
        return False
    return understand(turn.text_about_time, turn.now, turn.visitor_zone, turn.language).understood

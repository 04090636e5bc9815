"""Greeting: with what can be done here, with what was left unfinished, or with an answer to a wish beside the hello."""

from rasa_sdk.events import EventType, FollowupAction

from actions.base import ConveneAction
from actions.turn import Turn
from convene.when import say


class ActionGreet(ConveneAction):
    """Answers a greeting outside a booking."""

    def name(self) -> str:
        """Run for `greet`."""
        return "action_greet"

    async def answer(self, turn: Turn) -> list[EventType]:
        """“Hello, can we meet whenever?” starts the booking; whoever comes back is asked whether to go on."""
        booked = turn.tracker.get_slot("booked")
        if turn.names_time_too:
            return [FollowupAction("action_show_booking" if booked else "booking_form")]
        if turn.wish and not booked:
            turn.say("utter_welcome_back", wish=say(turn.wish, turn.now, turn.visitor_zone, turn.locale))
        else:
            turn.say("utter_greet")
        return []

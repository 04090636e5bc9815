"""What to say when a message was not understood, or has to be said again."""

from rasa_sdk.events import EventType

from actions.base import ConveneAction
from actions.turn import Turn


class ActionRephrase(ConveneAction):
    """Asks to put it another way once, then offers what can be done."""

    def name(self) -> str:
        """Run for `nlu_fallback`."""
        return "action_rephrase"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Ask, or the second time in a row offer choices in human words (case D13)."""
        intents = [
            event["parse_data"]["intent"].get("name") for event in turn.tracker.events if event["event"] == "user"
        ]
        turn.say("utter_suggest" if intents[-2:-1] == ["nlu_fallback"] else "utter_rephrase")
        return []


class ActionRepeat(ConveneAction):
    """Says the last answer again."""

    def name(self) -> str:
        """Run for `repeat`, outside a booking; in one, the form asks its question again."""
        return "action_repeat"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Send everything that was said between the visitor's last two messages once more."""
        said = _last_answer(turn)
        for event in said:
            data = event.get("data") or {}
            turn.dispatcher.utter_message(
                text=event.get("text"), buttons=data.get("buttons"), json_message=data.get("custom")
            )
        if not said:
            turn.say("utter_greet")
        return []


def _last_answer(turn: Turn) -> list[EventType]:
    events = turn.tracker.events
    heard = [number for number, event in enumerate(events) if event["event"] == "user"][-2:]
    return [event for event in events[heard[0] : heard[-1]] if event["event"] == "bot"]

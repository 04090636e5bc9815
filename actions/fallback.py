"""What to say when a message was not understood, or has to be said again."""

from rasa_sdk.events import EventType

from actions.base import ConveneAction
from actions.turn import Turn

PATIENCE = 3  # times in a row until we change the subject
MEANINGS = 3  # how many are named
NOT_HELPFUL = {"action_rephrase", "action_decline"}


class ActionRephrase(ConveneAction):
    """Asks to put it another way once, then names the likeliest meanings, then offers what can be done."""

    def name(self) -> str:
        """Run for `nlu_fallback`."""
        return "action_rephrase"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Ask better each time, always in human words (case D13)."""
        times = _times_in_a_row(turn, NOT_HELPFUL)
        meanings = _likely_meanings(turn) if times == 2 else []
        if times == 1:
            turn.say("utter_in_short" if _is_unreadable(turn) else "utter_rephrase")
        elif meanings:
            turn.ask("utter_did_you_mean", meanings)
        else:
            turn.say("utter_suggest")
        return []


class ActionDecline(ConveneAction):
    """Says that we cannot help with something, and after a while what we can do."""

    def name(self) -> str:
        """Run for `out_of_scope`."""
        return "action_decline"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Decline; what we could not read is not declined; the third time in a row, offer what can be done."""
        if turn.question_beside:  # “is it on Zoom? Ours is blocked”
            turn.say(turn.question_beside)
            return []
        thinks = "utter_take_your_time" if turn.is_brief and turn.entity("pause") else "utter_out_of_scope"
        declined = "utter_in_short" if _is_unreadable(turn) else thinks
        turn.say(declined if _times_in_a_row(turn, NOT_HELPFUL) < PATIENCE else "utter_suggest")
        return []


class ActionRepeat(ConveneAction):
    """Says the last answer again."""

    def name(self) -> str:
        """Run for `repeat`, outside a booking; in one, the form asks its question again."""
        return "action_repeat"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Send everything that was said between the visitor's last two messages once more; then say it in short."""
        if _times_in_a_row(turn, {self.name()}) > 1:
            turn.say("utter_in_short")
            return []
        said = turn.last_answer
        for event in said:
            data = event.get("data") or {}
            turn.dispatcher.utter_message(
                text=event.get("text"), buttons=data.get("buttons"), json_message=data.get("custom")
            )
        if not said:
            turn.say("utter_greet")
        return []


def _is_unreadable(turn: Turn) -> bool:
    """Whether a message is in a language we do not speak, or in none, such as “???”."""
    return turn.is_foreign or (bool(turn.text) and not any(map(str.isalnum, turn.text)))


def _times_in_a_row(turn: Turn, actions: set[str]) -> int:
    """How many of the visitor's last messages, this one included, were answered by these actions."""
    answered: list[bool] = []
    for event in turn.tracker.events:
        if event["event"] == "user":
            answered.append(False)
        elif event["event"] == "action" and event.get("name") in actions and answered:
            answered[-1] = True
    before = answered[:-1]
    return 1 + next((number for number, yes in enumerate(reversed(before)) if not yes), len(before))


def _likely_meanings(turn: Turn) -> list[tuple[str, str]]:
    """The buttons of `utter_did_you_mean` whose intents are the likeliest, the likeliest first."""
    named = {button["payload"].lstrip("/"): button for button in turn.words("utter_did_you_mean").buttons}
    likely = [meaning for meaning in turn.ranked_meanings if meaning in named][:MEANINGS]
    return [(named[meaning]["title"], named[meaning]["payload"]) for meaning in likely]

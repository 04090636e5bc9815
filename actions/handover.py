"""Leading to a person."""

from rasa_sdk.events import EventType

from actions.base import ConveneAction
from actions.turn import Turn


class ActionReferToHuman(ConveneAction):
    """Tells how to reach a person."""

    def name(self) -> str:
        """Run for `ask_human`."""
        return "action_refer_to_human"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Show the way to a person; a running booking waits."""
        turn.show("fallback", "utter_human")
        return []

"""What all our actions have in common."""

from abc import ABC, abstractmethod
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn
from convene.bootstrap import services

log = structlog.get_logger()


class ConveneAction(Action, ABC):
    """An action that answers one turn, and says so when something goes wrong (cases S13, X6)."""

    @abstractmethod
    def name(self) -> str:
        """The action's name in domain.yml."""

    @abstractmethod
    async def answer(self, turn: Turn) -> list[EventType]:
        """Answer the turn; give back what is to be remembered."""

    def after_failure(self, turn: Turn) -> list[EventType]:
        """What is to be remembered when answering failed."""
        return []

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer the turn Rasa tells about; whatever fails is logged, and told to the visitor in a sentence."""
        turn = Turn(services(), dispatcher, tracker, domain)
        try:
            return await self.answer(turn)
        except Exception:
            log.exception("an action failed", action=self.name(), session=tracker.sender_id)
            dispatcher.messages.clear()
            dispatcher.utter_message(response="utter_something_went_wrong")
            return self.after_failure(turn)

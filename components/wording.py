"""Says what Rasa's own rules say in other words than just before, as our actions do.

Rasa picks among the variations of a response by chance, so it may say the same sentence three times in a row.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig


class Wording(TemplatedNaturalLanguageGenerator):
    """Takes the variation that was said longest ago, the first that was never said."""

    def __init__(self, endpoint_config: EndpointConfig | None, domain: Domain | None) -> None:
        super().__init__(domain.responses if domain else {})

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """One variation of a response, filled in; None if there is no such response."""
        if utter_action not in self.responses:
            return None
        slots = tracker.current_slot_values()
        fitting = ResponseVariationFilter(self.responses)
        variations = fitting.responses_for_utter_action(utter_action, output_channel, slots)
        filled = [self._fill_response(deepcopy(variation), slots, **kwargs) for variation in variations]
        said = [event.text for event in tracker.events if isinstance(event, BotUttered)]
        latest = {text: place for place, text in enumerate(said)}
        return min(filled, key=lambda one: latest.get(one.get("text"), -1), default=None)

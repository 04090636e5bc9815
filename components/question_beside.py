"""A question beside an answer is understood on its own: “ada@acme.test, how long does it take?”.

Many write no question mark: “Tuesday at 3 and how long does it take” is told by the word its question begins with.

The whole message is the answer, and what its question asks drowns in it. So the question goes through the pipeline as a
message of its own: `QuestionApart` sends it along, `QuestionBeside` notes what came of it at the whole.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

BESIDE = "question_beside"
LONGEST = 1000

_APART = re.compile(r"(.*(?:\S\s*[.,;!:–-]|\S+@\S+))\s+([^.,;!?\n]+\?)\W*", re.DOTALL)


class _Pass(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """A part of the pipeline that learns nothing."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Pass:
        """There is nothing to load."""
        return cls(config)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class QuestionApart(_Pass):
    """Sends the question at the end of a message along as a message of its own; comes first in the pipeline.

    Options: `joined_by`, the words that join a question to an answer, and `begins`, those a question begins with.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        joined_by, begins = ("|".join(map(re.escape, config.get(words, ()))) for words in ("joined_by", "begins"))
        self._unmarked = re.compile(
            rf"(.*\S)(?:\s*[.,;!:–-]|\s+(?:{joined_by}))\s+((?:{begins})\s[^.,;!?\n]+)\W*", re.DOTALL | re.IGNORECASE
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages, and behind them the question of each that has one beside something else."""
        apart = [(message, self._apart(str(message.get(TEXT) or "")[:LONGEST])) for message in messages]
        return [*messages, *(Message({TEXT: found[2], BESIDE: (of, found[1])}) for of, found in apart if found)]

    def _apart(self, text: str) -> re.Match[str] | None:
        """The answer and the question beside it, if there are both."""
        return _APART.fullmatch(text) or (self._unmarked.fullmatch(text) if self.config.get("begins") else None)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class QuestionBeside(_Pass):
    """Notes at a message what the question beside it means; comes last in the pipeline."""

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages alone; `question_beside` of one tells `answer`, `intent`, and which question of `faq` it is."""
        for question in messages:
            if question.get(BESIDE):
                of, answer = question.get(BESIDE)
                asked = ((question.get("response_selector") or {}).get("faq") or {}).get("response") or {}
                meant = {"answer": answer, "intent": question.get(INTENT), "utter_action": asked.get("utter_action")}
                of.set(BESIDE, meant, add_to_output=True)
        return [message for message in messages if not isinstance(message.get(BESIDE), tuple)]

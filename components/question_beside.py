"""A question beside an answer is understood on its own: “ada@acme.test, how long does it take?”.

Many write no question mark: “Tuesday at 3 and how long does it take” is told by the word its question begins with.

The whole message is the answer, and what its question asks drowns in it. So the question goes through the pipeline as a
message of its own: `QuestionApart` sends it along, `QuestionBeside` notes what came of it at the whole. Of two
questions, as in “how long does it take, and what does it cost?”, the first goes along as well. The question may come
first, too: “how long is it, I have to leave at four”.
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
        self._marked = re.compile(
            rf"(.*(?:\S\s*[.,;!?:–-]|\S+@\S+|\S\s+(?:{joined_by})))\s+([^.,;!?\n]+\?)\W*", re.DOTALL | re.IGNORECASE
        )
        self._question = re.compile(rf"(.*?\w)(?:\?|\W*\s(?:{joined_by}))", re.DOTALL | re.IGNORECASE)
        self._first = re.compile(
            rf"((?:.*[.,;!:–-]\s+)?)([^.,;!?\n]+(?=\?)|(?:{begins})\s[^.,;!?\n]+)(?:\?|\s*[,;–-]|\s+(?:{joined_by}))\s+"
            r"([^?]*\w[^?]*)",
            re.DOTALL | re.IGNORECASE,
        )
        self._unmarked = re.compile(
            rf"(.*\S)(?:\s*[.,;!:–-]|\s+(?:{joined_by}))\s+((?:{begins})\s[^.,;!?\n]+)\W*", re.DOTALL | re.IGNORECASE
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages, and behind them the question of each that has one beside something else, or both questions."""
        return [*messages, *(question for message in messages for question in self._questions(message))]

    def _questions(self, whole: Message) -> list[Message]:
        text = str(whole.get(TEXT) or "")[:LONGEST]
        found = self._apart(text)
        if not found and self.config.get("begins") and (asked_first := self._first.fullmatch(text)):
            before, question, behind = asked_first.groups()
            rest = {"answer": before + behind, "asked_first": question}
            return [Message({TEXT: f"{question}?", BESIDE: (whole, rest, "")})]
        if not found:
            return []
        first = self._question.fullmatch(found[1])
        last = Message({TEXT: found[2], BESIDE: (whole, {"answer": first[1] if first else found[1]}, "")})
        return [last, Message({TEXT: f"{first[1]}?", BESIDE: (whole, {}, "first_")})] if first else [last]

    def _apart(self, text: str) -> re.Match[str] | None:
        """The answer and the question beside it, if there are both."""
        return self._marked.fullmatch(text) or (self._unmarked.fullmatch(text) if self.config.get("begins") else None)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class QuestionBeside(_Pass):
    """Notes at a message what the question beside it means; comes last in the pipeline."""

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages alone; `question_beside` of one tells `answer`, `intent`, and which question of `faq` it is.

        Of a first question, `first_intent` and `first_utter_action` tell the same.
        """
        wholes = [message for message in messages if not isinstance(message.get(BESIDE), tuple)]
        for question in messages:
            if isinstance(question.get(BESIDE), tuple):
                whole, before, place = question.get(BESIDE)
                asked = ((question.get("response_selector") or {}).get("faq") or {}).get("response") or {}
                meant = {f"{place}intent": question.get(INTENT), f"{place}utter_action": asked.get("utter_action")}
                whole.set(BESIDE, {**(whole.get(BESIDE) or {}), **before, **meant}, add_to_output=True)
        return wholes

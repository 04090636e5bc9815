"""Rasa's logistic regression for intents, which also tells the single questions of a retrieval intent apart.

One classifier learns `faq/how_long`, `faq/price` … beside the plain intents: the confidence of `faq` is the sum of its
questions', and the likeliest question is what `utter_faq` answers. Rasa's own `ResponseSelector` trains a neural network
for that. The weights are stored as plain numbers: Rasa stores its own with skops, whose import walks through all of
scikit-learn (8 of the 14 seconds a start took on 2 cores).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

FILE = "weights.npz"
RANKED = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(LogisticRegressionClassifier):
    """Logistic regression over the sparse features.

    Takes the options of Rasa's `LogisticRegressionClassifier`, and `C`, the inverse strength of regularisation.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's options and ours."""
        return {**LogisticRegressionClassifier.get_default_config(), "C": 1.0}

    def __init__(self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, name, model_storage, resource)
        self.clf.C = self.config["C"]

    def _create_X(self, messages: list[Message]) -> csr_matrix:
        """One row a message, brought to length 1: a long message is not surer than a short one."""
        return normalize(super()._create_X(messages))

    def _create_training_matrix(self, training_data: TrainingData) -> tuple[csr_matrix, list[str]]:
        """The rows, and for each the question of a retrieval intent or the plain intent."""
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        return self._create_X(examples), [e.get(INTENT_RESPONSE_KEY) or e.get(INTENT) for e in examples]

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the intent, its ranking, and for each retrieval intent the likeliest question."""
        for message, probabilities in zip(messages, self.clf.predict_proba(self._create_X(messages))):
            labels = {str(label): float(p) for label, p in zip(self.clf.classes_, probabilities)}
            ranking = _ranked(_by_intent(labels))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[:RANKED], add_to_output=True)
            message.set("response_selector", _answers(labels), add_to_output=True)
        return messages

    def persist(self) -> None:
        """Write the weights into the model."""
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(
                folder / FILE,
                classes=self.clf.classes_.astype(str),
                weights=self.clf.coef_,
                bias=self.clf.intercept_,
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """Read the weights back; an untrained classifier if the model has none (no intents in the data)."""
        loaded = cls(config, execution_context.node_name, model_storage, resource)
        try:
            with model_storage.read_from(resource) as folder:
                stored = np.load(folder / FILE)
                loaded.clf.classes_ = stored["classes"].astype(object)
                loaded.clf.coef_ = stored["weights"]
                loaded.clf.intercept_ = stored["bias"]
                loaded.clf.n_features_in_ = loaded.clf.coef_.shape[1]
        except ValueError:  # what the model storage raises for a resource that was never written
            pass
        return loaded


def _by_intent(labels: dict[str, float]) -> dict[str, float]:
    intents: dict[str, float] = {}
    for label, confidence in labels.items():
        intent = label.partition("/")[0]
        intents[intent] = intents.get(intent, 0.0) + confidence
    return intents


def _ranked(confidences: dict[str, float]) -> list[dict[str, Any]]:
    return [
        {"name": name, "confidence": confidence}
        for name, confidence in sorted(confidences.items(), key=lambda item: -item[1])
    ]


def _answers(labels: dict[str, float]) -> dict[str, Any]:
    """What Rasa's `ResponseSelector` would write: for each retrieval intent its questions, the likeliest first."""
    found: dict[str, Any] = {}
    for intent in sorted({label.partition("/")[0] for label in labels if "/" in label}):
        questions = _ranked({label: p for label, p in labels.items() if label.startswith(f"{intent}/")})
        ranking = [{"intent_response_key": q["name"], "confidence": q["confidence"]} for q in questions]
        best = {**ranking[0], "responses": [], "utter_action": f"utter_{ranking[0]['intent_response_key']}"}
        found[intent] = {"response": best, "ranking": ranking[:RANKED]}
    return {"all_retrieval_intents": sorted(found), **found}

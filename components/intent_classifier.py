"""Which intent a message has, and which question of `faq` or `chitchat` it asks, by its words and its meaning.

Words are TF-IDF, meaning is a sentence embedding (`components.meaning`), and logistic regression weighs both.

One classifier learns `faq/how_long`, `faq/price` … beside the plain intents: the confidence of `faq` is the sum of its
questions', and the likeliest question is what `utter_faq` answers. Rasa's own `ResponseSelector` would train a neural
network for that; and its `LogisticRegressionClassifier`, which this one builds on, counts common letters as much as
rare words, and stores its weights with skops, whose import took 8 of the 14 seconds of a start (2 cores).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, vstack
from scipy.special import softmax
from sklearn.preprocessing import normalize

FILE = "weights.npz"
RANKED = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(LogisticRegressionClassifier):
    """Logistic regression over TF-IDF of each featurizer's sparse features, and over the embedding if there is one.

    Takes the options of Rasa's `LogisticRegressionClassifier`; `C`, the inverse strength of regularisation, and
    `class_weight`, as scikit-learn has them; and `meaning_weight`, how long an embedding is beside a block of TF-IDF.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's options and ours."""
        return {
            **LogisticRegressionClassifier.get_default_config(),
            "C": 1.0,
            "class_weight": "balanced",
            "meaning_weight": 3.0,
        }

    def __init__(self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, name, model_storage, resource)
        self.clf.C = self.config["C"]
        self.clf.class_weight = self.config["class_weight"]
        self.rarity: list[np.ndarray] = []
        self.centre: np.ndarray | None = None  # of all embeddings; None when trained on words alone

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples, each as the question of a retrieval intent or as its plain intent."""
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        if examples:
            blocks = _blocks(examples)
            self.rarity = [_rarity(block) for block in blocks]
            weighed = [normalize(_weighed(block, rarity)) for block, rarity in zip(blocks, self.rarity, strict=True)]
            meanings = [_meaning(example) for example in examples]
            if all(meaning is not None for meaning in meanings):
                self.centre = np.mean(meanings, axis=0)
                weighed.append(csr_matrix(np.stack([self._placed(meaning) for meaning in meanings])))
            self.clf.fit(hstack(weighed).tocsr(), [e.get(INTENT_RESPONSE_KEY) or e.get(INTENT) for e in examples])
            self.persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the intent, its ranking, and for each retrieval intent the likeliest question."""
        for message in messages:
            rows = _sparse_features(message)
            if not self.rarity or not rows:
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                continue
            probabilities = self._probabilities(rows, _meaning(message))
            labels = dict(zip(self.clf.classes_.tolist(), probabilities.tolist(), strict=True))
            ranking = _ranked(_by_intent(labels))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[:RANKED], add_to_output=True)
            message.set("response_selector", _answers(labels), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing in our pipeline learns from what this one predicts."""
        return training_data

    def _placed(self, meaning: np.ndarray) -> np.ndarray:
        """Where a meaning lies, seen from the centre: all embeddings point in much the same direction."""
        direction = meaning - self.centre
        placed: np.ndarray = self.config["meaning_weight"] * direction / (np.linalg.norm(direction) or 1.0)
        return placed

    def _probabilities(self, rows: list[csr_matrix], meaning: np.ndarray | None) -> np.ndarray:
        """What `predict_proba` gives for one message, without building its vector: that took a quarter of a turn."""
        scores, first = self.clf.intercept_.copy(), 0
        for row, rarity in zip(rows, self.rarity, strict=True):
            weighed = _weighed(row, rarity)
            length = np.linalg.norm(weighed.data) or 1.0
            scores += self.clf.coef_[:, first + weighed.indices] @ (weighed.data / length)
            first += len(rarity)
        if self.centre is not None and meaning is not None:
            scores += self.clf.coef_[:, first:] @ self._placed(meaning)
        return softmax(scores)

    def persist(self) -> None:
        """Write the weights into the model."""
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(
                folder / FILE,
                classes=self.clf.classes_.astype(str),
                weights=self.clf.coef_,
                bias=self.clf.intercept_,
                centre=np.empty(0) if self.centre is None else self.centre,
                **{f"rarity_{number}": rarity for number, rarity in enumerate(self.rarity)},
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
                loaded.rarity = [stored[f"rarity_{number}"] for number in range(len(stored.files) - 4)]
                loaded.centre = stored["centre"] if stored["centre"].size else None
        except ValueError:  # what the model storage raises for a resource that was never written
            pass
        return loaded


def _sparse_features(message: Message) -> list[csr_matrix]:
    """One row from each featurizer, in the order of the pipeline."""
    return [
        csr_matrix(feature.features)
        for feature in message.features
        if feature.attribute == TEXT and feature.type == FEATURE_TYPE_SENTENCE and feature.is_sparse()
    ]


def _meaning(message: Message) -> np.ndarray | None:
    """The embedding of the sentence, if the pipeline made one."""
    for feature in message.features:
        if feature.attribute == TEXT and feature.type == FEATURE_TYPE_SENTENCE and feature.is_dense():
            meaning: np.ndarray = feature.features[0]
            return meaning
    return None


def _blocks(messages: list[Message]) -> list[csr_matrix]:
    return [vstack(rows).tocsr() for rows in zip(*map(_sparse_features, messages), strict=True)]


def _rarity(block: csr_matrix) -> np.ndarray:
    """How telling each feature is: the fewer examples have it, the more (smoothed inverse document frequency)."""
    return np.log((1 + block.shape[0]) / (1 + block.getnnz(axis=0))) + 1


def _weighed(block: csr_matrix, rarity: np.ndarray) -> csr_matrix:
    """TF-IDF with damped counts; brought to length 1 for each block, letters together weigh as much as words."""
    weighed = block.astype(float)
    weighed.data = (1 + np.log(weighed.data)) * rarity[weighed.indices]
    return weighed


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

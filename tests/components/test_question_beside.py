"""The question beside an answer goes through the pipeline on its own."""

import unittest

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.question_beside import BESIDE, QuestionApart, QuestionBeside

APART = QuestionApart({"joined_by": ["and", "und"], "begins": ["how", "what", "wie"]})


def apart(text: str) -> list[str]:
    """The texts that the pipeline sees."""
    return [message.get(TEXT) for message in APART.process([Message({TEXT: text})])]


class Beside(unittest.TestCase):
    def test_a_question_behind_an_answer_is_sent_along(self) -> None:
        for text, question in (
            ("ada@acme.test, wie lange dauert das?", "wie lange dauert das?"),
            ("pete@bar.test - wen treffe ich?", "wen treffe ich?"),
            ("ada@acme.test will it be recorded??", "will it be recorded?"),
            ("The second one. Who will I meet?", "Who will I meet?"),
            ("tuesday 3pm and how long does it take", "how long does it take"),
            ("Dienstag um 15 Uhr, wie lange dauert es", "wie lange dauert es"),
        ):
            with self.subTest(text):
                self.assertEqual(apart(text), [text, question])

    def test_a_question_before_an_answer_is_sent_along(self) -> None:
        for text, question, answer in (
            ("how long is it, I have to leave at four", "how long is it", "I have to leave at four"),
            ("wie lange dauert es, ich muss um vier weg", "wie lange dauert es", "ich muss um vier weg"),
            ("Sorry, can we do English? The first one.", "can we do English", "Sorry, The first one."),
        ):
            with self.subTest(text):
                _, sent = APART.process([Message({TEXT: text})])
                self.assertEqual(sent.get(TEXT), f"{question}?")
                self.assertEqual(sent.get(BESIDE)[1], {"answer": answer, "asked_first": question})

    def test_of_two_questions_both_are_sent_along(self) -> None:
        for text, last, first in (
            ("How long is it? What does it cost?", "What does it cost?", "How long is it?"),
            ("can I bring my boss, and is it recorded?", "is it recorded?", "can I bring my boss?"),
            ("wie lange dauert das und was kostet es?", "was kostet es?", "wie lange dauert das?"),
        ):
            with self.subTest(text):
                self.assertEqual(apart(text), [text, last, first])

    def test_what_both_questions_mean_is_noted_at_the_whole(self) -> None:
        whole, last, first = APART.process([Message({TEXT: "how long is it and what does it cost?"})])
        for question, name in ((first, "how_long"), (last, "price")):
            question.set(INTENT, {"name": "faq", "confidence": 0.9})
            question.set("response_selector", {"faq": {"response": {"utter_action": f"utter_faq/{name}"}}})

        (left,) = QuestionBeside({}).process([whole, last, first])

        self.assertEqual(left.get(BESIDE)["answer"], "how long is it")
        self.assertEqual(left.get(BESIDE)["first_utter_action"], "utter_faq/how_long")
        self.assertEqual(left.get(BESIDE)["utter_action"], "utter_faq/price")

    def test_a_message_of_one_piece_stays_alone(self) -> None:
        for text in (
            "how long does it take?",
            "ada@acme.test",
            "yes, please",
            "",
            "?",
            "Tom and Jerry",
            "the second and no other",
        ):
            with self.subTest(text):
                self.assertEqual(apart(text), [text])

    def test_what_the_question_means_is_noted_at_the_whole(self) -> None:
        whole, question = APART.process([Message({TEXT: "the first, how long does it take?"})])
        question.set(INTENT, {"name": "faq", "confidence": 0.9})
        question.set("response_selector", {"faq": {"response": {"utter_action": "utter_faq/how_long"}}})

        (left,) = QuestionBeside({}).process([whole, question])

        self.assertIs(left, whole)
        self.assertEqual(
            left.get(BESIDE),
            {
                "answer": "the first,",
                "intent": {"name": "faq", "confidence": 0.9},
                "utter_action": "utter_faq/how_long",
            },
        )
        self.assertIn(BESIDE, left.as_dict(only_output_properties=True))

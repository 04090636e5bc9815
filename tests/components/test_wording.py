"""Words that change from one time to the next."""

import asyncio
import unittest

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from components.wording import Wording

GERMAN = [{"type": "slot", "name": "language", "value": "de"}]
DOMAIN = Domain.from_dict(
    {
        "version": "3.1",
        "slots": {
            "language": {"type": "text", "mappings": [{"type": "custom"}]},
            "our_contact": {"type": "text", "mappings": [{"type": "custom"}]},
        },
        "responses": {
            "utter_sorry": [
                {"text": "Sorry. Write to {our_contact}."},
                {"text": "I am sorry."},
                {"text": "Tut mir leid.", "condition": GERMAN},
            ]
        },
    }
)


def say(*before: str, language: str = "en") -> str | None:
    tracker = DialogueStateTracker.from_events(
        "s1",
        [
            SlotSet("language", language),
            SlotSet("our_contact", "us@firm.test"),
            *(BotUttered(text) for text in before),
        ],
        DOMAIN.slots,
    )
    said = asyncio.run(Wording(None, DOMAIN).generate("utter_sorry", tracker, "rest"))
    return said and said["text"]


class Words(unittest.TestCase):
    """What is said after what."""

    def test_the_variation_that_was_said_longest_ago_is_taken(self) -> None:
        first, second = "Sorry. Write to us@firm.test.", "I am sorry."

        self.assertEqual(say(), first)
        self.assertEqual(say(first, "When?"), second)
        self.assertEqual(say(first, second), first)

    def test_the_language_decides_as_ever(self) -> None:
        self.assertEqual(say("Tut mir leid.", language="de"), "Tut mir leid.")

    def test_an_unknown_response_is_none(self) -> None:
        tracker = DialogueStateTracker.from_events("s1", [])

        self.assertIsNone(asyncio.run(Wording(None, DOMAIN).generate("utter_else", tracker, "rest")))

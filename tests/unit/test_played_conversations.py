"""Reading the conversations that designers write as tests, and recognising what is said in them."""

from pathlib import Path

import pytest

from convene.conversation_files import Conversation
from convene.known_responses import KnownResponses
from tests.conversations.script import BadScript, in_language, read_all

ROOT = Path(__file__).parents[2]
RESPONSES = KnownResponses(Conversation(ROOT), {"en": {"meeting_about": "All about robots."}})

GOOD = """
- conversation: Somebody says hello
  steps:
    - visitor:
        en: yes
        de: ja
    - bot: utter_greet
- conversation: And goes on
  after: Somebody says hello
  steps:
    - later: 10:30
"""


def read(tmp_path: Path, text: str) -> dict:
    (tmp_path / "kind").mkdir()
    (tmp_path / "kind" / "some.yml").write_text(text, encoding="utf-8")
    return read_all(tmp_path, RESPONSES)


def test_a_conversation_is_played_in_every_language_it_is_told_in(tmp_path):
    scripts = read(tmp_path, GOOD)

    assert scripts["Somebody says hello"].languages == ("en", "de")
    assert scripts["And goes on"].languages == ("en", "de")  # those of what it goes on from


def test_words_are_taken_as_they_are_written(tmp_path):
    scripts = read(tmp_path, GOOD)

    assert in_language(scripts["Somebody says hello"].steps[0].value, "en") == "yes"
    assert scripts["And goes on"].steps[0].value == "10:30"


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ("bot: utter_greet", "visitor: hi\n    - bot: utter_gret"),
        ("steps", "stepps"),
        ("later", "latr"),
        ("after: Somebody", "after: Nobody"),
        ("And goes on", "Somebody says hello"),
        ("en: yes", "en: well: yes"),
        ("- later: 10:30", "- a word"),
        ("        de: ja", "        dee: ja"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path, wrong, complaint):
    with pytest.raises(BadScript, match=r"some\.yml:\d+: "):
        read(tmp_path, GOOD.replace(wrong, complaint, 1))


@pytest.mark.parametrize("text", ["conversation: Not a list\n", "- conversation: Without steps\n  steps:\n"])
def test_what_is_no_conversation_is_told(tmp_path, text):
    with pytest.raises(BadScript, match=r"some\.yml:(1:)? "):
        read(tmp_path, text)


def test_a_response_is_recognised_with_its_values_filled_in():
    said = "Your meeting is on Thursday, 26 November 2026, 10:00 (Berlin Time), with Anna Berger."

    assert RESPONSES.names(said, "en")[0] == "utter_booking_shown"
    assert RESPONSES.names(said, "de") == ()


def test_a_response_that_is_one_value_is_recognised_by_that_value():
    assert RESPONSES.names("All about robots.", "en") == ("utter_faq/agenda",)
    assert RESPONSES.names("All of our calendars are full.", "en") == ()

"""Conversations that went wrong, and what can be made of them."""

import shutil
from pathlib import Path

import pytest
import yaml

from convene.review import NothingToReview, add_example, add_test, findings

ROOT = Path(__file__).parents[2]


def said(text: str, intent: str, **more: object) -> dict:
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": intent, "confidence": 0.4}, **more}}


def did(name: str) -> dict:
    return {"event": "action", "name": name}


def slot(name: str, value: object) -> dict:
    return {"event": "slot", "name": name, "value": value}


LOOP = {"event": "active_loop", "name": "booking_form"}
LIKELY = {"intent_ranking": [{"name": "nlu_fallback", "confidence": 0.7}, {"name": "faq", "confidence": 0.2}]}
UNCLEAR = [slot("language", "de"), said("was macht ihr mit ada@lovelace.test?", "nlu_fallback", **LIKELY)]
NOT_UNDERSTOOD = [*UNCLEAR, did("action_rephrase"), did("action_listen")]


@pytest.mark.parametrize(
    ("events", "why"),
    [
        (NOT_UNDERSTOOD, "not understood"),
        ([said("sing me a song", "out_of_scope"), did("action_decline")], "declined"),
        ([slot("requested_slot", "booking_confirmed"), said("no", "deny"), did("booking_form")], "taken back"),
        ([said("book", "book_meeting"), did("booking_form"), LOOP], "left"),
    ],
)
def test_what_went_wrong_is_found(events, why):
    assert [finding.why for finding in findings("s1", events)] == [why]


def test_what_went_well_is_not_shown():
    booked = [
        said("book", "book_meeting"),
        did("booking_form"),
        LOOP,
        said("/affirm", "affirm"),
        did("action_book_meeting"),
    ]

    assert list(findings("s1", booked)) == []


def test_the_likeliest_meaning_is_named_and_no_address_is_kept():
    (finding,) = findings("s1", NOT_UNDERSTOOD)

    assert (finding.intent, finding.language) == ("faq", "de")
    assert "lovelace" in finding.text
    assert finding.text.startswith("was macht ihr mit ada@lovelace.test")


def test_a_message_becomes_an_example_in_its_language(tmp_path):
    for name in ("data", "actions"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "domain.yml", tmp_path)
    (finding,) = findings("s1", NOT_UNDERSTOOD)

    path = add_example(tmp_path, finding, "faq/privacy")
    add_example(tmp_path, finding, "faq/company")

    assert path == tmp_path / "data" / "nlu" / "de" / "reviewed.yml"
    assert [block["intent"] for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]] == [
        "faq/privacy",
        "faq/company",
    ]
    with pytest.raises(NothingToReview, match="misspelt"):
        add_example(tmp_path, finding, "faq/privacyy")


def test_a_conversation_becomes_a_test(tmp_path):
    events = [*NOT_UNDERSTOOD, said("and more", "affirm")]
    (finding, *_) = findings("s1", events)

    path = add_test(tmp_path, finding, events)

    (story,) = yaml.safe_load(path.read_text(encoding="utf-8"))["stories"]
    assert path.name == f"test_{finding.id}.yml"
    assert [step.get("intent") or step.get("action") for step in story["steps"]] == ["nlu_fallback", "action_rephrase"]

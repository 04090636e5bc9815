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


def test_which_question_was_taken_for_the_likeliest_is_named():
    meant = {"name": "faq", "confidence": 0.8, "full_retrieval_intent_name": "faq/visiting"}

    (finding,) = findings("s1", [said("parking", "faq", intent_ranking=[meant]), did("action_rephrase")])

    assert finding.intent == "faq/visiting"


def test_the_address_that_stands_in_stays_whole_when_the_visitor_is_called_the_same():
    told = [slot("visitor_name", "Ada Smith"), slot("visitor_email", "ada@smith.io"), slot("visitor_company", "Test")]

    (finding,) = findings("s1", [*told, said("ada@smith.io, ada smith", "x"), did("action_rephrase")])

    assert finding.text == "ada@lovelace.test, Ada Lovelace"


def test_no_name_and_company_is_kept():
    told = [
        slot("visitor_name", "Zoë Berg"),
        slot("visitor_company", "Acme"),
        said("I'm zoë berg from Acme, hmpf", "x"),
    ]

    (finding,) = findings("s1", [*told, did("action_rephrase")])

    assert finding.text == "I'm Ada Lovelace from Analytical Engines, hmpf"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("zoe dot berg at acme dot io, hm", "ada@lovelace.test, hm"),
        ("it is zoe.berg@acme.io!", "it is ada@lovelace.test!"),
        ("and <tom@acme.io> comes", "and <ada@lovelace.test> comes"),
        ("Zoë again", "Ada again"),
        ("Frau Berg hier, von acme", "Frau Lovelace hier, von Analytical Engines"),
        ("+49 30 1234567 is mine", "+44 20 7946 0000 is mine"),
    ],
)
def test_what_tells_who_it_was_is_not_kept(text, kept):
    told = [
        slot("visitor_name", "Zoë van der Berg"),
        slot("visitor_company", "Acme"),
        slot("visitor_email", "zoe.berg@acme.io"),
    ]

    (finding,) = findings("s1", [*told, said(text, "x"), did("action_rephrase")])

    assert finding.text == kept


def test_a_message_becomes_an_example_in_its_language(tmp_path):
    for name in ("data", "actions"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "domain.yml", tmp_path)
    (finding,) = findings("s1", NOT_UNDERSTOOD)

    path = add_example(tmp_path, finding, "faq/privacy")
    (other,) = findings(
        "s1", [*UNCLEAR[:1], said("[und](was) macht ihr?", "nlu_fallback", **LIKELY), *NOT_UNDERSTOOD[2:]]
    )
    add_example(tmp_path, other, "faq/company")

    assert path == tmp_path / "data" / "nlu" / "de" / "reviewed.yml"
    assert [block["intent"] for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]] == [
        "faq/privacy",
        "faq/company",
    ]
    assert "- und (was) macht ihr?" in path.read_text(encoding="utf-8")
    with pytest.raises(NothingToReview, match="already"):
        add_example(tmp_path, finding, "faq/privacy")
    with pytest.raises(NothingToReview, match=r"say which: .*faq/price, faq/privacy"):
        add_example(tmp_path, finding, "faq")
    with pytest.raises(NothingToReview, match=r"did you mean faq/privacy\?"):
        add_example(tmp_path, finding, "faq/privacyy")


def test_a_conversation_becomes_a_test(tmp_path):
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    shutil.copytree(ROOT / "data" / "responses", tmp_path / "data" / "responses")
    shutil.copytree(ROOT / "actions", tmp_path / "actions")
    shutil.copy(ROOT / "domain.yml", tmp_path)
    card = {"custom": {"data": {"type": "slots", "slots": [{"id": "s-1"}, {"id": "s-2"}]}}}
    before = [
        slot("language", "de"),
        said("nächste Woche, ich bin ada@engines.test", "inform_time") | {"metadata": {"timezone": "Europe/Vienna"}},
        {"event": "bot", "text": "Nächste Woche: Diese Zeiten sind frei. Welche passt Ihnen?"},
        {"event": "bot", "text": None, "data": card},
        said('/choose_slot{"slot": "s-2"}', "choose_slot"),
        said("/deny", "deny"),
    ]
    rephrased = {"event": "bot", "text": "Das habe ich leider nicht verstanden. Können Sie es anders sagen?"}
    events = [*before, *NOT_UNDERSTOOD, rephrased, said("and more", "affirm")]
    finding = next(finding for finding in findings("s1", events) if finding.why == "not understood")

    path = add_test(tmp_path, finding, events)

    (script,) = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert (script["language"], script["zone"]) == ("de", "Europe/Vienna")
    assert [next(iter(step.items())) for step in script["steps"]] == [
        ("visitor", "nächste Woche, ich bin ada@lovelace.test"),
        ("bot", "utter_offer"),
        ("choose", "2"),
        ("press", "/deny"),
        ("visitor", "was macht ihr mit ada@lovelace.test?"),
        ("bot", "utter_rephrase"),
    ]

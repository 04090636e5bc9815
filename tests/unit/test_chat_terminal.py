"""`make chat`: times and buttons become numbered choices, and a line tells what the assistant made of a message."""

import json
from io import StringIO

import pytest
from rich.console import Console

from convene.chat_terminal import Choice, in_one_line, picked, show

OFFER = [
    {
        "data": {
            "type": "slots",
            "text": "These would suit [you]:",
            "zone": "Europe/Berlin",
            "slots": [{"id": "abc", "start": "2026-11-26T13:00:00+00:00", "end": "2026-11-26T13:30:00+00:00"}],
        },
    },
    {"text": "Or:", "buttons": [{"title": "More times", "payload": "/ask_availability"}]},
]


def shown(answers: list[dict], locale: str = "en-GB") -> tuple[str, list[Choice]]:
    console = Console(width=100, record=True, file=StringIO())
    choices = show(answers, "Europe/Berlin", locale, console)
    return console.export_text(), choices


def test_times_and_buttons_are_numbered_and_times_have_their_zone() -> None:
    text, choices = shown(OFFER)

    assert "These would suit [you]:" in text
    assert "1 Thursday, 26 November 2026, 14:00 (Berlin Time)" in text
    assert "2 More times" in text
    assert choices == [
        Choice("Thursday, 26 November 2026, 14:00 (Berlin Time)", "/choose_slot" + json.dumps({"slot": "abc"})),
        Choice("More times", "/ask_availability"),
    ]


def test_times_are_said_in_the_language_of_the_conversation() -> None:
    assert "Donnerstag, 26. November 2026, 14:00 (Ortszeit Berlin)" in shown(OFFER, "de")[0]


def test_an_answer_that_breaks_off_is_told() -> None:
    assert "broke off: timeout" in shown([{"text": "Well"}, {"error": "timeout"}])[0]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [("1", "/yes"), ("2", "/no"), ("3", "3"), ("0", "0"), ("²", "²"), ("tomorrow at 3", "tomorrow at 3"), ("", "")],
)
def test_a_number_picks_a_choice_and_anything_else_is_said(typed: str, sent: str) -> None:
    assert picked(typed, [Choice("Yes", "/yes"), Choice("No", "/no")]).sent == sent


def understood(intent: str, question: str = "") -> dict:
    parsed: dict = {"intent": {"name": intent, "confidence": 0.974}}
    if question:
        parsed["response_selector"] = {intent: {"response": {"intent_response_key": question}}}
    return {"event": "user", "parse_data": parsed}


def test_what_was_understood_noted_done_and_asked_is_told_in_one_line() -> None:
    events = [
        understood("greet"),
        {"event": "action", "name": "action_greet"},
        understood("provide_details"),
        {"event": "action", "name": "booking_form"},
        {"event": "action", "name": "action_listen"},
    ]
    slots = {
        "visitor_email": "ada@acme.test",
        "language": "en",
        "offered_slots": [1, 2],
        "requested_slot": "visitor_name",
    }

    line = in_one_line(events, slots, {"language": "en", "offered_slots": None, "visitor_email": None})

    assert line == (
        "provide_details 97% · visitor_email=ada@acme.test, offered_slots (2) · booking_form · asks for visitor_name"
    )


def test_what_was_forgotten_is_told_and_what_is_long_is_cut() -> None:
    line = in_one_line([understood("stop")], {"wish": None, "note": "x" * 100}, {"wish": {"a": 1}, "note": None})

    assert line == f"stop 97% · wish forgotten, note={'x' * 60}…"


def test_a_question_is_named_and_what_the_page_told_at_first_is_not() -> None:
    assert in_one_line([understood("faq", "faq/price")], {"our_company": "Acme"}, {}) == "faq/price 97%"

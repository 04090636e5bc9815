"""`make chat`: times and buttons become numbered choices."""

import json
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from convene.chat_terminal import picked, show

BERLIN = ZoneInfo("Europe/Berlin")
OFFER = [
    {"recipient_id": "t", "text": "These would suit:"},
    {
        "recipient_id": "t",
        "custom": {
            "data": {
                "type": "slots",
                "text": "These would suit:",
                "zone": "Europe/Berlin",
                "slots": [{"id": "abc", "start": "2026-11-26T13:00:00+00:00", "end": "2026-11-26T13:30:00+00:00"}],
                "more": True,
            }
        },
        "buttons": [],
    },
    {"recipient_id": "t", "text": "Or:", "buttons": [{"title": "More times", "payload": "/ask_availability"}]},
]


def test_times_are_shown_with_their_zone_and_the_text_only_once() -> None:
    console = Console(width=100, record=True, file=StringIO())

    choices = list(show(OFFER, BERLIN, "en", console))

    shown = console.export_text()
    assert shown.count("These would suit:") == 1
    assert "1 Thursday 26 November, 14:00 (Europe/Berlin)" in shown
    assert choices == [
        ("Thursday 26 November, 14:00 (Europe/Berlin)", "/choose_slot" + json.dumps({"slot": "abc"})),
        ("More times", "/ask_availability"),
    ]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [("1", "/yes"), ("2", "/no"), ("3", "3"), ("0", "0"), ("tomorrow at 3", "tomorrow at 3"), ("", "")],
)
def test_a_number_picks_a_choice_and_anything_else_is_said(typed: str, sent: str) -> None:
    assert picked(typed, [("Yes", "/yes"), ("No", "/no")]) == sent

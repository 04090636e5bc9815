"""What German-speaking visitors type when they are asked when would suit them."""

from typing import Any

import pytest

from tests.unit.when.judging import answer, sentences, wrong

ROWS = sentences("sentences_de.jsonl")


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_sentence_means_the_times_its_writer_would_accept(row: dict[str, Any]) -> None:
    """Each offers what has to be offered and nothing beyond what may be; talk without a time offers nothing."""
    assert wrong(row) == ""


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("zehn vor drei am Freitag", "14:50"),
        ("Freitag um fünf nach halb neun", "08:35"),
        ("Fr zwanzig nach elf", "11:20"),
    ],
)
def test_minutes_before_and_after_the_hour_are_exact(text: str, clock: str) -> None:
    """German counts them from the half hour too."""
    (window,) = answer({**ROWS[0], "text": text}).windows
    assert f"{window.start:%a %H:%M}" == f"Fri {clock}"
    assert window.start == window.end

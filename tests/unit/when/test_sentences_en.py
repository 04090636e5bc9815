"""What English-speaking visitors type when they are asked when would suit them."""

from typing import Any

import pytest

from tests.unit.when.judging import sentences, wrong

ROWS = sentences("sentences_en.jsonl")


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_sentence_means_the_times_its_writer_would_accept(row: dict[str, Any]) -> None:
    """Each offers what has to be offered and nothing beyond what may be; talk without a time offers nothing."""
    assert wrong(row) == ""

"""The word files: each word is read as what it stands under."""

import pytest

from convene.when.lexicon import LANGUAGES, listed


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_stands_under_two_headings(language: str) -> None:
    """Of a word that stands twice only the first is ever read, whatever the second says."""
    first = {pieces: word for word, pieces in reversed([*listed(language)])}
    unread = [" ".join(pieces) for word, pieces in listed(language) if word != first[pieces]]
    assert unread == []

"""Whom a visitor asks to meet."""

import pytest

from convene.details import find_wanted


@pytest.mark.parametrize(
    "text",
    [
        "is Mr Sommer free?",
        "when is Dr. Sommer available",
        "does Mr Sommer have time on Friday?",
        "ist Herr Sommer frei?",
        "Ist Herr Sommer am Freitag da?",
        "wann hätte Herr Dr. Sommer Zeit",
        "ich möchte Herrn Sommer treffen",
        "Könnte ich bitte Herrn Sommer sprechen?",
        "ist herr sommer frei?",
    ],
)
def test_whoever_is_asked_after_by_title_and_name_is_wanted(text):
    wanted = find_wanted(text)

    assert wanted is not None
    assert wanted.name == "Sommer"


@pytest.mark.parametrize(
    "text",
    [
        "this is Mr Sommer, are you free on Friday?",
        "Hier ist Herr Sommer und ich habe am Freitag Zeit",
        "Mein Name ist Herr Sommer, wann sind Sie da?",
        "Mr Sommer is free on Friday",
        "is Mr Sommer coming too?",
        "ist Frau Sommer GmbH frei?",
        "is my wife free?",
        "ist der Dienstag frei?",
    ],
)
def test_whoever_writes_or_is_only_spoken_of_is_not_wanted(text):
    assert find_wanted(text) is None

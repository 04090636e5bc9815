"""Whoever asks for somebody who is not of the team."""

import pytest

from actions.booking_form import ValidateBookingForm


@pytest.mark.parametrize(
    ("said", "language", "name"),
    [
        ("mit Frau Neumann bitte", "de", "Neumann"),
        ("Termin bei Herrn Dr. Sommer", "de", "Sommer"),
        ("I'd like to talk to Clara Neumann on Tuesday", "en", "Clara Neumann"),
        ("can I meet mr novak tuesday", "en", "Novak"),
    ],
)
async def test_it_is_said_that_nobody_has_that_name_and_who_can_be_met(turn, said, language, name):
    heard = await turn(ValidateBookingForm(), said, "book_meeting", language=language)

    assert name in heard.texts[0]
    assert "Anna Berger, Ben Carter, Chloe Nair" in heard.texts[0]
    assert heard.slots["not_of_the_team"] == [name]
    assert "wanted_rep" not in heard.slots


async def test_a_wish_to_speak_to_somebody_that_sounds_like_a_name_told_is_one(turn):
    heard = await turn(ValidateBookingForm(), "I want to speak to Mrs Neumann", "provide_details", confidence=0.5)

    assert "Neumann" in heard.texts[0]
    assert "visitor_name" not in heard.slots


async def test_the_time_that_was_named_is_kept_and_a_name_is_no_month(turn):
    heard = await turn(ValidateBookingForm(), "with Mr May on Thursday at 10", "book_meeting")
    plain = await turn(ValidateBookingForm(), "on Thursday at 10", "book_meeting")

    assert heard.slots["not_of_the_team"] == ["May"]
    assert heard.slots["wish"]["windows"] == plain.slots["wish"]["windows"]


async def test_it_is_said_once_of_each_name(turn):
    again = await turn(ValidateBookingForm(), "with Mr Novak on Friday", "book_meeting", not_of_the_team=["Novak"])
    other = await turn(ValidateBookingForm(), "with Mrs Neumann on Friday", "book_meeting", not_of_the_team=["Novak"])

    assert again.texts == []
    assert other.slots["not_of_the_team"] == ["Novak", "Neumann"]


@pytest.mark.parametrize(
    "said",
    [
        "a meeting with Acme Holding on Tuesday",
        "a meeting with Paul Hartmann AG on Tuesday",
        "with my colleague Clara Neumann on Tuesday",
        "with Clara Neumann on Tuesday, clara@acme.test",
        "I spoke to Mrs Neumann last week, can we meet on Tuesday?",
        "ich habe mit Frau Neumann gesprochen, geht es am Dienstag?",
        "I have a meeting with Mr Novak on Tuesday, so Wednesday",
        "with Clara on Tuesday",
        "ich komme mit meiner Frau am Dienstag",
        "mit Frau und Kind am Dienstag",
        "with Dr. Tuesday",
        "with Ms Berger on Tuesday",
        "I'm Clara Neumann, a meeting with Mrs Neumann's team on Tuesday",
    ],
)
async def test_nothing_is_said_of_who_is_not_certainly_asked_for(turn, said):
    heard = await turn(ValidateBookingForm(), said, "book_meeting")

    assert "not_of_the_team" not in heard.slots


async def test_the_visitors_own_name_is_not_asked_for(turn):
    heard = await turn(ValidateBookingForm(), "with Mr Novak on Friday", "book_meeting", visitor_name="Jan Novak")

    assert "not_of_the_team" not in heard.slots


async def test_outside_a_wish_nobody_is_asked_for(turn):
    heard = await turn(ValidateBookingForm(), "with Mr Novak", "faq")

    assert "not_of_the_team" not in heard.slots

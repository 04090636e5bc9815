"""Greeting and waiting: what is said beside it, and what was left unfinished."""

from talking import WISH

from actions.greeting import ActionGreet
from actions.managing import ActionShowBooking


async def test_a_greeting_is_answered(turn):
    heard = await turn(ActionGreet(), "Morgen!", "greet", confidence=0.5)

    assert heard.texts[0].startswith("Hello")
    assert heard.events == []


async def test_a_wish_beside_the_greeting_begins_the_booking(turn):
    heard = await turn(ActionGreet(), "Hey there Can we meet whenever?", "greet", confidence=0.6)

    assert heard.texts == []
    assert [event["name"] for event in heard.events] == ["booking_form"]


async def test_a_wish_beside_the_greeting_of_whoever_has_a_meeting_is_about_that_first(turn):
    heard = await turn(ActionGreet(), "Hey there Can we meet whenever?", "greet", confidence=0.6, booked=True)

    assert [event["name"] for event in heard.events] == ["action_show_booking"]


async def test_whoever_comes_back_is_told_what_we_still_know(turn):
    heard = await turn(ActionGreet(), "hello", "greet", wish=WISH)

    assert "any time" in heard.texts[0]
    assert {button["payload"] for button in heard.messages[0]["buttons"]} == {"/book_meeting", "/restart"}


async def test_a_wish_beside_a_wait_begins_the_booking(turn):
    heard = await turn(ActionShowBooking(), "wait, is Friday possible too?", "stop", confidence=0.6)

    assert heard.texts == []
    assert heard.events[-1]["name"] == "booking_form"

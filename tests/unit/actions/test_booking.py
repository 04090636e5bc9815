"""Booking, losing the time at the last moment, and stopping."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from talking import NOW, WISH, held

from actions.booking import ActionBookMeeting, ActionStopBooking
from convene.errors import BookingNotFound, CalendarUnreachable, SlotExpired, SlotTaken, TooManyBookings
from convene.model import Person, Status
from convene.when import TimePreference, Window

ANSWERS = {
    "booking_id": "b1",
    "visitor_name": "Ada Lovelace",
    "visitor_email": "ada@lovelace.test",
    "visitor_company": "Acme",
    "our_contact": "hello@northwind.test",
}


async def test_when_the_rep_asked_for_cannot_be_reached_others_are_offered_and_nobody_is_booked(turn, room):
    room.trouble["confirm"] = CalendarUnreachable("x")

    heard = await turn(ActionBookMeeting(), "yes", "affirm", wanted_rep="ben", **ANSWERS)

    assert "Ben Carter" in heard.texts[0]
    assert (heard.slots["wanted_rep"], heard.slots["chosen_slot"]) == (None, None)
    assert {"event": "active_loop", "name": "booking_form", "timestamp": None} in heard.events


async def test_a_booking_is_shown_with_its_links(turn, room):
    heard = await turn(ActionBookMeeting(), "yes", "affirm", **ANSWERS)

    card, (_, said) = heard.card, room.calls[-1]
    assert (said["person"].name, said["company"].name, said["session"]) == ("Ada Lovelace", "Acme", "s1")
    assert said["transcript"] == (("visitor", "hello"),)
    assert card["type"] == "booking"
    assert card["join_url"] == "https://meet.northwind.test/x"
    assert card["ics_url"] == f"{card['manage_url']}/invite.ics"
    assert heard.texts[0] == card["text"]
    assert heard.slots["booked"] is True
    assert heard.slots["chosen_slot"] is None
    assert "visitor_name" not in heard.slots


TUESDAY, THURSDAY = (NOW.astimezone(ZoneInfo("Europe/Berlin")) + timedelta(days=days) for days in (7, 9))


def on(*days, hours=24):
    """A wish for the time from each of these instants on; an exact one for 0 hours."""
    grain = "day" if hours else "minute"
    windows = tuple(Window(day, day + timedelta(hours=hours), grain) for day in days)
    return TimePreference(windows=windows, understood=True).as_json()


@pytest.mark.parametrize(
    ("wish", "left"),
    [
        (on(TUESDAY, THURSDAY), on(THURSDAY)),
        (on(TUESDAY, THURSDAY, hours=0), on(THURSDAY, hours=0)),
        (on(TUESDAY), on(TUESDAY)),  # two meetings on one day
        (on(TUESDAY, hours=0), None),  # that time is theirs already, so they are asked again
        (WISH, WISH),
    ],
)
async def test_of_two_meetings_the_second_is_sought_on_what_is_left_of_the_wish(turn, room, wish, left):
    room.free = [TUESDAY]

    heard = await turn(ActionBookMeeting(), "yes", "affirm", second_meeting=True, wish=wish, **ANSWERS)

    assert heard.slots["wish"] == left
    assert heard.slots["second_meeting"] is None
    assert {"event": "followup", "name": "booking_form", "timestamp": None} in heard.events


@pytest.mark.parametrize("lost", [SlotTaken("x"), SlotExpired("x"), BookingNotFound("x")])
async def test_a_time_lost_at_the_last_moment_goes_back_to_the_offer(turn, room, lost):
    """All answers are kept, and the form goes on with the nearest times (case A1)."""
    room.trouble["confirm"] = lost

    heard = await turn(ActionBookMeeting(), "yes", "affirm", **ANSWERS)

    assert {"event": "active_loop", "name": "booking_form", "timestamp": None} in heard.events
    assert heard.slots["chosen_slot"] is None
    assert "wish" not in heard.slots
    assert "visitor_email" not in heard.slots


async def test_an_unreachable_calendar_gives_the_companys_words_and_keeps_the_answers(turn, room):
    room.trouble["confirm"] = CalendarUnreachable("x")

    heard = await turn(ActionBookMeeting(), "yes", "affirm", **ANSWERS)

    assert heard.card["type"] == "fallback"
    assert heard.slots == {"booking_confirmed": None}


async def test_too_many_bookings_are_refused_kindly(turn, room):
    """Cases A16, S6."""
    room.trouble["confirm"] = TooManyBookings("x")

    heard = await turn(ActionBookMeeting(), "yes", "affirm", **ANSWERS)

    assert "hello@northwind.test" in heard.texts[0]


async def test_knowing_an_address_does_not_open_the_meeting_of_that_address(turn, room):
    """The meeting made in another chat is named, but neither its links nor its rep are shown (cases A16, P5)."""
    theirs = held(room.free[0], Status.CONFIRMED, person=Person("Ada", "ada@lovelace.test"))
    room.existing = replace(theirs, session="another chat", join_url="https://meet.northwind.test/theirs")

    heard = await turn(ActionBookMeeting(), "yes", "affirm", **ANSWERS)

    assert "ada@lovelace.test" in heard.texts[0]
    assert "theirs" not in str(heard.messages)
    assert "Anna" not in str(heard.messages)
    assert "booked" not in heard.slots


async def test_a_failure_while_booking_is_no_booking(turn, room):
    """A booking is only said to be there when it is (case P7)."""
    room.trouble["confirm"] = RuntimeError("boom")

    heard = await turn(ActionBookMeeting(), "yes", "affirm", **ANSWERS)

    assert [message["response"] for message in heard.messages] == ["utter_something_went_wrong"]
    assert heard.events == []


async def test_stopping_gives_the_time_back_and_keeps_what_was_told(turn, room):
    heard = await turn(ActionStopBooking(), "stop", "stop", **ANSWERS)

    assert room.names() == ["release"]
    assert "stopped" in heard.texts[0]
    assert heard.slots["chosen_slot"] is None
    assert not {"wish", "visitor_email"} & set(heard.slots)


async def test_whoever_says_goodbye_in_the_middle_finds_everything_as_it_was(turn, room):
    heard = await turn(ActionStopBooking(), "bye", "goodbye", **ANSWERS)

    assert room.names() == []
    assert "kept" in heard.texts[0]
    assert heard.events == []

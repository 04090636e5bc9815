"""A booked meeting: seen, moved, cancelled, its invitation sent again; and opened by a code from elsewhere."""

from dataclasses import asdict

import pytest
from talking import NOW, held

from actions.access import ActionOpenMeeting, ValidateAccessForm
from actions.booking import ActionBookMeeting, ActionStopBooking
from actions.managing import ActionCancelMeeting, ActionFindMeeting, ActionShowBooking, ValidateCancelForm
from convene.booking.access import Check
from convene.errors import CalendarUnreachable, SlotTaken, TooLate
from convene.model import Person, Status

ACCESS = ValidateAccessForm()
CHECK = asdict(Check("ada@lovelace.test", "digest", NOW.timestamp() + 600))


@pytest.fixture
def meeting(room):
    """The meeting of this visitor."""
    room.existing = held(room.free[0], Status.CONFIRMED, person=Person("Ada", "ada@lovelace.test"))
    return room.existing


# Seeing


@pytest.mark.parametrize("intent", ["affirm", "check_booking", "book_meeting", "provide_details"])
async def test_everything_about_a_booking_shows_it(turn, room, meeting, intent):
    """A second click on Book, too, shows the one booking there is (cases A11, A16)."""
    heard = await turn(ActionShowBooking(), "", intent)

    assert heard.card["type"] == "booking"
    assert "Anna Berger" in heard.card["text"]
    assert heard.slots["booked"] is True
    assert "confirm" not in room.names()


@pytest.mark.parametrize("only_held", [True, False])
async def test_without_a_booking_a_rule_asks_for_the_address(turn, room, only_held):
    room.existing = held(room.free[0]) if only_held else None

    heard = await turn(ActionShowBooking(), "when is my meeting", "check_booking")

    assert heard.slots["booked"] is False


async def test_the_invitation_is_sent_again(turn, room, meeting):
    heard = await turn(ActionShowBooking(), "send it again", "check_booking", entities={"resend": "send it again"})

    assert "invite_again" in room.names()
    assert "ada@lovelace.test" in heard.texts[0]


# Moving


async def test_a_meeting_to_be_moved_is_found(turn, meeting):
    heard = await turn(ActionFindMeeting(), "can we move it?", "reschedule_meeting")

    assert heard.slots["moving"] == meeting.id
    assert heard.slots["visitor_email"] == "ada@lovelace.test"


async def test_a_meeting_that_begins_soon_is_not_moved(turn, room, meeting, monkeypatch):
    """Case R6: a person is named instead."""
    monkeypatch.setattr("actions.managing.must_be_changeable", lambda *_: (_ for _ in ()).throw(TooLate("x")))

    heard = await turn(ActionFindMeeting(), "move it", "reschedule_meeting", our_contact="hello@northwind.test")

    assert "hello@northwind.test" in heard.texts[0]
    assert {"event": "followup", "timestamp": None, "name": "action_listen"} in heard.events


async def test_the_choice_of_a_time_moves_the_meeting(turn, room, meeting):
    """No second question: the visitor has just chosen."""
    heard = await turn(ActionBookMeeting(), "", "choose_slot", moving=meeting.id, chosen_slot={"id": "an-id"})

    assert room.calls[-1] == ("move", {"booking_id": meeting.id, "slot_id": "an-id", "session": "s1"})
    assert heard.card["type"] == "booking"
    assert heard.slots["moving"] is None


async def test_a_time_taken_meanwhile_leaves_the_meeting_where_it_was(turn, room, meeting):
    room.trouble["move"] = SlotTaken("x")

    heard = await turn(ActionBookMeeting(), "", "choose_slot", moving=meeting.id, chosen_slot={"id": "an-id"})

    assert {"event": "active_loop", "name": "booking_form", "timestamp": None} in heard.events
    assert "moving" not in heard.slots


async def test_stopping_a_move_leaves_the_meeting(turn, room, meeting):
    heard = await turn(ActionStopBooking(), "never mind", "stop", moving=meeting.id)

    assert "stays where it is" in heard.texts[0]
    assert "release" not in room.names()


# Cancelling


@pytest.mark.parametrize(("intent", "meant"), [("affirm", True), ("cancel_meeting", True), ("deny", False)])
async def test_cancelling_is_asked_once(turn, intent, meant):
    heard = await turn(ValidateCancelForm(), "x", intent, requested_slot="cancel_confirmed")

    assert heard.slots == {"cancel_confirmed": meant}


async def test_the_first_word_of_cancelling_is_no_yes(turn):
    heard = await turn(ValidateCancelForm(), "cancel it", "cancel_meeting")

    assert heard.slots == {"cancel_confirmed": None}


async def test_a_yes_cancels(turn, room, meeting):
    heard = await turn(ActionCancelMeeting(), "yes", "affirm", cancel_confirmed=True)

    assert room.calls[-1] == ("cancel", {"booking_id": meeting.id})
    assert heard.slots["booked"] is False


async def test_a_no_keeps_the_meeting(turn, room, meeting):
    heard = await turn(ActionCancelMeeting(), "no", "deny", cancel_confirmed=False)

    assert "cancel" not in room.names()
    assert "stays where it is" in heard.texts[0]


async def test_a_silent_calendar_is_not_called_a_success(turn, room, meeting):
    """Case P7."""
    room.trouble["cancel"] = CalendarUnreachable("x")

    heard = await turn(ActionCancelMeeting(), "yes", "affirm", cancel_confirmed=True)

    assert "as soon as it does" in heard.texts[0]


# Proving that a meeting is one's own (case P5)


async def test_an_address_gets_a_code_and_nothing_is_told(turn, room):
    heard = await turn(ACCESS, "ada@lovelace.test", "provide_details", requested_slot="booking_email")

    assert room.names() == ["send_code"]
    assert heard.slots["booking_email"] == "ada@lovelace.test"
    assert "known_booking" not in heard.slots


async def test_the_right_code_opens_the_meeting(turn):
    heard = await turn(ACCESS, "it is 123 456", "nlu_fallback", requested_slot="booking_code", code_check=CHECK)

    assert heard.slots == {"known_booking": "b1", "booking_code": True}


async def test_a_wrong_code_may_be_corrected_but_not_forever(turn):
    wrong = await turn(ACCESS, "654321", "inform_time", requested_slot="booking_code", code_check=CHECK)
    last = await turn(ACCESS, "654321", "inform_time", requested_slot="booking_code", code_check={**CHECK, "tries": 4})

    assert wrong.slots["code_check"]["tries"] == 1
    assert last.slots == {"booking_code": False}


async def test_after_too_many_wrong_codes_other_ways_are_named(turn):
    heard = await turn(ActionOpenMeeting(), "654321", "", booking_code=False)

    assert heard.messages[0]["buttons"]


async def test_the_opened_meeting_is_shown_with_what_can_be_done(turn, meeting):
    heard = await turn(ActionOpenMeeting(), "123456", "", booking_code=True, known_booking=meeting.id)

    assert heard.card["type"] == "booking"
    assert heard.messages[-1]["buttons"]

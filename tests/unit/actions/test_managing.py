"""A booked meeting: seen, moved, cancelled, its invitation sent again; and opened by a code from elsewhere."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from talking import NOW, held

from actions.access import ActionAskBookingCode, ActionOpenMeeting, ValidateAccessForm
from actions.asides import ActionAnswerOtherQuestion
from actions.booking import ActionBookMeeting, ActionStopBooking
from actions.cancelling import ActionCancelMeeting, ValidateCancelForm
from actions.managing import ActionAnswerAboutMeeting, ActionFindMeeting, ActionShowBooking
from convene.booking.access import Check
from convene.errors import CalendarUnreachable, SlotTaken, TooLate
from convene.model import Interval, Person, Status

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


@pytest.fixture
def two_meetings(room, meeting):
    """This visitor has a meeting tomorrow, Wednesday, and one on Friday."""
    friday = replace(
        meeting, id="b2", interval=Interval(NOW + timedelta(days=3, hours=3), NOW + timedelta(days=3, hours=4))
    )
    room.others = (friday,)
    return meeting, friday


async def test_of_several_meetings_we_ask_which_one(turn, two_meetings):
    """Each has a button that does with it what was asked for."""
    for action, intent in ((ActionShowBooking(), "check_booking"), (ActionFindMeeting(), "cancel_meeting")):
        heard = await turn(action, "my meeting please", intent)

        assert "Which" in heard.texts[0]
        assert "Friday" in heard.messages[0]["buttons"][1]["title"]
        assert heard.messages[0]["buttons"][1]["payload"] == f'/{intent}{{"meeting": "b2"}}'
        assert heard.slots["picking"] == intent


@pytest.mark.parametrize("text", ["the second", "2", "the one on Friday", "der am Freitag"])
async def test_the_meeting_is_picked_in_words(turn, two_meetings, text):
    heard = await turn(ActionShowBooking(), text, "choose_slot", picking="cancel_meeting")

    assert heard.slots["meeting"] == "b2"
    assert {"event": "followup", "timestamp": None, "name": "cancel_form"} in heard.events


async def test_the_meeting_may_be_named_at_once(turn, two_meetings):
    heard = await turn(ActionFindMeeting(), "cancel the one on Friday", "cancel_meeting")

    assert heard.slots["meeting"] == "b2"
    assert not heard.texts


async def test_a_button_picks_its_meeting(turn, two_meetings):
    heard = await turn(ActionFindMeeting(), "", "reschedule_meeting", entities={"meeting": "b2"})

    assert heard.slots["moving"] == "b2"


@pytest.mark.parametrize("text", ["make it Friday instead", "doch lieber Freitag"])
async def test_a_time_beside_a_meeting_moves_nothing_before_we_asked(turn, room, meeting, text):
    """It may be where the meeting is to go, or another one."""
    heard = await turn(ActionShowBooking(), text, "inform_time")

    assert "move" not in room.names()
    assert [button["payload"] for button in heard.messages[0]["buttons"]] == [
        "/reschedule_meeting",
        "/ask_availability",
    ]
    assert heard.slots["wish"]


async def test_an_hour_later_is_later_than_the_meeting_there_is(turn, meeting):
    heard = await turn(ActionShowBooking(), "could it be an hour later?", "ask_availability")

    assert heard.slots["wish"]["windows"][0]["start"] == "2026-11-25T11:00:00+01:00"


@pytest.mark.parametrize(
    ("action", "text", "intent"),
    [
        (ActionAnswerAboutMeeting(), "can you show the times in Tokyo time?", "faq"),
        (ActionShowBooking(), "I am in Tokyo now", "inform_time"),
        (ActionShowBooking(), "what time is my meeting in Tokyo time?", "check_booking"),
    ],
)
async def test_a_zone_named_after_booking_is_the_zone_from_then_on(turn, meeting, action, text, intent):
    """The meeting is shown in it at once (cases T7, W1)."""
    heard = await turn(action, text, intent)

    assert heard.slots["time_zone"] == heard.card["zone"] == "Asia/Tokyo"
    assert "(Tokyo Time)" in heard.card["text"]


async def test_two_questions_get_two_answers(turn, meeting):
    """Before booking, Rasa itself gives the one that is the likelier."""
    price = {"intent_response_key": "faq/price", "utter_action": "utter_faq/price", "confidence": 0.9}
    faq = {"name": "faq", "confidence": 0.9}
    beside = {"answer": "how long is it", "intent": faq, "utter_action": "utter_faq/price"}
    first = {"first_intent": faq, "first_utter_action": "utter_faq/how_long"}
    parsed = {"response_selector": {"faq": {"response": price, "ranking": [price]}}, "question_beside": beside | first}

    both = await turn(ActionAnswerAboutMeeting(), "how long is it and what does it cost?", "faq", parsed=parsed)
    other = await turn(ActionAnswerOtherQuestion(), "how long is it and what does it cost?", "faq", parsed=parsed)

    assert ["minutes" in both.texts[0], "free" in both.texts[1]] == [True, True]
    assert ["minutes" in text for text in other.texts] == [True]


async def test_a_question_behind_one_that_is_none_of_ours_is_no_second_one(turn):
    """“Is that right? Is it in the morning?” asks nothing that has an answer of its own."""
    beside = {
        "answer": "is that right",
        "intent": {"name": "faq", "confidence": 0.6},
        "utter_action": "utter_faq/price",
    }
    parsed = {"question_beside": beside}

    heard = await turn(ActionAnswerOtherQuestion(), "is that right? is it in the morning?", "faq", parsed=parsed)

    assert not heard.texts


async def test_the_time_that_was_just_named_need_not_be_named_again_for_the_move(turn, meeting):
    heard = await turn(ActionFindMeeting(), "", "reschedule_meeting", proposed="move", wish={"understood": True})

    assert "wish" not in heard.slots
    assert heard.slots["moving"] == meeting.id


@pytest.mark.parametrize(("proposed", "moving"), [("move", "b1"), ("another", None)])
async def test_yes_takes_up_what_we_proposed(turn, meeting, proposed, moving):
    heard = await turn(ActionShowBooking(), "yes", "affirm", proposed=proposed)

    assert heard.slots.get("moving") == moving
    assert {"event": "followup", "timestamp": None, "name": "booking_form"} in heard.events


async def test_whoever_says_that_it_is_a_second_meeting_gets_on_with_it(turn, meeting):
    heard = await turn(
        ActionShowBooking(), "I need a second meeting", "book_meeting", entities={"another": "second meeting"}
    )

    assert {"event": "followup", "timestamp": None, "name": "booking_form"} in heard.events


async def test_a_time_after_we_asked_about_another_meeting_is_for_that_one(turn, meeting):
    heard = await turn(ActionShowBooking(), "next Tuesday at 11", "inform_time", proposed="another")

    assert {"event": "followup", "timestamp": None, "name": "booking_form"} in heard.events
    assert heard.slots["wish"]["windows"]  # what was said is not asked again
    assert not heard.texts


@pytest.mark.parametrize("text", ["please invite my colleague bob@acme.test too", "bitte auch bob@acme.test einladen"])
async def test_a_colleague_is_invited_to_the_meeting_there_is(turn, room, meeting, text):
    heard = await turn(ActionShowBooking(), text, "provide_details")

    assert ("invite_guests", {"booking_id": meeting.id, "guests": ("bob@acme.test",)}) in room.calls
    assert "bob@acme.test" in heard.texts[0]


@pytest.mark.parametrize(
    ("text", "invited"),
    [
        ("Eve has one too: eve@acme.test, she wants to be there", True),
        ("die Eve hat auch eine: eve@acme.test", True),
        ("it is eve@acme.test", False),
    ],
)
async def test_an_address_told_in_addition_after_booking_is_a_colleagues(turn, room, meeting, text, invited):
    heard = await turn(ActionShowBooking(), text, "provide_details", visitor_email="ada@lovelace.test")

    assert ("invite_guests" in room.names()) is invited
    assert heard.texts


async def test_who_is_invited_is_told_with_the_meeting(turn, room, meeting):
    room.existing = replace(meeting, guests=("bob@acme.test", "eve@acme.test"))

    heard = await turn(ActionShowBooking(), "who is coming?", "check_booking")

    assert any("bob@acme.test, eve@acme.test" in text for text in heard.texts)


async def test_another_meeting_that_is_in_the_way_is_none_that_is_wished(turn, meeting):
    text = "I have another meeting then, what is free on Friday instead?"

    heard = await turn(ActionShowBooking(), text, "ask_availability", entities={"another": "yes"})

    assert heard.slots["proposed"] == "move"
    assert {"event": "followup", "timestamp": None, "name": "booking_form"} not in heard.events


async def test_an_invitation_that_is_sent_is_not_called_back_by_the_chat(turn, room, meeting):
    room.existing = replace(meeting, guests=("bob@acme.test",))

    heard = await turn(
        ActionShowBooking(), "don't invite bob@acme.test", "provide_details", entities={"withdrawn": "guest"}
    )

    assert "already" in heard.texts[0]
    assert "invite_guests" not in room.names()


async def test_with_one_of_two_meetings_cancelled_the_other_is_still_there(turn, two_meetings):
    heard = await turn(ActionCancelMeeting(), "yes", "affirm", meeting="b2", cancel_confirmed=True)

    assert heard.slots["booked"] is True


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

    assert room.calls[-1] == ("move", {"booking_id": meeting.id, "slot_id": "an-id", "session": "s1", "asked_for": ""})
    assert heard.card["type"] == "booking"
    assert heard.slots["moving"] is None


async def test_whoever_asked_for_a_rep_is_offered_that_rep_when_moving(turn, room, meeting):
    """In any chat: the meeting itself knows whom they asked for, and they are told how to let go of it."""
    room.existing = replace(meeting, asked_for=meeting.rep)

    heard = await turn(ActionFindMeeting(), "can we move it?", "reschedule_meeting")

    assert heard.slots["wanted_rep"] == meeting.rep
    assert "Anna Berger" in heard.texts[0]
    assert "anyone" in heard.texts[0]


async def test_a_rep_asked_for_elsewhere_is_not_wanted_for_a_meeting_with_anyone(turn, room, meeting):
    heard = await turn(ActionFindMeeting(), "can we move it?", "reschedule_meeting", wanted_rep="ben")

    assert heard.slots["wanted_rep"] is None


async def test_the_meeting_is_moved_with_the_rep_who_is_wanted(turn, room, meeting):
    said = {"moving": meeting.id, "chosen_slot": {"id": "an-id"}, "wanted_rep": "ben"}

    await turn(ActionBookMeeting(), "", "choose_slot", **said)

    assert room.calls[-1][1]["asked_for"] == "ben"


async def test_when_the_rep_asked_for_cannot_be_reached_others_are_offered_and_nothing_is_moved(turn, room, meeting):
    room.trouble["move"] = CalendarUnreachable("x")
    said = {"moving": meeting.id, "chosen_slot": {"id": "an-id"}, "wanted_rep": "ben"}

    heard = await turn(ActionBookMeeting(), "", "choose_slot", **said)

    assert "Ben Carter" in heard.texts[0]
    assert heard.slots["wanted_rep"] is None
    assert "moving" not in heard.slots
    assert {"event": "active_loop", "name": "booking_form", "timestamp": None} in heard.events


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

    assert ("cancel", {"booking_id": meeting.id}) in room.calls
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


async def test_the_code_asked_for_before_is_remembered_when_another_is_asked_for(turn, room):
    await turn(ACCESS, "ada@lovelace.test", "provide_details", requested_slot="booking_code", code_check=CHECK)

    assert room.calls[0][1]["before"] == Check(**CHECK)


async def test_the_right_code_opens_the_meeting(turn):
    heard = await turn(ACCESS, "it is 123 456", "nlu_fallback", requested_slot="booking_code", code_check=CHECK)

    assert heard.slots == {"known_booking": "b1", "booking_email": "ada@lovelace.test", "booking_code": True}


async def test_the_code_counts_while_another_address_is_asked_for(turn):
    heard = await turn(ACCESS, "123456", "inform_time", requested_slot="booking_email", code_check=CHECK)

    assert heard.slots["booking_code"] is True


async def test_a_wrong_code_may_be_corrected_but_not_forever(turn):
    wrong = await turn(ACCESS, "654321", "inform_time", requested_slot="booking_code", code_check=CHECK)
    last = await turn(ACCESS, "654321", "inform_time", requested_slot="booking_code", code_check={**CHECK, "tries": 4})

    assert wrong.slots["code_check"]["tries"] == 1
    assert last.slots == {"booking_code": False}


async def test_after_too_many_wrong_codes_other_ways_are_named(turn):
    heard = await turn(ActionOpenMeeting(), "654321", "", booking_code=False)

    assert heard.messages[0]["buttons"]


async def test_what_was_asked_for_is_begun_once_the_code_was_right(turn, meeting):
    found = {"booking_code": True, "known_booking": meeting.id}
    heard = await turn(ActionOpenMeeting(), "123456", "", picking="cancel_meeting", **found)

    assert {"event": "followup", "timestamp": None, "name": "cancel_form"} in heard.events
    assert heard.slots["meeting"] == meeting.id
    assert heard.slots["picking"] is None


@pytest.mark.parametrize("intent", ["ask_human", "deny"])
@pytest.mark.parametrize(("sure", "left"), [(0.45, False), (0.9, True)])
async def test_nobody_is_sent_away_because_of_a_guess_while_an_address_is_awaited(turn, intent, sure, left):
    heard = await turn(ACCESS, "it was by telephone", intent, confidence=sure, requested_slot="booking_email")

    assert (heard.events == []) is left


async def test_whoever_misses_the_mail_hears_where_to_look(turn):
    heard = await turn(
        ACCESS,
        "I did not get a mail",
        "out_of_scope",
        entities={"detail": "email"},
        requested_slot="booking_code",
        code_check=CHECK,
    )

    assert "spam" in heard.texts[0]


async def test_the_opened_meeting_is_shown_with_what_can_be_done(turn, meeting):
    heard = await turn(ActionOpenMeeting(), "123456", "", booking_code=True, known_booking=meeting.id)

    assert heard.card["type"] == "booking"
    assert heard.messages[-1]["buttons"]


async def test_cancelling_while_a_new_time_is_picked_cancels_that_meeting(turn, two_meetings):
    """It is asked about as ever, and the move is over."""
    _, friday = two_meetings
    said = ("actually cancel my meeting", "cancel_meeting")

    stopped = await turn(ActionStopBooking(), *said, moving=friday.id, booked=True)
    found = await turn(ActionFindMeeting(), *said, moving=friday.id, booked=True)

    assert [event["name"] for event in stopped.events if event["event"] == "followup"] == ["action_find_meeting"]
    assert not stopped.texts
    assert (found.slots["meeting"], found.slots["moving"]) == (friday.id, None)
    assert [event["name"] for event in found.events if event["event"] == "followup"] == ["cancel_form"]


async def test_stopping_another_booking_says_that_the_meeting_there_is_stays(turn, meeting):
    heard = await turn(ActionStopBooking(), "never mind", "stop", booked=True)

    assert "stays" in heard.texts[0]


async def test_the_question_for_the_code_is_not_said_twice_in_the_same_words(turn):
    first = await turn(ActionAskBookingCode(), booking_email="ada@lovelace.test", requested_slot="booking_email")
    again = await turn(ActionAskBookingCode(), booking_email="ada@lovelace.test", requested_slot="booking_code")

    assert len(again.texts[0]) < len(first.texts[0])


async def test_where_is_the_code_tells_where_to_look(turn):
    heard = await turn(ACCESS, "where is the code", "out_of_scope", requested_slot="booking_code", code_check=CHECK)

    assert "spam" in heard.texts[0]


@pytest.mark.parametrize("intent", ["inform_time", "book_meeting"])
async def test_when_a_meeting_is_to_be_instead_may_be_said_before_the_code(turn, intent):
    known = {"requested_slot": "booking_code", "picking": "reschedule_meeting", "code_check": CHECK}

    heard = await turn(ACCESS, "Friday at 11 would be better", intent, confidence=0.8, **known)

    assert "Friday" in heard.texts[0]
    assert heard.slots["wish"]["windows"][0]["start"] == "2026-11-27T11:00:00+01:00"
    assert heard.slots["proposed"] == "move"  # else the wish is forgotten when the move begins
    assert "code_check" not in heard.slots


async def test_whoever_clearly_wants_a_new_meeting_is_asked_for_no_code(turn):
    known = {"requested_slot": "booking_code", "picking": "reschedule_meeting", "code_check": CHECK}

    heard = await turn(ACCESS, "I want to book a new meeting on Friday", "book_meeting", **known)

    assert heard.events == heard.texts == []


async def test_nobody_is_asked_for_a_code_because_of_a_guess(turn, room):
    """Without a meeting, whoever names a day in words that sound like a move may well want to book."""
    unsure = await turn(ActionFindMeeting(), "does Saturday work?", "reschedule_meeting", confidence=0.4)
    sure = await turn(ActionFindMeeting(), "move my meeting to Saturday", "reschedule_meeting", confidence=0.95)

    assert [event["name"] for event in unsure.events if event["event"] == "followup"] == ["booking_form"]
    assert unsure.slots["booked"] is False
    assert sure.slots["picking"] == "reschedule_meeting"

"""The form's ear: everything a message holds is taken in, whatever was asked."""

from datetime import datetime, timedelta

import pytest
from talking import CHOSEN, NOW, WISH

from actions.asking import ActionAskReading
from actions.booking_form import ValidateBookingForm
from convene.errors import SlotExpired, SlotNotOffered, SlotTaken

HEAR = ValidateBookingForm()


def on_the_table(room, count=3):
    return [{"id": f"id-{s:%d-%H%M}", "start": s.isoformat()} for s in room.free[:count]]


async def test_one_sentence_may_hold_everything(turn):
    """Several things in one sentence are all taken in."""
    heard = await turn(
        HEAR, "Hi, I'm Ada from Acme, can we talk Tuesday at 3? ada@acme.test", "book_meeting", requested_slot=None
    )

    assert heard.slots["visitor_name"] == "Ada"
    assert heard.slots["visitor_company"] == "Acme"
    assert heard.slots["visitor_email"] == "ada@acme.test"
    assert heard.slots["wish"]["windows"][0]["start"] == "2026-12-01T15:00:00+01:00"


@pytest.mark.parametrize(("text", "name"), [("Angela", "Angela"), ("Ines Duarte", "Ines Duarte")])
async def test_a_name_alone_while_times_are_on_the_table_is_kept(turn, room, text, name):
    """It is not asked for again; the times stay on the table."""
    heard = await turn(
        HEAR,
        text,
        "provide_details",
        requested_slot="chosen_slot",
        wish=WISH,
        offered_slots=on_the_table(room),
        visitor_name=None,
    )

    assert heard.slots["visitor_name"] == name
    assert "chosen_slot" not in heard.slots
    assert "noted" in heard.texts[0].lower()


@pytest.mark.parametrize("asked", ["wish", "visitor_email"])
async def test_a_full_name_told_early_is_kept_and_a_word_is_none(turn, asked):
    heard = await turn(HEAR, "Ines Duarte", "provide_details", requested_slot=asked, visitor_name=None)
    word = await turn(HEAR, "Shadyside", "provide_details", requested_slot=asked, visitor_name=None)

    assert heard.slots["visitor_name"] == "Ines Duarte"
    assert "visitor_name" not in word.slots


async def test_a_full_name_told_early_may_have_four_parts(turn):
    said = {"requested_slot": "visitor_email", "visitor_name": None}

    heard = await turn(HEAR, "Inês Duarte Lobo Antunes", "provide_details", **said)

    assert heard.slots["visitor_name"] == "Inês Duarte Lobo Antunes"


@pytest.mark.parametrize(
    "text", ["yes, and please invite my colleague bob@acme.test", "ja, und laden Sie bob@acme.test ein"]
)
async def test_yes_beside_a_colleague_is_a_yes(turn, text):
    heard = await turn(HEAR, text, "provide_details", confidence=0.6, **TO_CONFIRM, visitor_email="ada@lovelace.test")

    assert heard.slots["guests"] == ["bob@acme.test"]
    assert heard.slots["booking_confirmed"] is True


async def test_yes_beside_a_correction_shows_it_before_it_is_booked(turn):
    said = {"visitor_email": "ada@lovelace.test", "visitor_name": "Ada Lovelace", **TO_CONFIRM}

    heard = await turn(HEAR, "yes, but my address is ada.l@lovelace.test", "provide_details", confidence=0.6, **said)

    assert heard.slots["visitor_email"] == "ada.l@lovelace.test"
    assert "booking_confirmed" not in heard.slots


async def test_no_and_a_day_asks_for_times_of_that_day_be_one_on_the_table(turn, room):
    text, said = "no, then Wednesday, show me those again", {"requested_slot": "chosen_slot", "wish": WISH}

    heard = await turn(HEAR, text, "ask_availability", **said, offered_slots=on_the_table(room))

    assert "hold_at" not in room.names()
    assert heard.slots["wish"]["windows"][0]["grain"] == "day"


async def test_a_question_about_an_address_is_no_refusal_of_it(turn):
    entities = {"detail": "email", "without": "don't want"}
    text = "What happens to my email? I don't want any advertising"

    heard = await turn(HEAR, text, "faq", entities=entities, requested_slot="visitor_email")

    assert heard.texts == []  # a rule answers it


@pytest.mark.parametrize(("sure", "moved"), [(0.95, True), (0.7, False)])
async def test_move_my_meeting_beside_offered_times_is_about_one_that_is_booked(turn, room, sure, moved):
    said = {"requested_slot": "chosen_slot", "wish": WISH, "offered_slots": on_the_table(room)}

    heard = await turn(HEAR, "please move my meeting", "reschedule_meeting", confidence=sure, **said)

    assert (heard.events == []) is moved


@pytest.mark.parametrize("text", ["the second would be wonderful, thank you so much", "der zweite wäre toll, danke"])
async def test_a_choice_with_thanks_is_a_choice(turn, room, text):
    heard = await turn(HEAR, text, "thank", requested_slot="chosen_slot", wish=WISH, offered_slots=on_the_table(room))

    assert heard.slots["chosen_slot"]["start"] == room.free[1].isoformat()


@pytest.mark.parametrize(("text", "day"), [("the first one", 26), ("der zweite", 3)])
async def test_one_of_two_meanings_is_chosen_in_words(turn, text, day):
    """As “next Thursday”, said on a Tuesday, has two."""
    asked = await turn(HEAR, "next Thursday", "inform_time", requested_slot="wish")

    heard = await turn(HEAR, text, "choose_slot", requested_slot="reading", wish_readings=asked.slots["wish_readings"])

    assert datetime.fromisoformat(heard.slots["wish"]["windows"][0]["start"]).day == day


async def test_one_more_meeting_is_no_yes_to_this_one(turn):
    heard = await turn(
        HEAR,
        "noch ein Termin",
        "book_meeting",
        entities={"another": "yes"},
        requested_slot="booking_confirmed",
        chosen_slot=CHOSEN,
    )

    assert "booking_confirmed" not in heard.slots


@pytest.mark.parametrize("asked", ["wish", "chosen_slot", "visitor_email", "visitor_name"])
async def test_a_telephone_number_told_at_any_time_is_kept(turn, asked):
    heard = await turn(HEAR, "call me at 0171 1234567", "provide_details", requested_slot=asked, wish=WISH)

    assert heard.slots["visitor_phone"] == "+49 171 1234567"


@pytest.mark.parametrize("text", ["can you show the times in London time?", "zeig mir die Zeiten in Londoner Zeit"])
async def test_a_zone_that_is_asked_for_is_used_from_then_on(turn, room, text):
    """It sounds like a question about time zones."""
    heard = await turn(HEAR, text, "faq", requested_slot="chosen_slot", wish=WISH, offered_slots=on_the_table(room))

    assert heard.slots["time_zone"] == "Europe/London"


async def test_colleagues_told_before_booking_are_kept(turn):
    """Their address is not taken for the visitor's."""
    heard = await turn(
        HEAR,
        "my colleague bob@acme.test should come too",
        "provide_details",
        requested_slot="visitor_email",
        guests=["eve@acme.test"],
    )

    assert heard.slots["guests"] == ["eve@acme.test", "bob@acme.test"]
    assert "visitor_email" not in heard.slots
    assert "bob@acme.test" in heard.texts[0]


@pytest.mark.parametrize(
    ("text", "intent", "company"),
    [
        ("play some jazz", "out_of_scope", None),
        ("abort mission", "stop", None),
        ("Jazz & Joy", "provide_details", "Jazz & Joy"),
        ("we are called Jazz & Joy", "affirm", "Jazz & Joy"),
    ],
)
async def test_what_certainly_says_something_else_is_no_company(turn, text, intent, company):
    heard = await turn(HEAR, text, intent, confidence=0.98, requested_slot="visitor_company")

    assert heard.slots.get("visitor_company") == company


@pytest.mark.parametrize("text", ["I'm self-employed", "no company", "ich bin privat hier"])
async def test_whoever_has_no_company_is_not_given_one(turn, text):
    for asked in ("visitor_company", "booking_confirmed"):
        heard = await turn(HEAR, text, "provide_details", requested_slot=asked, visitor_company="Harbour")

        assert heard.slots["visitor_company"] == ""


async def test_what_the_page_knows_is_not_asked_again(turn):
    """Known details are taken once, at the start (case D11)."""
    page = {
        "timezone": "Europe/Berlin",
        "person": {"name": "Grace Hopper", "email": "Grace@navy.test"},
        "company": {"name": "Navy"},
    }

    heard = await turn(HEAR, "book a meeting", "book_meeting", metadata=page, requested_slot=None)

    assert (heard.slots["visitor_name"], heard.slots["visitor_company"]) == ("Grace Hopper", "Navy")
    assert heard.slots["visitor_email"].lower() == "grace@navy.test"


async def test_what_the_page_knows_does_not_undo_a_correction(turn):
    """Later in the form the page's idea of the visitor counts no more."""
    page = {"person": {"email": "old@navy.test"}}

    heard = await turn(HEAR, "tomorrow", "inform_time", metadata=page, requested_slot="wish", visitor_email=None)

    assert "visitor_email" not in heard.slots


async def test_a_button_holds_its_time(turn, room):
    heard = await turn(
        HEAR,
        '/choose_slot{"slot": "id-25-0900"}',
        "choose_slot",
        entities={"slot": "id-25-0900"},
        requested_slot="chosen_slot",
        wish=WISH,
        offered_slots=on_the_table(room),
    )

    assert heard.slots["chosen_slot"] == {"start": "2026-11-25T09:00:00+00:00", "rep": "anna"}
    assert heard.slots["booking_id"] == "b1"
    assert "10:00 (Berlin Time)" in heard.texts[0]


async def test_a_described_time_of_the_offer_is_held(turn, room):
    heard = await turn(
        HEAR, "the second one", "choose_slot", requested_slot="chosen_slot", wish=WISH, offered_slots=on_the_table(room)
    )

    assert room.calls[-1][1]["start"] == room.free[1]
    assert heard.slots["chosen_slot"]["start"] == room.free[1].isoformat()


async def test_a_number_chooses_by_position(turn, room):
    heard = await turn(
        HEAR, "2", "choose_slot", requested_slot="chosen_slot", wish=WISH, offered_slots=on_the_table(room)
    )

    assert heard.slots["chosen_slot"]["start"] == room.free[1].isoformat()


async def test_any_of_them_takes_the_first(turn, room):
    heard = await turn(
        HEAR,
        "you choose",
        "choose_slot",
        entities={"which": "any"},
        requested_slot="chosen_slot",
        wish=WISH,
        offered_slots=on_the_table(room),
    )

    assert heard.slots["chosen_slot"]["start"] == room.free[0].isoformat()


@pytest.mark.parametrize("intent", ["ask_availability", "deny"])
async def test_none_of_them_takes_none(turn, room, intent):
    """“Any of those” stands in it all the same."""
    heard = await turn(
        HEAR,
        "I can't do any of those",
        intent,
        entities={"which": "any"},
        requested_slot="chosen_slot",
        wish=WISH,
        offered_slots=on_the_table(room),
    )

    assert not {"hold", "hold_at"} & set(room.names())
    assert not heard.slots.get("chosen_slot")


async def test_yes_takes_the_only_time_on_the_table(turn, room):
    heard = await turn(
        HEAR, "yes", "affirm", requested_slot="chosen_slot", wish=WISH, offered_slots=on_the_table(room, 1)
    )

    assert heard.slots["chosen_slot"]["start"] == room.free[0].isoformat()


async def test_yes_to_three_times_asks_which(turn, room):
    heard = await turn(HEAR, "yes", "affirm", requested_slot="chosen_slot", wish=WISH, offered_slots=on_the_table(room))

    assert "chosen_slot" not in heard.slots
    assert not heard.texts  # it is asked once, with the times: see test_asking.py


@pytest.mark.parametrize(("text", "place"), [("2nd one", 1), ("die 1 bitte", 0)])
async def test_a_place_in_digits_is_a_choice(turn, room, text, place):
    """Which words are one stands in data/nlu/detours.yml."""
    heard = await turn(
        HEAR,
        text,
        "choose_slot",
        entities={"place": str(place + 1)},
        requested_slot="chosen_slot",
        wish=WISH,
        offered_slots=on_the_table(room),
    )

    assert heard.slots["chosen_slot"]["start"] == room.free[place].isoformat()


@pytest.mark.parametrize("text", ["3rd of December", "the 2nd at 10"])
async def test_a_day_of_the_month_is_no_place(turn, room, text):
    heard = await turn(
        HEAR, text, "choose_slot", requested_slot="chosen_slot", wish=WISH, offered_slots=on_the_table(room)
    )

    assert heard.slots["wish"]["windows"]


@pytest.mark.parametrize("intent", ["inform_time", "chitchat", "affirm"])
async def test_whoever_leaves_the_time_to_us_is_shown_the_next_ones(turn, intent):
    heard = await turn(
        HEAR, "whatever works for you", intent, entities={"which": "whatever works"}, requested_slot="wish"
    )

    assert heard.slots["wish"] == WISH


async def test_a_day_with_an_insult_is_a_day(turn):
    selected = {"response": {"intent_response_key": "chitchat/insult"}, "ranking": []}
    parsed = {"response_selector": {"chitchat": selected}}

    heard = await turn(HEAR, "tomorrow you moron", "chitchat", requested_slot="wish", parsed=parsed)

    assert heard.slots["wish"]["windows"][0]["start"].startswith("2026-11-25")


async def test_mornings_are_mornings_in_the_zone_that_is_told_later(turn):
    """A new day keeps the part of the day that was said, by the clocks of the visitor's own zone."""
    wish = (await turn(HEAR, "Friday morning", "inform_time", requested_slot="wish")).slots["wish"]
    there = {"wish": wish, "time_zone": "America/New_York", "browser_zone": "Europe/Berlin"}

    heard = await turn(HEAR, "Monday then", "inform_time", requested_slot="chosen_slot", **there)

    (window,) = heard.slots["wish"]["windows"]
    assert window["start"].startswith("2026-11-30T0")
    assert window["start"].endswith("-05:00")
    assert int(window["start"][11:13]) >= 5


async def test_an_exact_time_stays_the_same_instant_in_another_zone(turn):
    wish = (await turn(HEAR, "Friday at 15:00", "inform_time", requested_slot="wish")).slots["wish"]

    heard = await turn(
        HEAR,
        "",
        "",
        requested_slot="chosen_slot",
        wish=wish,
        time_zone="America/New_York",
        browser_zone="Europe/Berlin",
    )

    assert "wish" not in heard.slots


async def test_two_corrections_in_one_sentence_are_both_taken(turn):
    heard = await turn(
        HEAR,
        "it's Zoe not Zoey and friday rather",
        "provide_details",
        requested_slot="booking_confirmed",
        wish=WISH,
        visitor_name="Zoey Miller",
        visitor_email="zoey@acme.test",
        chosen_slot=CHOSEN,
    )

    assert heard.slots["visitor_name"] == "Zoe Miller"
    assert heard.slots["wish"]["windows"][0]["start"].startswith("2026-11-27")
    assert heard.slots["chosen_slot"] is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("no it's Katharine with a K", "Katharine Voss"),
        ("no it's Foss with an F", "Catherine Foss"),
        ("wait, my name is Voss-Amsel now", "Catherine Voss-Amsel"),
        ("beim Namen bitte Amsel-Voss, ich habe geheiratet", "Catherine Amsel-Voss"),
    ],
)
async def test_a_part_of_the_name_that_is_spelled_anew_leaves_the_rest(turn, text, name):
    beside = {"requested_slot": "booking_confirmed", "visitor_name": "Catherine Voss", "chosen_slot": CHOSEN}

    heard = await turn(HEAR, text, "provide_details", **beside, wish=WISH, visitor_email="cat@acme.test")

    assert heard.slots["visitor_name"] == name


async def test_move_it_before_anything_is_chosen_means_a_meeting_there_is(turn):
    heard = await turn(HEAR, "move it", "reschedule_meeting", requested_slot="wish")

    assert heard.events == []


async def test_what_berlin_time_means_changes_no_zone(turn):
    heard = await turn(HEAR, "what does Berlin time mean", "faq", requested_slot="chosen_slot", wish=WISH)

    assert (heard.texts, heard.events) == ([], [])


async def test_a_telephone_number_as_the_first_word_is_acknowledged(turn):
    heard = await turn(HEAR, "+49 30 901820", "provide_details")

    assert heard.slots["visitor_phone"] == "+49 30 901820"
    assert "noted" in heard.texts[0].lower()


@pytest.mark.parametrize(
    ("error", "words"),
    [(SlotTaken("x"), "just taken"), (SlotExpired("x"), "run out"), (SlotNotOffered("x"), "cannot find")],
)
async def test_a_time_that_cannot_be_held_is_explained_and_offered_anew(turn, room, error, words):
    """Old, forged and lost times each get their sentence; the answers stay (cases A1, D3)."""
    room.trouble["hold"] = error

    heard = await turn(
        HEAR, "/choose_slot{}", "choose_slot", entities={"slot": "whatever"}, requested_slot="chosen_slot", wish=WISH
    )

    assert words in heard.texts[0]
    assert heard.slots["chosen_slot"] is None
    assert "visitor_email" not in heard.slots


async def test_a_new_wish_replaces_the_chosen_time_and_frees_it(turn, room):
    """A visitor may change their mind at any time, even at the summary."""
    heard = await turn(
        HEAR,
        "rather Thursday",
        "inform_time",
        requested_slot="booking_confirmed",
        wish=WISH,
        chosen_slot=CHOSEN,
    )

    assert heard.slots["wish"]["windows"][0]["start"].startswith("2026-11-26")
    assert heard.slots["chosen_slot"] is None
    assert "release" in room.names()


async def test_other_times_passes_over_those_on_the_table(turn, room):
    heard = await turn(
        HEAR,
        "any other times?",
        "ask_availability",
        requested_slot="chosen_slot",
        wish=WISH,
        offered_slots=on_the_table(room),
    )

    assert heard.slots["shown_slots"] == [start.isoformat() for start in room.free[:3]]


async def test_asking_what_is_free_needs_no_wish(turn):
    heard = await turn(HEAR, "what do you have?", "ask_availability", requested_slot="wish")

    assert heard.slots["wish"]["flexible"] is True


async def test_yes_to_the_summary_confirms(turn):
    heard = await turn(HEAR, "yes", "affirm", requested_slot="booking_confirmed", wish=WISH)

    assert heard.slots["booking_confirmed"] is True


@pytest.mark.parametrize(
    ("text", "sure", "booked"), [("veneer press", 0.7, None), ("all good", 0.8, True), ("yes", 0.5, True)]
)
async def test_nothing_is_booked_at_a_word_that_is_only_taken_for_a_yes(turn, text, sure, booked):
    heard = await turn(HEAR, text, "affirm", confidence=sure, **TO_CONFIRM)

    assert heard.slots.get("booking_confirmed") is booked


async def test_yes_with_another_time_is_no_yes(turn):
    """Nothing is booked that the summary did not say."""
    heard = await turn(HEAR, "ok, let us do Thursday", "affirm", requested_slot="booking_confirmed", wish=WISH)

    assert heard.slots.get("booking_confirmed") is None
    assert heard.slots["wish"]["windows"][0]["start"].startswith("2026-11-26")


async def test_no_to_the_summary_asks_what_to_change(turn):
    heard = await turn(HEAR, "no", "deny", requested_slot="booking_confirmed", wish=WISH)

    assert heard.slots["requested_slot"] == "change"


async def test_a_corrected_address_is_taken_at_the_summary(turn):
    heard = await turn(
        HEAR, "no, my e-mail is ada@lovelace.test", "deny", requested_slot="booking_confirmed", visitor_email="a@b.test"
    )

    assert heard.slots["visitor_email"] == "ada@lovelace.test"
    assert heard.slots.get("booking_confirmed") is None


async def test_a_detail_named_without_a_new_one_is_asked_for(turn):
    heard = await turn(
        HEAR, "change my email", "provide_details", entities={"detail": "email"}, requested_slot="booking_confirmed"
    )

    assert heard.slots["visitor_email"] is None
    assert heard.slots["requested_slot"] == "visitor_email"


async def test_a_detail_told_out_of_turn_is_acknowledged(turn):
    """Nothing a visitor says is passed over in silence."""
    heard = await turn(HEAR, "I'm Bob", "provide_details", requested_slot="visitor_email", wish=WISH)

    assert heard.slots["visitor_name"] == "Bob"
    assert "oted" in heard.texts[0]


async def test_a_name_that_is_a_month_is_a_name(turn):
    """A name is never taken for a wish."""
    heard = await turn(HEAR, "April May", "provide_details", requested_slot="visitor_name", wish=WISH)

    assert heard.slots["visitor_name"] == "April May"
    assert "wish" not in heard.slots


async def test_an_address_never_becomes_a_wish(turn):
    heard = await turn(HEAR, "ada@monday.test", "provide_details", requested_slot="visitor_email", wish=WISH)

    assert heard.slots["visitor_email"] == "ada@monday.test"
    assert "wish" not in heard.slots


@pytest.mark.parametrize("intent", ["provide_details", "out_of_scope"])
async def test_code_in_a_name_is_not_stored(turn, intent):
    """HTML and template code in a name are refused with a sentence."""
    heard = await turn(HEAR, "<script>alert(1)</script> {{ 7*7 }}", intent, requested_slot="visitor_name", wish=WISH)

    assert "visitor_name" not in heard.slots
    assert heard.texts[0].startswith("Sorry, I ")


async def test_an_impossible_address_gets_a_sentence(turn):
    heard = await turn(HEAR, "ada@lovelace", "provide_details", requested_slot="visitor_email", wish=WISH)

    assert "visitor_email" not in heard.slots
    assert "name@company.com" in heard.texts[0]


async def test_a_slip_in_the_domain_is_asked_about(turn):
    """A typo is offered for correction, and may be meant (case A17)."""
    heard = await turn(HEAR, "ada@gmial.com", "provide_details", requested_slot="visitor_email", wish=WISH)

    assert heard.slots["suggested_email"] == "ada@gmail.com"
    assert heard.slots["requested_slot"] == "suggested_email"


@pytest.mark.parametrize(("intent", "address"), [("affirm", "ada@gmail.com"), ("deny", "ada@gmial.com")])
async def test_the_answer_about_a_slip_is_taken(turn, intent, address):
    heard = await turn(
        HEAR,
        "",
        intent,
        requested_slot="suggested_email",
        wish=WISH,
        typed_email="ada@gmial.com",
        suggested_email="ada@gmail.com",
    )

    assert heard.slots["visitor_email"] == address


@pytest.mark.parametrize("intent", ["faq", "chitchat", "bot_challenge", "out_of_scope", "goodbye", "thank", "stop"])
async def test_questions_and_farewells_are_left_to_the_rules(turn, intent):
    """No events: Rasa's rules answer, and the form asks again by itself (case D4)."""
    heard = await turn(HEAR, "see you tomorrow", intent, requested_slot="chosen_slot", wish=WISH)

    assert heard.events == []


async def test_an_unsure_guess_does_not_lose_a_time(turn):
    heard = await turn(HEAR, "tomorrow at 10", "out_of_scope", confidence=0.35, requested_slot="wish")

    assert heard.slots["wish"]["windows"][0]["start"] == "2026-11-25T10:00:00+01:00"


async def test_coming_back_from_a_question_takes_nothing_in(turn):
    """After an answer in between, the same message is not read a second time."""
    answered = {"event": "action", "name": "utter_faq"}
    message = {"event": "user", "text": "tomorrow", "parse_data": {"intent": {"name": "inform_time"}}}

    class Resumed(ValidateBookingForm):
        async def run(self, dispatcher, tracker, domain):
            tracker.events = [message, answered]
            return await super().run(dispatcher, tracker, domain)

    heard = await turn(Resumed(), "tomorrow", "inform_time", requested_slot="wish")

    assert heard.events == []


@pytest.mark.parametrize(("text", "words"), [("31 February", "no such date"), ("next Blursday", "not sure")])
async def test_an_impossible_wish_gets_its_own_sentence(turn, text, words):
    """What cannot be is said, and everything else is kept (cases T10, T1)."""
    heard = await turn(HEAR, text, "inform_time", requested_slot="wish", visitor_email="ada@lovelace.test")

    assert words in heard.texts[0]
    assert "wish" not in heard.slots
    assert "visitor_email" not in heard.slots


@pytest.mark.parametrize(
    ("language", "text", "asked", "meant"),
    [
        ("en", "next Friday at 3pm", "Which one do you mean", ("27 November", "4 December")),
        ("de", "nächsten Freitag um 15 Uhr", "Was davon meinen Sie", ("27. November", "4. Dezember")),
        ("en", "Monday, 2 December", "Which one do you mean", ("30 November", "2 December")),
        ("de", "Montag, 2. Dezember", "Was davon meinen Sie", ("30. November", "2. Dezember")),
    ],
)
async def test_a_wish_with_two_readings_is_asked_about_and_the_answer_is_the_wish(turn, language, text, asked, meant):
    """From the visitor's words to the question with a button for each meaning, and to what was pressed (case T10)."""
    heard = await turn(HEAR, text, "inform_time", requested_slot="wish", language=language)
    asking = await turn(ActionAskReading(), language=language, **heard.slots)
    pressed = await turn(
        HEAR, '/inform_time{"reading": "1"}', "inform_time", entities={"reading": "1"}, language=language, **heard.slots
    )

    assert "wish" not in heard.slots
    assert heard.slots["requested_slot"] == "reading"
    assert asked in asking.texts[0]
    titles = [button["title"] for button in asking.messages[0]["buttons"]]
    assert [day in title for day, title in zip(meant, titles, strict=True)] == [True, True]
    assert pressed.slots["wish"]["windows"] == heard.slots["wish_readings"][1]["windows"]


async def test_after_two_unclear_answers_we_simply_show_what_is_free(turn):
    first = await turn(HEAR, "no idea", "deny", requested_slot="wish")
    second = await turn(HEAR, "no idea", "deny", requested_slot="wish", missed_wishes=first.slots["missed_wishes"])

    assert "wish" not in first.slots
    assert second.slots["wish"]["flexible"] is True


async def test_an_unknown_zone_falls_back_to_the_companys(turn):
    """A made-up zone is not used (case T7)."""
    heard = await turn(HEAR, "tomorrow at 10", "inform_time", metadata={"timezone": "Mars/Base"}, requested_slot="wish")

    assert heard.slots["wish"]["windows"][0]["start"] == "2026-11-25T10:00:00+01:00"
    assert heard.slots["browser_zone"] is None


async def test_times_are_understood_in_the_visitors_zone(turn):
    heard = await turn(
        HEAR, "tomorrow at 10", "inform_time", metadata={"timezone": "America/New_York"}, requested_slot="wish"
    )

    assert heard.slots["wish"]["windows"][0]["start"] == "2026-11-25T10:00:00-05:00"


async def test_a_held_time_is_renewed_while_the_visitor_writes(turn, room):
    """The hold lives as long as its visitor is active (case A2)."""
    chosen = {"start": (NOW + timedelta(days=1)).isoformat(), "rep": "anna"}

    await turn(HEAR, "Ada", "provide_details", requested_slot="visitor_name", wish=WISH, chosen_slot=chosen)

    assert "renew" in room.names()


@pytest.mark.parametrize(
    ("text", "intent", "after"),
    [
        ("yes", "affirm", []),
        ("my name is Ada Byron", "provide_details", []),
        ("how long does it take?", "faq", [{"event": "action", "name": "utter_faq"}]),
    ],
)
async def test_whoever_was_silent_until_the_time_was_gone_hears_it_at_once(turn, room, text, intent, after):
    """Not after all their answers; a yes to it is none to another time."""
    room.trouble["renew"] = SlotTaken("gone")
    known = {"visitor_email": "ada@lovelace.test", "visitor_name": "Ada", "booking_id": "b1", "wish": WISH}
    chosen = {"start": (NOW + timedelta(days=1)).isoformat(), "rep": "anna"}
    asked = {"requested_slot": "booking_confirmed", "chosen_slot": chosen, **known}

    heard = await turn(HEAR, text, intent, after=after, **asked)

    assert "somebody else has just taken that time" in heard.texts[0]
    assert (heard.slots["chosen_slot"], heard.slots["booking_confirmed"]) == (None, None)


async def test_a_very_long_message_is_survived(turn):
    heard = await turn(HEAR, "tomorrow " * 1200, "inform_time", requested_slot="wish")

    assert heard.slots["wish"]["understood"] is True


async def test_a_failure_is_told_and_keeps_the_form(turn, room):
    """No traceback ever reaches the visitor (cases S13, X6)."""
    room.trouble["hold"] = RuntimeError("secret inner working")

    heard = await turn(HEAR, "/choose_slot{}", "choose_slot", entities={"slot": "x"}, requested_slot="chosen_slot")

    assert heard.messages[0]["response"] == "utter_something_went_wrong"
    assert heard.events
    assert "secret" not in str(heard.messages)


@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("Yes. That will be my first one, I am curious", "stop", 0.7),
        ("Yes, book it and let us talk", "book_meeting", 0.97),
        ("ja, nur zu", "repeat", 0.4),
    ],
)
async def test_a_message_that_begins_with_yes_is_one(turn, text, intent, confidence):
    """Whatever else people say with it."""
    known = {"wish": WISH, "requested_slot": "booking_confirmed"}

    heard = await turn(HEAR, text, intent, confidence=confidence, **known)

    assert heard.slots["booking_confirmed"] is True


async def test_a_question_that_begins_with_yes_is_a_question(turn):
    known = {"wish": WISH, "requested_slot": "booking_confirmed"}

    heard = await turn(HEAR, "yes, but how long does it take?", "faq", confidence=0.99, **known)

    assert heard.events == []


@pytest.mark.parametrize("intent", ["stop", "goodbye", "cancel_meeting"])
async def test_nobody_is_sent_away_because_of_a_guess(turn, intent):
    unsure = await turn(HEAR, "wieso", intent, confidence=0.4, wish=WISH, requested_slot="visitor_email")
    sure = await turn(HEAR, "stop", intent, confidence=0.9, wish=WISH, requested_slot="visitor_email")

    assert unsure.texts
    assert sure.events == []


async def test_nobody_is_handed_over_because_of_a_guess(turn):
    """They are asked whether they would rather speak to a person; the question of the form stays."""
    unsure = await turn(
        HEAR, "in whose name is it to be, mine?", "ask_human", confidence=0.6, wish=WISH, requested_slot="visitor_email"
    )
    sure = await turn(HEAR, "a person, please", "ask_human", confidence=0.9, wish=WISH, requested_slot="visitor_email")

    assert "talk to a person" in unsure.texts[0]
    assert unsure.events
    assert sure.events == []


async def test_a_question_for_a_person_is_no_yes(turn):
    """Though it comes after an “ok”."""
    heard = await turn(HEAR, "ok, not then. Whom do I write to?", "ask_human", confidence=0.8, requested_slot="wish")

    assert heard.events == []


async def test_the_company_replaces_one_that_was_guessed_and_none_that_was_told(turn):
    """What follows a company that was told is rather what the meeting is to be about."""
    known = {"visitor_name": "Jana Kern", "visitor_email": "jana@kern-holz.test", "visitor_company": "Kern Holz"}
    told = [{"event": "user", "text": "Jana Kern, Kern Holz"}]

    guessed = await turn(HEAR, "Kern Holzbau", "out_of_scope", confidence=0.4, **known, **TO_CONFIRM)
    topic = await turn(HEAR, "Saw Blades", "out_of_scope", confidence=0.4, past=told, **known, **TO_CONFIRM)

    assert guessed.slots["visitor_company"] == "Kern Holzbau"
    assert "visitor_company" not in topic.slots


async def test_an_address_without_the_visitors_name_may_be_somebody_elses(turn):
    """At the summary it takes the place of their own, which has it; that is said, and how to invite a colleague."""
    said = {"visitor_name": "Falk Holt", "visitor_email": "f.holt@acme.test", **TO_CONFIRM}

    other = await turn(HEAR, "could you invite me? mia@acme.test", "book_meeting", confidence=0.6, **said)
    own = await turn(HEAR, "holt@home.test is better", "provide_details", **said)

    assert "mia@acme.test" in other.texts[0]
    assert own.texts == []


async def test_what_is_hardly_another_topic_is_not_declined(turn):
    """Whoever tells something odd is asked for a time in other words."""
    unsure = await turn(HEAR, "0170 is the area code", "out_of_scope", confidence=0.3, requested_slot="wish")

    assert unsure.slots["missed_wishes"] == 1


async def test_going_back_asks_the_question_before(turn):
    heard = await turn(HEAR, "go back", "go_back", wish=WISH, requested_slot="visitor_name")

    assert heard.slots["requested_slot"] == "visitor_email"
    assert heard.slots["visitor_email"] is None


async def test_whoever_names_no_time_twice_is_shown_what_is_free(turn):
    """Whatever they say instead."""
    first = await turn(HEAR, "I want to book", "book_meeting", requested_slot="wish")
    again = await turn(HEAR, "Shadyside", "provide_details", requested_slot="wish", missed_wishes=1)

    assert first.slots["missed_wishes"] == 1
    assert "find" not in first.texts[0]  # nothing was overlooked: that they want to book is gladly heard
    assert again.slots["wish"] == WISH


async def test_a_yes_with_praise_is_no_wish_for_other_times(turn):
    known = {"wish": WISH, "requested_slot": "booking_confirmed"}

    heard = await turn(HEAR, "Yes, that would be a lot better for me", "ask_availability", confidence=0.5, **known)

    assert heard.slots["booking_confirmed"] is True


async def test_thanks_that_begin_with_yes_are_a_yes(turn):
    heard = await turn(
        HEAR, "ja super danke dir", "thank", confidence=0.99, requested_slot="booking_confirmed", wish=WISH
    )

    assert heard.slots["booking_confirmed"] is True


async def test_a_question_while_details_are_asked_for_gives_no_chosen_time_away(turn):
    heard = await turn(
        HEAR,
        "telefon geht auch?",
        "ask_availability",
        confidence=0.6,
        requested_slot="visitor_email",
        wish=WISH,
        chosen_slot=CHOSEN,
    )

    assert "chosen_slot" not in heard.slots


@pytest.mark.parametrize("asked", ["reading", "suggested_email", "change"])
async def test_a_question_of_ours_is_asked_again_after_a_detour(turn, asked):
    detour = [{"event": "action", "name": "utter_faq"}]

    heard = await turn(HEAR, "what does it cost?", "faq", requested_slot=asked, wish=WISH, after=detour)

    assert heard.slots == {"requested_slot": asked}


async def test_an_address_told_while_two_meanings_are_on_the_table_does_not_lose_them(turn):
    readings = (await turn(HEAR, "next Thursday morning", "inform_time", requested_slot="wish")).slots["wish_readings"]

    heard = await turn(HEAR, "x@c5.test", "provide_details", requested_slot="reading", wish_readings=readings)

    assert (heard.slots["visitor_email"], heard.slots["requested_slot"]) == ("x@c5.test", "reading")


async def test_a_zone_nobody_told_is_not_remembered_as_told(turn):
    """So that it is said with the first times (case T7)."""
    heard = await turn(HEAR, "Tuesday morning", "inform_time", requested_slot="wish", metadata={})

    assert heard.slots["time_zone"] is None


async def test_a_number_is_no_name_and_no_other_topic(turn):
    heard = await turn(HEAR, "12345", "out_of_scope", requested_slot="visitor_name", wish=WISH)

    assert "orry" in heard.texts[0]
    assert "visitor_name" not in heard.slots


async def test_a_zone_is_heard_while_details_are_asked_for(turn):
    heard = await turn(HEAR, "show times in London time", "out_of_scope", requested_slot="visitor_email", wish=WISH)

    assert heard.slots["time_zone"] == "Europe/London"


async def test_a_name_before_an_address_is_no_day(turn, room):
    heard = await turn(
        ValidateBookingForm(),
        "Sam sam@acme.test",
        "provide_details",
        requested_slot="chosen_slot",
        language="de",
        wish=WISH,
        offered_slots=[{"id": "x", "start": start.isoformat()} for start in room.free[:3]],
    )

    assert heard.slots["visitor_name"] == "Sam"
    assert "wish" not in heard.slots


async def test_a_question_about_the_time_that_is_held_wishes_no_other(turn):
    chosen = {"start": "2026-11-26T09:00:00+00:00", "rep": "anna"}

    heard = await turn(
        ValidateBookingForm(),
        "is that in the morning?",
        "check_booking",
        confidence=0.4,
        requested_slot="booking_confirmed",
        chosen_slot=chosen,
    )

    assert heard.events
    assert not {"wish", "chosen_slot"} & set(heard.slots)


async def test_a_yes_that_names_the_time_is_a_yes(turn):
    chosen = {"start": "2026-11-26T09:00:00+00:00", "rep": "anna"}

    heard = await turn(
        ValidateBookingForm(), "yes, in the morning", "affirm", requested_slot="booking_confirmed", chosen_slot=chosen
    )

    assert heard.slots["booking_confirmed"] is True


@pytest.mark.parametrize(
    ("text", "detail", "said"),
    [("I'd rather not give my email", "email", "without it I cannot book"), ("I have no name for you", "name", "name")],
)
async def test_whoever_will_not_tell_a_detail_hears_why_before_it_is_asked_for(turn, text, detail, said):
    entities = {"detail": detail, "without": "rather not"}

    heard = await turn(HEAR, text, "deny", entities=entities, requested_slot="chosen_slot", wish=WISH)

    assert any(said in each or "an address" in each for each in heard.texts)
    assert "requested_slot" not in heard.slots


async def test_an_address_that_is_had_no_more_is_asked_for_again(turn):
    said = {"entities": {"detail": "email", "without": "don't have"}, "requested_slot": "booking_confirmed"}

    heard = await turn(HEAR, "I don't have that email any more", "deny", visitor_email="ada@old.test", **said)

    assert heard.slots["requested_slot"] == "visitor_email"


@pytest.mark.parametrize("asked", ["wish", "visitor_name", "booking_confirmed"])
async def test_whoever_has_no_company_is_not_asked_for_one(turn, asked):
    entities = {"detail": "company", "without": "no company"}

    heard = await turn(HEAR, "no company, I am retired", "provide_details", entities=entities, requested_slot=asked)

    assert heard.slots["visitor_company"] == ""
    assert heard.slots.get("requested_slot") != "visitor_company"


async def test_a_company_called_like_a_day_names_none(turn):
    """It may hold the visitor's own name, too."""
    said = {"entities": {"detail": "company"}, "requested_slot": "chosen_slot", "wish": WISH, "language": "de"}

    heard = await turn(HEAR, "Firma Kravets Montage", "book_meeting", visitor_name="Bohdan Kravets", **said)

    assert heard.slots["visitor_company"] == "Kravets Montage"
    assert "wish" not in heard.slots


async def test_a_name_behind_the_word_for_it_is_taken(turn):
    entities = {"detail": "name"}

    heard = await turn(HEAR, "Name Ada Lovelace", "provide_details", entities=entities, requested_slot="chosen_slot")

    assert heard.slots["visitor_name"] == "Ada Lovelace"


@pytest.mark.parametrize("text", ["Ada Holt", "Ada Holt, with an H"])
async def test_a_name_told_instead_of_an_address_is_kept(turn, text):
    heard = await turn(HEAR, text, "provide_details", requested_slot="visitor_email")

    assert heard.slots["visitor_name"] == "Ada Holt"


async def test_an_address_in_place_of_another_is_said(turn):
    """It may be a colleague's."""
    known = {"visitor_email": "ada@lovelace.test", "requested_slot": "chosen_slot", "wish": WISH}

    heard = await turn(HEAR, "the mail is rita@lovelace.test", "provide_details", **known)

    assert "goes to rita@lovelace.test" in heard.texts[0]


async def test_anothers_address_takes_no_place_of_the_visitors(turn):
    known = {"visitor_email": "ada@lovelace.test", "requested_slot": "chosen_slot", "wish": WISH}

    heard = await turn(HEAR, "her mail is rita@lovelace.test", "provide_details", **known)

    assert "visitor_email" not in heard.slots


async def test_any_time_on_another_day_takes_none_of_those_on_the_table(turn, room):
    heard = await turn(
        HEAR,
        "Friday then, any time",
        "inform_time",
        entities={"which": "any"},
        requested_slot="chosen_slot",
        wish=WISH,
        offered_slots=on_the_table(room),
    )

    assert not {"hold", "hold_at"} & set(room.names())
    assert heard.slots["wish"]["windows"][0]["start"].startswith("2026-11-27")


async def test_an_hour_beside_a_name_and_an_address_is_a_wish_too(turn):
    """But the Sam of “Sam sam@acme.test” is no German Saturday."""
    said = {"requested_slot": "chosen_slot", "wish": WISH, "language": "de"}

    hour = await turn(HEAR, "17 Uhr. Ada Lovelace, ada@lovelace.test", "provide_details", **said)
    name = await turn(HEAR, "Sam sam@acme.test", "provide_details", **said)

    assert hour.slots["visitor_email"] == "ada@lovelace.test"
    assert hour.slots["wish"]["time_of_day"]
    assert "wish" not in name.slots


def at_ten(room):
    """A wish for exactly the first time that is free, which is the only one on the table."""
    start = room.free[0].isoformat()
    wish = {**WISH, "flexible": False, "windows": [{"start": start, "end": start, "granularity": "minute"}]}
    return {"requested_slot": "chosen_slot", "wish": wish, "offered_slots": on_the_table(room, 1)}


@pytest.mark.parametrize("text", ["Catherine Voss", "Catherine Voss, cat@acme.test", "cat@acme.test"])
async def test_whoever_answers_shall_we_take_it_with_who_they_are_takes_it(turn, room, text):
    """As somebody would at a desk; the summary still asks for a yes."""
    heard = await turn(HEAR, text, "provide_details", **at_ten(room), visitor_name=None, visitor_email=None)

    assert heard.slots["chosen_slot"]["start"] == room.free[0].isoformat()
    assert "booking_confirmed" not in heard.slots


async def test_who_somebody_is_chooses_none_of_several_times(turn, room):
    several = {**at_ten(room), "offered_slots": on_the_table(room)}
    heard = await turn(HEAR, "cat@acme.test", "provide_details", **several, visitor_email=None)

    assert "chosen_slot" not in heard.slots


async def test_a_correction_chooses_no_time(turn, room):
    known = {"visitor_email": "kat@acme.test", "visitor_name": None}
    heard = await turn(HEAR, "the mail is cat@acme.test", "provide_details", **at_ten(room), **known)

    assert heard.slots["visitor_email"] == "cat@acme.test"
    assert "chosen_slot" not in heard.slots


async def test_a_full_name_beside_times_needs_no_great_certainty(turn, room):
    beside = {"requested_slot": "chosen_slot", "wish": WISH, "offered_slots": on_the_table(room)}
    heard = await turn(HEAR, "Catherine Voss", "provide_details", confidence=0.6, **beside, visitor_name=None)

    assert heard.slots["visitor_name"] == "Catherine Voss"


@pytest.mark.parametrize(
    ("text", "name", "email", "guess", "company"),
    [
        ("Logopädie Kern", "Jana Kern", "praxis@logo-kern.test", "Logo Kern", "Logopädie Kern"),
        ("It's Finch & Wren", "Dora Finch", "dora@finchandwren.test", "Finchandwren", "Finch & Wren"),
        ("Finch und Wren", "Dora Finch", "dora@finchundwren.test", "Finchundwren", "Finch und Wren"),
    ],
)
async def test_a_guessed_company_is_put_right_and_the_name_stays(turn, text, name, email, guess, company):
    known = {"visitor_name": name, "visitor_email": email, "visitor_company": guess}

    heard = await turn(HEAR, text, "provide_details", confidence=0.9, **known, **TO_CONFIRM)

    assert heard.slots["visitor_company"] == company
    assert heard.slots.get("visitor_name", name) == name


@pytest.mark.parametrize("company", ["Crown Leather Goods", "Ruprecht Getränke"])
async def test_a_company_alone_that_the_address_tells_too_is_no_other_topic(turn, room, company):
    beside = {"requested_slot": "chosen_slot", "wish": WISH, "offered_slots": on_the_table(room)}
    known = {"visitor_name": "Jo Moss", "visitor_email": "jo@crownleather-getraenke.test", "visitor_company": None}
    heard = await turn(HEAR, company, "out_of_scope", **beside, **known)
    other = await turn(HEAR, "Pizza Margherita", "out_of_scope", **beside, **known)

    assert heard.slots["visitor_company"] == company
    assert "visitor_company" not in other.slots


@pytest.mark.parametrize(
    ("text", "guests"),
    [
        ("Rita should get one, it's rita@acme.test", ["rita@acme.test"]),
        ("unser Meister kommt auch, meister@acme.test", ["meister@acme.test"]),
        ("dazu hauke@acme.test und britta@acme.test", ["hauke@acme.test", "britta@acme.test"]),
        ("and can you send it to my colleague ian@other.test?", ["ian@other.test"]),
    ],
)
async def test_the_address_of_a_colleague_does_not_replace_the_visitors_own(turn, room, text, guests):
    beside = {"requested_slot": "chosen_slot", "wish": WISH, "offered_slots": on_the_table(room)}
    known = {"visitor_name": "Lemar Stokes", "visitor_email": "lemar@acme.test", "guests": None}
    heard = await turn(HEAR, text, "provide_details", **beside, **known)

    assert sorted(heard.slots["guests"]) == sorted(guests)
    assert "visitor_email" not in heard.slots


@pytest.mark.parametrize(
    "text",
    [
        "no, it is office@acme.test",
        "office@acme.test",
        "my mail is l.stokes@acme.test",
        "change the mail to office@acme.test",
        "lemar.stokes@acme.test, Lemar Stokes",
    ],
)
async def test_an_address_that_corrects_the_visitors_own_replaces_it(turn, room, text):
    beside = {"requested_slot": "chosen_slot", "wish": WISH, "offered_slots": on_the_table(room)}
    known = {"visitor_name": "Lemar Stokes", "visitor_email": "lemar@acme.test", "guests": None}
    heard = await turn(HEAR, text, "provide_details", **beside, **known)

    assert heard.slots["visitor_email"] in text
    assert "guests" not in heard.slots


@pytest.mark.parametrize("text", ["Finch Books", "Finch Books, that's right"])
async def test_a_company_with_the_visitors_surname_is_not_the_visitor(turn, text):
    """As the domain of the address tells; the summary is shown again with it."""
    known = {"visitor_name": "Dora Finch", "visitor_email": "dora@finch-books.test", "visitor_company": "Finchbooks"}
    heard = await turn(HEAR, text, "provide_details", requested_slot="booking_confirmed", chosen_slot=CHOSEN, **known)

    assert heard.slots["visitor_company"] == "Finch Books"
    assert "visitor_name" not in heard.slots


TO_CONFIRM = {"requested_slot": "booking_confirmed", "wish": WISH, "chosen_slot": CHOSEN}


@pytest.mark.parametrize(
    ("text", "intent", "name", "email"),
    [
        ("Rosenfeld Glasbau", "out_of_scope", "Frieda Rosenfeld", "f.rosenfeld@post.test"),
        ("Tischlerei Brandt", "provide_details", "Inge Brandt", "inge.brandt@post.test"),
        ("College of Westmere", "nlu_fallback", "Bob Hale", "bob@post.test"),
        ("12 South Crates", "provide_details", "Greg Lund", "greg@post.test"),
    ],
)
async def test_a_few_words_alone_at_the_summary_are_the_company(turn, text, intent, name, email):
    """Though one of them may be the visitor's own name."""
    heard = await turn(HEAR, text, intent, visitor_name=name, visitor_email=email, visitor_company="Post", **TO_CONFIRM)

    assert heard.slots["visitor_company"] == text
    assert "visitor_name" not in heard.slots


@pytest.mark.parametrize(("text", "name"), [("Desmond Holt, as above", "Desmond Holt"), ("Ada King", "Ada King")])
async def test_a_name_alone_at_the_summary_corrects_the_name(turn, text, name):
    """That of whose address it is, not of the assistant who writes; and what begins with their own first name."""
    told = {"visitor_name": "Ada Lovelace" if name == "Ada King" else "Ruth", "visitor_email": "d.holt@holt-mills.test"}

    heard = await turn(HEAR, text, "provide_details", **told, **TO_CONFIRM)

    assert heard.slots["visitor_name"] == name
    assert "visitor_company" not in heard.slots


async def test_a_small_firm_is_told_with_its_name(turn):
    heard = await turn(
        HEAR,
        "we are a small firm, name Marek Stal",
        "provide_details",
        entities={"detail": "company"},
        visitor_name="Marek Zawada",
        visitor_email="marek@post.test",
        **TO_CONFIRM,
    )

    assert heard.slots == heard.slots | {"visitor_company": "Marek Stal"}
    assert "visitor_name" not in heard.slots


async def test_a_name_the_model_does_not_know_is_told_by_the_address(turn, room):
    heard = await turn(
        HEAR,
        "Tess Okafor",
        "out_of_scope",
        confidence=0.4,
        requested_slot="chosen_slot",
        wish=WISH,
        visitor_email="t.okafor@acme.test",
        offered_slots=on_the_table(room),
    )

    assert heard.slots["visitor_name"] == "Tess Okafor"


@pytest.mark.parametrize("text", ["lottie hale. no company", "lottie hale, keine firma"])
async def test_a_name_beside_no_company_is_kept(turn, text):
    none = {"without": "no company", "detail": "company"}

    heard = await turn(HEAR, text, "deny", entities=none, requested_slot="visitor_name", wish=WISH)

    assert heard.slots["visitor_name"] == "lottie hale"
    assert heard.slots["visitor_company"] == ""


async def test_whether_the_company_may_be_left_out_is_answered_by_leaving_it_out(turn):
    left_out = {"without": "leave the company out", "detail": "company"}

    heard = await turn(HEAR, "can I leave the company out?", "faq", entities=left_out, **TO_CONFIRM)

    assert heard.slots["visitor_company"] == ""


@pytest.mark.parametrize("text", ["Nora Noon", "Nora Noon, nora@acme.test", "Nora Mittag"])
async def test_the_noon_in_a_name_is_no_wish(turn, text):
    asked = {"wish": WISH, "chosen_slot": CHOSEN, "requested_slot": "visitor_name"}

    heard = await turn(HEAR, text, "inform_time", **asked)

    assert heard.slots["visitor_name"] == text.partition(",")[0]
    assert "wish" not in heard.slots


@pytest.mark.parametrize("text", ["the earliest, please", "der früheste bitte"])
async def test_the_earliest_of_two_meanings_is_the_first(turn, text):
    asked = await turn(HEAR, "next Thursday", "inform_time", requested_slot="wish")

    heard = await turn(HEAR, text, "choose_slot", requested_slot="reading", wish_readings=asked.slots["wish_readings"])

    assert datetime.fromisoformat(heard.slots["wish"]["windows"][0]["start"]).day == 26


async def test_yes_or_whatever_is_nearest_takes_the_one_time_on_the_table(turn, room):
    text = "yes, or whatever comes nearest"

    heard = await turn(
        HEAR,
        text,
        "ask_availability",
        confidence=0.6,
        requested_slot="chosen_slot",
        wish=WISH,
        offered_slots=on_the_table(room)[:1],
    )

    assert heard.slots["chosen_slot"]["start"] == room.free[0].isoformat()


@pytest.mark.parametrize(
    ("text", "phrase", "left"),
    [
        ("don't invite Bob after all", "guest", ["eve@acme.test"]),
        ("lad Bob doch nicht ein", "doch nicht", ["eve@acme.test"]),
        ("without bob@acme.test please", "without", ["eve@acme.test"]),
        ("it is just me after all", "all", []),
    ],
)
async def test_a_colleague_may_be_left_out_again(turn, text, phrase, left):
    guests = ["eve@acme.test", "bob@acme.test"]

    heard = await turn(HEAR, text, "deny", entities={"withdrawn": phrase}, guests=guests, **TO_CONFIRM)

    assert heard.slots["guests"] == left
    assert "bob@acme.test" in heard.texts[0]
    assert "requested_slot" not in heard.slots


async def test_whom_one_does_without_is_not_guessed(turn):
    """“Without me” is about no guest."""
    guests = ["eve@acme.test"]

    heard = await turn(HEAR, "without a camera", "deny", entities={"withdrawn": "without"}, guests=guests, **TO_CONFIRM)

    assert "guests" not in heard.slots


@pytest.mark.parametrize("company", ["3Hallen e.K.", "Holloway"])
async def test_the_company_is_heard_though_one_was_suggested(turn, company):
    """Also one of a single word that the address knows."""
    told = {"visitor_name": "Kai Dorn", "visitor_email": "info@holloway.test", "visitor_company": "Holloway"}

    heard = await turn(HEAR, company, "provide_details", **told, **TO_CONFIRM)

    assert heard.slots["visitor_company"] == company


async def test_no_and_a_day_takes_none_of_the_times_yet(turn, room):
    day = f"{room.free[0]:%A}"

    heard = await turn(
        HEAR,
        f"no, {day} after all, show me those again",
        "choose_slot",
        confidence=0.6,
        requested_slot="chosen_slot",
        wish=WISH,
        offered_slots=on_the_table(room)[:1],
    )

    assert heard.slots["chosen_slot"] is None
    assert heard.slots["wish"]["windows"]


@pytest.mark.parametrize(
    ("text", "address", "company"),
    [
        ("Tess Holloway, from holloway glass", "tess@hollowayglass.test", "holloway glass"),
        ("Tess Holloway", "tess@tessholloway.test", None),
    ],
)
async def test_the_company_is_heard_where_the_address_spells_it(turn, text, address, company):
    """Whose own name is the domain has told no company."""
    known = {"requested_slot": "visitor_name", "wish": WISH, "chosen_slot": CHOSEN, "visitor_email": address}
    heard = await turn(HEAR, text, "provide_details", **known)

    assert heard.slots["visitor_name"] == "Tess Holloway"
    assert heard.slots.get("visitor_company") == company


@pytest.mark.parametrize(
    ("text", "details", "guests"),
    [
        ("rita@acme.test", {}, ["rita@acme.test"]),
        ("rita@acme.test and sam@acme.test", {}, ["rita@acme.test", "sam@acme.test"]),
        ("my own address is rita@acme.test", {"detail": "email"}, None),
    ],
)
async def test_an_address_is_a_colleagues_where_one_was_just_asked_for(turn, domain, text, details, guests):
    """Behind “can I bring my manager?” and the answer that colleagues are welcome."""
    welcome = domain["responses"]["utter_faq/colleagues"][0]["text"]
    past = [{"event": "user", "text": "can I bring my manager?"}, {"event": "bot", "text": welcome}]
    known = {"visitor_email": "ada@acme.test", "guests": None, **TO_CONFIRM}
    heard = await turn(HEAR, text, "provide_details", past=past, entities=details, **known)

    assert heard.slots.get("guests") == guests
    assert heard.slots.get("visitor_email") == (None if guests else "rita@acme.test")


@pytest.mark.parametrize(
    ("text", "intent", "sure", "name"),
    [
        ("Ulf von der Lippe", "provide_details", 0.5, "Ulf von der Lippe"),
        ("DeVaughn MacKay", "out_of_scope", 0.6, "DeVaughn MacKay"),
        ("Prof. Dr. Ute-Marie Freifrau von Bergen", "provide_details", 0.9, "Prof. Dr. Ute-Marie Freifrau von Bergen"),
        ("jonna feldt", "provide_details", 0.6, "jonna feldt"),
        ("jonna feldt", "out_of_scope", 0.6, None),
        ("no spam", "deny", 0.6, None),
    ],
)
async def test_a_name_told_where_the_address_was_asked_for_is_not_lost(turn, text, intent, sure, name):
    said = {"requested_slot": "visitor_email", "visitor_name": None}

    heard = await turn(HEAR, text, intent, confidence=sure, **said)

    assert heard.slots.get("visitor_name") == name


@pytest.mark.parametrize(
    ("text", "email", "company", "name"),
    [
        ("Ridgeline", "tessa.moore@ridgeline.test", "Ridgeline", None),
        ("fern joinery, of course", "tessa@fernjoinery.co.uk", "fern joinery", None),
        ("Anna Bauer", "info@annabauer.test", None, "Anna Bauer"),
        ("Anna Bauer", "anna@annabauer.test", None, "Anna Bauer"),
    ],
)
async def test_what_the_address_is_called_is_the_company_and_no_name(turn, text, email, company, name):
    said = {"requested_slot": "visitor_name", "visitor_email": email, "visitor_name": None}

    heard = await turn(HEAR, text, "provide_details", **said)

    assert (heard.slots.get("visitor_company"), heard.slots.get("visitor_name")) == (company, name)


async def test_what_is_told_for_a_name_twice_is_one(turn):
    said = {"requested_slot": "visitor_name", "visitor_email": "ab@anna.test", "visitor_company": "Anna"}

    heard = await turn(HEAR, "Anna", "provide_details", **said, visitor_name=None)

    assert heard.slots["visitor_name"] == "Anna"


async def test_a_company_behind_another_sentence_is_no_name_and_asks_for_no_address(turn):
    known = {"visitor_name": "Ned Elm", "visitor_email": "n.elm@elm-joinery.test", "visitor_company": "Elm-joinery"}

    text = "you have it from my mail. elm joinery"
    heard = await turn(HEAR, text, "provide_details", entities={"detail": "email"}, **TO_CONFIRM, **known)

    assert heard.slots["visitor_company"] == "elm joinery"
    assert not {"visitor_name", "visitor_email"} & set(heard.slots)


@pytest.mark.parametrize("text", ["is that eigentlich gratis?", "und was soll das eigentlich bringen?"])
async def test_what_ends_a_question_is_no_name(turn, text):
    heard = await turn(HEAR, text, "faq", **TO_CONFIRM, visitor_name="Ada Lovelace")

    assert "visitor_name" not in heard.slots


async def test_one_letter_of_more_is_no_name(turn):
    heard = await turn(HEAR, "s. mail", "provide_details", requested_slot="visitor_name", visitor_name=None)

    assert "visitor_name" not in heard.slots


@pytest.mark.parametrize("text", ["that one suits me. Ada Holt", "gut, das nehmen wir. Ute Hansen"])
async def test_a_name_that_ends_a_message_is_kept(turn, room, text):
    said = {"requested_slot": "chosen_slot", "wish": WISH, "offered_slots": on_the_table(room), "visitor_name": None}

    heard = await turn(HEAR, text, "choose_slot", **said)

    assert heard.slots["visitor_name"] == text.partition(". ")[2]


@pytest.mark.parametrize(("text", "place"), [("#2", 2), ("3.", 3), ("(1)", None)])
async def test_a_number_with_its_sign_chooses_by_position(turn, room, text, place):
    said = {"requested_slot": "chosen_slot", "wish": WISH, "offered_slots": on_the_table(room)}

    heard = await turn(HEAR, text, "choose_slot", **said)

    assert (heard.slots.get("chosen_slot") or {}).get("start") == (place and room.free[place - 1].isoformat())


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "11 if you have that, otherwise any of them"), ("de", "um 11 Uhr wenn es geht, sonst egal welche davon")],
)
async def test_what_is_wished_before_otherwise_is_taken_if_it_can_be_had(turn, room, language, text):
    said = {"requested_slot": "chosen_slot", "wish": WISH, "offered_slots": on_the_table(room), "language": language}

    heard = await turn(HEAR, text, "choose_slot", entities={"which": "any"}, **said)

    assert heard.slots["chosen_slot"]["start"] == room.free[1].isoformat()


async def test_yes_otherwise_another_takes_the_one_time_on_the_table(turn, room):
    said = {"requested_slot": "chosen_slot", "wish": WISH, "offered_slots": on_the_table(room, 1)}

    heard = await turn(HEAR, "ja, den, sonst irgendeinen danach", "ask_availability", confidence=0.7, **said)

    assert heard.slots["chosen_slot"]["start"] == room.free[0].isoformat()


async def test_whoever_else_will_do_does_not_drop_the_rep_who_was_asked_for(turn):
    text = "if she can on Monday, otherwise whoever"

    heard = await turn(HEAR, text, "ask_availability", entities={"anyone": "whoever"}, wanted_rep="anna")

    assert "wanted_rep" not in heard.slots
    assert heard.slots["wish"]


@pytest.mark.parametrize("text", ["the company is right", "Die Firma stimmt"])
async def test_that_one_detail_is_right_books_nothing_yet(turn, text):
    heard = await turn(HEAR, text, "affirm", entities={"detail": "company"}, **TO_CONFIRM)
    yes = await turn(HEAR, f"yes, {text}", "affirm", entities={"detail": "company"}, **TO_CONFIRM)

    assert "booking_confirmed" not in heard.slots
    assert yes.slots["booking_confirmed"] is True


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("we are moving two of our warehouses and need new conveyor belts there", True),
        ("wir bauen unsere Lackiererei um und suchen dafür eine neue Absaugung", True),
        ("sing the longest song that there is in the whole wide world", False),
        ("what are our chances to win the lottery this week?", False),
    ],
)
async def test_what_we_have_in_mind_is_noted_however_sure_the_model_is_that_it_is_no_topic(turn, text, taken):
    heard = await turn(HEAR, text, "out_of_scope", confidence=0.98, **TO_CONFIRM)

    assert any("host" in said or "Gegenüber" in said for said in heard.texts) is taken


@pytest.mark.parametrize(
    ("text", "booked"), [("mate, yes, book it", True), ("Kumpel ja buchen", True), ("no yes book it", None)]
)
async def test_a_word_for_yes_and_one_for_booking_are_a_yes(turn, text, booked):
    heard = await turn(HEAR, text, "provide_details", confidence=0.6, **TO_CONFIRM)

    assert heard.slots.get("booking_confirmed") is booked


@pytest.mark.parametrize(("intent", "told"), [("book_meeting", True), ("provide_details", False)])
async def test_whoever_would_like_to_be_called_hears_that_we_meet_online(turn, intent, told):
    heard = await turn(HEAR, "could you call me on Friday?", intent)

    assert any("rather than a phone call" in text for text in heard.texts) is told


async def test_a_question_that_sounds_like_stopping_is_answered(turn):
    best = {"utter_action": "utter_faq/price", "confidence": 0.2, "intent_response_key": "faq/price"}
    faq = {"response_selector": {"faq": {"response": best, "ranking": [best]}}}

    heard = await turn(HEAR, "hold on, is that free?", "stop", confidence=0.5, **TO_CONFIRM, parsed=faq)

    assert "free" in heard.texts[0]

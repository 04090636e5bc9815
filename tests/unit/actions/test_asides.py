"""What is said beside an answer: reasons, patience, and questions that come with it."""

import pytest
from talking import CHOSEN, WISH

from actions.access import ValidateAccessForm
from actions.booking_form import ValidateBookingForm
from actions.handover import ValidateHandoverForm

HEAR = ValidateBookingForm()
SUMMARY = {"requested_slot": "booking_confirmed", "wish": WISH, "chosen_slot": CHOSEN}


def asks(question: str, likely: float = 0.9) -> dict:
    """What the model hears of a question."""
    ranking = [{"intent_response_key": question, "confidence": likely}]
    response = {**ranking[0], "utter_action": f"utter_{question}"}
    return {"response_selector": {question.partition("/")[0]: {"ranking": ranking, "response": response}}}


def beside(answer: str, question: str) -> dict:
    """What the model hears of a question that follows an answer."""
    meant = {"name": question.partition("/")[0], "confidence": 0.9}
    return {"question_beside": {"answer": answer, "intent": meant, "utter_action": f"utter_{question}"}}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("wish", "both free"),
        ("visitor_email", "invitation"),
        ("visitor_name", "expect"),
        ("visitor_company", "prepare"),
        ("booking_confirmed", "nothing is booked"),
    ],
)
async def test_why_gets_the_reason_of_the_question_that_was_asked(turn, asked, words):
    bare = await turn(HEAR, "why?", "repeat", entities={"why": "why"}, requested_slot=asked, wish=WISH)
    longer = await turn(HEAR, "what do you need that for", "faq", requested_slot=asked, parsed=asks("faq/why_email"))

    for heard in (bare, longer):
        assert words in heard.texts[0]
        assert set(heard.slots) == {"time_zone", "browser_zone"}


async def test_why_a_code_is_needed_is_answered_although_it_sounds_like_another_topic(turn):
    """“Why is the sky blue?”, which surely is one, gets no reason of ours."""
    said = {"entities": {"why": "why"}, "requested_slot": "booking_code", "booking_email": "ada@lovelace.test"}
    ours = await turn(ValidateAccessForm(), "why do you need a code?", "out_of_scope", confidence=0.7, **said)
    other = await turn(ValidateAccessForm(), "why is the sky blue?", "out_of_scope", confidence=0.98, **said)

    assert "shows that the address is yours" in ours.texts[0]
    assert not any("the address is yours" in text for text in other.texts)


async def test_why_the_address_is_needed_is_answered_as_asked_at_any_time(turn):
    """Whoever names another detail than the one asked for means that one; a rule answers."""
    heard = await turn(
        HEAR,
        "why do you need my e-mail",
        "faq",
        entities={"detail": "email"},
        requested_slot="visitor_name",
        parsed=asks("faq/why_email"),
    )

    assert (heard.texts, heard.events) == ([], [])


async def test_say_that_again_is_no_why(turn):
    heard = await turn(HEAR, "say that again", "repeat", requested_slot="visitor_email")

    assert not heard.texts


@pytest.mark.parametrize("text", ["hold on", "one moment please", "wait a sec"])
async def test_a_moment_is_given_and_nothing_is_lost(turn, room, text):
    heard = await turn(
        HEAR, text, "stop", entities={"pause": text}, requested_slot="visitor_email", wish=WISH, chosen_slot=CHOSEN
    )

    assert "release" not in room.names()
    assert "chosen_slot" not in heard.slots
    assert heard.texts == ["Of course, take your time."] or heard.texts == ["No hurry, I am here."]


async def test_a_colleagues_address_answers_whether_colleagues_may_come(turn):
    heard = await turn(
        HEAR,
        "can my colleague join? her mail is bea@acme.test",
        "faq",
        requested_slot="booking_confirmed",
        visitor_email="ada@acme.test",
        parsed=asks("faq/colleagues"),
    )

    assert heard.texts == ["I invite bea@acme.test too."]


async def test_stopping_for_longer_is_left_to_the_rules(turn):
    text = "let us stop here for a moment, I will write again tomorrow"

    heard = await turn(HEAR, text, "stop", entities={"pause": "moment"}, requested_slot="visitor_email")

    assert heard.events == []


async def test_why_has_its_reason_on_the_way_to_a_person_and_to_a_meeting_too(turn):
    why = {"entities": {"why": "why"}}
    contact = await turn(ValidateHandoverForm(), "why?", "repeat", requested_slot="handover_contact", **why)
    note = await turn(ValidateHandoverForm(), "why?", "repeat", requested_slot="handover_note", **why)
    code = await turn(ValidateAccessForm(), "why?", "repeat", requested_slot="booking_email", **why)

    assert "answer you" in contact.texts[0]
    assert "right person" in note.texts[0]
    assert note.slots["handover_note"] is None
    assert "address is yours" in code.texts[0]


async def test_a_question_beside_a_detail_is_answered_and_the_detail_taken(turn):
    heard = await turn(
        HEAR,
        "ada@acme.test, will there be a link?",
        "provide_details",
        requested_slot="visitor_email",
        parsed=beside("ada@acme.test,", "faq/how_we_meet"),
    )

    assert heard.slots["visitor_email"] == "ada@acme.test"
    assert "online" in heard.texts[0]


@pytest.mark.parametrize(("known", "guests"), [("ada@byron.test", ["rita@acme.test"]), (None, None)])
async def test_an_address_beside_the_question_whether_somebody_may_come_is_theirs(turn, known, guests):
    """Unless the visitor's own is still asked for: “ada@acme.test, can I bring my manager?”."""
    heard = await turn(
        HEAR,
        "rita@acme.test, may she come too?",
        "provide_details",
        requested_slot="visitor_email",
        visitor_email=known,
        parsed=beside("rita@acme.test,", "faq/colleagues"),
    )

    assert heard.slots.get("guests") == guests
    assert heard.slots.get("visitor_email") == (None if known else "rita@acme.test")


async def test_a_question_beside_a_choice_is_answered_and_the_choice_taken(turn, room):
    heard = await turn(
        HEAR,
        "the second one please, do I need a camera?",
        "faq",
        requested_slot="chosen_slot",
        wish=WISH,
        offered_slots=[{"id": "x", "start": start.isoformat()} for start in room.free[:3]],
        parsed=asks("faq/preparation") | beside("the second one please,", "faq/preparation"),
    )

    assert heard.slots["chosen_slot"]["start"] == room.free[1].isoformat()
    assert "camera" in heard.texts[-1]


async def test_a_question_about_a_time_is_no_question_beside_it(turn):
    heard = await turn(
        HEAR, "would Tuesday at 3 be ok?", "ask_availability", requested_slot="wish", parsed=asks("faq/price", 0.01)
    )

    assert heard.slots["wish"]
    assert not heard.texts


async def test_the_zone_that_ends_a_question_about_a_time_belongs_to_the_time(turn):
    heard = await turn(
        HEAR,
        "are you free on Tuesday at 3, London time?",
        "ask_availability",
        requested_slot="wish",
        parsed=beside("are you free on Tuesday at 3,", "faq/time_zone"),
    )

    assert heard.slots["wish"]["zone"] == "Europe/London"
    assert not heard.texts


async def test_whom_they_meet_is_told_by_name_beside_a_detail(turn):
    heard = await turn(
        HEAR,
        "ada@acme.test - whom will I meet?",
        "provide_details",
        requested_slot="visitor_email",
        chosen_slot={"start": "2026-11-26T09:00:00+00:00", "rep": "anna"},
        parsed=beside("ada@acme.test -", "faq/with_whom"),
    )

    assert heard.slots["visitor_email"] == "ada@acme.test"
    assert heard.texts == ["You would meet Anna Berger."]


async def test_cancel_alone_leaves_the_booking_however_unsure_we_are(turn):
    heard = await turn(
        HEAR, "cancel", "stop", confidence=0.5, entities={"call_off": "cancel"}, requested_slot="chosen_slot"
    )

    assert heard.texts == []
    assert heard.events == []


async def test_a_question_before_an_answer_is_answered_and_the_held_time_kept(turn):
    """“How long is it, I have to leave at …” is no wish for another time."""
    heard = await turn(
        HEAR,
        "how long is it, I have to be gone by 11",
        "ask_availability",
        confidence=0.46,
        requested_slot="booking_confirmed",
        wish=WISH,
        chosen_slot=CHOSEN,
        parsed=asks("faq/how_long") | _asked_first("how long is it", "I have to be gone by 11", "faq/how_long"),
    )

    assert "takes" in heard.texts[0]
    assert "wish" not in heard.slots
    assert "chosen_slot" not in heard.slots


async def test_a_question_that_names_a_time_is_no_question_before_an_answer(turn):
    heard = await turn(
        HEAR,
        "is Friday possible, I would prefer the morning",
        "ask_availability",
        requested_slot="wish",
        parsed=_asked_first("is Friday possible", "I would prefer the morning", "faq/opening_hours"),
    )

    assert heard.slots["wish"]["windows"][0]["start"].startswith("2026-11-27")


@pytest.mark.parametrize("chosen", [None, CHOSEN])
async def test_what_time_it_is_elsewhere_changes_no_zone(turn, chosen):
    """The time that is held is told, if there is one, else that of the clock."""
    heard = await turn(
        HEAR,
        "what time is it in London?",
        "faq",
        entities={"clock": "what time is it"},
        requested_slot="booking_confirmed" if chosen else "chosen_slot",
        wish=WISH,
        chosen_slot=chosen,
    )

    assert "London" in heard.texts[0]
    assert heard.slots["time_zone"] == "Europe/Berlin"


def _asked_first(question: str, answer: str, meant: str) -> dict:
    noted = beside(answer, meant)["question_beside"]
    return {"question_beside": {**noted, "asked_first": question}}


@pytest.mark.parametrize("text", ["do I have to name my company?", "Muss ich eine Firma nennen?"])
async def test_the_company_need_not_be_told_and_is_left_out_then(turn, text):
    must = {"entities": {"detail": "company"}, "requested_slot": "booking_confirmed"}
    asked = await turn(HEAR, text, "faq", **must)
    said = [{"event": "user", "text": text}, {"event": "bot", "text": asked.texts[0]}]

    left = await turn(HEAR, "then leave it out", "stop", past=said, entities={"without": "leave it out"}, **SUMMARY)
    unasked = await turn(HEAR, "then leave it out", "stop", entities={"without": "leave it out"}, **SUMMARY)

    assert "need not" in asked.texts[0]
    assert left.slots["visitor_company"] == ""
    assert "visitor_company" not in unasked.slots


async def test_a_moment_that_sounds_like_a_wish_for_a_person_is_given(turn, room):
    said = {"entities": {"pause": "a sec"}, "requested_slot": "chosen_slot", "wish": WISH}
    pause = await turn(HEAR, "a sec, doorbell", "ask_human", confidence=0.6, **said)
    person = await turn(HEAR, "a sec, rather a real person please", "ask_human", confidence=0.95, **said)

    assert pause.texts
    assert person.events == []

"""Handing over to a person."""

import pytest

from actions.handover import ActionHandOver, ValidateHandoverForm

HEAR = ValidateHandoverForm()


@pytest.mark.parametrize("asked", [None, "visitor_name"])
async def test_an_address_known_already_is_not_asked_for_again(turn, asked):
    """In the middle of a booking too."""
    known = {"visitor_email": "ada@lovelace.test", "requested_slot": asked}

    heard = await turn(HEAR, "a human please", "ask_human", **known)

    assert heard.slots == {"handover_contact": "ada@lovelace.test"}


@pytest.mark.parametrize("text", ["ada@lovelace.test", "call me on +44 20 7946 0000"])
async def test_an_address_or_a_number_is_a_contact(turn, text):
    heard = await turn(HEAR, text, "provide_details", requested_slot="handover_contact")

    assert heard.slots["handover_contact"] in ("ada@lovelace.test", "+442079460000", "+44 20 7946 0000")


async def test_anything_else_is_no_contact(turn):
    heard = await turn(HEAR, "by carrier pigeon", "provide_details", requested_slot="handover_contact")

    assert "handover_contact" not in heard.slots
    assert heard.texts


@pytest.mark.parametrize("intent", ["faq", "out_of_scope", "nlu_fallback", "inform_time"])
async def test_what_it_is_about_is_taken_in_any_words(turn, intent):
    heard = await turn(HEAR, "my order of Tuesday", intent, requested_slot="handover_note")

    assert heard.slots == {"handover_note": "my order of Tuesday"}


@pytest.mark.parametrize("asked", ["handover_contact", "handover_note"])
async def test_stopping_is_left_to_the_rules(turn, asked):
    heard = await turn(HEAR, "never mind", "stop", requested_slot=asked)

    assert heard.events == []


async def test_whoever_gives_up_in_more_words_is_asked_for_no_address_again(turn):
    heard = await turn(HEAR, "oh well, let us leave it then", "stop", requested_slot="handover_contact")

    assert heard.events == heard.texts == []


async def test_the_team_is_told(turn, room):
    said = {"handover_contact": "ada@lovelace.test", "handover_note": "my order", "visitor_name": "Ada"}

    heard = await turn(ActionHandOver(), "my order", "", **said)

    ((_, told),) = room.calls
    assert (told["contact"], told["note"], told["person"].name) == ("ada@lovelace.test", "my order", "Ada")
    assert "ada@lovelace.test" in heard.texts[0]


async def test_a_telephone_number_told_before_is_not_asked_again(turn):
    heard = await turn(ValidateHandoverForm(), "please call me", "ask_human", visitor_phone="+49 30 901820")

    assert heard.slots["handover_contact"] == "+49 30 901820"


async def test_whoever_complains_gets_an_apology_and_has_said_what_it_is_about(turn):
    heard = await turn(HEAR, "nobody answers my mails", "ask_human", entities={"upset": "nobody answers"})

    assert "sorry" in heard.texts[0]
    assert heard.slots == {"handover_note": "nobody answers my mails"}


async def test_what_it_is_about_outlasts_another_question(turn):
    known = {"requested_slot": "handover_contact", "handover_note": "nobody answers my mails"}

    heard = await turn(HEAR, "why is that", "repeat", entities={"why": "why"}, **known)

    assert heard.slots == {"handover_note": "nobody answers my mails"}


@pytest.mark.parametrize("text", ["Ada Lovelace", "my name is Ada Lovelace"])
async def test_a_name_alone_does_not_say_what_it_is_about(turn, text):
    heard = await turn(HEAR, text, "provide_details", requested_slot="handover_note")

    assert heard.slots == {"visitor_name": "Ada Lovelace", "handover_note": None}


async def test_a_name_with_what_it_is_about_is_a_note(turn):
    said = "I'm Ada Lovelace and our robot has not moved since Tuesday"

    heard = await turn(HEAR, said, "provide_details", requested_slot="handover_note")

    assert heard.slots == {"handover_note": said}


@pytest.mark.parametrize("text", ["our company is Elm Joinery by the way", "Die Firma ist Elm Joinery"])
async def test_a_company_alone_does_not_say_what_it_is_about(turn, text):
    entities = {"detail": "company"}

    heard = await turn(HEAR, text, "provide_details", entities=entities, requested_slot="handover_note")

    assert heard.slots == {"visitor_company": "Elm Joinery", "handover_note": None}


async def test_whoever_asks_for_a_person_again_need_not_say_again_what_it_is_about(turn):
    known = {"handover_contact": "ada@lovelace.test", "requested_slot": None}

    heard = await turn(HEAR, "will anybody answer me?", "ask_human", **known)

    assert heard.slots == {"handover_note": "will anybody answer me?"}

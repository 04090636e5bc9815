"""When nobody can be met: the visitor hears it in their language, and the queue hears of the visitor."""

import pytest
from talking import WISH

from actions.asking import ActionAskChosenSlot
from actions.handover import ActionAskHandoverContact, ActionHandOver, ValidateHandoverForm
from convene import bootstrap
from convene.errors import NoAvailability

OFFER = ActionAskChosenSlot()


@pytest.fixture(autouse=True)
def nobody(room):
    """Every calendar is full or out of reach."""
    room.trouble["offer"] = NoAvailability("nobody")


def then(heard):
    """What Rasa does next, and whether the booking is over."""
    followed = [event["name"] for event in heard.events if event["event"] == "followup"]
    return followed, [event["name"] for event in heard.events if event["event"] == "active_loop"]


async def test_the_visitor_hears_it_in_their_language_and_is_asked_where_to_be_reached(turn, room):
    heard = await turn(OFFER, wish=WISH, language="de")
    asked = await turn(ActionAskHandoverContact(), language="de")
    reached = await turn(ValidateHandoverForm(), "ada@lovelace.test", requested_slot="handover_contact", language="de")
    await turn(ActionHandOver(), "bald", language="de", handover_note="bald", **reached.slots)

    assert heard.card["type"] == "fallback"
    assert heard.texts == [
        "Unsere Kalender sind gerade alle voll oder nicht erreichbar. Schreiben Sie an "
        "hello@northwind.test, dann finden wir gemeinsam eine Zeit."
    ]
    assert then(heard) == (["handover_form"], [None])
    assert "Wo darf unser Team Sie erreichen?" in asked.texts[0]
    assert (room.names()[-1], room.calls[-1][1]["contact"]) == ("hand_over", "ada@lovelace.test")


async def test_who_gave_an_address_is_not_asked_again(turn, room):
    heard = await turn(OFFER, wish=WISH, visitor_email="ada@lovelace.test", visitor_name="Ada")

    told = room.calls[-1][1]
    assert (told["contact"], told["person"].name) == ("ada@lovelace.test", "Ada")
    assert "nobody could be met" in told["note"]
    assert "ada@lovelace.test" in heard.texts[-1]
    assert then(heard) == (["action_listen"], [None])


async def test_the_words_of_the_desk_come_before_those_of_the_file(turn):
    bootstrap.services().roster.own_fallback = {"en": "We are at the fair until Monday."}

    english = await turn(OFFER, wish=WISH)
    german = await turn(OFFER, wish=WISH, language="de")

    assert english.card["text"] == "We are at the fair until Monday."
    assert german.card["text"].startswith("Unsere Kalender")


async def test_without_words_of_its_own_the_company_says_the_standard_ones(turn):
    bootstrap.services().roster.config.fallback.clear()

    heard = await turn(OFFER, wish=WISH, language="de")

    assert heard.card["text"].startswith("In unseren Kalendern ist gerade keine Zeit frei")

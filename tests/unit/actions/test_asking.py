"""What the form asks, and in which words."""

from datetime import datetime, timedelta

import pytest
from talking import NOW, WISH

from actions.asking import (
    ActionAskBookingConfirmed,
    ActionAskChosenSlot,
    ActionAskReading,
    ActionAskVisitorEmail,
    ActionAskWish,
)
from convene.errors import NoAvailability
from convene.when import TimePreference, Window

OFFER = ActionAskChosenSlot()


def exactly(start: datetime) -> dict:
    return TimePreference(windows=(Window(start, start, "minute"),), understood=True).as_json()


async def test_the_first_question_gives_an_example_and_the_next_is_short(turn):
    first = await turn(ActionAskWish())
    again = await turn(ActionAskWish(), requested_slot="wish")

    assert "Tuesday afternoon" in first.texts[0]
    assert len(again.texts[0]) < len(first.texts[0])


async def test_an_offer_is_a_card_with_the_same_words_before_it(turn, room):
    """Every card says in plain text what it shows; instants are UTC, ids are handed through."""
    heard = await turn(OFFER, wish=WISH)

    assert heard.texts[0] == heard.card["text"]
    assert heard.card["type"] == "slots"
    assert heard.card["zone"] == "Europe/Berlin"
    assert heard.card["more"] is True
    assert heard.card["slots"][0] == {
        "id": "id-25-0900",
        "start": "2026-11-25T09:00:00Z",
        "end": "2026-11-25T09:30:00Z",
    }
    assert [slot["id"] for slot in heard.slots["offered_slots"]] == [slot["id"] for slot in heard.card["slots"]]


async def test_yes_to_several_times_asks_once_which_and_a_detour_asks_again(turn, room):
    """Also when others were passed over before."""
    table = [{"id": f"id-{s:%d-%H%M}", "start": s.isoformat()} for s in room.free[3:6]]
    passed = [s.isoformat() for s in room.free[:3]]

    asked = {"requested_slot": "chosen_slot", "offered_slots": table, "shown_slots": passed}
    yes = await turn(OFFER, "yes", "affirm", wish=WISH, **asked)
    name = await turn(OFFER, "I am Ada", "provide_details", wish=WISH, offered_slots=table, shown_slots=passed)

    assert "first" in yes.texts[0]
    assert "more times" not in name.texts[0]


async def test_an_exact_time_that_is_free_is_one_button_with_more_on_request(turn, room):
    heard = await turn(OFFER, wish=exactly(room.free[0]))

    assert len(heard.card["slots"]) == 1
    assert heard.card["more"] is True
    assert "is free" in heard.card["text"]


async def test_one_time_is_not_offered_as_several(turn, room):
    room.free = room.free[:1]
    table = [{"id": f"id-{s:%d-%H%M}", "start": s.isoformat()} for s in room.free]

    first = await turn(OFFER, wish=WISH)
    again = await turn(OFFER, "hm", "nlu_fallback", wish=WISH, requested_slot="chosen_slot", offered_slots=table)

    for heard in (first, again):
        assert "these" not in heard.card["text"]
        assert "take it" in heard.card["text"]


@pytest.mark.parametrize("reason", ["past", "too_soon", "too_far", "outside_hours", "taken", "no_availability"])
async def test_when_nothing_fits_the_reason_is_said(turn, room, reason):
    """Each reason has honest words of its own, and the nearest times."""
    room.fits, room.reason = False, reason

    heard = await turn(OFFER, wish=exactly(NOW + timedelta(days=2)))

    assert "Thursday 26 November" in heard.card["text"]
    assert len(heard.card["slots"]) == 3


async def test_whoever_insists_on_a_time_nobody_has_is_named_other_ways(turn, room):
    """Never the same answer three times (case D5)."""
    room.fits, room.reason = False, "outside_hours"
    wished = [{"event": "user"}, {"event": "slot", "name": "wish", "value": WISH}]

    twice = await turn(OFFER, "on Sunday", "inform_time", wish=WISH, past=wished, after=wished[1:])
    thrice = await turn(OFFER, "on Sunday", "inform_time", wish=WISH, past=[*wished, *wished], after=wished[1:])

    assert len(twice.texts) == 1
    assert "our team" in thrice.texts[0]
    assert thrice.messages[0]["buttons"][0]["payload"] == "/ask_human"


async def test_more_times_leave_out_what_was_shown(turn, room):
    shown = [start.isoformat() for start in room.free[:3]]

    heard = await turn(OFFER, wish=WISH, shown_slots=shown)

    assert [slot["id"] for slot in heard.card["slots"]] == ["id-25-1200", "id-25-1300"]
    assert heard.slots["shown_slots"] == shown


async def test_when_all_times_were_shown_they_are_shown_once_more(turn, room):
    heard = await turn(OFFER, wish=WISH, shown_slots=[start.isoformat() for start in room.free])

    assert "once more" in heard.card["text"]
    assert len(heard.card["slots"]) == 3
    assert heard.slots["shown_slots"] is None


async def test_nobody_to_meet_gives_the_companys_own_words(turn, room):
    room.trouble["offer"] = NoAvailability("nobody")

    heard = await turn(OFFER, wish=WISH)

    assert heard.card["type"] == "fallback"
    assert "hello@northwind.test" in heard.card["text"]


async def test_an_unknown_zone_is_said_once(turn):
    """Times are never shown in a zone the visitor does not know of (case T7)."""
    first = await turn(OFFER, wish=WISH, metadata={})
    again = await turn(OFFER, wish=WISH, metadata={}, time_zone=first.slots["time_zone"])

    assert "Berlin Time" in first.texts[0]
    assert len(again.texts) == 1


async def test_both_readings_of_a_date_are_buttons(turn):
    """Two meanings are asked about, never guessed (case T10)."""
    readings = [exactly(NOW + timedelta(days=3)), exactly(NOW + timedelta(days=10))]

    heard = await turn(ActionAskReading(), wish_readings=readings)

    buttons = heard.messages[0]["buttons"]
    assert [button["payload"] for button in buttons] == ['/inform_time{"reading": "0"}', '/inform_time{"reading": "1"}']
    assert buttons[0]["title"] != buttons[1]["title"]


async def test_the_address_has_a_field_of_its_own(turn):
    heard = await turn(ActionAskVisitorEmail())

    assert (heard.card["type"], heard.card["field"]) == ("input", "email")


@pytest.mark.parametrize(
    ("email", "company"),
    [
        ("ada@harbour-logistics.test", "Harbour Logistics"),
        ("ada@mail.harbour.co.uk", "Harbour"),
        ("ada@acme.test", "Acme Rockets"),  # as the company's own list calls it
        ("ada@lovelace.test", None),
        ("ada@gmail.com", None),
        ("ada@gmx.de", None),
        ("ada@mail.ru", None),
    ],
)
async def test_the_company_is_suggested_by_the_address_and_shown_before_booking(turn, email, company):
    """Not for addresses that anybody can have, nor for somebody's own domain."""
    heard = await turn(
        ActionAskBookingConfirmed(),
        chosen_slot={"start": "2026-11-26T14:00:00+00:00", "rep": "anna"},
        visitor_name="Ada Lovelace",
        visitor_email=email,
        visitor_company=None,
    )

    assert heard.slots["visitor_company"] == (company or "")
    assert (f"Ada Lovelace, {company}, {email}" if company else f"Ada Lovelace, {email}") in heard.texts[-1]
    assert any(f"with {company}" in text for text in heard.texts) is bool(company)


async def test_whoever_passes_over_everything_is_told_of_other_ways(turn, room):
    """Another time, or a person (case D5)."""
    shown = [(NOW + timedelta(minutes=minute)).isoformat() for minute in range(6)]

    heard = await turn(OFFER, "none of these", "deny", wish=WISH, shown_slots=shown)

    assert heard.messages[0]["buttons"][0]["payload"] == "/ask_human"
    assert heard.card["slots"]


async def test_a_company_that_was_denied_is_not_suggested_again(turn):
    heard = await turn(
        ActionAskBookingConfirmed(),
        chosen_slot={"start": "2026-11-26T14:00:00+00:00", "rep": "anna"},
        visitor_name="Ada",
        visitor_email="ada@harbour.test",
        visitor_company="",
    )

    assert "Harbour" not in heard.texts[0]


async def test_the_summary_says_date_zone_rep_and_details(turn):
    """Known details are shown back before booking (case D11)."""
    heard = await turn(
        ActionAskBookingConfirmed(),
        chosen_slot={"start": "2026-11-26T14:00:00+00:00", "rep": "anna"},
        visitor_name="Ada {visitor_email} Lovelace",
        visitor_email="ada@lovelace.test",
        meeting_name="Intro call",
        meeting_minutes="30",
    )

    text = heard.texts[0]
    assert "Thursday, 26 November 2026, 15:00 (Berlin Time)" in text or "15:00 (Berlin Time)" in text
    assert "Anna Berger" in text
    assert "Ada {visitor_email} Lovelace, ada@lovelace.test" in text  # what people type is never filled in
    assert [button["payload"] for button in heard.messages[0]["buttons"]] == ["/affirm", "/deny"]

"""Starting, starting over, not understanding, and repeating."""

import inspect
import json
from dataclasses import replace
from datetime import timedelta

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor
from talking import ROOT

from actions.base import ConveneAction
from actions.fallback import ActionDecline, ActionRepeat, ActionRephrase
from actions.session import ActionRestart, ActionSessionStart
from actions.words import words
from convene import bootstrap


def said(intent: str) -> dict:
    return {"event": "user", "text": "x", "parse_data": {"intent": {"name": intent}}}


async def test_a_conversation_starts_with_what_our_answers_are_made_of(turn):
    heard = await turn(ActionSessionStart(), session_started_metadata={"locale": "en-GB"})

    assert heard.slots["our_company"] == "Northwind Robotics"
    assert heard.slots["meeting_minutes"] == "30"
    assert heard.slots["locale"] == "en-GB"
    assert "Anna Berger (Solutions engineer)" in heard.slots["our_team"]
    assert heard.events[0]["event"] == "session_started"
    assert heard.events[-1]["name"] == "action_listen"


@pytest.mark.parametrize(
    ("reminders", "locale", "said"),
    [
        ([timedelta(hours=24), timedelta(hours=1)], "en-GB", "Yes, by e-mail, 1 day and 1 hour before the meeting."),
        (
            [timedelta(minutes=90), timedelta(hours=36)],
            "de",
            "Ja, per E-Mail, 36 Stunden und 90 Minuten vor dem Termin.",
        ),
        ([], "en-GB", "We send no reminder, I am afraid."),
    ],
)
async def test_whether_there_is_a_reminder_is_told_as_it_is_set(turn, room, reminders, locale, said):
    """`reminders` in convene.yml."""
    services = bootstrap.services()
    bootstrap.use(replace(services, config=replace(services.config, reminders=tuple(reminders))))

    heard = await turn(ActionSessionStart(), metadata={"locale": locale})

    assert heard.slots["meeting_reminders"].startswith(said)


@pytest.mark.parametrize(
    ("provider", "link", "said"),
    [
        ("google", None, "by Google Meet"),
        ("microsoft", None, "by Microsoft Teams"),
        ("google", "https://meet.acme.test/x", "by video call"),
        ("caldav", None, "by video call"),
    ],
)
async def test_by_what_we_meet_is_told_as_the_calendars_have_it(turn, room, monkeypatch, provider, link, said):
    services = bootstrap.services()
    team = [replace(rep, calendar={"provider": provider}, conference_url=link) for rep in services.roster.reps.values()]
    monkeypatch.setattr(services.roster, "members", lambda queue: team)

    heard = await turn(ActionSessionStart())

    assert heard.slots["our_video"] == said


async def test_starting_over_forgets_the_answers_and_frees_the_time(turn, room):
    heard = await turn(ActionRestart(), "start over", "restart", visitor_email="ada@lovelace.test")

    assert room.names() == ["release"]
    assert heard.slots["visitor_email"] is None
    assert heard.slots["wish"] is None


async def test_when_unsure_we_rephrase_then_name_likely_meanings_then_offer_what_we_can(turn):
    """Never a raw intent name (cases D13, X5)."""
    unclear = [said("nlu_fallback"), {"event": "action", "name": "action_rephrase"}]
    ranking = {
        "intent_ranking": [{"name": n, "confidence": 0.2} for n in ("nlu_fallback", "faq", "greet", "cancel_meeting")],
        "response_selector": {"faq": {"ranking": [{"intent_response_key": "faq/price", "confidence": 0.1}]}},
    }

    once = await turn(ActionRephrase(), "gibberish", "nlu_fallback", parsed=ranking)
    twice = await turn(ActionRephrase(), "gibberish", "nlu_fallback", parsed=ranking, past=unclear)
    again = await turn(ActionRephrase(), "gibberish", "nlu_fallback", parsed=ranking, past=unclear * 2)

    assert not once.messages[0]["buttons"]
    assert [b["title"] for b in twice.messages[0]["buttons"]] == ["What the meeting costs", "Cancel my meeting"]
    assert [b["title"] for b in again.messages[0]["buttons"]] == [
        "Book a meeting",
        "Ask a question",
        "Talk to a person",
    ]


async def test_whoever_is_now_not_understood_and_now_declined_is_not_led_in_circles(turn):
    past = [
        *(said("out_of_scope"), {"event": "action", "name": "action_decline"}),
        *(said("nlu_fallback"), {"event": "action", "name": "action_rephrase"}),
    ]

    for action, intent in ((ActionDecline(), "out_of_scope"), (ActionRephrase(), "nlu_fallback")):
        heard = await turn(action, "gibberish", intent, past=past)

        assert "/ask_human" in [button["payload"] for button in heard.messages[0]["buttons"]]


@pytest.mark.parametrize("text", ["???", "..."])
async def test_mere_signs_are_answered_by_what_can_be_done_here(turn, text):
    heard = await turn(ActionDecline(), text, "out_of_scope")

    assert [button["payload"] for button in heard.messages[0]["buttons"]] == ["/book_meeting", "/ask_human"]


async def test_what_we_cannot_help_with_is_declined_twice_and_then_we_offer_what_we_can(turn):
    before = [said("out_of_scope"), {"event": "action", "name": "action_decline"}]
    declined = await turn(ActionDecline(), "sing", "out_of_scope", past=before)
    third = await turn(ActionDecline(), "sing", "out_of_scope", past=before * 2)

    assert not declined.messages[0]["buttons"]
    assert third.messages[0]["buttons"]


async def test_what_a_form_took_in_does_not_count_as_not_understood(turn):
    """Two wrong codes are no sentences that were not understood, though the model takes them for such."""
    codes = [said("nlu_fallback"), {"event": "action", "name": "access_form"}]

    heard = await turn(ActionRephrase(), "hmpf", "nlu_fallback", past=codes * 2)

    assert not heard.messages[0]["buttons"]


async def test_whoever_still_does_not_understand_gets_it_in_short(turn):
    before = [said("repeat"), {"event": "action", "name": "action_repeat"}, {"event": "bot", "text": "Hello!"}]

    heard = await turn(ActionRepeat(), "I don't understand", "repeat", past=before)

    assert "Hello!" not in heard.texts
    assert heard.messages[0]["buttons"]


async def test_the_same_sentence_is_not_said_again_when_there_is_another(turn):
    for lately in ("Sorry, I did not get that. Could you put it another way?", "something else"):
        heard = await turn(ActionRephrase(), "x", "nlu_fallback", past=[{"event": "bot", "text": lately}])

        assert heard.texts[0] != lately


async def test_repeating_says_the_last_answer_again_with_its_buttons(turn):
    buttons = [{"title": "Book", "payload": "/book_meeting"}]
    past = [said("greet"), {"event": "bot", "text": "Hello!", "data": {"buttons": buttons}}]

    heard = await turn(ActionRepeat(), "say that again", "repeat", past=past)

    assert (heard.texts, heard.messages[0]["buttons"]) == (["Hello!"], buttons)


async def test_repeating_at_the_very_start_greets(turn):
    heard = await turn(ActionRepeat(), "what?", "repeat", our_company="Northwind Robotics")

    assert "Northwind Robotics" in heard.texts[0]


def test_every_action_of_the_domain_exists():
    """Rasa calls by name; what is discovered is what domain.yml lists (X1)."""
    listed = set(yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["actions"])
    executor = ActionExecutor()
    executor.register_package("actions")

    assert {action.name for action in executor.list_actions()} == listed
    assert inspect.isabstract(ConveneAction)


@pytest.mark.parametrize("name", ["utter_ask_change", "utter_suggest", "utter_ask_booking_confirmed"])
async def test_button_payloads_are_what_rasa_reads(domain, name):
    """Braces doubled in domain.yml come out single (X8)."""
    for button in words(domain, name, {}, 0).buttons:
        intent, brace, entities = button["payload"].partition("{")
        assert intent.startswith("/")
        assert not brace or json.loads(brace + entities)


async def test_hm_is_given_time_and_not_declined(turn):
    heard = await turn(ActionDecline(), "hm", "out_of_scope", entities={"pause": "hm"})

    assert "cannot help" not in heard.texts[0]
    assert "beyond me" not in heard.texts[0]


async def test_a_question_beside_what_we_cannot_help_with_is_answered(turn):
    question = {"asked_first": "Is it on Zoom", "answer": "Ours is blocked", "utter_action": "utter_faq/how_we_meet"}
    parsed = {"question_beside": question | {"intent": {"name": "faq", "confidence": 0.9}}}

    heard = await turn(ActionDecline(), "Is it on Zoom? Ours is blocked", "out_of_scope", parsed=parsed, our_video="x")

    assert "online" in heard.texts[0]

"""What is said, in the visitor's language."""

import pytest
from talking import WISH

from actions.asking import ActionAskChosenSlot, ActionAskWish
from actions.booking_form import ValidateBookingForm
from actions.fallback import ActionDecline, ActionRephrase
from actions.language import ActionHearLanguage

HEAR = ActionHearLanguage()


async def test_the_language_is_heard_and_kept(turn):
    german = await turn(HEAR, "Guten Tag, ich möchte einen Termin", "book_meeting")
    kept = await turn(HEAR, "ok", "affirm", language="de")

    assert german.slots["language"] == "de"
    assert german.slots["meeting_name"] == "Erstgespräch"
    assert kept.events == []


async def test_the_page_tells_the_language_until_something_is_said(turn):
    heard = await turn(HEAR, "", "greet", metadata={"locale": "de-AT"})

    assert heard.slots["language"] == "de"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "only speak English and German."), ("de", "spreche nur Deutsch und Englisch.")]
)
async def test_whoever_writes_in_another_language_is_told_once_which_ones_we_speak(turn, language, words):
    first = await turn(HEAR, "no entiendo, quisiera una cita", "book_meeting", language=language)
    second = await turn(HEAR, "no entiendo nada", "repeat", **first.slots | {"language": language})

    assert words in first.texts[0]
    assert "language" not in first.slots
    assert second.texts == []


@pytest.mark.parametrize(
    ("text", "intent", "asked"),
    [("¡hola!", "greet", None), ("Jean-Claude avec Amour", "provide_details", "visitor_name")],
)
async def test_a_foreign_greeting_or_name_needs_no_word_about_languages(turn, text, intent, asked):
    heard = await turn(HEAR, text, intent, language="en", requested_slot=asked)

    assert heard.texts == []


@pytest.mark.parametrize("asked", ["visitor_name", "visitor_company"])
@pytest.mark.parametrize("text", ["Non capisco", "je ne comprends pas", "não entendo"])
async def test_a_foreign_sentence_is_nobodys_name(turn, asked, text):
    told = await turn(HEAR, text, "provide_details", language="en", requested_slot=asked)
    heard = await turn(ValidateBookingForm(), text, "provide_details", language="en", requested_slot=asked)

    assert "only speak" in told.texts[0]
    assert not {"visitor_name", "visitor_company"} & set(heard.slots)


@pytest.mark.parametrize("text", ["Иван Петров", "王小明", "Marie Demain"])
async def test_a_name_of_another_language_is_one(turn, text):
    heard = await turn(ValidateBookingForm(), text, "provide_details", language="en", requested_slot="visitor_name")

    assert heard.slots["visitor_name"] == text


@pytest.mark.parametrize(("action", "intent"), [(ActionDecline(), "out_of_scope"), (ActionRephrase(), "nlu_fallback")])
async def test_what_could_not_be_read_is_not_declined_but_told_what_we_do(turn, action, intent):
    heard = await turn(action, "necesito algo para mañana", intent, language="en")

    assert heard.texts[0].startswith(("In short: you name a day", "Sorry that I am unclear"))


@pytest.mark.parametrize(("language", "words"), [("de", "Wann passt es Ihnen"), ("en", "When would suit you")])
async def test_questions_are_asked_in_the_language(turn, language, words):
    heard = await turn(ActionAskWish(), language=language)

    assert words in heard.texts[0]


async def test_an_offer_names_days_in_the_language(turn, room):
    heard = await turn(ActionAskChosenSlot(), wish=WISH, language="de")

    assert heard.card["language"] == "de"
    assert "freien Zeiten" in heard.card["text"] or "Zeiten habe ich" in heard.card["text"]


async def test_a_rep_named_in_a_wish_is_the_only_one_offered(turn, room):
    heard = await turn(ValidateBookingForm(), "is Anna free on Friday?", "ask_availability")

    assert heard.slots["wanted_rep"] == "anna"
    assert "Anna Berger" in heard.texts[0]


async def test_visitors_who_bear_a_reps_name_may_say_it(turn):
    heard = await turn(ValidateBookingForm(), "Hi, I'm Anna, can we meet on Friday?", "book_meeting")

    assert "wanted_rep" not in heard.slots


async def test_anyone_takes_the_named_rep_back(turn):
    heard = await turn(ValidateBookingForm(), "anyone", "choose_slot", entities={"anyone": "anyone"}, wanted_rep="anna")

    assert heard.slots["wanted_rep"] is None

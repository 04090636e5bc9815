"""Which language is heard in turns as short as chats have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.details.words import words
from convene.language import agrees_to_book, before_otherwise, heard, is_foreign, language_of, languages, yes_or_no
from convene.when.lexicon import in_phrases


@pytest.mark.parametrize(
    "text",
    [
        "ja",
        "Dienstag",
        "Hallo",
        "morgen um 10",
        "nö",
        "moechte gerne nen Termin",
        "die erste",
        "egal",
        "klar",
        "danke",
        "Freitag 9 Uhr",
        "das geht nicht",
        "Vormittag",
        "perfekt",
        "später",
        "montagvormittag",
        "Was kostet das?",
        "Demo am 26. November",
        "Demo am 26.11.",
        "Call um 14:30",
    ],
)
def test_german_is_heard_in_an_english_conversation(text):
    assert heard(text, "en") == "de"


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "tomorrow",
        "hello",
        "next week",
        "nope",
        "the first one",
        "whenever",
        "thanks",
        "3 pm",
        "more times",
        "cancel",
        "sounds good",
        "Wednesday morning",
        "how long does it take?",
        "human",
        "I'd like a meeting",
        "Demo 10 am",
        "Demo on 26 November",
    ],
)
def test_english_is_heard_in_a_german_conversation(text):
    assert heard(text, "de") == "en"


@pytest.mark.parametrize("present", ["en", "de"])
@pytest.mark.parametrize(
    "text", ["", "hi", "ok", "14:30", "ada@the.test", "Demo", "stop", "👍", "asap", "+49 30 123", "thx", "sorry"]
)
def test_what_belongs_to_both_keeps_the_language(text, present):
    assert heard(text, present) == present


@pytest.mark.parametrize("name", ["Jürgen", "Max Müller", "Herr Schmidt", "Die Bahn", "Schöner Wohnen GmbH"])
def test_a_name_is_no_language(name):
    assert heard(name, "en", a_name=True) == "en"


def test_a_whole_sentence_in_answer_to_a_name_is_one():
    assert heard("Ich heiße Jürgen", "en", a_name=True) == "de"


@pytest.mark.parametrize(
    ("text", "present", "language"),
    [
        ("Auf Deutsch bitte", "en", "de"),
        ("Can we continue in English?", "de", "en"),
        ("Do you speak German?", "en", "de"),
        ("Sprechen Sie Englisch?", "de", "en"),
        ("Is the meeting in German?", "en", "en"),
    ],
)
def test_a_language_can_be_asked_for(text, present, language):
    assert heard(text, present) == language


@pytest.mark.parametrize(
    "text",
    [
        "je voudrais un rendez-vous mardi après-midi",
        "hola, quisiera una cita el martes",
        "no entiendo",
        "buongiorno, vorrei parlare con voi",
        "ik wil graag een afspraak maken",
        "mañana a las 10",
        "oui",
        "d’accord",
        "привет, можно встречу завтра?",
        "你好",
    ],
)
def test_another_language_is_known_as_one_and_changes_none_of_ours(text):
    assert is_foreign(text)
    assert heard(text, "en") == "en"
    assert heard(text, "de") == "de"
    assert yes_or_no(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍",
        "ok",
        "merci",
        "no",
        "ja",
        "je früher, desto besser",
        "Bonjour, Tuesday please",
        "a table for two, por favor",
        "Claire de la Tour",
        "Jan van der Berg",
        "ada@hola.test",
    ],
)
def test_a_foreign_word_or_name_makes_no_foreign_message(text):
    assert not is_foreign(text)


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_word_about_time_and_no_name_is_a_foreign_one(language):
    """A lone “Mon”, “30 min” or “Ben” is an answer, and heard as one."""
    ours = {*in_phrases(language), *words("titles"), *words("also_names")} - {"mardi", "las"}  # Mardi Gras, Las Vegas

    assert [word for word in sorted(ours) if is_foreign(word)] == []


@given(st.text(max_size=300), st.sampled_from(languages()))
def test_any_text_has_a_language_of_ours(text, present):
    assert heard(text, present) in languages()


@pytest.mark.parametrize(("locale", "language"), [("de-AT", "de"), ("en_GB", "en"), ("fr-FR", "en"), ("", "en")])
def test_a_page_in_no_language_of_ours_is_english(locale, language):
    assert language_of(locale) == language


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Yes, do it", True), ("ja gern", True), ("no way", False), ("Nein!", False), ("maybe", None), ("", None)],
)
def test_a_yes_or_no_is_heard_at_the_beginning(text, answer):
    assert yes_or_no(text) is answer


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("mate, yes, book it", True),
        ("na ja gut, buchen", True),
        ("book it", False),
        ("yes", False),
        ("ja, aber nicht buchen", False),
    ],
)
def test_yes_and_book_it_are_heard_wherever_they_stand(text, agrees):
    assert agrees_to_book(text) is agrees


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("at ten, otherwise at noon", "at ten"),
        ("Montag, sonst Dienstag", "Montag"),
        ("otherwise Tuesday", ""),
        ("at ten or at noon", ""),
    ],
)
def test_what_stands_before_otherwise_is_wished_first(text, first):
    assert before_otherwise(text) == first

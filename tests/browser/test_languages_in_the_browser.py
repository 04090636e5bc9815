"""The chat in the page's language, and cards in the language the visitor writes."""

import re

from playwright.sync_api import expect

GERMAN = "document.querySelector('convene-chat').remove(); document.documentElement.lang = 'de';"
AGAIN = f"{GERMAN} document.body.append(document.createElement('convene-chat'))"


def test_on_a_german_page_everything_around_the_conversation_is_german(visit):
    chat = visit()
    expect(chat.launcher).to_be_visible()

    chat.page.evaluate(AGAIN)
    chat.launcher.click()

    expect(chat.dialog).to_contain_text("automatischen Assistenten")
    expect(chat.dialog.get_by_role("textbox")).to_have_attribute("placeholder", "Nachricht schreiben")


def test_who_writes_german_on_an_english_page_sees_german_days(chat):
    chat.say("einen Termin bitte")

    expect(chat.slots.first).to_be_visible()
    expect(chat.button("Weitere Zeiten")).to_be_visible()
    day = chat.log.locator("fieldset.day legend").first
    assert day.inner_text().split(",")[0].endswith(("tag", "woch"))


def test_german_answers_on_an_english_page_are_read_out_as_german(chat):
    """WCAG 3.1.2: each has its language, before and after a reload."""
    chat.say("wie lange dauert es?")
    answer = chat.log.locator(".row.assistant", has_text="eine halbe Stunde")

    expect(answer).to_have_attribute("lang", "de")
    expect(answer).to_contain_text("Der Assistent sagte")

    chat.page.reload()
    expect(answer).to_have_attribute("lang", "de")


def test_who_speaks_english_in_a_german_browser_sees_no_american_times(visit):
    chat = visit(locale="de-DE")
    chat.launcher.click()
    chat.say("Book a meeting")

    expect(chat.slots.first).to_have_text(re.compile(r"^\d\d:\d\d$"))


def test_the_demo_page_shows_the_chat_in_the_language_of_its_address(visit):
    """For whoever translates: the page itself stays as it is."""
    chat = visit("/?lang=de")
    chat.launcher.click()

    expect(chat.dialog).to_contain_text("automatischen Assistenten")


def test_the_page_about_privacy_is_in_the_readers_language(visit):
    """And the chat on it is too."""
    german, english = visit("/privacy", locale="de-AT"), visit("/privacy")

    expect(german.page.get_by_role("heading", level=1)).to_have_text("Datenschutz")
    expect(german.launcher).to_contain_text("Termin")
    expect(english.page.get_by_role("heading", level=1)).to_have_text("Privacy")


def test_an_address_with_a_language_that_is_not_spoken_changes_nothing(visit):
    chat = visit('/?lang="><b>')
    chat.launcher.click()

    expect(chat.dialog).to_contain_text("automated assistant")

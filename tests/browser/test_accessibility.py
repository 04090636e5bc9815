"""Axe finds nothing in any state, light or dark, wide or narrow."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE

LOOKS = {
    "desktop, light": {"viewport": DESKTOP, "color_scheme": "light", "reduced_motion": "reduce"},
    "phone, dark": {"viewport": PHONE, "color_scheme": "dark", "reduced_motion": "reduce"},
    "forced colours": {"viewport": DESKTOP, "forced_colors": "active", "reduced_motion": "reduce"},
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_every_state_passes_axe(visit, house, check_accessibility, look):
    """W6 to W8, WD2: WCAG 2.0 to 2.2 A and AA and best practice; the page's strict CSP stays on meanwhile."""
    chat = visit(**look)
    check_accessibility(chat.page)
    chat.open()
    check_accessibility(chat.page)
    chat.ask_for_times()
    check_accessibility(chat.page)
    chat.button("Times in").click()
    expect(chat.page.get_by_role("combobox")).to_be_focused()
    check_accessibility(chat.page)
    chat.page.keyboard.press("Escape")
    house.brain.down = True
    chat.say("hello?")
    expect(chat.button("Try again")).to_be_visible()
    check_accessibility(chat.page)
    house.brain.down = False
    chat.button("Try again").click()
    chat.book()
    check_accessibility(chat.page)
    chat.button("Start over").click()
    check_accessibility(chat.page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_privacy_page_passes_axe(visit, check_accessibility, scheme):
    """The page the chat's notice links to."""
    check_accessibility(visit("/privacy", color_scheme=scheme).page)


def test_another_accent_stays_readable(visit, house, check_accessibility):
    """A website's bright yellow becomes a fill with dark text and a link colour that can be read."""
    chat = visit(house.other_site, reduced_motion="reduce")
    chat.open()
    chat.ask_for_times()
    chat.slots.first.click()
    check_accessibility(chat.page)


def test_the_conversation_is_a_log_that_is_never_read_out_again(chat):
    """W7: one log, additions only, each message with its speaker; the bubbles themselves take no focus."""
    chat.ask_for_times()

    expect(chat.log).to_have_attribute("aria-relevant", "additions")
    expect(chat.log).to_contain_text("You said: I want to book a meeting")
    expect(chat.log).to_contain_text("Assistant said: These times are free")
    assert chat.log.locator(".bubble[tabindex]").count() == 0


def test_the_dialog_does_not_hold_the_visitor(chat):
    """W6: it is not modal; the page behind it stays usable."""
    assert chat.dialog.get_attribute("aria-modal") is None

    chat.page.get_by_role("link", name="How it works").first.click()

    assert chat.page.url.endswith("#steps")
    expect(chat.dialog).to_be_visible()


def test_a_slow_answer_is_announced(chat, house):
    """W4: after a third of a second a status says that the assistant writes; it goes when the answer comes."""
    house.brain.thinks = True

    chat.say("hello")

    expect(chat.dialog.get_by_role("status").filter(has_text="Assistant is writing")).to_be_visible()
    house.brain.thinks = False
    expect(chat.log).to_contain_text("Assistant said: You said: hello")
    expect(chat.dialog.get_by_text("Assistant is writing")).to_have_count(0)


def test_zoomed_to_200_percent_everything_is_there(visit):
    """W8: half the width and height in CSS pixels; the chat takes the whole of it."""
    chat = visit(viewport={"width": 640, "height": 400})
    chat.open()
    chat.ask_for_times()

    box = chat.dialog.bounding_box()
    assert (round(box["width"]), round(box["height"])) == (640, 400)
    expect(chat.input).to_be_in_viewport()

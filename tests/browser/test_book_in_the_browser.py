"""A visitor books a meeting in the widget: with the mouse, with the keyboard alone, on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Chat

FOCUSED_NAME = """() => {
  let element = document.activeElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element.getAttribute("aria-label") || element.textContent.trim();
}"""


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press Tab until the focus is on what has this name."""
    for _ in range(40):
        page.keyboard.press(key)
        if page.evaluate(FOCUSED_NAME) == name:
            return
    raise AssertionError(f"the keyboard never reaches {name!r}")


def test_books_with_the_mouse(chat, house):
    """W2, W3: times by day, one click, e-mail, name, a summary to confirm, and a card with everything on it."""
    chat.ask_for_times()
    expect(chat.log.get_by_role("group", name="Times to choose from").get_by_role("group")).to_have_count(4)
    chat.book()

    card = chat.log.locator(".booking")
    expect(card).to_contain_text(
        chat.in_words(
            "2026-11-24T09:30:00Z", "Europe/Paris", weekday="long", day="numeric", month="long", year="numeric"
        )
    )
    expect(card).to_contain_text("10:30")
    expect(card).to_contain_text("Europe/Paris, GMT+1")
    expect(card).to_contain_text("Anna Berger")
    expect(card.get_by_role("link", name="Add to calendar")).to_have_attribute(
        "href", f"{house.url}/b/token/invite.ics"
    )
    expect(card.get_by_role("link", name="Change or cancel")).to_have_attribute("href", f"{house.url}/b/token")
    expect(card.get_by_role("link", name="Meeting link")).to_have_attribute(
        "href", "https://meet.northwind.test/4f6c1d"
    )
    assert [said["message"] for said in house.brain.received] == [
        "/greet",
        "I want to book a meeting",
        '/choose_slot{"slot":"slot-20261124T0930"}',
        "ada@analytical.test",
        "Ada Lovelace",
        "/affirm",
    ]
    assert house.brain.received[1]["metadata"] == {"timezone": "Europe/Paris", "locale": "en-GB", "page": "/"}


def test_books_with_the_keyboard_alone(visit):
    """W6, WD1: open, choose, write, confirm and close without a mouse; the focus is always where one goes on."""
    chat: Chat = visit()
    page = chat.page
    expect(chat.launcher).to_be_visible()
    page.keyboard.press("Shift+Tab")
    while page.evaluate(FOCUSED_NAME) != "Book a meeting":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(chat.input).to_be_focused()

    page.keyboard.type("I want to book a meeting")
    page.keyboard.press("Enter")
    expect(chat.slots.first).to_be_visible()
    tab_to(page, chat.slots.nth(1).get_attribute("aria-label"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(chat.input).to_be_focused()
    expect(chat.input).to_have_attribute("type", "email")

    page.keyboard.type("ada@analytical.test")
    page.keyboard.press("Enter")
    expect(chat.log).to_contain_text("your name, please")
    page.keyboard.type("Ada Lovelace")
    page.keyboard.press("Enter")
    expect(chat.button("Yes, book it")).to_be_visible()
    tab_to(page, "Yes, book it", "Shift+Tab")
    page.keyboard.press("Space")
    expect(chat.log.get_by_role("heading", name="You’re booked")).to_be_visible()

    page.keyboard.press("Escape")
    expect(chat.dialog).to_be_hidden()
    expect(chat.launcher).to_be_focused()


def test_books_on_a_phone(visit, tmp_path):
    """W8, WD2: the chat fills the small screen, nothing sticks out or lies over Send, and everything can be hit."""
    chat: Chat = visit(viewport=PHONE, reduced_motion="reduce")
    page = chat.page
    chat.open()
    assert chat.dialog.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    expect(chat.launcher).to_be_hidden()
    chat.ask_for_times()
    too_small = """dialog => [...dialog.querySelectorAll('button, input, a.primary, a.secondary')]
      .filter(e => e.checkVisibility())
      .map(e => [e.getAttribute('aria-label') || e.textContent, e.getBoundingClientRect()])
      .filter(([name, box]) => box.height < 44 || (box.width < 44)).map(([name]) => name)"""
    assert chat.dialog.evaluate(too_small) == []
    chat.book()
    assert chat.dialog.evaluate(too_small) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.screenshot(path=tmp_path / "booked-on-a-phone.png")


def test_books_from_another_website(visit, house):
    """An allowed website embeds the widget: it talks across origins, and tells what the page knows of the visitor."""
    chat: Chat = visit(house.other_site)
    chat.open()
    chat.ask_for_times()
    chat.book()

    told = house.brain.received[0]["metadata"]
    assert told["person"] == {"name": "Ada Lovelace"}
    assert told["company"] == {"name": "Analytical"}
    expect(chat.log.get_by_role("link", name="Change or cancel")).to_have_attribute("href", f"{house.url}/b/token")


def test_times_are_named_with_their_day(chat):
    """W2: out of context a button still says which day it is; the days are groups with the day as their name."""
    chat.ask_for_times()
    day = chat.in_words("2026-11-24T09:30:00Z", "Europe/Paris", weekday="long", day="numeric", month="long")

    assert chat.slots.first.inner_text() == "10:30"
    assert chat.slots.first.get_attribute("aria-label") == f"{day}, 10:30"
    expect(chat.log.get_by_role("group", name=day)).to_be_visible()


def test_more_times_come_on_request(chat, house):
    """D12: more times replace the first ones; a click on an old one explains itself and sends nothing (D3)."""
    chat.ask_for_times()
    old = chat.slots.first
    chat.button("More times").click()
    expect(chat.log.locator(".slots[data-retired]")).to_have_count(1)
    sent = len(house.brain.received)

    old.click(force=True)

    expect(chat.dialog).to_contain_text("These times are from earlier")
    assert len(house.brain.received) == sent
    chat.log.locator(".slots:not([data-retired]) .slot").first.click()
    expect(chat.log).to_contain_text("Good choice")


def test_a_time_clicked_while_others_come_explains_itself(chat, house):
    """D3: the click came before the other times did, and counts no more than one after them."""
    chat.ask_for_times()
    house.brain.thinks = True
    chat.button("More times").click()
    chat.slots.first.click()
    house.brain.thinks = False

    expect(chat.dialog).to_contain_text("These times are from earlier")
    assert not any(said["message"].startswith("/choose_slot") for said in house.brain.received)


def test_a_time_taken_meanwhile_brings_other_times(chat, house):
    """W9: the slot went to somebody else; the visitor sees which, and new times at once."""
    chat.ask_for_times()
    house.brain.taken.add("slot-20261124T0930")

    chat.slots.first.click()

    expect(chat.log).to_contain_text("just been taken")
    expect(chat.log.locator(".slots:not([data-retired]) .slot").first).to_be_visible()


@pytest.mark.parametrize("thinks", [False, True], ids=["answered at once", "while the answer is on its way"])
def test_a_double_click_sends_once(chat, house, thinks):
    """WG3, D9: the second click of two does nothing, and neither does Enter."""
    chat.ask_for_times()
    house.brain.thinks = thinks

    chat.slots.first.dblclick(delay=30)
    chat.input.press("Enter")
    house.brain.thinks = False
    expect(chat.log).to_contain_text("Good choice")
    chat.say("ada@analytical.test")
    expect(chat.log).to_contain_text("your name, please")

    assert sum(said["message"].startswith("/choose_slot") for said in house.brain.received) == 1


def test_the_input_helps_with_what_is_asked(chat):
    """The browser offers the right keyboard and what it knows: e-mail, then name, then plain text again."""
    chat.ask_for_times()
    chat.slots.first.click()
    expect(chat.dialog.get_by_label("Your e-mail address")).to_have_attribute("autocomplete", "email")

    chat.say("ada@analytical.test")
    expect(chat.dialog.get_by_label("Your name")).to_have_attribute("autocomplete", "name")

    chat.say("Ada")
    expect(chat.dialog.get_by_label("Your message")).to_have_attribute("autocomplete", "off")

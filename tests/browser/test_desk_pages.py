"""The desk's pages in a real browser: an invitation written by keyboard, without JavaScript, and axe on every page."""

import re
from collections.abc import Callable
from dataclasses import replace
from email import message_from_string, policy
from typing import Any

from playwright.sync_api import Page, expect

from convene.model import Person
from tests.browser.conftest import PHONE, every_look
from tests.browser.office import FrontOffice
from tests.fakes import FakeCalendar
from tests.service.vendor import ANNA, FakeVendor


def test_a_rep_writes_an_invitation_with_the_keyboard_alone(front: FrontOffice, sign_in: Callable[..., Page]) -> None:
    """From the empty text to the saved one: tokens by searching, the preview following, the next visitor's mail."""
    page = sign_in("anna", "/app/invitation")
    text, preview = page.locator("#body_en"), page.frame_locator("#preview")
    letter = preview.frame_locator(".letter-frame")

    text.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Hi ")
    _token(page, "first name")
    page.keyboard.type(", looking forward to talking about ")
    _token(page, "where the visitor works")

    expect(text).to_have_value(
        'Hi {{ person.first_name | default("there") }}, looking forward to talking about '
        '{{ company.name | default("your company") }}'
    )
    expect(letter.get_by_text("Hi Ada, looking forward to talking about Analytical Engines")).to_be_visible()
    expect(page.get_by_label("Include a link for the video call")).to_be_checked()
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The next visitor’s invitation says exactly this")).to_be_visible()

    front.run(front.office.store.pause("sales", "ben", paused=True))
    front.run(front.office.book("next", Person("Grace Hopper", "grace@navy.test")))
    mails = front.run(front.office.store.outgoing_mail())
    sent = next(m.message for m in mails if "grace@navy.test" in m.message and m.key.endswith("/invitation"))
    body = message_from_string(sent, policy=policy.default).get_body(("plain",))
    assert body
    assert "Hi Grace, looking forward to talking about Engines Ltd" in " ".join(body.get_content().split())


def test_the_box_for_a_meet_link_decides_what_is_sent(front: FrontOffice, sign_in: Callable[..., Page]) -> None:
    """With a connected Google account: ticked, seen in the preview, and so it is in the next visitor's event."""
    calendar = front.office.calendars["anna"] = FakeCalendar(sends_invitations=True)
    front.run(front.connect())
    page = sign_in("anna", "/app/invitation")
    box, entry = page.get_by_label("Include a Google Meet link"), page.frame_locator("#preview").locator(".entry")
    expect(box).to_be_enabled()
    box.uncheck()
    page.locator("#body_en").fill("Hi {{ person.first_name }}")
    expect(entry).to_contain_text("Hi Ada")
    expect(entry).not_to_contain_text("meet.google.com")
    box.check()
    expect(entry).to_contain_text("meet.google.com")
    expect(entry).to_contain_text("Move or cancel (for Ada Lovelace): http")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The next visitor’s invitation says exactly this")).to_be_visible()

    front.run(front.office.store.pause("sales", "ben", paused=True))
    front.run(front.office.book("next", Person("Grace Hopper", "grace@navy.test")))

    [event] = [e for e in calendar.events.values() if e.attendee_email == "grace@navy.test"]
    assert event.conference
    assert event.description.startswith("Hi Grace\n\nMove or cancel (for Grace Hopper): http")


def test_the_box_is_grey_where_the_account_makes_no_links(front: FrontOffice, sign_in: Callable[..., Page]) -> None:
    """And says why."""
    vendor = FakeVendor("microsoft", replace(ANNA, conference=False, no_conference="no_teams_personal"))
    front.use(accounts={"microsoft": vendor})
    front.run(front.connect("microsoft"))
    page = sign_in("anna", "/app/invitation")

    box = page.get_by_label("Include a Microsoft Teams link")

    expect(box).to_be_disabled()
    expect(box).to_have_accessible_description(re.compile("Personal Microsoft accounts make no Teams links"))


def test_an_admin_writes_the_teams_text_as_reps_write_theirs(front: FrontOffice, sign_in: Callable[..., Page]) -> None:
    """Tokens at the cursor, the preview with whoever meets, history with undo."""
    page = sign_in("admin", "/app/invitation/team")
    text, letter = page.locator("#body_en"), page.frame_locator("#preview").frame_locator(".letter-frame")
    text.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Welcome ")
    _token(page, "first name")
    page.keyboard.type(", says {{ rep.first_name }}")
    expect(letter.get_by_text("Welcome Ada, says Anna")).to_be_visible()
    page.get_by_label("Met by").select_option(label="Ben")
    expect(letter.get_by_text("Welcome Ada, says Ben")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Every rep without a text of their own uses it")).to_be_visible()

    page.get_by_role("button", name="Bring back").click()

    expect(text).to_have_value("Hello {{ person.first_name | default('there') }}")


def test_a_mistake_is_told_while_typing(sign_in: Callable[..., Page]) -> None:
    """Case I1: beside the field, for the eye and for a screen reader, with the nearest token there is."""
    page = sign_in("anna", "/app/invitation")
    text = page.locator("#body_en")

    text.fill("Hi {{ person.frist_name }}")

    expect(page.locator("#body_en-problem")).to_contain_text("did you mean {{ person.first_name }}?")
    expect(text).to_have_attribute("aria-invalid", "true")
    text.fill("Hi {{ person.first_name }}")
    expect(page.locator("#body_en-problem")).to_be_empty()
    expect(text).not_to_have_attribute("aria-invalid", "true")


def test_everything_works_without_javascript(front: FrontOffice, sign_in: Callable[..., Page]) -> None:
    """Preview by its button, saving, and the menu of a phone."""
    page = sign_in("anna", "/app/invitation", java_script_enabled=False, viewport=PHONE)

    page.locator("#body_en").fill("Hello {{ person.name }}")
    page.get_by_role("button", name="Show the preview").click()
    expect(page.frame_locator("#preview").frame_locator(".letter-frame").get_by_text("Hello Ada")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The next visitor’s invitation says exactly this")).to_be_visible()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Queue").click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()


@every_look
def test_every_page_passes_axe_and_fits_the_screen(
    front: FrontOffice, sign_in: Callable[..., Page], looks_right: Callable[[Page], None], look: dict[str, Any]
) -> None:
    """WCAG 2.2 AA and best practice; no page scrolls sideways."""
    page = sign_in("admin", **look)
    for path in (
        "/app",
        "/app/invitation?rep=anna",
        "/app/invitation/team",
        "/app/queue",
        "/app/health",
        "/app/people",
        "/app/accounts",
        "/app/website",
        "/app/meetings/none",
    ):
        page.goto(front.url + path)
        looks_right(page)
    page.goto(front.url + "/app/website")
    page.locator("main form button").click()
    looks_right(page)
    page.context.clear_cookies()
    page.goto(front.url + "/app/sign-in")
    looks_right(page)


def _token(page: Page, words: str) -> None:
    """Insert a token as somebody without a mouse does: to the braces, search, Enter."""
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Insert a token: Text, English")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#body_en")).to_be_focused()

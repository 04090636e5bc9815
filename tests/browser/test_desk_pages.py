"""The desk's pages in a real browser: an invitation written by keyboard, without JavaScript, and axe on every page."""

from collections.abc import Callable
from email import message_from_string, policy
from typing import Any

from playwright.sync_api import Page, expect

from convene.model import Person
from tests.browser.conftest import PHONE, every_look
from tests.browser.office import FrontOffice


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
        "/app/meetings/none",
    ):
        page.goto(front.url + path)
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

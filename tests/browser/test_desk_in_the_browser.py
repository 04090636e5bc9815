"""Meetings and availability at the desk in a real browser: without JavaScript, by keyboard, on every screen."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.office import FrontOffice

WIDE = {"width": 1440, "height": 900}


def test_a_rep_looks_a_meeting_up_and_moves_it_without_javascript(
    front: FrontOffice, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("anna", java_script_enabled=False)
    page.get_by_label("Search").fill("lovelace")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name=re.compile("November")).click()
    expect(page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    page.get_by_role("link", name="Move").click()
    page.get_by_label("When?").fill("Thursday")
    page.get_by_role("button", name="Search").click()
    page.locator("label.slot").first.click()
    page.get_by_role("button", name="Move the meeting").click()

    expect(page.get_by_role("status")).to_contain_text("The meeting has moved")
    expect(page.get_by_text("Moved to Thursday")).to_be_visible()


def test_a_meeting_is_passed_on_and_cancelled(front: FrontOffice, sign_in: Callable[..., Page]) -> None:
    page = sign_in("admin", f"/app/meetings/{front.meeting.id}")
    page.get_by_role("link", name="Pass on").click()
    page.get_by_label("Ben").check()
    page.get_by_role("button", name="Pass it on").click()
    expect(page.get_by_role("status")).to_contain_text("Ben has the meeting now")

    page.get_by_role("link", name="Cancel").click()
    page.get_by_label("A word to the visitor").fill("We have to find another day")
    page.get_by_role("button", name="Cancel the meeting").click()
    expect(page.get_by_role("status")).to_contain_text("The meeting is cancelled")
    expect(page.get_by_text("“We have to find another day”")).to_be_visible()


def test_a_stranger_is_asked_to_sign_in_and_somebody_else_finds_nothing(
    front: FrontOffice, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("ben", f"/app/meetings/{front.meeting.id}")
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    page.context.clear_cookies()
    for path in ("/app", f"/app/meetings/{front.meeting.id}", "/app/availability"):
        page.goto(front.url + path)
        assert "/app/sign-in" in page.url


def test_the_file_is_downloaded(front: FrontOffice, sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")

    with page.expect_download() as started:
        page.get_by_role("link", name="Export CSV").click()

    assert "ada@engines.test" in Path(started.value.path()).read_text(encoding="utf-8")


def test_hours_are_typed_looked_at_and_saved_without_javascript(
    front: FrontOffice, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("anna", "/app/availability", java_script_enabled=False)
    page.get_by_label("Wednesday").fill("10-12, mornings")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("“mornings” is not a block of hours")).to_be_visible()
    expect(page.get_by_label("Wednesday")).to_have_value("10-12, mornings")

    page.get_by_label("Wednesday").fill("10-12")
    page.get_by_role("button", name="Look before saving").click()
    page.get_by_role("button", name="Wed 25, 10:00: Offered").click()
    expect(page.locator("#why")).to_contain_text("A visitor would be offered this time")
    expect(page.get_by_label("Wednesday")).to_have_value("10-12")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Saved")

    page.get_by_role("link", name="Tue 24, 11:30: Busy").click()
    expect(page.locator("#why")).to_contain_text("The calendar has something from")


def test_hours_are_set_with_the_keyboard_alone(front: FrontOffice, sign_in: Callable[..., Page]) -> None:
    """The strip of half-hours, the save button, and the week, without touching a mouse."""
    page = sign_in("anna", "/app/availability")
    friday = page.get_by_label("Friday", exact=True)
    friday.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("9-12")
    page.keyboard.press("Tab")
    strip = page.get_by_role("group", name=re.compile("^Friday: half-hours"))
    expect(strip.get_by_role("button", name="09:00–09:30")).to_be_focused()
    page.keyboard.press("End")
    for _ in range(16):
        page.keyboard.press("ArrowLeft")
    expect(strip.get_by_role("button", name="13:30–14:00")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    expect(friday).to_have_value("09:00-12:00, 13:30-14:30")

    half = page.get_by_role("link", name="Fri 27, 13:30").or_(page.get_by_role("button", name="Fri 27, 13:30: Offered"))
    expect(half).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Saved")

    page.locator(".week .half[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#why dd").first).to_be_visible()


def test_hours_are_painted_with_the_mouse(front: FrontOffice, sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna", "/app/availability", viewport=WIDE)
    monday = page.get_by_label("Monday", exact=True)
    strip = page.get_by_role("group", name=re.compile("^Monday: half-hours"))

    def drag(first: str, last: str) -> None:
        start, end = (strip.get_by_role("button", name=name).bounding_box() for name in (first, last))
        page.mouse.move(start["x"] + start["width"] / 2, start["y"] + 8)
        page.mouse.down()
        page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 8, steps=6)
        page.mouse.up()

    drag("12:00–12:30", "12:30–13:00")
    expect(monday).to_have_value("09:00-12:00, 13:00-17:00")
    drag("17:00–17:30", "18:30–19:00")
    expect(monday).to_have_value("09:00-12:00, 13:00-19:00")
    expect(page.get_by_role("button", name="Mon 23, 18:00: Offered")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Saved")
    expect(page.get_by_label("Monday", exact=True)).to_have_value("09:00-12:00, 13:00-19:00")


@pytest.mark.parametrize("path", ["/app/availability", "/app/invitation"])
def test_what_is_not_saved_is_told_and_not_lost_by_leaving(sign_in: Callable[..., Page], path: str) -> None:
    """As soon as something is typed; saved, or back as it was, there is nothing to lose."""
    page = sign_in("anna", path)
    field, told = page.locator("#hours_1, #body_en"), page.get_by_text("Not saved yet", exact=True)
    before = field.input_value()
    expect(told).to_be_hidden()

    field.fill("10-12")
    expect(told).to_be_visible()
    assert _asks_before_leaving(page)
    field.fill(before)
    expect(told).to_be_hidden()
    assert not _asks_before_leaving(page)
    field.fill("10-12")
    note = "(event) => { sessionStorage.setItem('asked', event.defaultPrevented); }"
    page.evaluate(f"() => {{ addEventListener('beforeunload', {note}); }}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Saved")
    expect(told).to_be_hidden()
    assert page.evaluate("sessionStorage.getItem('asked')") == "false"


def _asks_before_leaving(page: Page) -> bool:
    """Whether the browser would ask; its question itself is its own."""
    return bool(page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))"))


def test_choosing_a_country_brings_its_regions(front: FrontOffice, sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna", "/app/availability")

    page.get_by_label("Public holidays of").select_option("DE")
    page.get_by_label("Region").select_option("BY")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_label("Region")).to_have_value("BY")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE, {"width": 320, "height": 640}], ids=["wide", "phone", "small"])
def test_every_page_passes_axe_and_fits_the_screen(
    front: FrontOffice,
    sign_in: Callable[..., Page],
    looks_right: Callable[[Page], None],
    screen: dict[str, int],
    scheme: str,
) -> None:
    """WCAG 2.2 AA and best practice, in every state."""
    page = sign_in("admin", viewport=screen, color_scheme=scheme)
    meeting = f"/app/meetings/{front.meeting.id}"
    paths = ["/app", "/app?q=nobody", "/app?tab=past&from=never", meeting, f"{meeting}/move", f"{meeting}/cancel"]
    paths += [f"{meeting}/pass-on", f"{meeting}/no-show"]
    paths += ["/app/availability?rep=anna&week=2026-11-23&at=2026-11-24T11:30"]
    for path in paths:
        page.goto(front.url + path)
        looks_right(page)
    page.get_by_label("Wednesday", exact=True).fill("mornings")
    page.get_by_role("button", name="Save", exact=True).click()
    looks_right(page)

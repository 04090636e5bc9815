"""A booking's page and the demo's mailbox in a real browser: without JavaScript, on a phone, in light and dark."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from convene.booking.links import entry_url, manage_token
from convene.mail.delivery import Delivery
from convene.mail.send import FileSender
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.office import FrontOffice


@pytest.fixture
def path(front: FrontOffice) -> str:
    """The path of the page of Anna's meeting, whose mails are delivered."""
    office = front.office
    sender = FileSender(office.services.settings.state_dir / "outbox")
    while front.run(Delivery(office.store, sender).deliver_next(office.clock.now())):
        pass
    return f"/b/{manage_token(office.services, front.meeting)}"


def test_a_meeting_is_moved_and_cancelled_without_javascript(path: str, open_page: Callable[..., Page]) -> None:
    """P5: from the page of the meeting, with nothing but links and forms."""
    page = open_page(path, java_script_enabled=False)
    page.get_by_role("link", name="Move").click()
    page.get_by_label("When would suit you?").fill("Thursday")
    page.get_by_role("button", name="Search").click()
    day = page.get_by_role("group", name="Thursday, November 26, 2026")
    day.locator("label").first.click()
    page.get_by_role("button", name="Move the meeting").click()
    expect(page.get_by_role("status")).to_contain_text("Your meeting has moved")
    expect(page.get_by_text("Thursday, November 26, 2026")).to_be_visible()

    page.get_by_role("link", name="Cancel", exact=True).click()
    page.get_by_label("A word to Anna, if you like").fill("Another time, perhaps")
    page.get_by_role("button", name="Cancel the meeting").click()
    expect(page.get_by_text("This meeting is cancelled")).to_be_visible()
    expect(page.get_by_role("link", name="Move")).to_have_count(0)


@pytest.mark.parametrize(
    "look", [{"viewport": DESKTOP}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desktop", "phone, dark"]
)
def test_the_link_in_the_calendar_entry_mails_the_visitor_their_own(
    front: FrontOffice, open_page: Callable[..., Page], look: dict[str, object]
) -> None:
    """P13: whoever reads the calendar sees the meeting, and changes nothing."""
    page = open_page(entry_url(front.office.services, front.meeting).removeprefix(front.url), **look)
    expect(page.get_by_role("link", name="Move")).to_have_count(0)
    page.get_by_role("button", name="Mail me my link").click()

    expect(page.get_by_role("status")).to_contain_text("A mail with the link is on its way")


def test_a_meeting_is_moved_with_the_keyboard_alone(path: str, open_page: Callable[..., Page]) -> None:
    """W6."""
    page = open_page(f"{path}/move?when=thursday")
    first = page.get_by_role("radio").first
    first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Your meeting has moved")).to_be_visible()


def test_a_browser_does_not_send_the_form_before_a_time_is_chosen(path: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{path}/move")

    page.get_by_role("button", name="Move the meeting").click()

    assert page.url.endswith("/move")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_times_can_be_read_in_another_zone(path: str, open_page: Callable[..., Page]) -> None:
    """T7."""
    page = open_page(path, java_script_enabled=False)
    page.get_by_text("Change time zone").click()
    page.get_by_label("Show times in").select_option("Asia/Kolkata")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_text("Times are in Kolkata Time (GMT+5:30).")).to_be_visible()


def test_the_invitation_leads_to_the_page(path: str, open_page: Callable[..., Page]) -> None:
    """From the demo's mailbox: the mail is in a sandbox, its link opens a page of its own."""
    page = open_page("/demo/mail")
    page.get_by_role("link", name=re.compile("To Ada Lovelace")).click()
    mail = page.frame_locator("iframe")
    expect(mail.get_by_text("Hello Ada")).to_be_visible()

    with page.context.expect_page() as opened:
        mail.get_by_role("link", name="Move or cancel the meeting").click()

    expect(opened.value.get_by_role("heading", name="Intro call")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [DESKTOP, PHONE, {"width": 320, "height": 640}], ids=["desktop", "phone", "small"])
def test_every_page_passes_axe_and_fits_the_screen(
    front: FrontOffice,
    path: str,
    open_page: Callable[..., Page],
    looks_right: Callable[[Page], None],
    screen: dict[str, int],
    scheme: str,
) -> None:
    """W8: 320 pixels are a desktop at 400 % zoom (WCAG 1.4.10)."""
    page = open_page(path, viewport=screen, color_scheme=scheme)
    page.get_by_text("Change time zone").click()
    looks_right(page)
    for other in (f"{path}/move", f"{path}/cancel", "/b/forged", "/demo/mail"):
        page.goto(front.url + other)
        looks_right(page)
    page.get_by_role("link", name=re.compile("To Ada Lovelace")).click()
    looks_right(page)

"""A booking's page and the demo's mailbox in a real browser: without JavaScript, on a phone, in light and dark."""

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sanic import Sanic

from convene.booking.links import manage_token
from convene.mail.delivery import deliver_due
from convene.mail.send import FileSender
from convene.manage import blueprint as manage
from convene.site import blueprint as site
from convene.site import demo_mail
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.house import served
from tests.service.conftest import Office, open_office, rep


@dataclass
class Meeting:
    """A booked meeting: where Convene answers, and the path of the meeting's page."""

    url: str
    path: str


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Meeting]:
    """A meeting with Anna, its mails delivered; served from a thread."""
    ready, stop = threading.Event(), threading.Event()
    found: dict[str, Meeting] = {}

    async def live() -> None:
        try:
            async with AsyncExitStack() as stack:
                found["meeting"] = await _open(stack, tmp_path)
                ready.set()
                await asyncio.to_thread(stop.wait)
        finally:
            ready.set()

    thread = threading.Thread(target=asyncio.run, args=(live(),))
    thread.start()
    ready.wait()
    yield found["meeting"]
    stop.set()
    thread.join()


async def _open(stack: AsyncExitStack, folder: Path) -> Meeting:
    office = await open_office(f"sqlite+aiosqlite:///{folder / 'c.db'}", folder, rep("anna"), rep("ben"))
    stack.push_async_callback(office.store.close)
    app = Sanic(f"booking-page-test-{folder.name}", configure_logging=False)
    app.ctx.services = office.services
    for blueprint in (site, manage, demo_mail.blueprint):
        app.blueprint(blueprint.copy(f"{blueprint.name}_{folder.name}".replace("[", "_").replace("]", "_")))
    url = await stack.enter_async_context(served(app))
    office.services = replace(office.services, settings=office.services.settings.model_copy(update={"base_url": url}))
    app.ctx.services = office.services
    return Meeting(url, await _book(office, folder))


async def _book(office: Office, folder: Path) -> str:
    booking = await office.book(number=2)
    await deliver_due(office.store, FileSender(folder / "outbox"), office.clock.now())
    return f"/b/{manage_token(office.services, booking)}"


@pytest.fixture
def open_page(browser: Browser, meeting: Meeting) -> Iterator[Callable[..., Page]]:
    """Opens a path of Convene; nothing may come from elsewhere, and the CSP may block nothing."""
    contexts, trouble = [], []

    def open_page(path: str, **settings: object) -> Page:
        context = browser.new_context(**({"viewport": DESKTOP} | settings))
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: "Content Security" in said.text and trouble.append(said.text))
        page.on("request", lambda asked: asked.url.startswith(meeting.url) or trouble.append(asked.url))
        page.goto(meeting.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def test_a_meeting_is_moved_and_cancelled_without_javascript(meeting: Meeting, open_page: Callable[..., Page]) -> None:
    """P5: from the page of the meeting, with nothing but links and forms."""
    page = open_page(meeting.path, java_script_enabled=False)
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


def test_a_meeting_is_moved_with_the_keyboard_alone(meeting: Meeting, open_page: Callable[..., Page]) -> None:
    """W6."""
    page = open_page(f"{meeting.path}/move?when=thursday")
    first = page.get_by_role("radio").first
    first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Your meeting has moved")).to_be_visible()


def test_a_browser_does_not_send_the_form_before_a_time_is_chosen(
    meeting: Meeting, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{meeting.path}/move")

    page.get_by_role("button", name="Move the meeting").click()

    assert page.url.endswith("/move")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_times_can_be_read_in_another_zone(meeting: Meeting, open_page: Callable[..., Page]) -> None:
    """T7."""
    page = open_page(meeting.path, java_script_enabled=False)
    page.get_by_text("Change time zone").click()
    page.get_by_label("Show times in").select_option("Asia/Kolkata")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_text("Times are in Kolkata Time (GMT+5:30).")).to_be_visible()


def test_the_invitation_leads_to_the_page(meeting: Meeting, open_page: Callable[..., Page]) -> None:
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
    meeting: Meeting,
    open_page: Callable[..., Page],
    check_accessibility: Callable[[Page], None],
    screen: dict[str, int],
    scheme: str,
) -> None:
    """W8: 320 pixels are a desktop at 400 % zoom (WCAG 1.4.10)."""
    page = open_page(meeting.path, viewport=screen, color_scheme=scheme)
    page.get_by_text("Change time zone").click()
    _check(page, check_accessibility)
    for path in (f"{meeting.path}/move", f"{meeting.path}/cancel", "/b/forged", "/demo/mail"):
        page.goto(meeting.url + path)
        _check(page, check_accessibility)
    page.get_by_role("link", name=re.compile("To Ada Lovelace")).click()
    _check(page, check_accessibility)


def _check(page: Page, check_accessibility: Callable[[Page], None]) -> None:
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

"""Meetings and availability at the desk in a real browser: without JavaScript, by keyboard, on every screen."""

import asyncio
import re
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sanic import Sanic

from convene.booking.sync import sync_all
from convene.desk import BLUEPRINTS
from convene.desk.sign_in import desk_link
from convene.site import blueprint as site
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.house import served
from tests.service.conftest import MONDAY, Office, open_office, rep

WIDE = {"width": 1440, "height": 900}


@dataclass
class Desk:
    """An office with Anna, Ben and a meeting of Anna's, served from a thread."""

    url: str
    office: Office
    meeting: str
    loop: asyncio.AbstractEventLoop

    def link(self, name: str) -> str:
        """A fresh sign-in link."""
        services = self.office.services
        return desk_link(services.settings, f"{name}@northwind.test", services.clock.now())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do something in the office's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    ready, stop = threading.Event(), threading.Event()
    found: dict[str, Desk] = {}

    async def live() -> None:
        try:
            async with AsyncExitStack() as stack:
                found["desk"] = await _open(stack, tmp_path)
                ready.set()
                await asyncio.to_thread(stop.wait)
        finally:
            ready.set()

    thread = threading.Thread(target=asyncio.run, args=(live(),))
    thread.start()
    ready.wait()
    yield found["desk"]
    stop.set()
    thread.join()


async def _open(stack: AsyncExitStack, folder: Path) -> Desk:
    office = await open_office(f"sqlite+aiosqlite:///{folder / 'c.db'}", folder, rep("anna"), rep("ben"))
    stack.push_async_callback(office.store.close)
    name = re.sub(r"\W", "_", folder.name)
    app: Sanic[Any, Any] = Sanic(f"desk-browser-test-{name}", configure_logging=False)
    app.ctx.services = office.services
    for blueprint in (site, *BLUEPRINTS):
        app.blueprint(blueprint.copy(f"{blueprint.name}_{name}"))
    url = await stack.enter_async_context(served(app))
    office.services.settings.__dict__["public_url"] = url
    app.ctx.services = office.services
    booking = await office.book()
    office.calendars["anna"].block(MONDAY.replace(day=24, hour=10), minutes=90)
    await sync_all(office.services)
    return Desk(url, office, booking.id, asyncio.get_running_loop())


@pytest.fixture
def sign_in(browser: Browser, desk: Desk) -> Iterator[Callable[..., Page]]:
    """Opens the desk as somebody; nothing may come from elsewhere, no script may fail, the CSP may block nothing."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def sign_in(name: str, path: str = "/app", **settings: Any) -> Page:
        context = browser.new_context(**({"viewport": DESKTOP, "locale": "en-GB"} | settings))
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda said: "Content Security" in said.text and trouble.append(said.text))
        page.on("request", lambda asked: asked.url.startswith(desk.url) or trouble.append(asked.url))
        link = desk.link(name)
        page.goto(desk.url + link[link.index("/app/") :])
        page.get_by_role("button", name="Sign in").click()
        page.goto(desk.url + path)
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert trouble == []


def test_a_rep_looks_a_meeting_up_and_moves_it_without_javascript(desk: Desk, sign_in: Callable[..., Page]) -> None:
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


def test_a_meeting_is_passed_on_and_cancelled(desk: Desk, sign_in: Callable[..., Page]) -> None:
    page = sign_in("admin", f"/app/meetings/{desk.meeting}")
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
    desk: Desk, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("ben", f"/app/meetings/{desk.meeting}")
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    page.context.clear_cookies()
    for path in ("/app", f"/app/meetings/{desk.meeting}", "/app/availability"):
        page.goto(desk.url + path)
        assert "/app/sign-in" in page.url


def test_the_file_is_downloaded(desk: Desk, sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")

    with page.expect_download() as started:
        page.get_by_role("link", name="Export CSV").click()

    assert "ada@engines.test" in Path(started.value.path()).read_text(encoding="utf-8")


def test_hours_are_typed_looked_at_and_saved_without_javascript(desk: Desk, sign_in: Callable[..., Page]) -> None:
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


def test_hours_are_set_with_the_keyboard_alone(desk: Desk, sign_in: Callable[..., Page]) -> None:
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


def test_hours_are_painted_with_the_mouse(desk: Desk, sign_in: Callable[..., Page]) -> None:
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


def test_choosing_a_country_brings_its_regions(desk: Desk, sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna", "/app/availability")

    page.get_by_label("Public holidays of").select_option("DE")
    page.get_by_label("Region").select_option("BY")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_label("Region")).to_have_value("BY")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE, {"width": 320, "height": 640}], ids=["wide", "phone", "small"])
def test_every_page_passes_axe_and_fits_the_screen(
    desk: Desk,
    sign_in: Callable[..., Page],
    check_accessibility: Callable[[Page], None],
    screen: dict[str, int],
    scheme: str,
) -> None:
    """WCAG 2.2 AA and best practice, in every state."""
    page = sign_in("admin", viewport=screen, color_scheme=scheme)
    meeting = f"/app/meetings/{desk.meeting}"
    paths = ["/app", "/app?q=nobody", "/app?tab=past&from=never", meeting, f"{meeting}/move", f"{meeting}/cancel"]
    paths += [f"{meeting}/pass-on", f"{meeting}/no-show"]
    paths += ["/app/availability?rep=anna&week=2026-11-23&at=2026-11-24T11:30"]
    for path in paths:
        page.goto(desk.url + path)
        _check(page, check_accessibility)
    page.get_by_label("Wednesday", exact=True).fill("mornings")
    page.get_by_role("button", name="Save", exact=True).click()
    _check(page, check_accessibility)


def _check(page: Page, check_accessibility: Callable[[Page], None]) -> None:
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url

"""The desk's pages in a real browser: an invitation written by keyboard, without JavaScript, and axe on every page."""

import asyncio
import re
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sanic import Sanic

from convene.booking.connecting import connect
from convene.booking.consents import CONNECT, Errand, arrive, of_user, send
from convene.desk import BLUEPRINTS
from convene.desk.sign_in import desk_link
from convene.model import Person
from convene.site import blueprint as site
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.house import served
from tests.fakes import FakeCalendar
from tests.service.conftest import Office, open_office, rep
from tests.service.vendor import ANNA, FakeVendor


@dataclass
class Desk:
    """An office with Anna, who has a meeting, served from a thread."""

    url: str
    office: Office
    loop: asyncio.AbstractEventLoop

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
    office = await open_office(f"sqlite+aiosqlite:///{folder / 'c.db'}", folder, rep("anna"))
    stack.push_async_callback(office.store.close)
    office.services = replace(
        office.services,
        accounts={"google": FakeVendor(), "microsoft": FakeVendor("microsoft")},
        calendars=lambda rep: office.calendars.setdefault(rep.id, FakeCalendar()),
    )
    name = re.sub(r"\W", "_", folder.name)
    app: Sanic[Any, Any] = Sanic(f"desk-pages-test-{name}", configure_logging=False)
    app.ctx.services = office.services
    for blueprint in (site, *BLUEPRINTS):
        app.blueprint(blueprint.copy(f"{blueprint.name}_{name}"))
    url = await stack.enter_async_context(served(app))
    await office.book()
    return Desk(url, office, asyncio.get_running_loop())


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
        if name:
            services = desk.office.services
            link = desk_link(services.settings, f"{name}@northwind.test", services.clock.now())
            page.goto(desk.url + link[link.index("/app/") :])
            page.get_by_role("button", name=re.compile("Sign in|Anmelden")).click()
        page.goto(desk.url + path)
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert trouble == []


def test_a_rep_writes_an_invitation_with_the_keyboard_alone(desk: Desk, sign_in: Callable[..., Page]) -> None:
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

    desk.run(desk.office.book("next", Person("Grace Hopper", "grace@navy.test")))
    mails = desk.run(desk.office.store.outgoing_mail())
    invitation = next(m.message for m in mails if "grace@navy.test" in m.message and m.key.endswith("/invitation"))
    assert "Hi Grace, looking forward to talking about Engines Ltd" in invitation.replace("=\n", "").replace(
        "=\r\n", ""
    )


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


def test_everything_works_without_javascript(desk: Desk, sign_in: Callable[..., Page]) -> None:
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


every_look = pytest.mark.parametrize(
    "look",
    [
        {"viewport": DESKTOP, "color_scheme": "light"},
        {"viewport": PHONE, "color_scheme": "dark", "locale": "de-DE"},
        {"viewport": {"width": 1600, "height": 900}, "color_scheme": "dark"},
    ],
    ids=["desktop, light", "phone, dark, German", "wide, dark"],
)


@every_look
def test_every_page_passes_axe_and_fits_the_screen(
    sign_in: Callable[..., Page], check_accessibility: Callable[[Page], None], look: dict[str, Any]
) -> None:
    """WCAG 2.2 AA and best practice; no page scrolls sideways."""
    check_accessibility(sign_in("", "/app/sign-in", **look))
    page = sign_in("admin", **look)
    for path in (
        "/app",
        "/app/invitation?rep=anna",
        "/app/queue",
        "/app/health",
        "/app/people",
        "/app/accounts",
        "/app/meetings/none",
    ):
        page.goto(page.url.partition("/app")[0] + path)
        check_accessibility(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= look["viewport"]["width"], path


@every_look
def test_the_calendar_page_passes_axe_and_fits_the_screen(
    desk: Desk, sign_in: Callable[..., Page], check_accessibility: Callable[[Page], None], look: dict[str, Any]
) -> None:
    """Before and after connecting, and where it went wrong."""
    page = sign_in("anna", "/app/connect", **look)

    def looks_right(path: str) -> None:
        page.goto(desk.url + path)
        check_accessibility(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= look["viewport"]["width"], path

    for path in ("/app/connect", "/app/connect/caldav", "/app/connect/google/callback"):
        looks_right(path)
    desk.run(_connect(desk.office))
    for path in ("/app/connect", "/app/connect/microsoft", "/app/connect/disconnect"):
        looks_right(path)


@pytest.mark.parametrize("width", [390, 900, 1280, 1600])
def test_the_ways_to_connect_leave_no_hole(sign_in: Callable[..., Page], width: int) -> None:
    """Beside each other, or below each other; never two and one."""
    page = sign_in("anna", "/app/connect", viewport={"width": width, "height": 900})

    cards = [card.bounding_box() or {} for card in page.locator("main .grid > .card").all()]

    assert len(cards) == 3
    assert len({round(card["y"]) for card in cards}) in (1, 3)
    assert len({round(card["width"]) for card in cards}) == 1


async def _connect(office: Office) -> None:
    """Anna consents at Google."""
    services, errand = office.services, Errand(CONNECT)
    url = await send(services, "google", errand, of_user(ANNA.email))
    state = re.search(r"state=([^&]+)", url)
    assert state
    back = {"state": state[1], "code": state[1]}
    arrival = await arrive(services, "google", back, {of_user(ANNA.email)})
    await connect(services, arrival, email=ANNA.email)


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

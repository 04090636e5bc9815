"""A real Chromium on Convene's pages. Every page is watched: no script error, no blocked resource, no third party."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import FLAGS, find_chromium
from house import House, open_house
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

from tests.browser.office import FrontOffice, open_front_office

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
every_look = pytest.mark.parametrize(
    "look",
    [
        {"viewport": DESKTOP, "color_scheme": "light"},
        {"viewport": PHONE, "color_scheme": "dark", "locale": "de-DE"},
        {"viewport": {"width": 1600, "height": 900}, "color_scheme": "dark"},
    ],
    ids=["desktop, light", "phone, dark, German", "wide, dark"],
)
VENDOR = "https://vendor.test/"  # whose consent screen tests play

expect.set_options(timeout=20_000)  # a busy machine is slow, and that is no failure


class Chat:
    """The widget as a visitor uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.locator("convene-chat button.launcher")
        self.dialog = page.get_by_role("dialog")
        self.log = page.get_by_role("log", name="Conversation")
        self.input = self.dialog.get_by_role("textbox")
        self.slots = self.log.locator("button.slot")

    def open(self) -> None:
        self.launcher.click()
        expect(self.log).to_contain_text("Shall we find a time")

    def say(self, text: str) -> None:
        expect(self.input).to_have_value("")  # what was written while an answer came has gone
        self.input.fill(text)
        self.input.press("Enter")

    def ask_for_times(self) -> None:
        self.say("I want to book a meeting")
        expect(self.slots.first).to_be_visible()

    def book(self) -> None:
        """The whole way, from the offered times to the booked meeting."""
        self.slots.first.click()
        expect(self.input).to_have_attribute("type", "email")
        self.say("ada@analytical.test")
        expect(self.log).to_contain_text("your name, please")
        self.say("Ada Lovelace")
        self.button("Yes, book it").click()
        expect(self.log.get_by_role("heading", name="You’re booked")).to_be_visible()

    def come_back(self, changes: str) -> None:
        """Leave, and come back to a browser that keeps these `changes` (JavaScript) of the conversation.

        They are made on a page without a chat: an open one would write over them what it still hears.
        """
        page = self.page.url
        self.page.goto(urljoin(page, "/widget.js"))
        self.page.evaluate(
            f"""() => {{ const [key] = Object.keys(localStorage);
                localStorage[key] = JSON.stringify({{...JSON.parse(localStorage[key]), ...{changes}}}); }}"""
        )
        self.page.goto(page)

    def button(self, name: str) -> Locator:
        return self.dialog.get_by_role("button", name=name)

    def in_words(self, instant: str, zone: str, **options: str) -> str:
        """An instant as this browser writes it (WD3: the words differ between versions)."""
        write = "([at, options]) => new Intl.DateTimeFormat('en-GB', options).format(new Date(at))"
        return self.page.evaluate(write, [instant, {"timeZone": zone, **options}])


@pytest.fixture(scope="session")
def running_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("state")) as house:
        yield house


@pytest.fixture
def house(running_house: House) -> Iterator[House]:
    running_house.fresh()
    yield running_house
    running_house.fresh()  # nobody is left waiting for an answer


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium per file: while Playwright runs, no other test can use asyncio in this thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page with this screen, zone, language …, and watches it to the end of the test (S15)."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def new_page(*ours: str, context: BrowserContext | None = None, **settings: Any) -> Page:
        if context is None:
            context = browser.new_context(**({"viewport": DESKTOP, "locale": "en-GB"} | settings))
            context.set_default_timeout(20_000)
            contexts.append(context)
        page = context.new_page()
        watch(page, ours, trouble)
        return page

    yield new_page
    for context in contexts:
        context.close()
    assert trouble == []


def watch(page: Page, ours: tuple[str, ...], trouble: list[str]) -> None:
    """Note every script error, every resource that the CSP blocks, and every request to a third party."""

    def note_console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            trouble.append(message.text)

    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", note_console)
    page.on("request", lambda asked: asked.url.startswith(ours) or trouble.append(f"third party: {asked.url}"))


@pytest.fixture
def visit(new_page: Callable[..., Page], house: House) -> Callable[..., Chat]:
    """Opens a page with the chat as a visitor does."""

    def visit(path: str = "/", **settings: Any) -> Chat:
        page = new_page(house.url, house.other_site, "data:", **({"timezone_id": "Europe/Paris"} | settings))
        page.goto(path if path.startswith("http") else house.url + path)
        return Chat(page)

    return visit


@pytest.fixture
def front(tmp_path: Path) -> Iterator[FrontOffice]:
    """The desk, the booking's pages and the demo's mailbox of an office with Anna and Ben."""
    with open_front_office(tmp_path) as front:
        yield front


@pytest.fixture
def open_page(new_page: Callable[..., Page], front: FrontOffice) -> Callable[..., Page]:
    """Opens a path of the office as a stranger."""

    def open_page(path: str, **settings: Any) -> Page:
        page = new_page(front.url, VENDOR, **settings)
        page.goto(front.url + path)
        return page

    return open_page


@pytest.fixture
def sign_in(front: FrontOffice, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Opens a path of the desk as somebody of the office."""

    def sign_in(name: str, path: str = "/app", **settings: Any) -> Page:
        link = front.link(name)
        page = open_page(link[link.index("/app/") :], **settings)
        page.get_by_role("button", name=re.compile("Sign in|Anmelden")).click()
        page.goto(front.url + path)
        return page

    return sign_in


@pytest.fixture
def chat(visit: Callable[..., Chat]) -> Chat:
    """The chat on the front page, opened and greeted."""
    chat = visit()
    chat.open()
    return chat


@pytest.fixture
def check_accessibility() -> Callable[[Page], None]:
    """Runs axe over the page as it is now, shadow roots included; any violation fails with its place."""

    def check(page: Page) -> None:
        system_colours = page.evaluate("matchMedia('(forced-colors: active)').matches")
        rules = {"color-contrast": {"enabled": not system_colours}}  # axe reads the page's colours, not the system's
        options = {"runOnly": {"type": "tag", "values": WCAG}, "rules": rules, "resultTypes": ["violations"]}
        result = Axe().run(page, options=options)  # told of all that is well, too, it would take three times as long
        found = [
            f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
            for violation in result.response["violations"]
            for node in violation["nodes"]
        ]
        assert found == []

    return check


@pytest.fixture
def looks_right(check_accessibility: Callable[[Page], None]) -> Callable[[Page], None]:
    """Axe finds nothing, and the page does not scroll sideways."""

    def check(page: Page) -> None:
        check_accessibility(page)
        fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert page.evaluate(fits), page.url

    return check

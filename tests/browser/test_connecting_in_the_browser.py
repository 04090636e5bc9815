"""Connecting a calendar in a real browser: by keyboard alone, at a vendor and at a CalDAV server, on every screen."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from convene.bootstrap import calendars_for
from convene.calendars.radicale import passwords, prepare
from tests.browser.conftest import VENDOR, every_look
from tests.browser.office import FrontOffice
from tests.radicale_in_tests import Server, radicale


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A real CalDAV server where Anna has a calendar."""
    with radicale(tmp_path / "radicale") as server:
        prepare(server.folder, {"anna": {}})
        yield server


def test_a_calendar_is_connected_and_disconnected_with_the_keyboard_alone(
    front: FrontOffice, sign_in: Callable[..., Page]
) -> None:
    """To the vendor's consent screen and back, the calendars that block chosen, and out again."""
    page = sign_in("anna", "/app/connect")
    page.context.route(f"{VENDOR}**", lambda route: _consent(route, front))
    walk(page, "link", "Connect Google Calendar")
    walk(page, "link", "Allow")
    expect(page.get_by_text("read just now")).to_be_visible()
    expect(page.get_by_text("anna@northwind.test").first).to_be_visible()
    expect(page.get_by_text("Sales")).to_be_visible()

    walk(page, "checkbox", "Holidays", key="Space")
    walk(page, "button", "Save")
    expect(page.get_by_label("Holidays")).to_be_checked()

    walk(page, "link", "Disconnect")
    walk(page, "button", re.compile("Disconnect"))
    expect(page.get_by_role("link", name="Connect Google Calendar")).to_be_visible()


def test_a_caldav_calendar_is_connected_with_the_keyboard_alone(
    front: FrontOffice, sign_in: Callable[..., Page], server: Server
) -> None:
    """A wrong app password is told beside the form, which keeps what was typed, but never a password."""
    services = front.office.services
    calendars = calendars_for(services.settings, services.store, {})
    front.use(calendars=calendars)
    page = sign_in("anna", "/app/connect")
    walk(page, "link", "Connect CalDAV")
    walk(page, "textbox", re.compile("Address"), key=f"http://127.0.0.1:{server.port}/")
    walk(page, "textbox", "User name", key="anna")
    focus_on(page, page.get_by_label(re.compile("Password", re.IGNORECASE)))
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("refuses")
    expect(page.get_by_label("User name")).to_have_value("anna")
    expect(page.get_by_label(re.compile("Password", re.IGNORECASE))).to_have_value("")

    focus_on(page, page.get_by_label(re.compile("Password", re.IGNORECASE)))
    page.keyboard.type(passwords(server.folder)["anna"])
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("connected")
    expect(page.get_by_text("read just now")).to_be_visible()
    front.run(calendars.close())


@every_look
def test_the_calendar_page_passes_axe_and_fits_the_screen(
    front: FrontOffice, sign_in: Callable[..., Page], looks_right: Callable[[Page], None], look: dict[str, Any]
) -> None:
    """Before and after connecting, and where it went wrong."""
    page = sign_in("anna", "/app/connect", **look)
    for path in ("/app/connect", "/app/connect/caldav", "/app/connect/google/callback"):
        page.goto(front.url + path)
        looks_right(page)
    front.run(front.connect())
    for path in ("/app/connect", "/app/connect/microsoft", "/app/connect/disconnect"):
        page.goto(front.url + path)
        looks_right(page)


@pytest.mark.parametrize("width", [390, 900, 1280, 1600])
def test_the_ways_to_connect_leave_no_hole(sign_in: Callable[..., Page], width: int) -> None:
    """Beside each other, or below each other; never two and one."""
    page = sign_in("anna", "/app/connect", viewport={"width": width, "height": 900})

    cards = [card.bounding_box() or {} for card in page.locator("main .grid > .card").all()]

    assert len(cards) == 3
    assert len({round(card["y"]) for card in cards}) in (1, 3)
    assert len({round(card["width"]) for card in cards}) == 1


def walk(page: Page, role: Any, name: str | re.Pattern[str], *, key: str = "Enter") -> None:
    """Go to something with the Tab key and press a key there; what is no key's name is typed."""
    focus_on(page, page.locator("main").get_by_role(role, name=name).first)
    if key in ("Enter", "Space"):
        page.keyboard.press(key)
    else:
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(key)


def focus_on(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus; somebody who cannot get there that way cannot get there at all."""
    wanted.wait_for()
    for _ in range(60):
        if wanted.evaluate("here => here === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {wanted}")


def _consent(route: Route, front: FrontOffice) -> None:
    """The vendor's page, where somebody allows what is asked."""
    [state] = parse_qs(urlsplit(route.request.url).query)["state"]
    back = f"{front.url}/app/connect/google/callback?state={state}&code={state}"
    route.fulfill(
        content_type="text/html",
        body=f'<!doctype html><title>Consent</title><main><a href="{back}">Allow</a></main>',
    )

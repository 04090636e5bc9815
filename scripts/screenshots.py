"""Takes the pictures of the documents from the running product (`make screenshots`).

Starts everything as `make demo` does, in a folder and on ports of its own, and books a meeting as a visitor would.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
WINDOW = {"width": 1200, "height": 800}
WIDE = {"width": 1440, "height": 900}
START_LIMIT = 240  # seconds; the first start trains


def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = subprocess.run(
        [sys.executable, "scripts/chromium.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    with running() as (url, environment), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.stdout.strip(), args=["--no-sandbox"])
        page = browser.new_page(viewport=WINDOW, device_scale_factor=2, locale="en-GB", timezone_id="Europe/Berlin")
        book(page, url)
        show_rooms(browser, url, environment)
        show_pages(browser, url, environment)
        browser.close()


def book(page: Page, url: str) -> None:
    """From the greeting to the booked meeting, with a picture at the offer and one at the end."""
    page.goto(url)
    page.locator("convene-chat button.launcher").click()
    dialog, log = page.get_by_role("dialog"), page.get_by_role("log", name="Conversation")
    slots = log.locator("button.slot")

    def say(text: str) -> None:
        dialog.get_by_role("textbox").fill(text)
        dialog.get_by_role("textbox").press("Enter")

    say("Hello, I would like to see your robots. Could we talk next week, in the afternoon?")
    expect(slots.first).to_be_visible(timeout=20_000)
    take(page, "chat")
    slots.nth(1).click()
    expect(dialog.locator("input[type=email]")).to_be_visible(timeout=20_000)
    say("ada@analytical.example")
    expect(log).to_contain_text("name", timeout=20_000)
    say("Ada Lovelace")
    dialog.get_by_role("button", name="Yes").first.click()
    expect(log.locator(".booking")).to_be_visible(timeout=20_000)
    take(page, "booked")


def show_rooms(browser: Browser, url: str, environment: dict[str, str]) -> None:
    """A rep's availability with a half-hour explained, and the meeting that was just booked."""
    for page in signed_in(browser, environment, "anna@northwind.test"):
        page.goto(f"{url}app/availability")
        page.locator(".week .half.busy, .week .half.booked, .week .half.offered").first.click()
        page.evaluate("scrollTo(0, 0)")
        take(page, "desk-availability")
    for rep in ("anna", "ben", "chloe"):
        for page in signed_in(browser, environment, f"{rep}@northwind.test"):
            if page.locator(".table tbody a").count():
                page.locator(".table tbody a").first.click()
                take(page, "desk-meeting")


def show_pages(browser: Browser, url: str, environment: dict[str, str]) -> None:
    """Writing an invitation, and what an admin sees: the first to sign in here is one."""
    for page in signed_in(browser, environment, "anna@northwind.test"):
        page.goto(f"{url}app/invitation")
        page.locator("#body_en").fill(
            'Hi {{ person.first_name | default("there") }},\n\n'
            'looking forward to talking about **{{ company.name | default("your company") }}**.\n\n{{ rep.first_name }}'
        )
        expect(page.frame_locator("#preview").frame_locator(".letter-frame").get_by_text("Hi Ada")).to_be_visible()
        take(page, "desk-invitation")
        for name in ("queue", "health", "people"):
            page.goto(f"{url}app/{name}")
            take(page, f"desk-{name}")


def signed_in(browser: Browser, environment: dict[str, str], email: str) -> Iterator[Page]:
    """A page of the desk for whoever has this address, once."""
    command = [sys.executable, "-m", "convene", "desk-link", email]
    link = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout.strip()
    page = browser.new_page(viewport=WIDE, device_scale_factor=2, locale="en-GB", timezone_id="Europe/Berlin")
    page.goto(link)
    page.locator("main button.button").first.click()
    yield page
    page.close()


def take(page: Page, name: str) -> None:
    """Save the page as it is, once nothing moves any more."""
    page.wait_for_timeout(600)
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")


@contextlib.contextmanager
def running() -> Iterator[tuple[str, dict[str, str]]]:
    """Everything, running; gives the address of the website, and the environment of its processes."""
    with tempfile.TemporaryDirectory() as state, contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(3)]
        for probe in sockets:
            probe.bind(("127.0.0.1", 0))
        ports = [probe.getsockname()[1] for probe in sockets]
        stack.close()
        names = ("PORT", "RASA_PORT", "CALDAV_PORT")
        environment = os.environ | dict(zip(names, map(str, ports), strict=True)) | {"CONVENE_STATE_DIR": state}
        command = [sys.executable, "-m", "convene", "up"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        try:
            wait_for(f"http://127.0.0.1:{ports[1]}", process)
            wait_for(f"http://127.0.0.1:{ports[0]}/health", process)
            yield f"http://127.0.0.1:{ports[0]}/", environment
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the address answers.

    Raises:
        RuntimeError: if it does not in time, or what should answer has ended.
    """
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url, timeout=5).is_success:
                return
        time.sleep(0.3)
    raise RuntimeError(f"nothing answers at {url}")


if __name__ == "__main__":
    main()

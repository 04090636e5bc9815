"""The website at `/`, and how the widget gets to other websites."""

import httpx
import pytest
from playwright.sync_api import expect


def test_the_buttons_of_the_page_open_the_chat(visit):
    """Any element with `data-convene-open` does; closing gives the focus back to it."""
    chat = visit()
    link = chat.page.get_by_role("main").get_by_role("link", name="Book a meeting").first

    link.click()

    expect(chat.dialog).to_be_visible()
    chat.page.keyboard.press("Escape")
    expect(link).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/privacy"])
def test_nothing_sticks_out_on_a_small_phone(visit, path):
    page = visit(path, viewport={"width": 320, "height": 640}).page

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_without_scripts_there_is_an_address_to_write_to(visit):
    """W12: the page reads as well, and its buttons lead to a mail address."""
    page = visit(java_script_enabled=False).page

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Book a meeting").last).to_have_attribute(
        "href", "mailto:hello@northwind.test?subject=A%20meeting"
    )


def test_the_csp_is_in_force(browser, house):
    """S15: a script that somebody slips into the page does not run; the widget needs no exception from the rule."""
    page = browser.new_page()
    blocked = []
    page.on("console", lambda message: blocked.append(message.text))
    page.goto(house.url)

    page.evaluate(
        """() => { const script = document.createElement("script"); script.textContent = "window.owned = true";
             document.body.append(script); }"""
    )

    assert page.evaluate("window.owned") is None
    assert any("Content Security Policy" in text for text in blocked)
    assert "unsafe" not in page.request.get(house.url).headers["content-security-policy"]
    page.close()


def test_the_widget_is_served_for_other_websites(house):
    """Loader: five minutes, ETag, any origin; modules: for good, under an address that changes with them."""
    with httpx.Client(base_url=house.url, timeout=60) as http:
        entry = http.get("/widget.js")
        again = http.get("/widget.js", headers={"if-none-match": entry.headers["etag"]})
        module = http.get(entry.text.split('"')[1].removeprefix("."))
        stale = http.get("/widget/000000000000/widget.js")
        missing = http.get("/widget/000000000000/../routes.py")

    assert entry.headers["cache-control"] == "public, max-age=300"
    assert entry.headers["access-control-allow-origin"] == "*"
    assert entry.headers["cross-origin-resource-policy"] == "cross-origin"
    assert again.status_code == 304
    assert module.headers["content-type"].startswith("text/javascript")
    assert "immutable" in module.headers["cache-control"]
    assert stale.headers["cache-control"] == "no-store"
    assert missing.status_code == 404


def test_static_files_are_cached_by_their_version(house):
    """A year under the version's address, five minutes otherwise."""
    with httpx.Client(base_url=house.url, follow_redirects=True, timeout=60) as http:
        icon = http.get("/favicon.ico")
        plain = http.get("/static/favicon.svg")

    assert icon.headers["content-type"].startswith("image/svg+xml")
    assert "immutable" in icon.headers["cache-control"]
    assert plain.headers["cache-control"] == "public, max-age=300"


def test_the_demo_points_at_its_mail(visit):
    """Whoever tries Convene finds the invitation."""
    expect(visit().page.get_by_role("link", name="See the mail")).to_have_attribute("href", "/demo/mail")

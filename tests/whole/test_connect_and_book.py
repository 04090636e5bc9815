"""From the page where a rep connects a calendar to the meeting link in a visitor's chat.

In a browser, with the trained model, the vendors' sign-in pages (`emulate`), and calendars that are not ours.
"""

import json
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect, sync_playwright
from visitor import Visitor, buttons, card

from tests.browser.chromium import FLAGS, find_chromium
from tests.doubles.emulate.serve import CLIENT_ID, CLIENT_SECRET, sign_in
from tests.doubles.google import API, google
from tests.doubles.graph.mailbox import Mailbox
from tests.doubles.graph.server import GraphDouble
from tests.whole.conftest import free_ports, running_convene

pytestmark = pytest.mark.slow

ANNA = "anna@northwind.test"
NOW = "2026-11-23T08:00:00+00:00"
CONFIG = """
branding: {company: Northwind Robotics, contact: hello@northwind.test, zone: Europe/Berlin}
meeting_types: {intro: {name: Intro call, duration: 30 min, notice: 2 h, horizon: 28 d}}
queues: {sales: {name: Sales, meeting_type: intro}}
invitation: {subject: "{{ meeting.name }}", body: "Hello {{ person.first_name | default('there') }}"}
"""


@contextmanager
def google_world(folder, url):
    """Anna at Google: the settings that lead there, and what stands in her calendar."""
    back = f"{url}/app/connect/google/callback"
    with google(folder / "calendar") as double, sign_in("google", folder, redirect_uri=back, **_people()) as consent:
        double.proxy.rules.insert(0, lambda exchange, _: _known_to_myworld(double, exchange))
        settings = {
            "CONVENE_GOOGLE_CLIENT_ID": CLIENT_ID,
            "CONVENE_GOOGLE_CLIENT_SECRET": CLIENT_SECRET,
            "CONVENE_GOOGLE_AUTH_URI": f"{consent}/o/oauth2/v2/auth",
            "CONVENE_GOOGLE_TOKEN_URI": f"{consent}/oauth2/token",
            "CONVENE_GOOGLE_REVOKE_URI": f"{consent}/oauth2/revoke",
            "CONVENE_GOOGLE_USERINFO_URI": f"{consent}/oauth2/v2/userinfo",
            "CONVENE_GOOGLE_CALENDAR_API": double.api,
        }
        yield SimpleNamespace(
            provider="google",
            settings=settings,
            button="Connect Google Calendar",
            link="https://meet.google.com/",
            meetings=lambda: [w for w in double.writes() if w[0] == "POST" and w[1] == 200],
            complaints=double.complaints,
        )


@contextmanager
def microsoft_world(folder, url):
    """Anna at Microsoft."""
    back = f"{url}/app/connect/microsoft/callback"
    mailbox = Mailbox(ANNA, name="Anna Berger", language="en-GB")
    with GraphDouble(mailbox) as graph, sign_in("microsoft", folder, redirect_uri=back, **_people()) as consent:
        settings = {
            "CONVENE_MS_CLIENT_ID": CLIENT_ID,
            "CONVENE_MS_CLIENT_SECRET": CLIENT_SECRET,
            "CONVENE_MS_AUTHORITY": f"{consent}/common",
            "CONVENE_GRAPH_API": graph.url,
        }
        yield SimpleNamespace(
            provider="microsoft",
            settings=settings,
            button="Connect Outlook",
            link="https://teams.microsoft.com/",
            meetings=lambda: list(mailbox.items.values()),
            complaints=[],
        )


def _people():
    return {ANNA.replace("@", "_at_"): "Anna Berger"}


def _known_to_myworld(double, exchange):
    """The sign-in and the calendar are two programs: the one's token for Anna becomes the other's."""
    if exchange.path.startswith(API):
        others = {name: value for name, value in exchange.headers.items() if name.lower() != "authorization"}
        exchange.headers = others | {"Authorization": f"Bearer {double.tokens['anna']}"}


@pytest.fixture(scope="module", params=[google_world, microsoft_world], ids=["google", "microsoft"])
def world(request, tmp_path_factory):
    """A Convene in which nobody receives meetings yet, one vendor, and a browser."""
    state, folder, ports = tmp_path_factory.mktemp("state"), tmp_path_factory.mktemp("vendor"), free_ports(3)
    config = folder / "convene.yml"
    config.write_text(CONFIG)
    url = f"http://127.0.0.1:{ports[0]}"
    with ExitStack() as stack:
        world = stack.enter_context(request.param(folder, url))
        said = {"CONVENE_CONFIG_FILE": str(config), "CONVENE_NOW": NOW, "CONVENE_ADMIN_EMAIL": "admin@northwind.test"}
        world.convene = stack.enter_context(running_convene(state, ports, **said, **world.settings))
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=find_chromium(), args=FLAGS)
        world.page = browser.new_page(locale="en-GB")
        world.page.set_default_timeout(30_000)
        yield world
        browser.close()


def enter(world, email):
    """Sign in at the desk with a link."""
    world.page.goto(world.convene.convene("desk-link", email).strip())
    world.page.get_by_role("button", name="Sign in").click()


def connect(world):
    """From the page to the consent screen and back."""
    world.page.goto(f"{world.convene.url}/app/connect")
    world.page.get_by_role("link", name=world.button).click()
    world.page.get_by_text(ANNA).first.click()
    world.page.wait_for_url("**/app/connect")


def book(world):
    """A visitor talks to the bot until they have a meeting; gives the card they get."""
    visitor = Visitor(world.convene.url)
    visitor.say("hello")
    card(visitor.say("I'd like to book a meeting, any time next week works"), "slots")
    asked = visitor.say("the first one please")
    for _ in range(4):
        field = next((a["data"]["field"] for a in asked if a.get("data", {}).get("type") == "input"), None)
        if field is None:
            break
        asked = visitor.say({"email": "ada@acme.test", "name": "Ada Lovelace"}[field])
    yes = next(payload for payload in buttons(asked).values() if payload.startswith("/affirm"))
    return card(visitor.say(yes), "booking")


def test_a_rep_connects_and_a_visitor_gets_the_meeting_link(world):
    """An admin invites, the rep connects without a manual, and the first visitor is booked with a link."""
    enter(world, "admin@northwind.test")
    world.page.goto(f"{world.convene.url}/app/people")
    world.page.get_by_label("E-mail").first.fill(ANNA)
    world.page.get_by_role("button", name="Send the invitation").click()
    world.page.context.clear_cookies()

    enter(world, ANNA)
    connect(world)
    expect(world.page.get_by_role("main")).to_contain_text(f"{ANNA} is connected")
    expect(world.page.get_by_role("main")).to_contain_text("Read just now")
    reps = json.loads(world.convene.convene("reps", "--json"))
    assert [(r["provider"], r["queues"], r["calendar"]) for r in reps] == [(world.provider, ["sales"], "ok")]

    booked = book(world)

    assert booked["join_url"].startswith(world.link)
    assert world.meetings()
    assert world.complaints == []
    told = "".join(path.read_text(errors="replace") for path in (world.convene.state / "log").glob("*.log"))
    kept = (world.convene.state / "convene.db").read_bytes()
    assert b"refresh_token" not in kept
    assert "Bearer" not in told

"""Everything that can go wrong while a rep connects, at each vendor: a clear page, nothing kept, the next try works."""

import time
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from convene.accounts import google as google_accounts
from convene.accounts import google_api
from convene.accounts.google import GoogleAccounts
from convene.accounts.microsoft import MicrosoftAccounts
from convene.desk.words import catalogue
from convene.settings import Settings
from tests.doubles.emulate.serve import CLIENT_ID, CLIENT_SECRET, choose_account, sign_in
from tests.doubles.faults import Answer, proxy
from tests.doubles.google import error
from tests.doubles.graph.mailbox import Mailbox
from tests.doubles.graph.server import GraphDouble
from tests.doubles.hourglass import silence_takes_no_time
from tests.fakes import FakeCalendar
from tests.service.conftest import open_office, rep
from tests.service.desk_in_tests import desk_of
from tests.service.pages_in_tests import words

ANNA = "anna@northwind.test"
BACK = "http://127.0.0.1:8000/app/connect/microsoft/callback"

STEPS = {
    "google": {
        "token": ("POST", "/token"),
        "who": ("GET", "/userinfo"),
        "calendars": ("GET", "/calendarList"),
    },
    "microsoft": {
        "token": ("POST", "/token"),
        "who": ("GET", r"/me\?"),
        "calendars": ("GET", r"/me/calendar\?"),
    },
}

LASTS = 99
FAULTS = {
    "timeout before": ("silent", LASTS),
    "timeout after commit": ("lost", LASTS),
    "401": (401, "invalid_client", "authError", "InvalidAuthenticationToken"),
    "403 scope": (403, "access_denied", "insufficientPermissions", "ErrorAccessDenied"),
    "403 quota": (403, "quota_exceeded", "quotaExceeded", "ErrorExceededQuota"),
    "404": (404, "not_found", "notFound", "ResourceNotFound"),
    "409": (409, "conflict", "conflict", "ErrorIrresolvableConflict"),
    "410": (410, "gone", "gone", "ErrorGone"),
    "429": (429, "slow_down", "rateLimitExceeded", "TooManyRequests"),
    "5xx": (503, "temporarily_unavailable", "backendError", "ServiceUnavailable"),
    "malformed": ("broken", LASTS),
    "half": ("half", LASTS),
    "clock skew": ("skewed", LASTS),
}

# What comes of it, as the key of the page's title.
# `down`: no answer just now. `broken`: the code was refused. `denied`: the permission was. `refused`: what was just
# allowed is refused. `mailbox`: the account has no calendar. `connected`: it does not matter.
OUTCOMES = {
    # fault:               (token, who, calendars at Google), (token, who, calendars at Microsoft)
    "timeout before": (("down", "down", "down"), ("down", "down", "down")),
    "timeout after commit": (("down", "down", "down"), ("down", "down", "down")),
    "401": (("down", "refused", "refused"), ("down", "refused", "refused")),
    "403 scope": (("broken", "refused", "refused"), ("denied", "refused", "refused")),
    "403 quota": (("down", "refused", "down"), ("down", "down", "down")),
    "404": (("down", "down", "down"), ("down", "down", "mailbox")),
    "409": (("down", "down", "down"), ("down", "down", "down")),
    "410": (("down", "down", "down"), ("down", "down", "down")),
    "429": (("down", "down", "down"), ("down", "down", "down")),
    "5xx": (("down", "down", "down"), ("down", "down", "down")),
    "malformed": (("down", "down", "down"), ("down", "down", "down")),
    "half": (("down", "down", "down"), ("down", "down", "down")),
    "clock skew": (("connected",) * 3, ("connected",) * 3),
}
CELLS = [
    (vendor, step, fault, outcome)
    for fault, both in OUTCOMES.items()
    for vendor, outcomes in zip(STEPS, both, strict=True)
    for step, outcome in zip(STEPS[vendor], outcomes, strict=True)
]


@pytest.fixture(scope="module")
def entra(tmp_path_factory):
    """The address of Microsoft's sign-in, where Anna has an account."""
    folder = tmp_path_factory.mktemp("entra")
    with sign_in("microsoft", folder, redirect_uri=BACK, **{ANNA.replace("@", "_at_"): "Anna"}) as url:
        yield url


@pytest.fixture(scope="module")
def outlook():
    """A Graph that knows Anna's mailbox by whatever token the sign-in gave her."""
    with GraphDouble(Mailbox(ANNA, language="en-GB")) as double:
        yield double


@pytest.fixture
def google(google_double, monkeypatch):
    """Google, impatient."""
    monkeypatch.setattr(google_accounts, "_PAUSE", 0.01)
    monkeypatch.setattr(google_api, "_PAUSE", 0.01)
    google_double.reset()
    url = google_double.proxy.url
    settings = Settings(
        google_client_id=CLIENT_ID,
        google_client_secret=CLIENT_SECRET,
        google_auth_uri="https://accounts.google.test/auth",
        google_token_uri=f"{url}/gw/oauth2.googleapis.com/token",
        google_userinfo_uri=f"{url}/gw/openidconnect.googleapis.com/v1/userinfo",
        google_calendar_api=google_double.api,
    )

    async def choose(url):
        state = parse_qs(urlsplit(url).query)["state"][0]
        return {"state": state, "code": google_double.tokens["anna"]}

    def pass_a_minute():
        """As long as Google's token endpoint asked to be left alone."""
        monkeypatch.setattr(
            google_accounts, "time", SimpleNamespace(time=time.time, monotonic=lambda: time.monotonic() + 60)
        )

    yield SimpleNamespace(
        accounts=GoogleAccounts(settings), ways=[google_double.proxy], choose=choose, pass_a_minute=pass_a_minute
    )
    google_double.reset()


@pytest.fixture
def microsoft(entra, outlook, monkeypatch, request):
    """Microsoft's sign-in and its Graph, impatient where MSAL waits for nothing, in a thread of its own."""
    monkeypatch.setattr("convene.accounts.graph._BACK_OFF", 0.01)
    with proxy(entra) as door, proxy(outlook.url.removesuffix("/v1.0")) as graph:
        settings = Settings(
            ms_authority=f"{door.url}/common",
            ms_client_id=CLIENT_ID,
            ms_client_secret=CLIENT_SECRET,
            graph_api=f"{graph.url}/v1.0",
            calendar_timeout=2 if "token, timeout" in request.node.name else 10,
        )
        accounts = MicrosoftAccounts(settings)
        yield SimpleNamespace(
            accounts=accounts,
            ways=[door, graph],
            choose=lambda url: choose_account(url, ANNA),
            pass_a_minute=lambda: None,  # asked to wait, Microsoft's sign-in is asked again all the same
        )


@pytest.fixture
async def desk(tmp_path, sqlite_url):
    """The desk of an office without vendors, with Anna signed in."""
    office = await open_office(sqlite_url, tmp_path, rep("anna"))
    async with desk_of(office) as desk:
        await desk.sign_in("anna")
        yield desk
    await office.store.close()


@pytest.mark.parametrize(
    ("vendor", "step", "fault", "outcome"), CELLS, ids=[f"{v}, {step}, {fault}" for v, step, fault, _ in CELLS]
)
async def test_what_goes_wrong_while_connecting(desk, request, vendor, step, fault, outcome):
    """C13 to C17, K9 to K11."""
    world = request.getfixturevalue(vendor)
    desk.office.services.accounts[vendor] = world.accounts
    desk.office.calendars["anna"] = FakeCalendar()
    method, path = STEPS[vendor][step]
    kind, *said = FAULTS[fault]
    for way in world.ways:
        if isinstance(kind, str):
            way.fail(kind, method, path, times=said[0])
        else:
            way.fail("answers", method, path, times=LASTS, answer=_answer(vendor, step, kind, *said))

    with silence_takes_no_time(*world.ways):
        page = await _connect(desk, vendor, world)

    if outcome == "connected":
        assert f"{ANNA} is connected" in words(page)
        return
    assert page.status_code == 400
    assert catalogue("en")[f"connect.failed_{outcome}_title"] in words(page), words(page)
    assert "Nothing was kept." in words(page)
    assert "Traceback" not in page.text
    assert await desk.office.store.connections() == {}
    for way in world.ways:
        way.mend()
    world.pass_a_minute()
    assert f"{ANNA} is connected" in words(await _connect(desk, vendor, world)), "the next try works"


async def _connect(desk, vendor, world):
    """From the desk to the consent screen and back; gives the page one sees at the end."""
    sent = await desk.http.get(f"/app/connect/{vendor}")
    assert sent.status_code == 303, words(sent)
    callback = await world.choose(sent.headers["location"])
    back = await desk.http.get(f"/app/connect/{vendor}/callback", params=callback)
    return await desk.http.get(back.headers["location"]) if back.status_code == 303 else back


def _answer(vendor, step, status, oauth, google, graph):
    """The error as this vendor writes it at this step."""
    wait = {"Retry_After": "60"} if status == 429 else {}
    if step == "token":
        return Answer.of_json(status, {"error": oauth, "error_description": f"AADSTS50000: {oauth}"}, **wait)
    if vendor == "google":
        return error(status, google, **wait)
    return Answer.of_json(status, {"error": {"code": graph, "message": graph}}, **wait)

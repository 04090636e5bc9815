"""Every provider's world; another one plugs in by adding its fixture's name to WORLDS."""

import pytest
from caldav_world import CalDavWorld
from google_world import GoogleWorld
from microsoft_world import MicrosoftWorld
from outlook_office import open_outlook

from convene.accounts import google_api
from tests.doubles.google import google
from tests.doubles.graph.server import GraphDouble
from tests.radicale_in_tests import radicale

WORLDS = ["caldav_world", "google_world", "microsoft_world"]


@pytest.fixture(scope="session")
def radicale_server(tmp_path_factory):
    """One Radicale for all tests; each test has a rep of its own on it."""
    with radicale(tmp_path_factory.mktemp("state") / "radicale") as server:
        yield server


@pytest.fixture
async def caldav_world(radicale_server):
    """A rep with an empty calendar on Radicale."""
    world = CalDavWorld(radicale_server)
    yield world
    await world.close()


@pytest.fixture(scope="session")
def graph():
    """One Graph for all tests; each test has a mailbox of its own on it."""
    with GraphDouble() as double:
        yield double


@pytest.fixture(scope="session")
def google_double(tmp_path_factory):
    """One stand-in for Google Calendar for all tests; each test finds it as at first."""
    with google(tmp_path_factory.mktemp("google")) as double:
        yield double


@pytest.fixture
async def microsoft_world(graph):
    """A rep with an empty Outlook calendar."""
    world = MicrosoftWorld(graph)
    yield world
    await world.close()


@pytest.fixture
async def google_world(google_double, monkeypatch):
    """A rep with an empty calendar at Google; every body of the test has to be of Google's types."""
    monkeypatch.setattr(google_api, "_PAUSE", 0.01)
    google_double.reset()
    world = GoogleWorld(google_double)
    yield world
    await world.close()
    assert google_double.complaints == []


@pytest.fixture
async def outlook(graph, tmp_path, sqlite_url, monkeypatch):
    """An office with an Outlook calendar."""
    monkeypatch.setattr("convene.accounts.graph._BACK_OFF", 0.01)
    async with open_outlook(graph, tmp_path, sqlite_url) as office:
        yield office


@pytest.fixture(params=WORLDS)
def world(request):
    """A rep with an empty calendar, at each provider in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def calendar(world):
    """The rep's calendar as Convene sees it."""
    return world.calendar()

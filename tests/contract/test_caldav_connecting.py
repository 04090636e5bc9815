"""Finding a CalDAV account's calendars and connecting it, on a real Radicale; and where Convene does not go (S10)."""

import socket
from dataclasses import replace

import httpx
import pytest

from convene.bootstrap import calendars_for
from convene.calendars.discovery import find_calendars
from convene.errors import AddressRefused, BadConfig, CalendarUnreachable, NeedsReconnect
from tests.service.conftest import open_office, rep
from tests.service.desk_in_tests import desk_of
from tests.service.pages_in_tests import words

PUBLIC = "93.184.215.14"


@pytest.fixture
def world(caldav_world):
    return caldav_world


@pytest.fixture
def front_door(world):
    return f"http://127.0.0.1:{world.server.port}/"


@pytest.fixture
async def desk(tmp_path, sqlite_url):
    """The desk of an office that may go to calendars inside, with Anna signed in."""
    office = await open_office(sqlite_url, tmp_path, rep("anna"))
    settings = office.services.settings.model_copy(update={"private_calendars": True})
    calendars = calendars_for(settings, office.store, {})
    office.services = replace(office.services, settings=settings, calendars=calendars)
    async with desk_of(office) as desk:
        await desk.sign_in("anna")
        yield desk
    await calendars.close()
    await office.store.close()


async def found_from(address, world, *, password=None, public_only=False):
    return await find_calendars(address, world.user, password or world.secret, public_only=public_only, timeout=30)


class TestFinding:
    """From whatever address its owner knows (RFC 6764 §6)."""

    @pytest.mark.parametrize("path", ["", "{user}/", "{user}/calendar/", ".well-known/caldav"])
    async def test_the_calendar_is_found(self, world, front_door, path):
        [calendar] = await found_from(front_door + path.format(user=world.user), world)

        assert (calendar.id, calendar.primary, calendar.writable) == (world.url, True, True)

    async def test_a_wrong_password_needs_the_rep(self, world, front_door):
        with pytest.raises(NeedsReconnect, match="refuses user name or password"):
            await found_from(front_door, world, password="wrong")

    async def test_a_server_without_calendars_is_told(self, world, google_double):
        with pytest.raises(CalendarUnreachable):
            await found_from(google_double.proxy.url, world)

    @pytest.mark.parametrize(
        "address", ["ftp://cloud.example.test/", "https://", "https://anna:pw@cloud.example.test/"]
    )
    async def test_an_address_that_is_none_is_told(self, world, address):
        with pytest.raises(BadConfig):
            await found_from(address, world)


class TestStayingOutside:
    """Case S10."""

    @pytest.mark.parametrize(
        "host", ["127.0.0.1", "localhost", "10.0.0.8", "192.168.1.4", "169.254.169.254", "[::1]", "[::ffff:10.0.0.8]"]
    )
    async def test_an_address_inside_is_refused(self, world, host):
        with pytest.raises(AddressRefused):
            await found_from(f"https://{host}/", world, public_only=True)

    async def test_an_address_inside_is_gone_to_where_an_admin_allowed_it(self, world, front_door):
        assert await found_from(front_door, world)

    @pytest.mark.parametrize("where", ["http://127.0.0.1/", "https://10.0.0.8/dav/", "https://metadata.example.test/"])
    async def test_nobody_sends_us_inside(self, world, monkeypatch, where):
        """A public server answers with a redirect; neither the request nor the password goes on."""
        asked = answer_from_outside(monkeypatch, lambda _: httpx.Response(302, headers={"Location": where}))

        with pytest.raises(CalendarUnreachable):
            await found_from("https://cloud.example.test/", world, public_only=True)
        assert {request.url.host for request in asked} == {PUBLIC}

    async def test_a_name_that_leads_inside_the_second_time_is_refused(self, world, monkeypatch):
        """The name is looked up for each request, and what was looked up is where we go."""
        back = httpx.Response(302, headers={"Location": "https://cloud.example.test/dav/"})
        asked = answer_from_outside(monkeypatch, lambda _: back, addresses=[PUBLIC, "10.0.0.8"])

        with pytest.raises(AddressRefused):
            await found_from("https://cloud.example.test/", world, public_only=True)
        assert [(request.url.host, request.headers["Host"]) for request in asked] == [(PUBLIC, "cloud.example.test")]

    async def test_a_name_with_one_address_inside_is_refused(self, world, monkeypatch):
        asked = answer_from_outside(monkeypatch, lambda _: httpx.Response(207), together=[PUBLIC, "10.0.0.8"])

        with pytest.raises(AddressRefused):
            await found_from("https://cloud.example.test/", world, public_only=True)
        assert asked == []


class TestTheWholeWay:
    """On the desk's page."""

    async def test_a_rep_connects_and_is_in_the_queue(self, desk, world, front_door):
        page = await desk.send("/app/connect/caldav", address=front_door, username=world.user, password=world.secret)

        assert f"{world.user} is connected" in words(page)
        connection = await desk.office.store.connection("anna")
        assert (connection.provider, connection.writes) == ("caldav", world.url)
        assert world.secret not in connection.secret
        assert desk.office.services.roster.queues["sales"].reps == ("anna",)

    async def test_a_wrong_password_is_told_beside_the_form_and_nothing_is_kept(self, desk, world, front_door):
        page = await desk.send("/app/connect/caldav", address=front_door, username=world.user, password="wrong one")

        assert page.status_code == 400
        assert "refuses this user name or password" in words(page)
        assert f'value="{world.user}"' in page.text
        assert "wrong one" not in page.text
        assert await desk.office.store.connections() == {}


def answer_from_outside(monkeypatch, answer, *, addresses=(), together=(PUBLIC,)):
    """A public server that answers so; gives the list of what it was asked.

    Names lead to `together`, or to each of `addresses` in turn.
    """
    asked, turns = [], iter(addresses)
    real = socket.getaddrinfo

    def look_up(host, port, *more, **said):
        if not str(host).endswith(".example.test"):
            return real(host, port, *more, **said)
        found = (next(turns),) if addresses else together
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in found]

    def serve(request):
        asked.append(request)
        return answer(request)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(httpx, "AsyncHTTPTransport", lambda **_: httpx.MockTransport(serve))
    return asked

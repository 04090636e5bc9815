"""A rep's tokens: sealed, renewed once at a time across processes, never lost, never renewed again once refused."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import text

from convene.accounts.base import Tokens
from convene.accounts.vault import Vault
from convene.booking.tokens import KeptTokens
from convene.errors import CalendarUnreachable, NeedsReconnect
from convene.store import Store
from convene.store.connections import Connection
from tests.service.conftest import MONDAY, config, rep

VAULT = Vault(["a key of this test"])


@dataclass
class Vendor:
    """Exchanges the refresh token at each use, as Microsoft does; one that was used before is refused for good."""

    provider: str = "google"
    number: int = 0
    asked: list[str] = field(default_factory=list)
    down: bool = False
    keeps_refresh_token: bool = False
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.answers.set()

    async def refresh(self, tokens: Tokens) -> Tokens:
        self.asked.append(tokens["refresh_token"])
        if self.down:
            raise CalendarUnreachable("the vendor is down")
        if tokens["refresh_token"] != f"refresh-{self.number}":
            raise NeedsReconnect("invalid_grant")
        answer = {"access_token": f"access-{self.number + 1}", "expires_at": time.time() + 3600}
        if not self.keeps_refresh_token:
            self.number += 1
            answer["refresh_token"] = f"refresh-{self.number}"
        await self.answers.wait()
        return answer


@dataclass
class World:
    """Anna's connection, its vendor, and two processes on one database."""

    stores: list[Store]
    vendor: Vendor

    def tokens(self, process: int = 0) -> KeptTokens:
        return KeptTokens(self.stores[process], VAULT, self.vendor, "anna")

    async def kept(self) -> Tokens:
        return VAULT.open((await self.stores[0].connection("anna")).secret)

    async def connect(self, lasts: float = 3600) -> None:
        secret = VAULT.seal(
            {"access_token": "access-0", "refresh_token": "refresh-0", "expires_at": time.time() + lasts}
        )
        anna = Connection("anna", "google", "4711", "anna@northwind.test", secret, VAULT.key_id, MONDAY)
        await self.stores[0].connect(anna)

    async def vendor_is_asked(self) -> None:
        while not self.vendor.asked:
            await asyncio.sleep(0.001)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """Anna has connected her calendar."""
    stores = [await Store.open(database_url) for _ in range(2)]
    said = config([rep("anna")])
    await stores[0].seed(said.reps.values(), said.queues.values())
    made = World(stores, Vendor())
    await made.connect()
    yield made
    for store in stores:
        await store.close()


async def test_a_token_that_is_good_is_used_without_asking_anybody(world: World) -> None:
    assert await world.tokens().access_token() == "access-0"
    assert world.vendor.asked == []


async def test_a_token_about_to_end_is_renewed_and_kept_before_it_is_used(world: World) -> None:
    await world.connect(lasts=30)

    assert await world.tokens().access_token() == "access-1"
    assert (await world.kept())["refresh_token"] == "refresh-1"


async def test_a_token_that_was_just_refused_is_renewed(world: World) -> None:
    assert await world.tokens().access_token(stale="access-0") == "access-1"


async def test_a_token_refused_before_somebody_else_renewed_it_is_not_renewed_again(world: World) -> None:
    await world.tokens(0).access_token(stale="access-0")

    assert await world.tokens(1).access_token(stale="access-0") == "access-1"
    assert world.vendor.asked == ["refresh-0"]


async def test_many_workers_in_two_processes_renew_once(world: World) -> None:
    """Case K12: a rotated refresh token that is used twice is dead."""
    await world.connect(lasts=0)
    world.vendor.answers.clear()
    sources = [world.tokens(process) for process in (0, 1)]

    workers = [asyncio.create_task(source.access_token()) for source in sources for _ in range(5)]
    await world.vendor_is_asked()
    world.vendor.answers.set()

    assert {await worker for worker in workers} == {"access-1"}
    assert world.vendor.asked == ["refresh-0"]


async def test_a_renewed_token_is_kept_though_whoever_asked_has_given_up(world: World) -> None:
    await world.connect(lasts=0)
    world.vendor.answers.clear()
    source = world.tokens()

    impatient = asyncio.create_task(source.access_token())
    await world.vendor_is_asked()
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    world.vendor.answers.set()

    assert await source.access_token() == "access-1"
    assert world.vendor.asked == ["refresh-0"]


async def test_a_refresh_token_is_never_replaced_by_nothing(world: World) -> None:
    """Case K3."""
    await world.connect(lasts=0)
    world.vendor.keeps_refresh_token = True

    await world.tokens().access_token()

    assert (await world.kept())["refresh_token"] == "refresh-0"


async def test_a_permission_that_was_withdrawn_is_asked_for_once_only(world: World) -> None:
    """Case K1: `invalid_grant` is never tried again, by nobody."""
    await world.connect(lasts=0)
    world.vendor.number = 99

    for process in (0, 1, 0):
        with pytest.raises(NeedsReconnect, match="invalid_grant"):
            await world.tokens(process).access_token()

    assert len(world.vendor.asked) == 1


async def test_connecting_again_makes_it_good(world: World) -> None:
    await world.connect(lasts=0)
    world.vendor.number = 99
    with pytest.raises(NeedsReconnect):
        await world.tokens().access_token()

    await world.connect()

    assert await world.tokens().access_token() == "access-0"


async def test_a_vendor_that_is_down_is_asked_again_later(world: World) -> None:
    await world.connect(lasts=0)
    world.vendor.down = True
    with pytest.raises(CalendarUnreachable) as failure:
        await world.tokens().access_token()
    world.vendor.down = False

    assert not isinstance(failure.value, NeedsReconnect)
    assert await world.tokens(1).access_token() == "access-1"


async def test_a_lease_of_a_process_that_died_runs_out(world: World) -> None:
    await world.connect(lasts=0)
    await world.stores[1].lease_tokens("anna", timedelta(seconds=0.3))

    assert await world.tokens().access_token() == "access-1"


async def test_with_the_keys_lost_the_calendar_has_to_be_connected_again(world: World) -> None:
    source = KeptTokens(world.stores[0], Vault(["another key"]), world.vendor, "anna")

    with pytest.raises(NeedsReconnect, match="CONVENE_TOKEN_KEYS"):
        await source.access_token()

    assert await world.tokens().access_token() == "access-0", "with the key back, all is well again"


async def test_nobody_connected_needs_to_connect(world: World) -> None:
    await world.stores[0].disconnect("anna")

    with pytest.raises(NeedsReconnect):
        await world.tokens().access_token()


async def test_the_database_holds_no_token_that_can_be_read(world: World) -> None:
    """Case K8."""
    async with world.stores[0]._read() as connection:
        row = (await connection.execute(text("SELECT * FROM connections"))).one()

    assert not any("access-0" in str(value) or "refresh-0" in str(value) for value in row)


async def test_no_log_tells_a_token(
    world: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Cases K8, S11: not when it works, not when it fails."""
    caplog.set_level(logging.DEBUG)
    await world.connect(lasts=0)
    await world.tokens().access_token()
    world.vendor.number = 99
    with pytest.raises(NeedsReconnect):
        await world.tokens().access_token(stale="access-1")

    said = "".join(capsys.readouterr()) + caplog.text + repr(await world.stores[0].connection("anna"))
    assert "refused for good" in said
    for secret in ("access-", "refresh-"):
        assert secret not in said

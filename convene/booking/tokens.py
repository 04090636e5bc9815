"""A rep's access tokens: kept sealed, renewed by one process at a time, never renewed again once refused for good."""

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import structlog

from convene.accounts.base import Accounts, Tokens, access_of, expires_at
from convene.accounts.vault import Vault
from convene.errors import CalendarUnreachable, NeedsReconnect, SecretLost
from convene.store import Store
from convene.store.connections import Connection

log = structlog.get_logger()

_AHEAD = 120  # seconds before its end at which a token is renewed; clocks differ
_LEASE = timedelta(seconds=60)
_PATIENCE = 15  # seconds to wait for another process that is renewing
_LOOK_EVERY = 0.2  # seconds


@dataclass
class KeptTokens:
    """The tokens of one rep's connection; implements `TokenSource`.

    Whoever renews holds a lease in the database, so that of many workers on many machines one asks the vendor; a
    refresh token that is exchanged at each use is never used twice (cases K12, MO2). What the vendor answers is stored
    before anybody uses it, and is stored even if whoever asked for it has given up waiting.
    """

    store: Store
    vault: Vault
    accounts: Accounts
    rep: str
    _renewing: asyncio.Task[Tokens | None] | None = field(default=None, init=False)

    async def access_token(self, *, stale: str | None = None) -> str:
        """An access token that is good now; see `TokenSource.access_token`."""
        until = time.monotonic() + _PATIENCE
        while True:
            connection, tokens = await self._kept()
            if _is_good(tokens, stale):
                return access_of(tokens)
            if self._renewing is None or self._renewing.done():
                self._renewing = asyncio.create_task(self._renew(stale))
                self._renewing.add_done_callback(_noticed)
            if renewed := await asyncio.shield(self._renewing):
                return access_of(renewed)
            if time.monotonic() > until:
                raise CalendarUnreachable(f"another process has been renewing the tokens of {connection.rep} for long")
            await asyncio.sleep(_LOOK_EVERY)

    async def _renew(self, stale: str | None) -> Tokens | None:
        """Renewed tokens, stored; None while another process has the lease. Ours ends whatever happens.

        Raises:
            NeedsReconnect, CalendarUnreachable: as the vendor's module does.
        """
        lease = await self.store.lease_tokens(self.rep, _LEASE)
        if not lease:
            return None
        try:
            _, tokens = await self._kept()
            if _is_good(tokens, stale):
                return tokens  # by whoever had the lease just before us
            try:
                renewed = _with_refresh_token(tokens, await self.accounts.refresh(tokens))
            except NeedsReconnect as refused:
                await self.store.refuse(self.rep, lease, str(refused))
                log.warning("renewing is refused for good", rep=self.rep, provider=self.accounts.provider)
                raise
            if not await self.store.renewed(self.rep, lease, self.vault.seal(renewed), self.vault.key_id):
                _, renewed = await self._kept()  # connected anew meanwhile
            return renewed
        finally:
            await self.store.end_lease(self.rep, lease)

    async def _kept(self) -> tuple[Connection, Tokens]:
        return await _open(self.store, self.vault, self.rep)


class KeptPassword(httpx.Auth):
    """Signs requests with the user name and password of a rep's CalDAV connection, opened for each request."""

    def __init__(self, store: Store, vault: Vault, rep: str) -> None:
        self._store, self._vault, self._rep = store, vault, rep

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """The request with an `Authorization` header.

        Raises:
            NeedsReconnect: if there is no password any more.
        """
        _, kept = await _open(self._store, self._vault, self._rep)
        for signed in httpx.BasicAuth(kept["username"], kept["password"]).auth_flow(request):
            yield signed


async def _open(store: Store, vault: Vault, rep: str) -> tuple[Connection, Tokens]:
    connection = await store.connection(rep)
    if connection is None:
        raise NeedsReconnect("no calendar is connected")
    if connection.refused is not None:
        raise NeedsReconnect(connection.refused)
    try:
        return connection, vault.open(connection.secret)
    except SecretLost as lost:
        raise NeedsReconnect(f"what was kept cannot be decrypted: {lost}") from None


def _noticed(renewing: asyncio.Task[Tokens | None]) -> None:
    """Nobody may be waiting any more for what went wrong; whoever asks next hears it again."""
    if not renewing.cancelled():
        renewing.exception()


def _is_good(tokens: Tokens, stale: str | None) -> bool:
    """Whether the access token can be used: it is not about to end, nor the one that was just refused.

    Tokens end by the world's clock, whatever `CONVENE_NOW` says.
    """
    return access_of(tokens) != stale and expires_at(tokens) - time.time() > _AHEAD


def _with_refresh_token(before: Tokens, renewed: Tokens) -> Tokens:
    """Never nothing in the place of a refresh token (case K3)."""
    if before.get("refresh_token") and not renewed.get("refresh_token"):
        return {**renewed, "refresh_token": before["refresh_token"]}
    return renewed

"""How often something may be done, and by how many at once; and whose network an address stands for.

A `Limiter` counts. The one here counts in this process's memory; that of `shared_limits.py` counts in Redis, for all
processes together.
"""

import asyncio
import ipaddress
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

LOOKS, BETWEEN_LOOKS = 10, 0.02  # seconds; how long whoever wants to be alone waits for who is ending just now

_REMEMBERED = 50_000  # keys; the one unused for longest goes first, and would be as new by then
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """A token bucket: something may be done `at_once` times, and then once more `every` so long; each key by itself."""

    name: str
    at_once: int
    every: timedelta

    @property
    def step(self) -> int:
        """`every` in milliseconds: whole numbers, so that counting is exact in every store."""
        return self.every // _MILLISECOND


class Limiter(Protocol):
    """Counts what is done."""

    async def take(self, limit: Limit, key: str, now: datetime) -> int:
        """Count one more for the key; 0 if that is allowed, else nothing is counted and these are seconds to wait."""

    def alone(self, key: str) -> AbstractAsyncContextManager[bool]:
        """Be the only one with this key inside `with`; False if somebody else is, and still is after a moment."""

    async def trouble(self) -> str:
        """What keeps it from counting for all processes; empty when all is well."""

    async def close(self) -> None:
        """Give back all connections."""


@dataclass(slots=True)
class LocalLimiter:
    """Counts in this process's memory."""

    _full_again: OrderedDict[str, int] = field(default_factory=OrderedDict)  # milliseconds since 1970
    _busy: set[str] = field(default_factory=set)

    async def take(self, limit: Limit, key: str, now: datetime) -> int:
        """See `Limiter`."""
        key, at = f"{limit.name}/{key}", milliseconds(now)
        before = self._full_again.pop(key, at)
        after = max(before, at) + limit.step
        wait = after - at - limit.at_once * limit.step
        self._full_again[key] = before if wait > 0 else after
        if len(self._full_again) > _REMEMBERED:
            self._full_again.popitem(last=False)
        return in_seconds(wait)

    @asynccontextmanager
    async def alone(self, key: str) -> AsyncIterator[bool]:
        """See `Limiter`."""
        for _ in range(LOOKS):
            if key not in self._busy:
                break
            await asyncio.sleep(BETWEEN_LOOKS)
        else:
            yield False
            return
        self._busy.add(key)
        try:
            yield True
        finally:
            self._busy.discard(key)

    async def trouble(self) -> str:
        """None: this process is all it counts for."""
        return ""

    async def close(self) -> None:
        """Nothing is to be given back."""


def milliseconds(instant: datetime) -> int:
    """Since 1970."""
    return round(instant.timestamp() * 1000)


def in_seconds(wait: int) -> int:
    """Milliseconds to wait as whole seconds, rounded up; 0 for none."""
    return max(0, -(-wait // 1000))


def network(address: str) -> str:
    """The network an address stands for: itself for IPv4, its /64 for IPv6, where one customer has many addresses.

    Sanic puts an IPv6 address that a proxy told into brackets.
    """
    try:
        ip = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return address
    return address if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False))

"""How much one visitor, or one network, may send: token buckets, and one turn at a time.

They live in this process's memory, which is right for one process. `Limits` is the seam for a shared store.
"""

import asyncio
import ipaddress
import math
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from convene.chat.incoming import Unacceptable

_LOOKS, _BETWEEN_LOOKS = 10, 0.02  # seconds
_REMEMBERED = 50_000  # buckets; the one unused for longest goes first, and would be full again by then


@dataclass(slots=True)
class Bucket:
    """Holds up to `capacity` tokens and regains `per_second`; every use takes one."""

    capacity: float
    per_second: float
    levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, key: str, now: datetime) -> int:
        """Take a token of `key`; 0 if there was one, else the whole seconds until there is."""
        at = now.timestamp()
        level, since = self.levels.pop(key, (self.capacity, at))
        level = min(self.capacity, level + max(0.0, at - since) * self.per_second)
        self.levels[key] = (level - 1 if level >= 1 else level, at)
        if len(self.levels) > _REMEMBERED:
            self.levels.popitem(last=False)
        return 0 if level >= 1 else math.ceil((1 - level) / self.per_second)


@dataclass(slots=True)
class Limits:
    """Every limit of the gateway. An office of a hundred people behind one address must be able to chat."""

    sessions_of_network: Bucket = field(default_factory=lambda: Bucket(120, 1))
    messages_of_network: Bucket = field(default_factory=lambda: Bucket(600, 10))
    messages_of_visitor: Bucket = field(default_factory=lambda: Bucket(20, 0.5))
    talking: set[str] = field(default_factory=set)

    def allow_session(self, address: str, now: datetime) -> None:
        """Count a new visitor.

        Raises:
            Unacceptable: 429, with the seconds to wait.
        """
        _demand(self.sessions_of_network.take(network(address), now))

    def allow_message(self, address: str, session: str, now: datetime) -> None:
        """Count a message.

        Raises:
            Unacceptable: 429, with the seconds to wait.
        """
        _demand(self.messages_of_visitor.take(session, now))
        _demand(self.messages_of_network.take(network(address), now))

    @asynccontextmanager
    async def turn(self, session: str) -> AsyncIterator[None]:
        """Let one message of a visitor be answered before the next.

        An answer the visitor has read to its end may still be ending here, so it gets a moment for that.

        Raises:
            Unacceptable: 409 while an answer is still on its way.
        """
        for _ in range(_LOOKS):
            if session not in self.talking:
                break
            await asyncio.sleep(_BETWEEN_LOOKS)
        else:
            raise Unacceptable(409, "busy")
        self.talking.add(session)
        try:
            yield
        finally:
            self.talking.discard(session)


def network(address: str) -> str:
    """The network an address stands for: itself for IPv4, its /64 for IPv6, where one customer has many addresses."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False))


def _demand(seconds: int) -> None:
    if seconds:
        raise Unacceptable(429, "too_many_messages", retry_after=seconds)

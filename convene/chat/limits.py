"""How much one visitor, or one network, may send: token buckets, and one turn at a time.

They live in this process's memory, which is right for one process. `Limits` is the seam for a shared store.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from convene.chat.incoming import Unacceptable
from convene.limits import Bucket, network

_LOOKS, _BETWEEN_LOOKS = 10, 0.02  # seconds


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


def _demand(seconds: int) -> None:
    if seconds:
        raise Unacceptable(429, "too_many_messages", retry_after=seconds)

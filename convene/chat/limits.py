"""How much one visitor, or one network, may send, and one turn at a time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from convene.chat.incoming import Unacceptable
from convene.limits import Limit, Limiter, network

# An office of a hundred people behind one address must be able to chat.
_VISITORS_OF_NETWORK = Limit("visitors-of-network", 120, every=timedelta(seconds=1))
_MESSAGES_OF_NETWORK = Limit("messages-of-network", 600, every=timedelta(seconds=0.1))
_MESSAGES_OF_VISITOR = Limit("messages-of-visitor", 20, every=timedelta(seconds=2))


async def allow_visitor(limiter: Limiter, address: str, now: datetime) -> None:
    """Count a new visitor.

    Raises:
        Unacceptable: 429, with the seconds to wait.
    """
    _demand(await limiter.take(_VISITORS_OF_NETWORK, network(address), now))


async def allow_message(limiter: Limiter, address: str, visitor: str, now: datetime) -> None:
    """Count a message.

    Raises:
        Unacceptable: 429, with the seconds to wait.
    """
    _demand(await limiter.take(_MESSAGES_OF_VISITOR, visitor, now))
    _demand(await limiter.take(_MESSAGES_OF_NETWORK, network(address), now))


@asynccontextmanager
async def turn(limiter: Limiter, visitor: str) -> AsyncIterator[None]:
    """Let one message of a visitor be answered before the next.

    An answer the visitor has read to its end may still be ending here, so it gets a moment for that.

    Raises:
        Unacceptable: 409 while an answer is still on its way.
    """
    async with limiter.alone(f"turn/{visitor}") as is_alone:
        if not is_alone:
            raise Unacceptable(409, "busy")
        yield


def _demand(seconds: int) -> None:
    if seconds:
        raise Unacceptable(429, "too_many_messages", retry_after=seconds)

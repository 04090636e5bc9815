"""Limits that hold for all processes together, because they count in Redis.

When Redis does not answer, each process counts by itself until it does: limits are then looser, and nobody is turned
away for it (docs/adr/0010).
"""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta
from hashlib import sha256

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import LockError, RedisError

from convene.errors import BadConfig
from convene.limits import BETWEEN_LOOKS, LOOKS, Limit, LocalLimiter, in_seconds, milliseconds

log = structlog.get_logger()

_PATIENCE = 0.5  # seconds for an answer of Redis
_REST = 10.0  # seconds without asking it again once it did not answer
_LONGEST = timedelta(seconds=60)  # until another process may go on when the one that was alone has died

# The rule of `LocalLimiter.take`, in one step that no other process can come between.
_TAKE = """
local at, step, at_once = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local after = math.max(tonumber(redis.call('GET', KEYS[1]) or at), at) + step
local wait = after - at - at_once * step
if wait <= 0 then
  redis.call('SET', KEYS[1], string.format('%d', after), 'PX', string.format('%d', after - at))
end
return wait
"""


class SharedLimiter:
    """Counts in Redis; implements `Limiter`. What it keeps there names nobody, and goes by itself."""

    def __init__(self, url: str) -> None:
        """Take the address of a Redis server, such as `redis://127.0.0.1:6379/0`; it is not called yet.

        Raises:
            BadConfig: if this is not such an address.
        """
        try:
            self._redis = Redis.from_url(
                url, socket_connect_timeout=_PATIENCE, socket_timeout=_PATIENCE, retry=Retry(NoBackoff(), 1)
            )
        except ValueError as error:
            raise BadConfig(f"CONVENE_REDIS_URL: {error}") from None
        self._take = self._redis.register_script(_TAKE)
        self._local = LocalLimiter()
        self._ask_again = 0.0

    async def take(self, limit: Limit, key: str, now: datetime) -> int:
        """See `Limiter`."""
        said = [milliseconds(now), limit.step, limit.at_once]
        try:
            with self._asking():
                return in_seconds(int(await self._take(keys=[_name(limit.name, key)], args=said)))
        except RedisError:
            return await self._local.take(limit, key, now)

    @asynccontextmanager
    async def alone(self, key: str) -> AsyncIterator[bool]:
        """See `Limiter`."""
        lock = self._redis.lock(
            _name("alone", key),
            timeout=_LONGEST.total_seconds(),
            sleep=BETWEEN_LOOKS,
            blocking_timeout=LOOKS * BETWEEN_LOOKS,
        )
        try:
            with self._asking():
                is_ours = await lock.acquire()
        except RedisError:
            async with self._local.alone(key) as is_ours:
                yield is_ours
            return
        try:
            yield is_ours
        finally:
            if is_ours:
                with suppress(LockError, RedisError):  # gone by itself, or when Redis went
                    await lock.release()

    async def trouble(self) -> str:
        """See `Limiter`."""
        try:
            await self._redis.ping()
        except RedisError as failure:
            return str(failure) or type(failure).__name__
        return ""

    async def close(self) -> None:
        """Give back the connections."""
        await self._redis.aclose()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Around a question; once one was not answered none is asked for a while, so that nobody waits for it.

        Raises:
            RedisError: if there is no answer.
        """
        if time.monotonic() < self._ask_again:
            raise RedisError("it did not answer just now")
        try:
            yield
        except RedisError as failure:
            self._ask_again = time.monotonic() + _REST
            log.warning("redis does not answer; limits are kept by each process for now", error=str(failure))
            raise


def _name(of: str, key: str) -> str:
    return f"convene/{of}/{sha256(key.encode()).hexdigest()[:32]}"

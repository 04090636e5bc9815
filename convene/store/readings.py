"""What was last read from each rep's calendar."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from convene.model import BusyKind, BusyTime, Interval
from convene.store.database import Database
from convene.store.tables import busy, calendar_state

OK = "ok"
UNREACHABLE = "unreachable"
NEEDS_RECONNECT = "needs_reauth"
NEVER = "never"


@dataclass(frozen=True, slots=True)
class CalendarState:
    """How the last reading of a rep's calendar went: `ok`, `unreachable`, `needs_reauth` or `never`.

    `read_at` is the last instant at which the busy times in `covered` were known to be right; `reading` is another
    number whenever they have changed. `failing_since` is when it began to fail as it does; None when it is `ok`.
    """

    rep: str
    status: str
    error: str
    sync_token: str | None
    read_at: datetime | None
    covered: Interval | None
    reading: int
    failing_since: datetime | None = None


class Readings(Database):
    """Reading and writing readings."""

    async def calendar_states(self) -> dict[str, CalendarState]:
        """How each rep's calendar is, by rep; a rep whose calendar was never tried is missing."""
        async with self._read() as connection:
            return await self._calendar_states(connection)

    async def busy_times(self, rep: str) -> tuple[BusyTime, ...]:
        """What the rep's calendar said when it was last read."""
        async with self._read() as connection:
            return (await self._busy_times(connection, [rep])).get(rep, ())

    async def _calendar_states(self, connection: AsyncConnection) -> dict[str, CalendarState]:
        state = calendar_state.c
        columns = state.rep, state.status, state.error, state.sync_token, state.read_at
        more = state.covered_from, state.covered_until, state.reading, state.failing_since
        return {
            row[0]: CalendarState(
                *row[:5], covered=Interval(row[5], row[6]) if row[5] else None, reading=row[7], failing_since=row[8]
            )
            for row in await connection.execute(select(*columns, *more))
        }

    async def _busy_times(self, connection: AsyncConnection, people: Sequence[str]) -> dict[str, tuple[BusyTime, ...]]:
        row = busy.c
        query = select(row.rep, row.starts_at, row.ends_at, row.kind, row.uid, row.all_day).where(row.rep.in_(people))
        found: defaultdict[str, list[BusyTime]] = defaultdict(list)
        for who, start, end, kind, uid, all_day in (await connection.execute(query)).all():
            found[who].append(BusyTime(Interval(start, end), _KINDS[kind], uid, all_day))
        return {who: tuple(times) for who, times in found.items()}

    async def replace_busy(
        self, rep: str, times: Sequence[BusyTime], covered: Interval, sync_token: str, now: datetime
    ) -> None:
        """Keep a fresh reading of a rep's whole calendar window."""
        async with self._write() as connection:
            await connection.execute(delete(busy).where(busy.c.rep == rep))
            await _add_busy(connection, rep, times)
            said = {"sync_token": sync_token, "covered_from": covered.start, "covered_until": covered.end}
            await self._set_state(connection, rep, status=OK, error="", read_at=now, failing_since=None, **said)
            await next_reading(connection, rep)

    async def note_unchanged(self, rep: str, now: datetime) -> None:
        """Keep that the calendar was asked and has not changed since its last reading."""
        async with self._write() as connection:
            await self._set_state(connection, rep, status=OK, error="", read_at=now, failing_since=None)

    async def read_again(self, rep: str) -> None:
        """Let the calendar's next reading be a whole one."""
        async with self._write() as connection:
            await read_whole(connection, rep)

    async def note_failure(self, rep: str, status: str, error: str, now: datetime) -> bool:
        """Keep that the calendar could not be read or written; says whether that is news."""
        async with self._write() as connection:
            before = await connection.scalar(select(calendar_state.c.status).where(calendar_state.c.rep == rep))
            since = {} if before == status else {"failing_since": now}
            # Forgetting the token makes the next good reading a whole one.
            await self._set_state(connection, rep, status=status, error=error, sync_token=None, **since)
        return bool(before != status)

    async def forget_reading(self, rep: str) -> None:
        """Forget what is known of the rep's time; until the next good reading they are not offered."""
        async with self._write() as connection:
            await connection.execute(delete(busy).where(busy.c.rep == rep))
            nothing = {"sync_token": None, "read_at": None, "covered_from": None, "covered_until": None}
            await self._set_state(connection, rep, status=NEVER, error="", failing_since=None, **nothing)
            await next_reading(connection, rep)

    async def add_busy(self, rep: str, times: Sequence[BusyTime]) -> None:
        """Keep busy times that a live look found ahead of the next reading; the reading is then a whole one."""
        async with self._write() as connection:
            await _add_busy(connection, rep, times)
            await read_whole(connection, rep)
            await next_reading(connection, rep)

    async def _set_state(self, connection: AsyncConnection, rep: str, **said: object) -> None:
        insert = self._insert(calendar_state).values(rep=rep, **said)
        await connection.execute(insert.on_conflict_do_update(index_elements=["rep"], set_=said))


_KINDS = {kind.value: kind for kind in BusyKind}


async def _add_busy(connection: AsyncConnection, rep: str, times: Sequence[BusyTime]) -> None:
    rows = [
        {
            "rep": rep,
            "starts_at": t.interval.start,
            "ends_at": t.interval.end,
            "kind": t.kind.value,
            "uid": t.uid,
            "all_day": t.all_day,
        }
        for t in times
    ]
    if rows:
        await connection.execute(busy.insert(), rows)


async def next_reading(connection: AsyncConnection, rep: str) -> None:
    """Keep that the rep's busy times have changed."""
    state = calendar_state.c
    await connection.execute(update(calendar_state).values(reading=state.reading + 1).where(state.rep == rep))


async def read_whole(connection: AsyncConnection, rep: str) -> None:
    """Let the calendar's next reading be a whole one, whatever its sync token says."""
    await connection.execute(update(calendar_state).values(sync_token=None).where(calendar_state.c.rep == rep))

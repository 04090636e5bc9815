"""Reps, their queues, and what was last read from their calendars."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from convene.model import BusyKind, BusyTime, Interval, Queue, Rep
from convene.store.database import Database
from convene.store.tables import busy, calendar_state, queue_members, reps

OK = "ok"
UNREACHABLE = "unreachable"
NEEDS_RECONNECT = "needs_reauth"


@dataclass(frozen=True, slots=True)
class CalendarState:
    """How the last reading of a rep's calendar went: `ok`, `unreachable` or `needs_reauth`; and what is known of it.

    `read_at` is the last instant at which the busy times in `covered` were known to be right; `reading` is another
    number whenever they have changed.
    """

    rep: str
    status: str
    error: str
    sync_token: str | None
    read_at: datetime | None
    covered: Interval | None
    reading: int


class Reps(Database):
    """Reading and writing reps, queues, busy times."""

    async def seed(self, people: Iterable[Rep], queues: Iterable[Queue]) -> None:
        """Bring the reps and queues of `convene.yml` into the store; who is no longer there becomes inactive.

        Turns are kept. Who is new to a queue starts at its average turn and is not flooded (cases A5, A20).
        """
        people = list(people)
        async with self._decide() as connection:
            await connection.execute(update(reps).values(active=False).where(reps.c.source == "file"))
            for rep in people:
                said = {"name": rep.name, "email": rep.email, "active": rep.active, "source": "file"}
                insert = self._insert(reps).values(id=rep.id, **said)
                await connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=said))
            for queue in queues:
                await self._seed_queue(connection, queue)

    async def _seed_queue(self, connection: AsyncConnection, queue: Queue) -> None:
        members = queue_members.c
        here = members.queue == queue.id
        await connection.execute(delete(queue_members).where(here, members.rep.not_in(queue.reps)))
        average = await connection.scalar(select(func.avg(members.last_turn)).where(here))
        for position, rep in enumerate(queue.reps):
            insert = self._insert(queue_members).values(
                queue=queue.id, rep=rep, position=position, last_turn=round(average or 0)
            )
            await connection.execute(
                insert.on_conflict_do_update(index_elements=["queue", "rep"], set_={"position": position})
            )

    async def active_reps(self, queue: str | None = None) -> tuple[str, ...]:
        """The ids of the reps who receive meetings: all, or those of a queue in its order and not paused in it."""
        async with self._read() as connection:
            return await self._active_reps(connection, queue)

    async def calendar_states(self) -> dict[str, CalendarState]:
        """How each rep's calendar is, by rep; a rep whose calendar was never tried is missing."""
        async with self._read() as connection:
            return await self._calendar_states(connection)

    async def busy_times(self, rep: str) -> tuple[BusyTime, ...]:
        """What the rep's calendar said when it was last read."""
        async with self._read() as connection:
            return (await self._busy_times(connection, [rep])).get(rep, ())

    async def _active_reps(self, connection: AsyncConnection, queue: str | None) -> tuple[str, ...]:
        query = select(reps.c.id).where(reps.c.active).order_by(reps.c.id)
        if queue is not None:
            members = queue_members.c
            query = (
                select(reps.c.id)
                .join(queue_members, members.rep == reps.c.id)
                .where(reps.c.active, members.queue == queue, ~members.paused)
                .order_by(members.position)
            )
        return tuple((await connection.scalars(query)).all())

    async def _calendar_states(self, connection: AsyncConnection) -> dict[str, CalendarState]:
        state = calendar_state.c
        columns = state.rep, state.status, state.error, state.sync_token, state.read_at
        rows = await connection.execute(select(*columns, state.covered_from, state.covered_until, state.reading))
        return {
            row[0]: CalendarState(*row[:5], covered=Interval(row[5], row[6]) if row[5] else None, reading=row[7])
            for row in rows.all()
        }

    async def _busy_times(self, connection: AsyncConnection, people: Sequence[str]) -> dict[str, tuple[BusyTime, ...]]:
        row = busy.c
        query = select(row.rep, row.starts_at, row.ends_at, row.kind, row.uid).where(row.rep.in_(people))
        found: defaultdict[str, list[BusyTime]] = defaultdict(list)
        for who, start, end, kind, uid in (await connection.execute(query)).all():
            found[who].append(BusyTime(Interval(start, end), _KINDS[kind], uid))
        return {who: tuple(times) for who, times in found.items()}

    async def replace_busy(
        self, rep: str, times: Sequence[BusyTime], covered: Interval, sync_token: str, now: datetime
    ) -> None:
        """Keep a fresh reading of a rep's whole calendar window."""
        async with self._write() as connection:
            await connection.execute(delete(busy).where(busy.c.rep == rep))
            await _add_busy(connection, rep, times)
            said = {"sync_token": sync_token, "covered_from": covered.start, "covered_until": covered.end}
            await self._set_state(connection, rep, status=OK, error="", read_at=now, **said)
            await next_reading(connection, rep)

    async def note_unchanged(self, rep: str, now: datetime) -> None:
        """Keep that the calendar was asked and has not changed since its last reading."""
        async with self._write() as connection:
            await self._set_state(connection, rep, status=OK, error="", read_at=now)

    async def note_failure(self, rep: str, status: str, error: str) -> bool:
        """Keep that the calendar could not be read or written; says whether that is news."""
        async with self._write() as connection:
            before = await connection.scalar(select(calendar_state.c.status).where(calendar_state.c.rep == rep))
            # Forgetting the token makes the next good reading a whole one.
            await self._set_state(connection, rep, status=status, error=error, sync_token=None)
        return bool(before != status)

    async def add_busy(self, rep: str, times: Sequence[BusyTime]) -> None:
        """Keep busy times that a live look found ahead of the next reading; the reading is then a whole one."""
        async with self._write() as connection:
            await _add_busy(connection, rep, times)
            await connection.execute(update(calendar_state).values(sync_token=None).where(calendar_state.c.rep == rep))
            await next_reading(connection, rep)

    async def _set_state(self, connection: AsyncConnection, rep: str, **said: object) -> None:
        insert = self._insert(calendar_state).values(rep=rep, **said)
        await connection.execute(insert.on_conflict_do_update(index_elements=["rep"], set_=said))


_KINDS = {kind.value: kind for kind in BusyKind}


async def _add_busy(connection: AsyncConnection, rep: str, times: Sequence[BusyTime]) -> None:
    rows = [
        {"rep": rep, "starts_at": t.interval.start, "ends_at": t.interval.end, "kind": t.kind.value, "uid": t.uid}
        for t in times
    ]
    if rows:
        await connection.execute(busy.insert(), rows)


async def next_reading(connection: AsyncConnection, rep: str) -> None:
    """Keep that the rep's busy times have changed."""
    state = calendar_state.c
    await connection.execute(update(calendar_state).values(reading=state.reading + 1).where(state.rep == rep))

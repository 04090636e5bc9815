"""Reps, their queues, and what was last read from their calendars."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from convene.model import BusyKind, BusyTime, Interval, Queue, Rep
from convene.store.database import Database
from convene.store.people import part_as_json, rep_as_json, rep_from_json
from convene.store.tables import busy, calendar_state, queue_members, reps, team_settings, versions

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


class Reps(Database):
    """Reading and writing reps, queues, busy times."""

    async def seed(self, people: Iterable[Rep], queues: Iterable[Queue]) -> None:
        """Bring the reps and queues of `convene.yml` into the store; who is no longer there becomes inactive.

        What reps changed at the desk stays, and so do reps who joined there. Turns are kept. Who is new to a queue
        starts at its average turn and is not flooded (cases A5, A20).
        """
        people = list(people)
        async with self._decide() as connection:
            left = dict((await connection.execute(select(reps.c.id, reps.c.own).where(~reps.c.active))).tuples().all())
            await connection.execute(update(reps).values(active=False).where(reps.c.source == "file"))
            for rep in people:
                said = {
                    "name": rep.name,
                    "email": rep.email,
                    "active": rep.active and left.get(rep.id, {}).get("active", True),
                    "source": "file",
                    "profile": rep_as_json(rep),
                }
                insert = self._insert(reps).values(id=rep.id, own={}, **said)
                await connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=said))
            for queue in queues:
                await self._seed_queue(connection, queue)
            await self._roster_changed(connection)

    async def _seed_queue(self, connection: AsyncConnection, queue: Queue) -> None:
        members = queue_members.c
        from_file = select(reps.c.id).where(reps.c.source == "file")
        await connection.execute(
            delete(queue_members).where(
                members.queue == queue.id, members.rep.in_(from_file), members.rep.not_in(queue.reps)
            )
        )
        gone = await self._taken_out(connection, queue.id)
        for position, rep in enumerate(rep for rep in queue.reps if rep not in gone):
            await self._join(connection, queue.id, rep, position)
        kept = await connection.scalar(select(team_settings.c.value).where(team_settings.c.name == f"order/{queue.id}"))
        await self._put_in_order(connection, queue.id, kept or ())

    async def _join(self, connection: AsyncConnection, queue: str, rep: str, position: int) -> None:
        """Put a rep into a queue at the average turn of those who are in it, so that nobody is flooded (A5, A20)."""
        average = await connection.scalar(
            select(func.avg(queue_members.c.last_turn)).where(queue_members.c.queue == queue)
        )
        insert = self._insert(queue_members).values(
            queue=queue, rep=rep, position=position, last_turn=round(average or 0)
        )
        await connection.execute(
            insert.on_conflict_do_update(index_elements=["queue", "rep"], set_={"position": position})
        )

    async def add_rep(self, rep: Rep) -> None:
        """Keep a rep who joined at the desk; one who was there before becomes active again and keeps their settings."""
        async with self._decide() as connection:
            said = {"name": rep.name, "email": rep.email, "active": True}
            insert = self._insert(reps).values(id=rep.id, source="desk", profile=rep_as_json(rep), own={}, **said)
            await connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=said))
            await self._roster_changed(connection)

    async def change_rep(self, rep: str, **parts: Any) -> None:
        """Keep what the desk says of a rep instead of `convene.yml`, part by part: names of `Rep`'s fields.

        None gives a part back to what `convene.yml` or the first sign-in said.
        """
        async with self._decide() as connection:
            own = await connection.scalar(select(reps.c.own).where(reps.c.id == rep)) or {}
            said = own | {name: part_as_json(name, value) for name, value in parts.items() if value is not None}
            said = {name: value for name, value in said.items() if parts.get(name, value) is not None}
            await connection.execute(update(reps).values(own=said).where(reps.c.id == rep))
            await self._roster_changed(connection)

    async def set_active(self, rep: str, active: bool) -> None:
        """Whether the rep can get meetings at all; who leaves keeps the meetings they have (case K6)."""
        async with self._decide() as connection:
            own = await connection.scalar(select(reps.c.own).where(reps.c.id == rep)) or {}
            await connection.execute(
                update(reps).values(active=active, own=own | {"active": active}).where(reps.c.id == rep)
            )
            await self._roster_changed(connection)

    async def join_queue(self, queue: str, rep: str) -> None:
        """Put a rep at the end of a queue; who is in it stays where they are."""
        async with self._decide() as connection:
            here = queue_members.c.queue == queue
            if await connection.scalar(select(queue_members.c.rep).where(here, queue_members.c.rep == rep)):
                return
            last = await connection.scalar(select(func.max(queue_members.c.position)).where(here))
            await self._join(connection, queue, rep, (-1 if last is None else last) + 1)
            await self._keep_taken_out(connection, queue, await self._taken_out(connection, queue) - {rep})
            await self._roster_changed(connection)

    async def order_queue(self, queue: str, order: Sequence[str]) -> None:
        """Put a queue into this order, and keep it when `convene.yml` is read again; turns stay as they are."""
        async with self._decide() as connection:
            name = f"order/{queue}"
            await connection.execute(delete(team_settings).where(team_settings.c.name == name))
            await connection.execute(team_settings.insert().values(name=name, value=list(order)))
            await self._put_in_order(connection, queue, order)
            await self._roster_changed(connection)

    async def _put_in_order(self, connection: AsyncConnection, queue: str, order: Sequence[str]) -> None:
        """Who is not in the order comes after it, as before."""
        row = queue_members.c
        members = (await connection.scalars(select(row.rep).where(row.queue == queue).order_by(row.position))).all()
        known = [rep for rep in order if rep in members]
        for position, rep in enumerate((*known, *(rep for rep in members if rep not in known))):
            await connection.execute(
                update(queue_members).values(position=position).where(row.queue == queue, row.rep == rep)
            )

    async def leave_queue(self, queue: str, rep: str) -> None:
        """Take a rep out of a queue; who is in it by `convene.yml` stays out when that is read again."""
        async with self._decide() as connection:
            await connection.execute(
                delete(queue_members).where(queue_members.c.queue == queue, queue_members.c.rep == rep)
            )
            await self._keep_taken_out(connection, queue, await self._taken_out(connection, queue) | {rep})
            await self._roster_changed(connection)

    async def _taken_out(self, connection: AsyncConnection, queue: str) -> set[str]:
        """The reps whom somebody took out of the queue at the desk."""
        said = select(team_settings.c.value).where(team_settings.c.name == f"taken out/{queue}")
        return set(await connection.scalar(said) or ())

    async def _keep_taken_out(self, connection: AsyncConnection, queue: str, who: set[str]) -> None:
        insert = self._insert(team_settings).values(name=f"taken out/{queue}", value=sorted(who))
        await connection.execute(
            insert.on_conflict_do_update(index_elements=["name"], set_={"value": insert.excluded.value})
        )

    async def pause(self, queue: str, rep: str, paused: bool) -> None:
        """Let a rep rest in a queue, or return; their turn is kept (A5)."""
        async with self._decide() as connection:
            member = (queue_members.c.queue == queue, queue_members.c.rep == rep)
            await connection.execute(update(queue_members).values(paused=paused).where(*member))
            await self._roster_changed(connection)

    async def roster_version(self) -> int:
        """A number that has changed when reps, queues or their members have."""
        async with self._read() as connection:
            return await connection.scalar(select(versions.c.number).where(versions.c.of == "roster")) or 0

    async def people(self) -> tuple[Rep, ...]:
        """Everybody who is or was a rep, as they are now: `convene.yml` with what the desk changed."""
        async with self._read() as connection:
            row = reps.c
            rows = await connection.execute(select(row.id, row.active, row.profile, row.own).order_by(row.id))
            return tuple(rep_from_json(r.profile | r.own | {"id": r.id, "active": r.active}) for r in rows.all())

    async def members(self) -> dict[str, tuple[str, ...]]:
        """The active reps in each queue, in their order; who rests is among them."""
        async with self._read() as connection:
            member = queue_members.c
            query = select(member.queue, member.rep).join(reps, member.rep == reps.c.id).where(reps.c.active)
            found: defaultdict[str, list[str]] = defaultdict(list)
            for queue, rep in (await connection.execute(query.order_by(member.queue, member.position))).all():
                found[queue].append(rep)
            return {queue: tuple(who) for queue, who in found.items()}

    async def _roster_changed(self, connection: AsyncConnection) -> None:
        insert = self._insert(versions).values(of="roster", number=1)
        await connection.execute(
            insert.on_conflict_do_update(index_elements=["of"], set_={"number": versions.c.number + 1})
        )

    async def calendar_states(self) -> dict[str, CalendarState]:
        """How each rep's calendar is, by rep; a rep whose calendar was never tried is missing."""
        async with self._read() as connection:
            return await self._calendar_states(connection)

    async def busy_times(self, rep: str) -> tuple[BusyTime, ...]:
        """What the rep's calendar said when it was last read."""
        async with self._read() as connection:
            return (await self._busy_times(connection, [rep])).get(rep, ())

    async def _active_reps(self, connection: AsyncConnection, queue: str) -> tuple[str, ...]:
        """The ids of the reps of a queue who receive meetings, in its order; who rests in it is left out."""
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
            await connection.execute(update(calendar_state).values(sync_token=None).where(calendar_state.c.rep == rep))

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
            await connection.execute(update(calendar_state).values(sync_token=None).where(calendar_state.c.rep == rep))
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

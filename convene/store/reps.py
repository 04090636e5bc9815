"""Reps and their queues."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from convene.model import Queue, Rep
from convene.store.database import Database
from convene.store.people import part_as_json, rep_as_json, rep_from_json
from convene.store.tables import queue_members, reps, team_settings, versions


class Reps(Database):
    """Reading and writing reps and queues."""

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

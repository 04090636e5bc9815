"""Whose turn it is in a queue, and the ledger of who got what (cases A4, A6, A18, A19)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from convene.model import Assignment, Booking, Status
from convene.scheduling.assignment import Turn
from convene.store.database import Database
from convene.store.tables import assignments, bookings, queue_members, reps


def decision(order: Sequence[str], free: Sequence[str], rep: str, reason: str = "") -> dict[str, Any]:
    """Why this rep: the queue's order then, who of it was free, who stood before the rep and keeps the turn."""
    skipped = [r for r in order[: order.index(rep)] if r not in free]
    reason = reason or ("passed_over" if skipped else "turn")
    return {"order": list(order), "free": list(free), "skipped": skipped, "reason": reason}


class Turns(Database):
    """Reading and writing turns and the ledger."""

    async def turns(self, queue: str, now: datetime, *, besides: str = "") -> tuple[Turn, ...]:
        """The turns of a queue's active reps, in the queue's own order; the hold `besides` does not count."""
        async with self._read() as connection:
            return await self._turns(connection, queue, now, besides)

    async def ledger(self, queue: str, limit: int = 200) -> tuple[Assignment, ...]:
        """Who got which meeting of the queue and why, newest first."""
        query = select(assignments).where(assignments.c.queue == queue).order_by(assignments.c.id.desc()).limit(limit)
        async with self._read() as connection:
            return tuple(_assignment(row._mapping) for row in await connection.execute(query))

    async def _turns(
        self, connection: AsyncConnection, queue: str, now: datetime, besides: str = ""
    ) -> tuple[Turn, ...]:
        member, booking = queue_members.c, bookings.c
        held = and_(
            booking.rep == member.rep, booking.queue == queue, booking.live, booking.status == Status.HELD,
            booking.expires_at > now, booking.id != besides,
        )  # fmt: skip
        since = select(func.min(booking.created_at)).where(held).scalar_subquery()
        rows = await connection.execute(
            select(member.rep, member.position, member.last_turn, since.label("since"))
            .join(reps, reps.c.id == member.rep)
            .where(member.queue == queue, ~member.paused, reps.c.active)
            .order_by(member.position)
        )
        return tuple(Turn(rep, position, last_turn, since) for rep, position, last_turn, since in rows)

    async def _take_turn(
        self, connection: AsyncConnection, booking: Booking, decision: dict[str, Any], at: datetime
    ) -> None:
        """Write the ledger's line and put the rep at the end of the queue."""
        member = queue_members.c
        here = member.queue == booking.queue
        mine = and_(here, member.rep == booking.rep)
        previous = await connection.scalar(select(member.last_turn).where(mine))
        latest = await connection.scalar(select(func.max(member.last_turn)).where(here))
        await connection.execute(update(queue_members).values(last_turn=(latest or 0) + 1).where(mine))
        line = {
            "booking": booking.id,
            "queue": booking.queue,
            "rep": booking.rep,
            "at": at,
            "starts_at": booking.start,
            **decision,
            "previous_turn": previous or 0,
        }
        await connection.execute(assignments.insert(), line)

    async def _give_turn_back(self, connection: AsyncConnection, booking: str) -> None:
        """Credit the rep whose meeting will not be: they stand again where they stood before it (case A6)."""
        line, member = assignments.c, queue_members.c
        query = (
            select(line.id, line.queue, line.rep, line.previous_turn, member.last_turn)
            .join(queue_members, and_(member.queue == line.queue, member.rep == line.rep), isouter=True)
            .where(line.booking == booking, ~line.credited)
        )
        for id_, queue, rep, previous, turn in (await connection.execute(query)).all():
            here = and_(member.queue == queue, member.rep == rep, member.last_turn > previous)
            await connection.execute(update(queue_members).values(last_turn=previous).where(here))
            await connection.execute(update(assignments).values(credited=True, given_back=turn).where(line.id == id_))

    async def _take_turn_again(self, connection: AsyncConnection, booking: str, rep: str) -> None:
        """The rep has met after all: they stand where they stood before the last credit, or later."""
        line, member = assignments.c, queue_members.c
        given = (line.booking == booking, line.rep == rep, line.given_back.is_not(None))
        for id_, queue, turn in (
            await connection.execute(select(line.id, line.queue, line.given_back).where(*given))
        ).all():
            here = and_(member.queue == queue, member.rep == rep, member.last_turn < turn)
            await connection.execute(update(queue_members).values(last_turn=turn).where(here))
            await connection.execute(update(assignments).values(credited=False, given_back=None).where(line.id == id_))


def _assignment(row: Any) -> Assignment:
    return Assignment(
        booking=row["booking"],
        queue=row["queue"],
        rep=row["rep"],
        at=row["at"],
        start=row["starts_at"],
        order=tuple(row["order"]),
        free=tuple(row["free"]),
        skipped=tuple(row["skipped"]),
        reason=row["reason"],
    )

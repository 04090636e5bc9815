"""Holding a time for one chat session (case A2)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from convene.model import Booking, Status
from convene.scheduling.assignment import assign, turn_order
from convene.store.leftovers import Leftovers
from convene.store.rows import COLUMNS, hold_row, read_booking
from convene.store.tables import bookings
from convene.store.turns import Turns, decision

_WAITS = and_(bookings.c.status == Status.HELD, bookings.c.live, bookings.c.pending.is_(None))


class Holds(Leftovers, Turns):
    """Writing holds."""

    async def hold(self, draft: Booking, free: Sequence[str], now: datetime) -> Booking | None:
        """Hold the draft's time with the one of the free reps whose turn it is; the session's earlier hold ends.

        Reading the turns and writing the hold is one transaction (case A4), and the database has the last word on who
        is free: a rep whom somebody else just took is passed over. The same time again, with a rep who will do, is the
        same hold, made longer.

        Returns:
            the hold, or None when all of them are taken: then the session keeps the hold it had.
        """
        async with self._decide() as connection:
            await _let_lapse(connection, now)
            if held := await _extend_same(connection, draft, free):
                return held
            order = turn_order(await self._turns(connection, draft.queue, now))
            async with connection.begin_nested() as all_or_nothing:
                await self._end_holds(connection, draft.session, now)
                left = [rep for rep in order if rep in free]
                while left:
                    rep, _ = assign(order, left)
                    hold = replace(draft, rep=rep, created_at=now)
                    why = "asked_for" if draft.asked_for else ""
                    row = hold_row(hold, now) | {"decision": decision(order, left, rep, why)}
                    if await _fits(connection, row):
                        return hold
                    left.remove(rep)
                await all_or_nothing.rollback()
        return None

    async def renew(self, session: str, until: datetime, now: datetime) -> Booking | None:
        """Make the session's hold last until then; None when it has none any more."""
        async with self._decide() as connection:
            await connection.execute(
                update(bookings)
                .values(expires_at=until)
                .where(_WAITS, bookings.c.session == session, bookings.c.expires_at > now)
            )
            return await _held(connection, session, now)

    async def release(self, session: str, now: datetime) -> None:
        """End the session's hold; a booking that is just being confirmed is left alone."""
        async with self._decide() as connection:
            await self._end_holds(connection, session, now)

    async def release_rep(self, rep: str, now: datetime) -> None:
        """End the holds on a rep's time, as far as they are not just being confirmed (case K6)."""
        async with self._decide() as connection:
            await connection.execute(
                update(bookings).values(live=False, updated_at=now).where(_WAITS, bookings.c.rep == rep)
            )

    async def let_lapse(self, now: datetime) -> None:
        """End all holds whose time is up."""
        async with self._decide() as connection:
            await _let_lapse(connection, now)

    async def forget_holds(self, ended_before: datetime) -> None:
        """Delete holds that became no meeting and ended before then."""
        row = bookings.c
        async with self._decide() as connection:
            await connection.execute(
                delete(bookings).where(
                    row.status == Status.HELD, ~row.live, row.pending.is_(None), row.expires_at < ended_before
                )
            )

    async def _end_holds(self, connection: AsyncConnection, session: str, now: datetime) -> None:
        """End what the session holds, also a hold whose confirmation got stuck and waits for the reconciler."""
        row = bookings.c
        rests = and_(row.pending.is_not(None), or_(row.claim.is_(None), row.claimed_until <= now))
        theirs = and_(row.session == session, row.status == Status.HELD, row.live, or_(row.pending.is_(None), rests))
        for booking in [read_booking(r) for r in await connection.execute(select(*COLUMNS).where(theirs))]:
            if booking.pending:
                await self._add_leftover(connection, booking.rep, booking.uid, None, now)
            await connection.execute(
                update(bookings)
                .values(live=False, pending=None, generation=booking.generation + bool(booking.pending), updated_at=now)
                .where(row.id == booking.id)
            )


async def _let_lapse(connection: AsyncConnection, now: datetime) -> None:
    await connection.execute(update(bookings).values(live=False).where(_WAITS, bookings.c.expires_at <= now))


async def _held(connection: AsyncConnection, session: str, now: datetime) -> Booking | None:
    query = select(*COLUMNS).where(_WAITS, bookings.c.session == session, bookings.c.expires_at > now)
    found = (await connection.execute(query)).first()
    return read_booking(found) if found else None


async def _extend_same(connection: AsyncConnection, draft: Booking, free: Sequence[str]) -> Booking | None:
    same = and_(
        _WAITS,
        bookings.c.session == draft.session,
        bookings.c.queue == draft.queue,
        bookings.c.starts_at == draft.start,
        bookings.c.ends_at == draft.end,
        bookings.c.rep.in_(free),
    )
    said = {name: getattr(draft, name) for name in ("expires_at", "visitor_zone", "locale", "asked_for")}
    found = (await connection.execute(update(bookings).values(**said).where(same).returning(*COLUMNS))).first()
    return read_booking(found) if found else None


async def _fits(connection: AsyncConnection, row: dict[str, object]) -> bool:
    """Whether the database took the row: it refuses a second live booking of a rep at one time."""
    try:
        async with connection.begin_nested():
            await connection.execute(bookings.insert(), row)
    except IntegrityError:
        return False
    return True

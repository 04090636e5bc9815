"""What became of a meeting once its time had come: it is over, nobody came, or somebody did after all."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, update

from convene.model import Booking, Status
from convene.store.bookings import MEETINGS
from convene.store.claims import claimed_row
from convene.store.meetings import Meetings
from convene.store.rows import read_booking
from convene.store.tables import bookings
from convene.store.turns import Turns


class Aftermath(Turns, Meetings):
    """Keeping what became of meetings."""

    async def complete_past(self, now: datetime) -> None:
        """Meetings that are over are completed."""
        row = bookings.c
        over = and_(row.status.in_(MEETINGS), row.ends_at <= now, row.pending.is_(None))
        async with self._decide() as connection:
            await connection.execute(update(bookings).values(status=Status.COMPLETED, live=False).where(over))

    async def nobody_came(self, booking_id: str, claim: str, by: str, now: datetime, *, credit: bool) -> Booking:
        """The visitor did not come: the rep gets the turn back if `credit` says so (cases A6, P11)."""
        async with self._decide() as connection:
            booking = read_booking(await claimed_row(connection, booking_id, claim))
            done = replace(booking, status=Status.NO_SHOW, changed_by=by)
            said = {"status": done.status, "live": False, "changed_by": by, "updated_at": now}
            await connection.execute(update(bookings).values(**said).where(bookings.c.id == booking_id))
            if credit:
                await self._give_turn_back(connection, booking_id)
            await self._happened(connection, "no_show", done, now)
            return done

    async def somebody_came(self, booking_id: str, claim: str, by: str, now: datetime) -> Booking:
        """The visitor did come: the meeting is held, and the rep has had the turn."""
        async with self._decide() as connection:
            booking = read_booking(await claimed_row(connection, booking_id, claim))
            done = replace(booking, status=Status.COMPLETED, changed_by=by)
            said = {"status": done.status, "changed_by": by, "updated_at": now}
            await connection.execute(update(bookings).values(**said).where(bookings.c.id == booking_id))
            await self._take_turn_again(connection, booking_id, booking.rep)
            await self._happened(connection, "came", done, now)
            return done

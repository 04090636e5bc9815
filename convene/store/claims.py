"""One at a time: whoever works on a booking claims it first, and only with the claim a step can be finished."""

from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from convene.errors import BookingNotFound
from convene.store.database import Database
from convene.store.tables import bookings


class ClaimLost(Exception):
    """Somebody else works on the booking by now: this process was too slow, and must not finish its step."""


class Claims(Database):
    """Making claims and giving them back."""

    async def claim(self, booking_id: str, now: datetime, until: datetime) -> str | None:
        """A claim on the booking, or None while somebody else has one."""
        row, token = bookings.c, token_hex(8)
        free = or_(row.claim.is_(None), row.claimed_until <= now)
        query = update(bookings).values(claim=token, claimed_until=until).where(row.id == booking_id, free)
        async with self._decide() as connection:
            return token if (await connection.execute(query)).rowcount else None

    async def unclaim(self, booking_id: str, claim: str) -> None:
        """Give the claim back; one that is lost already is fine."""
        row = bookings.c
        query = update(bookings).values(claim=None, claimed_until=None).where(row.id == booking_id, row.claim == claim)
        async with self._decide() as connection:
            await connection.execute(query)

    async def unfinished(self, now: datetime) -> tuple[str, ...]:
        """The ids of bookings with something pending that nobody works on."""
        row = bookings.c
        free = or_(row.claim.is_(None), row.claimed_until <= now)
        async with self._read() as connection:
            query = select(row.id).where(row.pending.is_not(None), free).order_by(row.updated_at)
            return tuple((await connection.scalars(query)).all())


async def claimed_row(connection: AsyncConnection, booking_id: str, claim: str) -> Any:
    """The booking's row.

    Raises:
        ClaimLost: if somebody else works on the booking by now.
        BookingNotFound: if there is no such booking.
    """
    query = select(bookings).where(bookings.c.id == booking_id)
    row = (await connection.execute(query)).first()
    if row is None:
        raise BookingNotFound(booking_id)
    if row.claim != claim:
        raise ClaimLost(booking_id)
    return row

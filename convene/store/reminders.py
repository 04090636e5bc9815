"""Which meetings their visitors have to be reminded of (case P11)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, cast, select

from convene.model import Booking
from convene.store.bookings import MEETINGS
from convene.store.outbox import REMINDER, Outbox
from convene.store.rows import COLUMNS, read_booking
from convene.store.tables import bookings, outbox


class Reminders(Outbox):
    """Reading what is due, and writing that it was told."""

    async def to_remind(self, lead: timedelta, now: datetime) -> tuple[Booking, ...]:
        """The meetings that begin within `lead`, whose visitors were not reminded of this time so long before.

        A meeting that was made or changed when it was nearly that near already is left out: its visitor has just heard
        of it.
        """
        row = bookings.c
        key = row.id + "/" + cast(row.sequence, String) + REMINDER + name_of(lead)
        query = select(*COLUMNS, row.updated_at).where(
            row.status.in_(MEETINGS),
            row.pending.is_(None),
            row.starts_at > now,
            row.starts_at <= now + lead,
            ~select(outbox.c.id).where(outbox.c.key == key).exists(),
        )
        async with self._read() as connection:
            rows = (await connection.execute(query.order_by(row.starts_at))).all()
        return tuple(read_booking(r) for r in rows if r.updated_at <= r.starts_at - lead - lead / 4)

    async def add_reminder(self, booking: Booking, letters: Sequence[tuple[str, str]], now: datetime) -> None:
        """Put the reminder into the outbox, unless the meeting has changed in this moment; each key goes out once."""
        row = bookings.c
        same = select(row.id).where(
            row.id == booking.id,
            row.status.in_(MEETINGS),
            row.sequence == booking.sequence,
            row.pending.is_(None),
        )
        async with self._decide() as connection:
            if await connection.scalar(same):
                await self._add_mail(connection, letters, now)


def name_of(lead: timedelta) -> str:
    """How a reminder is called in its key."""
    return f"{int(lead.total_seconds()) // 60}min"

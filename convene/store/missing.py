"""Whether the event of each meeting still is in its rep's calendar (case P1)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from convene.store.database import Database
from convene.store.readings import read_whole
from convene.store.tables import bookings


class Missing(Database):
    """Keeping which events are missing."""

    async def note_missing(self, booking_id: str, now: datetime) -> datetime:
        """Keep that the event is not in its calendar; gives since when. The calendar's next reading is a whole one."""
        row = bookings.c
        this = row.id == booking_id
        async with self._decide() as connection:
            await connection.execute(
                update(bookings).values(missing_since=now).where(this, row.missing_since.is_(None))
            )
            found = (await connection.execute(select(row.rep, row.missing_since).where(this))).one()
            await read_whole(connection, found.rep)
        since: datetime = found.missing_since
        return since

    async def note_found(self, booking_ids: Sequence[str]) -> None:
        """Keep that these bookings' events are in their calendar, also if they were missing before."""
        row = bookings.c
        query = (
            update(bookings).values(missing_since=None).where(row.id.in_(booking_ids), row.missing_since.is_not(None))
        )
        async with self._decide() as connection:
            await connection.execute(query)

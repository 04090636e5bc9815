"""Events that must go from a calendar: of a booking that went elsewhere, of a try that failed half-way (case A12)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from convene.store.database import Database
from convene.store.tables import leftovers

_IN_FLIGHT = timedelta(minutes=1)  # a write we gave up on may still arrive; looking earlier could miss it


@dataclass(frozen=True, slots=True)
class Leftover:
    """One such event; `provider_event_id` is None when nobody knows whether it was ever written."""

    rep: str
    uid: str
    provider_event_id: str | None
    due: datetime


class Leftovers(Database):
    """Reading and writing leftovers."""

    async def leftovers(self, now: datetime) -> tuple[Leftover, ...]:
        """The events to be removed by now."""
        async with self._read() as connection:
            rows = await connection.execute(select(leftovers).where(leftovers.c.due <= now).order_by(leftovers.c.due))
            return tuple(Leftover(**row._mapping) for row in rows)

    async def leftover_removed(self, rep: str, uid: str) -> None:
        """Keep that the event is gone."""
        async with self._write() as connection:
            await connection.execute(delete(leftovers).where(leftovers.c.rep == rep, leftovers.c.uid == uid))

    async def _add_leftover(
        self, connection: AsyncConnection, rep: str, uid: str, provider_event_id: str | None, now: datetime
    ) -> None:
        said = {"provider_event_id": provider_event_id, "due": now if provider_event_id else now + _IN_FLIGHT}
        insert = self._insert(leftovers).values(rep=rep, uid=uid, **said)
        await connection.execute(insert.on_conflict_do_update(index_elements=["rep", "uid"], set_=said))

"""Finding meetings for the people of the desk, page by page; and what happened to each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from convene.model import Booking, Company, Happening, Person, Status, What
from convene.store.database import Database
from convene.store.outbox import OutgoingMail
from convene.store.rows import COLUMNS, read_booking
from convene.store.tables import booking_events, bookings, outbox


@dataclass(frozen=True, slots=True)
class Search:
    """Which meetings: every part that is given has to be true of them.

    `text` are words in the visitor's name, address, phone or company; `reps` whose they are; `since` and `until` a
    half-open stretch in which they begin; `over` whether they have ended by `now`.
    """

    now: datetime
    text: str = ""
    reps: tuple[str, ...] | None = None
    statuses: tuple[Status, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    over: bool | None = None


class Meetings(Database):
    """Reading meetings as lists, and their history. Holds are no meetings."""

    async def count_found(self, search: Search) -> int:
        """How many meetings there are."""
        async with self._read() as connection:
            return int(await connection.scalar(select(func.count()).where(*_conditions(search))) or 0)

    async def found(self, search: Search, *, limit: int, offset: int = 0) -> tuple[Booking, ...]:
        """The meetings, what comes next first; those that are over the other way round, the latest first."""
        row = bookings.c
        order = (row.starts_at.desc(), row.id) if search.over else (row.starts_at, row.id)
        query = select(*COLUMNS).where(*_conditions(search)).order_by(*order).limit(limit).offset(offset)
        async with self._read() as connection:
            return tuple(read_booking(r) for r in await connection.execute(query))

    async def history(self, booking_id: str) -> tuple[Happening, ...]:
        """What happened to the meeting, the first first."""
        event = booking_events.c
        query = select(booking_events).where(event.booking == booking_id).order_by(event.id)
        async with self._read() as connection:
            return tuple(
                Happening(r.booking, r.at, r.what, r.by, r.rep, r.starts_at, r.note)
                for r in (await connection.execute(query)).all()
            )

    async def mail_about(self, booking_id: str) -> tuple[OutgoingMail, ...]:
        """All mails about the meeting, the oldest first."""
        query = select(outbox).where(outbox.c.key.startswith(f"{booking_id}/", autoescape=True)).order_by(outbox.c.id)
        async with self._read() as connection:
            return tuple(OutgoingMail(**row._mapping) for row in await connection.execute(query))

    async def _happened(
        self, connection: AsyncConnection, what: What, done: Booking, now: datetime, note: str = ""
    ) -> None:
        said: dict[str, Any] = {
            "booking": done.id,
            "at": now,
            "what": what,
            "by": done.changed_by,
            "rep": done.rep,
            "starts_at": done.start,
            "note": note,
        }
        await connection.execute(booking_events.insert(), said)


def found_by(person: Person, company: Company) -> str:
    """The words by which people look for a meeting, in lower case."""
    said = (person.name, person.email, person.phone, company.name, company.domain)
    return "\n".join(filter(None, said)).casefold()


def _conditions(search: Search) -> Sequence[ColumnElement[bool]]:
    row = bookings.c
    wanted: list[ColumnElement[bool]] = [row.status.in_(search.statuses or _NOT_HELD)]
    wanted += [row.found_by.contains(word, autoescape=True) for word in search.text.casefold().split()]
    if search.reps is not None:
        wanted.append(row.rep.in_(search.reps))
    if search.since is not None:
        wanted.append(row.starts_at >= search.since)
    if search.until is not None:
        wanted.append(row.starts_at < search.until)
    if search.over is not None:
        wanted.append(row.ends_at <= search.now if search.over else row.ends_at > search.now)
    return wanted


_NOT_HELD = tuple(status for status in Status if status is not Status.HELD)

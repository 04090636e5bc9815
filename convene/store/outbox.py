"""Mail that has to go out: kept with what it tells about, sent later, each key once (invariant 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from convene.store.columns import EPOCH
from convene.store.database import Database
from convene.store.tables import outbox

REMINDER = "/reminder/"
"""Stands in the key of every reminder."""


def failure_of(session: str) -> str:
    """How the keys of mails begin that tell of this session's failed booking; the session's id is no one's business."""
    return f"failed/{sha256(session.encode()).hexdigest()[:24]}/"


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One message on its way: the finished RFC 5322 text, and how often sending it failed.

    `due` is when to try (again); it is None once the message was sent, or refused for good. Somebody waits for an
    `urgent` one at their screen.
    """

    id: int
    key: str
    message: str
    due: datetime | None
    attempts: int
    error: str
    sent_at: datetime | None
    urgent: bool


@dataclass(frozen=True, slots=True)
class MailState:
    """How many messages wait, since when the longest does, and what was last heard when sending one of them failed."""

    waiting: int
    oldest: datetime | None
    error: str


class Outbox(Database):
    """Reading and writing outgoing mail."""

    async def add_mail(self, key: str, message: str, due: datetime, *, urgent: bool = False) -> bool:
        """Put a message in; a second one with the same key is left out, and False tells so."""
        async with self._write() as connection:
            return await self._add_mail(connection, [(key, message)], due, urgent=urgent) > 0

    async def due_mail(self, now: datetime, limit: int = 10) -> tuple[OutgoingMail, ...]:
        """The messages to be sent now: what somebody waits for, then the rest, the longest due first."""
        order = outbox.c.urgent.desc(), outbox.c.due, outbox.c.id
        query = select(outbox).where(outbox.c.due <= now).order_by(*order).limit(limit)
        async with self._read() as connection:
            return tuple(OutgoingMail(**row._mapping) for row in await connection.execute(query))

    async def take_mail(self, id: int, due: datetime | None, until: datetime) -> bool:
        """Keep others from trying to send the message until then; False if somebody else was first."""
        still_due = outbox.c.id == id, outbox.c.due == due
        async with self._write() as connection:
            return (await connection.execute(update(outbox).values(due=until).where(*still_due))).rowcount > 0

    async def mail_state(self) -> MailState:
        """How the outbox is; `oldest` is when the longest waiting message was first due, as far as that is known."""
        waits = outbox.c.due.is_not(None)
        counted = select(func.count(), func.min(outbox.c.due)).where(waits, outbox.c.attempts == 0)
        failing = select(outbox.c.error).where(waits, outbox.c.attempts > 0).order_by(outbox.c.id.desc())
        async with self._read() as connection:
            fresh, oldest = (await connection.execute(counted)).one()
            errors = (await connection.scalars(failing)).all()
        return MailState(fresh + len(errors), EPOCH if errors else oldest, errors[0] if errors else "")

    async def given_up_mail(self, limit: int = 10) -> tuple[OutgoingMail, ...]:
        """The latest messages that were refused for good, or tried for too long."""
        given_up = outbox.c.due.is_(None), outbox.c.sent_at.is_(None), outbox.c.attempts > 0
        query = select(outbox).where(*given_up).order_by(outbox.c.id.desc()).limit(limit)
        async with self._read() as connection:
            return tuple(OutgoingMail(**row._mapping) for row in await connection.execute(query))

    async def mail_sent(self, id: int, now: datetime) -> None:
        """Keep that the message went out."""
        async with self._write() as connection:
            await connection.execute(
                update(outbox)
                .values(sent_at=now, due=None, error="", attempts=outbox.c.attempts + 1)
                .where(outbox.c.id == id)
            )

    async def mail_failed(self, id: int, error: str, retry_at: datetime | None) -> None:
        """Keep that the message did not go out; without `retry_at` it never will."""
        async with self._write() as connection:
            await connection.execute(
                update(outbox)
                .values(due=retry_at, error=error, attempts=outbox.c.attempts + 1)
                .where(outbox.c.id == id)
            )

    async def outgoing_mail(self) -> tuple[OutgoingMail, ...]:
        """All messages there ever were, sent or not, the oldest first."""
        async with self._read() as connection:
            rows = await connection.execute(select(outbox).order_by(outbox.c.id))
            return tuple(OutgoingMail(**row._mapping) for row in rows)

    async def _drop_failures(self, connection: AsyncConnection, session: str) -> None:
        """Nobody needs to hear of a booking that failed when the visitor found another time."""
        about = outbox.c.key.startswith(failure_of(session), autoescape=True)
        await connection.execute(delete(outbox).where(about, outbox.c.sent_at.is_(None)))

    async def _drop_reminders(self, connection: AsyncConnection, booking_id: str) -> None:
        """Reminders of a time that is not true any more do not go out."""
        about = outbox.c.key.startswith(f"{booking_id}/", autoescape=True)
        reminds = outbox.c.key.contains(REMINDER, autoescape=True)
        await connection.execute(delete(outbox).where(about, reminds, outbox.c.sent_at.is_(None)))

    async def _add_mail(
        self, connection: AsyncConnection, letters: Iterable[tuple[str, str]], due: datetime, *, urgent: bool = False
    ) -> int:
        added = 0
        for key, message in letters:
            insert = self._insert(outbox).values(key=key, message=message, due=due, urgent=urgent)
            added += (await connection.execute(insert.on_conflict_do_nothing(index_elements=["key"]))).rowcount
        return added

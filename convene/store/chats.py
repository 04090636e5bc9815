"""Chat sessions: what was said, and which payloads were offered to whom."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from convene.store.database import Database
from convene.store.tables import chat_messages, chat_sessions, offered_payloads

KEPT_MESSAGES = 200
KEPT_PAYLOADS = 200
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class ChatSession:
    """One visitor's conversation; zone and locale are what their browser said last, or empty.

    `signed` is what the website's server signed of `person` and `company` on the page seen last, or empty.
    """

    id: str
    zone: str
    locale: str
    started_at: datetime
    seen_at: datetime
    signed: dict[str, dict[str, str]] = field(default_factory=dict)


class Chats(Database):
    """Reading and writing conversations. Per session the last 200 messages and payloads are kept."""

    async def touch_session(
        self, session: str, zone: str, locale: str, signed: dict[str, dict[str, str]], now: datetime
    ) -> None:
        """Keep that the visitor was here, the zone and locale they saw times in, and what their page had signed.

        An empty zone or locale changes nothing; what was signed replaces what was signed before.
        """
        said = {key: value for key, value in (("zone", zone), ("locale", locale)) if value}
        async with self._write() as connection:
            await self._touch(connection, session, now, signed=signed, **said)

    async def chat_session(self, session: str) -> ChatSession | None:
        """The session, or None if it never spoke."""
        async with self._read() as connection:
            row = (await connection.execute(select(chat_sessions).where(chat_sessions.c.id == session))).first()
            return ChatSession(**row._mapping) if row else None

    async def add_chat_message(self, session: str, who: str, text: str, now: datetime) -> None:
        """Keep a message of `visitor` or `assistant`, its first 10,000 characters."""
        async with self._write() as connection:
            await self._touch(connection, session, now)
            message = {"session": session, "who": who, "text": text[:_LONGEST], "at": now}
            await connection.execute(chat_messages.insert(), message)
            mine = chat_messages.c.session == session
            newest = select(chat_messages.c.id).where(mine).order_by(chat_messages.c.id.desc()).limit(KEPT_MESSAGES)
            await connection.execute(delete(chat_messages).where(mine, chat_messages.c.id.not_in(newest)))

    async def chat_messages(self, session: str, limit: int = KEPT_MESSAGES) -> tuple[tuple[str, str], ...]:
        """The last messages as (who, text), oldest first."""
        query = (
            select(chat_messages.c.who, chat_messages.c.text)
            .where(chat_messages.c.session == session)
            .order_by(chat_messages.c.id.desc())
            .limit(limit)
        )
        async with self._read() as connection:
            return tuple((who, text) for who, text in reversed((await connection.execute(query)).all()))

    async def transcript(self, session: str) -> tuple[tuple[str, str], ...]:
        """The conversation as (who, text), oldest first, as far as it is kept."""
        return await self.chat_messages(session)

    async def remember_offered(self, session: str, payloads: Collection[str], now: datetime) -> None:
        """Keep which payloads the visitor may send back."""
        async with self._write() as connection:
            await self._touch(connection, session, now)
            for payload in payloads:
                insert = self._insert(offered_payloads).values(session=session, payload=payload, at=now)
                await connection.execute(
                    insert.on_conflict_do_update(index_elements=["session", "payload"], set_={"at": now})
                )
            mine = offered_payloads.c.session == session
            newest = select(offered_payloads.c.payload).where(mine).order_by(offered_payloads.c.at.desc())
            await connection.execute(
                delete(offered_payloads).where(mine, offered_payloads.c.payload.not_in(newest.limit(KEPT_PAYLOADS)))
            )

    async def was_offered(self, session: str, payload: str) -> bool:
        """Whether the visitor may send this payload (case S12)."""
        offered = offered_payloads.c
        query = select(offered.at).where(offered.session == session, offered.payload == payload)
        async with self._read() as connection:
            return (await connection.execute(query)).first() is not None

    async def forget_chats(self, unseen_since: datetime) -> None:
        """Delete the conversations nobody came back to."""
        async with self._write() as connection:
            await connection.execute(delete(chat_sessions).where(chat_sessions.c.seen_at < unseen_since))

    async def _touch(self, connection: AsyncConnection, session: str, now: datetime, **said: Any) -> None:
        insert = self._insert(chat_sessions).values(id=session, started_at=now, seen_at=now, **said)
        await connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_={"seen_at": now, **said}))

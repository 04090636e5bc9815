"""The conversations Rasa keeps (components/conversation_store.py): read for review, erased for who is forgotten."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Column, Float, MetaData, String, Table, Text, delete, select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_TABLE = Table(
    "conversations_under_way",
    MetaData(),
    Column("sender", String(255), primary_key=True),
    Column("events", Text),
    Column("spoken_at", Float),
)


async def talks(url: str) -> AsyncIterator[tuple[str, list[dict[str, Any]]]]:
    """Each conversation as (session, Rasa's events), the one spoken in last first; none if nobody has talked yet.

    `url` is where Rasa keeps them, as its own SQLAlchemy takes it.
    """
    try:
        async with _open(url) as connection:
            query = select(_TABLE.c.sender, _TABLE.c.events).order_by(_TABLE.c.spoken_at.desc())
            for sender, events in (await connection.execute(query)).all():
                yield sender, json.loads(events)["events"]
    except (OperationalError, ProgrammingError):
        return


async def erase_talks(url: str, sessions: Sequence[str]) -> None:
    """Let Rasa know nothing of these sessions any more; there is nothing to erase where nobody has talked yet."""
    try:
        async with _open(url) as connection:
            await connection.execute(delete(_TABLE).where(_TABLE.c.sender.in_(sessions)))
    except (OperationalError, ProgrammingError):
        return


@asynccontextmanager
async def _open(url: str) -> AsyncIterator[AsyncConnection]:
    scheme, _, rest = url.partition("://")
    engine = create_async_engine(f"{_DRIVERS[scheme]}://{rest}")
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()

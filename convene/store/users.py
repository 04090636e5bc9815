"""Who may use the desk, besides the reps and the admin that Convene knows from its files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from convene.store.reps import Reps
from convene.store.tables import desk_sessions, users


@dataclass(frozen=True, slots=True)
class StoredUser:
    """Somebody at the desk; `role` is `admin`, `rep`, `designer` or `viewer`, `language` empty when none was chosen."""

    email: str
    name: str
    role: str
    language: str
    active: bool
    seen_at: datetime | None


class Users(Reps):
    """Reading and writing users; an address is the same in whatever case it is written."""

    async def users(self) -> tuple[StoredUser, ...]:
        """Everybody who was invited, has signed in, or was given another role."""
        async with self._read() as connection:
            rows = await connection.execute(select(*_COLUMNS).order_by(users.c.email))
            return tuple(StoredUser(*row) for row in rows.all())

    async def user(self, email: str) -> StoredUser | None:
        """Who has this address."""
        async with self._read() as connection:
            rows = await connection.execute(select(*_COLUMNS).where(users.c.email == email.casefold()))
            row = rows.one_or_none()
            return StoredUser(*row) if row else None

    async def keep_user(self, email: str, role: str, **said: Any) -> None:
        """Keep somebody, or what has changed about them; `said` names columns."""
        values = {"role": role} | said
        insert = self._insert(users).values(email=email.casefold(), **({"name": "", "active": True} | values))
        async with self._decide() as connection:
            await connection.execute(insert.on_conflict_do_update(index_elements=["email"], set_=values))
            if "language" in said:
                await self._roster_changed(connection)  # by which every process writes its mails

    async def note_sign_in(self, email: str, role: str, now: datetime, *, first: str) -> None:
        """Keep that somebody signed in; who was not known has this role, or `first` while nobody is an admin."""
        email = email.casefold()
        async with self._decide() as connection:
            admins = select(func.count()).where(users.c.role == "admin", users.c.active)
            new = role if await connection.scalar(admins) else first
            insert = self._insert(users).values(email=email, name="", role=new, active=True, seen_at=now)
            seen = {"seen_at": now} if new == role else {"seen_at": now, "role": new}
            await connection.execute(insert.on_conflict_do_update(index_elements=["email"], set_=seen))

    async def desk_sessions_now(self, now: datetime) -> dict[str, int]:
        """How many browsers each address is signed in with."""
        session = desk_sessions.c
        query = select(session.email, func.count()).where(session.expires_at > now).group_by(session.email)
        async with self._read() as connection:
            return dict((await connection.execute(query)).tuples().all())


_COLUMNS = (users.c.email, users.c.name, users.c.role, users.c.language, users.c.active, users.c.seen_at)

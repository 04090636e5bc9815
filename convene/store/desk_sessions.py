"""Who is signed in at the desk."""

from datetime import datetime

from sqlalchemy import select, update

from convene.store.database import Database
from convene.store.tables import desk_sessions


class DeskSessions(Database):
    """Reading and writing the desk's sessions."""

    async def begin_desk_session(self, id_: str, email: str, until: datetime) -> bool:
        """Begin a session; says whether it is a new one: the same id begins once only."""
        begin = self._insert(desk_sessions).values(id=id_, email=email, expires_at=until)
        async with self._write() as connection:
            done = await connection.execute(begin.on_conflict_do_nothing(index_elements=["id"]))
            return bool(done.rowcount)

    async def desk_session(self, id_: str, now: datetime) -> str | None:
        """The e-mail address of whoever is signed in with this session; None if nobody is any more."""
        session = desk_sessions.c
        query = select(session.email).where(session.id == id_, session.expires_at > now)
        async with self._read() as connection:
            email: str | None = await connection.scalar(query)
            return email

    async def end_desk_sessions(self, email: str, now: datetime) -> None:
        """End every session of this address, wherever it is signed in."""
        session = desk_sessions.c
        async with self._write() as connection:
            await connection.execute(
                update(desk_sessions).values(expires_at=now).where(session.email == email, session.expires_at > now)
            )

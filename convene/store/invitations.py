"""What reps wrote to visitors, and what they wrote before."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import func, select

from convene.model import Invitation
from convene.store.reps import Reps
from convene.store.tables import invitations

_AS_JSON: TypeAdapter[Invitation | None] = TypeAdapter(Invitation | None)


@dataclass(frozen=True, slots=True)
class Version:
    """What a rep's invitation was from `at` on, and who wrote it; None is the team's text."""

    id: int
    at: datetime
    by: str
    invitation: Invitation | None


class Invitations(Reps):
    """Writing invitations, and reading their history."""

    async def write_invitation(
        self, rep: str, invitation: Invitation | None, before: Invitation | None, by: str, now: datetime
    ) -> None:
        """Give a rep this text, or the team's; `before` is kept as the oldest version if none was kept yet."""
        async with self._write() as connection:
            here = invitations.c.rep == rep
            if not await connection.scalar(select(func.count()).where(here)):
                await connection.execute(invitations.insert().values(**_row(rep, before, "", now)))
            await connection.execute(invitations.insert().values(**_row(rep, invitation, by, now)))
        await self.change_rep(rep, invitation=invitation)

    async def invitation_versions(self, rep: str, limit: int) -> tuple[Version, ...]:
        """The latest texts of a rep, the one of today first."""
        row = invitations.c
        query = select(row.id, row.at, row.by, row.text).where(row.rep == rep).order_by(row.id.desc()).limit(limit)
        async with self._read() as connection:
            rows = (await connection.execute(query)).tuples().all()
        return tuple(Version(id_, at, by, _AS_JSON.validate_python(text)) for id_, at, by, text in rows)


def _row(rep: str, invitation: Invitation | None, by: str, now: datetime) -> dict[str, object]:
    return {"rep": rep, "at": now, "by": by, "text": _AS_JSON.dump_python(invitation, mode="json")}

"""What reps, and the team, wrote to visitors, and what they wrote before."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, func, select

from convene.model import Invitation
from convene.store.tables import invitations
from convene.store.team import TeamSettings

_AS_JSON: TypeAdapter[Invitation | None] = TypeAdapter(Invitation | None)


@dataclass(frozen=True, slots=True)
class Version:
    """What an invitation was from `at` on, and who wrote it; None is the text it is when nobody wrote one."""

    id: int
    at: datetime
    by: str
    invitation: Invitation | None


class Invitations(TeamSettings):
    """Writing invitations, a rep's or (`rep` is None) the team's, and reading their history."""

    async def write_invitation(
        self, rep: str | None, invitation: Invitation | None, before: Invitation | None, by: str, now: datetime
    ) -> None:
        """Give a rep, or the team, this text, or none of their own.

        `before` is kept as the oldest version if none was kept yet.
        """
        async with self._write() as connection:
            if not await connection.scalar(select(func.count()).where(_of(rep))):
                await connection.execute(invitations.insert().values(**_row(rep, before, "", now)))
            await connection.execute(invitations.insert().values(**_row(rep, invitation, by, now)))
        if rep is None:
            await self.write_team_invitation(invitation)
        else:
            await self.change_rep(rep, invitation=invitation)

    async def invitation_versions(self, rep: str | None, limit: int) -> tuple[Version, ...]:
        """The latest texts of a rep, or of the team, the one of today first."""
        row = invitations.c
        query = select(row.id, row.at, row.by, row.text).where(_of(rep)).order_by(row.id.desc()).limit(limit)
        async with self._read() as connection:
            rows = (await connection.execute(query)).tuples().all()
        return tuple(Version(id_, at, by, _AS_JSON.validate_python(text)) for id_, at, by, text in rows)


def _of(rep: str | None) -> ColumnElement[bool]:
    return invitations.c.rep.is_(None) if rep is None else invitations.c.rep == rep


def _row(rep: str | None, invitation: Invitation | None, by: str, now: datetime) -> dict[str, object]:
    return {"rep": rep, "at": now, "by": by, "text": _AS_JSON.dump_python(invitation, mode="json")}

"""What admins set for the whole team at the desk, instead of what `convene.yml` says."""

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, select

from convene.model import Invitation
from convene.store.people import part_as_json
from convene.store.reps import Reps
from convene.store.tables import team_settings

_INVITATION = TypeAdapter(Invitation)


class TeamSettings(Reps):
    """Reading and changing what holds for the whole team."""

    async def set_for_team(self, name: str, value: Any) -> None:
        """Keep this, as plain JSON; nothing gives the setting back to `convene.yml`."""
        async with self._decide() as connection:
            await connection.execute(delete(team_settings).where(team_settings.c.name == name))
            if value:
                await connection.execute(team_settings.insert().values(name=name, value=value))
            await self._roster_changed(connection)

    async def write_team_invitation(self, invitation: Invitation | None) -> None:
        """Keep what visitors get from reps without a text of their own; None gives it back to `convene.yml`."""
        await self.set_for_team("invitation", invitation and part_as_json("invitation", invitation))

    async def team_invitation(self) -> Invitation | None:
        """The team's invitation, if an admin wrote one."""
        kept = (await self.team_settings()).get("invitation")
        return _INVITATION.validate_python(kept) if kept else None

    async def team_settings(self) -> dict[str, Any]:
        """Everything that was set, by name."""
        async with self._read() as connection:
            rows = await connection.execute(select(team_settings.c.name, team_settings.c.value))
            return dict(rows.tuples().all())

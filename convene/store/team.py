"""What admins set for the whole team at the desk, instead of what `convene.yml` says."""

from typing import Any

from sqlalchemy import delete, select

from convene.store.reps import Reps
from convene.store.tables import team_settings


class TeamSettings(Reps):
    """Reading and changing what holds for the whole team."""

    async def set_for_team(self, name: str, value: Any) -> None:
        """Keep this, as plain JSON; nothing gives the setting back to `convene.yml`."""
        async with self._decide() as connection:
            await connection.execute(delete(team_settings).where(team_settings.c.name == name))
            if value:
                await connection.execute(team_settings.insert().values(name=name, value=value))
            await self._roster_changed(connection)

    async def team_settings(self) -> dict[str, Any]:
        """Everything that was set, by name."""
        async with self._read() as connection:
            rows = await connection.execute(select(team_settings.c.name, team_settings.c.value))
            return dict(rows.tuples().all())

"""The calendar of a rep who has none connected: nothing can be read or written, and nothing has to be removed."""

from typing import NoReturn

from convene.calendars.base import WrittenEvent
from convene.errors import NeedsReconnect
from convene.model import BusyTime, CalendarEvent, Interval


class DisconnectedCalendar:
    """Stands where a calendar was; implements `Calendar`.

    A meeting can still be cancelled: we cannot reach its event any more, so the rep hears by mail, as of every
    cancellation, and removes it; the visitor hears from us.
    """

    provider = "none"
    sends_invitations = False

    async def busy(self, window: Interval) -> tuple[BusyTime, ...]:
        """Refused: unknown is not free."""
        _refuse()

    async def sync_token(self) -> str:
        """Refused."""
        _refuse()

    async def create(self, event: CalendarEvent) -> WrittenEvent:
        """Refused."""
        _refuse()

    async def invite(self, event: CalendarEvent, provider_event_id: str) -> WrittenEvent:
        """Refused."""
        _refuse()

    async def update(self, event: CalendarEvent, provider_event_id: str) -> WrittenEvent:
        """Refused."""
        _refuse()

    async def delete(self, provider_event_id: str) -> None:
        """Nothing that could be done."""

    async def find(self, uid: str) -> WrittenEvent | None:
        """Nothing that could be found."""
        return None

    async def close(self) -> None:
        """Nothing to give back."""


def _refuse() -> NoReturn:
    raise NeedsReconnect("no calendar is connected")

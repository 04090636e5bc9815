"""What a calendar provider must offer to be put through test_any_calendar.py."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from convene.calendars.base import Calendar

ZONE = "Europe/Berlin"
OWNER = "anna@northwind.test"


@dataclass(frozen=True)
class Given:
    """An event the rep has in their calendar, told so that every provider can have it.

    Datetimes without a zone are local times in `ZONE`; dates are whole days, `end` being the last one. `shows` is one of
    busy, free, tentative, out_of_office, declined, cancelled. `repeats` is weekly, for as long as one looks; `skipped` and
    the keys of `moved` are starts of occurrences, the values of `moved` are starts too.
    """

    uid: str
    start: date
    end: date
    shows: str = "busy"
    repeats: str | None = None
    skipped: tuple[datetime, ...] = ()
    moved: tuple[tuple[datetime, datetime], ...] = ()


class World(Protocol):
    """One rep's empty calendar at one provider, and the hands of that rep."""

    secret: str
    """What must never be told: the password or token the calendar is opened with."""

    def calendar(self) -> Calendar:
        """The calendar, over a connection of its own."""

    def refused(self) -> Calendar:
        """The same with credentials that are not accepted any more."""

    def unplugged(self) -> Calendar:
        """The same when nothing listens at the provider's address."""

    def silent(self) -> Calendar:
        """The same when the provider accepts connections and never answers, with a limit of a fraction of a second."""

    async def have(self, *events: Given) -> None:
        """Put events into the calendar, as the rep does with their own calendar program."""

    async def drag(self, provider_event_id: str, start: datetime, end: datetime) -> None:
        """Move an event to another time, as the rep does with their own calendar program."""

    async def remove(self, provider_event_id: str) -> None:
        """Delete an event, as the rep does with their own calendar program."""

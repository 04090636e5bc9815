"""What a calendar provider must offer to be put through test_any_calendar.py, and what the tests are about."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from convene.calendars.base import Calendar
from convene.model import CalendarEvent, Interval

ZONE = "Europe/Berlin"
OWNER = "anna@northwind.test"


@dataclass(frozen=True)
class Given:
    """An event the rep has in their calendar, told so that every provider can have it.

    Datetimes without a zone are local times in `ZONE`; dates are whole days, `end` being the last one. `shows` is one
    of busy, free, tentative, out_of_office, declined, cancelled. `repeats` is weekly, without end; `skipped` names
    starts of occurrences, `moved` pairs of starts: the usual one and the one instead.
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

    async def coming(self, provider_event_id: str) -> list[str]:
        """The addresses of everybody whom the event has as an attendee, in order; none when there is no such event."""


BERLIN = ZoneInfo(ZONE)
WEEK = Interval(datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 29, 23, tzinfo=UTC))


def local(day, month=11, hour=0, minute=0, year=2026):
    """A local time in the rep's zone, as the rep would say it."""
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001


def instants(start, end):
    """The UTC interval between two local times."""
    return Interval(*(moment.replace(tzinfo=BERLIN).astimezone(UTC) for moment in (start, end)))


def given(uid="event-1", start=None, end=None, **more):
    """An event of the rep: an hour on Wednesday unless told otherwise."""
    start = start or local(25, hour=10)
    return Given(uid, start, end or start + timedelta(hours=1), **more)


MEETING = CalendarEvent(
    uid="0b5f3c-0@convene",
    interval=Interval(datetime(2026, 11, 26, 9, tzinfo=UTC), datetime(2026, 11, 26, 9, 30, tzinfo=UTC)),
    summary="Intro call with Anna Berger",
    description="Hello Ada,\n\nwe meet on Thursday.",
    organizer_name="Anna Berger",
    organizer_email="anna@northwind.test",
    attendee_name="Ada Lovelace",
    attendee_email="ada@analytical.test",
    join_url="https://meet.northwind.test/0b5f3c",
    booking="0b5f3c",
)
LATER = replace(
    MEETING,
    interval=Interval(datetime(2026, 11, 27, 14, tzinfo=UTC), datetime(2026, 11, 27, 14, 30, tzinfo=UTC)),
    sequence=1,
)
WITH_GUESTS = replace(MEETING, guests=("alan@bletchley.test", "grace@navy.test"))

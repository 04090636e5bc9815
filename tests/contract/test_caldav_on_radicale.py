"""What only CalDAV, and only our own Radicale, has to show."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
from caldav_world import CalDavWorld
from calendar_worlds import LATER, MEETING, WEEK, ZONE, given
from icalendar import Calendar as ICalendar

from convene.calendars.busy import busy_times
from convene.calendars.caldav import CalDavCalendar
from convene.calendars.demo import demo_calendars, write_demo
from convene.calendars.radicale import passwords, prepare, radicale_command
from convene.errors import BadConfig, CalendarUnreachable, EventChanged, NeedsReconnect
from convene.model import Availability, Interval, Rep
from tests.radicale_in_tests import radicale

NAME = f"{MEETING.uid}.ics"


@pytest.fixture
def world(caldav_world):
    return caldav_world


async def stored_event(world):
    [event] = ICalendar.from_ical(await world.text(NAME)).events
    return event


async def test_the_server_is_told_not_to_invite_the_visitor(world, calendar):
    """A15: the one invitation is Convene's own (RFC 6638, SCHEDULE-AGENT)."""
    await calendar.create(MEETING)

    event = await stored_event(world)

    assert event["ATTENDEE"].params["SCHEDULE-AGENT"] == "CLIENT"
    assert event["ORGANIZER"] == "mailto:anna@northwind.test"


async def test_the_event_names_its_booking(world, calendar):
    """A12: how an orphan in a calendar is known for ours."""
    await calendar.create(MEETING)

    assert (await stored_event(world))["X-CONVENE-BOOKING"] == MEETING.booking


async def test_times_are_written_in_utc(world, calendar):
    """I2, I13."""
    await calendar.create(MEETING)

    assert "DTSTART:20261126T090000Z" in await world.text(NAME)


async def test_what_the_rep_added_stays_when_the_meeting_moves(world, calendar):
    """I9: the rep's reminder and the colleague they brought in are not ours to drop."""
    await calendar.create(MEETING)
    text = (await world.text(NAME)).replace(
        "END:VEVENT",
        "ATTENDEE;CN=Ben:mailto:ben@northwind.test\r\n"
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Soon\r\nTRIGGER:-PT10M\r\nEND:VALARM\r\nEND:VEVENT",
    )
    await world.store(NAME, text)

    await calendar.update(LATER, NAME)

    event = await stored_event(world)
    assert [str(attendee) for attendee in event["ATTENDEE"]] == [
        "mailto:ada@analytical.test",
        "mailto:ben@northwind.test",
    ]
    assert len(event.walk("VALARM")) == 1
    assert event["SEQUENCE"] == 1


async def test_an_event_the_rep_cancelled_counts_as_gone(world, calendar):
    """P1: some programs mark an event cancelled where others delete it."""
    await calendar.create(MEETING)
    await world.store(NAME, (await world.text(NAME)).replace("STATUS:CONFIRMED", "STATUS:CANCELLED"))

    assert await calendar.find(MEETING.uid) is None
    with pytest.raises(EventChanged):
        await calendar.update(LATER, NAME)
    with pytest.raises(EventChanged):
        await calendar.create(MEETING)


async def test_an_event_is_found_under_another_name(world, calendar):
    """A12: a program that moved the event away and back gives it a name of its own."""
    await calendar.create(MEETING)
    text = await world.text(NAME)
    await world.remove(NAME)
    await world.store("elsewhere.ics", text)

    found = await calendar.find(MEETING.uid)

    assert found.provider_event_id == "elsewhere.ics"
    assert (await calendar.create(MEETING)).provider_event_id == "elsewhere.ics"


async def test_a_longer_uid_is_not_taken_for_ours(world, calendar):
    """A12: servers may match texts in part."""
    await world.have(given("x" + MEETING.uid))

    assert await calendar.find(MEETING.uid) is None


async def test_a_broken_event_in_the_storage_makes_the_calendar_unreachable(world, calendar):
    """C13, C20: what the server cannot read is not left out of its answer."""
    (world.home / "broken.ics").write_text("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:soon\r\n")

    with pytest.raises(CalendarUnreachable):
        await calendar.busy(WEEK)


async def test_one_rep_cannot_read_anothers_calendar(radicale_server, world):
    """K7."""
    other = CalDavWorld(radicale_server)
    calendar = CalDavCalendar(other.url, world.user, world.secret, zone=ZONE)

    with pytest.raises(NeedsReconnect):
        await calendar.busy(WEEK)
    await calendar.close()
    await other.close()


@pytest.mark.parametrize("ask", [lambda c: c.busy(WEEK), lambda c: c.sync_token(), lambda c: c.create(MEETING)])
async def test_a_calendar_that_does_not_exist_is_unreachable(world, ask):
    """C20."""
    calendar = CalDavCalendar(world.url.replace("/calendar/", "/missing/"), world.user, world.secret, zone=ZONE)

    with pytest.raises(CalendarUnreachable):
        await ask(calendar)
    await calendar.close()


def test_preparing_twice_changes_nothing(tmp_path):
    prepare(tmp_path, {"anna": {"one": "first"}})
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    prepare(tmp_path, {"anna": {"one": "second", "two": "second"}})

    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_new_rep_gets_an_account_beside_the_old_ones(tmp_path):
    prepare(tmp_path, {"anna": {}})
    annas = passwords(tmp_path)["anna"]

    prepare(tmp_path, {"anna": {}, "ben": {}})

    assert passwords(tmp_path)["anna"] == annas
    assert set(passwords(tmp_path)) == {"anna", "ben"}


@pytest.mark.parametrize("user", ["", "..", "a/b", "a:b", "a\nb:x", "änne"])
def test_a_name_that_cannot_be_an_account_is_refused(tmp_path, user):
    """Nothing is written outside the folder, and nobody gets an account by a trick."""
    with pytest.raises(BadConfig):
        prepare(tmp_path / "radicale", {user: {}})
    assert not (tmp_path / "radicale").exists()


def test_passwords_are_for_the_owner_alone(tmp_path):
    """S11."""
    prepare(tmp_path / "radicale", {"anna": {}})

    for name in ("passwords.json", "htpasswd"):
        assert stat.S_IMODE((tmp_path / "radicale" / name).stat().st_mode) == 0o600


def test_the_server_listens_on_this_machine_alone(tmp_path):
    command = radicale_command(tmp_path, 5232)

    assert "--hosts=127.0.0.1:5232" in command


async def test_a_calendar_outlives_its_server(tmp_path):
    """What was written is there after a restart, under the same password."""
    with radicale(tmp_path / "radicale") as server:
        world = CalDavWorld(server)
        await world.calendar().create(MEETING)
        await world.close()

    with radicale(tmp_path / "radicale") as server:
        url = f"http://127.0.0.1:{server.port}/{world.user}/calendar/"
        calendar = CalDavCalendar(url, world.user, passwords(server.folder)[world.user], zone=ZONE)
        found = await calendar.find(MEETING.uid)
        await calendar.close()

    assert found.interval == MEETING.interval


async def test_the_demos_calendars_are_read_through_the_server(tmp_path):
    """Written straight into the storage, the server must find each of them readable."""
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    window = Interval(now, now + timedelta(weeks=8))
    zones = {"anna": "Europe/Berlin", "ben": "America/New_York", "chloe": "Asia/Kolkata"}
    reps = [Rep(name, name, f"{name}@northwind.test", Availability(zone)) for name, zone in zones.items()]
    written = demo_calendars(reps, now)
    write_demo(tmp_path / "radicale", reps, now)

    with radicale(tmp_path / "radicale") as server:
        for rep in reps:
            url = f"http://127.0.0.1:{server.port}/{rep.id}/calendar/"
            calendar = CalDavCalendar(url, rep.id, passwords(server.folder)[rep.id], zone=rep.zone, email=rep.email)
            assert await calendar.busy(window) == busy_times(written[rep.id].values(), window, rep.zone, rep.email)
            await calendar.close()

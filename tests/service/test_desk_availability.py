"""The availability page: what is typed, saved, looked at and explained."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import httpx
import pytest

from convene.booking.sync import sync_all
from convene.desk.typed_availability import Typed, read, write
from convene.model import Block, BusyKind, BusyTime, Interval, OutOfOffice
from tests.service.conftest import MONDAY, Office
from tests.service.desk_in_tests import Desk, desk_of
from tests.service.pages_in_tests import words

PATH = "/app/availability"
HOURS = {f"hours_{day}": "9-17" for day in range(1, 6)}
FORM = {"zone": "Europe/Berlin", "all_day": "respect", "tentative": "yes"} | HOURS


@pytest.fixture
async def desk(annas_and_bens_office: Office) -> AsyncIterator[Desk]:
    """Anna at her desk."""
    async with desk_of(annas_and_bens_office) as desk:
        await desk.sign_in("anna")
        yield desk


async def save(desk: Desk, **fields: Any) -> httpx.Response:
    return await desk.send(PATH, **(FORM | {"do": "save"} | fields))


def hours(office: Office, rep: str = "anna") -> Any:
    return office.services.roster.reps[rep].availability


async def test_what_is_saved_decides_the_next_offer(desk: Desk) -> None:
    said = await save(desk, hours_1="13-14", hours_2="", step="30 min", notice="0")

    offered = await desk.office.offer(count=50)

    assert "Saved." in words(said)
    assert hours(desk.office).weekly[1] == (Block(time(13), time(14)),)
    assert 2 not in hours(desk.office).weekly
    ben_is_free = [slot for slot in offered.slots if slot.start < MONDAY + timedelta(hours=3)]
    assert ben_is_free
    told = words(await desk.http.get(f"{PATH}?at=2026-11-23T13:00"))
    assert "A visitor would be offered this time" in told


async def test_everything_can_be_said_and_stands_there_again(desk: Desk) -> None:
    await save(
        desk,
        zone="America/New_York",
        hours_1="8:30-12, 13-17:30",
        date_0="2026-12-24",
        date_1="2026-12-31",
        date_hours_1="9-12",
        away_first_0="2027-01-04",
        away_last_0="2027-01-08",
        country="DE",
        region="BY",
        step="20 min",
        buffer_before="5 min",
        buffer_after="10 min",
        notice="2 h",
        horizon="14 d",
        daily_cap="4",
        all_day="busy",
        tentative="",
        elsewhere="yes",
    )

    kept = hours(desk.office)
    page = await desk.http.get(PATH)

    assert kept.overrides == {date(2026, 12, 24): (), date(2026, 12, 31): (Block(time(9), time(12)),)}
    assert kept.out_of_office == (OutOfOffice(date(2027, 1, 4), date(2027, 1, 8)),)
    assert (kept.zone, kept.holidays, kept.daily_cap, kept.all_day) == ("America/New_York", "DE-BY", 4, "busy")
    assert (kept.tentative_is_busy, kept.elsewhere_is_busy) == (False, True)
    assert (kept.step, kept.horizon) == (timedelta(minutes=20), timedelta(days=14))
    for value in ("08:30-12:00, 13:00-17:30", "2026-12-24", "09:00-12:00", "2027-01-08", "20 min", "2 h", "14 d"):
        assert f'value="{value}"' in page.text
    assert '<option value="BY" selected>Bayern' in page.text
    assert read(Typed(write(kept), lambda key, **_: key)) == kept


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("hours_3", "9-12, mornings", "“mornings” is not a block of hours"),
        ("hours_3", "17-9", "“17-9” ends before it starts"),
        ("hours_3", "9-12, 11-13", "starts before the block in front of it ends"),
        ("hours_3", "9-25", "names a clock time that does not exist"),
        ("zone", "Europe/Atlantis", "Choose a time zone from the list"),
        ("date_0", "Christmas", "“Christmas” is not a date"),
        ("date_hours_0", "9-12", "Choose the date too"),
        ("away_last_0", "2026-12-24", "Choose the date too"),
        ("step", "soon", "“soon” is not a length of time"),
        ("step", "0", "longer than nothing"),
        ("notice", "900 d", "more than 90 d"),
        ("daily_cap", "many", "a number from 1 to 99"),
        ("daily_cap", "00991", "a number from 1 to 99"),
        ("country", "XX", "Choose a country from the list"),
    ],
)
async def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(
    desk: Desk, field: str, typed: str, complaint: str
) -> None:
    before = hours(desk.office)

    page = await save(desk, hours_5="7-8", **{field: typed})

    assert page.status_code == 400
    assert complaint in words(page)
    assert "Nothing is saved yet" in words(page)
    assert 'value="7-8"' in page.text
    assert hours(desk.office) == before


async def test_looking_saves_nothing_and_shows_what_would_be(desk: Desk) -> None:
    before = hours(desk.office)

    page = await desk.send(PATH, **FORM | {"do": "look", "hours_1": "20-21", "at": "2026-11-23T20:00"})

    assert "This is not saved yet" in words(page)
    assert "A visitor would be offered this time" in words(page)
    assert 'value="20-21"' in page.text
    assert hours(desk.office) == before


async def test_meetings_outside_the_new_hours_are_told_and_stay(desk: Desk) -> None:
    """P10."""
    booking = await desk.office.book()
    assert booking.rep == "anna"

    looked = await desk.send(PATH, **FORM | {"do": "look", "hours_1": "15-17"})
    saved = await save(desk, hours_1="15-17")

    for page in (looked, saved):
        assert "would lie outside the hours" in words(page)
        assert f"/app/meetings/{booking.id}" in page.text
    assert await desk.office.store.booking(booking.id) == booking


EXPLAINED = [
    ("2026-11-24T09:30", {}, "something from 9:00 AM to 11:00 AM"),
    ("2026-11-24T11:00", {"buffer_before": "15 min"}, "15 minutes are kept free"),
    ("2026-11-23T09:00", {"notice": "3 h"}, "the first start is 12:00 PM"),
    ("2026-11-24T07:00", {}, "Outside the working hours"),
    ("2026-11-24T16:30", {"hours_2": "9-17"}, "A visitor would be offered"),
    ("2026-11-24T13:00", {"away_first_0": "2026-11-24"}, "Out of office from"),
    ("2026-11-25T13:00", {"horizon": "1 d"}, "the horizon ends"),
    ("2026-11-24T13:30", {"step": "1 h"}, "starts are 1 h apart"),
]


@pytest.mark.parametrize(("at", "fields", "sentence"), EXPLAINED)
async def test_every_half_hour_is_explained_in_a_sentence(
    desk: Desk, at: str, fields: dict[str, str], sentence: str
) -> None:
    start = MONDAY + timedelta(days=1)
    desk.office.calendars["anna"].block(start, minutes=120)
    await sync_all(desk.office.services)
    await save(desk, **fields)

    page = await desk.http.get(f"{PATH}?week=2026-11-23&at={at}")

    assert sentence in words(page).replace("\u202f", " ")


async def test_a_holiday_is_called_by_its_name_in_the_readers_language(desk: Desk) -> None:
    await save(desk, country="DE", horizon="60 d")

    english = words(await desk.http.get(f"{PATH}?week=2026-12-21&at=2026-12-25T10:00"))
    desk.http.headers["accept-language"] = "de"
    german = words(await desk.http.get(f"{PATH}?week=2026-12-21&at=2026-12-25T10:00"))

    assert "A public holiday: Christmas Day" in english
    assert "Ein Feiertag: Erster Weihnachtstag" in german


async def test_a_meeting_in_the_way_can_be_opened_and_a_cap_is_named(desk: Desk) -> None:
    """R9."""
    booking = await desk.office.book()
    await save(desk, daily_cap="1")
    at = f"{booking.start + timedelta(hours=1):%Y-%m-%dT%H:%M}"

    here = await desk.http.get(f"{PATH}?week=2026-11-23&at={at}")
    later = words(await desk.http.get(f"{PATH}?week=2026-11-23&at=2026-11-23T15:00"))

    assert "The day has 1 meetings already" in later
    assert here.status_code == 200


async def test_an_unreadable_calendar_is_told(desk: Desk) -> None:
    """C13."""
    await desk.office.store.note_failure("anna", "unreachable", "no answer", desk.office.clock.now())

    assert "what is unknown is not offered" in words(await desk.http.get(f"{PATH}?week=2026-11-23&at=2026-11-24T10:00"))


@pytest.mark.parametrize(("kind", "policy"), [(BusyKind.FREE, "busy"), (BusyKind.BUSY, "respect")])
async def test_all_day_events_count_as_the_rep_says(desk: Desk, kind: BusyKind, policy: str) -> None:
    """C2."""
    day = Interval(MONDAY + timedelta(hours=15), MONDAY + timedelta(hours=39))
    desk.office.calendars["anna"].entries.append(BusyTime(day, kind, "day", all_day=True))
    desk.office.calendars["anna"].changes += 1
    await sync_all(desk.office.services)
    at = f"{PATH}?week=2026-11-23&at=2026-11-24T10:00"

    await save(desk, all_day=policy)
    blocked = words(await desk.http.get(at))
    await save(desk, all_day="ignore")
    free = words(await desk.http.get(at))

    assert "The calendar has something from" in blocked
    assert "A visitor would be offered this time" in free


async def test_a_free_day_that_reads_like_an_absence_is_told(desk: Desk) -> None:
    """C2: by its days, never by its title; and not once the rep says that they are away, or lets such days count."""
    day = Interval(MONDAY + timedelta(hours=15), MONDAY + timedelta(hours=39))
    desk.office.calendars["anna"].entries.append(BusyTime(day, BusyKind.FREE_AWAY, "day", all_day=True))
    desk.office.calendars["anna"].changes += 1
    await sync_all(desk.office.services)

    assert "reads like being away" in (told := words(await desk.http.get(PATH)))
    assert "Tuesday, November 24, 2026" in told
    await save(desk, all_day="busy")
    assert "reads like being away" not in words(await desk.http.get(PATH))
    await save(desk, all_day="respect", away_first_1="2026-11-23", away_last_1="2026-11-25")
    assert "reads like being away" not in words(await desk.http.get(PATH))


async def test_who_works_on_such_a_day_says_so_once(desk: Desk) -> None:
    """C2: remembered for the event; another one is asked about, and one that is gone is forgotten."""
    anna = desk.office.calendars["anna"]
    for number, uid in enumerate(("home office without a break", "a day for the garden")):
        day = Interval(MONDAY + timedelta(hours=15, days=number), MONDAY + timedelta(hours=39, days=number))
        anna.entries.append(BusyTime(day, BusyKind.FREE_AWAY, uid, all_day=True))
    anna.changes += 1
    await sync_all(desk.office.services)
    assert "Tuesday, November 24, 2026 I do work then" in words(await desk.http.get(PATH))

    noted = words(await desk.send(f"{PATH}/works", event="home office without a break"))

    assert "You are not asked about this event again" in noted
    assert "Tuesday, November 24, 2026 I do work then" not in noted
    assert "Wednesday, November 25, 2026 I do work then" in noted
    await desk.send(f"{PATH}/works", event="made up")
    assert (await desk.office.store.team_settings())["worked/anna"] == ["home office without a break"]


async def test_the_week_has_both_hours_of_the_autumn_night_and_no_hour_that_does_not_exist(desk: Desk) -> None:
    """T1, T2: shown without a stumble."""
    await save(desk, hours_7="0-24", horizon="360 d")

    spring = await desk.http.get(f"{PATH}?week=2027-03-22&at=2027-03-28T02:00")
    autumn = await desk.http.get(f"{PATH}?week=2027-10-25&at=2027-10-31T02:00")

    assert spring.status_code == 200
    assert words(autumn).count("A visitor would be offered this time") == 4
    assert "No meeting begins in this half-hour" in words(spring)


@pytest.mark.parametrize("week", ["", "never", "1999-01-01", "9999-12-31", "2026-11-29"])
async def test_any_week_that_is_asked_for_gets_an_answer(desk: Desk, week: str) -> None:
    answer = await desk.http.get(PATH, params={"week": week, "at": "nonsense"})

    assert answer.status_code == 200
    assert "No half-hour is chosen" in words(answer)


async def test_another_zone_means_reading_the_calendar_anew(desk: Desk) -> None:
    calls = len(desk.office.calendars["anna"].calls)

    await save(desk, zone="Asia/Tokyo")

    assert desk.office.calendars["anna"].calls[calls:] == ["sync_token", "busy"]


async def test_a_rep_sets_only_their_own_and_the_admin_everybodys(desk: Desk) -> None:
    ben = hours(desk.office, "ben")
    refused = await desk.send(PATH, **FORM | {"do": "save", "rep": "ben"})
    assert refused.status_code == 403
    assert hours(desk.office, "ben") == ben
    await desk.sign_in("admin")

    page = words(await desk.http.get(f"{PATH}?rep=ben"))
    await save(desk, rep="ben", hours_1="10-11")

    assert "When visitors can book Ben" in page
    assert hours(desk.office, "ben").weekly[1] == (Block(time(10), time(11)),)


async def test_how_long_one_meets_is_asked_only_where_it_may_differ(desk: Desk) -> None:
    """R7."""
    before = await desk.http.get(PATH)
    config = desk.office.services.config
    queues = {id_: replace(queue, own_duration=True) for id_, queue in config.queues.items()}
    config.queues.update(queues)
    after = await desk.http.get(PATH)

    assert 'name="duration"' not in before.text
    assert 'name="duration"' in after.text


async def test_what_people_type_is_shown_as_text(desk: Desk) -> None:
    """S9."""
    page = await save(desk, hours_1='"><script>alert(1)</script>')

    assert "<script>alert" not in page.text

"""The demo's calendars show every kind of event there is, and leave times to meet."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from convene.calendars.busy import busy_times, read_object
from convene.calendars.demo import demo_calendars, write_demo
from convene.calendars.radicale import passwords
from convene.model import Availability, BusyKind, Interval, Rep

ZONES = {"anna": "Europe/Berlin", "ben": "America/New_York", "chloe": "Asia/Kolkata"}
REPS = {
    name: Rep(id=name, name=name.title(), email=f"{name}@northwind.test", availability=Availability(zone))
    for name, zone in ZONES.items()
}
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def busy_of(rep, window):
    return busy_times(demo_calendars([rep], NOW)[rep.id].values(), window, rep.zone, rep.email)


@pytest.mark.parametrize("rep", REPS.values(), ids=lambda rep: rep.id)
def test_a_demo_calendar_has_something_of_everything(rep):
    texts = demo_calendars([rep], NOW)[rep.id].values()
    events = [event for text in texts for event in read_object(text).events]
    kinds = Counter(busy.kind for busy in busy_of(rep, Interval(NOW, NOW + timedelta(weeks=8))))

    assert kinds[BusyKind.BUSY] > 50
    assert kinds[BusyKind.TENTATIVE] == 1
    assert any("RECURRENCE-ID" in event for event in events)
    assert any("EXDATE" in event for event in events)
    assert any(event.get("TRANSP") == "TRANSPARENT" for event in events)
    assert any(event.duration > timedelta(days=1) for event in events)


@pytest.mark.parametrize("rep", REPS.values(), ids=lambda rep: rep.id)
def test_no_week_of_the_demo_is_full(rep):
    """Every week has more than fifteen free half hours between ten and five: nobody asks in vain."""
    zone = ZoneInfo(rep.zone)
    busy = [found.interval for found in busy_of(rep, Interval(NOW, NOW + timedelta(weeks=8)))]
    free = Counter()
    for number in range(8 * 7 * 48):
        half_hour = Interval(NOW + timedelta(minutes=30 * number), NOW + timedelta(minutes=30 * (number + 1)))
        local = half_hour.start.astimezone(zone)
        if 10 <= local.hour < 17 and local.isoweekday() <= 5 and not any(map(half_hour.overlaps, busy)):
            free[number // (7 * 48)] += 1

    assert min(free[week] for week in range(8)) > 15


def test_the_demo_begins_in_the_week_it_is_started_in():
    """However late in the week, in each rep's own zone (T12)."""
    sunday_evening = datetime(2026, 11, 29, 20, tzinfo=UTC)  # Monday already in India
    starts = {
        rep.id: min(
            event.start
            for text in demo_calendars([rep], sunday_evening)[rep.id].values()
            for event in read_object(text).events
            if "RRULE" in event
        )
        for rep in REPS.values()
    }

    assert starts["anna"].date().isoformat() == "2026-11-23"
    assert starts["chloe"].date().isoformat() == "2026-11-30"


def test_somebody_the_demo_does_not_know_gets_an_empty_calendar():
    dora = Rep(id="dora", name="Dora", email="dora@northwind.test", availability=Availability("Europe/Vienna"))

    assert demo_calendars([dora], NOW) == {"dora": {}}


def test_writing_the_demo_a_week_later_changes_nothing(tmp_path):
    write_demo(tmp_path, REPS.values(), NOW)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    write_demo(tmp_path, REPS.values(), NOW + timedelta(weeks=1))

    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert set(passwords(tmp_path)) == set(REPS)

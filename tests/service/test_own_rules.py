"""What a rep set for themselves reaches the visitor: what counts as busy, days off, how long they meet."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from convene.booking.explaining import explain_rep
from convene.booking.hold import hold_at
from convene.booking.sync import sync_all
from convene.model import BusyKind, BusyTime, Interval, OutOfOffice
from tests.service.conftest import MONDAY, Office, open_office, rep

DAY = timedelta(days=1)
TUESDAY = Interval(MONDAY - timedelta(hours=8) + DAY, MONDAY - timedelta(hours=8) + 2 * DAY)


async def starts_on_tuesday(office: Office) -> int:
    """How many starts are offered on Tuesday."""
    told = await explain_rep(office.services, "anna", TUESDAY)
    return sum(each.offered for each in told)


async def change(office: Office, **said: object) -> None:
    """Anna changes her availability, as the desk does it."""
    hours = replace(office.services.roster.reps["anna"].availability, **said)
    await office.store.change_rep("anna", availability=hours)


async def test_a_free_all_day_event_counts_as_soon_as_the_rep_wants_it_to(database_url: str, tmp_path: Path) -> None:
    """C2: what is kept of the calendar is enough to decide anew, nothing is read again."""
    office = await open_office(database_url, tmp_path, rep("anna"))
    try:
        office.calendars["anna"].entries.append(BusyTime(TUESDAY, BusyKind.FREE, "day", all_day=True))
        office.calendars["anna"].changes += 1
        await sync_all(office.services)
        before = await starts_on_tuesday(office)
        calls = list(office.calendars["anna"].calls)

        await change(office, all_day="busy")

        assert before > 0
        assert await starts_on_tuesday(office) == 0
        assert office.calendars["anna"].calls == calls
    finally:
        await office.store.close()


async def test_holidays_and_absences_are_kept_and_heeded(database_url: str, tmp_path: Path) -> None:
    office = await open_office(database_url, tmp_path, rep("anna"))
    try:
        await change(office, out_of_office=(OutOfOffice(date(2026, 11, 24), date(2026, 11, 24)),), holidays="DE-BY")

        assert await starts_on_tuesday(office) == 0
        kept = office.services.roster.reps["anna"].availability
        assert (kept.holidays, kept.out_of_office[0].first) == ("DE-BY", date(2026, 11, 24))
    finally:
        await office.store.close()


async def test_a_typed_time_with_the_rep_asked_for_is_as_long_as_that_rep_meets(
    sqlite_url: str, tmp_path: Path
) -> None:
    """R7: although it is another's turn, who meets longer."""
    office = await open_office(sqlite_url, tmp_path, rep("anna", duration=timedelta(minutes=45)), rep("ben"))
    office.services = replace(office.services, config=_with_own_durations(office))
    office.services.roster.config = office.services.config
    try:
        start = (await office.offer("one", only="ben")).slots[0].start
        held = await hold_at(office.services, session="one", start=start, zone="Europe/Berlin", locale="en", rep="ben")

        assert (held.rep, held.interval.duration, held.only) == ("ben", timedelta(minutes=30), "ben")
    finally:
        await office.store.close()


async def test_each_meets_as_long_as_they_want_where_the_queue_allows_it(database_url: str, tmp_path: Path) -> None:
    """R7: the one whose turn it is gives the slot its length, and nobody else gets it."""
    long, short = rep("anna", duration=timedelta(minutes=45)), rep("ben")
    office = await open_office(database_url, tmp_path, long, short)
    office.services = replace(office.services, config=_with_own_durations(office))
    office.services.roster.config = office.services.config
    try:
        first = await office.book("one")
        second = await office.hold("two")
        typed = await hold_at(
            office.services, session="three", start=second.start + 4 * DAY, zone="Europe/Berlin", locale="en"
        )

        assert (first.rep, first.interval.duration) == ("anna", timedelta(minutes=45))
        assert (second.rep, second.interval.duration) == ("ben", timedelta(minutes=30))
        assert (typed.rep, typed.interval.duration) == ("anna", timedelta(minutes=45))
    finally:
        await office.store.close()


def _with_own_durations(office: Office):
    config = office.services.config
    queues = {id_: replace(queue, own_duration=True) for id_, queue in config.queues.items()}
    return replace(config, queues=queues)

"""Offering times from the store, and holding one for a chat session."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from convene.booking.explaining import explain_rep
from convene.booking.find import booking_of
from convene.booking.hold import hold_at, release, renew
from convene.booking.sync import sync_all, sync_rep
from convene.errors import BookingNotFound, NoAvailability, SlotExpired, SlotNotOffered, SlotTaken, UnknownZone
from convene.model import Interval, Status
from convene.when.preference import TimeOfDay, TimePreference, Window
from tests.service.conftest import MONDAY, Office, open_office, rep

HALF_HOUR = timedelta(minutes=30)
TEN = MONDAY + timedelta(hours=1)
"""The first time that can be offered: 10:00 in Berlin."""


async def test_an_offer_asks_no_calendar(office: Office) -> None:
    """Offers read the store (invariant 7)."""
    for calendar in office.calendars.values():
        calendar.calls.clear()

    offered = await office.offer()

    assert len(offered.slots) == 3
    assert offered.fits
    assert offered.more
    assert offered.slots[0].start == TEN
    assert all(slot.end - slot.start == HALF_HOUR for slot in offered.slots)
    assert [calendar.calls for calendar in office.calendars.values()] == [[], [], []]


async def test_only_what_suits_the_wish_is_offered(office: Office) -> None:
    """Thursday afternoon means Thursday afternoon in the visitor's zone."""
    thursday = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
    wish = TimePreference(
        windows=(Window(thursday, thursday + timedelta(days=1)),),
        time_of_day=(TimeOfDay(time(13), time(17)),),
        understood=True,
    )

    offered = await office.offer(wish=wish)

    assert offered.fits
    assert all(12 <= slot.start.hour < 16 and slot.start.day == 26 for slot in offered.slots)


async def test_times_nobody_has_are_answered_with_the_nearest(office: Office) -> None:
    """A Sunday is outside hours; the days around it are offered instead (D5)."""
    sunday = datetime(2026, 11, 28, 23, 0, tzinfo=UTC)
    wish = TimePreference(windows=(Window(sunday, sunday + timedelta(days=1)),), understood=True)

    offered = await office.offer(wish=wish)

    assert not offered.fits
    assert offered.reason == "outside_hours"
    assert len(offered.slots) == 3


async def test_busy_times_and_bookings_of_all_reps_are_kept_free(office: Office) -> None:
    """A time is offered while one rep has it (R2)."""
    for calendar in office.calendars.values():
        calendar.block(TEN, minutes=60)
    await sync_all(office.services)

    assert (await office.offer()).slots[0].start == TEN + timedelta(hours=1)

    office.calendars["ben"].entries.clear()
    office.calendars["ben"].changes += 1
    await sync_all(office.services)
    assert (await office.offer()).slots[0].start == TEN
    assert (await office.hold()).rep == "ben"


async def test_a_rep_whose_calendar_cannot_be_read_is_not_offered(office: Office) -> None:
    """Unknown is not free; when all are unknown nobody is (invariant 2, C13)."""
    for name in ("anna", "ben", "chloe"):
        office.calendars[name].down = True
        await sync_rep(office.services, office.services.config.reps[name])
        if name != "chloe":
            assert (await office.offer()).slots

    with pytest.raises(NoAvailability):
        await office.offer()

    office.calendars["ben"].down = False
    await sync_all(office.services)
    assert (await office.hold()).rep == "ben"


async def test_an_old_reading_is_no_reading(office: Office) -> None:
    """A reading counts for a quarter of an hour (C19)."""
    office.clock.forward(minutes=16)

    with pytest.raises(NoAvailability):
        await office.offer()


async def test_a_zone_nobody_knows_is_an_error_of_its_own(office: Office) -> None:
    """Also when it is made of path tricks (T7)."""
    for zone in ("Mars/Olympus", "../etc/passwd", ""):
        with pytest.raises(UnknownZone):
            await hold_at(office.services, session="v", start=TEN, zone=zone, locale="en")


async def test_n_free_reps_hold_a_time_n_times(office: Office) -> None:
    """And the next visitor hears that it is taken (A2)."""
    offers = {name: (await office.offer(name)).slots[0].id for name in "abcd"}

    held = [await office.hold_slot(offers[name], name) for name in "abc"]

    assert {booking.start for booking in held} == {TEN}
    assert [booking.rep for booking in held] == ["anna", "ben", "chloe"]
    with pytest.raises(SlotTaken):
        await office.hold_slot(offers["d"], "d")
    assert TEN not in [slot.start for slot in (await office.offer("d")).slots]


async def test_a_hold_never_blocks_its_owner(office: Office) -> None:
    """They see the time still, and may hold it again (A2)."""
    first = await office.hold()

    assert (await office.offer()).slots[0].start == first.start
    assert (await office.hold()).id == first.id


async def test_another_choice_ends_the_first_hold(office: Office) -> None:
    """One session holds one time (A2)."""
    first = await office.hold()
    second = await office.hold(number=1)

    assert second.start != first.start
    assert [booking.id for booking in await office.store.bookings()] == [second.id]
    assert await booking_of(office.services, "visitor") == second


async def test_a_choice_that_cannot_be_had_leaves_the_hold(office: Office) -> None:
    """Losing the new time does not lose the old one."""
    kept = await office.hold(number=1)
    slot = (await office.offer()).slots[0].id
    for name in "abc":
        await office.hold(name)

    with pytest.raises(SlotTaken):
        await office.hold_slot(slot)
    assert await booking_of(office.services, "visitor") == kept


async def test_a_hold_ends_unless_it_is_renewed(office: Office) -> None:
    """Five minutes, and five more with every sign of life (A2)."""
    held = await office.hold()
    office.clock.forward(minutes=4)
    renewed = await renew(office.services, session="visitor", booking_id=held.id)
    office.clock.forward(minutes=4)
    assert renewed.id == held.id
    assert (await booking_of(office.services, "visitor")) == renewed

    office.clock.forward(minutes=2)
    assert await booking_of(office.services, "visitor") is None
    for name in "abc":
        await hold_at(office.services, session=name, start=held.start, zone="UTC", locale="en")
    with pytest.raises(SlotTaken):
        await renew(office.services, session="visitor", booking_id=held.id)


async def test_a_hold_that_lapsed_begins_again_with_the_same_rep(office: Office) -> None:
    """Whoever answers after ten minutes has the time they chose, if it is still free."""
    held = await office.hold()
    office.clock.forward(minutes=10)

    again = await renew(office.services, session="visitor", booking_id=held.id)

    assert (again.interval, again.rep) == (held.interval, held.rep)
    assert await booking_of(office.services, "visitor") == again


async def test_a_lapsed_hold_goes_to_another_rep_unless_one_was_asked_for(office: Office) -> None:
    held = await office.hold()
    office.clock.forward(minutes=10)
    start = held.start
    await hold_at(office.services, session="quick", start=start, zone="UTC", locale="en", rep=held.rep)

    with pytest.raises(SlotTaken):
        await renew(office.services, session="visitor", booking_id=held.id, rep=held.rep)
    assert (await renew(office.services, session="visitor", booking_id=held.id)).rep != held.rep


async def test_a_lapsed_hold_whose_time_is_past_or_too_near_does_not_begin_again(office: Office) -> None:
    held = await office.hold()

    for left in (timedelta(minutes=10), -timedelta(minutes=10)):
        office.clock.forward(seconds=(held.start - left - office.clock.now()).total_seconds())
        with pytest.raises(SlotExpired):
            await renew(office.services, session="visitor", booking_id=held.id)


async def test_what_is_booked_and_what_is_somebody_elses_is_not_held_again(office: Office) -> None:
    booked = await office.book("visitor")
    office.clock.forward(hours=1)

    assert (await renew(office.services, session="visitor", booking_id=booked.id)).status is Status.CONFIRMED
    with pytest.raises(BookingNotFound):
        await renew(office.services, session="another", booking_id=booked.id)


async def test_a_released_time_is_free(office: Office) -> None:
    """Closing the chat gives it back."""
    await office.hold()

    await release(office.services, "visitor")

    assert await office.store.bookings() == ()


async def test_a_slot_id_works_for_its_session_only(office: Office) -> None:
    """Forged, foreign and changed ids are refused (D3, A10)."""
    slot = (await office.offer("somebody")).slots[0].id

    for forged in (slot, "", "x", slot[:-2], "💥", "a" * 10_000):
        with pytest.raises(SlotNotOffered):
            await office.hold_slot(forged, "somebody else")


async def test_an_old_offer_has_expired(office: Office) -> None:
    """After half an hour, or when its time has passed (D3)."""
    slots = (await office.offer()).slots

    office.clock.forward(minutes=31)
    with pytest.raises(SlotExpired):
        await office.hold_slot(slots[2].id)


async def test_reading_the_offer_may_take_a_while(office: Office) -> None:
    """The notice counted when the time was offered; minutes later it is still good."""
    slot = (await office.offer()).slots[0]
    office.clock.forward(minutes=10)

    assert (await office.hold_slot(slot.id)).start == TEN


async def test_a_typed_time_is_checked_like_any_other(office: Office) -> None:
    """Night, odd minutes, notice, horizon and the past are refused on the server (A10)."""
    said = {"session": "v", "zone": "Europe/Berlin", "locale": "en"}
    assert (await hold_at(office.services, start=TEN + HALF_HOUR, **said)).status is Status.HELD

    for start in (
        TEN + timedelta(hours=12),
        TEN + timedelta(minutes=7),
        TEN - timedelta(minutes=45),
        TEN + timedelta(days=60),
    ):
        with pytest.raises(SlotNotOffered):
            await hold_at(office.services, start=start, **said)
    with pytest.raises(SlotExpired):
        await hold_at(office.services, start=MONDAY - timedelta(hours=1), **said)


async def test_turns_go_round_and_who_is_skipped_keeps_theirs(office: Office) -> None:
    """Strict round robin among those who are free (A3, A4)."""
    office.calendars["anna"].block(TEN)
    await sync_all(office.services)

    got = []
    for number in range(4):
        start = TEN if number == 0 else TEN + timedelta(hours=2 * number)
        held = await hold_at(office.services, session=f"v{number}", start=start, zone="UTC", locale="en")
        person = replace(held.person, name=f"V{number}", email=f"v{number}@x.test")
        got.append((await office.confirm(held, person)).rep)

    assert got == ["ben", "anna", "chloe", "ben"]
    first = (await office.store.ledger("sales"))[-1]
    assert (first.rep, first.skipped, first.reason) == ("ben", ("anna",), "passed_over")


async def test_a_daily_cap_takes_the_rep_out_for_that_day(database_url: str, tmp_path: Path) -> None:
    """Booked and held meetings of the rep's local day count (R9)."""
    office = await open_office(database_url, tmp_path, rep("anna", daily_cap=1))
    held = await office.hold()
    other = await office.offer("other")
    await office.store.close()

    assert other.slots[0].start.date() == held.start.date() + timedelta(days=1)


async def test_every_start_can_be_explained(office: Office) -> None:
    """Why a time is offered or not, with the same rules (R9, A21)."""
    office.calendars["anna"].block(TEN + timedelta(hours=2))
    await sync_all(office.services)
    held = await office.hold()

    day = Interval(MONDAY - timedelta(hours=2), MONDAY + timedelta(hours=8))
    reasons = {e.start: e.reason for e in await explain_rep(office.services, "anna", day)}

    assert reasons[MONDAY + timedelta(minutes=30)] == "notice"
    assert reasons[held.start] == "held"
    assert reasons[TEN + timedelta(hours=1)] == "offered"
    assert reasons[TEN + timedelta(hours=2)] == "busy"
    far = Interval(MONDAY + timedelta(days=27), MONDAY + timedelta(days=31))
    assert {e.reason for e in await explain_rep(office.services, "anna", far)} == {"hours", "offered", "horizon"}

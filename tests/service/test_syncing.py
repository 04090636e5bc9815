"""Keeping the store's knowledge of the calendars fresh."""

from datetime import timedelta

from convene.booking.sync import sync_rep
from tests.service.conftest import MONDAY, Office


async def test_an_unchanged_calendar_is_only_asked_for_its_token(office: Office) -> None:
    """The cheap question first (L3)."""
    anna = office.services.config.reps["anna"]
    office.calendars["anna"].calls.clear()
    office.clock.forward(minutes=5)

    assert await sync_rep(office.services, anna)

    assert office.calendars["anna"].calls == ["sync_token"]
    assert (await office.store.calendar_states())["anna"].read_at == office.clock.now()


async def test_a_changed_calendar_is_read_whole(office: Office) -> None:
    """What was removed is gone, what is new is there."""
    anna = office.services.config.reps["anna"]
    office.calendars["anna"].block(MONDAY + timedelta(days=1))
    await sync_rep(office.services, anna)
    office.calendars["anna"].entries.clear()
    office.calendars["anna"].block(MONDAY + timedelta(days=2))
    await sync_rep(office.services, anna)

    (busy,) = await office.store.busy_times("anna")
    assert busy.interval.start == MONDAY + timedelta(days=2)


async def test_the_window_moves_on_with_the_days(office: Office) -> None:
    """A calendar nobody touches is read again before the horizon leaves the reading."""
    anna = office.services.config.reps["anna"]
    office.calendars["anna"].calls.clear()
    office.clock.forward(days=1, minutes=1)

    await sync_rep(office.services, anna)

    assert office.calendars["anna"].calls == ["sync_token", "busy"]


async def test_a_silent_calendar_is_told_of_once_and_comes_back_by_itself(office: Office) -> None:
    """Rep and admin get one mail, not one per round (invariant 2, C13)."""
    anna = office.services.config.reps["anna"]
    office.calendars["anna"].down = True
    for _ in range(3):
        assert not await sync_rep(office.services, anna)
    assert (await office.store.calendar_states())["anna"].status == "unreachable"
    assert len(await office.store.outgoing_mail()) == 2

    office.calendars["anna"].down = False
    assert await sync_rep(office.services, anna)
    assert (await office.store.calendar_states())["anna"].status == "ok"
    assert (await office.hold()).rep == "anna"

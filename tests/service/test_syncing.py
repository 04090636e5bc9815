"""Keeping the store's knowledge of the calendars fresh."""

from dataclasses import replace
from datetime import timedelta

from convene.booking.sync import just_read, sync_rep
from convene.model import Interval, Status
from tests.service.conftest import MONDAY, Office


async def look(office: Office) -> None:
    """One round of reading Anna's calendar."""
    await sync_rep(office.services, office.services.config.reps["anna"])


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


async def test_what_one_process_has_read_another_need_not_read_at_once(office: Office) -> None:
    """With several website processes a provider is not asked several times as often."""
    assert await just_read(office.services, "anna")
    office.clock.forward(seconds=15)
    assert not await just_read(office.services, "anna")

    office.calendars["anna"].down = True
    await look(office)
    assert not await just_read(office.services, "anna")


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


async def test_a_meeting_the_rep_deletes_is_cancelled(office: Office) -> None:
    """The visitor is told once, the turn goes back; not before it is certain (P1)."""
    booked = await office.book()
    anna = office.calendars["anna"]
    anna.events.clear()
    anna.changes += 1

    await look(office)
    assert (await office.store.booking(booked.id)).status is Status.CONFIRMED

    office.clock.forward(minutes=2)
    await look(office)
    await look(office)

    assert (await office.store.booking(booked.id)).status is Status.CANCELLED
    assert [key for key in await office.mails() if "cancellation" in key] == ["1/cancellation"]
    assert {turn.last_turn for turn in await office.store.turns("sales", office.clock.now())} == {0}


async def test_a_meeting_the_rep_deletes_before_the_next_look_is_cancelled_too(office: Office) -> None:
    """The calendar looks as it did at the last look, but the meeting is not in it any more (P1)."""
    anna = office.calendars["anna"]
    before = anna.changes
    booked = await office.book()
    anna.events.clear()
    anna.changes = before

    await look(office)
    office.clock.forward(minutes=2)
    await look(office)

    assert (await office.store.booking(booked.id)).status is Status.CANCELLED


async def test_an_event_that_comes_back_was_never_gone(office: Office) -> None:
    """Moving may look like deleting for a moment (P1)."""
    booked = await office.book()
    anna = office.calendars["anna"]
    kept = dict(anna.events)
    anna.events.clear()
    anna.changes += 1
    await look(office)

    anna.events.update(kept)
    office.clock.forward(minutes=2)
    await look(office)
    anna.events.clear()
    anna.changes += 1
    await look(office)

    assert (await office.store.booking(booked.id)).status is Status.CONFIRMED


async def test_a_meeting_the_rep_moves_follows(office: Office) -> None:
    """The visitor gets the new time in an update of the invitation (P2)."""
    booked = await office.book()
    anna = office.calendars["anna"]
    (event,) = anna.events.values()
    tomorrow = Interval(booked.start + timedelta(days=1), booked.end + timedelta(days=1))
    anna.events[event.uid] = replace(event, interval=tomorrow)
    anna.changes += 1

    await look(office)
    await look(office)

    moved = await office.store.booking(booked.id)
    assert (moved.status, moved.interval, moved.sequence, moved.pending) == (Status.MOVED, tomorrow, 1, None)
    assert (await office.mails())[2:] == ["1/invitation"]
    assert (await office.offer("other")).slots[0].start == booked.start


async def test_an_untouched_meeting_stays_as_it_is(office: Office) -> None:
    """Also when other things in the calendar change."""
    booked = await office.book()
    office.calendars["anna"].block(MONDAY + timedelta(days=1))

    await look(office)

    assert await office.store.booking(booked.id) == booked

"""Changing a meeting that exists: every reader hears of it once, and a failing calendar loses nothing."""

import asyncio
from datetime import UTC, timedelta

import pytest

from convene.booking.as_json import booking_json
from convene.booking.cancel import cancel
from convene.booking.find import find
from convene.booking.hold import hold_at
from convene.booking.links import booking_for_link, manage_token, manage_url
from convene.booking.move import move
from convene.booking.reconcile import reconcile
from convene.booking.sync import sync_all
from convene.errors import BookingNotFound, CalendarUnreachable, SlotExpired, SlotTaken, TooLate
from convene.model import Booking, Person, Status
from convene.when.preference import TimePreference, Window
from tests.service.conftest import Office


async def another_time(office: Office, booked: Booking) -> str:
    """The id of a slot this booking can be moved to."""
    return (await office.offer("page", moving=booked.id)).slots[0].id


async def move_to(office: Office, booked: Booking, slot: str) -> Booking:
    return await move(office.services, booking_id=booked.id, slot_id=slot, session="page")


async def test_a_moved_meeting_stays_with_its_rep(office: Office) -> None:
    """Same event, same uid, next sequence; the invitation is updated (I3, P5)."""
    booked = await office.book()
    moved = await move_to(office, booked, await another_time(office, booked))

    assert moved.status is Status.MOVED
    assert (moved.rep, moved.uid, moved.sequence) == (booked.rep, booked.uid, 1)
    assert moved.start > booked.start
    assert office.events() == [("anna", moved.start)]
    assert office.calendars["anna"].events[moved.uid].sequence == 1
    assert (await office.mails())[2:] == ["1/invitation", "1/moved/anna"]
    assert await find(office.services, booked.id) == moved


async def test_a_meeting_does_not_block_its_own_move(office: Office) -> None:
    """A quarter of an hour later is offered although it overlaps with itself, also after a sync (P15)."""
    booked = await office.book()
    for other in ("ben", "chloe"):
        office.calendars[other].block(booked.start, minutes=60 * 9)
    await sync_all(office.services)

    slots = (await office.offer("page", moving=booked.id, count=40)).slots
    later = next(slot for slot in slots if slot.start == booked.start + timedelta(minutes=15))
    moved = await move_to(office, booked, later.id)

    assert (moved.rep, moved.start) == ("anna", later.start)


async def test_the_time_a_meeting_has_is_not_offered_for_its_move(office: Office) -> None:
    """Unless it is that very time that is wished: then it is free, and moving there changes nothing."""
    booked = await office.book()

    others = await office.offer("page", moving=booked.id, count=40)
    wish = TimePreference(windows=(Window(booked.start, booked.start),), understood=True)
    itself = await office.offer("page", wish, moving=booked.id)

    taken = TimePreference(windows=(Window(booked.end, booked.end),), understood=True)
    for calendar in office.calendars.values():
        calendar.block(booked.end)
    await sync_all(office.services)
    nearest = await office.offer("page", taken, moving=booked.id)

    assert others.slots
    assert nearest.slots
    assert booked.start not in {slot.start for slot in nearest.slots}
    assert booked.start not in {slot.start for slot in others.slots}
    assert [slot.start for slot in itself.slots] == [booked.start]


async def test_moving_twice_to_one_time_moves_once(office: Office) -> None:
    """A second click changes nothing (A11)."""
    booked = await office.book()
    slot = await another_time(office, booked)

    assert await move_to(office, booked, slot) == await move_to(office, booked, slot)
    assert len(await office.mails()) == 4


async def test_a_rep_who_is_not_free_hands_over(office: Office) -> None:
    """New event, new invitation, the old ones withdrawn; turns follow (P6, A6)."""
    booked = await office.book()
    slot = await another_time(office, booked)
    when = next(s.start for s in (await office.offer("page", moving=booked.id)).slots if s.start > booked.start)
    office.calendars["anna"].block(when)
    await sync_all(office.services)

    moved = await move_to(office, booked, slot)

    assert (moved.rep, moved.generation, moved.sequence) == ("ben", 1, 1)
    assert moved.uid != booked.uid
    assert sorted((await office.mails())[2:]) == [
        "0/handed_over/anna",
        "1/booked/ben",
        "1/cancellation",
        "1/invitation",
    ]
    (withdrawn,) = [m.message for m in await office.store.outgoing_mail() if m.key.endswith("1/cancellation")]
    assert "Subject: Replaced: " in withdrawn
    assert "now with Ben" in withdrawn
    await reconcile(office.services)
    assert office.events() == [("ben", moved.start)]
    turns = {turn.rep: turn.last_turn for turn in await office.store.turns("sales", office.clock.now())}
    assert turns["anna"] == 0
    assert turns["ben"] > 0


async def test_a_move_nobody_can_take_leaves_the_meeting(office: Office) -> None:
    """Told honestly, and nothing has changed anywhere."""
    booked = await office.book()
    slots = (await office.offer("page", moving=booked.id)).slots
    for calendar in office.calendars.values():
        calendar.block(slots[1].start)

    with pytest.raises(SlotTaken):
        await move_to(office, booked, slots[1].id)

    assert await find(office.services, booked.id) == booked
    assert office.events() == [("anna", booked.start)]
    assert len(await office.mails()) == 2


async def test_an_event_that_slips_in_during_a_move_wins(office: Office) -> None:
    """With nobody else free, ours goes back to where it was (A24)."""
    booked = await office.book()
    slots = (await office.offer("page", moving=booked.id)).slots
    anna = office.calendars["anna"]
    for other in ("ben", "chloe"):
        office.calendars[other].block(slots[1].start)
    anna.meanwhile = lambda: anna.block(slots[1].start)

    with pytest.raises(SlotTaken):
        await move_to(office, booked, slots[1].id)

    assert office.events() == [("anna", booked.start)]
    assert await find(office.services, booked.id) == booked


async def test_a_calendar_down_while_moving_puts_all_back(office: Office) -> None:
    """What the calendar did or did not do is made right when it answers again (invariant 3)."""
    booked = await office.book()
    slots = (await office.offer("page", moving=booked.id)).slots
    anna = office.calendars["anna"]
    for other in ("ben", "chloe"):
        office.calendars[other].down = True
    anna.loses_answers, anna.goes_down = 1, True

    with pytest.raises(CalendarUnreachable):
        await move_to(office, booked, slots[1].id)
    still = await find(office.services, booked.id)
    assert (still.start, still.rep, still.pending) == (booked.start, "anna", "update")

    anna.down = False
    await reconcile(office.services)
    assert office.events() == [("anna", booked.start)]
    assert await find(office.services, booked.id) == booked
    assert [key for key in await office.mails() if "invitation" in key] == ["0/invitation"]


async def test_a_move_that_broke_off_is_finished(office: Office) -> None:
    """The wish was stored before the calendar was asked (invariant 3)."""
    booked = await office.book()
    slots = (await office.offer("page", moving=booked.id)).slots
    office.calendars["anna"].dies = True
    with pytest.raises(asyncio.CancelledError):
        await move_to(office, booked, slots[1].id)

    await reconcile(office.services)

    moved = await find(office.services, booked.id)
    assert (moved.status, moved.start, moved.pending) == (Status.MOVED, slots[1].start, None)
    assert "1/invitation" in await office.mails()


async def test_a_meeting_that_is_too_close_is_not_changed(office: Office) -> None:
    """The visitor is told whom to contact; the team still can (R6)."""
    booked = await office.book()
    slot = await another_time(office, booked)
    office.clock.forward(minutes=10)

    with pytest.raises(TooLate):
        await move_to(office, booked, slot)
    with pytest.raises(TooLate):
        await cancel(office.services, booking_id=booked.id)
    assert (await cancel(office.services, booking_id=booked.id, by="admin@northwind.test")).status is Status.CANCELLED


async def test_a_cancelled_meeting_is_gone_everywhere(office: Office) -> None:
    """Event deleted, invitation withdrawn, rep told, turn back, time free (A6, I3)."""
    booked = await office.book(number=1)
    await sync_all(office.services)
    gone = await cancel(office.services, booking_id=booked.id, note="Ill, sorry")

    assert (gone.status, gone.sequence, gone.note) == (Status.CANCELLED, 1, "Ill, sorry")
    assert office.events() == []
    assert (await office.mails())[2:] == ["1/cancellation", "1/cancelled/anna"]
    assert {turn.last_turn for turn in await office.store.turns("sales", office.clock.now())} == {0}
    for name in "abc":
        await hold_at(office.services, session=name, start=booked.start, zone="UTC", locale="en")


async def test_cancelling_twice_cancels_once(office: Office) -> None:
    """Idempotent by the booking's id (A11)."""
    booked = await office.book(number=1)

    first = await cancel(office.services, booking_id=booked.id)

    assert await cancel(office.services, booking_id=booked.id) == first
    assert len(await office.mails()) == 4
    with pytest.raises(SlotExpired):
        await office.confirm(booked)


async def test_a_cancellation_counts_when_the_event_is_gone(office: Office) -> None:
    """Until then the meeting stands, honestly; the reconciler goes on (P7)."""
    booked = await office.book(number=1)
    anna = office.calendars["anna"]
    anna.down = True

    with pytest.raises(CalendarUnreachable):
        await cancel(office.services, booking_id=booked.id)
    still = await find(office.services, booked.id)
    assert (still.status, still.pending) == (Status.CONFIRMED, "delete")
    assert "1/cancellation" not in await office.mails()

    anna.down = False
    await reconcile(office.services)
    assert (await find(office.services, booked.id)).status is Status.CANCELLED
    assert "1/cancellation" in await office.mails()


async def test_a_manage_link_opens_its_booking_only(office: Office) -> None:
    """Unguessable; anything else is not found (P5, S8)."""
    booked = await office.book()
    other = await office.book("other", Person("Grace", "grace@navy.test"))
    token = manage_token(office.services, booked)

    assert manage_url(office.services, booked) == f"http://127.0.0.1:8000/b/{token}"
    assert await booking_for_link(office.services, token) == (booked, True)
    assert await booking_for_link(office.services, manage_token(office.services, other)) == (other, True)
    for forged in ("", booked.id, token[:-1], "../..", "💥"):
        with pytest.raises(BookingNotFound):
            await booking_for_link(office.services, forged)


async def test_a_booking_prints_as_the_json_other_tools_read(office: Office) -> None:
    """The names are a contract."""
    booked = await office.book()

    said = booking_json(office.services, booked)

    assert list(said) == [
        "id", "status", "start", "end", "visitor_zone", "rep", "queue", "meeting_type", "person", "company", "join_url",
        "provider", "provider_event_id", "sequence", "created_at", "source",
    ]  # fmt: skip
    assert said["start"] == booked.start.astimezone(UTC).isoformat()
    assert (said["status"], said["rep"], said["person"]["email"]) == ("confirmed", "anna", "ada@engines.test")


async def test_a_meeting_that_is_over_is_completed(office: Office) -> None:
    """It does not take anybody's time any more."""
    booked = await office.book()
    office.clock.forward(hours=2)

    await reconcile(office.services)

    assert (await find(office.services, booked.id)).status is Status.COMPLETED
    with pytest.raises(BookingNotFound):
        await cancel(office.services, booking_id=booked.id)


async def test_moving_a_meeting_whose_event_the_rep_deleted_writes_it_again(office: Office) -> None:
    """The visitor still wants to come (G10)."""
    booked = await office.book()
    slot = await another_time(office, booked)
    office.calendars["anna"].events.clear()

    moved = await move_to(office, booked, slot)

    assert (moved.rep, moved.status) == ("anna", Status.MOVED)
    assert office.events() == [("anna", moved.start)]

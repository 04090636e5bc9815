"""Whoever asked for a rep meets that rep, however the meeting is moved, until they say that others will do."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from convene.booking.find import find
from convene.booking.hold import hold
from convene.booking.links import manage_token
from convene.booking.move import move
from convene.booking.reassign import reassign
from convene.booking.reconcile import reconcile
from convene.booking.sync import sync_all
from convene.errors import CalendarUnreachable, SlotTaken
from convene.manage import blueprint
from convene.model import Booking, Interval, Status
from tests.service.conftest import Office
from tests.service.desk_in_tests import Desk
from tests.service.pages_in_tests import hidden, links, pages, slots, words

ADMIN = "admin@northwind.test"


async def hold_with(office: Office, rep: str | None, session: str = "visitor") -> Booking:
    """A hold on the first time this rep has, or anybody."""
    slot = (await office.offer(session, only=rep)).slots[0].id
    return await hold(office.services, session=session, slot_id=slot, zone="Europe/Berlin", locale="en", rep=rep)


async def book_with(office: Office, rep: str | None) -> Booking:
    return await office.confirm(await hold_with(office, rep))


async def slot_when_busy(office: Office, booked: Booking) -> str:
    """A time that is offered, but at which the booking's rep has something by now."""
    slot = (await office.offer("page", moving=booked.id)).slots[1]
    office.calendars[booked.rep].block(slot.start)
    await sync_all(office.services)
    return slot.id


async def move_to(office: Office, booked: Booking, slot: str, asked_for: str | None = None) -> Booking:
    return await move(office.services, booking_id=booked.id, slot_id=slot, session="page", asked_for=asked_for)


async def test_the_booking_keeps_whom_the_visitor_asked_for(office: Office) -> None:
    """Chloe gets it although others are before her and free, and the ledger says why (A18)."""
    booked = await book_with(office, "chloe")

    assert (booked.rep, (await find(office.services, booked.id)).only) == ("chloe", "chloe")
    assert (await office.store.ledger("sales"))[0].reason == "asked_for"


async def test_the_same_time_with_a_rep_asked_for_since_is_another_hold(office: Office) -> None:
    """A time that is held with whose turn it is does not stay with them once another rep is wanted (A2)."""
    first = await hold_with(office, None)

    held = await hold_with(office, "ben")
    freed = await hold_with(office, None)

    assert (first.rep, held.rep, held.start) == ("anna", "ben", first.start)
    assert (freed.id, freed.rep, freed.only) == (held.id, "ben", None)


async def test_whoever_asked_for_a_rep_meets_nobody_else(office: Office) -> None:
    """The time is told to be taken, and the next one is offered with that rep (A1)."""
    held = await hold_with(office, "anna")
    office.calendars["anna"].block(held.start)

    with pytest.raises(SlotTaken):
        await office.confirm(held)

    assert office.events() == []
    assert held.start not in {slot.start for slot in (await office.offer("visitor", only="anna")).slots}


async def test_a_meeting_is_moved_to_nobody_but_the_rep_asked_for(office: Office) -> None:
    """The visitor is told that the time is taken, and the meeting stays as it was (P5, P6)."""
    booked = await book_with(office, "anna")

    with pytest.raises(SlotTaken):
        await move_to(office, booked, await slot_when_busy(office, booked))

    assert await find(office.services, booked.id) == booked
    assert office.events() == [("anna", booked.start)]


async def test_who_lets_go_of_the_rep_meets_anybody_from_then_on(office: Office) -> None:
    booked = await book_with(office, "anna")

    moved = await move_to(office, booked, await slot_when_busy(office, booked), asked_for="")

    assert (moved.rep, moved.asked_for) == ("ben", "")
    assert (await find(office.services, booked.id)).only is None


async def test_another_rep_may_be_asked_for_at_the_time_the_meeting_has(office: Office) -> None:
    """It is offered with that rep, and goes to them although its own rep is free; the ledger says why (P6)."""
    booked = await book_with(office, None)
    slots_of_chloe = (await office.offer("page", moving=booked.id, only="chloe")).slots
    same = next(slot for slot in slots_of_chloe if slot.start == booked.start)

    moved = await move_to(office, booked, same.id, asked_for="chloe")

    assert (moved.rep, moved.start, moved.only) == ("chloe", booked.start, "chloe")
    assert (await office.store.ledger("sales"))[0].reason == "asked_for"


async def test_a_move_that_broke_off_is_finished_as_it_was_wished(office: Office) -> None:
    """What the visitor said about whom to meet is stored before the calendar is asked (invariant 3)."""
    booked = await book_with(office, "anna")
    slot = (await office.offer("page", moving=booked.id)).slots[1]
    office.calendars["anna"].dies = True
    with pytest.raises(asyncio.CancelledError):
        await move_to(office, booked, slot.id, asked_for="")

    await reconcile(office.services)

    moved = await find(office.services, booked.id)
    assert (moved.status, moved.start, moved.only) == (Status.MOVED, slot.start, None)


async def test_a_move_that_cannot_be_keeps_what_was_asked_for(office: Office) -> None:
    """The meeting is as it was, and so is the wish."""
    booked = await book_with(office, "anna")
    slot = (await office.offer("page", moving=booked.id)).slots[1]
    for calendar in office.calendars.values():
        calendar.block(slot.start)

    with pytest.raises(SlotTaken):
        await move_to(office, booked, slot.id, asked_for="")

    assert (await find(office.services, booked.id)).only == "anna"


async def test_a_silent_calendar_gives_the_meeting_to_nobody_else(office: Office) -> None:
    """Unknown is not free, and a colleague is not who was asked for (invariant 2)."""
    booked = await book_with(office, "anna")
    slot = (await office.offer("page", moving=booked.id)).slots[1]
    office.calendars["anna"].down = True

    with pytest.raises(CalendarUnreachable):
        await move_to(office, booked, slot.id)

    assert (await find(office.services, booked.id)).rep == "anna"


async def test_what_the_rep_moves_in_their_calendar_stays_asked_for(office: Office) -> None:
    """P2."""
    booked = await book_with(office, "anna")
    anna = office.calendars["anna"]
    (event,) = anna.events.values()
    tomorrow = Interval(booked.start + timedelta(days=1), booked.end + timedelta(days=1))
    anna.events[event.uid] = replace(event, interval=tomorrow)
    for _ in range(2):
        anna.changes += 1
        office.clock.forward(minutes=2)
        await sync_all(office.services)

    moved = await find(office.services, booked.id)
    assert (moved.interval, moved.only) == (tomorrow, "anna")


async def test_once_the_team_has_passed_it_on_anybody_may_take_it(office: Office) -> None:
    """The rep who was asked for cannot come; coming back to them, the meeting is theirs alone again (P6, P13)."""
    booked = await book_with(office, "anna")

    passed_on = await reassign(office.services, booking_id=booked.id, rep="ben", by=ADMIN)
    back = await reassign(office.services, booking_id=booked.id, rep="anna", by=ADMIN)

    assert (passed_on.asked_for, passed_on.only) == ("anna", None)
    assert back.only == "anna"


async def test_the_team_moves_it_with_its_rep_and_the_wish_stays(office: Office) -> None:
    """P13."""
    booked = await book_with(office, "anna")
    slot = (await office.offer("desk", moving=booked.id, only="anna")).slots[1].id

    moved = await move(office.services, booking_id=booked.id, slot_id=slot, session="desk", by=ADMIN)

    assert (moved.rep, moved.only) == ("anna", "anna")


async def test_the_page_shows_the_times_of_the_rep_asked_for_and_on_request_of_all(office: Office) -> None:
    """P5: whichever times were shown, the choice keeps to them."""
    booked = await book_with(office, "anna")
    office.calendars["anna"].block(booked.start.replace(day=26, hour=0), minutes=24 * 60)
    await sync_all(office.services)
    async with pages(office.services, blueprint) as http:
        path = f"/b/{manage_token(office.services, booked)}/move"
        page = await http.get(path, params={"when": "thursday"})
        everybody = await http.get(links(page)["Show times of the whole team"])
        fields = {name: hidden(everybody, name) for name in ("token", "zone", "anyone")}
        chosen = next(iter(slots(everybody).values()))
        kept = (await find(office.services, booked.id)).only
        answer = await http.post(path, data=fields | {"slot": chosen})

    assert "You asked to meet Anna" in words(page)
    assert "That time is taken" in words(page)
    assert "You will meet Anna at the new time, too" in words(page)
    assert "Only show times of Anna" in links(everybody)
    assert 'value="thursday"' in everybody.text
    assert kept == "anna"
    assert answer.status_code == 303
    moved = await find(office.services, booked.id)
    assert (moved.rep != "anna", moved.only, moved.start.day) == (True, None, 26)


async def test_the_page_says_when_the_rep_asked_for_cannot_be_had(office: Office) -> None:
    """Resting, without a calendar, or fully booked: nobody else is put in their place unasked."""
    booked = await book_with(office, "anna")
    await office.store.pause("sales", "anna", paused=True)
    async with pages(office.services, blueprint) as http:
        page = await http.get(f"/b/{manage_token(office.services, booked)}/move")

    assert not slots(page)
    assert "Anna has no free time right now" in words(page)
    assert "Show times of the whole team" in links(page)


async def test_the_desk_says_who_was_asked_for(desk: Desk) -> None:
    """On the meeting, before it is passed on, and among the decisions of the queue."""
    booked = await book_with(desk.office, "chloe")
    await desk.sign_in("admin")

    meeting = words(await desk.http.get(f"/app/meetings/{booked.id}/"))
    passing_on = words(await desk.http.get(f"/app/meetings/{booked.id}/pass-on"))
    queue = words(await desk.http.get("/app/queue/"))

    assert "Asked for Chloe" in meeting
    assert "The visitor asked to meet Chloe." in passing_on
    assert "The visitor asked to meet Chloe." in queue

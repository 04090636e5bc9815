"""What reps and admins do to a meeting: move it late, cancel it with a note, pass it on, say that nobody came."""

import asyncio
import itertools
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from convene.booking.cancel import cancel
from convene.booking.move import move
from convene.booking.no_show import mark_no_show, take_back_no_show
from convene.booking.reassign import reassign, who_could_take
from convene.booking.reconcile import reconcile
from convene.booking.sync import sync_all
from convene.errors import BookingNotFound, CalendarUnreachable, SlotTaken, TooEarly, TooLate
from convene.model import Booking, Person, Status
from tests.service.conftest import Office, open_office, rep

ADMIN = "admin@northwind.test"
ANNA = "anna@northwind.test"


async def told(office: Office, booking: Booking) -> list[tuple[str, str, str]]:
    """The meeting's history in short."""
    return [(line.what, line.by, line.rep) for line in await office.store.history(booking.id)]


async def turns(office: Office) -> dict[str, int]:
    return {turn.rep: turn.last_turn for turn in await office.store.turns("sales", office.clock.now())}


async def text_of(office: Office, key: str) -> str:
    """The mail whose key ends so."""
    (mail,) = [mail for mail in await office.store.outgoing_mail() if mail.key.endswith(key)]
    return mail.message


async def test_a_rep_moves_a_meeting_when_a_visitor_could_not_any_more(office: Office) -> None:
    """R6: the change notice binds visitors only; the rep gets no mail about what they did themselves."""
    booked = await office.book()
    slot = (await office.offer("desk", moving=booked.id)).slots[1]
    office.clock.instant = booked.start - timedelta(minutes=20)
    office.services.settings.__dict__["offer_for"] = timedelta(days=30)
    with pytest.raises(TooLate):
        await move(office.services, booking_id=booked.id, slot_id=slot.id, session="desk")

    moved = await move(office.services, booking_id=booked.id, slot_id=slot.id, session="desk", by=ANNA)

    assert moved.start == slot.start
    assert (await office.mails())[2:] == ["1/invitation"]
    assert await told(office, booked) == [("booked", "visitor", "anna"), ("moved", ANNA, "anna")]


async def test_what_somebody_else_moved_is_told_to_the_rep_with_their_name(office: Office) -> None:
    booked = await office.book()
    slot = (await office.offer("desk", moving=booked.id)).slots[1]

    await move(office.services, booking_id=booked.id, slot_id=slot.id, session="desk", by=ADMIN)

    assert f"{ADMIN} moved the meeting with Ada Lovelace" in await text_of(office, "1/moved/anna")


async def test_a_meeting_is_cancelled_with_a_word_to_the_visitor(office: Office) -> None:
    booked = await office.book()

    gone = await cancel(office.services, booking_id=booked.id, note="I have to travel, sorry", by=ANNA)
    again = await cancel(office.services, booking_id=booked.id, note="twice", by=ADMIN)

    assert gone == again
    assert "I have to travel, sorry" in await text_of(office, "1/cancellation")
    assert (await office.mails())[2:] == ["1/cancellation"]
    history = await office.store.history(booked.id)
    assert [(line.what, line.by, line.note) for line in history[1:]] == [("cancelled", ANNA, "I have to travel, sorry")]


async def test_a_cancellation_that_got_stuck_is_ended_in_the_name_of_who_wanted_it(office: Office) -> None:
    """P7."""
    booked = await office.book()
    office.calendars["anna"].down = True
    with pytest.raises(CalendarUnreachable):
        await cancel(office.services, booking_id=booked.id, note="Ill", by=ANNA)
    office.calendars["anna"].down = False

    await reconcile(office.services)

    assert (await told(office, booked))[-1] == ("cancelled", ANNA, "anna")


async def test_a_meeting_is_passed_on_to_a_rep_who_is_free(office: Office) -> None:
    """P6, A6, A18: old invitation withdrawn, new one from the new rep, turns follow, the ledger says why."""
    booked = await office.book()

    passed_on = await reassign(office.services, booking_id=booked.id, rep="chloe", by=ADMIN)
    await reconcile(office.services)

    assert (passed_on.rep, passed_on.interval, passed_on.status) == ("chloe", booked.interval, Status.CONFIRMED)
    assert office.events() == [("chloe", booked.start)]
    assert sorted((await office.mails())[2:]) == [
        "0/handed_over/anna",
        "1/booked/chloe",
        "1/cancellation",
        "1/invitation",
    ]
    assert "Chloe takes over the meeting with Ada Lovelace" in await text_of(office, "0/handed_over/anna")
    assert "From: Chloe" in await text_of(office, "1/invitation")
    assert await told(office, booked) == [("booked", "visitor", "anna"), ("reassigned", ADMIN, "chloe")]
    newest = (await office.store.ledger("sales"))[0]
    assert (newest.rep, newest.reason, newest.free) == ("chloe", "reassigned", ("anna", "ben", "chloe"))
    assert (await turns(office))["anna"] == 0
    assert (await turns(office))["chloe"] > 0


async def test_passing_on_twice_is_passing_on_once(office: Office) -> None:
    """A11: a second click changes nothing and mails nothing."""
    booked = await office.book()

    first, second = await asyncio.gather(
        *(reassign(office.services, booking_id=booked.id, rep="ben", by=ADMIN) for _ in range(2))
    )

    assert first == second
    assert len(await office.mails()) == 6


async def test_only_the_free_can_take_a_meeting(office: Office) -> None:
    """A18: busy, paused or gone reps are not asked, and the meeting stays."""
    booked = await office.book()
    office.calendars["ben"].block(booked.start)
    await office.store.pause("sales", "chloe", True)
    await sync_all(office.services)

    assert await who_could_take(office.services, booked) == ()
    for other in ("ben", "chloe", "nobody"):
        with pytest.raises(SlotTaken):
            await reassign(office.services, booking_id=booked.id, rep=other, by=ADMIN)
    assert await office.store.booking(booked.id) == booked
    assert len(await office.mails()) == 2


async def test_a_rep_whose_calendar_fills_in_that_moment_does_not_get_it_and_nobody_else_does(office: Office) -> None:
    """A1: the last look is at the calendar itself; who was not asked for gets nothing."""
    booked = await office.book()
    office.calendars["ben"].block(booked.start)

    with pytest.raises(SlotTaken):
        await reassign(office.services, booking_id=booked.id, rep="ben", by=ADMIN)

    kept = await office.store.booking(booked.id)
    assert (kept.rep, kept.interval, kept.pending) == ("anna", booked.interval, None)
    assert office.events() == [("anna", booked.start)]


async def test_a_silent_calendar_leaves_the_meeting_whose_it_was(office: Office) -> None:
    booked = await office.book()
    office.calendars["ben"].down = True

    with pytest.raises(CalendarUnreachable):
        await reassign(office.services, booking_id=booked.id, rep="ben", by=ADMIN)

    assert (await office.store.booking(booked.id)).rep == "anna"
    assert office.events() == [("anna", booked.start)]


async def test_the_meetings_of_somebody_who_left_can_be_passed_on(office: Office) -> None:
    """K6."""
    booked = await office.book()
    await office.store.set_active("anna", False)
    await office.services.roster.refresh()

    assert (await reassign(office.services, booking_id=booked.id, rep="ben", by=ADMIN)).rep == "ben"


async def test_nobody_came_gives_the_turn_back_once(office: Office) -> None:
    """A6, P11."""
    booked = await office.book()
    with pytest.raises(TooEarly):
        await mark_no_show(office.services, booking_id=booked.id, by=ANNA)
    office.clock.instant = booked.end + timedelta(hours=1)
    await reconcile(office.services)
    had = (await turns(office))["anna"]

    marked = await mark_no_show(office.services, booking_id=booked.id, by=ANNA)
    again = await mark_no_show(office.services, booking_id=booked.id, by=ADMIN)

    assert marked == again
    assert (await office.store.booking(booked.id)).status is Status.NO_SHOW
    assert had > 0
    assert (await turns(office))["anna"] == 0
    assert await told(office, booked) == [("booked", "visitor", "anna"), ("no_show", ANNA, "anna")]


async def test_that_nobody_came_is_taken_back(office: Office) -> None:
    """The meeting is held again, and the rep has had the turn; nothing else can be made held that way."""
    booked = await office.book()
    with pytest.raises(BookingNotFound):
        await take_back_no_show(office.services, booking_id=booked.id, by=ANNA)
    office.clock.instant = booked.end + timedelta(hours=1)
    had = await turns(office)
    await mark_no_show(office.services, booking_id=booked.id, by=ANNA)

    back = await take_back_no_show(office.services, booking_id=booked.id, by=ADMIN)
    again = await take_back_no_show(office.services, booking_id=booked.id, by=ANNA)

    assert (back.status, again) == (Status.COMPLETED, back)
    assert await turns(office) == had
    assert [what for what, _, _ in await told(office, booked)] == ["booked", "no_show", "came"]
    await mark_no_show(office.services, booking_id=booked.id, by=ANNA)
    assert (await turns(office))["anna"] == 0


async def test_the_turn_stays_used_when_convene_yml_wants_it_so(office: Office) -> None:
    """A6: switchable."""
    office.services = replace(office.services, config=replace(office.services.config, no_show_gives_turn_back=False))
    booked = await office.book()
    office.clock.instant = booked.end
    had = await turns(office)

    await mark_no_show(office.services, booking_id=booked.id, by=ANNA)

    assert await turns(office) == had


async def test_a_cancelled_meeting_cannot_be_missed_moved_or_passed_on(office: Office) -> None:
    booked = await office.book()
    await cancel(office.services, booking_id=booked.id)

    with pytest.raises(BookingNotFound):
        await mark_no_show(office.services, booking_id=booked.id, by=ANNA)
    with pytest.raises(BookingNotFound):
        await reassign(office.services, booking_id=booked.id, rep="ben", by=ANNA)


async def test_what_the_rep_does_in_their_calendar_is_told_as_that(office: Office) -> None:
    """P1, P2."""
    booked = await office.book()
    anna = office.calendars["anna"]
    event = anna.events[booked.uid]
    later = booked.interval.start + timedelta(hours=3)
    anna.events[booked.uid] = replace(
        event, interval=replace(event.interval, start=later, end=later + timedelta(hours=1))
    )
    anna.changes += 1
    await sync_all(office.services)

    assert (await told(office, booked))[-1] == ("moved", "calendar", "anna")


async def test_moves_passing_on_and_new_bookings_never_meet_at_one_rep_and_time(
    database_url: str, tmp_path: Path
) -> None:
    """Invariant 1 for everything that can happen to one hour at once."""
    office = await open_office(database_url, tmp_path, rep("anna"), rep("ben"), rep("chloe"))
    try:
        people = [Person(f"V {n}", f"v{n}@x.test") for n in range(6)]
        booked = [await office.book(f"v{n}", person, number=n % 3) for n, person in enumerate(people)]
        slots = {b.id: (await office.offer(f"desk {b.id}", moving=b.id, count=4)).slots for b in booked}

        async def quietly(doing: object) -> None:
            try:
                await doing
            except (SlotTaken, TooLate, BookingNotFound):
                return

        jobs = [
            reassign(office.services, booking_id=b.id, rep=to, by=ADMIN)
            for b in booked
            for to in ("anna", "ben", "chloe")
        ]
        jobs += [
            move(office.services, booking_id=b.id, slot_id=slot.id, session=f"desk {b.id}", by=ADMIN)
            for b in booked
            for slot in slots[b.id][:2]
        ]
        jobs += [office.book(f"new{n}", Person(f"N {n}", f"n{n}@x.test"), number=n % 3) for n in range(4)]
        await asyncio.gather(*(quietly(job) for job in jobs))
        office.clock.forward(minutes=2)
        await reconcile(office.services)

        meetings = [b for b in await office.store.bookings() if b.status in (Status.CONFIRMED, Status.MOVED)]
        assert len(meetings) >= len(booked)
        for one, two in itertools.combinations(meetings, 2):
            assert one.rep != two.rep or not one.interval.overlaps(two.interval)
        assert office.events() == sorted((b.rep, b.start) for b in meetings)
    finally:
        await office.store.close()

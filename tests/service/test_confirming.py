"""Confirming a held time: once, with somebody who really is free, and nothing lost when a calendar fails."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from email import message_from_string, policy

import pytest

from convene.booking.hold import hold_at
from convene.booking.reconcile import reconcile
from convene.booking.sync import sync_rep
from convene.errors import (
    BookingNotFound,
    CalendarUnreachable,
    NeedsReconnect,
    SlotExpired,
    SlotTaken,
    TooManyBookings,
)
from convene.model import Booking, BusyKind, Status
from tests.service.conftest import Office


async def test_a_confirmed_hold_is_an_event_two_mails_and_a_line_in_the_ledger(office: Office) -> None:
    """The visitor gets one invitation, the rep a notice, and the rep's turn is taken (invariant 4, A18, A19)."""
    held = await office.hold()
    booked = await office.confirm(held)

    assert booked.status is Status.CONFIRMED
    assert (booked.id, booked.rep, booked.start) == (held.id, held.rep, held.start)
    assert office.events() == [("anna", held.start)]
    assert booked.provider_event_id == booked.uid
    assert booked.join_url == f"https://meet.test/{held.id}"
    assert await office.mails() == ["0/invitation", "0/booked/anna"]
    (line,) = await office.store.ledger("sales")
    assert (line.rep, line.order, line.free) == ("anna", ("anna", "ben", "chloe"), ("anna", "ben", "chloe"))
    assert await office.store.transcript_of(held.id) == (("visitor", "A meeting, please"), ("assistant", "When?"))


async def test_a_provider_that_invites_leaves_us_only_the_notice(office: Office) -> None:
    """Never two invitations (invariant 4, A15)."""
    office.calendars["anna"].sends_invitations = True

    await office.book()

    assert await office.mails() == ["0/booked/anna"]


async def test_only_the_reps_notice_tells_what_was_said(office: Office) -> None:
    """The chat is in no event and in no invitation (I11)."""
    await office.book()

    (event,) = office.calendars["anna"].events.values()
    assert "A meeting, please" not in event.description
    told = {mail.key.rpartition("/")[2]: mail.message for mail in await office.store.outgoing_mail()}
    assert "A meeting, please" not in told["invitation"]


async def test_the_rep_is_told_in_the_language_they_chose(office: Office) -> None:
    """The visitor in theirs."""
    await office.store.keep_user("anna@northwind.test", "rep", language="de")
    await office.services.roster.refresh()
    booked = await office.book()

    subjects = {
        m.key.split("/")[2]: message_from_string(m.message, policy=policy.default)["Subject"].strip()
        for m in await office.store.outgoing_mail()
    }
    assert booked.rep == "anna"
    assert subjects["booked"].startswith("Gebucht: ")
    assert subjects["invitation"] == "Intro call"


async def test_confirming_twice_books_once(office: Office) -> None:
    """A second click, a second tab and a retry get the same meeting (A11)."""
    held = await office.hold()

    first, second = await asyncio.gather(office.confirm(held), office.confirm(held))
    third = await office.confirm(held)

    assert first == second
    assert third.id == first.id
    assert len(office.events()) == 1
    assert len(await office.mails()) == 2
    assert len(await office.store.ledger("sales")) == 1


async def test_a_visitor_who_has_a_meeting_at_that_time_gets_it_back(office: Office) -> None:
    """The same session or the same address does not book one time twice (A16)."""
    booked = await office.book()
    slots = {s.start: s.id for s in (await office.offer("other tab")).slots}
    again = await office.confirm(await office.hold_slot(slots[booked.start], "other tab"))

    assert again == booked
    assert len(office.events()) == 1


async def test_two_tabs_at_the_same_moment_book_once(office: Office) -> None:
    """Also when neither tab is first, the database lets one address have one meeting at a time (A16)."""
    one, two = await office.hold("one tab"), await office.hold("other tab")
    assert one.start == two.start

    first, second = await asyncio.gather(office.confirm(one), office.confirm(two))

    assert first == second
    assert len(office.events()) == 1


async def test_nobody_collects_meetings(office: Office) -> None:
    """An address has a limited number of meetings ahead (S6)."""
    (first, *_) = (await office.offer()).slots
    for number in range(6):
        said = {"session": f"tab {number}", "zone": "Europe/Berlin", "locale": "en"}
        held = await hold_at(office.services, start=first.start + timedelta(days=number % 3, hours=number // 3), **said)
        if number < 5:
            await office.confirm(held)

    with pytest.raises(TooManyBookings):
        await office.confirm(held)
    assert len(office.events()) == 5


async def test_a_time_taken_at_the_last_moment_goes_to_another_free_rep(office: Office) -> None:
    """The live look finds what no sync has seen yet; the visitor keeps the time (A1)."""
    held = await office.hold()
    office.calendars["anna"].block(held.start)

    booked = await office.confirm(held)

    assert (booked.rep, booked.start) == ("ben", held.start)
    assert office.events() == [("ben", held.start)]
    (line,) = await office.store.ledger("sales")
    assert (line.rep, line.reason, line.skipped) == ("ben", "taken", ("anna",))


async def test_when_nobody_is_left_the_time_is_taken_and_others_are_offered(office: Office) -> None:
    """The answers are kept, the time is not offered again (A1)."""
    held = await office.hold()
    for calendar in office.calendars.values():
        calendar.block(held.start)

    with pytest.raises(SlotTaken):
        await office.confirm(held)

    assert office.events() == []
    assert not await office.store.due_mail(office.clock.now())
    offered = await office.offer()
    assert len(offered.slots) == 3
    assert held.start not in [slot.start for slot in offered.slots]
    assert (await office.store.booking(held.id)).person.name == "Ada Lovelace"


async def test_a_tentative_entry_counts_as_the_rep_wants(office: Office) -> None:
    """Tentative is busy unless the rep said otherwise (C3)."""
    held = await office.hold()
    office.calendars["anna"].block(held.start, kind=BusyKind.TENTATIVE)

    assert (await office.confirm(held)).rep == "ben"


async def test_an_event_that_slips_in_while_ours_is_written_wins(office: Office) -> None:
    """The look after finds it; ours is deleted and the visitor meets somebody else at that time (A24)."""
    held = await office.hold()
    anna = office.calendars["anna"]
    anna.meanwhile = lambda: anna.block(held.start)

    booked = await office.confirm(held)

    assert booked.rep == "ben"
    assert office.events() == [("ben", held.start)]
    assert await office.mails() == ["0/invitation", "0/booked/ben"]


async def test_a_calendar_that_is_down_loses_its_turn_not_the_meeting(office: Office) -> None:
    """Unknown is not free; another rep takes over, rep and admin hear of it once (invariant 2, C13)."""
    held = await office.hold()
    office.calendars["anna"].down = True

    booked = await office.confirm(held)

    assert booked.rep == "ben"
    assert (await office.store.calendar_states())["anna"].status == "unreachable"
    alerts = [mail.key for mail in await office.store.outgoing_mail() if "unreachable" in mail.key]
    assert alerts == [f"anna/unreachable/2026-11-23/{who}" for who in ("anna@northwind.test", "admin@northwind.test")]
    offered = await office.offer("next", count=30)
    assert len(offered.slots) == 30
    assert (await office.hold("next")).rep != "anna"


async def test_when_all_calendars_are_down_nothing_is_booked_and_a_retry_works(office: Office) -> None:
    """The visitor hears it honestly; nothing of the try remains (invariant 3)."""
    held = await office.hold()
    for calendar in office.calendars.values():
        calendar.down = True

    with pytest.raises(CalendarUnreachable):
        await office.confirm(held)
    assert await office.store.unfinished(office.clock.now()) == ()

    for calendar in office.calendars.values():
        calendar.down = False
    assert (await office.confirm(held)).status is Status.CONFIRMED
    assert len(office.events()) == 1


async def test_an_answer_that_got_lost_is_looked_up(office: Office) -> None:
    """The event was written and only its answer is missing: it is found by its uid (A11, A12)."""
    office.calendars["anna"].loses_answers = 1

    booked = await office.book()

    assert booked.rep == "anna"
    assert len(office.events()) == 1
    assert len(await office.mails()) == 2


async def test_a_calendar_lost_after_the_event_was_written_leaves_no_second_event(office: Office) -> None:
    """Somebody else meets the visitor; the first event goes as soon as its calendar answers (A12)."""
    anna = office.calendars["anna"]
    anna.loses_answers, anna.goes_down = 1, True

    booked = await office.book()

    assert booked.rep == "ben"
    assert len(office.events()) == 2
    anna.down = False
    office.clock.forward(minutes=2)
    await reconcile(office.services)
    assert office.events() == [("ben", booked.start)]
    assert await office.store.leftovers(office.clock.now()) == ()


async def test_the_only_calendar_lost_after_the_event_was_written_is_finished_later(office: Office) -> None:
    """Nobody knows whether the event is there; the reconciler finds it and the visitor gets the mail (A12)."""
    held = await only_anna_can(office)
    anna = office.calendars["anna"]
    anna.loses_answers, anna.goes_down = 1, True

    with pytest.raises(CalendarUnreachable):
        await office.confirm(held)
    await reconcile(office.services)
    assert (await office.store.booking(held.id)).pending == "create"

    anna.down = False
    await reconcile(office.services)

    assert (await office.store.booking(held.id)).status is Status.CONFIRMED
    assert office.events() == [("anna", held.start)]
    assert "0/invitation" in await office.mails()


async def test_a_visitor_who_takes_another_time_gets_only_that(office: Office) -> None:
    """An unsure booking is given up when its visitor chooses again; its event goes (A12)."""
    held = await only_anna_can(office)
    anna = office.calendars["anna"]
    anna.loses_answers, anna.goes_down = 1, True
    with pytest.raises(CalendarUnreachable):
        await office.confirm(held)

    booked = await office.book(number=1)
    anna.down = False
    office.clock.forward(minutes=2)
    await reconcile(office.services)

    assert office.events() == [(booked.rep, booked.start)]
    assert booked.start != held.start
    assert [b.id for b in await office.store.bookings()] == [booked.id]


async def test_a_request_that_broke_off_after_the_event_was_written_is_finished(office: Office) -> None:
    """The intent was stored before the call, so nothing is lost (invariant 3, A12)."""
    held = await office.hold()
    office.calendars["anna"].dies = True
    with pytest.raises(asyncio.CancelledError):
        await office.confirm(held)

    await reconcile(office.services)

    booked = await office.store.booking(held.id)
    assert (booked.status, booked.rep) == (Status.CONFIRMED, "anna")
    assert office.events() == [("anna", held.start)]
    assert await office.mails() == ["0/invitation", "0/booked/anna"]
    assert await office.confirm(held) == booked


async def test_a_process_that_died_with_its_claim_is_finished_when_the_claim_is_over(office: Office) -> None:
    """Nobody else touches a booking while somebody may still be at work on it (A11, A12)."""
    held = await office.hold()
    office.calendars["anna"].dies = True
    with pytest.raises(asyncio.CancelledError):
        await office.confirm(held)
    now = office.clock.now()
    await office.store.claim(held.id, now, now + timedelta(minutes=1))

    await reconcile(office.services)
    assert (await office.store.booking(held.id)).status is Status.HELD

    office.clock.forward(minutes=2)
    await reconcile(office.services)
    assert (await office.store.booking(held.id)).status is Status.CONFIRMED
    assert len(office.events()) == 1


async def test_a_booking_that_broke_off_before_its_event_ends_with_its_hold(office: Office) -> None:
    """Nothing was written and the visitor is gone: the time is free again."""
    held = await office.hold()
    office.calendars["anna"].dies = True
    with pytest.raises(asyncio.CancelledError):
        await office.confirm(held)
    office.calendars["anna"].events.clear()

    office.clock.forward(minutes=10)
    await reconcile(office.services)

    assert office.events() == []
    assert await office.store.bookings() == ()
    assert not await office.store.due_mail(office.clock.now())


async def test_refused_credentials_are_the_reps_to_mend(office: Office) -> None:
    """The state tells reconnecting from waiting (K1)."""
    held = await office.hold()
    office.calendars["anna"].down = NeedsReconnect("password changed")

    assert (await office.confirm(held)).rep == "ben"
    assert (await office.store.calendar_states())["anna"].status == "needs_reauth"


async def only_anna_can(office: Office) -> Booking:
    """A hold with Anna at a time at which nobody else is free."""
    (first, *_) = (await office.offer()).slots
    for other in ("ben", "chloe"):
        office.calendars[other].block(first.start)
        await sync_rep(office.services, office.services.config.reps[other])
    return await office.hold_slot(first.id)


async def test_a_hold_that_lapsed_is_good_while_its_time_is_free(office: Office) -> None:
    """Typing slowly is no reason to lose a time nobody else wants (A2)."""
    held = await office.hold()
    office.clock.forward(minutes=20)

    assert (await office.confirm(held)).status is Status.CONFIRMED


async def test_a_lapsed_hold_whose_rep_was_given_away_goes_to_another(office: Office) -> None:
    """Once a hold lapsed its rep is free for others (A2)."""
    held = await office.hold()
    office.clock.forward(minutes=6)
    other = await hold_at(office.services, session="other", start=held.start, zone="Europe/Berlin", locale="en")
    assert other.rep == held.rep

    booked = await office.confirm(held)

    assert booked.start == held.start
    assert booked.rep != other.rep


async def test_a_time_that_has_passed_is_not_confirmed(office: Office) -> None:
    """An answer that comes after the meeting should have begun is told so."""
    held = await office.hold()
    office.clock.forward(hours=3)

    with pytest.raises(SlotExpired):
        await office.confirm(held)


async def test_nobody_confirms_somebody_elses_hold(office: Office) -> None:
    """A hold belongs to its session (A2)."""
    held = await office.hold()
    with pytest.raises(BookingNotFound):
        await office.confirm(replace(held, session="somebody else"))


async def test_a_uid_that_is_spoilt_in_one_calendar_is_tried_in_another(office: Office) -> None:
    """Somebody cancelled our half-made event there; it is not raised from the dead."""
    held = await office.hold()
    office.calendars["anna"].spoilt = True

    assert (await office.confirm(held)).rep == "ben"

"""Reminders to visitors, and what the team hears when a booking fails."""

from dataclasses import replace
from datetime import timedelta

import pytest

from convene.booking import letters
from convene.booking.cancel import cancel
from convene.booking.failures import WAIT
from convene.booking.move import move
from convene.booking.remind import remind
from convene.booking.sync import sync_all
from convene.errors import CalendarUnreachable, SlotTaken
from convene.model import Booking
from convene.store.outbox import OutgoingMail
from tests.service.conftest import ADA, Office

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


async def book_in(office: Office, days: int) -> Booking:
    """A meeting so many days from now, with a visitor who writes German."""
    offered = await office.offer(count=200)
    slot = next(slot for slot in offered.slots if slot.start - office.clock.now() > days * DAY)
    held = await office.hold_slot(slot.id)
    await office.store.release(held.session, office.clock.now())
    return await office.confirm(await office.hold_slot(slot.id))


async def reminders(office: Office) -> list[OutgoingMail]:
    return [mail for mail in await office.store.outgoing_mail() if "/reminder/" in mail.key]


async def test_a_visitor_is_reminded_a_day_and_an_hour_before_once_each(office: Office) -> None:
    """P11: however often the job runs, in however many processes."""
    booked = await book_in(office, 2)
    told = []
    for before in (DAY + MINUTE, DAY, DAY - MINUTE, 5 * HOUR, HOUR, 10 * MINUTE, -MINUTE):
        office.clock.instant = booked.start - before
        await remind(office.services)
        await remind(office.services)
        told.append(len(await reminders(office)))

    assert told == [0, 1, 1, 1, 2, 2, 2]
    assert [mail.key.rpartition("/")[2] for mail in await reminders(office)] == ["1440min", "60min"]


async def test_who_booked_just_now_is_not_reminded_at_once(office: Office) -> None:
    booked = await office.book()
    assert booked.start - office.clock.now() < DAY

    await remind(office.services)

    assert await reminders(office) == []


async def test_after_a_long_sleep_only_the_later_reminder_goes_out(office: Office) -> None:
    booked = await book_in(office, 2)
    office.clock.instant = booked.start - 30 * MINUTE

    await remind(office.services)

    assert [mail.key.rpartition("/")[2] for mail in await reminders(office)] == ["60min"]


async def test_a_cancelled_meeting_is_not_reminded_of_even_if_the_mail_waits_already(office: Office) -> None:
    booked = await book_in(office, 2)
    office.clock.instant = booked.start - DAY
    await remind(office.services)

    await cancel(office.services, booking_id=booked.id)
    office.clock.instant = booked.start - HOUR
    await remind(office.services)

    assert await reminders(office) == []


async def test_a_moved_meeting_is_reminded_of_at_its_new_time(office: Office) -> None:
    booked = await book_in(office, 2)
    office.clock.instant = booked.start - DAY
    await remind(office.services)
    (first,) = await reminders(office)
    await office.store.mail_sent(first.id, office.clock.now())
    for calendar in office.calendars.values():
        calendar.changes += 1
    await sync_all(office.services)
    offered = await office.offer("desk", moving=booked.id, count=200)
    slot = next(slot for slot in offered.slots if slot.start > booked.start + DAY)

    moved = await move(office.services, booking_id=booked.id, slot_id=slot.id, session="desk")
    office.clock.instant = moved.start - DAY
    await remind(office.services)

    assert [mail.key.partition("/")[2] for mail in await reminders(office)] == [
        "0/reminder/1440min",
        "1/reminder/1440min",
    ]


async def test_reminders_can_be_switched_off(office: Office) -> None:
    office.services = replace(office.services, config=replace(office.services.config, reminders=()))
    booked = await book_in(office, 2)
    office.clock.instant = booked.start - HOUR

    await remind(office.services)

    assert await reminders(office) == []


async def test_the_reminder_speaks_the_visitors_language_and_zone(office: Office) -> None:
    booked = await book_in(office, 2)
    german = replace(booked, locale="de-DE")
    ((_, message),) = letters.reminder(office.services, german, "60min", office.clock.now())

    assert "Ihr Termin mit Anna steht bevor" in message
    assert booked.join_url is not None
    assert "To: Ada Lovelace <ada@engines.test>" in message


async def test_rep_and_admin_hear_of_a_booking_that_failed_with_what_was_said(office: Office) -> None:
    """F33: after ten minutes in which the visitor could have found another time."""
    held = await office.hold()
    for calendar in office.calendars.values():
        calendar.block(held.start)
    with pytest.raises(SlotTaken):
        await office.confirm(held)

    assert await office.store.due_mail(office.clock.now()) == ()
    office.clock.instant += WAIT
    due = await office.store.due_mail(office.clock.now())

    assert sorted(mail.key.rpartition("/")[2] for mail in due) == ["admin@northwind.test", "anna@northwind.test"]
    assert all("Ada Lovelace wanted to book this meeting" in mail.message for mail in due)
    assert all(
        "at the last moment nobody was free" in mail.message.replace("=\r\n", "").replace("=\n", "") for mail in due
    )
    assert all("A meeting, please" in mail.message for mail in due)


async def test_nobody_hears_of_it_when_the_visitor_found_another_time(office: Office) -> None:
    held = await office.hold()
    for calendar in office.calendars.values():
        calendar.down = True
    with pytest.raises(CalendarUnreachable):
        await office.confirm(held)
    for calendar in office.calendars.values():
        calendar.down = False
    await sync_all(office.services)

    await office.book(person=ADA)
    office.clock.instant += WAIT

    assert [mail.key for mail in await office.store.outgoing_mail() if mail.key.startswith("failed/")] == []

"""Colleagues whom the visitor brings: invited with the visitor, told of every change, and each only once."""

from email import message_from_string, policy

import pytest

from convene.booking.cancel import cancel
from convene.booking.guests import MOST, invite_guests
from convene.booking.move import move
from convene.booking.reconcile import reconcile
from convene.errors import BookingNotFound
from convene.model import Booking
from tests.service.conftest import Office

BOB, CARL = "bob@acme.test", "carl@acme.test"


async def invite(office: Office, booked: Booking, *guests: str) -> Booking:
    return await invite_guests(office.services, booking_id=booked.id, guests=guests)


async def to_guests(office: Office) -> list[tuple[str, str]]:
    """Who of the guests got what, as (address, the calendar file's method)."""
    mails = [message_from_string(mail.message, policy=policy.SMTP) for mail in await office.store.outgoing_mail()]
    told = [(str(mail["To"]), mail) for mail in mails if str(mail["To"]) in (BOB, CARL)]
    return [
        (to, part.get_content_type() and part["Content-Type"].params["method"])
        for to, mail in told
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    ]


async def test_a_guest_of_a_booked_meeting_is_invited_and_stands_in_the_event(office: Office) -> None:
    booked = await office.book()

    changed = await invite(office, booked, BOB)

    assert changed.guests == (BOB,)
    assert await to_guests(office) == [(BOB, "REQUEST")]
    assert office.calendars["anna"].events[booked.uid].guests == (BOB,)


async def test_whoever_is_invited_already_hears_nothing_again(office: Office) -> None:
    """Nor does the visitor, whose own address is no guest's."""
    booked = await office.book()
    await invite(office, booked, BOB)

    changed = await invite(office, booked, BOB.upper(), CARL, booked.person.email)

    assert changed.guests == (BOB, CARL)
    assert await to_guests(office) == [(BOB, "REQUEST"), (CARL, "REQUEST")]


async def test_guests_are_few(office: Office) -> None:
    changed = await invite(office, await office.book(), *(f"guest{number}@acme.test" for number in range(20)))

    assert len(changed.guests) == MOST


async def test_guests_hear_of_a_move_and_of_the_end(office: Office) -> None:
    booked = await invite(office, await office.book(), BOB)
    slot = (await office.offer("page", moving=booked.id)).slots[1].id

    await move(office.services, booking_id=booked.id, slot_id=slot, session="page")
    await cancel(office.services, booking_id=booked.id)

    assert await to_guests(office) == [(BOB, "REQUEST"), (BOB, "REQUEST"), (BOB, "CANCEL")]


async def test_a_guests_mail_has_not_the_visitors_key(office: Office) -> None:
    """The link that moves and cancels is the visitor's alone (case P13)."""
    await invite(office, await office.book(), BOB)

    mails = [mail.message for mail in await office.store.outgoing_mail()]
    (to_bob,) = [message_from_string(mail, policy=policy.SMTP) for mail in mails if f"To: {BOB}" in mail]
    assert all("/b/" not in part.get_content() for part in to_bob.walk() if part.get_content_maintype() == "text")


async def test_where_the_provider_invites_it_invites_the_guests(office: Office) -> None:
    """Never two invitations (invariant 4)."""
    office.calendars["anna"].sends_invitations = True
    booked = await office.book()

    await invite(office, booked, BOB)

    assert await to_guests(office) == []
    assert office.calendars["anna"].events[booked.uid].guests == (BOB,)


async def test_a_calendar_that_does_not_answer_is_told_of_the_guests_later(office: Office) -> None:
    booked = await office.book()
    office.calendars["anna"].down = True
    await invite(office, booked, BOB)
    office.calendars["anna"].down = False

    await reconcile(office.services)

    assert office.calendars["anna"].events[booked.uid].guests == (BOB,)


async def test_nobody_is_invited_to_a_meeting_that_is_off(office: Office) -> None:
    booked = await office.book()
    await cancel(office.services, booking_id=booked.id)

    with pytest.raises(BookingNotFound):
        await invite(office, booked, BOB)

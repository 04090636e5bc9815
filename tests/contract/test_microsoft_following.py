"""What the rep does to a meeting in Outlook: the booking follows, and the visitor hears of it once (P1, P2)."""

from datetime import timedelta

from convene.booking.sync import sync_all
from convene.model import Status


async def book(outlook):
    """A meeting, and its event in the mailbox."""
    booked = await outlook.office.book()
    [item] = outlook.mailbox.items.values()
    outlook.mailbox.mails.clear()
    return booked, item


async def our_mails(outlook):
    """What Convene itself has told the visitor."""
    return [key for key in await outlook.office.mails() if "invitation" in key or "cancellation" in key]


async def test_a_meeting_the_rep_drags_is_where_the_rep_put_it(outlook):
    """P2: Exchange mails the update, so Convene mails none."""
    booked, item = await book(outlook)
    outlook.mailbox.drag(item, item.start + timedelta(days=1), item.end + timedelta(days=1))

    await sync_all(outlook.office.services)

    moved = await outlook.office.store.booking(booked.id)
    assert (moved.status, moved.start) == (Status.MOVED, booked.start + timedelta(days=1))
    assert outlook.mails("update") == 1
    assert await our_mails(outlook) == []


async def test_a_meeting_the_rep_deletes_is_off(outlook):
    """P1: once it is certain that it stays away; Exchange mails the cancellation, so Convene mails none."""
    booked, item = await book(outlook)
    outlook.mailbox.remove(item)

    await sync_all(outlook.office.services)
    assert (await outlook.office.store.booking(booked.id)).status == Status.CONFIRMED
    outlook.office.clock.forward(minutes=2)
    await sync_all(outlook.office.services)

    assert (await outlook.office.store.booking(booked.id)).status == Status.CANCELLED
    assert outlook.mails("cancellation") == 1
    assert await our_mails(outlook) == []


async def test_a_meeting_the_rep_only_adds_notes_to_stays_as_it_is(outlook):
    booked, item = await book(outlook)
    item.fields["subject"] = "Ada, engines"
    outlook.mailbox.drag(item, item.start, item.end)

    await sync_all(outlook.office.services)

    assert await outlook.office.store.booking(booked.id) == booked

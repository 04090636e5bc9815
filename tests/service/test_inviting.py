"""The invitation that the provider sends: after the look at what else got in, once, and never forgotten."""

import asyncio
from dataclasses import replace

import pytest

from convene.booking.cancel import cancel
from convene.booking.move import move
from convene.booking.reassign import reassign
from convene.booking.reconcile import reconcile
from convene.errors import CalendarUnreachable, ChangeRefused
from convene.model import Status
from convene.store.readings import OK
from tests.service.conftest import Office


@pytest.fixture
def office(office: Office) -> Office:
    """An office whose calendars send invitations themselves."""
    for calendar in office.calendars.values():
        calendar.sends_invitations = True
    return office


def invited(office: Office) -> list[str]:
    """To which events visitors were invited."""
    return [uid for calendar in office.calendars.values() for uid in calendar.invited]


async def test_the_provider_invites_after_the_look_at_what_got_in(office: Office) -> None:
    """No doomed invitation is mailed (G6, M7, I8)."""
    booked = await office.book()

    assert invited(office) == [booked.uid]
    calls = office.calendars["anna"].calls
    assert calls[-4:] == ["busy", "create", "busy", "invite"]


async def test_nobody_is_invited_to_an_event_that_was_overtaken(office: Office) -> None:
    """The visitor hears of one meeting: the one that stands (A24)."""
    held = await office.hold()
    anna = office.calendars["anna"]
    anna.meanwhile = lambda: anna.block(held.start)

    booked = await office.confirm(held)

    assert booked.rep == "ben"
    assert invited(office) == [booked.uid]


async def test_a_calendar_that_only_reads_and_writes_is_not_asked_to_invite(office: Office) -> None:
    """The one invitation is Convene's own then (invariant 4)."""
    office.calendars["anna"].sends_invitations = False

    await office.book()

    assert "invite" not in office.calendars["anna"].calls


async def test_a_meeting_stands_although_its_invitation_has_to_wait(office: Office) -> None:
    """The event is in the calendar; the reconciler sees to the invitation (invariant 3)."""
    office.calendars["anna"].invites_badly = CalendarUnreachable("no answer")

    booked = await office.book()

    assert (booked.status, booked.rep, booked.pending) == (Status.CONFIRMED, "anna", "invite")
    assert invited(office) == []
    await reconcile(office.services)
    assert invited(office) == [booked.uid]
    assert (await office.store.booking(booked.id)).pending is None


async def test_a_link_that_is_made_late_is_still_told(office: Office) -> None:
    """The provider had none yet when the event was written (A13, G8, M2)."""
    anna = office.calendars["anna"]
    anna.link_after_inviting = "https://meet.test/late"
    office.services.roster.reps["anna"] = replace(office.services.roster.reps["anna"], conference_url=None)

    booked = await office.book()

    assert booked.join_url == "https://meet.test/late"
    assert (await office.store.booking(booked.id)).join_url == "https://meet.test/late"


async def test_an_invitation_whose_answer_got_lost_is_mailed_once(office: Office) -> None:
    """A15."""
    office.calendars["anna"].invites_unheard = True

    booked = await office.book()
    await reconcile(office.services)

    assert invited(office) == [booked.uid]
    assert (await office.store.booking(booked.id)).pending is None


async def test_an_invitation_that_a_crash_left_undone_is_mailed(office: Office) -> None:
    """The process ended between event and invitation (A12)."""
    held = await office.hold()
    office.calendars["anna"].invites_badly = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        await office.confirm(held)
    assert invited(office) == []

    await reconcile(office.services)

    booked = await office.store.booking(held.id)
    assert (booked.status, booked.pending) == (Status.CONFIRMED, None)
    assert invited(office) == [booked.uid]
    assert len(office.events()) == 1


async def test_nobody_is_invited_to_a_meeting_that_has_begun(office: Office) -> None:
    """An invitation that comes too late only confuses."""
    office.calendars["anna"].invites_badly = CalendarUnreachable("no answer")
    booked = await office.book()

    office.clock.forward(days=1)
    await reconcile(office.services)

    assert invited(office) == []
    assert (await office.store.booking(booked.id)).pending is None


async def test_a_meeting_whose_invitation_waits_can_be_cancelled(office: Office) -> None:
    """What is not there is not invited to."""
    office.calendars["anna"].invites_badly = CalendarUnreachable("no answer")
    booked = await office.book()

    await cancel(office.services, booking_id=booked.id)
    await reconcile(office.services)

    assert office.events() == []
    assert invited(office) == []


async def test_a_meeting_whose_invitation_waits_can_be_moved(office: Office) -> None:
    """The visitor is invited to the time they wanted last."""
    office.calendars["anna"].invites_badly = CalendarUnreachable("no answer")
    booked = await office.book()
    later = (await office.offer("page", moving=booked.id)).slots[1]

    moved = await move(office.services, booking_id=booked.id, slot_id=later.id, session="page")

    assert (moved.start, moved.pending) == (later.start, None)
    assert invited(office) == [moved.uid]
    assert office.events() == [("anna", later.start)]


async def test_when_the_provider_will_not_mail_convene_does(office: Office) -> None:
    """One invitation all the same, and the admin knows why it is ours (A23, invariant 4)."""
    office.calendars["anna"].mails_nothing = True

    booked = await office.book()

    assert (booked.status, booked.rep, booked.own_invitation) == (Status.CONFIRMED, "anna", True)
    assert invited(office) == []
    assert await office.mails() == ["not_inviting/2026-11-23/admin@northwind.test", "0/invitation", "0/booked/anna"]


async def test_what_convene_began_to_mail_it_goes_on_mailing(office: Office) -> None:
    """Also when the provider would mail again: whoever invited tells what changes (A15, I14)."""
    anna = office.calendars["anna"]
    anna.mails_nothing = True
    booked = await office.book()
    anna.mails_nothing = False
    later = (await office.offer("page", moving=booked.id)).slots[1]

    moved = await move(office.services, booking_id=booked.id, slot_id=later.id, session="page")
    await cancel(office.services, booking_id=moved.id)

    assert invited(office) == []
    ours = [key for key in await office.mails() if "invitation" in key or "cancellation" in key]
    assert ours == ["0/invitation", "1/invitation", "2/cancellation"]


async def test_an_invitation_that_waited_and_is_then_refused_is_mailed_by_convene(office: Office) -> None:
    """A23, found by the reconciler."""
    anna = office.calendars["anna"]
    anna.invites_badly = CalendarUnreachable("no answer")
    booked = await office.book()
    anna.mails_nothing = True

    await reconcile(office.services)

    present = await office.store.booking(booked.id)
    assert (present.pending, present.own_invitation) == (None, True)
    assert [key for key in await office.mails() if "invitation" in key] == ["0/invitation"]


async def test_a_move_that_the_provider_does_not_tell_is_told_by_convene(office: Office) -> None:
    """The event is at its new time, and so is what the visitor knows (A23)."""
    booked = await office.book()
    later = (await office.offer("page", moving=booked.id)).slots[1]
    office.calendars["anna"].mails_nothing = True

    moved = await move(office.services, booking_id=booked.id, slot_id=later.id, session="page")

    assert (moved.start, moved.own_invitation) == (later.start, True)
    assert office.events() == [("anna", later.start)]
    assert "1/invitation" in await office.mails()


async def test_a_cancellation_that_the_provider_does_not_tell_is_told_by_convene(office: Office) -> None:
    """The event is gone, and the visitor hears of it (A23)."""
    booked = await office.book()
    office.calendars["anna"].mails_nothing = True

    await cancel(office.services, booking_id=booked.id)

    assert office.events() == []
    assert "1/cancellation" in await office.mails()


async def test_what_the_provider_has_mailed_convene_changes_and_withdraws_under_the_same_name(office: Office) -> None:
    """One true invitation: a UID of our own would stand in the visitor's calendar as a second meeting (N6)."""
    booked = await office.book()
    anna = office.calendars["anna"]
    of_the_provider = anna.changes
    later = (await office.offer("page", moving=booked.id)).slots[1]
    anna.mails_nothing = True

    await move(office.services, booking_id=booked.id, slot_id=later.id, session="page")
    await cancel(office.services, booking_id=booked.id)

    moved, gone = await office.mailed()
    assert (moved[:2], gone[:2]) == (("REQUEST", f"{booked.uid}.provider"), ("CANCEL", f"{booked.uid}.provider"))
    assert of_the_provider < moved[2] < gone[2]


async def test_another_rep_means_another_name(office: Office) -> None:
    """P6: the new rep's provider names a new event."""
    booked = await office.book()
    office.calendars["ben"].mails_nothing = True

    passed_on = await reassign(office.services, booking_id=booked.id, rep="ben", by="admin@northwind.test")

    (invited_anew,) = await office.mailed()
    assert passed_on.uid != booked.uid
    assert invited_anew[:2] == ("REQUEST", f"{passed_on.uid}.provider")


async def test_an_event_that_could_not_be_taken_back_goes_later(office: Office) -> None:
    """Overtaken, and then the calendar stopped answering: the visitor meets somebody else (A24)."""
    held = await office.hold()
    anna = office.calendars["anna"]
    anna.meanwhile = lambda: anna.block(held.start)
    anna.deletes_badly = CalendarUnreachable("no answer")

    booked = await office.confirm(held)
    office.clock.forward(minutes=2)
    await reconcile(office.services)

    assert booked.rep == "ben"
    assert office.events() == [("ben", held.start)]
    assert invited(office) == [booked.uid]


async def test_an_event_deleted_before_its_visitor_was_invited_is_told_by_convene(office: Office) -> None:
    """Nobody else would tell them (P1)."""
    anna = office.calendars["anna"]
    anna.invites_badly = CalendarUnreachable("no answer")
    booked = await office.book()
    anna.events.clear()

    await reconcile(office.services)

    assert (await office.store.booking(booked.id)).own_invitation


async def test_a_provider_that_changes_nothing_keeps_its_rep_in_the_queue(office: Office) -> None:
    """What can be read is no outage; the admin hears of it, and the cancellation is made up for (A23, P7)."""
    booked = await office.book()
    later = (await office.offer("page", moving=booked.id)).slots[1]
    anna = office.calendars["anna"]
    anna.changes_nothing = True

    with pytest.raises(ChangeRefused):
        await move(office.services, booking_id=booked.id, slot_id=later.id, session="page", by="anna@northwind.test")
    with pytest.raises(ChangeRefused):
        await cancel(office.services, booking_id=booked.id)

    assert (await office.store.calendar_states())["anna"].status == OK
    assert office.events() == [("anna", booked.start)]
    alerts = [mail.key for mail in await office.store.outgoing_mail() if mail.key.startswith("anna/")]
    assert alerts == ["anna/not_changing/2026-11-23/admin@northwind.test"]

    anna.changes_nothing = False
    await reconcile(office.services)
    assert (await office.store.booking(booked.id)).status is Status.CANCELLED
    assert office.events() == []

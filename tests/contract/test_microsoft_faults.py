"""What goes wrong at each step of a meeting's life in an Outlook calendar, and what comes of it.

Never a lost booking, never a double one, never an event without a booking; nobody is mailed twice (invariants 1 to 4).
"""

from datetime import timedelta

import pytest
from moved_meeting import at_new_york, booked_and_moved, words

from convene.booking.cancel import cancel
from convene.booking.move import move
from convene.booking.sync import sync_all
from convene.errors import CalendarUnreachable, NeedsReconnect, NoAvailability, SlotTaken
from convene.model import Status
from tests.doubles.faults import Answer
from tests.service.conftest import ADA, MONDAY

ALWAYS = 99


def refusal(status, code, **headers):
    return Answer.of_json(status, {"error": {"code": code, "message": code}}, **headers)


FAULTS = {
    "no answer, nothing done": ("silent", None, ALWAYS),
    "no answer, all done": ("lost", None, 1),
    "401": ("answers", refusal(401, "InvalidAuthenticationToken"), ALWAYS),
    "403 permission": ("answers", refusal(403, "ErrorAccessDenied"), ALWAYS),
    "403 quota": ("answers", refusal(403, "ErrorQuotaExceeded"), ALWAYS),
    "404": ("answers", refusal(404, "ErrorItemNotFound"), ALWAYS),
    "409": ("answers", refusal(409, "ErrorDuplicateTransactionId"), ALWAYS),
    "410": ("answers", refusal(410, "SyncStateNotFound"), ALWAYS),
    "429": ("answers", refusal(429, "ApplicationThrottled", Retry_After="1"), 1),
    "503": ("answers", refusal(503, "ServiceUnavailable"), ALWAYS),
    "an answer that is none": ("broken", None, 1),
    "half an answer": ("half", None, 1),
    "another clock": ("skewed", None, ALWAYS),
}


def fail(outlook, fault, method, path):
    kind, answer, times = FAULTS[fault]
    outlook.way.fail(kind, method, path, times=times, answer=answer)


REFUSED = {"401": NeedsReconnect, "403 permission": NeedsReconnect}
HARMLESS = {"429", "another clock"}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_calendar_that_cannot_be_read_is_not_offered_until_it_can(outlook, fault):
    """C13, C17, K1: whatever the reason, unknown is not free."""
    outlook.mailbox.add(MONDAY, MONDAY + timedelta(hours=1))
    fail(outlook, fault, "GET", "/calendarView")

    await sync_all(outlook.office.services)

    state = (await outlook.office.store.calendar_states())["anna"]
    lasting = fault not in HARMLESS | {"no answer, all done", "an answer that is none", "half an answer", "410"}
    expected = {NeedsReconnect: "needs_reauth"}.get(REFUSED.get(fault), "unreachable")
    assert state.status == ("ok" if fault in HARMLESS else expected)
    if lasting:
        with pytest.raises(NoAvailability):
            await outlook.office.offer()
    await outlook.all_well()
    assert (await outlook.office.offer()).slots


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_last_look_that_fails_books_nothing(outlook, fault):
    """A1, C13."""
    held = await outlook.office.hold()
    fail(outlook, fault, "GET", r"/calendarView\?")

    if fault in HARMLESS:
        await outlook.office.confirm(held)
    else:
        with pytest.raises(REFUSED.get(fault, CalendarUnreachable)):
            await outlook.office.confirm(held)
        assert not [seen for seen in outlook.way.exchanges if seen.method == "POST"]

    await outlook.all_well()
    await outlook.check(held.id, stands=fault in HARMLESS)


@pytest.mark.parametrize("fault", FAULTS)
async def test_an_event_that_is_created_amid_trouble_is_there_once_or_not_at_all(outlook, fault):
    """A11, A12, M1."""
    held = await outlook.office.hold()
    fail(outlook, fault, "POST", "/events")

    written = fault in HARMLESS | {"no answer, all done", "an answer that is none", "half an answer"}
    if written:
        booked = await outlook.office.confirm(held)
        assert booked.join_url.startswith("https://teams.microsoft.com/")
    else:
        refused = SlotTaken if fault == "409" else REFUSED.get(fault, CalendarUnreachable)
        with pytest.raises(refused):
            await outlook.office.confirm(held)

    await outlook.all_well()
    await outlook.check(held.id, stands=written)


@pytest.mark.parametrize("fault", FAULTS)
async def test_an_event_is_never_lost_when_everything_fails_after_it_was_written(outlook, fault):
    """A12: the answer to the write is lost, and so is every question after it."""
    held = await outlook.office.hold()
    outlook.way.fail("lost", "POST", "/events")
    outlook.way.watchers.append(lambda seen: fail(outlook, fault, "GET", "") if seen.method == "POST" else None)

    if fault in HARMLESS:
        await outlook.office.confirm(held)
    else:
        with pytest.raises(CalendarUnreachable):
            await outlook.office.confirm(held)

    outlook.way.watchers.clear()
    await outlook.all_well()
    await outlook.check(held.id)


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_look_afterwards_that_fails_does_not_undo_the_meeting(outlook, fault):
    """A24: the time was free a moment ago."""
    held = await outlook.office.hold()
    outlook.way.watchers.append(
        lambda seen: fail(outlook, fault, "GET", r"/calendarView\?") if seen.method == "POST" else None
    )

    await outlook.office.confirm(held)

    outlook.way.watchers.clear()
    await outlook.all_well()
    await outlook.check(held.id)


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "403 quota"])  # that is InvitationsRefused
async def test_a_meeting_stands_and_its_invitation_is_mailed_once(outlook, fault):
    """I8, A15: the event is there; whatever happens, the visitor hears of it once."""
    held = await outlook.office.hold()
    fail(outlook, fault, "PATCH", "/events/")

    booked = await outlook.office.confirm(held)

    assert booked.status == Status.CONFIRMED
    assert booked.pending == (None if fault in HARMLESS else "invite")
    await outlook.all_well()
    await outlook.check(held.id)


async def test_a_meeting_whose_invitation_exchange_will_not_mail_is_told_by_convene(outlook):
    """A23, N6: a new account has sent too much. One invitation all the same, under the name the event has there."""
    office = outlook.office
    fail(outlook, "403 quota", "PATCH", "/events/")

    booked = await office.book()
    outlook.way.mend()
    later = (await office.offer("page", moving=booked.id)).slots[2]
    await move(office.services, booking_id=booked.id, slot_id=later.id, session="page")

    [item] = outlook.mailbox.items.values()
    assert (booked.status, booked.pending, booked.own_invitation) == (Status.CONFIRMED, None, True)
    assert (item.start, item.attendees) == (later.start, [])
    assert await office.mailed() == [("REQUEST", item.ical_uid, 0), ("REQUEST", item.ical_uid, 1)]
    assert outlook.mailbox.mails == []
    assert "not_inviting/2026-11-23/admin@northwind.test" in await office.mails()


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_meeting_that_is_moved_amid_trouble_is_in_one_place(outlook, fault):
    """A14, P5: where it was, or where it goes, with one update at most."""
    booked = await outlook.office.book()
    later = (await outlook.office.offer("page", moving=booked.id)).slots[2]
    fail(outlook, fault, "PATCH", "/events/")

    moved = fault in HARMLESS | {"no answer, all done", "an answer that is none", "half an answer"}
    if moved:
        await move(outlook.office.services, booking_id=booked.id, slot_id=later.id, session="page")
    else:
        with pytest.raises(REFUSED.get(fault, CalendarUnreachable)):
            await move(outlook.office.services, booking_id=booked.id, slot_id=later.id, session="page")

    await outlook.all_well()
    assert (await outlook.check(booked.id)).start == (later.start if moved else booked.start)
    assert outlook.mails("update") == moved


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_meeting_that_is_cancelled_amid_trouble_is_cancelled_once(outlook, fault):
    """P7: the visitor is told when it is true."""
    booked = await outlook.office.book()
    fail(outlook, fault, "DELETE", "/events/")

    done = fault in HARMLESS | {"an answer that is none", "half an answer"}
    if done:
        await cancel(outlook.office.services, booking_id=booked.id)
    else:
        with pytest.raises(REFUSED.get(fault, CalendarUnreachable)):
            await cancel(outlook.office.services, booking_id=booked.id)
        assert (await outlook.office.store.booking(booked.id)).pending == "delete"

    await outlook.all_well()
    await outlook.check(booked.id, stands=False)
    assert outlook.mails("cancellation") == 1


async def test_a_moved_meeting_is_told_by_outlook_in_the_visitors_language(outlook):
    """One update of one event: its new time in the visitor's zone, the same link, nothing of ours beside it (P13)."""
    booked, moved = await booked_and_moved(outlook.office)

    (there,) = outlook.mailbox.items.values()
    assert there.start == moved.start != booked.start
    assert there.join_url == moved.join_url == booked.join_url
    assert there.fields["subject"] == "Intro call mit Anna"
    said = words(there.fields["body"]["content"])
    assert said.startswith(f"Wir sprechen am Montag, 23. November 2026 um {at_new_york(moved.start)}")
    assert said.count("Wir sprechen") == 1
    assert "Verschieben oder absagen (für Ada Lovelace): http" in said
    assert "Join the meeting now" in said
    assert outlook.mailbox.mails == [("invitation", ADA.email), ("update", ADA.email)]
    assert await outlook.office.mails() == ["0/booked/anna", "1/moved/anna"]

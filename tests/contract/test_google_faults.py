"""Everything that can go wrong at Google, at every step of a booking: what the visitor is told, and what remains.

Whatever happens, once Google answers again there is no meeting without its event, no event without its meeting, none
of either twice, and every visitor has been invited once (invariants 1 to 4).
"""

from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from google_world import Token
from moved_meeting import at_new_york, booked_and_moved, words

from convene.accounts import google_api
from convene.booking.cancel import cancel
from convene.booking.move import move
from convene.booking.reconcile import reconcile
from convene.booking.roster import Roster
from convene.booking.services import Services
from convene.booking.sync import sync_rep
from convene.calendars.google import GoogleCalendar
from convene.errors import CalendarUnreachable, NoAvailability, SlotTaken
from convene.model import Status
from convene.settings import Settings
from convene.store import Store
from tests.doubles.google import error
from tests.doubles.hourglass import silence_takes_no_time
from tests.fakes import FakeClock
from tests.service.conftest import ADA, MONDAY, Office, config, rep

STEPS = {
    "sync": ("GET", r"/events\?"),
    "re-check": ("GET", r"timeMin="),
    "create": ("POST", r"/events\?"),
    "invite": ("PATCH", r"/events/"),
    "update": ("PATCH", r"/events/"),
    "cancel": ("DELETE", r"/events/"),
}

LASTS = 99
FAULTS = {
    "timeout before": ("silent", LASTS, None),
    "timeout after commit": ("lost", 1, None),
    "401": ("answers", LASTS, error(401, "authError")),
    "403 scope": ("answers", LASTS, error(403, "insufficientPermissions")),
    "403 quota": ("answers", LASTS, error(403, "quotaExceeded")),
    "404": ("answers", 1, error(404, "notFound")),
    "409": ("answers", 1, error(409, "conflict")),
    "410": ("answers", 1, error(410, "gone")),
    "429": ("answers", 1, error(429, "rateLimitExceeded", Retry_After="1")),
    "5xx": ("answers", LASTS, error(503, "backendError")),
    "malformed": ("broken", LASTS, None),
    "half": ("half", 1, None),
    "clock skew": ("skewed", LASTS, None),
}

# What comes of it at once. `refused`: nothing was done, and trying again works. `unsure`: nobody knows yet, the
# reconciler will. `waits`: the meeting stands, its invitation follows. `ours`: it stands, and the mail is ours.
# `stays`: nothing was done, and the meeting is where it was. `follows`: the reconciler will do it.
OUTCOMES = {
    # fault:                (sync,          re-check,  create,    invite,   update,    cancel)
    "timeout before": ("unreachable", "refused", "refused", "waits", "stays", "follows"),
    "timeout after commit": ("unreachable", "refused", "booked", "waits", "moved", "follows"),
    "401": ("needs_reauth", "refused", "refused", "waits", "stays", "follows"),
    "403 scope": ("needs_reauth", "refused", "refused", "waits", "stays", "follows"),
    "403 quota": ("unreachable", "refused", "refused", "ours", "stays", "follows"),
    "404": ("unreachable", "refused", "refused", "booked", "moved", "cancelled"),
    "409": ("unreachable", "refused", "booked", "waits", "stays", "follows"),
    "410": ("ok", "refused", "refused", "booked", "moved", "cancelled"),
    "429": ("ok", "booked", "booked", "booked", "moved", "cancelled"),
    "5xx": ("unreachable", "refused", "refused", "waits", "stays", "follows"),
    "malformed": ("unreachable", "refused", "booked", "booked", "moved", "cancelled"),
    "half": ("ok", "booked", "booked", "booked", "moved", "cancelled"),
    "clock skew": ("ok", "booked", "booked", "booked", "moved", "cancelled"),
}


@dataclass
class AtGoogle:
    """An office whose only rep, Anna, has her calendar at Google."""

    office: Office
    double: object
    calendar: GoogleCalendar

    @property
    def anna(self):
        return self.office.services.config.reps["anna"]

    async def status(self):
        return (await self.office.store.calendar_states())["anna"].status

    async def events(self):
        """Our events in Anna's calendar, as (booking, start of the meeting)."""
        async with self.double.person("anna") as hands:
            items = (await hands.get("calendars/primary/events")).raise_for_status().json()["items"]
        return sorted(
            (item["extendedProperties"]["private"]["conveneBooking"], item["start"]["dateTime"])
            for item in items
            if item["status"] != "cancelled"
        )

    def invitations(self):
        """How often Google was made to invite somebody: changes that came through and added the visitor."""
        return sum(
            "attendees" in exchange.json()
            for exchange in self.double.proxy.exchanges
            if exchange.method == "PATCH" and exchange.answer and exchange.answer.status == 200
        )


@pytest.fixture
async def at_google(google_double, tmp_path, sqlite_url, monkeypatch):
    google_double.reset()
    monkeypatch.setattr(google_api, "_PAUSE", 0.005)
    clock, said = FakeClock(MONDAY), config([replace(rep("anna"), conference_url=None)])
    store = await Store.open(sqlite_url)
    await store.seed(said.reps.values(), said.queues.values())
    settings = Settings(state_dir=tmp_path, secret_key="a secret for tests", admin_email="admin@northwind.test")
    calendar = GoogleCalendar(
        google_double.api,
        Token(google_double.tokens["anna"]),
        zone="Europe/Berlin",
        email="anna@northwind.test",
        clock=clock,
    )
    services = Services(settings, said, clock, store, Roster(said, store), lambda _: calendar, None)
    assert await sync_rep(services, said.reps["anna"])
    with silence_takes_no_time(google_double.proxy):
        yield AtGoogle(Office(services, clock, {}), google_double, calendar)
    await calendar.close()
    await store.close()
    assert google_double.complaints == []


def spoil(double, fault, step):
    kind, times, answer = FAULTS[fault]
    double.proxy.fail(kind, *STEPS[step], times=times, answer=answer)


async def recover(at):
    """Google answers again, and time goes by."""
    at.double.proxy.mend()
    at.calendar._api._rest_until = 0.0
    for _ in range(2):
        at.office.clock.forward(minutes=2)
        await reconcile(at.office.services)
    assert await sync_rep(at.office.services, at.anna)
    assert await at.status() == "ok"


async def all_is_whole(at):
    """One event for each meeting, at its time; nothing left to do; everybody invited once."""
    meetings = [b for b in await at.office.store.bookings() if b.status in (Status.CONFIRMED, Status.MOVED)]
    there = await at.events()
    assert [id_ for id_, _ in there] == sorted(b.id for b in meetings)
    for booking in meetings:
        found = await at.calendar.find(booking.uid)
        assert found.interval == booking.interval
        assert booking.pending is None
    assert await at.office.store.leftovers(at.office.clock.now()) == ()
    ours = [key for key in await at.office.mails() if key.endswith("/invitation")]
    assert at.invitations() + len(ours) <= 1
    return meetings


@pytest.mark.parametrize("fault", FAULTS)
async def test_reading_for_offers(at_google, fault):
    """Unknown is not free, and the rep is back by themselves (invariant 2, C13, K1)."""
    spoil(at_google.double, fault, "sync")

    answered = await sync_rep(at_google.office.services, at_google.anna)

    expected = OUTCOMES[fault][0]
    assert await at_google.status() == expected
    assert answered == (expected == "ok")
    assert await is_offered(at_google) == (expected == "ok")
    await recover(at_google)
    assert await is_offered(at_google)


async def is_offered(at):
    try:
        return bool((await at.office.offer()).slots)
    except NoAvailability:
        return False


async def confirmed(at, held):
    """What came of confirming, in a word."""
    try:
        booked = await at.office.confirm(held)
    except SlotTaken:
        return "taken"
    except CalendarUnreachable:
        return "unsure" if (await at.office.store.booking(held.id)).pending else "refused"
    if booked.own_invitation:
        return "ours"
    return "waits" if booked.pending == "invite" else "booked"


@pytest.mark.parametrize("step", ["re-check", "create", "invite"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_booking(at_google, fault, step):
    """The visitor hears the truth, and in the end has one meeting or none (A1, A11, A12, A23)."""
    held = await at_google.office.hold()
    if (fault, step) == ("409", "create"):  # an earlier try wrote the event, and its process ended
        at_google.double.proxy.fail("half", "POST", times=LASTS)
        at_google.double.proxy.fail("silent", "GET", times=LASTS)
        assert await confirmed(at_google, held) in ("unsure", "refused")
        at_google.double.proxy.mend()
    else:
        spoil(at_google.double, fault, step)

    outcome = await confirmed(at_google, held)

    assert outcome == OUTCOMES[fault][list(STEPS).index(step)]
    await recover(at_google)
    meetings = await all_is_whole(at_google)
    if outcome in ("booked", "waits", "ours"):
        assert len(meetings) == 1
        ours = [key for key in await at_google.office.mails() if key.endswith("/invitation")]
        assert at_google.invitations() + len(ours) == 1
    if outcome == "refused":
        assert meetings == []
        assert await confirmed(at_google, held) == "booked"
        assert len(await all_is_whole(at_google)) == 1


@pytest.mark.parametrize("fault", FAULTS)
async def test_moving(at_google, fault):
    """The meeting is at its new time or at its old one, in the store as at Google (P5, P7)."""
    office = at_google.office
    booked = await office.book()
    later = (await office.offer("page", moving=booked.id)).slots[2]
    spoil(at_google.double, fault, "update")

    try:
        await move(office.services, booking_id=booked.id, slot_id=later.id, session="page")
    except (CalendarUnreachable, SlotTaken):
        outcome = "stays"
    else:
        outcome = "moved"

    assert outcome == OUTCOMES[fault][4]
    await recover(at_google)
    (meeting,) = await all_is_whole(at_google)
    assert meeting.start == (later.start if outcome == "moved" else booked.start)


@pytest.mark.parametrize("step", ["update", "cancel"])
async def test_what_google_invited_to_and_mails_no_more_is_told_under_its_own_name(at_google, step):
    """One true invitation: a mail of ours under another UID would stand beside the first one for ever (N6, G3, A23)."""
    office = at_google.office
    booked = await office.book()
    async with at_google.double.person("anna") as hands:
        there = (await hands.get(f"calendars/primary/events/{booked.provider_event_id}")).json()
    later = (await office.offer("page", moving=booked.id)).slots[2]
    at_google.double.proxy.fail("answers", *STEPS[step], times=1, answer=error(403, "quotaExceeded"))

    if step == "update":
        await move(office.services, booking_id=booked.id, slot_id=later.id, session="page")
    else:
        await cancel(office.services, booking_id=booked.id)

    ((_, uid, sequence),) = await office.mailed()
    assert uid == there["iCalUID"]
    assert sequence > int(there.get("sequence", 0))


@pytest.mark.parametrize("fault", FAULTS)
async def test_cancelling(at_google, fault):
    """Success is told only when the event is gone, and it goes in the end (P7, G10)."""
    office = at_google.office
    booked = await office.book()
    if fault in ("404", "410"):  # the rep was faster
        async with at_google.double.person("anna") as hands:
            (await hands.delete(f"calendars/primary/events/{booked.provider_event_id}")).raise_for_status()
    spoil(at_google.double, fault, "cancel")

    try:
        done = await cancel(office.services, booking_id=booked.id)
    except CalendarUnreachable:
        outcome = "follows"
        assert (await office.store.booking(booked.id)).pending == "delete"
    else:
        outcome = str(done.status)

    assert outcome == OUTCOMES[fault][5]
    await recover(at_google)
    assert await at_google.events() == []
    assert (await office.store.booking(booked.id)).status is Status.CANCELLED


async def test_a_meeting_at_google_is_invited_to_by_google_alone(at_google):
    """From the hold to the invitation with a Meet link (invariant 4, G8)."""
    booked = await at_google.office.confirm(await at_google.office.hold(), ADA)

    assert booked.join_url.startswith("https://meet.google.com/")
    assert await at_google.office.mails() == ["0/booked/anna"]
    assert at_google.invitations() == 1
    await all_is_whole(at_google)


async def test_a_moved_meeting_is_told_by_google_in_the_visitors_language(at_google):
    """One update of one event: its new time in the visitor's zone, the same link, nothing of ours beside it (P13)."""
    booked, moved = await booked_and_moved(at_google.office)

    async with at_google.double.person("anna") as hands:
        (there,) = (await hands.get("calendars/primary/events")).json()["items"]
    assert there["iCalUID"] == f"{there['id']}@google.com"
    assert datetime.fromisoformat(there["start"]["dateTime"]) == moved.start != booked.start
    assert there["hangoutLink"] == moved.join_url == booked.join_url
    assert [guest["email"] for guest in there["attendees"]] == [ADA.email]
    assert there["summary"] == "Intro call mit Anna"
    said = words(there["description"])
    assert said.startswith(f"Wir sprechen am Montag, 23. November 2026 um {at_new_york(moved.start)}")
    assert "Verschieben oder absagen (für Ada Lovelace): http" in said
    told = [e for e in at_google.double.proxy.exchanges if e.method == "PATCH" and "sendUpdates=all" in e.path]
    assert len(told) == 2
    assert await at_google.office.mails() == ["0/booked/anna", "1/moved/anna"]

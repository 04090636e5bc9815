"""Connecting a calendar: whoever does is in the queue and can be booked; disconnecting; a connection that broke."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from pathlib import Path

import pytest

from convene.booking.connecting import choose_calendars, connect, set_zone
from convene.booking.consents import CONNECT, RECONNECT, Arrival, Errand, arrive, of_browser, of_user, send
from convene.booking.disconnecting import disconnect, leave_company
from convene.booking.links import connection_for_link, reconnect_url
from convene.booking.roster import Roster
from convene.booking.services import Services
from convene.booking.sync import sync_all
from convene.booking.trouble import remind_to_reconnect
from convene.errors import (
    AccountTaken,
    CalendarUnreachable,
    ConnectedAlready,
    ConsentBroken,
    ConsentDenied,
    ConveneError,
    MailboxUnusable,
    NeedsReconnect,
    NoAvailability,
    NoSuchVendor,
    OtherAccount,
    ScopesMissing,
    UnknownZone,
)
from convene.model import Block
from convene.settings import Settings
from convene.store import Store
from tests.fakes import FakeCalendar, FakeClock
from tests.service.conftest import MONDAY, Office, config
from tests.service.vendor import ANNA, REFUSED, FakeVendor

EMAIL = "anna@northwind.test"


@dataclass
class Firm:
    """An office nobody receives meetings in yet, and the two vendors."""

    office: Office
    google: FakeVendor
    microsoft: FakeVendor

    @property
    def services(self) -> Services:
        return self.office.services

    @property
    def store(self) -> Store:
        return self.office.store

    async def consent(self, email: str = EMAIL, provider: str = "google", errand: Errand | None = None) -> Arrival:
        """Go to the consent screen and come back."""
        url = await send(self.services, provider, errand or Errand(CONNECT), of_user(email), hint=email)
        state = url.partition("state=")[2].partition("&")[0]
        return await arrive(self.services, provider, {"state": state, "code": state}, {of_user(email)})

    async def connect(self, email: str = EMAIL, provider: str = "google", **errand: object) -> None:
        """All of it."""
        arrival = await self.consent(email, provider, Errand(CONNECT, **errand))
        await connect(self.services, arrival, email=email)

    async def nothing_is_kept(self) -> bool:
        """Whether nobody has become a rep or has an account here."""
        await self.services.roster.refresh()
        return not await self.store.connections() and not self.services.roster.reps


@dataclass
class WatchedCalendar(FakeCalendar):
    """A calendar whose provider calls us; `log` is told whom it calls no more."""

    log: list[str] = field(default_factory=list)

    async def watch(self, url: str, secret: str) -> None:
        raise AssertionError("nobody asked for that")

    async def unwatch(self, url: str) -> None:
        self.log.append(url)
        raise CalendarUnreachable("the provider has a break")


@pytest.fixture
async def firm(database_url: str, tmp_path: Path) -> AsyncIterator[Firm]:
    clock, calendars = FakeClock(MONDAY), dict[str, FakeCalendar]()
    store = await Store.open(database_url)
    said = config([])
    await store.seed(said.reps.values(), said.queues.values())
    settings = Settings(state_dir=tmp_path, admin_email="admin@northwind.test", secret_key="a secret for tests")
    google, microsoft = FakeVendor(), FakeVendor("microsoft", replace(ANNA, subject="4712"))
    services = Services(
        settings,
        said,
        clock,
        store,
        Roster(said, store),
        lambda rep: calendars.setdefault(rep.id, FakeCalendar()),
        None,
        {"google": google, "microsoft": microsoft},
    )
    await sync_all(services)
    yield Firm(Office(services, clock, calendars), google, microsoft)
    await store.close()


async def test_whoever_connects_a_calendar_is_in_the_queue_and_offered_at_once(firm: Firm) -> None:
    """The heart of the product."""
    with pytest.raises(NoAvailability):
        await firm.office.offer()

    await firm.connect()

    assert firm.services.roster.queues["sales"].reps == ("anna",)
    assert (await firm.office.offer()).slots


async def test_the_first_connection_brings_name_zone_and_hours(firm: Firm) -> None:
    hours = {2: (Block(time(10), time(12)),)}
    firm.google.here = replace(ANNA, zone="America/New_York", hours=hours)

    await firm.connect()

    rep = firm.services.roster.reps["anna"]
    assert (rep.name, rep.zone, rep.availability.weekly) == ("Anna Nordwind", "America/New_York", hours)


async def test_the_permission_is_renewed_once_before_anything_is_kept(firm: Firm) -> None:
    """Case K14: what cannot be renewed dies within the hour."""
    await firm.connect()

    kept = firm.services.vault.open((await firm.store.connection("anna")).secret)
    assert kept["access_token"] == "s3cret-access-1"


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ("finish", ConsentDenied("access_denied")),
        ("finish", ScopesMissing("calendar")),
        ("finish", ConsentBroken("invalid_grant")),
        ("finish", CalendarUnreachable("the vendor is down")),
        ("account", MailboxUnusable("MailboxNotEnabledForRESTAPI")),
        ("account", CalendarUnreachable("the vendor is down")),
        ("refresh", CalendarUnreachable("the vendor is down")),
    ],
)
async def test_whatever_goes_wrong_on_the_way_nothing_is_kept(firm: Firm, where: str, error: ConveneError) -> None:
    """Cases K9, K10, K11."""
    firm.google.fails[where] = error

    with pytest.raises(type(error)):
        await firm.connect()

    assert await firm.nothing_is_kept()


async def test_a_permission_that_does_not_last_is_refused(firm: Firm) -> None:
    firm.google.fails["refresh"] = REFUSED

    with pytest.raises(ScopesMissing, match="offline_access"):
        await firm.connect()

    assert await firm.nothing_is_kept()


@pytest.mark.parametrize(
    ("callback", "who", "why"),
    [
        ({"state": "forged", "code": "x"}, of_user(EMAIL), "unknown"),
        ({"code": "x"}, of_user(EMAIL), "unknown"),
        ({"state": "google-state-1", "code": "x"}, of_user("mallory@northwind.test"), "another"),
        ({"state": "google-state-1", "code": "x"}, of_browser("guess"), "another"),
    ],
)
async def test_a_return_nobody_was_sent_for_is_refused(
    firm: Firm, callback: Mapping[str, str], who: str, why: str
) -> None:
    """Case K7."""
    await send(firm.services, "google", Errand(CONNECT), of_user(EMAIL))

    with pytest.raises(ConsentBroken, match=why):
        await arrive(firm.services, "google", callback, {who})


async def test_a_stranger_who_knows_the_state_does_not_use_it_up(firm: Firm) -> None:
    await send(firm.services, "google", Errand(CONNECT), of_user(EMAIL))
    callback = {"state": "google-state-1", "code": "x"}
    with pytest.raises(ConsentBroken):
        await arrive(firm.services, "google", callback, {of_user("mallory@northwind.test")})

    arrival = await arrive(firm.services, "google", callback, {of_user(EMAIL)})

    assert arrival.account.email == EMAIL


async def test_a_return_counts_once(firm: Firm) -> None:
    await firm.consent()

    with pytest.raises(ConsentBroken, match="used"):
        await arrive(firm.services, "google", {"state": "google-state-1", "code": "x"}, {of_user(EMAIL)})


async def test_a_return_after_ten_minutes_is_too_late(firm: Firm) -> None:
    await send(firm.services, "google", Errand(CONNECT), of_user(EMAIL))
    firm.office.clock.forward(minutes=10)

    with pytest.raises(ConsentBroken, match="expired"):
        await arrive(firm.services, "google", {"state": "google-state-1", "code": "x"}, {of_user(EMAIL)})


async def test_a_return_to_the_other_vendor_is_refused(firm: Firm) -> None:
    await send(firm.services, "google", Errand(CONNECT), of_user(EMAIL))

    with pytest.raises(ConsentBroken, match="another"):
        await arrive(firm.services, "microsoft", {"state": "google-state-1", "code": "x"}, {of_user(EMAIL)})


async def test_a_vendor_without_an_app_is_named(firm: Firm) -> None:
    with pytest.raises(NoSuchVendor):
        await send(firm.services, "yahoo", Errand(CONNECT), of_user(EMAIL))


async def test_an_account_with_another_address_needs_a_second_word(firm: Firm) -> None:
    """Two accounts in one browser are easily mixed up (case K7)."""
    firm.google.here = replace(ANNA, email="private@example.test")
    with pytest.raises(OtherAccount, match=r"private@example\.test"):
        await firm.connect()
    assert await firm.nothing_is_kept()

    await firm.connect(any_account=True)

    assert (await firm.store.connection("anna")).email == "private@example.test"


async def test_an_account_belongs_to_one_rep(firm: Firm) -> None:
    """Cases K7, K16."""
    await firm.connect()

    with pytest.raises(AccountTaken):
        await firm.connect("ben@northwind.test", any_account=True)

    assert list(await firm.store.connections()) == ["anna"]
    assert firm.google.revoked == [], "giving this permission back would take it from its owner"


async def test_a_rep_has_one_calendar(firm: Firm) -> None:
    await firm.connect()

    with pytest.raises(ConnectedAlready, match=EMAIL):
        await firm.connect(provider="microsoft")

    assert (await firm.store.connection("anna")).provider == "google"


async def test_two_people_with_similar_addresses_are_two_reps(firm: Firm) -> None:
    await firm.connect()
    firm.google.here = replace(ANNA, subject="99", email="anna@southwind.test")

    await firm.connect("anna@southwind.test")

    assert set(firm.services.roster.queues["sales"].reps) == {"anna", "anna-2"}


async def test_a_zone_nobody_knows_is_asked_for_before_anything_is_offered(firm: Firm) -> None:
    """Case T8: a guess would offer the wrong hours."""
    firm.google.here = replace(ANNA, zone=None, zone_said="Customized Time Zone")
    await firm.connect()
    assert firm.services.roster.queues["sales"].reps == ()
    with pytest.raises(UnknownZone):
        await set_zone(firm.services, "anna", "Customized Time Zone")

    await set_zone(firm.services, "anna", "Asia/Kathmandu")

    assert firm.services.roster.reps["anna"].zone == "Asia/Kathmandu"
    assert firm.services.roster.queues["sales"].reps == ("anna",)
    assert (await firm.store.connection("anna")).zone_said is None


async def test_a_rep_chooses_what_is_written_and_what_blocks(firm: Firm) -> None:
    """Case C10; what is no calendar of theirs, or cannot be written, is not taken."""
    await firm.connect()

    await choose_calendars(firm.services, "anna", "team", ["holidays", "somebody else's"])
    chosen = firm.services.roster.reps["anna"].calendar
    await choose_calendars(firm.services, "anna", "holidays", [])

    assert (chosen["calendar_id"], chosen["blocking"]) == ("team", ["holidays"])
    assert firm.services.roster.reps["anna"].calendar["calendar_id"] == "team"


async def test_disconnecting_gives_back_erases_and_leaves_the_queue(firm: Firm) -> None:
    await firm.connect()
    booking = await firm.office.book()

    ahead = await disconnect(firm.services, "anna")

    assert [b.id for b in ahead] == [booking.id]
    assert firm.google.revoked == ["s3cret-refresh-1"]
    assert await firm.store.connection("anna") is None
    assert firm.services.roster.queues["sales"].reps == ()
    assert not firm.services.roster.reps["anna"].calendar
    with pytest.raises(NoAvailability):
        await firm.office.offer("another visitor")


async def test_whose_calendar_is_disconnected_is_not_called_about_any_more(firm: Firm) -> None:
    """The provider is told while we may still speak to it: before the permission is given back."""
    await firm.connect()
    watched = WatchedCalendar(log=firm.google.revoked)
    services = replace(firm.services, calendars=lambda rep: watched)

    await disconnect(services, "anna")

    assert firm.google.revoked == ["http://127.0.0.1:8000/hooks/fake", "s3cret-refresh-1"]


@pytest.mark.parametrize("trouble", ["the vendor is down", "the permission is dead", "the key is lost"])
async def test_disconnecting_always_works(firm: Firm, trouble: str) -> None:
    """Case K5."""
    await firm.connect()
    firm.google.fails["revoke"] = CalendarUnreachable("down") if "down" in trouble else REFUSED
    if "key" in trouble:
        kept = await firm.store.connection("anna")
        await firm.store.connect(replace(kept, secret="no key opens this"))

    await disconnect(firm.services, "anna")

    assert await firm.store.connection("anna") is None


async def test_who_disconnected_can_connect_another_account_and_is_back(firm: Firm) -> None:
    await firm.connect()
    await disconnect(firm.services, "anna")

    await firm.connect(provider="microsoft")

    assert (await firm.store.connection("anna")).provider == "microsoft"
    assert firm.services.roster.queues["sales"].reps == ("anna",)
    assert (await firm.office.offer()).slots


async def test_who_leaves_the_company_is_not_offered_and_their_meetings_are_listed(firm: Firm) -> None:
    """Case K6; the time a visitor was just holding is let go."""
    await firm.connect()
    booking = await firm.office.book()
    held = await firm.office.hold("another visitor")

    ahead = await leave_company(firm.services, "anna")

    assert [b.id for b in ahead] == [booking.id]
    assert not firm.services.roster.reps["anna"].active
    assert await firm.store.renew(held.session, MONDAY.replace(hour=20), firm.office.clock.now()) is None


async def test_a_broken_connection_is_told_at_once_and_again_after_1_3_7_and_14_days(firm: Firm) -> None:
    """Case K1: to the rep and the admin, with a link; each reminder once, however often we look."""
    await firm.connect()
    firm.office.calendars["anna"].down = NeedsReconnect("invalid_grant")
    await sync_all(firm.services)
    with pytest.raises(NoAvailability):
        await firm.office.offer()

    told = []
    for _ in range(20):
        for _ in range(2):
            await remind_to_reconnect(firm.services)
        told.append(len(await firm.store.outgoing_mail()))
        firm.office.clock.forward(days=1)

    mails = await firm.store.outgoing_mail()
    assert [told.index(n) for n in dict.fromkeys(told)] == [0, 1, 3, 7, 14]
    assert len(mails) == 10
    assert all("/app/connect/again/" in mail.message.replace("=\r\n", "") for mail in mails)


async def test_connecting_again_brings_the_rep_back_by_itself(firm: Firm) -> None:
    await firm.connect()
    firm.office.calendars["anna"].down = NeedsReconnect("invalid_grant")
    await sync_all(firm.services)
    firm.office.calendars["anna"].down = False

    await firm.connect()

    assert (await firm.store.calendar_states())["anna"].status == "ok"
    assert (await firm.office.offer()).slots
    firm.office.clock.forward(days=2)
    before = len(await firm.store.outgoing_mail())
    await remind_to_reconnect(firm.services)
    assert len(await firm.store.outgoing_mail()) == before


async def test_connecting_again_does_not_undo_what_an_admin_decided(firm: Firm) -> None:
    await firm.connect()
    await firm.store.leave_queue("sales", "anna")

    await firm.connect()

    assert firm.services.roster.queues["sales"].reps == ()


async def test_the_link_in_the_mail_works_for_the_same_account_only(firm: Firm) -> None:
    await firm.connect()
    connection = await firm.store.connection("anna")
    token = reconnect_url(firm.services, connection).rpartition("/")[2]
    assert await connection_for_link(firm.services, token) == connection
    assert await connection_for_link(firm.services, token[:-1] + "x") is None
    firm.google.here = replace(ANNA, subject="666")

    arrival = await firm.consent(errand=Errand(RECONNECT, rep="anna"))
    with pytest.raises(OtherAccount):
        await connect(firm.services, arrival, email=EMAIL)

    await disconnect(firm.services, "anna")
    assert await connection_for_link(firm.services, token) is None

"""The page on which a calendar is connected: plain words, clear failures, and no secret ever shown."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from convene.booking.links import reconnect_url
from convene.desk.words import catalogue
from convene.errors import (
    CalendarUnreachable,
    ConsentBroken,
    ConsentDenied,
    ConveneError,
    MailboxUnusable,
    NeedsReconnect,
    ScopesMissing,
)
from tests.fakes import FakeCalendar
from tests.service.conftest import Office
from tests.service.desk_in_tests import Desk, desk_of
from tests.service.pages_in_tests import links, words
from tests.service.vendor import ANNA, REFUSED, FakeVendor

CALLBACK = "/app/connect/google/callback"


@pytest.fixture
def google() -> FakeVendor:
    return FakeVendor()


@pytest.fixture
async def desk(annas_and_bens_office: Office, google: FakeVendor) -> AsyncIterator[Desk]:
    """Anna at the desk of an office where an app is registered with Google alone."""
    office = annas_and_bens_office
    office.services = replace(
        office.services,
        accounts={"google": google},
        calendars=lambda rep: office.calendars.setdefault(rep.id, FakeCalendar()),
    )
    async with desk_of(office) as desk:
        await desk.sign_in("anna")
        yield desk


async def consent(desk: Desk, path: str = "/app/connect/google") -> dict[str, str]:
    """Go to the consent screen; gives what one comes back with."""
    sent = await desk.http.get(path)
    assert sent.status_code == 303, words(sent)
    state = parse_qs(urlsplit(sent.headers["location"]).query)["state"][0]
    return {"state": state, "code": state}


async def connect(desk: Desk, path: str = "/app/connect/google") -> httpx.Response:
    """All of it; gives the page one sees at the end."""
    back = await desk.http.get(CALLBACK, params=await consent(desk, path))
    return await desk.http.get(back.headers["location"]) if back.status_code == 303 else back


async def test_the_page_says_in_plain_words_what_will_be_asked(desk: Desk) -> None:
    page = words(await desk.http.get("/app/connect"))

    assert "See when you are busy" in page
    assert "Each person has one calendar" in page
    assert "Ask whoever runs Convene" in page, "Outlook is not set up, and a rep cannot do it"


async def test_an_admin_reads_how_to_set_a_vendor_up(desk: Desk) -> None:
    await desk.sign_in("admin")

    page = words(await desk.http.get("/app/connect"))

    assert "docs/connect-microsoft.md" in page
    assert "/app/connect/microsoft/callback" in page


async def test_after_consent_the_page_says_connected_queued_and_read(desk: Desk) -> None:
    page = words(await connect(desk))

    for said in ("anna@northwind.test is connected", "Read just now", "visitors are offered your free times", "Meet"):
        assert said in page


async def test_the_page_says_how_long_ago_the_calendar_was_read(desk: Desk) -> None:
    await connect(desk)
    desk.office.clock.forward(minutes=3)

    assert "Read 3 minutes ago" in words(await desk.http.get("/app/connect"))


@pytest.mark.parametrize(
    ("where", "error", "said"),
    [
        ("finish", ConsentDenied("access_denied"), "You did not allow it"),
        ("finish", ConsentDenied("admin_consent_required AADSTS90094"), "Forward this to your IT"),
        ("finish", ConsentDenied("admin_policy_enforced"), "Forward this to your IT"),
        ("finish", ScopesMissing("calendar.freebusy"), "calendar.freebusy"),
        ("finish", ConsentBroken("invalid_grant"), "invalid_grant"),
        ("finish", CalendarUnreachable("no answer"), "Try again in a few minutes"),
        ("refresh", REFUSED, "cannot be renewed"),
        ("account", MailboxUnusable("MailboxNotEnabledForRESTAPI"), "guest account"),
        ("account", NeedsReconnect("403"), "refuses what was just allowed"),
    ],
)
async def test_each_failure_is_a_clear_page_and_nothing_is_kept(
    desk: Desk, google: FakeVendor, where: str, error: ConveneError, said: str
) -> None:
    google.fails[where] = error

    page = await connect(desk)

    assert page.status_code == 400
    assert said in words(page)
    assert "Nothing was kept." in words(page)
    assert await desk.office.store.connections() == {}


async def test_a_return_that_was_used_forged_or_too_old_is_told_as_such(desk: Desk) -> None:
    back = await consent(desk)
    await desk.http.get(CALLBACK, params=back)
    late = await consent(desk)
    desk.office.clock.forward(minutes=11)

    for params, title in (
        (back, "used already"),
        (late, "took too long"),
        ({"state": "forged", "code": "x"}, "did not come from here"),
        ({}, "did not come from here"),
    ):
        page = await desk.http.get(CALLBACK, params=params)
        assert (page.status_code, title in words(page)) == (400, True), words(page)


async def test_somebody_elses_return_is_refused(desk: Desk) -> None:
    """Case K7: a link to our callback with another person's code connects nothing."""
    back = await consent(desk)
    await desk.sign_in("ben")

    page = await desk.http.get(CALLBACK, params=back)

    assert "begun by somebody else" in words(page)
    assert await desk.office.store.connections() == {}


async def test_signed_out_meanwhile_is_a_page_too(desk: Desk) -> None:
    back = await consent(desk)
    desk.http.cookies.clear()

    page = await desk.http.get(CALLBACK, params=back)

    assert page.status_code == 400
    assert await desk.office.store.connections() == {}


async def test_another_account_is_connected_only_on_a_second_word(desk: Desk, google: FakeVendor) -> None:
    google.here = replace(ANNA, email="private@example.test")

    first = await connect(desk)
    second = await connect(desk, "/app/connect/google?account=any")

    assert "private@example.test" in words(first)
    assert "/app/connect/google?account=any" in first.text
    assert "private@example.test is connected" in words(second)


async def test_one_account_has_one_person(desk: Desk) -> None:
    await connect(desk)
    await desk.sign_in("ben")

    page = await connect(desk, "/app/connect/google?account=any")

    assert "already another person’s calendar" in words(page)
    assert list(await desk.office.store.connections()) == ["anna"]


async def test_choosing_calendars_is_kept(desk: Desk) -> None:
    await connect(desk)

    page = await desk.send("/app/connect/calendars", writes="team", blocks=["holidays"])

    assert "Saved." in words(page)
    kept = await desk.office.store.connection("anna")
    assert (kept.writes, kept.blocks) == ("team", ("holidays",))


async def test_an_unknown_zone_is_asked_for_on_the_page(desk: Desk, google: FakeVendor) -> None:
    await desk.office.store.keep_user("new@northwind.test", "rep")
    await desk.sign_in("new")
    google.here = replace(ANNA, email="new@northwind.test", zone=None, zone_said="tzone://Microsoft/Custom")

    asked = words(await connect(desk))
    wrong = words(await desk.send("/app/connect/zone", zone="Mars/Olympus"))
    chosen = words(await desk.send("/app/connect/zone", zone="Asia/Kathmandu"))

    assert "tzone://Microsoft/Custom" in asked
    assert "not a time zone we know" in wrong
    assert "You are in the queue now" in chosen


async def test_disconnecting_asks_first_and_lists_what_is_ahead(desk: Desk, google: FakeVendor) -> None:
    await connect(desk)
    await desk.office.book()

    asked = words(await desk.http.get("/app/connect/disconnect"))
    still = await desk.office.store.connection("anna")
    done = words(await desk.send("/app/connect/disconnect"))

    assert "Ada Lovelace" in asked
    assert still is not None
    assert "Meetings still ahead: 1" in done
    assert await desk.office.store.connection("anna") is None


async def test_a_broken_connection_is_told_with_a_way_to_mend_it(desk: Desk) -> None:
    await connect(desk)
    await desk.office.store.note_failure("anna", "needs_reauth", "invalid_grant", desk.office.clock.now())

    page = await desk.http.get("/app/connect")
    mended = await connect(desk)

    assert "does not let Convene in any more" in words(page)
    assert 'href="/app/connect/google"' in page.text
    assert "Read just now" in words(mended)


async def test_the_link_in_the_mail_reconnects_with_one_click_and_without_signing_in(desk: Desk) -> None:
    await connect(desk)
    connection = await desk.office.store.connection("anna")
    link = urlsplit(reconnect_url(desk.office.services, connection)).path
    desk.http.cookies.clear()

    back = await consent(desk, link)
    done = await desk.http.get(CALLBACK, params=back)

    assert "Connected again" in words(done)


async def test_that_link_is_of_no_use_in_another_browser_or_for_another_account(desk: Desk, google: FakeVendor) -> None:
    await connect(desk)
    connection = await desk.office.store.connection("anna")
    link = urlsplit(reconnect_url(desk.office.services, connection)).path
    desk.http.cookies.clear()
    back = await consent(desk, link)
    google.here = replace(ANNA, subject="666", email="mallory@example.test")

    other_account = await desk.http.get(CALLBACK, params=back)
    desk.http.cookies.clear()
    google.here = ANNA
    other_browser = await desk.http.get(
        CALLBACK, params=await consent(desk, link) | {"code": "x"}, headers={"cookie": ""}
    )
    forged = await desk.http.get(link + "x")

    assert "another account" in words(other_account)
    assert (await desk.office.store.connection("anna")).subject == "4711"
    assert forged.status_code == 404
    assert other_browser.status_code == 400


async def test_signing_in_with_the_connected_account(desk: Desk) -> None:
    await connect(desk)
    desk.http.cookies.clear()

    back = await consent(desk, "/app/connect/google/sign-in?next=/app/queue")
    entered = await desk.http.get(CALLBACK, params=back)

    assert (entered.status_code, entered.headers["location"]) == (303, "/app/queue")
    assert (await desk.http.get("/app/connect")).status_code == 200


async def test_signing_in_connects_the_calendar_of_a_rep_who_has_none(desk: Desk, google: FakeVendor) -> None:
    google.here = replace(ANNA, is_verified=True)
    desk.http.cookies.clear()

    await desk.http.get(CALLBACK, params=await consent(desk, "/app/connect/google/sign-in"))

    assert list(await desk.office.store.connections()) == ["anna"]


@pytest.mark.parametrize(
    "account", [ANNA, replace(ANNA, email="nobody@example.test", is_verified=True)], ids=["unverified", "unknown"]
)
async def test_an_account_that_proves_nothing_signs_nobody_in(desk: Desk, google: FakeVendor, account: object) -> None:
    """An address that the vendor does not vouch for proves nothing; who is not known does not enter."""
    google.here = account
    desk.http.cookies.clear()

    page = await desk.http.get(CALLBACK, params=await consent(desk, "/app/connect/google/sign-in"))

    assert page.status_code == 403
    assert (await desk.http.get("/app")).status_code == 303
    assert await desk.office.store.connections() == {}


async def test_strangers_are_not_sent_to_a_vendor_without_end(desk: Desk) -> None:
    """Each is remembered for a while, so nobody can fill the database with them."""
    desk.http.cookies.clear()

    for _ in range(60):
        await consent(desk, "/app/connect/google/sign-in")
    refused = await desk.http.get("/app/connect/google/sign-in")
    desk.office.clock.forward(minutes=1)

    assert refused.status_code == 429
    assert "Try again in a minute" in words(refused)
    assert await consent(desk, "/app/connect/google/sign-in")


async def test_a_calendar_inside_our_network_is_refused(desk: Desk) -> None:
    """Case S10."""
    page = await desk.send("/app/connect/caldav", address="https://127.0.0.1:5232/", username="anna", password="s3cret")

    assert "private network" in words(page)
    assert "s3cret" not in page.text
    assert await desk.office.store.connections() == {}


async def test_no_page_and_no_log_tells_a_secret(
    desk: Desk, google: FakeVendor, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Cases K8, S11."""
    caplog.set_level(logging.DEBUG)
    shown = [(await connect(desk)).text]
    google.fails["account"] = MailboxUnusable("MailboxNotEnabledForRESTAPI")
    shown.append((await connect(desk)).text)
    google.fails.clear()
    shown += [(await desk.http.get(path)).text for path in ("/app/connect", "/app/connect/disconnect", "/app/queue")]
    google.fails["revoke"] = CalendarUnreachable("down")
    shown.append((await desk.send("/app/connect/disconnect")).text)

    everything = "".join([*shown, *capsys.readouterr(), caplog.text])
    assert "could not be given back" in everything
    assert "s3cret" not in everything
    assert "v-1" not in everything


def test_every_reason_why_not_has_words() -> None:
    for reason in ("no_meet", "no_teams", "no_teams_personal", "no_link"):
        assert f"connect.{reason}" in catalogue("en")


async def test_signing_in_offers_the_vendors_that_are_set_up(desk: Desk) -> None:
    desk.http.cookies.clear()

    page = await desk.http.get("/app/sign-in?next=/app/queue")

    assert links(page)["Sign in with Google"] == "/app/connect/google/sign-in?next=/app/queue"
    assert "Microsoft" not in words(page)


async def test_nothing_is_offered_where_no_vendor_is_set_up(desk: Desk) -> None:
    desk.office.services.accounts.clear()
    desk.http.cookies.clear()

    page = words(await desk.http.get("/app/sign-in"))

    assert "Google" not in page
    assert "Or with a link" not in page


async def test_the_accounts_language_is_taken_over_unless_one_was_chosen(desk: Desk, google: FakeVendor) -> None:
    google.here = replace(ANNA, locale="de-AT")
    first = await connect(desk)
    chosen = await desk.send("/app/language", language="en", back="/app/queue")
    again = await connect(desk)

    assert "anna@northwind.test ist verbunden" in words(first)
    assert "Queue" in words(chosen)
    assert "Your calendar" in words(again)


@pytest.mark.parametrize("locale", ["", "fr", "tlh-Latn"])
async def test_a_language_the_desk_does_not_speak_changes_nothing(desk: Desk, google: FakeVendor, locale: str) -> None:
    google.here = replace(ANNA, locale=locale)

    assert "is connected" in words(await connect(desk))


async def test_who_leaves_has_no_calendar_here_any_more_and_their_meetings_are_listed(
    desk: Desk, google: FakeVendor
) -> None:
    """Case K6: the connection is given back and erased, and what is ahead is shown to the admin."""
    await connect(desk)
    await desk.office.book()
    await desk.sign_in("admin")

    page = await desk.send("/app/people/deactivate", email="anna@northwind.test")

    assert "Meetings still ahead: 1" in words(page)
    assert "Ada Lovelace" in words(page)
    assert google.revoked
    assert await desk.office.store.connection("anna") is None
    assert "anna" not in desk.office.services.roster.queues["sales"].reps


async def test_who_returns_connects_again_and_is_in_the_queue(desk: Desk) -> None:
    await connect(desk)
    await desk.sign_in("admin")
    await desk.send("/app/people/deactivate", email="anna@northwind.test")
    await desk.send("/app/people/reactivate", email="anna@northwind.test")
    await desk.sign_in("anna")

    assert "anna@northwind.test is connected" in words(await connect(desk))
    assert "anna" in desk.office.services.roster.queues["sales"].reps

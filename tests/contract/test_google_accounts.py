"""Consent at Google, its tokens, and what it says of an account (rules GO1 to GO6, cases K1 to K16)."""

import asyncio
import json
import time
from hashlib import sha256
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from convene.accounts import google as google_module
from convene.accounts.base import access_of, expires_at
from convene.accounts.google import FULL, IDENTITY, MINIMAL, GoogleAccounts
from convene.errors import (
    CalendarUnreachable,
    ConsentBroken,
    ConsentDenied,
    MailboxUnusable,
    NeedsReconnect,
    ScopesMissing,
)
from convene.settings import Settings
from tests.doubles.faults import Answer
from tests.doubles.google import error
from tests.doubles.hourglass import silence_takes_no_time

BACK = "https://convene.northwind.test/app/connect/google/callback"
SECRET = "the app's own secret"
OLD = {"access_token": "old", "refresh_token": "lasting", "expires_at": 0.0}


@pytest.fixture
def double(google_double, monkeypatch):
    """Google as at first."""
    monkeypatch.setattr(google_module, "_PAUSE", 0.01)
    google_double.reset()
    return google_double


def accounts_at(double, **said):
    url = double.proxy.url
    return GoogleAccounts(
        Settings(
            google_client_id="convene.apps.test",
            google_client_secret=SECRET,
            google_auth_uri="https://accounts.google.test/o/oauth2/v2/auth",
            google_token_uri=f"{url}/gw/oauth2.googleapis.com/token",
            google_revoke_uri=f"{url}/gw/oauth2.googleapis.com/revoke",
            google_userinfo_uri=f"{url}/gw/openidconnect.googleapis.com/v1/userinfo",
            google_calendar_api=double.api,
            **said,
        )
    )


@pytest.fixture
def accounts(double):
    return accounts_at(double)


@pytest.fixture
async def consented(double, accounts):
    """Anna has just consented: what was kept on the server, and what her browser brings back."""
    consent = accounts.begin(BACK)
    return consent.kept, {"state": consent.state, "code": double.tokens["anna"]}


def token_answer(**said):
    usual = {"access_token": "new", "expires_in": 3599, "token_type": "Bearer", "refresh_token": "lasting"}
    return Answer.of_json(200, {name: value for name, value in (usual | said).items() if value})


class TestConsent:
    """The way to Google and back."""

    def test_the_consent_screen_asks_for_what_is_needed_and_lasts(self, accounts):
        """GO1, GO2, S17."""
        consent = accounts.begin(BACK, hint="anna@northwind.test")

        asked = dict(parse_qsl(urlsplit(consent.url).query))
        assert consent.url.startswith("https://accounts.google.test/o/oauth2/v2/auth?")
        assert asked["scope"].split() == [*IDENTITY, *MINIMAL]
        assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
        assert asked["redirect_uri"] == BACK
        assert asked["login_hint"] == "anna@northwind.test"
        assert asked["state"] == consent.state
        assert asked["code_challenge_method"] == "S256"
        assert asked["code_challenge"] != consent.kept["code_verifier"]
        assert json.loads(json.dumps(consent.kept)) == consent.kept

    def test_an_admin_may_ask_for_everything(self, double):
        consent = accounts_at(double, google_permissions="full").begin(BACK)

        assert parse_qs(urlsplit(consent.url).query)["scope"] == [" ".join([*IDENTITY, FULL])]

    def test_each_consent_has_a_state_and_a_verifier_of_its_own(self, accounts):
        one, other = accounts.begin(BACK), accounts.begin(BACK)

        assert one.state != other.state
        assert one.kept["code_verifier"] != other.kept["code_verifier"]

    async def test_consent_gives_tokens_that_read_the_calendar(self, double, accounts, consented):
        grant = await accounts.finish(*consented, BACK)

        assert (await accounts.account(grant.tokens)).email == "anna@northwind.test"
        assert 3500 < expires_at(grant.tokens) - time.time() < 3700
        assert json.loads(json.dumps(grant.tokens)) == grant.tokens

    async def test_the_code_is_exchanged_with_its_verifier(self, double, accounts, consented):
        """GO2, RFC 7636."""
        await accounts.finish(*consented, BACK)

        sent = dict(parse_qsl(double.proxy.exchanges[-1].body.decode()))
        assert sent["code_verifier"] == consented[0]["code_verifier"]
        assert sent["client_secret"] == SECRET
        assert sha256(sent["code_verifier"].encode()).hexdigest()

    @pytest.mark.parametrize("spoilt", [{"state": "another"}, {"state": ""}, {"code": ""}])
    async def test_a_return_that_is_not_genuine_is_refused(self, double, accounts, consented, spoilt):
        """K7: nothing is asked of Google."""
        kept, callback = consented

        with pytest.raises(ConsentBroken):
            await accounts.finish(kept, callback | spoilt, BACK)
        assert double.proxy.exchanges == []

    async def test_a_return_to_another_address_is_refused(self, accounts, consented):
        with pytest.raises(ConsentBroken):
            await accounts.finish(*consented, BACK + "/")

    async def test_a_code_that_is_no_good_is_told_so(self, accounts, consented):
        """Used before, or too old."""
        kept, callback = consented

        with pytest.raises(ConsentBroken):
            await accounts.finish(kept, callback | {"code": "used before"}, BACK)

    @pytest.mark.parametrize("said", ["access_denied", "admin_policy_enforced"])
    async def test_somebody_who_refuses_is_understood(self, accounts, consented, said):
        """K10, K15."""
        kept, callback = consented

        with pytest.raises(ConsentDenied, match=said):
            await accounts.finish(kept, {"state": callback["state"], "error": said}, BACK)

    @pytest.mark.parametrize("left_out", MINIMAL)
    async def test_a_permission_left_unticked_is_named(self, double, accounts, consented, left_out):
        """K9, GO3."""
        granted = [scope for scope in (*IDENTITY, *MINIMAL) if scope != left_out]
        double.proxy.fail("answers", "POST", "/token", answer=token_answer(scope=" ".join(granted)))

        with pytest.raises(ScopesMissing, match=left_out):
            await accounts.finish(*consented, BACK)

    @pytest.mark.parametrize(
        "granted",
        [
            "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile "
            + " ".join(MINIMAL),
            FULL,
            None,
        ],
    )
    async def test_what_google_calls_otherwise_or_more_widely_is_granted(self, double, accounts, consented, granted):
        """GO3; no word about scopes means those that were asked for (RFC 6749, 5.1)."""
        double.proxy.fail("answers", "POST", "/token", answer=token_answer(scope=granted))

        assert access_of((await accounts.finish(*consented, BACK)).tokens) == "new"

    async def test_a_permission_that_does_not_last_is_refused(self, double, accounts, consented):
        """K3, K14."""
        double.proxy.fail("answers", "POST", "/token", answer=token_answer(refresh_token=None))

        with pytest.raises(ConsentBroken):
            await accounts.finish(*consented, BACK)


class TestRefreshing:
    """A new access token, with nothing lost."""

    async def test_a_refresh_token_that_is_not_given_again_is_kept(self, double, accounts):
        """K3, GO1."""
        double.proxy.fail("answers", "POST", "/token", answer=token_answer(refresh_token=None))

        renewed = await accounts.refresh(OLD)

        assert (access_of(renewed), renewed["refresh_token"]) == ("new", "lasting")

    async def test_a_refresh_token_that_was_exchanged_is_taken(self, double, accounts):
        double.proxy.fail("answers", "POST", "/token", answer=token_answer(refresh_token="another"))

        assert (await accounts.refresh(OLD))["refresh_token"] == "another"

    async def test_a_refusal_for_good_is_not_tried_again(self, double, accounts):
        """K1, GO4: revoked, idle for months, or seven days of an app in testing."""
        with pytest.raises(NeedsReconnect, match="invalid_grant"):
            await accounts.refresh(OLD)
        assert len(double.proxy.exchanges) == 1

    @pytest.mark.parametrize("status", [429, 500, 503])
    async def test_a_passing_failure_passes(self, double, accounts, status):
        double.proxy.fail("answers", "POST", "/token", times=2, answer=error(status, "backendError"))
        double.proxy.fail("answers", "POST", "/token", answer=token_answer())

        assert access_of(await accounts.refresh(OLD)) == "new"

    async def test_google_is_not_asked_for_tokens_before_it_wants_to_be(self, double, accounts):
        """C14: for none of its reps."""
        double.proxy.fail("answers", "POST", "/token", answer=error(429, "rateLimitExceeded", Retry_After="120"))

        for tokens in (OLD, {**OLD, "refresh_token": "of another rep"}):
            with pytest.raises(CalendarUnreachable):
                await accounts.refresh(tokens)

        assert len(double.proxy.exchanges) == 1

    async def test_a_short_wait_for_tokens_is_waited_for(self, double, accounts):
        double.proxy.fail("answers", "POST", "/token", answer=error(503, "backendError", Retry_After="1"))
        double.proxy.fail("answers", "POST", "/token", answer=token_answer())
        begun = asyncio.get_running_loop().time()

        assert access_of(await accounts.refresh(OLD)) == "new"
        assert asyncio.get_running_loop().time() - begun >= 1

    async def test_a_failure_that_lasts_is_not_the_reps_to_mend(self, double, accounts):
        double.proxy.fail("answers", "POST", "/token", times=9, answer=error(503, "backendError"))

        with pytest.raises(CalendarUnreachable) as caught:
            await accounts.refresh(OLD)
        assert not isinstance(caught.value, NeedsReconnect)

    async def test_an_app_that_google_does_not_know_is_the_admins_to_mend(self, double, accounts):
        answer = Answer.of_json(401, {"error": "invalid_client"})
        double.proxy.fail("answers", "POST", "/token", answer=answer)

        with pytest.raises(CalendarUnreachable, match="CONVENE_GOOGLE_CLIENT_ID") as caught:
            await accounts.refresh(OLD)
        assert not isinstance(caught.value, NeedsReconnect)

    @pytest.mark.parametrize("kind", ["silent", "half", "broken"])
    async def test_an_answer_that_does_not_come_whole_is_none(self, double, accounts, kind):
        double.proxy.fail(kind, "POST", "/token", times=9)

        with silence_takes_no_time(double.proxy), pytest.raises(CalendarUnreachable):
            await accounts.refresh({**OLD, "refresh_token": double.tokens["anna"]})

    async def test_no_secret_is_told_with_the_trouble(self, double, accounts, caplog):
        """K8, S11."""
        double.proxy.fail("half", "POST", "/token", times=9)

        with pytest.raises(CalendarUnreachable) as caught:
            await accounts.refresh({**OLD, "refresh_token": "very secret"})

        told = f"{caught.value!r} {caught.value.__cause__!r} {accounts!r} {caplog.text}"
        assert "very secret" not in told
        assert SECRET not in told


class TestAccount:
    """What the account says of its owner, asked right after consent (K11)."""

    @pytest.fixture
    async def tokens(self, double):
        return {"access_token": double.tokens["anna"], "refresh_token": "lasting", "expires_at": time.time() + 3600}

    async def test_it_tells_who_consented_and_what_can_be_done(self, accounts, tokens):
        account = await accounts.account(tokens)

        assert (account.provider, account.email, account.zone) == ("google", "anna@northwind.test", "Europe/Berlin")
        assert account.subject
        assert account.conference
        assert account.no_conference == ""
        (primary,) = [choice for choice in account.calendars if choice.primary]
        assert (primary.id, primary.writable) == ("anna@northwind.test", True)
        assert "team@northwind.test" in {choice.id for choice in account.calendars}

    async def test_a_zone_nobody_knows_is_asked_for(self, double, accounts, tokens):
        """T8: never guessed."""
        said = {"kind": "calendar#setting", "id": "timezone", "value": "Customized Time Zone"}
        double.proxy.fail("answers", "GET", "settings/timezone", answer=Answer.of_json(200, said))

        account = await accounts.account(tokens)

        assert (account.zone, account.zone_said) == (None, "Customized Time Zone")

    async def test_without_a_setting_the_main_calendars_zone_counts(self, double, accounts, tokens):
        double.proxy.fail("answers", "GET", "settings/timezone", answer=error(404, "notFound"))

        assert (await accounts.account(tokens)).zone == "Europe/Berlin"

    @pytest.mark.parametrize(("permissions", "writable"), [("minimal", False), ("full", True)])
    async def test_a_calendar_of_somebody_else_is_written_only_with_full_permissions(
        self, double, tokens, permissions, writable
    ):
        own = {"id": "anna@northwind.test", "primary": True, "accessRole": "owner", "summary": "Anna"}
        shared = {"id": "shared", "accessRole": "writer", "summary": "Shared"}
        answer = Answer.of_json(200, {"kind": "calendar#calendarList", "items": [own, shared]})
        double.proxy.fail("answers", "GET", "calendarList", answer=answer)

        account = await accounts_at(double, google_permissions=permissions).account(tokens)

        assert [choice.writable for choice in account.calendars] == [True, writable]

    async def test_an_account_without_meet_says_so(self, double, accounts, tokens):
        """G8, A13."""
        entry = {"id": "anna@northwind.test", "primary": True, "accessRole": "owner", "summary": "Anna"}
        answer = Answer.of_json(200, {"kind": "calendar#calendarList", "items": [entry]})
        double.proxy.fail("answers", "GET", "calendarList", answer=answer)

        account = await accounts.account(tokens)

        assert (account.conference, account.no_conference) == (False, "no_meet")

    async def test_an_account_without_a_calendar_is_told_at_once(self, double, accounts, tokens):
        """K11."""
        double.proxy.fail("answers", "GET", "calendarList", answer=error(403, "notACalendarUser"))

        with pytest.raises(MailboxUnusable, match="notACalendarUser"):
            await accounts.account(tokens)

    async def test_a_calendar_that_can_only_be_read_receives_no_meetings(self, double, accounts, tokens):
        entry = {"id": "holidays", "accessRole": "reader", "summary": "Holidays"}
        answer = Answer.of_json(200, {"kind": "calendar#calendarList", "items": [entry]})
        double.proxy.fail("answers", "GET", "calendarList", answer=answer)

        with pytest.raises(MailboxUnusable, match="noWritableCalendar"):
            await accounts.account(tokens)

    async def test_a_token_that_is_refused_needs_the_rep(self, accounts):
        with pytest.raises(NeedsReconnect):
            await accounts.account({"access_token": "nonsense", "refresh_token": "x", "expires_at": 0.0})


class TestRevoking:
    """The permission is given back (GO6)."""

    async def test_the_lasting_token_is_given_back(self, double, accounts):
        await accounts.revoke({"access_token": "a", "refresh_token": "lasting", "expires_at": 0.0})

        assert double.proxy.exchanges[-1].body == b"token=lasting"

    async def test_what_is_revoked_already_is_fine(self, double, accounts):
        """RFC 7009; K5: a dead connection can always be ended."""
        answer = Answer.of_json(400, {"error": "invalid_token"})
        double.proxy.fail("answers", "POST", "/revoke", answer=answer)

        await accounts.revoke({"access_token": "a", "refresh_token": "dead", "expires_at": 0.0})

    async def test_a_google_that_does_not_answer_is_told(self, double, accounts):
        double.proxy.fail("answers", "POST", "/revoke", times=9, answer=error(503, "backendError"))

        with pytest.raises(CalendarUnreachable):
            await accounts.revoke({"access_token": "a", "refresh_token": "lasting", "expires_at": 0.0})

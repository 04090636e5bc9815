"""Signing in at Microsoft, on pages we did not write, and what an account says about its owner (K, MO)."""

import json
import logging
import socket
import time
from datetime import time as clock_time
from urllib.parse import parse_qs, urlsplit

import pytest

from convene.accounts.base import access_of, expires_at
from convene.accounts.microsoft import MicrosoftAccounts
from convene.errors import (
    BadConfig,
    CalendarUnreachable,
    ConsentBroken,
    ConsentDenied,
    MailboxUnusable,
    NeedsReconnect,
    ScopesMissing,
)
from convene.model import Block
from convene.settings import Settings
from tests.doubles.emulate.serve import CLIENT_ID, CLIENT_SECRET, choose_account, sign_in
from tests.doubles.faults import Answer, proxy
from tests.doubles.graph.mailbox import Mailbox

BACK = "http://127.0.0.1:5055/app/connect/microsoft/callback"
OTTO = "otto@contoso.test"


@pytest.fixture(scope="module")
def entra(tmp_path_factory):
    """The address of Microsoft's sign-in; Otto has an account there."""
    with sign_in("microsoft", tmp_path_factory.mktemp("entra"), redirect_uri=BACK, otto_at_contoso="Otto Rep") as url:
        yield url


@pytest.fixture
def way(entra):
    """The way to the sign-in, on which things can go wrong."""
    with proxy(entra) as passing:
        yield passing


def settings(entra, graph_api="http://127.0.0.1:9/v1.0", **more):
    return Settings(
        ms_authority=f"{entra}/common",
        ms_client_id=CLIENT_ID,
        ms_client_secret=CLIENT_SECRET,
        graph_api=graph_api,
        calendar_timeout="30",
        **more,
    )


@pytest.fixture
def accounts(way):
    return MicrosoftAccounts(settings(way.url))


async def consent(url):
    """Otto consents; gives the callback's query."""
    return await choose_account(url, "otto@contoso")


async def granted(accounts):
    asked = accounts.begin(BACK)
    return await accounts.finish(asked.kept, await consent(asked.url), BACK)


async def test_consent_gives_tokens_for_what_was_asked(accounts):
    """The model product's list: profile, calendars, mailbox settings, and to stay connected."""
    asked = accounts.begin(BACK, hint=OTTO)

    grant = await accounts.finish(asked.kept, await consent(asked.url), BACK)

    assert set(grant.scopes) == {"User.Read", "Calendars.ReadWrite", "MailboxSettings.Read"}
    assert access_of(grant.tokens)
    assert expires_at(grant.tokens) > time.time() + 60
    assert json.loads(json.dumps(grant.tokens)) == grant.tokens


def test_the_consent_screen_is_asked_for_by_the_book(accounts):
    """MO1: PKCE, nonce and state; the secrets behind them stay here."""
    asked = accounts.begin(BACK, hint=OTTO)

    said = {name: values[0] for name, values in parse_qs(urlsplit(asked.url).query).items()}
    assert (said["code_challenge_method"], said["prompt"], said["login_hint"]) == ("S256", "select_account", OTTO)
    assert (said["redirect_uri"], said["state"]) == (BACK, asked.state)
    assert "offline_access" in said["scope"].split()
    assert said["nonce"]
    assert asked.kept["flow"]["code_verifier"] not in asked.url
    assert json.loads(json.dumps(asked.kept)) == asked.kept


def test_an_admin_can_ask_for_less(way):
    """S17."""
    asked = MicrosoftAccounts(settings(way.url, ms_permissions="minimal")).begin(BACK)

    assert "MailboxSettings.Read" not in asked.url


async def test_a_return_with_another_state_is_refused(accounts):
    """K7."""
    asked = accounts.begin(BACK)
    back = await consent(asked.url)

    with pytest.raises(ConsentBroken):
        await accounts.finish(asked.kept, {**back, "state": "of somebody else"}, BACK)


async def test_a_return_with_a_code_of_another_consent_is_refused(accounts):
    """K7: PKCE binds the code to who asked for it."""
    mine, other = accounts.begin(BACK), accounts.begin(BACK)
    back = await consent(other.url)

    with pytest.raises(ConsentBroken):
        await accounts.finish(mine.kept, {**back, "state": mine.state}, BACK)


async def test_a_return_counts_once(accounts):
    """K7."""
    asked = accounts.begin(BACK)
    back = await consent(asked.url)
    await accounts.finish(asked.kept, back, BACK)

    with pytest.raises(ConsentBroken):
        await accounts.finish(asked.kept, back, BACK)


async def test_somebody_who_says_no_has_said_no(accounts):
    """K10."""
    asked = accounts.begin(BACK)
    back = {"error": "access_denied", "error_description": "AADSTS65004: declined", "state": asked.state}

    with pytest.raises(ConsentDenied, match="access_denied AADSTS65004"):
        await accounts.finish(asked.kept, back, BACK)


@pytest.mark.parametrize("error", ["consent_required AADSTS65001", "access_denied AADSTS90094"])
async def test_an_administrator_who_must_consent_first_is_told_of(accounts, error):
    """K15: what to forward to IT depends on it."""
    asked = accounts.begin(BACK)
    name, number = error.split()
    back = {"error": name, "error_description": f"{number}: An administrator must consent.", "state": asked.state}

    with pytest.raises(ConsentDenied, match="admin_consent_required"):
        await accounts.finish(asked.kept, back, BACK)


async def test_an_app_that_microsoft_does_not_know_is_the_admins_to_mend(accounts, way):
    said = {"error": "invalid_client", "error_description": "AADSTS7000222: the secret expired"}
    asked = accounts.begin(BACK)
    back = await consent(asked.url)
    way.fail("answers", "POST", "/token", answer=Answer.of_json(401, said))

    with pytest.raises(CalendarUnreachable, match=r"AADSTS7000222; check CONVENE_MS_CLIENT_ID"):
        await accounts.finish(asked.kept, back, BACK)


async def test_an_answer_that_is_no_json_is_told_without_a_word_of_it(accounts, way, caplog):
    """K8: half a token is a secret too."""
    caplog.set_level(logging.DEBUG)
    asked = accounts.begin(BACK)
    back = await consent(asked.url)
    way.fail("answers", "POST", "/token", answer=Answer(200, b'{"access_token": "very secret'))

    with pytest.raises(CalendarUnreachable) as caught:
        await accounts.finish(asked.kept, back, BACK)
    assert "very secret" not in caplog.text + str(caught.value)


async def test_a_permission_that_was_not_given_is_named(accounts, way):
    """K9."""
    said = {"access_token": "a", "refresh_token": "r", "expires_in": 3600, "token_type": "Bearer", "scope": "User.Read"}
    asked = accounts.begin(BACK)
    back = await consent(asked.url)
    way.fail("answers", "POST", "/token", answer=Answer.of_json(200, said))

    with pytest.raises(ScopesMissing, match=r"Calendars\.ReadWrite"):
        await accounts.finish(asked.kept, back, BACK)


async def test_tokens_that_cannot_be_renewed_are_refused(accounts, way):
    """K3, K14."""
    said = {"access_token": "a", "expires_in": 3600, "token_type": "Bearer", "scope": "User.Read Calendars.ReadWrite"}
    asked = accounts.begin(BACK)
    back = await consent(asked.url)
    way.fail("answers", "POST", "/token", answer=Answer.of_json(200, said))

    with pytest.raises(ScopesMissing, match="offline_access"):
        await accounts.finish(asked.kept, back, BACK)


async def test_refreshing_gives_a_new_token_again_and_again(accounts):
    """MO2: the refresh token that takes the place of the last one is kept."""
    first = (await granted(accounts)).tokens

    second = await accounts.refresh(first)
    third = await accounts.refresh(second)

    assert len({access_of(tokens) for tokens in (first, second, third)}) == 3
    assert expires_at(third) > time.time()


async def test_a_refresh_token_that_is_refused_needs_the_rep(accounts):
    """K1, MO3: `invalid_grant` is not tried again."""
    tokens = (await granted(accounts)).tokens
    known = json.loads(tokens["cache"])
    for kept in known["RefreshToken"].values():
        kept["secret"] = "revoked"

    with pytest.raises(NeedsReconnect, match="invalid_grant"):
        await accounts.refresh({**tokens, "cache": json.dumps(known)})


@pytest.mark.parametrize("error", ["interaction_required", "consent_required", "invalid_grant"])
async def test_what_only_the_rep_can_mend_needs_the_rep(accounts, way, error):
    """MO3: conditional access, a new permission, a new password."""
    tokens = (await granted(accounts)).tokens
    said = {"error": error, "error_description": "AADSTS50076: more is needed"}
    way.fail("answers", "POST", "/token", answer=Answer.of_json(400, said))

    with pytest.raises(NeedsReconnect, match=f"{error} AADSTS50076"):
        await accounts.refresh(tokens)


@pytest.mark.parametrize(
    "answer",
    [
        Answer.of_json(401, {"error": "invalid_client", "error_description": "AADSTS7000222: the secret expired"}),
        Answer.of_json(503, {"error": "temporarily_unavailable"}),
        Answer(200, b"<html>"),
        Answer(500, b""),
    ],
)
async def test_what_is_no_fault_of_the_rep_does_not_ask_them_to_reconnect(accounts, way, answer):
    """C13: they are not offered until it is over, and then come back by themselves."""
    tokens = (await granted(accounts)).tokens
    way.fail("answers", "POST", "/token", times=9, answer=answer)

    with pytest.raises(CalendarUnreachable) as caught:
        await accounts.refresh(tokens)
    assert not isinstance(caught.value, NeedsReconnect)


async def test_a_sign_in_that_is_gone_is_unreachable():
    with socket.create_server(("127.0.0.1", 0)) as finder:
        port = finder.getsockname()[1]

    with pytest.raises(CalendarUnreachable):
        MicrosoftAccounts(settings(f"http://127.0.0.1:{port}")).begin(BACK)


async def test_no_token_is_in_any_text_about_the_trouble(accounts, way, caplog):
    """K8, S11."""
    caplog.set_level(logging.DEBUG)
    tokens = (await granted(accounts)).tokens
    known = json.loads(tokens["cache"])
    secrets = [kept["secret"] for kind in ("RefreshToken", "AccessToken") for kept in known[kind].values()]
    said = {"error": "invalid_grant", "error_description": "AADSTS70000: token " + secrets[0]}
    way.fail("answers", "POST", "/token", answer=Answer.of_json(400, said))
    with pytest.raises(NeedsReconnect) as caught:
        await accounts.refresh(tokens)

    told = caplog.text + str(caught.value) + repr(accounts)
    assert not [secret for secret in (*secrets, CLIENT_SECRET) if secret in told]


@pytest.mark.parametrize("authority", ["http://login.example.test/common", "ftp://login.example.test", "common"])
def test_a_sign_in_without_encryption_is_refused(authority):
    with pytest.raises(BadConfig, match="CONVENE_MS_AUTHORITY"):
        MicrosoftAccounts(Settings(ms_authority=authority))


class TestAccount:
    """What an account says about its owner."""

    @pytest.fixture
    def mailbox(self, graph):
        return graph.open(Mailbox("otto@contoso.test", name="Otto Rep"))

    @pytest.fixture
    def account(self, graph, entra, mailbox):
        async def ask():
            accounts = MicrosoftAccounts(settings(entra, graph.url))
            return await accounts.account({"access_token": mailbox.token, "cache": "{}"})

        return ask

    async def test_it_tells_who_it_is_and_when_they_work(self, account):
        found = await account()

        assert (found.provider, found.email, found.name) == ("microsoft", "otto@contoso.test", "Otto Rep")
        assert (found.zone, found.locale) == ("Europe/Berlin", "de-DE")
        assert found.hours == {day: (Block(clock_time(8), clock_time(17)),) for day in range(1, 6)}
        assert found.subject
        assert (found.conference, found.no_conference) == (True, "")

    async def test_it_tells_its_calendars(self, account, mailbox):
        """C10: all of them, whatever the size of a page."""
        mailbox.calendars |= {f"team-{n}": f"Team {n}" for n in range(12)}
        mailbox.read_only.add("team-3")

        calendars = (await account()).calendars

        assert len(calendars) == 13
        assert [c.name for c in calendars if c.primary] == ["Calendar"]
        assert [c.name for c in calendars if not c.writable] == ["Team 3"]

    @pytest.mark.parametrize("name", ["Customized Time Zone", "tzone://Microsoft/Custom", "Nowhere Standard Time"])
    async def test_a_zone_that_is_not_known_is_asked_for(self, account, mailbox, name):
        """T8, M6: nothing is guessed, the working hours neither."""
        mailbox.zone = name

        found = await account()

        assert (found.zone, found.zone_said, found.hours) == (None, name, None)

    @pytest.mark.parametrize(
        ("said", "zone"),
        [("Tokyo Standard Time", "Asia/Tokyo"), ("America/Chicago", "America/Chicago"), ("UTC", "UTC")],
    )
    async def test_zones_are_known_by_either_name(self, account, mailbox, said, zone):
        """T8, M6."""
        mailbox.zone = said

        assert (await account()).zone == zone

    async def test_hours_told_in_another_zone_are_asked_for(self, account, mailbox):
        mailbox.hours = {
            "daysOfWeek": ["monday"],
            "startTime": "08:00:00.0000000",
            "endTime": "12:00:00.0000000",
            "timeZone": {"name": "Pacific Standard Time"},
        }

        found = await account()

        assert (found.zone, found.hours) == ("Europe/Berlin", None)

    async def test_without_permission_for_the_settings_the_zone_is_asked_for(self, account, mailbox):
        """S17: the minimal permissions."""
        mailbox.scopes = {"User.Read", "Calendars.ReadWrite"}

        found = await account()

        assert (found.zone, found.zone_said, found.hours, found.email) == (None, "", None, "otto@contoso.test")

    async def test_an_account_without_teams_says_so(self, account, mailbox):
        """A13, MO6."""
        mailbox.teams = False

        found = await account()

        assert (found.conference, found.no_conference) == (False, "no_teams")

    async def test_a_personal_account_is_told_why_it_has_no_teams(self, graph, entra, mailbox):
        """K11, MO6."""
        mailbox.personal = True
        cache = '{"Account": {"x": {"home_account_id": "1.9188040d-6c67-4c5b-b112-36a304b66dad"}}}'

        accounts = MicrosoftAccounts(settings(entra, graph.url))
        found = await accounts.account({"access_token": mailbox.token, "cache": cache})

        assert (found.no_conference, found.email, found.locale) == ("no_teams_personal", "otto@contoso.test", "de-DE")

    @pytest.mark.parametrize("code", ["MailboxNotEnabledForRESTAPI", "ResourceNotFound"])
    async def test_an_account_without_a_mailbox_is_told_at_once(self, account, mailbox, code):
        """K11, M10: a guest, no licence, on premises."""
        mailbox.unusable = code

        with pytest.raises(MailboxUnusable, match=code):
            await account()

    async def test_a_token_that_is_refused_at_once_needs_the_rep(self, graph, account, mailbox):
        del graph.mailboxes[mailbox.token]

        with pytest.raises(NeedsReconnect):
            await account()

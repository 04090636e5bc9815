"""Microsoft accounts, by msal: consent, tokens, and what an account says about its owner.

The sign-in is OpenID Connect's authorization code flow with PKCE and a nonce, against Entra's v2.0 endpoints
(learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow).
"""

import asyncio
import json
import logging
import re
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import time as clock_time
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msal
import requests

from convene.accounts.authority import for_browsers, session_with
from convene.accounts.base import Account, CalendarChoice, Consent, GivenToken, Grant, Tokens, access_of
from convene.accounts.graph import Graph, GraphRefused, Json
from convene.accounts.outlook_zones import iana_zone
from convene.errors import (
    CalendarUnreachable,
    ConsentBroken,
    ConsentDenied,
    MailboxUnusable,
    NeedsReconnect,
    ScopesMissing,
)
from convene.model import Block
from convene.settings import Settings

T = TypeVar("T")

# It tells codes, their verifiers and whatever Microsoft says of a token, and only to those who look for faults in it.
logging.getLogger("msal").setLevel(logging.CRITICAL)

NEEDED = ("User.Read", "Calendars.ReadWrite")
"""Sign in and read the profile; full access to the calendars. msal adds what keeps the access (`offline_access`)."""
MAILBOX_SETTINGS = "MailboxSettings.Read"

_MICROSOFTS = (
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "login.microsoft.com",
    "login.windows.net",
)
_OF_PERSONAL_ACCOUNTS = "9188040d-6c67-4c5b-b112-36a304b66dad"  # the tenant they all live in
_ASK_THE_ADMINISTRATOR = ("AADSTS90094", "AADSTS90095", "AADSTS65001", "AADSTS90093")
_REFUSED_AT_CONSENT = ("access_denied", "consent_required", "interaction_required")
_ONLY_THE_REP_CAN_MEND = (*_REFUSED_AT_CONSENT, "invalid_grant", "login_required")
_OF_THE_RETURN = ("invalid_grant", "invalid_request")  # the code was used, is too old, or was another one's
_OUR_APP = ("invalid_client", "unauthorized_client")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class MicrosoftAccounts:
    """Work, school and personal accounts at Microsoft; implements `Accounts`."""

    provider = "microsoft"

    def __init__(self, settings: Settings) -> None:
        """Speak for the app that is registered under the settings' client id.

        Raises:
            BadConfig: if the authority is neither https nor on this machine.
        """
        self._settings = settings
        self._timeout = settings.calendar_timeout.total_seconds()
        self._session, self._authority = session_with(settings.ms_authority, self._timeout)
        self._known: dict[str, Any] = {}  # what the authority told of itself, kept by msal for a day

    @property
    def scopes(self) -> tuple[str, ...]:
        """The permissions that are asked for, as the admin chose."""
        return NEEDED if self._settings.ms_permissions == "minimal" else (*NEEDED, MAILBOX_SETTINGS)

    def begin(self, redirect_uri: str, *, hint: str = "") -> Consent:
        """A new consent screen; once a day the authority is asked for its addresses.

        Raises:
            CalendarUnreachable: if it does not answer.
        """
        with _network_trouble(), warnings.catch_warnings():
            # msal would rather have Entra post the code; the session's cookie does not come along with such a post.
            warnings.simplefilter("ignore", UserWarning)
            flow = self._app(msal.SerializableTokenCache()).initiate_auth_code_flow(
                list(self.scopes), redirect_uri=redirect_uri, prompt="select_account", login_hint=hint or None
            )
        return Consent(for_browsers(flow["auth_uri"], self._settings.ms_authority), flow["state"], {"flow": flow})

    async def finish(self, kept: dict[str, Any], callback: Mapping[str, str], redirect_uri: str) -> Grant:
        """Turn the callback's query into tokens; see `Accounts.finish`."""
        cache = msal.SerializableTokenCache()
        if kept["flow"].get("redirect_uri") != redirect_uri:
            raise ConsentBroken("the address to return to is another one")
        try:
            answer = await self._ask(
                lambda: self._app(cache, dict(self._known)).acquire_token_by_auth_code_flow(
                    dict(kept["flow"]), dict(callback)
                )
            )
        except json.JSONDecodeError:
            raise CalendarUnreachable("Microsoft's sign-in: the answer is not whole") from None
        except (ValueError, RuntimeError) as error:  # state or nonce are not those we sent
            raise ConsentBroken("this return from Microsoft answers another question") from error
        if "error" in answer:
            raise _consent_error(answer)
        granted = _granted(answer, self.scopes)
        if missing := [scope for scope in NEEDED if scope not in granted]:
            raise ScopesMissing(", ".join(missing))
        if not list(cache.search(cache.CredentialType.REFRESH_TOKEN)):
            raise ScopesMissing("offline_access")
        return Grant(_tokens(answer, cache), granted)

    async def refresh(self, tokens: Tokens) -> Tokens:
        """Tokens whose access token is new, and the refresh token that takes the place of the last one (MO2)."""
        cache = msal.SerializableTokenCache()
        cache.deserialize(tokens["cache"])

        def ask() -> Json | None:
            app = self._app(cache)
            accounts = app.get_accounts()
            if not accounts:
                return None
            answer: Json | None = app.acquire_token_silent_with_error(
                list(self.scopes), account=accounts[0], force_refresh=True
            )
            return answer

        try:
            answer = await self._ask(ask)
        except (ValueError, RuntimeError) as error:
            raise CalendarUnreachable(f"Microsoft's sign-in: {type(error).__name__}") from error
        if answer is None:
            raise NeedsReconnect("there is no refresh token")
        if "error" in answer:
            kind = NeedsReconnect if answer["error"] in _ONLY_THE_REP_CAN_MEND else CalendarUnreachable
            raise kind(f"Microsoft's sign-in: {_code(answer)}")
        return _tokens(answer, cache)

    async def account(self, tokens: Tokens) -> Account:
        """Who consented and what the account can do; see `Accounts.account`.

        `no_conference` is `no_teams_personal` for a personal account, `no_teams` for another that has no Teams.
        """
        graph = Graph(self._settings.graph_api, GivenToken(access_of(tokens), "Microsoft"), timeout=self._timeout)
        try:
            me = await graph.get("/me", select="id,displayName,mail,userPrincipalName,preferredLanguage")
            own = await _own_calendar(graph)
            calendars, _ = await graph.pages("/me/calendars", select="id,name,canEdit,isDefaultCalendar", top="100")
            settings = await _mailbox_settings(graph)
        finally:
            await graph.close()
        zone_said = str(settings.get("timeZone") or "")
        zone = iana_zone(zone_said)
        teams = "teamsForBusiness" in (own.get("allowedOnlineMeetingProviders") or ())
        why_not = "no_teams_personal" if _is_personal(tokens) else "no_teams"
        return Account(
            provider=self.provider,
            subject=str(me["id"]),
            email=str(me.get("mail") or me.get("userPrincipalName") or ""),
            name=str(me.get("displayName") or ""),
            locale=str((settings.get("language") or {}).get("locale") or me.get("preferredLanguage") or ""),
            zone=zone,
            zone_said=zone_said,
            hours=_hours(settings.get("workingHours"), zone),
            calendars=tuple(_choice(calendar) for calendar in calendars),
            conference=teams,
            no_conference="" if teams else why_not,
        )

    async def revoke(self, tokens: Tokens) -> None:
        """Nothing to ask for: Microsoft lets no app give back one person's permission; forgetting the tokens ends it.

        The person can take the permission back at https://myapps.microsoft.com (MO4).
        """

    def _app(
        self, cache: msal.SerializableTokenCache, known: dict[str, Any] | None = None
    ) -> msal.ConfidentialClientApplication:
        """An app for one account; a copy as `known` keeps one consent's failure from being told to the next one."""
        host = urlsplit(self._authority).hostname or ""
        try:
            return msal.ConfidentialClientApplication(
                self._settings.ms_client_id,
                client_credential=self._settings.ms_client_secret.get_secret_value(),
                authority=self._authority,
                token_cache=cache,
                http_client=self._session,
                http_cache=self._known if known is None else known,
                instance_discovery=None if host in _MICROSOFTS else False,
            )
        except (ValueError, KeyError) as error:
            raise CalendarUnreachable("CONVENE_MS_AUTHORITY is no sign-in that Microsoft knows") from error

    async def _ask(self, question: Callable[[], T]) -> T:
        """What msal answers, asked beside the event loop."""
        with _network_trouble():
            return await asyncio.to_thread(question)


@contextmanager
def _network_trouble() -> Iterator[None]:
    try:
        yield
    except (requests.RequestException, msal.exceptions.MsalServiceError) as error:
        raise CalendarUnreachable(f"Microsoft's sign-in does not answer ({type(error).__name__})") from None


def _consent_error(answer: Json) -> Exception:
    code = _code(answer)
    if any(known in code for known in _ASK_THE_ADMINISTRATOR):
        return ConsentDenied(f"admin_consent_required {code}")
    if answer["error"] in _REFUSED_AT_CONSENT:
        return ConsentDenied(code)
    if answer["error"] in _OF_THE_RETURN:
        return ConsentBroken(code)
    advice = "; check CONVENE_MS_CLIENT_ID and CONVENE_MS_CLIENT_SECRET" if answer["error"] in _OUR_APP else ""
    return CalendarUnreachable(f"Microsoft's sign-in: {code}{advice}")


def _code(answer: Json) -> str:
    """The error's name and Entra's number of it; the rest of what it says can hold names (S11)."""
    number = re.search(r"AADSTS\d+", str(answer.get("error_description") or ""))
    return " ".join(filter(None, (str(answer["error"]), number and number[0])))


def _granted(answer: Json, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The permissions granted, by the names we asked for; all of them when the answer names none (RFC 6749, 5.1)."""
    said = str(answer.get("scope") or " ".join(asked)).split()
    short = {scope.rpartition("/")[2].lower() for scope in said}
    return tuple(scope for scope in asked if scope.lower() in short)


def _tokens(answer: Json, cache: msal.SerializableTokenCache) -> Tokens:
    ends = time.time() + float(answer.get("expires_in") or 0)
    return {"cache": cache.serialize(), "access_token": answer["access_token"], "expires_at": ends}


async def _own_calendar(graph: Graph) -> Json:
    """The account's own calendar; asking for it shows whether there is a mailbox at all (M10, case K11)."""
    try:
        return await graph.get("/me/calendar", select="id,name,canEdit,allowedOnlineMeetingProviders")
    except GraphRefused as refused:
        if refused.status == 404 or "mailbox" in refused.code.lower():
            raise MailboxUnusable(refused.code or str(refused.status)) from refused
        raise


async def _mailbox_settings(graph: Graph) -> Json:
    """The mailbox's settings; nothing when the admin chose not to ask for them."""
    try:
        return await graph.get("/me/mailboxSettings", select="timeZone,language,workingHours")
    except (NeedsReconnect, GraphRefused):
        return {}


def _choice(calendar: Json) -> CalendarChoice:
    primary = bool(calendar.get("isDefaultCalendar"))
    return CalendarChoice(
        id="primary" if primary else str(calendar["id"]),
        name=str(calendar.get("name") or ""),
        primary=primary,
        writable=bool(calendar.get("canEdit", True)),
    )


def _hours(said: Json | None, zone: str | None) -> Mapping[int, tuple[Block, ...]] | None:
    """The working hours by ISO weekday; None when there are none, or they are told in another zone than the mailbox."""
    if not said or not said.get("daysOfWeek") or zone is None:
        return None
    if iana_zone(str((said.get("timeZone") or {}).get("name") or "")) not in (zone, None):
        return None
    try:
        block = Block(*(clock_time.fromisoformat(str(said[end])[:8]) for end in ("startTime", "endTime")))
    except (KeyError, ValueError):
        return None
    if block.end <= block.start and block.end != clock_time(0):
        return None
    return {_DAYS.index(day) + 1: (block,) for day in said["daysOfWeek"] if day in _DAYS}


def _is_personal(tokens: Tokens) -> bool:
    return _OF_PERSONAL_ACCOUNTS in str(tokens.get("cache"))

"""Accounts at Google: consent with PKCE, tokens, and what the account is able to do.

Sources: developers.google.com/identity/protocols/oauth2/web-server, RFC 6749, RFC 7636, RFC 7009.
"""

import asyncio
import time
from collections.abc import Mapping
from hmac import compare_digest
from typing import Any

import httpx
from google_auth_oauthlib.flow import Flow

from convene.accounts.base import Account, CalendarChoice, Consent, GivenToken, Grant, Tokens, access_of
from convene.accounts.google_api import GoogleApi, GoogleRefused, Json
from convene.errors import (
    CalendarUnreachable,
    ConsentBroken,
    ConsentDenied,
    MailboxUnusable,
    NeedsReconnect,
    ScopesMissing,
)
from convene.settings import Settings
from convene.web import is_on_this_machine, retry_after, tls
from convene.zones import is_zone

_AUTH = "https://www.googleapis.com/auth/"
FULL = f"{_AUTH}calendar"
IDENTITY = ("openid", "email", "profile")
MINIMAL = (
    f"{_AUTH}calendar.events.owned",
    f"{_AUTH}calendar.freebusy",
    f"{_AUTH}calendar.calendarlist.readonly",
    f"{_AUTH}calendar.settings.readonly",
)
"""What suffices: meetings in calendars the rep owns, busy times, the list of calendars, the time zone (S17)."""

_WIDER = {
    f"{_AUTH}calendar.events.owned": {f"{_AUTH}calendar.events"},
    f"{_AUTH}calendar.freebusy": {f"{_AUTH}calendar.readonly", f"{_AUTH}calendar.events.freebusy"},
    f"{_AUTH}calendar.calendarlist.readonly": {f"{_AUTH}calendar.readonly", f"{_AUTH}calendar.calendarlist"},
    f"{_AUTH}calendar.settings.readonly": {f"{_AUTH}calendar.readonly"},
}
_OVER_FOR_GOOD = {"invalid_grant", "admin_policy_enforced", "access_denied", "invalid_scope", "org_internal"}
_OUR_APP = {"invalid_client", "deleted_client", "unauthorized_client", "disabled_client"}
_NO_CALENDAR = {"notACalendarUser", "calendarNotEnabled"}
_MOST_TRIES = 3
_PAUSE = 0.3  # seconds; doubles with each try


class GoogleAccounts:
    """The accounts that consent to the app registered under the settings' client id; implements `Accounts`."""

    provider = "google"

    def __init__(self, settings: Settings) -> None:
        """Speak for that app."""
        self._settings = settings
        self._timeout = settings.calendar_timeout.total_seconds()
        self._rest_until = 0.0

    @property
    def scopes(self) -> tuple[str, ...]:
        """The permissions that are asked for, as the admin chose."""
        return (*IDENTITY, FULL) if self._settings.google_permissions == "full" else (*IDENTITY, *MINIMAL)

    def begin(self, redirect_uri: str, *, hint: str = "") -> Consent:
        """A new consent screen.

        Consent is asked for each time, else an account that is connected again gets no refresh token (GO1, case K3).
        """
        flow = Flow.from_client_config(self._client(), scopes=list(self.scopes), redirect_uri=redirect_uri)
        said = {"login_hint": hint} if hint else {}
        url, state = flow.authorization_url(access_type="offline", prompt="consent", **said)
        if self._is_plain:
            url = url.replace("https://", "http://", 1)
        kept = {"state": state, "code_verifier": flow.code_verifier, "redirect_uri": redirect_uri}
        return Consent(url, state, {**kept, "scopes": list(self.scopes)})

    async def finish(self, kept: dict[str, Any], callback: Mapping[str, str], redirect_uri: str) -> Grant:
        """Turn the callback's query into tokens; see `Accounts.finish`."""
        if not compare_digest(callback.get("state", "").encode(), str(kept["state"]).encode()):
            raise ConsentBroken("this return from Google answers another question")
        if kept["redirect_uri"] != redirect_uri:
            raise ConsentBroken("the address to return to is another one")
        if error := callback.get("error"):
            raise ConsentDenied(error)
        if not callback.get("code"):
            raise ConsentBroken("this return from Google brings no code")
        try:
            answer = await self._ask_for_token(
                grant_type="authorization_code",
                code=callback["code"],
                code_verifier=kept["code_verifier"],
                redirect_uri=redirect_uri,
            )
        except NeedsReconnect as refused:
            raise ConsentBroken(str(refused)) from None
        granted = str(answer.get("scope") or " ".join(kept["scopes"])).split()
        if missing := [scope for scope in kept["scopes"] if not _is_granted(scope, granted)]:
            raise ScopesMissing(", ".join(missing))
        if not answer.get("refresh_token"):
            raise ConsentBroken("Google gave no lasting permission; connect once more")
        return Grant(_tokens(answer, {}), tuple(granted))

    async def refresh(self, tokens: Tokens) -> Tokens:
        """Tokens whose access token is new; see `Accounts.refresh`. What Google leaves out is kept (GO1, case K3)."""
        return _tokens(
            await self._ask_for_token(grant_type="refresh_token", refresh_token=tokens["refresh_token"]), tokens
        )

    async def account(self, tokens: Tokens) -> Account:
        """Who consented and what the account can do; see `Accounts.account`. Google tells no working hours."""
        api = GoogleApi(
            self._settings.google_calendar_api, GivenToken(access_of(tokens), "Google"), timeout=self._timeout
        )
        try:
            person = await self._userinfo(access_of(tokens))
            entries, zone = await _calendar_list(api), await _setting(api, "timezone")
        except GoogleRefused as refused:
            if refused.reasons & _NO_CALENDAR:
                raise MailboxUnusable("notACalendarUser") from refused
            raise
        finally:
            await api.close()
        roles = ("owner", "writer") if self._settings.google_permissions == "full" else ("owner",)
        choices = tuple(_choice(entry, roles) for entry in entries)
        if not any(choice.writable for choice in choices):
            raise MailboxUnusable("noWritableCalendar")
        primary = next((entry for entry in entries if entry.get("primary")), {})
        zone = zone or str(primary.get("timeZone", ""))
        meet = any(_makes_meet_links(entry) for entry in entries if entry.get("primary") or len(entries) == 1)
        return Account(
            provider=self.provider,
            subject=str(person.get("sub") or person.get("id") or ""),
            email=str(person.get("email") or primary.get("id") or ""),
            name=str(person.get("name") or ""),
            locale=str(person.get("locale") or ""),
            zone=zone if is_zone(zone) else None,
            zone_said=zone,
            calendars=choices,
            conference=meet,
            no_conference="" if meet else "no_meet",
            is_verified=str(person.get("email_verified", person.get("verified_email"))).lower() == "true",
        )

    async def revoke(self, tokens: Tokens) -> None:
        """Give the permission back: Google forgets all tokens of this person for this app (GO6).

        Raises:
            CalendarUnreachable: if Google does not answer.
        """
        token = tokens.get("refresh_token") or access_of(tokens)
        answer = await self._post(self._settings.google_revoke_uri, {"token": token})
        if answer.status_code >= 500 or answer.status_code == 429:
            raise CalendarUnreachable(f"Google answers {answer.status_code} to giving the permission back")

    async def _ask_for_token(self, **said: str) -> Json:
        """The token endpoint's answer.

        Raises:
            NeedsReconnect: if Google refuses for good.
            CalendarUnreachable: if it does not answer, or does not know our app.
        """
        secret = self._settings.google_client_secret.get_secret_value()
        form = {"client_id": self._settings.google_client_id, "client_secret": secret, **said}
        if (left := self._rest_until - time.monotonic()) > 0:
            raise CalendarUnreachable(f"Google asks us to wait {left:.0f} seconds more")
        for tried in range(1, _MOST_TRIES + 1):
            answer = await self._post(self._settings.google_token_uri, form)
            if answer.status_code < 500 and answer.status_code != 429:
                break
            pause = _PAUSE * 2**tried
            if (asked := retry_after(answer)) is not None:
                pause = asked
                self._rest_until = time.monotonic() + asked  # nobody else asks before either
            if tried == _MOST_TRIES or pause > self._timeout:
                break
            await asyncio.sleep(pause)
        body = _json(answer)
        if answer.is_success and body.get("access_token"):
            return body
        raise _refusal(answer.status_code, str(body.get("error") or ""))

    async def _userinfo(self, token: str) -> Json:
        async with self._client_for(self._settings.google_userinfo_uri) as http:
            with_token = {"Authorization": f"Bearer {token}"}
            answer = await _send(http, "GET", self._settings.google_userinfo_uri, headers=with_token)
        if answer.status_code in (401, 403):
            raise NeedsReconnect(f"Google does not tell who this is ({answer.status_code})")
        if not answer.is_success or not _json(answer):
            raise CalendarUnreachable(f"Google answers {answer.status_code} when asked who this is")
        return _json(answer)

    async def _post(self, url: str, form: Mapping[str, str]) -> httpx.Response:
        async with self._client_for(url) as http:
            return await _send(http, "POST", url, data=dict(form))

    def _client_for(self, url: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=self._timeout, verify=tls(), trust_env=not is_on_this_machine(url))

    @property
    def _is_plain(self) -> bool:
        """Whether the consent screen is on this machine and speaks http, of which Google's library must not hear."""
        auth_uri = self._settings.google_auth_uri
        return auth_uri.startswith("http://") and is_on_this_machine(auth_uri)

    def _client(self) -> Json:
        said = self._settings
        auth_uri = said.google_auth_uri.replace("http://", "https://", 1) if self._is_plain else said.google_auth_uri
        return {
            "web": {
                "client_id": said.google_client_id,
                "client_secret": said.google_client_secret.get_secret_value(),
                "auth_uri": auth_uri,
                "token_uri": said.google_token_uri,
            }
        }


async def _calendar_list(api: GoogleApi) -> list[Json]:
    entries: list[Json] = []
    following: str | None = None
    while True:
        page = await api.send(api.resources.calendarList().list(pageToken=following))
        entries += [entry for entry in page.get("items", []) if not entry.get("deleted")]
        following = page.get("nextPageToken")
        if not following:
            return entries


async def _setting(api: GoogleApi, name: str) -> str:
    """One of the account's settings; empty when it has no such setting."""
    try:
        return str((await api.send(api.resources.settings().get(setting=name))).get("value") or "")
    except GoogleRefused as refused:
        if refused.is_gone:
            return ""
        raise


def _choice(entry: Json, roles: tuple[str, ...]) -> CalendarChoice:
    """A calendar of the account; the minimal permissions write only to those the account owns."""
    name = str(entry.get("summaryOverride") or entry.get("summary") or entry.get("id"))
    return CalendarChoice(
        id=str(entry["id"]),
        name=name,
        primary=bool(entry.get("primary")),
        writable=entry.get("accessRole") in roles,
    )


def _makes_meet_links(entry: Json) -> bool:
    """Whether the calendar's owner may make Meet links (G8)."""
    return "hangoutsMeet" in entry.get("conferenceProperties", {}).get("allowedConferenceSolutionTypes", [])


def _is_granted(scope: str, granted: list[str]) -> bool:
    """Whether a permission was given, by itself or with a wider one; who somebody is, Google always tells (GO3)."""
    return scope in IDENTITY or not {scope, FULL, *_WIDER.get(scope, ())}.isdisjoint(granted)


def _tokens(answer: Json, known: Tokens) -> Tokens:
    ends = time.time() + float(answer.get("expires_in") or 0)
    refresh_token = answer.get("refresh_token") or known.get("refresh_token")
    return {
        **known,
        "access_token": str(answer["access_token"]),
        "refresh_token": refresh_token,
        "expires_at": ends,
    }


def _refusal(status: int, error: str) -> CalendarUnreachable:
    if error in _OVER_FOR_GOOD:
        return NeedsReconnect(f"Google refuses to renew its permission ({error})")
    if error in _OUR_APP:
        return CalendarUnreachable(
            f"Google does not know this app ({error}); check CONVENE_GOOGLE_CLIENT_ID and CONVENE_GOOGLE_CLIENT_SECRET"
        )
    return CalendarUnreachable(f"Google gives no token ({status}{' ' if error else ''}{error})")


async def _send(http: httpx.AsyncClient, method: str, url: str, **said: Any) -> httpx.Response:
    """One request, with what goes wrong on the way told without what was sent: it is secret (K8)."""
    try:
        return await http.request(method, url, **said)
    except httpx.TimeoutException:
        raise CalendarUnreachable("Google gives no answer in time") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CalendarUnreachable(f"Google: {type(error).__name__}") from None


def _json(answer: httpx.Response) -> Json:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}

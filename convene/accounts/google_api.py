"""Google's Calendar API over HTTPS: one account's requests, sent again for as long as that may help.

Google's own library writes the requests, and knows from its discovery document which parameters there are; they are
sent with httpx, see docs/adr/0007-google-client.md. Whatever is not a whole and certain answer raises (cases C13, C15,
C17). Sources: developers.google.com/workspace/calendar/api/guides/errors and …/guides/quota.
"""

import asyncio
import random
import time
from typing import Any, NoReturn

import httpx
from googleapiclient.discovery import build

from convene.accounts.base import TokenSource
from convene.errors import CalendarUnreachable, NeedsReconnect
from convene.web import is_on_this_machine, retry_after, tls

Json = dict[str, Any]

_MOST_TRIES = 4
_PAUSE = 0.2  # seconds; doubles with each try
_PASSES = (408, 429, 500, 502, 503, 504)
_TOO_FAST = {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"}
_NOT_GRANTED = {"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientScope"}


class GoogleRefused(CalendarUnreachable):
    """Google answered with an error: its HTTP status and its reasons, such as `duplicate`."""

    def __init__(self, status: int, reasons: frozenset[str]) -> None:
        super().__init__(f"Google answers {status} {', '.join(sorted(reasons))}".rstrip() + _advice(reasons))
        self.status, self.reasons = status, reasons

    @property
    def is_spam_guard(self) -> bool:
        """Whether Google will not mail attendees just now: a guard, and no quota that refills in a minute (G3)."""
        return "quotaExceeded" in self.reasons

    @property
    def is_gone(self) -> bool:
        """Whether there is no such thing, or not any more."""
        return self.status in (404, 410)


class GoogleApi:
    """The Calendar API on behalf of one account; use it from one event loop, and `close` it."""

    def __init__(self, api: str, tokens: TokenSource, *, timeout: float = 10.0) -> None:
        """Speak to the Calendar API at `api`, such as `https://www.googleapis.com/calendar/v3/`.

        Args:
            api: address of the API, with its version.
            tokens: where access tokens come from.
            timeout: seconds that any one request may take, all in all, with what we wait before sending it again.
        """
        root = api if api.endswith("/") else api + "/"
        self._root, self._tokens, self._timeout, self._rest_until = root, tokens, timeout, 0.0
        self.resources = build(
            "calendar", "v3", http=_NoTransport(), static_discovery=True, client_options={"api_endpoint": root}
        )
        self._http = httpx.AsyncClient(
            timeout=timeout, verify=tls(), trust_env=not is_on_this_machine(root), headers={"User-Agent": "Convene"}
        )

    def __repr__(self) -> str:
        return f"GoogleApi({self._root!r})"

    async def send(self, request: Any, *, etag: str | None = None) -> Json:
        """The answer to a request that `resources` made; an empty one where Google answers without a body.

        Sending again is safe for all we send: a new event carries its own id, a change its `If-Match` (G1, G9).

        Args:
            request: what a method of `resources` returned.
            etag: the only version that the request may change.

        Raises:
            NeedsReconnect: if our token, or what it permits, is refused.
            GoogleRefused: if the answer is another error.
            CalendarUnreachable: if there is no certain answer in time.
        """
        try:
            # httpx limits each wait, not the whole; a server that trickles would hold us for ever.
            async with asyncio.timeout(self._timeout) as limit:
                for tried in range(1, _MOST_TRIES + 1):
                    try:
                        return _read(await self._authorized(request, etag))
                    except _Passing as failure:
                        await self._rest(failure, tried, limit.when() or 0.0)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise CalendarUnreachable(f"Google gives no answer within {self._timeout:g} seconds") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CalendarUnreachable(f"Google: {type(error).__name__}") from error
        raise AssertionError("the last try rests no more")

    async def close(self) -> None:
        """Give back connections."""
        await self._http.aclose()

    async def _authorized(self, request: Any, etag: str | None) -> httpx.Response:
        """One request with a token that is good, renewed once if Google does not think so."""
        if (left := self._rest_until - time.monotonic()) > 0:
            raise _Passing(CalendarUnreachable(f"Google asks us to wait {left:.0f} seconds more"), left)
        token = await self._tokens.access_token()
        answer = await self._once(request, etag, token)
        if answer.status_code == 401:
            answer = await self._once(request, etag, await self._tokens.access_token(stale=token))
        return answer

    async def _once(self, request: Any, etag: str | None, token: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        if etag:
            headers["If-Match"] = etag
        try:
            return await self._http.request(request.method, request.uri, content=request.body, headers=headers)
        except httpx.TimeoutException:
            raise
        except httpx.TransportError as error:  # the connection broke, before or in the middle of the answer
            raise _Passing(CalendarUnreachable(f"Google: {type(error).__name__}"), None) from error

    async def _rest(self, failure: "_Passing", tried: int, until: float) -> None:
        """Wait as long as Google asks, or back off (G4, case C14); with no time or try left, the failure is raised."""
        pause = _PAUSE * 2**tried * random.uniform(0.5, 1)  # noqa: S311
        if failure.asked is not None:
            pause = failure.asked
            self._rest_until = time.monotonic() + pause  # nobody else asks before either
        if tried == _MOST_TRIES or asyncio.get_running_loop().time() + pause >= until:
            raise failure.cause from None
        await asyncio.sleep(pause)


class _Passing(Exception):
    """A failure that may be over in a moment; `asked` is how many seconds Google wants us to wait."""

    def __init__(self, cause: CalendarUnreachable, asked: float | None) -> None:
        super().__init__(str(cause))
        self.cause, self.asked = cause, asked


class _NoTransport:
    """Stands where Google's library wants a connection; it only writes requests for us."""

    def request(self, *_: object, **__: object) -> NoReturn:
        raise AssertionError("requests are sent with httpx")


def _read(answer: httpx.Response) -> Json:
    """The body of a good answer.

    Raises:
        _Passing: if sending it again may help.
        NeedsReconnect, GoogleRefused: if not.
    """
    if not answer.is_success:
        raise _failure(answer)
    if answer.status_code == 204 or not answer.content:
        return {}
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise _Passing(CalendarUnreachable("Google's answer is not whole"), None)
    return body


def _failure(answer: httpx.Response) -> Exception:
    status, reasons = answer.status_code, _reasons(answer)
    refused = GoogleRefused(status, reasons)
    if status == 401 or (status == 403 and reasons & _NOT_GRANTED):
        return NeedsReconnect(f"Google refuses our permission ({status} {', '.join(sorted(reasons))})")
    if not refused.is_spam_guard and (status in _PASSES or reasons & _TOO_FAST):
        return _Passing(refused, retry_after(answer))
    return refused


def _reasons(answer: httpx.Response) -> frozenset[str]:
    """Why Google refuses, in its own words for programs, wherever in the error they stand."""
    try:
        error = answer.json()["error"]
        said = [*error.get("errors", []), *error.get("details", [])]
        return frozenset(str(item["reason"]) for item in said if "reason" in item)
    except (ValueError, KeyError, TypeError, AttributeError):
        return frozenset()


def _advice(reasons: frozenset[str]) -> str:
    if "accessNotConfigured" in reasons or "SERVICE_DISABLED" in reasons:
        return "; switch on the Google Calendar API in the project of CONVENE_GOOGLE_CLIENT_ID"
    return ""

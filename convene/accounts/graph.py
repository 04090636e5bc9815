"""Microsoft Graph over HTTPS: one account's requests, within the limits that Exchange sets for each mailbox.

Whatever is not a whole and certain answer raises (cases C13, C15, C17). Sources: learn.microsoft.com/graph/throttling,
learn.microsoft.com/graph/errors, learn.microsoft.com/graph/outlook-immutable-id.
"""

import asyncio
import json
import random
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from convene.accounts.base import TokenSource
from convene.errors import CalendarUnreachable, NeedsReconnect
from convene.web import is_on_this_machine, retry_after, tls

Json = dict[str, Any]

_PREFER = 'IdType="ImmutableId", outlook.timezone="UTC"'
_AT_ONCE = 4  # requests that Exchange lets one app have under way in one mailbox
_PASSES = (429, 500, 502, 503, 504)
_MOST_TRIES = 4
_BACK_OFF = 0.25  # seconds
_WILL_NOT_MAIL = ("ErrorExceededMessageLimit", "ErrorMessageSubmissionBlocked", "ErrorQuotaExceeded")
_NO_MATTER_OF_RIGHTS = re.compile("quota|limit|throttl|exceeded|blocked|toomany", re.IGNORECASE)


class GraphRefused(CalendarUnreachable):
    """Graph answered with an error: its HTTP status and its code, such as `ErrorItemNotFound`."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"Microsoft answers {status} {code}".rstrip())
        self.status, self.code = status, code

    @property
    def will_not_mail(self) -> bool:
        """Whether Exchange just now sends no mail for this mailbox, a limit on mail and not on requests (A23)."""
        return self.code in _WILL_NOT_MAIL


class Graph:
    """Graph on behalf of one account; use it from one event loop, and `close` it."""

    def __init__(self, api: str, tokens: TokenSource, *, timeout: float = 10.0) -> None:
        """Speak to the Graph at `api`, such as `https://graph.microsoft.com/v1.0`.

        Args:
            api: address of the Graph, with its version.
            tokens: where access tokens come from.
            timeout: seconds that any one request may take, all in all, with what we wait before trying again.
        """
        self._api, self._tokens, self._timeout = api.rstrip("/"), tokens, timeout
        self._gate, self._rest_until = asyncio.Semaphore(_AT_ONCE), 0.0
        self._http = httpx.AsyncClient(
            timeout=timeout,
            verify=tls(),
            trust_env=not is_on_this_machine(api),
            headers={"User-Agent": "Convene", "Accept": "application/json"},
        )

    def __repr__(self) -> str:
        return f"Graph({self._api!r})"

    async def get(self, path: str, **query: str) -> Json:
        """What is at this path; `select` and `filter` stand for `$select` and `$filter`."""
        return _json(await self._send("GET", self._api + path + _query(query)))

    async def pages(self, path: str, *, prefer: str = "", **query: str) -> tuple[list[Json], str]:
        """All items of a list, from its first page to its last, and the delta link that the last one may have.

        `path` may be a delta link. Half a list is no list: an error on any page fails the whole (case C17).
        """
        url, found = (self._here(path) if "://" in path else self._api + path) + _query(query), list[Json]()
        while True:
            page = _json(await self._send("GET", url, prefer=prefer))
            items = page.get("value")
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise CalendarUnreachable("Microsoft's answer is not a list")
            found += items
            following = page.get("@odata.nextLink")
            if not following:
                return found, str(page.get("@odata.deltaLink") or "")
            url = self._here(str(following))

    async def post(self, path: str, body: Json) -> Json:
        """Send a new item; gives it as it was stored."""
        return _json(await self._send("POST", self._api + path, body))

    async def patch(self, path: str, body: Json, etag: str | None) -> Json:
        """Change an item, unless it is not the version we know any more; gives it as it was stored."""
        headers = {"If-Match": etag} if etag else {}
        return _json(await self._send("PATCH", self._api + path, body, headers))

    async def delete(self, path: str) -> None:
        """Remove an item."""
        await self._send("DELETE", self._api + path)

    async def close(self) -> None:
        """Give back connections."""
        await self._http.aclose()

    async def _send(
        self,
        method: str,
        url: str,
        body: Json | None = None,
        headers: Mapping[str, str] | None = None,
        prefer: str = "",
    ) -> httpx.Response:
        """One request, tried again for as long as Microsoft says that trying again helps.

        Trying again is safe for all we send: a new event carries its transactionId, a change its `If-Match`.

        Raises:
            NeedsReconnect: if our token, or what it permits, is refused.
            GraphRefused: if the answer is another error.
            CalendarUnreachable: if there is no certain answer in time.
        """
        sent = {"Prefer": f"{_PREFER}, {prefer}" if prefer else _PREFER, **(headers or {})}
        content = None if body is None else json.dumps(body, sort_keys=True).encode()
        if content is not None:
            sent["Content-Type"] = "application/json"
        try:
            # httpx limits each wait, not the whole; a server that trickles would hold us for ever.
            async with asyncio.timeout(self._timeout) as limit:
                for tried in range(1, _MOST_TRIES + 1):
                    await self._rest(limit.when() or 0.0)
                    answer = await self._authorized(method, url, content, sent)
                    if answer.status_code not in _PASSES or error_code(answer) in _WILL_NOT_MAIL:
                        break
                    asked = retry_after(answer)
                    if asked is not None:
                        self._rest_until = _monotonic() + asked
                    pause = _BACK_OFF * 2**tried * random.uniform(0.5, 1) if asked is None else asked  # noqa: S311
                    if tried == _MOST_TRIES or _monotonic() + pause > (limit.when() or 0.0):
                        break
                    await asyncio.sleep(pause)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise CalendarUnreachable(f"Microsoft gives no answer within {self._timeout:g} seconds") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CalendarUnreachable(f"Microsoft: {type(error).__name__}") from error
        if not answer.is_success:
            raise _refused(answer)
        return answer

    async def _rest(self, until: float) -> None:
        """Wait as long as Microsoft asked, whichever request it told so; nobody asks again before (M8, case C14)."""
        left = self._rest_until - _monotonic()
        if _monotonic() + left > until:
            raise CalendarUnreachable(f"Microsoft asks us to wait {left:.0f} seconds more")
        await asyncio.sleep(max(0.0, left))

    async def _authorized(self, method: str, url: str, content: bytes | None, headers: Json) -> httpx.Response:
        """One request with a token that is good, renewed once if Microsoft does not think so (M10)."""
        token = await self._tokens.access_token()
        answer = await self._request(method, url, content, {**headers, "Authorization": f"Bearer {token}"})
        if answer.status_code != 401:
            return answer
        token = await self._tokens.access_token(stale=token)
        return await self._request(method, url, content, {**headers, "Authorization": f"Bearer {token}"})

    async def _request(self, method: str, url: str, content: bytes | None, headers: Json) -> httpx.Response:
        async with self._gate:
            return await self._http.request(method, url, content=content, headers=headers)

    def _here(self, link: str) -> str:
        """A link to go on with, at the Graph we speak to: a token follows no link to another server (case S10)."""
        parts, own = urlsplit(link), urlsplit(self._api)
        return parts._replace(scheme=own.scheme, netloc=own.netloc).geturl()


def error_code(answer: httpx.Response) -> str:
    """Graph's own code of an error, or nothing when the answer does not tell."""
    try:
        return str(answer.json()["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return ""


def _refused(answer: httpx.Response) -> CalendarUnreachable:
    code = error_code(answer)
    if answer.status_code == 401 or (answer.status_code == 403 and not _NO_MATTER_OF_RIGHTS.search(code)):
        return NeedsReconnect(f"Microsoft refuses our permission ({answer.status_code} {code})")
    return GraphRefused(answer.status_code, code)


def _json(answer: httpx.Response) -> Json:
    try:
        body = answer.json()
    except ValueError as error:
        raise CalendarUnreachable("Microsoft's answer is not whole") from error
    if not isinstance(body, dict):
        raise CalendarUnreachable("Microsoft's answer is not an object")
    return body


def _query(query: Mapping[str, str]) -> str:
    names = {"select": "$select", "filter": "$filter", "top": "$top"}
    said = "&".join(f"{names.get(name, name)}={quote(value, safe=',:')}" for name, value in query.items())
    return f"?{said}" if said else ""


def _monotonic() -> float:
    return asyncio.get_running_loop().time()

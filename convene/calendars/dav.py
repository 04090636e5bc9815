"""Speaking to a CalDAV server over plain HTTP (RFC 4918, RFC 4791), see docs/adr/0004-caldav-client.md.

Whatever is not a whole and certain answer raises.
"""

import asyncio
import re
from collections.abc import Sequence
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError, fromstring

import httpx

from convene.calendars.public_only import PublicOnly
from convene.errors import BadConfig, CalendarUnreachable, NeedsReconnect
from convene.web import is_on_this_machine, tls

DAV = "{DAV:}"
CAL = "{urn:ietf:params:xml:ns:caldav}"
CS = "{http://calendarserver.org/ns/}"
GONE = (404, 410)

_REDIRECTS = (301, 302, 307, 308)
_MOST_REDIRECTS = 3


class Collection:
    """One collection on a server, and the resources in it; use it from one event loop, and `close` it."""

    def __init__(self, url: str, auth: httpx.Auth, *, timeout: float, public_only: bool) -> None:
        """Speak about the collection at `url`.

        Args:
            url: its address, without user name or password in it.
            auth: what says who we are.
            timeout: seconds that any one request may take, all in all.
            public_only: whether servers inside our own network are refused, because not the admin named it (S10).

        Raises:
            BadConfig: if the address is none, or carries a password.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadConfig("the address of a CalDAV calendar begins with https:// or http://")
        if "@" in parts.netloc:
            raise BadConfig(f"leave user name and password out of the address of the calendar on {parts.hostname}")
        self.url = url if url.endswith("/") else url + "/"
        self.host = parts.hostname
        self._timeout = timeout
        self._http = httpx.AsyncClient(
            auth=auth,
            timeout=timeout,
            verify=tls(),
            # A proxy between us and a server on this machine would not find it.
            trust_env=not is_on_this_machine(url),
            headers={"User-Agent": "Convene"},
            transport=PublicOnly(httpx.AsyncHTTPTransport(verify=tls())) if public_only else None,
        )

    async def send(
        self, method: str, name: str, body: str = "", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """One request about the collection or a resource in it, followed through redirects within the same server.

        Raises:
            NeedsReconnect: if the server refuses our credentials.
            CalendarUnreachable: if there is no certain answer in time.
        """
        url = self.url + quote(name, safe="@")
        headers = {"Content-Type": "text/calendar; charset=utf-8", **(headers or {})} if body else headers
        try:
            # httpx limits each wait, not the whole; a server that trickles would hold us for ever.
            async with asyncio.timeout(self._timeout):
                for _ in range(_MOST_REDIRECTS):
                    answer = await self._http.request(method, url, content=body.encode(), headers=headers)
                    if answer.status_code not in _REDIRECTS:
                        break
                    url = self._redirected(url, answer)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise CalendarUnreachable(f"{self.host}: no answer within {self._timeout:g} seconds") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CalendarUnreachable(f"{self.host}: {type(error).__name__}") from error
        if answer.status_code in (401, 403) and not _precondition(answer):
            raise NeedsReconnect(f"{self.host} refuses user name or password ({answer.status_code})")
        return answer

    async def multistatus(self, method: str, body: str, *, depth: str) -> Sequence[Element]:
        """The `response` elements of a 207 answer, none of which tells of an error."""
        headers = {"Depth": depth, "Content-Type": 'application/xml; charset="utf-8"'}
        answer = await self.send(method, "", '<?xml version="1.0" encoding="utf-8"?>' + body, headers)
        if answer.status_code != 207:
            raise self.refused(answer)
        try:
            root = _xml(answer)
        except ParseError as error:
            raise CalendarUnreachable(f"{self.host}: the answer is not whole") from error
        if root.tag != f"{DAV}multistatus":
            raise CalendarUnreachable(f"{self.host}: the answer is not CalDAV")
        for response in root:
            status = response.findtext(f"{DAV}status")
            if status and _code(status) >= 300:
                raise CalendarUnreachable(f"{self.host}: a part of the answer failed ({status})")
        return root.findall(f"{DAV}response")

    def refused(self, answer: httpx.Response) -> CalendarUnreachable:
        """The error that an answer is, with what the server says of it."""
        reason = _precondition(answer) or ("there is no calendar at this address" if answer.status_code in GONE else "")
        return CalendarUnreachable(f"{self.host} answers {answer.status_code}" + (f": {reason}" if reason else ""))

    async def close(self) -> None:
        """Give back connections."""
        await self._http.aclose()

    def _redirected(self, url: str, answer: httpx.Response) -> str:
        target = urljoin(url, str(answer.headers.get("Location", "")))
        if urlsplit(target)[:2] != urlsplit(url)[:2]:
            there = urlsplit(target).hostname
            raise CalendarUnreachable(f"{self.host} sends us on to {there}; if that is right, change the address")
        return target


def property_of(response: Element, name: str) -> str | None:
    """The text of a property that a `response` element has, not of one it says is missing."""
    for found in response.findall(f"{DAV}propstat"):
        if _code(found.findtext(f"{DAV}status", "")) == 200:
            text = found.findtext(f"{DAV}prop/{name}")
            if text:
                return text
    return None


def name_of(response: Element) -> str:
    """The name of the resource a `response` element is about: the last part of its address."""
    path = urlsplit(response.findtext(f"{DAV}href", "")).path
    return unquote(path.rstrip("/").rpartition("/")[2])


def _xml(answer: httpx.Response) -> Element:
    """The answer's root element. Expat bounds what entities may grow to, and nothing outside is loaded."""
    return fromstring(answer.content)  # noqa: S314


def _code(status: str) -> int:
    """The number in a status line such as `HTTP/1.1 404 Not Found`; 0 when there is none."""
    found = re.search(r"\s(\d{3})(?:\s|$)", status)
    return int(found[1]) if found else 0


def _precondition(answer: httpx.Response) -> str:
    """Which rule of WebDAV or CalDAV the server says we broke, unless it is about our rights."""
    if answer.status_code == 401 or "error" not in answer.text:
        return ""
    try:
        root = _xml(answer)
    except ParseError:
        return ""
    rules = [child.tag.rpartition("}")[2] for child in root] if root.tag == f"{DAV}error" else []
    return "" if "need-privileges" in rules else ", ".join(rules)

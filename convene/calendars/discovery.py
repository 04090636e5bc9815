"""Finding the calendars of a CalDAV account from whatever address its owner knows (RFC 6764 §6, RFC 4791 §6.2).

The address may be a calendar itself, a principal, or the server's front door.
"""

import asyncio
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError, fromstring

import httpx

from convene.accounts.base import CalendarChoice
from convene.calendars.dav import CAL, DAV
from convene.calendars.public_only import PublicOnly
from convene.errors import BadConfig, CalendarUnreachable, NeedsReconnect
from convene.web import is_on_this_machine, tls

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_SPREAD = (".icloud.com",)  # where accounts lie on many servers of one owner
_PROPERTIES = """<?xml version="1.0" encoding="utf-8"?>
<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop>
<d:resourcetype/><d:displayname/><d:current-user-principal/><d:current-user-privilege-set/>
<c:calendar-home-set/><c:supported-calendar-component-set/></d:prop></d:propfind>"""


async def find_calendars(
    address: str, username: str, password: str, *, public_only: bool, timeout: float = 10.0
) -> tuple[CalendarChoice, ...]:
    """The account's calendars for events; the id of each is its address.

    Args:
        address: what the owner knows, beginning with https:// or http://.
        username: account on the server.
        password: of that account.
        public_only: whether servers inside our own network are refused (case S10).
        timeout: seconds for all of it.

    Raises:
        BadConfig: if the address is none.
        NeedsReconnect: if user name or password are refused.
        AddressRefused: if the server is inside, wherever we were sent to.
        CalendarUnreachable: if the server cannot be reached, is no CalDAV server, or has no calendar.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise BadConfig("the address begins with https:// and has neither user name nor password in it")
    http = httpx.AsyncClient(
        auth=httpx.BasicAuth(username, password),
        timeout=timeout,
        verify=tls(),
        trust_env=not is_on_this_machine(address),
        headers={"User-Agent": "Convene"},
        transport=PublicOnly(httpx.AsyncHTTPTransport(verify=tls())) if public_only else None,
    )
    try:
        async with asyncio.timeout(timeout), http:
            return await _Account(http, address).calendars()
    except (TimeoutError, httpx.TimeoutException):
        raise CalendarUnreachable(f"{parts.hostname}: no answer within {timeout:g} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CalendarUnreachable(f"{parts.hostname}: {type(error).__name__}") from None


class _Account:
    """One account on one server; the password goes to no other server, whatever is said there."""

    def __init__(self, http: httpx.AsyncClient, address: str) -> None:
        self._http, self._address = http, address
        self._host = urlsplit(address).hostname or ""

    async def calendars(self) -> tuple[CalendarChoice, ...]:
        found = await self._ask(self._address) or await self._ask(urljoin(self._address, "/.well-known/caldav"))
        if not found:
            raise CalendarUnreachable(f"{self._host}: there is no CalDAV at this address")
        if here := _choices(found[:1]):
            return here
        principal = next(_hrefs(found, f"{DAV}current-user-principal"), None)
        if principal:
            found = await self._ask(principal) or found
        for home in _hrefs(found, f"{CAL}calendar-home-set"):
            if choices := _choices(await self._ask(home, depth="1")):
                return choices
        raise CalendarUnreachable(f"{self._host}: this account has no calendar for events")

    async def _ask(self, url: str, depth: str = "0") -> list[tuple[str, Element]]:
        """Each resource with its properties, the one asked for first; empty where there is no WebDAV."""
        headers = {"Depth": depth, "Content-Type": 'application/xml; charset="utf-8"'}
        for _ in range(_MOST_REDIRECTS):
            self._stay(url)
            answer = await self._http.request("PROPFIND", url, content=_PROPERTIES.encode(), headers=headers)
            if answer.status_code not in _REDIRECTS:
                break
            url = urljoin(url, answer.headers.get("Location", ""))
        if answer.status_code in (401, 403):
            raise NeedsReconnect(f"{self._host} refuses user name or password ({answer.status_code})")
        if answer.status_code >= 500:
            raise CalendarUnreachable(f"{self._host} answers {answer.status_code}")
        try:
            root = fromstring(answer.content) if answer.status_code == 207 else None  # noqa: S314  # see dav.py
        except ParseError:
            return []
        if root is None or root.tag != f"{DAV}multistatus":
            return []
        resources = [
            (urljoin(url, response.findtext(f"{DAV}href", "")), response) for response in root.iter(f"{DAV}response")
        ]
        return sorted(resources, key=lambda resource: resource[0].rstrip("/") != url.rstrip("/"))

    def _stay(self, url: str) -> None:
        """The password goes to the server that was named, or to one of the same owner."""
        scheme, host = urlsplit(url).scheme, urlsplit(url).hostname or ""
        if scheme != "https" and scheme != urlsplit(self._address).scheme:
            raise CalendarUnreachable(f"{self._host} sends us on to {host} without encryption")
        if host != self._host and not (host.endswith(_SPREAD) and self._host.endswith(_SPREAD)):
            raise CalendarUnreachable(f"{self._host} sends us on to {host}; if that is right, give its address")


def _hrefs(found: list[tuple[str, Element]], name: str) -> Iterator[str]:
    for url, response in found:
        for href in response.iterfind(f"{DAV}propstat/{DAV}prop/{name}/{DAV}href"):
            yield urljoin(url, href.text or "")


def _choices(found: list[tuple[str, Element]]) -> tuple[CalendarChoice, ...]:
    """The calendars among these that hold events, the writable ones first."""
    choices: list[CalendarChoice] = []
    for url, response in found:
        properties = f"{DAV}propstat/{DAV}prop"
        if response.find(f"{properties}/{DAV}resourcetype/{CAL}calendar") is None:
            continue
        kinds = [c.get("name") for c in response.iterfind(f"{properties}/{CAL}supported-calendar-component-set/*")]
        if kinds and "VEVENT" not in kinds:
            continue
        name = response.findtext(f"{properties}/{DAV}displayname") or unquote(url.rstrip("/").rpartition("/")[2])
        choices.append(CalendarChoice(url, name, primary=not choices, writable=_is_writable(response)))
    return tuple(sorted(choices, key=lambda choice: not choice.writable))


def _is_writable(response: Element) -> bool:
    """Whether we may write there, as far as the server says (RFC 3744 §5.4)."""
    rights = f"{DAV}propstat/{DAV}prop/{DAV}current-user-privilege-set"
    if response.find(f"{rights}/{DAV}privilege") is None:
        return True
    return any(
        response.find(f"{rights}/{DAV}privilege/{DAV}{right}") is not None
        for right in ("all", "write", "write-content", "bind")
    )

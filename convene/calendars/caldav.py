"""A rep's calendar on a CalDAV server (RFC 4791): Radicale, Nextcloud, Fastmail, iCloud and their like.

How the server is spoken to is in `dav.py`.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import httpx

from convene.calendars.base import WrittenEvent
from convene.calendars.busy import MARGIN, busy_times, instant, interval_of, read_object
from convene.calendars.dav import CAL, CS, DAV, GONE, Collection, name_of, property_of
from convene.calendars.stored_event import changed_text, live_event, new_text
from convene.clock import Clock
from convene.errors import CalendarUnreachable, EventChanged
from convene.model import BusyTime, CalendarEvent, Interval

_XMLNS = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"'

_IN_WINDOW = (
    f"<C:calendar-query {_XMLNS}><prop><getetag/><C:calendar-data/></prop>"
    '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="{start}" end="{end}"/>'
    "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
)
_WITH_UID = (
    f"<C:calendar-query {_XMLNS}><prop><getetag/><C:calendar-data/></prop>"
    '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:prop-filter name="UID">'
    '<C:text-match collation="i;octet">{uid}</C:text-match>'
    "</C:prop-filter></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
)
_TOKENS = f"<propfind {_XMLNS}><prop><sync-token/><CS:getctag/></prop></propfind>"
_ETAGS = f"<propfind {_XMLNS}><prop><getetag/></prop></propfind>"

_MOST_WRITES = 3


@dataclass(frozen=True, slots=True)
class _Object:
    """One resource of the calendar: its name in the collection, its version and its iCalendar text."""

    name: str
    etag: str | None
    text: str


class CalDavCalendar:
    """One calendar collection on a CalDAV server; implements `Calendar`.

    Use it from one event loop; connections are kept between calls until `close`.
    """

    provider = "caldav"
    sends_invitations = False

    def __init__(
        self,
        url: str,
        username: str,
        password: str | httpx.Auth,
        *,
        zone: str,
        email: str = "",
        timeout: float = 10.0,
        clock: Clock | None = None,
        public_only: bool = False,
    ) -> None:
        """Speak for the calendar at `url`.

        Args:
            url: address of the calendar collection, without user name or password in it.
            username: account on the server.
            password: of that account, an app password where the server has them; or what finds it for each request.
            zone: the calendar's IANA zone, for all-day and floating times.
            email: the owner's address, to know which invitations they declined; the user name if that is an address.
            timeout: seconds that any one call may take, all in all.
            clock: dates what we write.
            public_only: whether servers inside our own network are refused, because not the admin named it (S10).

        Raises:
            BadConfig: if the address is none, or carries a password.
        """
        auth = httpx.BasicAuth(username, password) if isinstance(password, str) else password
        self._there = Collection(url, auth, timeout=timeout, public_only=public_only)
        self._zone = zone
        self._owner = email or (username if "@" in username else "")
        self._clock = clock or Clock()

    def __repr__(self) -> str:
        return f"CalDavCalendar({self._there.url!r})"

    async def busy(self, window: Interval) -> tuple[BusyTime, ...]:
        """All times in the window that are not free; see `Calendar.busy`."""
        wider = window.padded(MARGIN, MARGIN)
        found = await self._query(_IN_WINDOW.format(start=_stamp(wider.start), end=_stamp(wider.end)))
        texts = [item.text for item in found]
        # A full calendar takes a while to work out; the chat goes on meanwhile.
        return await asyncio.to_thread(busy_times, texts, window, self._zone, self._owner)

    async def sync_token(self) -> str:
        """The collection's sync-token (RFC 6578); else its CTag; else a digest of all ETags."""
        found = await self._there.multistatus("PROPFIND", _TOKENS, depth="0")
        for response in found:
            for name in (f"{DAV}sync-token", f"{CS}getctag"):
                token = property_of(response, name)
                if token:
                    return token
        return await self._digest_of_etags()

    async def create(self, event: CalendarEvent) -> WrittenEvent:
        """Write the event unless its uid is there already; see `Calendar.create`.

        Raises:
            EventChanged: if the uid was there and has been cancelled or taken by another event.
        """
        name, now = f"{event.uid}.ics", self._clock.now().replace(microsecond=0)
        answer = await self._there.send("PUT", name, new_text(event, now), {"If-None-Match": "*"})
        if answer.is_success:
            return WrittenEvent(name, event.interval, event.join_url, answer.headers.get("ETag"), now)
        if answer.status_code != 412 and "no-uid-conflict" not in answer.text:
            raise self._there.refused(answer)
        existing = await self.find(event.uid)
        if existing is None:
            raise EventChanged(f"event {event.uid} was in the calendar and is not any more")
        return existing

    async def invite(self, event: CalendarEvent, provider_event_id: str) -> WrittenEvent:
        """What is there: the one invitation is Convene's own; see `Calendar.invite`."""
        there = await self._get(provider_event_id)
        written = _as_written(there, event.uid, self._zone) if there else None
        if written is None:
            raise EventChanged(f"event {event.uid} is not in the calendar any more")
        return written

    async def update(self, event: CalendarEvent, provider_event_id: str) -> WrittenEvent:
        """Bring the event to the given state, keeping what the rep added to it; see `Calendar.update`."""
        for _ in range(_MOST_WRITES):
            there = await self._get(provider_event_id)
            if there is None:
                raise EventChanged(f"event {event.uid} is not in the calendar any more")
            text = changed_text(there.text, event, self._clock.now().replace(microsecond=0))
            answer = await self._there.send("PUT", provider_event_id, text, {"If-Match": there.etag or "*"})
            if answer.is_success:
                return WrittenEvent(provider_event_id, event.interval, event.join_url, answer.headers.get("ETag"))
            if answer.status_code != 412:
                raise self._there.refused(answer)
        raise CalendarUnreachable(f"{self._there.host}: event {event.uid} changes faster than we can write it")

    async def delete(self, provider_event_id: str) -> None:
        """Remove the event; one that is already gone is fine."""
        answer = await self._there.send("DELETE", provider_event_id)
        if not answer.is_success and answer.status_code not in GONE:
            raise self._there.refused(answer)

    async def find(self, uid: str) -> WrittenEvent | None:
        """The event with this uid unless it was cancelled, wherever in the calendar the server or the rep put it."""
        there = await self._get(f"{uid}.ics")
        found = [there] if there else await self._query(_WITH_UID.format(uid=escape(uid)))
        return next((event for item in found if (event := _as_written(item, uid, self._zone))), None)

    async def close(self) -> None:
        """Give back connections."""
        await self._there.close()

    async def _get(self, name: str) -> _Object | None:
        """The resource with this name, or None when there is none."""
        # Compressing proxies weaken ETags, and a weak one is no good for If-Match.
        answer = await self._there.send("GET", name, headers={"Accept-Encoding": "identity"})
        if answer.status_code in GONE:
            return None
        if answer.status_code != 200:
            raise self._there.refused(answer)
        return _Object(name, answer.headers.get("ETag"), self._decoded(answer))

    async def _query(self, body: str) -> tuple[_Object, ...]:
        """The objects a calendar-query REPORT finds: all of them, whole, or an error (cases C15, C17)."""
        objects = []
        for response in await self._there.multistatus("REPORT", body, depth="1"):
            text = property_of(response, f"{CAL}calendar-data")
            if not text:
                raise CalendarUnreachable(f"{self._there.host}: the answer lacks an event's text")
            objects.append(_Object(name_of(response), property_of(response, f"{DAV}getetag"), text))
        return tuple(objects)

    async def _digest_of_etags(self) -> str:
        found = await self._there.multistatus("PROPFIND", _ETAGS, depth="1")
        tags = sorted(f"{name_of(response)} {property_of(response, f'{DAV}getetag')}" for response in found)
        return sha256("\n".join(tags).encode()).hexdigest()

    def _decoded(self, answer: httpx.Response) -> str:
        try:
            return str(answer.content, "utf-8")
        except UnicodeDecodeError as error:
            raise CalendarUnreachable(f"{self._there.host}: an event is not UTF-8") from error


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _as_written(item: _Object, uid: str, zone: str) -> WrittenEvent | None:
    """The object as a `WrittenEvent`, or None when it holds no live event with this uid."""
    event = live_event(read_object(item.text), uid)
    if event is None:
        return None
    conference, created = event.get("CONFERENCE"), event.get("CREATED")
    return WrittenEvent(
        provider_event_id=item.name,
        interval=interval_of(event, ZoneInfo(zone)),
        join_url=str(conference) if conference and not isinstance(conference, list) else None,
        etag=item.etag,
        created_at=instant(created.dt, UTC) if created else None,
    )

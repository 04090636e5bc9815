"""A rep's calendar at Google (Calendar API v3).

The rules behind each call are told beside it. Sources: developers.google.com/workspace/calendar/api/v3/reference and
the guides there about sync, quota and errors. Whatever is not a whole and certain answer raises.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import structlog

from convene.accounts.base import TokenSource
from convene.accounts.google_api import GoogleApi, GoogleRefused, Json
from convene.calendars import google_event
from convene.calendars.base import WrittenEvent
from convene.calendars.google_versions import GoogleVersions, digest_of, items_of
from convene.clock import Clock
from convene.errors import CalendarUnreachable, EventChanged, InvitationsRefused
from convene.model import BusyTime, CalendarEvent, Interval

log = structlog.get_logger()

_LONGEST_WINDOW = timedelta(days=60)  # Google refuses longer ones somewhere above it (G5)
_MOST_CALENDARS = 50  # in one freeBusy query (G5)
_PAGE = 2500
_MOST_WRITES = 3
_CONFERENCE_TAKES = (0.5, 1.0, 2.0, 4.0)  # seconds between looks at a link that is still being made (G8)
_DAY = timedelta(days=1)
_WATCHED_FOR = timedelta(days=1)

_ABOUT_TIME = (
    "kind,timeZone,nextPageToken,items(id,iCalUID,status,transparency,eventType,start,end,summary,"
    "attendees(email,self,responseStatus),extendedProperties/private,workingLocationProperties/type)"
)
_VERSIONS = "kind,nextPageToken,nextSyncToken,items(id,status,etag,updated)"


class GoogleCalendar:
    """One calendar at Google that meetings are written to, and others that block its rep; implements `Calendar`.

    Use it from one event loop; connections are kept between calls until `close`.
    """

    provider = "google"
    sends_invitations = True

    def __init__(
        self,
        api: str,
        tokens: TokenSource,
        *,
        zone: str,
        email: str = "",
        calendar_id: str = "primary",
        blocking: Sequence[str] = (),
        timeout: float = 10.0,
        clock: Clock | None = None,
    ) -> None:
        """Speak for a calendar of the account that the tokens are for.

        Args:
            api: address of the Calendar API, such as `https://www.googleapis.com/calendar/v3/`.
            tokens: where access tokens come from.
            zone: the rep's IANA zone, in which meetings are written.
            email: the account's address, which is also the id of its `primary` calendar.
            calendar_id: the calendar that meetings are written to.
            blocking: ids of more calendars whose busy times count (case C10).
            timeout: seconds that any one request may take, all in all.
            clock: says what today is.
        """
        self._api = GoogleApi(api, tokens, timeout=timeout)
        self._calendars, self._events = self._api.resources.freebusy(), self._api.resources.events()
        self._zone, self._owner, self._id = zone, email, calendar_id
        written_to = {calendar_id, "primary", email} if calendar_id in ("primary", email) else {calendar_id}
        self._others = tuple(dict.fromkeys(other for other in blocking if other not in written_to))
        self._clock = clock or Clock()
        self._versions, self._channel = GoogleVersions(), Json()
        self._syncing = asyncio.Lock()

    def __repr__(self) -> str:
        return f"GoogleCalendar({self._id!r}, {self._api!r})"

    async def busy(self, window: Interval) -> tuple[BusyTime, ...]:
        """All times in the window that are not free; see `Calendar.busy`.

        The calendar that meetings are written to tells its events, the others only when they are busy.
        """
        found: set[BusyTime] = set()
        for part in window.parts(_LONGEST_WINDOW):  # an event across a seam is found on both sides of it
            found.update(await self._own_busy(part, window))
        for part in window.parts(_LONGEST_WINDOW):
            found.update(await self._others_busy(part))
        return tuple(sorted(found, key=lambda busy: (busy.interval, busy.uid or "")))

    async def sync_token(self) -> str:
        """A digest of all events' versions, kept up to date with Google's own sync tokens (G11)."""
        async with self._syncing:
            await self._catch_up()
            digest = self._versions.digest
        today = self._clock.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        others = await self._others_busy(Interval(today, today + _LONGEST_WINDOW))
        return f"{digest}-{digest_of(str(busy.interval) for busy in others)}" if self._others else digest

    async def create(self, event: CalendarEvent) -> WrittenEvent:
        """Write the event under an id of our own, without attendees (G1, G6); see `Calendar.create`.

        Raises:
            EventChanged: if the id was there and has been deleted, or is another event's.
        """
        body = google_event.new_event(event, self._zone)
        request = self._events.insert(calendarId=self._id, body=body, conferenceDataVersion=1, sendUpdates="none")
        try:
            there = await self._api.send(request)
        except GoogleRefused as refused:
            if refused.status != 409:
                raise
            there = await self._live(event, google_event.event_id(event.uid))
        return google_event.written(await self._with_conference(there), self._zone)

    async def invite(self, event: CalendarEvent, provider_event_id: str) -> WrittenEvent:
        """Add the visitor, whom Google then mails; see `Calendar.invite`."""
        for _ in range(_MOST_WRITES):
            there = await self._live(event, provider_event_id)
            if google_event.is_invited(event, there):
                return google_event.written(there, self._zone)
            try:
                there = await self._patch(there, google_event.with_visitor(event, there), tells="all")
            except GoogleRefused as refused:
                if refused.is_spam_guard:
                    raise InvitationsRefused(str(refused)) from refused
                _must_be_overtaken(refused)
            else:
                return google_event.written(there, self._zone)
        raise CalendarUnreachable(f"event {event.uid} changes faster than we can write it")

    async def update(self, event: CalendarEvent, provider_event_id: str) -> WrittenEvent:
        """Bring the event to the given state, and let Google tell who is invited; see `Calendar.update`."""
        for _ in range(_MOST_WRITES):
            there = await self._live(event, provider_event_id)
            if google_event.is_as(event, there, self._zone):
                return google_event.written(there, self._zone)
            body = google_event.changes(event, there, self._zone)
            try:
                there = await self._patch(there, body, tells="all")
            except GoogleRefused as refused:
                if refused.is_spam_guard:
                    await self._patch(there, body, tells="none")
                    raise InvitationsRefused(str(refused)) from refused
                _must_be_overtaken(refused)
            else:
                return google_event.written(await self._with_conference(there), self._zone)
        raise CalendarUnreachable(f"event {event.uid} changes faster than we can write it")

    async def delete(self, provider_event_id: str) -> None:
        """Remove the event, and let Google tell who was invited; one that is already gone is fine (G7, G10)."""
        try:
            await self._delete(provider_event_id, tells="all")
        except GoogleRefused as refused:
            if not refused.is_spam_guard:
                raise
            await self._delete(provider_event_id, tells="none")
            raise InvitationsRefused(str(refused)) from refused

    async def find(self, uid: str) -> WrittenEvent | None:
        """The event with this uid, unless it was deleted: its id follows from it."""
        there = await self._get(google_event.event_id(uid))
        if there is None or not google_event.is_live(there) or google_event.uid_of(there) != uid:
            return None
        return google_event.written(there, self._zone)

    async def watch(self, url: str, secret: str) -> None:
        """Have Google call the address at every change of the calendar meetings are written to; see `Watchable` (G12).

        A channel cannot be prolonged: the next one begins before the last one is stopped. One that a restart left
        behind ends by itself; calendars that only block are polled.
        """
        ends = int((self._clock.now() + _WATCHED_FOR).timestamp() * 1000)
        asked = {"id": str(uuid4()), "type": "web_hook", "address": url, "token": secret, "expiration": str(ends)}
        begun = await self._api.send(self._events.watch(calendarId=self._id, body=asked))
        last, self._channel = self._channel, {"id": asked["id"], "resourceId": begun.get("resourceId")}
        await self._stop(last)

    async def unwatch(self, url: str) -> None:
        """End the channel that this process began; others, of which Google tells nobody, end by themselves."""
        last, self._channel = self._channel, {}
        await self._stop(last)

    async def close(self) -> None:
        """Give back connections."""
        await self._api.close()

    async def _stop(self, channel: Json) -> None:
        if channel:
            with suppress(GoogleRefused):  # ended already
                await self._api.send(self._api.resources.channels().stop(body=channel))

    async def _own_busy(self, part: Interval, window: Interval) -> list[BusyTime]:
        said = {"singleEvents": True, "timeMin": _rfc3339(part.start - _DAY), "timeMax": _rfc3339(part.end + _DAY)}
        found: list[BusyTime] = []
        for page in await self._pages(fields=_ABOUT_TIME, **said):
            zone = str(page.get("timeZone") or self._zone)
            found.extend(google_event.busy_times(items_of(page), window, zone, self._owner))
        return found

    async def _others_busy(self, part: Interval) -> list[BusyTime]:
        """When the other calendars are busy; one that cannot be read makes all unknown (G5, case C15)."""
        found: list[BusyTime] = []
        for first in range(0, len(self._others), _MOST_CALENDARS):
            asked = self._others[first : first + _MOST_CALENDARS]
            body = {
                "timeMin": _rfc3339(part.start),
                "timeMax": _rfc3339(part.end),
                "items": [{"id": calendar} for calendar in asked],
            }
            answers = (await self._api.send(self._calendars.query(body=body))).get("calendars", {})
            for calendar in asked:
                found.extend(BusyTime(interval) for interval in _free_busy(answers.get(calendar)))
        return found

    async def _catch_up(self) -> None:
        """Learn what changed since the last time; without a good sync token, all there is (G11, case P8)."""
        known = self._versions
        if known.sync_token:
            try:
                pages = await self._pages(fields=_VERSIONS, syncToken=known.sync_token)
            except GoogleRefused as refused:
                if refused.status != 410:
                    raise
                log.info("Google wants a full sync", calendar=self._id)
            else:
                known.add(pages)
                return
        fresh = GoogleVersions()
        fresh.add(await self._pages(fields=_VERSIONS))
        self._versions = fresh

    async def _pages(self, **said: Any) -> list[Json]:
        """All pages of a list of events; an error on any of them fails the whole (case C17)."""
        pages: list[Json] = []
        following: str | None = None
        while True:
            request = self._events.list(calendarId=self._id, maxResults=_PAGE, pageToken=following, **said)
            page = await self._api.send(request)
            if page.get("kind") != "calendar#events" and "items" not in page:
                raise CalendarUnreachable("Google's answer is not a list of events")
            pages.append(page)
            following = page.get("nextPageToken")
            if not following:
                return pages

    async def _get(self, event_id: str) -> Json | None:
        try:
            return await self._api.send(self._events.get(calendarId=self._id, eventId=event_id))
        except GoogleRefused as refused:
            if refused.is_gone:
                return None
            raise

    async def _live(self, event: CalendarEvent, event_id: str) -> Json:
        """Our event as it is now.

        Raises:
            EventChanged: if it was deleted, or is another one.
        """
        there = await self._get(event_id)
        if there is None or not google_event.is_live(there) or google_event.uid_of(there) != event.uid:
            raise EventChanged(f"event {event.uid} is not in the calendar any more")
        return there

    async def _patch(self, there: Json, body: Json, *, tells: str) -> Json:
        """Change parts of the event, unless it is not the version we know any more (G9)."""
        request = self._events.patch(
            calendarId=self._id, eventId=there["id"], body=body, conferenceDataVersion=1, sendUpdates=tells
        )
        return await self._api.send(request, etag=there.get("etag"))

    async def _delete(self, event_id: str, *, tells: str) -> None:
        try:
            await self._api.send(self._events.delete(calendarId=self._id, eventId=event_id, sendUpdates=tells))
        except GoogleRefused as refused:
            if not refused.is_gone:
                raise

    async def _with_conference(self, there: Json) -> Json:
        """The event once its conference link is made; without one when that takes too long or fails (case A13)."""
        for pause in _CONFERENCE_TAKES:
            if not google_event.waits_for_conference(there):
                break
            await asyncio.sleep(pause)
            try:
                there = await self._get(there["id"]) or there
            except CalendarUnreachable as failure:
                log.warning("could not look for the conference link", event_id=there["id"], error=str(failure))
        if there.get("conferenceData") and not google_event.join_url(there):
            log.warning("Google made no conference link", event_id=there["id"])
        return there


def _must_be_overtaken(refused: GoogleRefused) -> None:
    """Go on only if the event changed under our hands, and another look may help."""
    if refused.status != 412 and not refused.is_gone:
        raise refused


def _free_busy(answer: Any) -> Iterator[Interval]:
    """The busy times of one calendar in a freeBusy answer.

    Raises:
        CalendarUnreachable: if it could not be read (case C15).
    """
    if not isinstance(answer, dict) or answer.get("errors") or not isinstance(answer.get("busy"), list):
        reasons = [str(error.get("reason")) for error in (answer or {}).get("errors", [])]
        raise CalendarUnreachable(
            f"Google cannot read a calendar that blocks times ({', '.join(reasons) or 'no answer'})"
        )
    try:
        for busy in answer["busy"]:
            yield Interval(*(datetime.fromisoformat(busy[end]).astimezone(UTC) for end in ("start", "end")))
    except (KeyError, TypeError, ValueError) as error:
        raise CalendarUnreachable("Google's answer has busy times that cannot be read") from error


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

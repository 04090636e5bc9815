"""A rep's Outlook calendar, over Microsoft Graph (learn.microsoft.com/graph/outlook-calendar-concept-overview)."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from urllib.parse import quote

import structlog

from convene.accounts.base import TokenSource
from convene.accounts.graph import Graph, GraphRefused, Json
from convene.calendars.base import WrittenEvent
from convene.calendars.outlook_changes import NOT_OFFERED, OutlookChanges, stamp, version_of
from convene.calendars.outlook_event import (
    BUSY_FIELDS,
    EVENT_FIELDS,
    OUR_UID,
    busy_time,
    changes,
    new_event,
    written,
)
from convene.clock import Clock
from convene.errors import CalendarUnreachable, ChangeRefused, EventChanged, InvitationsRefused
from convene.model import BusyTime, CalendarEvent, Interval

log = structlog.get_logger()

DEFAULT = "primary"
"""The account's own calendar, whatever its id is."""

_DAY = timedelta(days=1)
_LONGEST_WINDOW = timedelta(days=60)
_PAGE = "500"
_SUBSCRIBED_FOR = timedelta(minutes=4200)  # what older pages of Microsoft's allow; newer ones say 10,080
_MOST_WRITES = 3
_WAITS_FOR_LINK = (0.5, 1.0, 2.0)  # seconds


class MicrosoftCalendar:
    """One calendar of an Outlook mailbox, and others of it that block; implements `Calendar`.

    Use it from one event loop; connections are kept between calls until `close`.
    """

    provider = "microsoft"
    sends_invitations = True

    def __init__(
        self,
        api: str,
        tokens: TokenSource,
        *,
        zone: str,
        calendar_id: str = DEFAULT,
        blocking: Sequence[str] = (),
        timeout: float = 10.0,
        clock: Clock | None = None,
    ) -> None:
        """Speak for the calendar of whoever the tokens belong to.

        Args:
            api: address of the Graph, such as `https://graph.microsoft.com/v1.0`.
            tokens: where access tokens come from.
            zone: the mailbox's IANA zone, for events of whole days.
            calendar_id: the calendar that meetings are written to.
            blocking: calendars whose events keep the rep busy; the written one always does (C10).
            timeout: seconds that any one request may take, all in all.
            clock: tells from when on changes are watched.
        """
        self._graph = Graph(api, tokens, timeout=timeout)
        self._zone, self._clock = zone, clock or Clock()
        self._calendar = calendar_id or DEFAULT
        self._calendars = tuple(dict.fromkeys([self._calendar, *blocking]))
        self._watched = _LONGEST_WINDOW
        self._changes = OutlookChanges(self._graph)

    def __repr__(self) -> str:
        return f"MicrosoftCalendar({self._calendar!r}, {self._graph!r})"

    async def busy(self, window: Interval) -> tuple[BusyTime, ...]:
        """All times in the window that the calendars say anything about; see `Calendar.busy`."""
        self._watched = max(self._watched, window.end - self._clock.now() + _DAY)
        found = set()
        # Whole days are told as days of UTC: those of the mailbox's zone reach across the window's ends (case T6).
        for part in window.padded(_DAY, _DAY).parts(_LONGEST_WINDOW):
            for calendar in self._calendars:
                for event in await self._view(calendar, part, BUSY_FIELDS):
                    busy = busy_time(event, self._zone)
                    if busy and busy.interval.overlaps(window):
                        found.add(busy)
        return tuple(sorted(found, key=lambda busy: (busy.interval, busy.uid or "")))

    async def sync_token(self) -> str:
        """A digest of which version of which event there is, kept up to date by delta queries."""
        today = self._clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        window = Interval(today - _DAY, today + max(timedelta(days=self._watched.days), _LONGEST_WINDOW))
        versions = []
        for calendar in self._calendars:
            # Delta queries are documented for the account's own calendar alone.
            if calendar == DEFAULT and (changed := await self._changes.versions(window)) is not None:
                versions += changed
            else:
                events = await self._view(calendar, window, "id,changeKey,start,end")
                versions += [version_of(event) for event in events]
        return sha256("\n".join(sorted(versions)).encode()).hexdigest()

    async def create(self, event: CalendarEvent) -> WrittenEvent:
        """Write the event unless its uid is there already; see `Calendar.create`.

        The transactionId makes Graph write it once, however often it is sent (M1). A Teams link is asked for where the
        calendar can have one; the answer tells whether it got one (M2).

        Raises:
            EventChanged: if the uid was there and has been cancelled or deleted.
        """
        teams = event.conference and not event.join_url and await self._has_teams()
        try:
            there = await self._graph.post(f"{_root(self._calendar)}/events", new_event(event, teams=teams))
        except GraphRefused as refused:
            if refused.code != "ErrorDuplicateTransactionId":
                raise
            found = await self.find(event.uid)
            if found is None:
                raise EventChanged(f"event {event.uid} was in the calendar and is not any more") from refused
            return found
        if there.get("isCancelled"):
            raise EventChanged(f"event {event.uid} was cancelled")
        if teams:
            there = await self._with_link(there)
        return written(there, self._zone)

    async def invite(self, event: CalendarEvent, provider_event_id: str) -> WrittenEvent:
        """Add the visitor, which makes Exchange mail the invitation; see `Calendar.invite`."""
        try:
            return await self._bring_to(event, provider_event_id, invite=True)
        except GraphRefused as refused:
            if refused.will_not_mail:
                raise InvitationsRefused(refused.code) from refused
            raise

    async def update(self, event: CalendarEvent, provider_event_id: str) -> WrittenEvent:
        """Bring the event to the given state, with one mail to those invited; see `Calendar.update`.

        Where Exchange refuses that mail, a look tells whether it changed the event all the same.
        """
        try:
            return await self._bring_to(event, provider_event_id, invite=False)
        except GraphRefused as refused:
            if not refused.will_not_mail:
                raise
            there = await self._get(provider_event_id)
            if there is None or changes(there, event, invite=False):
                raise ChangeRefused(str(refused)) from refused
            raise InvitationsRefused(refused.code) from refused

    async def delete(self, provider_event_id: str) -> None:
        """Remove the event; as its organiser the rep cancels it, and Exchange tells those invited (M7, M12)."""
        try:
            await self._graph.delete(_event(provider_event_id))
        except GraphRefused as refused:
            if not (_is_gone(refused) or refused.will_not_mail):
                raise
            is_there = await self._get(provider_event_id) is not None
            if refused.will_not_mail:
                raise (ChangeRefused if is_there else InvitationsRefused)(str(refused)) from refused
            if is_there:
                raise

    async def find(self, uid: str) -> WrittenEvent | None:
        """The event with this uid unless it was cancelled, wherever in the calendar the rep put it.

        Before it is said to be nowhere it is looked for in both ways: an event without a booking would be worse than
        a few more questions.
        """
        for look in (self._search, self._ahead):
            for event in await look(uid):
                if event.get("transactionId") == uid and not event.get("isCancelled"):
                    return written(event, self._zone)
        return None

    async def watch(self, url: str, secret: str) -> None:
        """Have Microsoft call the address at every change; see `Watchable` (M9).

        A subscription that is there already is prolonged, so that a restart leaves none behind.
        """
        ends = {"expirationDateTime": stamp(self._clock.now() + _SUBSCRIBED_FOR)}
        known = {str(one.get("resource")): one["id"] for one in await self._subscriptions(url)}
        for calendar in self._calendars:
            resource = f"{_root(calendar)}/events"
            if resource in known:
                await self._graph.patch(f"/subscriptions/{known.pop(resource)}", ends, None)
                continue
            asked = {"changeType": "created,updated,deleted", "resource": resource, "clientState": secret}
            addresses = {"notificationUrl": url, "lifecycleNotificationUrl": url}
            await self._graph.post("/subscriptions", {**asked, **addresses, **ends})
        for left in known.values():  # calendars that count no more
            await self._unsubscribe(left)

    async def unwatch(self, url: str) -> None:
        """Delete every subscription of the mailbox that calls this address, whichever process began it."""
        for one in await self._subscriptions(url):
            await self._unsubscribe(one["id"])

    async def close(self) -> None:
        """Give back connections."""
        await self._graph.close()

    async def _subscriptions(self, url: str) -> list[Json]:
        """Those of the mailbox that call the address."""
        there, _ = await self._graph.pages("/subscriptions")
        return [one for one in there if one.get("notificationUrl") == url]

    async def _unsubscribe(self, id: str) -> None:
        try:
            await self._graph.delete(f"/subscriptions/{id}")
        except GraphRefused as refused:
            if not _is_gone(refused):
                raise

    async def _bring_to(self, event: CalendarEvent, event_id: str, *, invite: bool) -> WrittenEvent:
        """Change what differs in one PATCH, on the version that was looked at, so that one mail at most goes out."""
        for _ in range(_MOST_WRITES):
            there = await self._get(event_id)
            if there is None or there.get("isCancelled"):
                raise EventChanged(f"event {event.uid} is not in the calendar any more")
            change = changes(there, event, invite=invite)
            if not change:
                return written(there, self._zone)
            try:
                changed = await self._graph.patch(_event(event_id), change, there.get("@odata.etag"))
                return written(changed, self._zone)
            except GraphRefused as refused:
                if refused.status != 412 and not _is_gone(refused):
                    raise
        raise CalendarUnreachable(f"event {event.uid} changes faster than we can write it")

    async def _get(self, event_id: str) -> Json | None:
        """The event with this id, or None when there is none."""
        try:
            return await self._graph.get(_event(event_id), select=EVENT_FIELDS)
        except GraphRefused as refused:
            if _is_gone(refused):
                return None
            raise

    async def _view(self, calendar: str, window: Interval, fields: str) -> list[Json]:
        """The events of a calendar in the window, recurrences expanded (M4, case C7)."""
        between = {"startDateTime": stamp(window.start), "endDateTime": stamp(window.end)}
        found, _ = await self._graph.pages(f"{_root(calendar)}/calendarView", **between, select=fields, top=_PAGE)
        return found

    async def _search(self, uid: str) -> list[Json]:
        """The events that a search for our property finds; none where that cannot be searched for."""
        value = uid.replace("'", "''")
        wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{OUR_UID}' and ep/value eq '{value}')"
        try:
            path = f"{_root(self._calendar)}/events"
            found, _ = await self._graph.pages(path, filter=wanted, select=EVENT_FIELDS)
        except GraphRefused as refused:
            if refused.status not in NOT_OFFERED:
                raise
            return []
        return found

    async def _ahead(self, uid: str) -> list[Json]:
        """The events of the next year that could be the one."""
        now, found = self._clock.now(), list[Json]()
        for part in Interval(now - 7 * _DAY, now + max(self._watched, 6 * _LONGEST_WINDOW)).parts(_LONGEST_WINDOW):
            found += await self._view(self._calendar, part, EVENT_FIELDS)
        return [event for event in found if event.get("transactionId") == uid]

    async def _has_teams(self) -> bool:
        """Whether the calendar can have Teams meetings; personal accounts and some licences cannot (A13, MO6)."""
        path = "/me/calendar" if self._calendar == DEFAULT else _root(self._calendar)
        said = await self._graph.get(path, select="allowedOnlineMeetingProviders")
        allowed = said.get("allowedOnlineMeetingProviders")
        return allowed is None or "teamsForBusiness" in allowed

    async def _with_link(self, there: Json) -> Json:
        """The event once its Teams link is there; Graph may make it without a word, late or never (M2)."""
        for pause in _WAITS_FOR_LINK:
            if not there.get("isOnlineMeeting") or (there.get("onlineMeeting") or {}).get("joinUrl"):
                break
            await asyncio.sleep(pause)
            try:
                there = await self._graph.get(_event(str(there["id"])), select=EVENT_FIELDS)
            except CalendarUnreachable:
                break  # the event is written, with or without a link
        if not (there.get("onlineMeeting") or {}).get("joinUrl"):
            log.warning("no Teams link", provider_event_id=there.get("id"))
        return there


def _root(calendar: str) -> str:
    return "/me" if calendar == DEFAULT else f"/me/calendars/{quote(calendar, safe='')}"


def _event(event_id: str) -> str:
    return f"/me/events/{quote(event_id, safe='')}"


def _is_gone(refused: GraphRefused) -> bool:
    """Whether the event or subscription is not there, and not the mailbox (M10)."""
    return refused.status in (404, 410) and "mailbox" not in refused.code.lower()

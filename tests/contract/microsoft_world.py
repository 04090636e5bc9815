"""The Microsoft world: a rep on our strict double of Graph."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_worlds import OWNER, ZONE

from convene.calendars.microsoft import MicrosoftCalendar
from convene.errors import NeedsReconnect
from tests.doubles.graph.mailbox import Mailbox
from tests.fakes import FakeClock

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


class Kept:
    """Where the calendar gets its access token from; `fresh` are those that a refresh would bring."""

    def __init__(self, *tokens):
        self.tokens = list(tokens)
        self.refreshed = 0

    async def access_token(self, *, stale=None):
        if stale == self.tokens[0]:
            self.refreshed += 1
            if len(self.tokens) == 1:
                raise NeedsReconnect("invalid_grant")
            del self.tokens[0]
        return self.tokens[0]


class MicrosoftWorld:
    """A new rep with an empty calendar on the double, as `World` asks."""

    def __init__(self, graph):
        self.graph, self.url = graph, graph.url
        self.mailbox = graph.open(Mailbox(OWNER))
        self.secret = self.mailbox.token
        self._quiet = socket.create_server(("127.0.0.1", 0))
        self._made = []

    def calendar(self, **more):
        return self.open(self.url, Kept(self.mailbox.token), **more)

    def refused(self):
        self.secret = "yesterday-" + self.secret
        return self.open(self.url, Kept(self.secret))

    def unplugged(self):
        with socket.create_server(("127.0.0.1", 0)) as finder:
            port = finder.getsockname()[1]
        return self.open(f"http://127.0.0.1:{port}/v1.0", Kept(self.secret))

    def silent(self):
        port = self._quiet.getsockname()[1]
        return self.open(f"http://127.0.0.1:{port}/v1.0", Kept(self.secret), timeout=0.3)

    async def have(self, *events):
        for event in events:
            self.mailbox.add(*_times(event), **_said(event))

    async def drag(self, provider_event_id, start, end):
        self.mailbox.drag(self.item(provider_event_id), start, end)

    async def remove(self, provider_event_id):
        self.mailbox.remove(self.item(provider_event_id))

    async def coming(self, provider_event_id):
        items = [i for i in self.mailbox.items.values() if f"{i.number:06d}" in provider_event_id and not i.cancelled]
        return sorted(a["emailAddress"]["address"] for item in items for a in item.attendees)

    def item(self, provider_event_id):
        """The event as the double keeps it."""
        [item] = [item for item in self.mailbox.items.values() if f"{item.number:06d}" in provider_event_id]
        return item

    def open(self, url, tokens, **more):
        calendar = MicrosoftCalendar(url, tokens, zone=ZONE, clock=FakeClock(NOW), **more)
        self._made.append(calendar)
        return calendar

    async def close(self):
        self._quiet.close()
        await asyncio.gather(*(calendar.close() for calendar in self._made))


def _times(given):
    if not isinstance(given.start, datetime):
        return given.start, given.end + timedelta(days=1)
    return _instant(given.start), _instant(given.end)


def _said(given):
    said = {"weekly": given.repeats == "weekly", "showAs": "busy"}
    said["skipped"] = [_instant(start) for start in given.skipped]
    said["moved"] = [(_instant(usual), _instant(instead)) for usual, instead in given.moved]
    match given.shows:
        case "free" | "tentative":
            said["showAs"] = given.shows
        case "out_of_office":
            said["showAs"] = "oof"
        case "cancelled":
            said["isCancelled"] = True
        case "declined":
            said["response"] = "declined"
    return said


def _instant(moment):
    return moment.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC) if moment.tzinfo is None else moment

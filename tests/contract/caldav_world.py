"""The CalDAV world: a rep on a real Radicale."""

import asyncio
import secrets
import socket
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
from calendar_worlds import OWNER, ZONE
from icalendar import Calendar as ICalendar
from icalendar import Event, vCalAddress, vRecur

from convene.calendars.caldav import CalDavCalendar
from convene.calendars.radicale import passwords, prepare

WRITTEN = datetime(2026, 11, 23, 8, tzinfo=UTC)


class CalDavWorld:
    """A new rep with an empty calendar on the server, as `World` asks."""

    def __init__(self, server):
        self.user = f"rep-{secrets.token_hex(4)}"
        prepare(server.folder, {self.user: {}})
        self.server = server
        self.secret = passwords(server.folder)[self.user]
        self.home = server.folder / "collections" / "collection-root" / self.user / "calendar"
        self.url = f"http://127.0.0.1:{server.port}/{self.user}/calendar/"
        self._quiet = socket.create_server(("127.0.0.1", 0))
        self._made = []

    def calendar(self):
        return self._open(self.url, self.secret)

    def refused(self):
        self.secret = "yesterday-" + self.secret
        return self._open(self.url, self.secret)

    def unplugged(self):
        with socket.create_server(("127.0.0.1", 0)) as finder:
            port = finder.getsockname()[1]
        return self._open(f"http://127.0.0.1:{port}/", self.secret)

    def silent(self):
        return self._open(f"http://127.0.0.1:{self._quiet.getsockname()[1]}/", self.secret, timeout=0.3)

    async def have(self, *events):
        if len(events) > 50:  # one after the other over HTTP, this many would take the server many seconds
            for event in events:
                (self.home / f"{event.uid}.ics").write_bytes(_text(event))
            return
        async with self._rep() as rep:
            for event in events:
                answer = await rep.put(f"{event.uid}.ics", content=_text(event))
                assert answer.status_code == 201, answer.text

    async def drag(self, provider_event_id, start, end):
        async with self._rep() as rep:
            calendar = ICalendar.from_ical((await rep.get(provider_event_id)).text)
            event = calendar.events[0]
            event.start, event.end = start, end
            await self.store(provider_event_id, calendar.to_ical())

    async def remove(self, provider_event_id):
        async with self._rep() as rep:
            (await rep.delete(provider_event_id)).raise_for_status()

    async def coming(self, provider_event_id):
        if not (text := await self.text(provider_event_id)).startswith("BEGIN:VCALENDAR"):
            return []
        (event,) = ICalendar.from_ical(text).events
        return sorted(str(attendee).removeprefix("mailto:") for attendee in event.attendees)

    async def text(self, provider_event_id):
        """The object as it is stored."""
        async with self._rep() as rep:
            return (await rep.get(provider_event_id)).text

    async def store(self, provider_event_id, text):
        """Overwrite or add an object with any text the server takes."""
        async with self._rep() as rep:
            (await rep.put(provider_event_id, content=text)).raise_for_status()

    async def close(self):
        self._quiet.close()
        await asyncio.gather(*(calendar.close() for calendar in self._made))

    def _open(self, url, password, timeout=30.0):  # a busy machine is slow, and that is no failure
        calendar = CalDavCalendar(url, self.user, password, zone=ZONE, email=OWNER, timeout=timeout)
        self._made.append(calendar)
        return calendar

    def _rep(self):
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        return httpx.AsyncClient(base_url=self.url, auth=(self.user, self.secret), headers=headers, trust_env=False)


def _text(given):
    event = _event(given, given.start, given.end)
    if given.repeats:
        event.add("rrule", vRecur({"FREQ": given.repeats.upper()}))
    for start in given.skipped:
        event.add("exdate", _local(start))
    calendar = ICalendar()
    calendar.add("prodid", "-//A rep's calendar program//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    for usual, instead in given.moved:
        exception = _event(given, instead, instead + (given.end - given.start))
        exception.add("recurrence-id", _local(usual))
        calendar.add_component(exception)
    calendar.add_missing_timezones(first_date=date(2026, 1, 1), last_date=date(2028, 1, 1))
    return calendar.to_ical()


def _event(given, start, end):
    event = Event()
    event.add("uid", given.uid)
    event.add("dtstamp", WRITTEN)
    event.add("summary", "Something private")
    event.add("dtstart", _local(start))
    event.add("dtend", _local(end) if isinstance(end, datetime) else end + timedelta(days=1))
    match given.shows:
        case "free":
            event.add("transp", "TRANSPARENT")
        case "tentative" | "cancelled":
            event.add("status", given.shows.upper())
        case "out_of_office":
            event.add("x-microsoft-cdo-busystatus", "OOF")
        case "declined":
            event.add("organizer", vCalAddress("mailto:host@elsewhere.test"))
            event.add("attendee", vCalAddress(f"mailto:{OWNER}", params={"PARTSTAT": "DECLINED"}))
    return event


def _local(moment):
    return moment.replace(tzinfo=ZoneInfo(ZONE)) if isinstance(moment, datetime) and not moment.tzinfo else moment

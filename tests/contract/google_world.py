"""The Google world: a rep on the stand-in for Google Calendar."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from calendar_worlds import OWNER, ZONE

from convene.calendars.google import GoogleCalendar
from tests.doubles.google import API


class Token:
    """A token source that has one token; nobody gives it another."""

    def __init__(self, token):
        self.token = token
        self.stale = []

    async def access_token(self, *, stale=None):
        if stale:
            self.stale.append(stale)
        return self.token


class GoogleWorld:
    """Anna with an empty calendar at Google, as `World` asks."""

    def __init__(self, double):
        self.double = double
        self.secret = double.tokens["anna"]
        self._hands = double.person("anna")
        self._quiet = socket.create_server(("127.0.0.1", 0))
        self._made = []

    def calendar(self, **said):
        return self._open(self.double.api, self.secret, **said)

    def refused(self):
        self.secret = "yesterday-" + self.secret
        return self._open(self.double.api, self.secret)

    def unplugged(self):
        with socket.create_server(("127.0.0.1", 0)) as finder:
            port = finder.getsockname()[1]
        return self._open(f"http://127.0.0.1:{port}{API}", self.secret)

    def silent(self):
        return self._open(f"http://127.0.0.1:{self._quiet.getsockname()[1]}{API}", self.secret, timeout=0.3)

    async def have(self, *events):
        for event in events:
            await self._have(event)

    async def drag(self, provider_event_id, start, end):
        await self._ask("PATCH", f"/{provider_event_id}", {"start": _moment(start), "end": _moment(end)})

    async def remove(self, provider_event_id):
        await self._ask("DELETE", f"/{provider_event_id}")

    async def coming(self, provider_event_id):
        event = await self.event(provider_event_id)
        return sorted(a["email"] for a in event.get("attendees", ()) if event["status"] != "cancelled")

    async def event(self, provider_event_id):
        """The event as Google has it."""
        return await self._ask("GET", f"/{provider_event_id}")

    async def close(self):
        self._quiet.close()
        await self._hands.aclose()
        await asyncio.gather(*(calendar.close() for calendar in self._made))

    def _open(self, api, token, **said):
        calendar = GoogleCalendar(api, Token(token), zone=ZONE, email=OWNER, **said)
        self._made.append(calendar)
        return calendar

    async def _have(self, given):
        answer = await self._ask("POST", "", _body(given))
        if given.shows in ("tentative", "declined"):
            await self._ask(
                "PATCH", f"/{answer['id']}", {"attendees": [{"email": OWNER, "responseStatus": given.shows}]}
            )
        if given.shows == "cancelled":
            await self._ask("DELETE", f"/{answer['id']}")
        for usual, instead in given.moved:
            times = {"start": _moment(instead), "end": _moment(instead + (given.end - given.start))}
            if usual < instead:
                instance = _utc(usual).strftime("%Y%m%dT%H%M%SZ")
                await self._ask("PATCH", f"/{answer['id']}_{instance}", times)
            else:  # the stand-in works a series out no further than the window, so this one stands for itself
                await self._ask("POST", "", {"summary": "Something private", **times})

    async def _ask(self, method, path, body=None):
        answer = await self._hands.request(method, f"calendars/{quote(OWNER)}/events{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


def _body(given):
    end = given.end if isinstance(given.end, datetime) else given.end + timedelta(days=1)
    body = {"summary": "Something private", "start": _moment(given.start), "end": _moment(end)}
    if given.shows == "free":
        body["transparency"] = "transparent"
    if given.shows == "out_of_office":
        body["eventType"] = "outOfOffice"
    if given.shows in ("tentative", "declined"):
        body["attendees"] = [{"email": OWNER}]
    if given.repeats:
        left_out = [*given.skipped, *(usual for usual, instead in given.moved if instead < usual)]
        exceptions = [f"EXDATE:{_utc(start):%Y%m%dT%H%M%SZ}" for start in left_out]
        body["recurrence"] = [f"RRULE:FREQ={given.repeats.upper()}", *exceptions]
    return body


def _moment(moment):
    if not isinstance(moment, datetime):
        return {"date": moment.isoformat()}
    return {"dateTime": _utc(moment).astimezone(ZoneInfo(ZONE)).isoformat(), "timeZone": ZONE}


def _utc(moment):
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(ZONE))).astimezone(UTC)

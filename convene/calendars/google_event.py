"""Our event as a resource of Google's Calendar API: how it is written, changed and recognised; and what is busy.

Source: developers.google.com/workspace/calendar/api/v3/reference/events. Unknown is not free: an event whose times
cannot be read for certain raises, it is never left out (cases C13, C20).
"""

import base64
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from hashlib import sha256
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from convene.calendars.absence import free_day
from convene.calendars.base import WrittenEvent
from convene.errors import CalendarUnreachable
from convene.invitations.text import one_line, printable
from convene.model import BusyKind, BusyTime, CalendarEvent, Interval

Json = dict[str, Any]

_UID, _BOOKING, _SEQUENCE = "conveneUid", "conveneBooking", "conveneSequence"


def event_id(uid: str) -> str:
    """The id we choose for the event with this uid, in the alphabet that Google allows (G1, case P14)."""
    return base64.b32hexencode(sha256(uid.encode()).digest()[:20]).decode().lower()


def new_event(event: CalendarEvent, zone: str) -> Json:
    """The body of an event that is not there yet; nobody is invited to it (G6)."""
    said = {"id": event_id(event.uid), **_times(event, zone), **_texts(event), **_marks(event)}
    if event.join_url:
        said["location"] = event.join_url
    elif event.conference:
        said["conferenceData"] = _new_conference(event)
    return said


def with_visitor(event: CalendarEvent, there: Json) -> Json:
    """What changes when the visitor and their guests are invited; attendees are replaced whole (G9, case I9)."""
    known = _known(there)
    visitor = {"email": _address(event.attendee_email), "displayName": one_line(event.attendee_name)}
    coming = [{name: said for name, said in visitor.items() if said}, *({"email": _address(g)} for g in event.guests)]
    fresh = [one for one in coming if one["email"].lower() not in known]
    return {**_texts(event), "attendees": [*_attendees(there), *fresh]}


def changes(event: CalendarEvent, there: Json, zone: str) -> Json:
    """What has to be changed to bring the event to our state; what the rep added to it stays."""
    said = {**_times(event, zone), **_texts(event), **_marks(event)}
    if event.join_url and event.join_url != join_url(there):
        said["location"] = event.join_url
    elif event.conference and not event.join_url and not join_url(there):
        said["conferenceData"] = _new_conference(event)
    return said


def is_as(event: CalendarEvent, there: Json, zone: str) -> bool:
    """Whether the event is in our state already: a change that is written twice would be told twice."""
    return interval_of(there, zone) == event.interval and _private(there).get(_SEQUENCE) == str(event.sequence)


def is_invited(event: CalendarEvent, there: Json) -> bool:
    """Whether the visitor and their guests are among the event's attendees."""
    return {_address(email).lower() for email in (event.attendee_email, *event.guests)} <= _known(there)


def _known(there: Json) -> set[str]:
    return {str(attendee.get("email", "")).lower() for attendee in _attendees(there)}


def uid_of(there: Json) -> str:
    """Our uid when the event is ours, else Google's; empty when it has none."""
    return str(_private(there).get(_UID) or there.get("iCalUID") or "")


def is_live(there: Json) -> bool:
    """Whether the event was not cancelled; a deleted one keeps its id and can still be got."""
    return there.get("status") != "cancelled"


def waits_for_conference(there: Json) -> bool:
    """Whether Google is still making the event's conference link (G8)."""
    made = there.get("conferenceData", {}).get("createRequest", {}).get("status", {})
    return made.get("statusCode") == "pending" and join_url(there) is None


def join_url(there: Json) -> str | None:
    """The link by which one joins: the conference's, never built by us (case I10), else one we wrote as location."""
    entries = there.get("conferenceData", {}).get("entryPoints", [])
    video = [entry.get("uri") for entry in entries if entry.get("entryPointType") == "video"]
    location = str(there.get("location", ""))
    found = [there.get("hangoutLink"), *video, location if re.fullmatch(r"https?://\S+", location) else None]
    return next((str(link) for link in found if link), None)


def written(there: Json, zone: str) -> WrittenEvent:
    """The event as Google stored it.

    Raises:
        CalendarUnreachable: if the answer does not tell which event it is, or when.
    """
    if not there.get("id"):
        raise CalendarUnreachable("Google's answer is not an event")
    created = there.get("created")
    return WrittenEvent(
        provider_event_id=str(there["id"]),
        interval=interval_of(there, zone),
        join_url=join_url(there),
        etag=there.get("etag"),
        created_at=_moment(created) if created else None,
        uid=there.get("iCalUID"),
        sequence=int(there.get("sequence") or 0),
    )


def busy_times(events: list[Json], window: Interval, zone: str, owner: str) -> Iterator[BusyTime]:
    """The times in the window at which these events keep their owner busy; recurrences are expanded already.

    Args:
        events: from `events.list` with `singleEvents`.
        window: half-open; events that only touch it are left out.
        zone: IANA zone of the calendar, which gives all-day events their instants (C2).
        owner: e-mail address of the owner, to know what they declined where Google does not mark it.

    Raises:
        CalendarUnreachable: if the times of any event cannot be read.
    """
    for event in events:
        if kind := _kind(event, owner):
            interval = interval_of(event, zone)
            if interval.duration and interval.overlaps(window):
                yield BusyTime(interval, kind, uid_of(event) or None, _is_all_day(event))


def interval_of(there: Json, zone: str) -> Interval:
    """From when to when the event lasts, in UTC; days begin at midnight in the zone.

    Raises:
        CalendarUnreachable: if that cannot be read.
    """
    try:
        return Interval(_instant(there["start"], zone), _instant(there["end"], zone))
    except (KeyError, TypeError, ValueError) as error:
        raise CalendarUnreachable(f"Google's event {there.get('id')} has no times that can be read") from error


def _kind(event: Json, owner: str) -> BusyKind | None:
    """How the event keeps its owner busy, or None when it can be left out (cases C1 to C6, G14)."""
    answers = {
        attendee.get("responseStatus")
        for attendee in _attendees(event)
        if attendee.get("self") or (owner and str(attendee.get("email", "")).lower() == owner.lower())
    }
    if not is_live(event) or "declined" in answers or event.get("eventType") == "birthday":
        return None
    if event.get("eventType") == "workingLocation":
        office = event.get("workingLocationProperties", {}).get("type") == "officeLocation"
        return None if office else BusyKind.ELSEWHERE
    if event.get("transparency") == "transparent":
        return free_day(event.get("summary")) if _is_all_day(event) else None
    if event.get("eventType") == "outOfOffice":
        return BusyKind.OUT_OF_OFFICE
    if event.get("status") == "tentative" or "tentative" in answers:
        return BusyKind.TENTATIVE
    return BusyKind.BUSY


def _is_all_day(event: Json) -> bool:
    return "date" in event.get("start", {})


def _times(event: CalendarEvent, zone: str) -> Json:
    """Start and end with offset and zone (G13)."""
    interval = event.interval
    return {
        name: {"dateTime": moment.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds"), "timeZone": zone}
        for name, moment in (("start", interval.start), ("end", interval.end))
    }


def _texts(event: CalendarEvent) -> Json:
    """The rendered invitation; the description is HTML at Google, so what a visitor typed is escaped (G15)."""
    text = escape(printable(event.description).strip(), quote=False)
    return {"summary": one_line(event.summary), "description": text.replace("\n", "<br>\n")}


def _marks(event: CalendarEvent) -> Json:
    """By what we know our event again; only the calendar it lies in has these."""
    marks = {_UID: event.uid, _BOOKING: event.booking, _SEQUENCE: str(event.sequence)}
    return {"extendedProperties": {"private": marks}}


def _new_conference(event: CalendarEvent) -> Json:
    """Google makes one link for each `requestId`, however often it is asked (G8)."""
    key = {"type": "hangoutsMeet"}
    return {
        "createRequest": {"requestId": f"{event_id(event.uid)}-{event.sequence}", "conferenceSolutionKey": key},
    }


def _private(there: Json) -> Json:
    found = there.get("extendedProperties", {}).get("private", {})
    return found if isinstance(found, dict) else {}


def _attendees(there: Json) -> list[Json]:
    return list(there.get("attendees") or [])


def _address(email: str) -> str:
    return re.sub(r"[\s\x00-\x1f]", "", email)


def _instant(said: Json, zone: str) -> datetime:
    if "dateTime" in said:
        moment = datetime.fromisoformat(said["dateTime"])
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(said["timeZone"]))).astimezone(UTC)
    return datetime.combine(date.fromisoformat(said["date"]), time(0), ZoneInfo(zone)).astimezone(UTC)


def _moment(said: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None

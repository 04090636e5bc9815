"""Our event as an iCalendar object in a calendar (RFC 5545): how it is written, changed and recognised."""

import re
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText, vUri

from convene.calendars.busy import read_object
from convene.errors import EventChanged
from convene.model import CalendarEvent


def new_text(event: CalendarEvent, now: datetime) -> str:
    """The iCalendar object for an event that is not in the calendar yet; times are UTC (case I2)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Convene//Convene//EN")
    calendar.add("version", "2.0")
    component = Event()
    component.add("uid", event.uid)
    component.add("created", now)
    _bring_to(component, event, now)
    calendar.add_component(component)
    return _text(calendar)


def changed_text(text: str, event: CalendarEvent, now: datetime) -> str:
    """The iCalendar object brought to the event's state; what the rep added to it, such as alarms and guests, stays.

    Raises:
        EventChanged: if the event is not in the object, or was cancelled.
        UnreadableEvent: if the object cannot be read.
    """
    calendar = read_object(text)
    component = live_event(calendar, event.uid)
    if component is None:
        raise EventChanged(f"event {event.uid} is not in the calendar any more")
    _bring_to(component, event, now)
    return _text(calendar)


def live_event(calendar: Calendar, uid: str) -> Event | None:
    """The event with this uid, itself and not one of its exceptions, unless it was cancelled."""
    for event in calendar.events:
        if str(event.get("UID", "")) == uid and "RECURRENCE-ID" not in event:
            return None if str(event.get("STATUS", "")).upper() == "CANCELLED" else event
    return None


def _text(calendar: Calendar) -> str:
    written: bytes = calendar.to_ical()
    return written.decode()


def _bring_to(component: Event, event: CalendarEvent, now: datetime) -> None:
    """Set everything about the component that is ours to say."""
    others = _guests_of_the_rep(component, event)
    ours = {
        "dtstamp": now,
        "last-modified": now,
        "dtstart": event.interval.start.astimezone(UTC),
        "dtend": event.interval.end.astimezone(UTC),
        "summary": _clean(event.summary),
        "description": _clean(event.description),
        "sequence": event.sequence,
        "status": "CONFIRMED",
        "transp": "OPAQUE",
        "x-convene-booking": event.booking,
        "organizer": _address(event.organizer_email, event.organizer_name),
    }
    if event.join_url:
        ours |= {"location": event.join_url, "conference": _video(event.join_url)}
    for name in ("duration", "attendee", *ours):
        component.pop(name, None)
    for name, value in ours.items():
        component.add(name, value)
    ours_too = [_coming(event.attendee_email, event.attendee_name), *(_coming(guest, "") for guest in event.guests)]
    for attendee in (*ours_too, *others):
        component.add("attendee", attendee)


def _guests_of_the_rep(component: Event, event: CalendarEvent) -> list[vCalAddress]:
    """Attendees the rep added, who must stay: whoever is neither the visitor nor marked as ours."""
    attendees = component.get("ATTENDEE", [])
    return [
        attendee
        for attendee in (attendees if isinstance(attendees, list) else [attendees])
        if str(attendee).lower() not in {f"mailto:{email}".lower() for email in (event.attendee_email, *event.guests)}
        and attendee.params.get("SCHEDULE-AGENT") != "CLIENT"
    ]


def _coming(email: str, name: str) -> vCalAddress:
    """Somebody whom the server must not write to: the one invitation is Convene's own (RFC 6638, invariant 4)."""
    address = _address(email, name)
    address.params |= {
        "SCHEDULE-AGENT": "CLIENT",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    return address


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress("mailto:" + re.sub(r"[\s\x00-\x1f]", "", email))
    common_name = re.sub(r"[\n\t\";:,]+", " ", _clean(name)).strip()
    if common_name:
        address.params["CN"] = vText(common_name)
    return address


def _video(join_url: str) -> vUri:
    return vUri(join_url, params={"VALUE": "URI", "FEATURE": "VIDEO"})


def _clean(text: str) -> str:
    """The text without what iCalendar or XML cannot carry: one such character would make a calendar unreadable."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "", text)

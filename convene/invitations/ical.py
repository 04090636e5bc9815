"""iCalendar text (RFC 5545) for invitations by mail (RFC 5546).

One VEVENT, instants in UTC, and no VTIMEZONE, on which clients choke (case I13). Lines end in CRLF and are folded.
"""

from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText, vUri

from convene.invitations.text import address_in_ascii, one_line, printable
from convene.model import CalendarEvent

PRODUCT = "-//Convene//Convene//EN"


def request(event: CalendarEvent, now: datetime) -> str:
    """An invitation, or an update of one when `event.sequence` is higher than before (METHOD:REQUEST)."""
    return _calendar("REQUEST", _with_attendees(_event(event, now, "CONFIRMED"), event, asked=True))


def cancel(event: CalendarEvent, now: datetime) -> str:
    """The withdrawal of an invitation; `event.sequence` has to be higher than the invitation's (METHOD:CANCEL)."""
    return _calendar("CANCEL", _with_attendees(_event(event, now, "CANCELLED"), event, asked=False))


def publish(event: CalendarEvent, now: datetime) -> str:
    """The event for download: nobody is asked for an answer (METHOD:PUBLISH, which allows no ATTENDEE)."""
    return _calendar("PUBLISH", _event(event, now, "CONFIRMED"))


def _event(event: CalendarEvent, now: datetime, status: str) -> Event:
    written = Event()
    written.add("uid", event.uid)
    written.add("dtstamp", _utc(now))
    written.add("dtstart", _utc(event.interval.start))
    written.add("dtend", _utc(event.interval.end))
    written.add("sequence", event.sequence)
    written.add("status", status)
    written.add("summary", one_line(event.summary))
    if description := _description(event):
        written.add("description", description)
    if event.join_url:
        written.add("location", event.join_url)
        written.add("url", event.join_url)
        conference = vUri(event.join_url)
        conference.params.update({"VALUE": "URI", "FEATURE": "VIDEO"})
        written.add("conference", conference)
    written.add("transp", "OPAQUE")
    written["organizer"] = _address(event.organizer_name, event.organizer_email)
    return written


def _with_attendees(written: Event, event: CalendarEvent, *, asked: bool) -> Event:
    """The visitor and their guests; mail clients show buttons only for the address they know (case I5)."""
    for name, email in ((event.attendee_name, event.attendee_email), *(("", guest) for guest in event.guests)):
        attendee = _address(name, email)
        attendee.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION"})
        if asked:
            attendee.params["RSVP"] = "TRUE"
        written.add("attendee", attendee)
    return written


def _calendar(method: str, event: Event) -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _description(event: CalendarEvent) -> str:
    """The invitation's text; the join link goes below it unless the rep put it in."""
    text = printable(event.description).strip()
    if event.join_url and event.join_url not in text:
        text = f"{text}\n\n{event.join_url}".strip()
    return text


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{address_in_ascii(one_line(email))}")
    # Quoted names may not hold quotes (RFC 5545 3.2), and not every client knows the way out of RFC 6868.
    if readable := one_line(name).replace('"', "'").replace("^", ""):
        address.params["CN"] = vText(readable)
    return address


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)

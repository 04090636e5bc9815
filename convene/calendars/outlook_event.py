"""Events as Microsoft Graph tells them (learn.microsoft.com/graph/api/resources/event); no network.

Unknown is not free: an event whose times cannot be read for certain raises, it is never left out (cases C13, C20).
"""

import html
import re
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from convene.accounts.outlook_zones import iana_zone
from convene.calendars.absence import free_day
from convene.calendars.base import WrittenEvent
from convene.errors import CalendarUnreachable
from convene.invitations.text import one_line, printable
from convene.model import BusyKind, BusyTime, CalendarEvent, Interval

Json = dict[str, Any]

OUR_UID = "String {6f0dbd4c-0f5a-4c8e-9d3b-7c1e5a2b9f10} Name ConveneUid"
"""The extended property that holds our uid: the documented way to look for an event by a value of one's own.

`transactionId` tells the same in every answer, but Microsoft documents no filter for it.
"""

BUSY_FIELDS = "id,iCalUId,transactionId,subject,showAs,start,end,isAllDay,isCancelled,responseStatus"
EVENT_FIELDS = (
    "id,iCalUId,changeKey,transactionId,createdDateTime,subject,body,start,end,isAllDay,isCancelled,location,attendees,"
    "isOnlineMeeting,onlineMeeting"
)

_KINDS = {
    "tentative": BusyKind.TENTATIVE,
    "oof": BusyKind.OUT_OF_OFFICE,
    "workingElsewhere": BusyKind.ELSEWHERE,
    "free": BusyKind.FREE,
}
_LONGEST_SUBJECT = 255
_OURS = re.compile(r'(<div\b[^>]*\bid="(?:x_)*convene"[^>]*>)(.*?)(</div>)', re.DOTALL | re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


def busy_time(event: Json, zone: str) -> BusyTime | None:
    """What the event says about its owner's time, or None when it can be left out (M5, cases C1 to C6).

    Args:
        event: one item of a calendar view.
        zone: IANA zone of the mailbox, for events of whole days.

    Raises:
        CalendarUnreachable: if its time cannot be read.
    """
    interval, all_day = interval_of(event, zone), bool(event.get("isAllDay"))
    kind = _KINDS.get(str(event.get("showAs")), BusyKind.BUSY)
    answer = (event.get("responseStatus") or {}).get("response")
    if event.get("isCancelled") or answer == "declined" or not interval.duration:
        return None
    if kind is BusyKind.FREE:
        if not all_day:
            return None
        kind = free_day(event.get("subject"))
    uid = event.get("transactionId") or event.get("iCalUId") or event.get("id")
    return BusyTime(interval, kind, uid, all_day)


def interval_of(event: Json, zone: str) -> Interval:
    """From when to when the event lasts; whole days run from midnight to midnight in the mailbox's zone (C2).

    Raises:
        CalendarUnreachable: if that cannot be read.
    """
    try:
        start, end = _instant(event["start"]), _instant(event["end"])
        if event.get("isAllDay"):
            start, end = _midnight(start, zone), _midnight(end, zone)
        return Interval(start, end)
    except (KeyError, TypeError, ValueError) as error:
        raise CalendarUnreachable(f"an event's time cannot be read ({type(error).__name__})") from error


def written(event: Json, zone: str) -> WrittenEvent:
    """The event as it is in the calendar.

    Raises:
        CalendarUnreachable: if the answer lacks what must be there.
    """
    if not event.get("id"):
        raise CalendarUnreachable("an event without an id")
    created = event.get("createdDateTime")
    return WrittenEvent(
        provider_event_id=str(event["id"]),
        interval=interval_of(event, zone),
        join_url=_join_url(event),
        etag=event.get("@odata.etag") or event.get("changeKey"),
        created_at=datetime.fromisoformat(created) if created else None,
        uid=event.get("iCalUId"),
    )


def new_event(event: CalendarEvent, *, teams: bool) -> Json:
    """The body that creates the event, without its attendee (M7); the same event gives the same body (M1)."""
    body: Json = {
        "transactionId": event.uid,
        "singleValueExtendedProperties": [{"id": OUR_UID, "value": event.uid}],
        "subject": _subject(event),
        "body": {"contentType": "html", "content": f'<div id="convene">{_as_html(event.description)}</div>'},
        "start": _utc(event.interval.start),
        "end": _utc(event.interval.end),
        "showAs": "busy",
    }
    if event.join_url:
        body["location"] = {"displayName": event.join_url}
    if teams:
        body |= {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"}
    return body


def changes(there: Json, event: CalendarEvent, *, invite: bool) -> Json:
    """What has to change for the event that is there to be as it should: nothing, when nobody need be mailed again.

    What the rep and Teams put into it stays: guests (I9), and what stands in the body around our text (M3, A14).
    """
    changed: Json = {}
    if there.get("subject") != _subject(event):
        changed["subject"] = _subject(event)
    if there.get("isAllDay"):
        changed["isAllDay"] = False
    if there.get("isAllDay") or interval_of(there, "UTC") != event.interval:
        changed |= {"start": _utc(event.interval.start), "end": _utc(event.interval.end)}
    if body := _with_our_text(there, event):
        changed["body"] = {"contentType": "html", "content": body}
    if event.join_url and not there.get("isOnlineMeeting") and _join_url(there) != event.join_url:
        changed["location"] = {"displayName": event.join_url}
    if invite and not _is_invited(there, event):
        known = _addresses(there)
        coming = [_attendee(event), *(_attendee_at(guest) for guest in event.guests)]
        fresh = [one for one in coming if one["emailAddress"]["address"].lower() not in known]
        changed["attendees"] = [*(_guest(one) for one in there.get("attendees") or ()), *fresh]
    return changed


def _instant(said: Json) -> datetime:
    """A `dateTimeTimeZone` as a UTC instant; it carries no offset and seven decimals (M6)."""
    moment = datetime.fromisoformat(said["dateTime"])
    if moment.tzinfo is None:
        name = said.get("timeZone") or "UTC"
        zone = iana_zone(name)
        if zone is None:
            raise ValueError(f"a time zone is not known: {name[:60]}")
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC)


def _midnight(day: datetime, zone: str) -> datetime:
    """The local midnight that a whole day's end means; Graph tells days as midnights of the zone we asked for, UTC."""
    if day.time() != time(0):
        return day
    return day.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _join_url(event: Json) -> str | None:
    """The meeting's own link, else the one we wrote as its place (never `onlineMeetingUrl`, M2)."""
    online = (event.get("onlineMeeting") or {}).get("joinUrl")
    place = str((event.get("location") or {}).get("displayName") or "")
    return online or (place if place.startswith(("https://", "http://")) else None)


def _with_our_text(there: Json, event: CalendarEvent) -> str | None:
    """The body with our text as it should be; None when it is so already, or the rep has replaced it."""
    content = str((there.get("body") or {}).get("content") or "")
    ours = _OURS.search(content)
    text = _as_html(event.description)
    if ours is None or _words(ours[2]) == _words(text):
        return None
    return content[: ours.start(2)] + text + content[ours.end(2) :]


def _as_html(text: str) -> str:
    """The rep's text as HTML: escaped, its lines kept, its links to be clicked (case I6)."""
    text, parts, at = printable(text), list[str](), 0
    for link in _LINK.finditer(text):
        address = html.escape(link[0])
        parts += [html.escape(text[at : link.start()]), f'<a href="{address}">{address}</a>']
        at = link.end()
    return "".join([*parts, html.escape(text[at:])]).replace("\n", "<br>")


def _words(markup: str) -> list[str]:
    """What people read of some HTML; Exchange keeps the words, not the markup."""
    return html.unescape(re.sub(r"<[^>]*>", " ", markup)).split()


def _subject(event: CalendarEvent) -> str:
    return one_line(event.summary)[:_LONGEST_SUBJECT]


def _utc(moment: datetime) -> Json:
    return {"dateTime": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}


def _attendee(event: CalendarEvent) -> Json:
    return {
        "type": "required",
        "emailAddress": {
            "address": event.attendee_email,
            "name": one_line(event.attendee_name) or event.attendee_email,
        },
    }


def _attendee_at(email: str) -> Json:
    return {"type": "required", "emailAddress": {"address": email, "name": email}}


def _guest(attendee: Json) -> Json:
    """Somebody who is invited already, as Graph takes them back."""
    return {"type": attendee.get("type") or "required", "emailAddress": attendee["emailAddress"]}


def _is_invited(there: Json, event: CalendarEvent) -> bool:
    return {email.lower() for email in (event.attendee_email, *event.guests)} <= _addresses(there)


def _addresses(there: Json) -> set[str]:
    return {str(one["emailAddress"].get("address")).lower() for one in there.get("attendees") or ()}

"""One account's mailbox as Graph shows it: calendars, events, series, and the mails that Exchange sends by itself.

Written from Microsoft's documentation, and stricter than Graph where Graph is patient: what is sent has to be right.
"""

import html
import itertools
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from tests.doubles.graph.shapes import NotOfGraph, check

RULE = "_" * 80
_EXTENDED = re.compile(r"String \{[0-9a-fA-F-]{36}\} Name \w+")
_WRITABLE = {
    "subject", "body", "start", "end", "attendees", "location", "isOnlineMeeting", "onlineMeetingProvider", "showAs",
    "singleValueExtendedProperties", "transactionId", "isAllDay", "responseRequested", "allowNewTimeProposals",
    "isReminderOn", "reminderMinutesBeforeStart", "sensitivity", "importance", "categories", "hideAttendees",
}  # fmt: skip
_KEPT_ELSEWHERE = {"start", "end", "attendees", "singleValueExtendedProperties", "isAllDay", "transactionId",
                   "isOnlineMeeting", "onlineMeetingProvider"}  # fmt: skip
_TOLD_TO_ALL = {"subject", "body", "start", "end", "location"}


class Refused(Exception):
    """What Graph answers instead of doing it."""

    def __init__(self, status, code, message="", **headers):
        super().__init__(code)
        self.status, self.code, self.message, self.headers = status, code, message, headers


@dataclass
class Item:
    """One event, or the master of a series. Starts and ends are UTC instants, or dates when it lasts whole days."""

    number: int
    calendar: str
    start: date
    end: date
    fields: dict = field(default_factory=dict)
    attendees: list = field(default_factory=list)
    extended: dict = field(default_factory=dict)
    sent: dict | None = None
    version: int = 1
    moves: int = 0
    weekly: ZoneInfo | None = None
    skipped: set = field(default_factory=set)
    moved: dict = field(default_factory=dict)
    response: str = "organizer"
    cancelled: bool = False
    join_url: str | None = None
    patience: int = 0
    ical_uid: str = field(default_factory=lambda: "040000008200E00074C5B7101A82E008" + secrets.token_hex(16).upper())

    @property
    def all_day(self):
        return not isinstance(self.start, datetime)


@dataclass
class Mailbox:
    """An account, its calendars, and what was mailed to whom as (kind, address)."""

    email: str
    zone: str = "W. Europe Standard Time"
    name: str = "Anna Berger"
    token: str = field(default_factory=lambda: "eyJ0-" + secrets.token_urlsafe(24))
    scopes: set = field(default_factory=lambda: {"User.Read", "Calendars.ReadWrite", "MailboxSettings.Read"})
    teams: bool = True
    teams_lag: int = 0
    personal: bool = False
    unusable: str = ""
    language: str = "de-DE"
    hours: dict | None = None
    calendars: dict = field(default_factory=lambda: {"calendar": "Calendar"})
    read_only: set = field(default_factory=set)
    items: dict = field(default_factory=dict)
    transactions: dict = field(default_factory=dict)
    mails: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    forgets_changes: int = 0
    subscriptions: dict = field(default_factory=dict)
    busy: int = 0
    numbers: object = field(default_factory=lambda: itertools.count(1))

    # What the rep does with their own calendar program.

    def add(self, start, end, *, calendar="calendar", response="organizer", weekly=False, skipped=(), moved=(), **said):
        """An event of the rep: UTC instants, or dates with the end shut out; `weekly` in the rep's zone."""
        zone = ZoneInfo(WINDOWS_TO_OLSON[self.zone]) if weekly else None
        item = Item(next(self.numbers), calendar, start, end, said, weekly=zone, response=response)
        item.skipped, item.moved = set(skipped), dict(moved)
        item.cancelled = bool(said.pop("isCancelled", False))
        self.items[item.number] = item
        self._changed(item)
        return item

    def drag(self, item, start, end):
        item.start, item.end = start, end
        self._changed(item)
        self.mails += [("update", who) for who in _addresses(item)]

    def remove(self, item):
        del self.items[item.number]
        self.changes.append(item.number)
        self.mails += [("cancellation", who) for who in _addresses(item)]

    def carry(self, item, calendar):
        """Put the event into another calendar: its id changes, but for the immutable one."""
        item.calendar, item.moves = calendar, item.moves + 1
        self._changed(item)

    # What apps do.

    def post(self, body, calendar):
        """A new event, or the one that this transaction has made already."""
        _check_written(body, new=True)
        transaction = body.get("transactionId")
        if transaction in self.transactions:
            there, sent = self.transactions[transaction]
            if there.number not in self.items or sent != body:
                raise Refused(409, "ErrorDuplicateTransactionId", "The event with this transactionId exists already.")
            return there
        item = Item(next(self.numbers), calendar, *_times(body), sent=body)
        self._write(item, body)
        if body.get("isOnlineMeeting") and body.get("onlineMeetingProvider") == "teamsForBusiness" and self.teams:
            self._make_teams_meeting(item)
        self.items[item.number] = item
        if transaction:
            self.transactions[transaction] = (item, body)
        self._changed(item)
        self.mails += [("invitation", who) for who in _addresses(item)]
        return item

    def patch(self, item, body, if_match):
        if if_match and if_match not in (f'W/"{change_key(item)}"', "*"):
            raise Refused(412, "ErrorIrresolvableConflict", "The item was changed in the meantime.")
        _check_written(body, new=False)
        before = _addresses(item)
        told = {name for name in body if name in _TOLD_TO_ALL and self._differs(item, name, body)}
        self._write(item, body)
        if "body" in body and item.join_url and item.join_url not in body["body"]["content"]:
            item.join_url = None  # whoever drops the meeting's own part from the body drops the meeting
            item.fields |= {"isOnlineMeeting": False, "onlineMeetingProvider": "unknown"}
        after = _addresses(item)
        self.mails += [("invitation", who) for who in after if who not in before]
        self.mails += [("cancellation", who) for who in before if who not in after]
        if told:
            self.mails += [("update", who) for who in before if who in after]
        self._changed(item)
        return item

    def view(self, start, end, calendar):
        """All occurrences that overlap the time, as (item, start, end, original start of an occurrence or None)."""
        found = []
        for item in self.items.values():
            if item.calendar == calendar:
                found += [each for each in self._occurrences(item, end) if self._overlaps(each, start, end)]
        return sorted(found, key=lambda each: (_instant(each[1], UTC), each[0].number))

    def _make_teams_meeting(self, item):
        item.join_url = f"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{item.number}{secrets.token_hex(8)}"
        item.patience = self.teams_lag
        item.fields |= {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"}
        blob = (
            f'<br><div><span style="white-space:nowrap">{RULE}</span></div><div class="me-email-text">'
            f'<a href="{item.join_url}" id="meet_invite_block.action.join_link">Join the meeting now</a></div>'
            f"<div><span>{RULE}</span></div>"
        )
        content = item.fields["body"]["content"].replace("</body>", blob + "</body>")
        item.fields["body"] = {"contentType": "html", "content": content}

    def _write(self, item, body):
        if "start" in body or "end" in body:
            item.start, item.end = _times(body)
        if "attendees" in body:
            item.attendees = body["attendees"]
        for extended in body.get("singleValueExtendedProperties", ()):
            item.extended[extended["id"]] = extended["value"]
        item.fields |= {key: value for key, value in body.items() if key not in _KEPT_ELSEWHERE}
        if "body" in body:
            item.fields["body"] = {"contentType": "html", "content": _as_exchange_keeps(body["body"])}

    def _differs(self, item, name, body):
        if name in ("start", "end"):
            return getattr(item, name) != _times(body)[name == "end"]
        if name == "body":
            return item.fields["body"]["content"] != _as_exchange_keeps(body["body"])
        return item.fields.get(name) != body[name]

    def _changed(self, item):
        item.version += 1
        self.changes.append(item.number)

    def _occurrences(self, item, until):
        if item.weekly is None:
            return [(item, item.start, item.end, None)]
        length, start, found = item.end - item.start, item.start.astimezone(item.weekly), []
        moved = {usual.astimezone(UTC): instead.astimezone(UTC) for usual, instead in item.moved.items()}
        while start.astimezone(UTC) < max([until, *(m + timedelta(days=1) for m in moved)]):
            usual = start.astimezone(UTC)
            if usual not in item.skipped:
                at = moved.get(usual, usual)
                found.append((item, at, at + length, usual))
            start = datetime.combine(start.date() + timedelta(weeks=1), start.time(), item.weekly)
        return found

    def _overlaps(self, each, start, end):
        zone = ZoneInfo(WINDOWS_TO_OLSON.get(self.zone, "UTC"))
        return _instant(each[1], zone) < end and start < _instant(each[2], zone)


def change_key(item):
    return f"CK{item.number:04d}v{item.version}=="


def _check_written(body, *, new):
    try:
        check("Event", body)
    except NotOfGraph as error:
        raise Refused(400, "RequestBodyRead", str(error)) from None
    allowed = _WRITABLE if new else _WRITABLE - {"transactionId"}
    if unknown := set(body) - allowed:
        raise Refused(400, "ErrorInvalidPropertySet", f"cannot be set: {sorted(unknown)}")
    if new and not {"subject", "start", "end"} <= set(body):
        raise Refused(400, "ErrorInvalidRequest", "an event needs a subject, a start and an end")
    if not new and body.get("isOnlineMeeting") is False:
        raise Refused(400, "ErrorInvalidRequest", "isOnlineMeeting cannot be taken back")
    if len(body.get("subject") or "") > 255 or re.search(r"[\x00-\x1f]", body.get("subject") or ""):
        raise Refused(400, "ErrorInvalidPropertySet", "this cannot be a subject")
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", (body.get("body") or {}).get("content") or ""):
        raise Refused(400, "ErrorInvalidRequest", "the body has characters that XML cannot carry")
    if len(body.get("transactionId") or "x") > 255:
        raise Refused(400, "ErrorInvalidRequest", "transactionId is too long")
    for attendee in body.get("attendees", ()):
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", attendee["emailAddress"]["address"]):
            raise Refused(400, "ErrorInvalidRecipients", "at least one recipient is not valid")
        if attendee.get("type") not in ("required", "optional", "resource"):
            raise Refused(400, "ErrorInvalidRequest", "an attendee needs a type")
    for extended in body.get("singleValueExtendedProperties", ()):
        if not _EXTENDED.fullmatch(extended["id"]):
            raise Refused(400, "ErrorPropertyValidationFailure", "not the name of an extended property")
    if "start" in body or "end" in body:
        _times(body)


def _times(body):
    try:
        start, end = (_read(body[name]) for name in ("start", "end"))
    except (KeyError, TypeError, ValueError):
        raise Refused(400, "ErrorPropertyValidationFailure", "start and end need a dateTime and a timeZone") from None
    if end < start:
        raise Refused(400, "ErrorCalendarEndDateIsEarlierThanStartDate")
    return (start.date(), end.date()) if body.get("isAllDay") else (start, end)


def _read(said):
    moment = datetime.fromisoformat(said["dateTime"])
    if moment.tzinfo is not None:
        raise ValueError("dateTime carries no offset")
    zone = WINDOWS_TO_OLSON.get(said["timeZone"], said["timeZone"] if said["timeZone"] == "UTC" else "")
    return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _as_exchange_keeps(body):
    """Bodies are kept as a whole HTML document, whatever was sent."""
    content = body["content"]
    if body.get("contentType", "text") == "text":
        content = html.escape(content).replace("\n", "<br>\r\n")
    if "<body" in content:
        return content
    head = '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>'
    return f"{head}<body>\r\n{content}</body></html>"


def _instant(moment, zone):
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(0), zone).astimezone(UTC)


def _addresses(item):
    return [attendee["emailAddress"]["address"].lower() for attendee in item.attendees]

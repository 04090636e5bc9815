"""Graph as far as calendars go, over HTTP on loopback: strict in what it takes, and it tells what it was asked.

`with GraphDouble() as graph:` serves; `graph.open(Mailbox(...))` adds an account and its token. What goes wrong on the
way, such as a silent network, is made by tests/doubles/faults.py in front of it.
"""

import json
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from tests.doubles.graph.mailbox import Refused, change_key
from tests.doubles.graph.shapes import NotOfGraph, check, properties

PAGE = 10
AT_ONCE = 4
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
NEVER = "0001-01-01T00:00:00Z"
_FILTER = re.compile(r"singleValueExtendedProperties/Any\(ep: ep/id eq '(.+?)' and ep/value eq '(.*)'\)")
_NOT_ALWAYS = {"singleValueExtendedProperties", "multiValueExtendedProperties", "attachments", "calendar", "extensions",
               "instances", "cancelledOccurrences", "exceptionOccurrences"}  # fmt: skip


class GraphDouble:
    """A Graph with any number of mailboxes. `asked` keeps (method, path with query, status) of every request.

    `welcome` is the mailbox that a token opens which nobody has shown before, as one from a sign-in does. `knock` is
    the internet between Graph and whoever wants to be told of changes: it takes an address and gives (status, text).
    """

    def __init__(self, welcome=None):
        self.welcome, self.knock = welcome, lambda url: (502, "nobody there")
        self.mailboxes, self.asked, self.lock = {}, [], threading.RLock()
        self.slow = 0.0
        double = self

        class Handler(_Handler):
            graph = double

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1.0"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()

    def open(self, mailbox):
        self.mailboxes[mailbox.token] = mailbox
        return mailbox

    def revoke(self, mailbox):
        """The token is not accepted any more; gives the next one, which is."""
        del self.mailboxes[mailbox.token]
        mailbox.token += "-next"
        return self.open(mailbox)

    def asked_for(self, method, part):
        return [path for verb, path, _ in self.asked if verb == method and part in path]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    graph: GraphDouble

    def log_message(self, *_):
        pass

    def _serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        raw, mailbox = self.rfile.read(length), None
        try:
            mailbox = self._enter()
            time.sleep(self.graph.slow)
            with self.graph.lock:
                status, body = _Request(self, mailbox, raw).answer()
            headers = {}
        except Refused as refused:
            status, headers = refused.status, refused.headers
            body = {"error": {"code": refused.code, "message": refused.message or refused.code, "innerError": {}}}
        finally:
            if mailbox:
                with self.graph.lock:
                    mailbox.busy -= 1
        self.graph.asked.append((self.command, unquote(self.path), status))
        self._send(status, body, headers)

    do_GET = do_POST = do_PATCH = do_DELETE = _serve  # noqa: N815

    def _enter(self):
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        mailbox = self.graph.mailboxes.get(token) or (token and self.graph.welcome)
        if kind != "Bearer" or not mailbox:
            raise Refused(401, "InvalidAuthenticationToken", "Access token validation failure.")
        with self.graph.lock:
            if mailbox.busy >= AT_ONCE:
                raise Refused(429, "ApplicationThrottled", "MailboxConcurrency", **{"Retry-After": "1"})
            mailbox.busy += 1
        return mailbox

    def _send(self, status, body, headers):
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if data:
            self.send_header("Content-Type", "application/json; odata.metadata=minimal; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class _Request:
    """One request of an app on behalf of a mailbox."""

    def __init__(self, handler, mailbox, raw):
        self.http, self.mailbox, self.raw = handler, mailbox, raw
        parts = urlsplit(handler.path)
        self.path = parts.path.removeprefix("/v1.0")
        self.query = self._unique(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        prefers = ", ".join(handler.headers.get_all("Prefer") or [])
        self.immutable = 'IdType="ImmutableId"' in prefers
        zone = re.search(r'outlook\.timezone="([^"]+)"', prefers)
        self.zone_name = zone[1] if zone else "UTC"
        self.zone = ZoneInfo(WINDOWS_TO_OLSON.get(self.zone_name, self.zone_name))
        size = re.search(r"odata\.maxpagesize=(\d+)", prefers)
        self.page = int(size[1]) if size else PAGE

    def answer(self):
        for method, pattern, name, scope in _ROUTES:
            found = re.fullmatch(pattern, self.path)
            if found and method == self.http.command:
                if scope not in self.mailbox.scopes:
                    raise Refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
                if self.mailbox.unusable and name != "me":
                    raise Refused(
                        404,
                        self.mailbox.unusable,
                        "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
                    )
                return getattr(self, name)(*(unquote(part) for part in found.groups()))
        raise Refused(405 if any(re.fullmatch(r[1], self.path) for r in _ROUTES) else 404, "Request_ResourceNotFound")

    # Who the account is.

    def me(self):
        self._only("$select")
        user = {"id": f"oid-{self.mailbox.email}", "displayName": self.mailbox.name, "mail": self.mailbox.email,
                "userPrincipalName": self.mailbox.email, "preferredLanguage": None}  # fmt: skip
        if self.mailbox.personal:
            user |= {"mail": None, "preferredLanguage": "de"}
        return 200, self._selected(user, set(user))

    def settings(self):
        self._only("$select")
        zone, name = {"name": self.mailbox.zone}, self.mailbox.zone
        hours = self.mailbox.hours or {
            "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
            "startTime": "08:00:00.0000000", "endTime": "17:00:00.0000000", "timeZone": zone,
        }  # fmt: skip
        said = {
            "timeZone": name,
            "language": {"locale": self.mailbox.language, "displayName": "German"},
            "workingHours": hours,
        }
        check("MailboxSettings", {**said, "workingHours": {**hours, "timeZone": {"name": hours["timeZone"]["name"]}}})
        return 200, self._selected(said, properties("MailboxSettings"))

    def default_calendar(self):
        self._only("$select")
        return 200, self._selected(self._calendar("calendar"), properties("Calendar"))

    def one_calendar(self, calendar):
        self._only("$select")
        return 200, self._selected(self._calendar(self._known(calendar)), properties("Calendar"))

    def all_calendars(self):
        self._only("$select", "$top", "$skip")
        return self._paged(
            [self._selected(self._calendar(key), properties("Calendar")) for key in self.mailbox.calendars]
        )

    # Events.

    def view(self, calendar="calendar"):
        self._only("startDateTime", "endDateTime", "$select", "$top", "$skip")
        window = self._window()
        if window[1] - window[0] > timedelta(days=1825):
            raise Refused(400, "ErrorInvalidRequest", "the view spans too many days")
        found = self.mailbox.view(*window, self._known(calendar))
        return self._paged([self._event(*each) for each in found])

    def delta(self):
        if token := self.query.get("$skiptoken") or self.query.get("$deltatoken"):
            self._only("$skiptoken", "$deltatoken")
            return self._delta(*json.loads(token))
        self._only("startDateTime", "endDateTime")
        start, end = self._window()
        return self._delta("all", 0, start.isoformat(), end.isoformat(), len(self.mailbox.changes))

    def _delta(self, what, skip, start, end, seen):
        if seen < self.mailbox.forgets_changes:
            raise Refused(410, "SyncStateNotFound", "The sync state generation is not found.")
        window = datetime.fromisoformat(start), datetime.fromisoformat(end)
        found = [self._event(*each, whole=True) for each in self.mailbox.view(*window, "calendar")]
        if what == "new":
            changed = set(self.mailbox.changes[seen:])
            there = [event for event in found if _number(event) in changed]
            gone = changed - {_number(event) for event in there}
            found = [*there, *({"id": self._id(n), "@removed": {"reason": "deleted"}} for n in sorted(gone))]
        page, rest = found[skip : skip + self.page], found[skip + self.page :]
        if rest:
            link = {"@odata.nextLink": self._link("$skiptoken", [what, skip + self.page, start, end, seen])}
        else:
            link = {"@odata.deltaLink": self._link("$deltatoken", ["new", 0, start, end, len(self.mailbox.changes)])}
        return 200, {"value": page, **link}

    def list_events(self, calendar="calendar"):
        self._only("$filter", "$select", "$top", "$skip")
        found = [item for item in self.mailbox.items.values() if item.calendar == self._known(calendar)]
        if "$filter" in self.query:
            wanted = _FILTER.fullmatch(self.query["$filter"])
            if not wanted:
                raise Refused(400, "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.")
            name, value = (part.replace("''", "'") for part in wanted.groups())
            found = [item for item in found if item.extended.get(name) == value]
        return self._paged([self._event(item, item.start, item.end) for item in found])

    def create(self, calendar="calendar"):
        self._only()
        key = self._known(calendar)
        if key in self.mailbox.read_only:
            raise Refused(403, "ErrorAccessDenied", "The calendar is read-only.")
        item = self.mailbox.post(self._body(), key)
        return 201, self._event(item, item.start, item.end)

    def get(self, event_id):
        self._only("$select")
        item = self._item(event_id)
        answer = self._event(item, item.start, item.end)
        item.patience = max(0, item.patience - 1)
        return 200, answer

    def patch(self, event_id):
        self._only()
        item = self.mailbox.patch(self._item(event_id), self._body(), self.http.headers.get("If-Match"))
        return 200, self._event(item, item.start, item.end)

    def delete(self, event_id):
        self._only()
        self.mailbox.remove(self._item(event_id))
        return 204, None

    def cancel(self, event_id):
        self._only()
        if set(self._body()) - {"comment", "Comment"}:
            raise Refused(400, "ErrorInvalidRequest", "cancel takes a comment")
        item = self._item(event_id)
        if not item.attendees:
            raise Refused(400, "ErrorInvalidRequest", "there is nobody to tell")
        self.mailbox.remove(item)
        return 202, None

    def schedule(self):
        self._only()
        body = self._body()
        if self.mailbox.personal:
            raise Refused(403, "ErrorAccessDenied", "not for personal accounts")
        if set(body) - {"schedules", "startTime", "endTime", "availabilityViewInterval"} or len(body["schedules"]) > 20:
            raise Refused(400, "ErrorInvalidRequest")
        start, end = (_instant(body[name]["dateTime"]) for name in ("startTime", "endTime"))
        if end - start > timedelta(days=62):
            raise Refused(400, "ErrorTimeIntervalTooBig", "The requested time duration is too long.")
        if not 5 <= body.get("availabilityViewInterval", 30) <= 1440:
            raise Refused(400, "ErrorInvalidRequest", "availabilityViewInterval")
        return 200, {"value": [self._schedule_of(who, start, end) for who in body["schedules"]]}

    def _schedule_of(self, who, start, end):
        if who.lower() != self.mailbox.email:
            return {
                "scheduleId": who,
                "error": {"message": "not resolved", "responseCode": "ErrorMailRecipientNotFound"},
            }
        items = [
            {"status": item.fields.get("showAs", "busy"), "start": self._time(at), "end": self._time(until)}
            for item, at, until, _ in self.mailbox.view(start, end, "calendar")
        ]
        said = {"scheduleId": who, "scheduleItems": items}
        check("ScheduleInformation", said)
        return said

    # Telling of changes.

    def subscriptions(self):
        self._only()
        return 200, {"value": [{**one, "clientState": None} for one in self.mailbox.subscriptions.values()]}

    def subscribe(self):
        self._only()
        said = self._body()
        self._check_subscription(said, {"changeType", "notificationUrl", "resource", "expirationDateTime"})
        if (
            not re.fullmatch(r"/me/(calendars/[^/]+/)?events", said["resource"])
            or len(said.get("clientState", "")) > 128
        ):
            raise Refused(400, "ExtensionError", "resource or clientState cannot be used")
        for name in ("notificationUrl", "lifecycleNotificationUrl"):
            url = said.get(name, said["notificationUrl"])
            if not url.startswith("https://") or self.http.graph.knock(f"{url}?validationToken=it%20is") != (
                200,
                "it is",
            ):
                raise Refused(400, "ValidationError", "Subscription validation request failed.")
        one = {"id": f"sub-{len(self.mailbox.subscriptions)}", **said}
        self.mailbox.subscriptions[one["id"]] = one
        return 201, one

    def prolong(self, subscription):
        self._only()
        said = self._body()
        if subscription not in self.mailbox.subscriptions:
            raise Refused(404, "ResourceNotFound", "The object was not found.")
        self._check_subscription(said, {"expirationDateTime"})
        self.mailbox.subscriptions[subscription] |= said
        return 200, self.mailbox.subscriptions[subscription]

    def unsubscribe(self, subscription):
        self._only()
        if self.mailbox.subscriptions.pop(subscription, None) is None:
            raise Refused(404, "ResourceNotFound", "The object was not found.")
        return 204, None

    def _check_subscription(self, said, needed):
        try:
            check("Subscription", said)
        except NotOfGraph as error:
            raise Refused(400, "InvalidRequest", str(error)) from None
        if needed - set(said):
            raise Refused(400, "InvalidRequest", f"missing: {sorted(needed - set(said))}")
        if not NOW < _instant(said["expirationDateTime"]) <= NOW + timedelta(minutes=10_080):
            raise Refused(400, "ExtensionError", "Subscription expiration can only be 10080 minutes in the future.")

    # How things look.

    def _event(self, item, start, end, usual=None, whole=False):
        box, fields = self.mailbox, item.fields
        event_id = self._id(item.number, item.moves) + (f"-{usual:%Y%m%dT%H%M}" if usual else "")
        answer = {
            "@odata.etag": f'W/"{change_key(item)}"', "id": event_id, "changeKey": change_key(item),
            "createdDateTime": "2026-11-20T08:00:00.1234567Z", "lastModifiedDateTime": "2026-11-20T08:00:00.1234567Z",
            "iCalUId": item.ical_uid + (f"{usual:%Y%m%d}" if usual else ""),
            "transactionId": (item.sent or {}).get("transactionId") if not usual else None,
            "subject": "Something private", "showAs": "free" if item.all_day else "busy", "categories": [],
            "body": {"contentType": "html", "content": "<html><body></body></html>"}, "location": {"displayName": ""},
            "isAllDay": item.all_day, "isCancelled": item.cancelled, "isOrganizer": item.response == "organizer",
            "isOnlineMeeting": False, "onlineMeetingProvider": "unknown",
            "onlineMeeting": None, "onlineMeetingUrl": None,
            "responseStatus": {"response": item.response, "time": NEVER},
            "organizer": {"emailAddress": {"name": box.name, "address": box.email}}, "responseRequested": True,
            **fields,
            "type": "occurrence" if usual else "singleInstance",
            "seriesMasterId": self._id(item.number) if usual else None,
            "start": self._time(start), "end": self._time(end),
            "originalStartTimeZone": "UTC", "originalEndTimeZone": "UTC",
            "attendees": [{"status": {"response": "none", "time": NEVER}, **one} for one in item.attendees],
        }  # fmt: skip
        if item.join_url and not item.patience:
            answer["onlineMeeting"] = {"joinUrl": item.join_url}
        try:
            check("Event", answer)
        except NotOfGraph as error:
            raise AssertionError(f"the double itself is wrong: {error}") from None
        return answer if whole else self._selected(answer, properties("Event") - _NOT_ALWAYS)

    def _time(self, moment):
        local = moment.astimezone(self.zone) if isinstance(moment, datetime) else moment
        clock = f"{local:%H:%M:%S}" if isinstance(moment, datetime) else "00:00:00"
        return {"dateTime": f"{local:%Y-%m-%d}T{clock}.0000000", "timeZone": self.zone_name}

    def _calendar(self, key):
        box = self.mailbox
        teams = box.teams and not box.personal
        said = {
            "id": f"AQMkAC{quote(key)}=", "name": box.calendars[key], "color": "auto", "changeKey": "CK==",
            "canEdit": key not in box.read_only, "canShare": True, "canViewPrivateItems": True, "isRemovable": False,
            "isDefaultCalendar": key == "calendar", "isTallyingResponses": True, "hexColor": "",
            "allowedOnlineMeetingProviders": ["teamsForBusiness"] if teams else [],
            "defaultOnlineMeetingProvider": "teamsForBusiness" if teams else "unknown",
            "owner": {"name": box.name, "address": box.email},
        }  # fmt: skip
        check("Calendar", said)
        return said

    def _selected(self, answer, known):
        if "$select" not in self.query:
            return answer
        wanted = self.query["$select"].split(",")
        if unknown := set(wanted) - known:
            raise Refused(400, "RequestBroker--ParseUri", f"Could not find a property named '{unknown.pop()}'.")
        always = {key: answer[key] for key in ("@odata.etag", "id") if key in answer}
        return always | {name: answer[name] for name in wanted if name in answer}

    def _paged(self, found):
        top, skip = (int(self.query.get(name, usual)) for name, usual in (("$top", PAGE), ("$skip", 0)))
        if not 1 <= top <= 1000:
            raise Refused(400, "ErrorInvalidRequest", "$top is from 1 to 1000")
        answer = {"@odata.context": "#", "value": found[skip : skip + top]}
        if len(found) > skip + top:
            answer["@odata.nextLink"] = self._link("$skip", skip + top, **self.query)
        return 200, answer

    def _link(self, name, value, **query):
        said = {**query, name: value if name == "$skip" else json.dumps(value)}
        host = self.http.headers["Host"]
        return f"http://{host}/v1.0{self.path}?" + "&".join(f"{quote(k)}={quote(str(v))}" for k, v in said.items())

    # What was asked.

    def _unique(self, pairs):
        if len(dict(pairs)) != len(pairs):
            raise Refused(400, "BadRequest", "a parameter is there twice")
        return dict(pairs)

    def _only(self, *known):
        if unknown := set(self.query) - set(known):
            raise Refused(400, "BadRequest", f"unknown parameters: {sorted(unknown)}")

    def _body(self):
        if not self.http.headers.get("Content-Type", "").startswith("application/json"):
            raise Refused(415, "UnsupportedMediaType", "JSON is expected")
        try:
            return json.loads(self.raw)
        except ValueError:
            raise Refused(400, "BadRequest", "Unable to read JSON request payload.") from None

    def _window(self):
        try:
            start, end = (_instant(self.query[name]) for name in ("startDateTime", "endDateTime"))
        except (KeyError, ValueError):
            raise Refused(400, "ErrorInvalidParameter", "startDateTime and endDateTime are needed") from None
        if end < start:
            raise Refused(400, "ErrorInvalidParameter", "the view ends before it starts")
        return start, end

    def _known(self, calendar):
        for key in self.mailbox.calendars:
            if calendar in (key, f"AQMkAC{quote(key)}="):
                return key
        raise Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")

    def _id(self, number, moves=0):
        return f"AAkALg{number:06d}=" if self.immutable else f"AAMkAG{number:06d}M{moves}="

    def _item(self, event_id):
        for item in self.mailbox.items.values():
            if event_id == self._id(item.number, item.moves):
                return item
        raise Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")


_ROUTES = [
    ("GET", "/subscriptions", "subscriptions", "Calendars.ReadWrite"),
    ("POST", "/subscriptions", "subscribe", "Calendars.ReadWrite"),
    ("PATCH", "/subscriptions/([^/]+)", "prolong", "Calendars.ReadWrite"),
    ("DELETE", "/subscriptions/([^/]+)", "unsubscribe", "Calendars.ReadWrite"),
    ("GET", "/me", "me", "User.Read"),
    ("GET", "/me/mailboxSettings", "settings", "MailboxSettings.Read"),
    ("GET", "/me/calendar", "default_calendar", "Calendars.ReadWrite"),
    ("GET", "/me/calendars", "all_calendars", "Calendars.ReadWrite"),
    ("GET", "/me/calendars/([^/]+)", "one_calendar", "Calendars.ReadWrite"),
    ("POST", "/me/calendar/getSchedule", "schedule", "Calendars.ReadWrite"),
    ("GET", "/me/calendarView", "view", "Calendars.ReadWrite"),
    ("GET", "/me/calendars/([^/]+)/calendarView", "view", "Calendars.ReadWrite"),
    ("GET", "/me/calendarView/delta", "delta", "Calendars.ReadWrite"),
    ("GET", "/me/events", "list_events", "Calendars.ReadWrite"),
    ("POST", "/me/events", "create", "Calendars.ReadWrite"),
    ("GET", "/me/calendars/([^/]+)/events", "list_events", "Calendars.ReadWrite"),
    ("POST", "/me/calendars/([^/]+)/events", "create", "Calendars.ReadWrite"),
    ("GET", "/me/events/([^/]+)", "get", "Calendars.ReadWrite"),
    ("PATCH", "/me/events/([^/]+)", "patch", "Calendars.ReadWrite"),
    ("DELETE", "/me/events/([^/]+)", "delete", "Calendars.ReadWrite"),
    ("POST", "/me/events/([^/]+)/cancel", "cancel", "Calendars.ReadWrite"),
]


def _number(event):
    return int(re.search(r"\d{6}", event["id"])[0])


def _instant(said):
    moment = datetime.fromisoformat(said)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)

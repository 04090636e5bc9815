"""Google Calendar for tests: PyPI's `myworld`, with every body held against Google's types.

In front of it stands our `Proxy`: it adds what myworld lacks and spoils what a test wants spoilt. The types are those
of the discovery document inside google-api-python-client.
"""

import json
import re
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import jsonschema
from googleapiclient.discovery_cache import get_static_doc

from tests.doubles.faults import Answer, proxy
from tests.doubles.processes import free_port, running

MYWORLD = Path(__file__).parents[2] / ".tools" / "google" / "bin" / "myworld"
API = "/gw/www.googleapis.com/calendar/v3/"
PEOPLE = ("anna", "ben", "chloe")

_DOCUMENT = json.loads(get_static_doc("calendar", "v3"))
_EVENT = re.compile(r"/events(/\w+)?(\?|$)")
_OFFICE = {
    "name": "office",
    "task": "none",
    "now": "2026-11-23T08:00:00Z",
    "time": "realtime",
    "agents": {name: {"as": f"{name}@northwind.test", "task": "none"} for name in PEOPLE},
    "servers": {
        "calendar": {
            "seed": {
                "user": {"email": "anna@northwind.test", "name": "Anna"},
                "timeZone": "Europe/Berlin",
                "people": [{"email": f"{name}@northwind.test", "name": name.title()} for name in PEOPLE[1:]],
                "domains": ["northwind.test"],
                "calendars": [{"id": "team@northwind.test", "summary": "Team", "accessRole": "owner"}],
                "events": [],
            }
        }
    },
}


class GoogleDouble:
    """A running stand-in for Google Calendar, seen through its proxy."""

    def __init__(self, address, passing, tokens):
        self._address = address
        self.proxy = passing
        self.tokens = tokens
        self.api = passing.url + API
        self.complaints = []
        passing.watchers.append(self._hold_against_types)
        passing.rules.append(_only_this_version)
        passing.rules.append(self._conference_as_told)
        passing.rules.append(self._channels)
        self.channels = {}
        self.conference = []

    def reset(self):
        """Everything as at first: no events, nothing spoilt."""
        httpx.post(f"{self._address}/envs/office/reset", trust_env=False).raise_for_status()
        self.proxy.mend()
        self.proxy.exchanges.clear()
        self.complaints.clear()
        self.conference.clear()
        self.channels.clear()

    def person(self, name):
        """The hands of one of the people, past the proxy."""
        headers = {"Authorization": f"Bearer {self.tokens[name]}"}
        return httpx.AsyncClient(base_url=self._address + API, headers=headers, trust_env=False, timeout=30)

    def writes(self):
        """What was written, as (method, answer's status, query)."""
        return [
            (e.method, e.answer.status, dict(parse_qsl(urlsplit(e.path).query)))
            for e in self.proxy.exchanges
            if e.answer and e.method != "GET" and "freeBusy" not in e.path
        ]

    def _channels(self, exchange, ask):
        """Channels, which myworld does not know: begun and stopped, never prolonged (G12)."""
        if not exchange.path.partition("?")[0].endswith(("/events/watch", "/channels/stop")):
            return None
        said = exchange.json()
        if "/channels/stop" in exchange.path:
            known = self.channels.pop(said["id"], None)
            exchange.answer = Answer(204) if known else error(404, "channelNotFound")
        elif said["id"] in self.channels:
            exchange.answer = error(400, "channelIdNotUnique")
        else:
            self.channels[said["id"]] = said
            told = {"kind": "api#channel", "id": said["id"], "resourceId": "anna's events", "token": said["token"]}
            exchange.answer = Answer.of_json(200, {**told, "expiration": said["expiration"]})
        self._hold_against_types(exchange)
        return exchange.answer

    def _conference_as_told(self, exchange, ask):
        """Links that take their time: `conference` holds what each look at an event tells, the last one for good."""
        if not self.conference or exchange.method not in ("POST", "GET") or not _EVENT.search(exchange.path):
            return None
        answer = ask(exchange.method, exchange.path, exchange.headers, exchange.body)
        status = self.conference[0] if len(self.conference) == 1 else self.conference.pop(0)
        event = answer.json()
        if status != "success" and "conferenceData" in event:
            event.pop("hangoutLink", None)
            asked = event["conferenceData"]["createRequest"]
            event["conferenceData"] = {"createRequest": {**asked, "status": {"statusCode": status}}}
            answer = Answer.of_json(answer.status, event)
        exchange.answer = answer
        self._hold_against_types(exchange)
        return answer

    def _hold_against_types(self, exchange):
        if not exchange.path.startswith(API):
            return
        try:
            check(exchange)
        except AssertionError as wrong:
            self.complaints.append(str(wrong))


@contextmanager
def google(folder):
    """A `GoogleDouble` of its own, until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    described = folder / "office.yaml"
    described.write_text(json.dumps(_OFFICE))  # JSON is YAML
    assert MYWORLD.exists(), "run `python3 scripts/doubles.py` first"
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [MYWORLD, "serve", "--env", described, "--port", str(port)]
    with running(command, port, folder / "log", cwd=folder):
        tokens = _found_tokens(httpx.get(f"{address}/envs/office", trust_env=False).json())
        with proxy(address) as passing:
            yield GoogleDouble(address, passing, tokens)


def _found_tokens(described):
    credentials = described["credentials"]
    return {name: _token(credentials[name]) for name in PEOPLE}


def _token(said):
    return said if isinstance(said, str) else next(v for k, v in said.items() if "token" in k.lower())


def _only_this_version(exchange, ask):
    """`If-Match`, which myworld does not know: another version is 412 (G9)."""
    wanted = {name.lower(): value for name, value in exchange.headers.items()}.get("if-match")
    if not wanted or wanted == "*":
        return None
    there = ask("GET", exchange.path.partition("?")[0], exchange.headers, b"")
    if there.status == 200 and there.json().get("etag") != wanted:
        exchange.answer = error(412, "conditionNotMet")
        return exchange.answer
    return None


def error(status, reason, **headers):
    """An error as the Calendar API writes it."""
    said = {"domain": "global", "reason": reason, "message": reason}
    return Answer.of_json(status, {"error": {"code": status, "message": reason, "errors": [said]}}, **headers)


def check(exchange):
    """Hold a request and its answer against the discovery document.

    Raises:
        AssertionError: if there is no such method, or a parameter or body is not what the document says.
    """
    path = urlsplit(exchange.path).path.removeprefix(API)
    method = next((m for m in _methods() if m["httpMethod"] == exchange.method and _fits(m, path)), None)
    assert method, f"{exchange.method} {path} is no method of the Calendar API"
    query = parse_qsl(urlsplit(exchange.path).query, keep_blank_values=True)
    known = {**_DOCUMENT["parameters"], **method.get("parameters", {})}
    unknown = [name for name, _ in query if name not in known]
    assert not unknown, f"{method['id']} has no {unknown}"
    for name, value in query:
        allowed = known[name].get("enum")
        assert not allowed or value in allowed, f"{method['id']}: {name}={value}"
    if "request" in method and exchange.method != "DELETE":
        _validate(method["request"]["$ref"], exchange.json(), f"request of {method['id']}")
    answer = exchange.answer
    if answer and answer.status == 200 and "response" in method:
        _validate(method["response"]["$ref"], answer.json(), f"answer to {method['id']}")


def _methods(resources=None):
    for resource in (resources or _DOCUMENT["resources"]).values():
        yield from resource.get("methods", {}).values()
        if "resources" in resource:
            yield from _methods(resource["resources"])


def _fits(method, path):
    pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(method["path"]))
    return re.fullmatch(pattern, path) is not None


def _validate(schema, body, what):
    whole = {"$ref": f"#/definitions/{schema}", "definitions": _SCHEMAS}
    wrong = next(iter(jsonschema.Draft7Validator(whole).iter_errors(body)), None)
    assert wrong is None, f"{what}: {'.'.join(map(str, wrong.absolute_path))}: {wrong.message[:200]}"


def _schema(node):
    """A node of the discovery document as JSON Schema, in which no property is allowed that it does not list."""
    if isinstance(node, list):
        return [_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {}
    for key, value in node.items():
        if key == "$ref":
            found[key] = f"#/definitions/{value}"
        elif key == "properties":
            found[key] = {name: _schema(item) for name, item in value.items()}
        elif key in ("items", "additionalProperties"):
            found[key] = _schema(value)
        elif key == "enum" or (key == "type" and value != "any"):
            found[key] = value
    if found.get("type") == "object" and "properties" in found:
        found.setdefault("additionalProperties", False)
    return found


_SCHEMAS = {name: _schema(schema) for name, schema in _DOCUMENT["schemas"].items()}

"""The chat gateway, spoken to over HTTP as a browser does, with a scripted Rasa behind it."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from sanic import Request, Sanic

from convene.chat import gateway
from convene.chat.visitors import GOOD_FOR, Visitors
from convene.limits import LocalLimiter
from convene.settings import Settings
from tests.service.pages_in_tests import served

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SITE = "https://www.northwind.test"

_numbers = itertools.count()  # Sanic wants a name of its own for every app


class Chats:
    """A store's chat part, in memory."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, str]] = []
        self.offered: set[tuple[str, str]] = set()
        self.zones: dict[str, str] = {}

    async def touch_session(self, session: str, zone: str, locale: str, signed: object, now: datetime) -> None:
        self.zones[session] = zone

    async def add_chat_message(self, session: str, who: str, text: str, now: datetime) -> None:
        self.said.append((session, who, text))

    async def chat_messages(self, session: str, limit: int = 200) -> list[tuple[str, str]]:
        return [(who, text) for of, who, text in self.said if of == session][-limit:]

    async def remember_offered(self, session: str, payloads: set[str], now: datetime) -> None:
        self.offered |= {(session, payload) for payload in payloads}

    async def was_offered(self, session: str, payload: str) -> bool:
        return (session, payload) in self.offered


@dataclass
class Rasa:
    """Answers every message with `lines`; may wait before each, or break off after them."""

    lines: list[dict[str, Any]] = field(default_factory=lambda: [{"text": "Hello!"}])
    received: list[dict[str, Any]] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    waits_after_first: bool = False
    breaks_off: bool = False

    async def answer(self, request: Request[Any, Any]) -> None:
        self.received.append(request.json)
        response = await request.respond(content_type="text/event-stream")
        for number, line in enumerate(self.lines):
            if number == 1 and self.waits_after_first:
                await self.go_on.wait()
            await response.send(json.dumps({"recipient_id": request.json["sender"], **line}) + "\n")
        if self.breaks_off:
            request.transport.abort()
        await response.eof()


@dataclass
class Visitor:
    """A browser with a visitor token."""

    http: httpx.AsyncClient
    token: str

    async def send(self, message: str, metadata: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        body = {"message": message, "metadata": metadata or {}, **more}
        return await self.http.post("/chat", json=body, headers={"authorization": f"Bearer {self.token}"})

    async def hear(self, message: str, **more: Any) -> list[dict[str, Any]]:
        answer = await self.send(message, **more)
        return [json.loads(line) for line in answer.text.splitlines()]


@dataclass
class House:
    """The gateway with everything around it."""

    http: httpx.AsyncClient
    app: Sanic[Any, Any]
    rasa: Rasa
    chats: Chats

    async def visitor(self) -> Visitor:
        response = await self.http.post("/chat/session")
        return Visitor(self.http, response.json()["visitor"])


@pytest.fixture
async def house() -> AsyncIterator[House]:
    rasa, chats, number = Rasa(), Chats(), next(_numbers)
    rasa_app: Sanic[Any, Any] = Sanic(f"gateway-test-rasa-{number}", configure_logging=False)
    rasa_app.add_route(rasa.answer, "/webhooks/rest/webhook", methods=["POST"])
    app: Sanic[Any, Any] = Sanic(f"gateway-test-{number}", configure_logging=False)
    async with served(rasa_app) as rasa_url:
        settings = Settings(secret_key="kept for tests", rasa_port=int(rasa_url.rpartition(":")[2]))
        config = SimpleNamespace(sites=(SITE,))
        clock = SimpleNamespace(now=lambda: NOW)
        limiter = LocalLimiter()
        app.ctx.services = SimpleNamespace(settings=settings, config=config, clock=clock, store=chats, limiter=limiter)
        app.blueprint(gateway.blueprint.copy(f"chat_{number}"))
        async with served(app) as url, httpx.AsyncClient(base_url=url, timeout=60) as http:
            yield House(http, app, rasa, chats)


async def test_a_visitor_talks_as_a_random_id_signed_by_us(house: House) -> None:
    """S14, X13: the sender Rasa sees is a UUID 4 from inside the token, not something the browser chose."""
    visitor = await house.visitor()

    assert await visitor.hear("hello") == [{"text": "Hello!", "language": "en"}]

    sender = house.rasa.received[0]["sender"]
    assert sender[14] == "4"
    assert sender == Visitors("kept for tests").recognise(visitor.token, NOW)


async def test_each_message_says_in_which_language_it_is(house: House) -> None:
    """WCAG 3.1.2: a screen reader on an English page reads German answers as German, after a reload too."""
    house.rasa.lines = [{"text": "Gern. Welche Zeit passt Ihnen?"}, {"text": "14:30"}, {"text": "Sorry, which one?"}]
    visitor = await house.visitor()

    heard = await visitor.hear("Hallo")

    history = await house.http.get("/chat/history", headers={"authorization": f"Bearer {visitor.token}"})
    assert [message["language"] for message in heard] == ["de", "de", "en"]
    assert [message["language"] for message in history.json()["messages"]] == ["de", "de", "de", "en"]


@pytest.mark.parametrize("token", ["made-up", "WyJhIiwxXQ.c2lnbmF0dXJl"])
async def test_a_forged_token_is_turned_away(house: House, token: str) -> None:
    """S14: without our signature there is no conversation."""
    answer = await Visitor(house.http, token).send("hello")

    assert (answer.status_code, answer.json()) == (401, {"error": "unknown_visitor"})
    assert house.rasa.received == []


def test_a_token_is_forgotten_after_a_month() -> None:
    """A token read after `GOOD_FOR` belongs to nobody."""
    visitors = Visitors("secret")
    token = visitors.welcome(NOW)

    assert visitors.recognise(token, NOW + GOOD_FOR) is not None
    assert visitors.recognise(token, NOW + GOOD_FOR + timedelta(seconds=1)) is None


async def test_each_message_comes_as_soon_as_rasa_sends_it(house: House) -> None:
    """The first line is read while Rasa still works on the second."""
    house.rasa.lines = [{"text": "One moment."}, {"text": "Here you are."}]
    house.rasa.waits_after_first = True
    visitor = await house.visitor()
    headers = {"authorization": f"Bearer {visitor.token}"}

    async with house.http.stream("POST", "/chat", json={"message": "hi"}, headers=headers) as answer:
        lines = answer.aiter_lines()
        first = await anext(lines)
        house.rasa.go_on.set()
        rest = [line async for line in lines]

    assert json.loads(first) == {"text": "One moment.", "language": "en"}
    assert [json.loads(line) for line in rest] == [{"text": "Here you are.", "language": "en"}]
    assert answer.headers["content-type"].startswith("application/x-ndjson")


async def test_cards_come_unwrapped_and_without_the_text_that_says_the_same(house: House) -> None:
    """X12: `custom.data` becomes `data`; other channels' plain text behind it is left out, other texts stay."""
    data = {"type": "input", "field": "email", "text": "Your e-mail?"}
    house.rasa.lines = [{"text": "Good choice."}, {"custom": {"data": data}}, {"text": "Your  e-mail?\n"}]
    visitor = await house.visitor()

    assert await visitor.hear("the second") == [
        {"text": "Good choice.", "language": "en"},
        {"data": data, "language": "en"},
    ]


async def test_a_typed_payload_is_only_text(house: House) -> None:
    """S12, X7: however it is written, what nobody offered reaches Rasa without the slash that would make it run."""
    visitor = await house.visitor()

    for typed in ('/choose_slot{"slot":"x"}', "  //affirm", "/ /affirm", "\x1f/affirm", "\u2003/affirm"):
        await visitor.hear(typed)

    passed_on = [said["message"] for said in house.rasa.received]
    assert passed_on == ['choose_slot{"slot":"x"}', "affirm", "affirm", "affirm", "affirm"]


async def test_an_offered_payload_counts_for_the_visitor_it_was_offered_to(house: House) -> None:
    """S12: slots, more times and buttons that were shown may be sent back, by this visitor alone."""
    slots = [{"id": "s-1", "start": "2026-11-24T09:00:00Z", "end": "2026-11-24T09:30:00Z"}]
    house.rasa.lines = [
        {"custom": {"data": {"type": "slots", "text": "These?", "slots": slots, "more": True}}},
        {"text": "Or stop?", "buttons": [{"title": "Stop", "payload": '/stop{"why": "no time"}'}]},
    ]
    visitor, other = await house.visitor(), await house.visitor()
    await visitor.hear("hi")
    house.rasa.lines = [{"text": "Fine."}]
    payloads = ['/choose_slot{"slot": "s-1"}', "/ask_availability", '/stop{"why":"no time"}']

    for payload in payloads:
        await visitor.hear(payload)
        await other.hear(payload)

    passed_on = [said["message"] for said in house.rasa.received[1:]]
    assert passed_on[0::2] == ['/choose_slot{"slot":"s-1"}', "/ask_availability", '/stop{"why":"no time"}']
    assert all(not message.startswith("/") for message in passed_on[1::2])


async def test_greet_opens_a_conversation_once(house: House) -> None:
    """WG13: the widget may greet first; later `/greet` is a word like any other."""
    visitor = await house.visitor()

    await visitor.hear("/greet")
    await visitor.hear("/greet")

    assert [said["message"] for said in house.rasa.received] == ["/greet", "greet"]


async def test_a_message_too_long_is_refused_with_its_limit(house: House) -> None:
    """Issue's bad input: 10,000 characters get 413 and the number to keep to; 500 are fine, counted as characters."""
    visitor = await house.visitor()

    answer = await visitor.send("x" * 10_000)

    assert (answer.status_code, answer.json()) == (413, {"error": "message_too_long", "limit": 500, "length": 10_000})
    assert (await visitor.send("ö" * 500)).status_code == 200


async def test_a_body_too_large_is_refused(house: House) -> None:
    """More than 16 KB is not even read to its end."""
    answer = await (await house.visitor()).send("hi", {"page": "x" * 17_000})

    assert (answer.status_code, answer.json()["error"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{", "bad_json"),
        ("[]", "bad_json"),
        ("[" * 15_000, "bad_json"),  # deeper than Python reads
        ('{"message": 5}', "bad_json"),
        ('{"message": " / "}', "empty_message"),
        (r'{"message": "\ud800"}', "empty_message"),
    ],
)
async def test_what_is_no_message_is_refused(house: House, body: str, code: str) -> None:
    """Broken JSON, a wrong shape and emptiness each get their own code."""
    visitor = await house.visitor()
    headers = {"authorization": f"Bearer {visitor.token}", "content-type": "application/json"}

    answer = await house.http.post("/chat", content=body, headers=headers)

    assert (answer.status_code, answer.json()) == (400, {"error": code})


async def test_only_json_is_taken(house: House) -> None:
    """A form of another website cannot speak for a visitor."""
    visitor = await house.visitor()

    answer = await house.http.post(
        "/chat", data={"message": "hi"}, headers={"authorization": f"Bearer {visitor.token}"}
    )

    assert (answer.status_code, answer.json()) == (415, {"error": "json_only"})


async def test_metadata_is_passed_on_as_far_as_it_can_be_true(house: House) -> None:
    """T7: a real zone is kept, an unknown one dropped; strings are bounded; anything odd is left out."""
    visitor = await house.visitor()
    told = {
        "timezone": "Asia/Tokyo",
        "locale": "de-DE",
        "page": "/pricing" + "x" * 400,
        "person": {"name": "Ada\n Lovelace", "email": ["a@b.test"], "__class__": "x", "company": ""},
        "company": "Analytical",
        "admin": True,
    }

    await visitor.hear("hi", metadata=told)
    for zone in ("Mars/Olympus", "../../etc/passwd", "", 5, "Europe"):
        await visitor.hear("hi", metadata={"timezone": zone})

    first, *others = [said["metadata"] for said in house.rasa.received]
    assert first["person"] == {"name": "Ada Lovelace"}
    assert (first["timezone"], first["locale"], len(first["page"])) == ("Asia/Tokyo", "de-DE", 200)
    assert set(first) == {"timezone", "locale", "page", "person"}
    assert others == [{}, {}, {}, {}, {}]


async def test_other_websites_are_turned_away(house: House) -> None:
    """X14: our own origin and the sites of convene.yml may ask, with the CORS headers they need; nobody else."""
    own = f"http://{house.http.base_url.netloc.decode()}"

    for origin, status in ((own, 201), (SITE, 201), ("https://evil.test", 403), ("null", 403), ("http://[", 403)):
        answer = await house.http.post("/chat/session", headers={"origin": origin})
        assert answer.status_code == status
        assert answer.headers.get("access-control-allow-origin") == (origin if status == 201 else None)
        assert answer.headers["vary"] == "origin"


async def test_an_allowed_website_may_ask_before_it_sends(house: House) -> None:
    """CORS preflight: the token's header and JSON are allowed for the sites of convene.yml."""
    for path in ("/chat", "/chat/session", "/chat/history"):
        answer = await house.http.options(path, headers={"origin": SITE, "access-control-request-method": "POST"})
        assert answer.status_code == 204
        assert "authorization" in answer.headers["access-control-allow-headers"]


async def test_one_visitor_cannot_flood(house: House) -> None:
    """S4: after twenty messages at once a visitor waits, another one does not."""
    visitor = await house.visitor()
    answers = [await visitor.send("hi") for _ in range(21)]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[-1].json() == {"error": "too_many_messages", "retry_after": 2}
    assert answers[-1].headers["retry-after"] == "2"
    assert (await (await house.visitor()).send("hi")).status_code == 200


async def test_one_network_cannot_open_visitors_without_end(house: House) -> None:
    """S4: new visitors are counted per network address."""
    statuses = [(await house.http.post("/chat/session")).status_code for _ in range(121)]

    assert statuses == [201] * 120 + [429]


async def test_a_second_message_waits_for_the_first_answer(house: House) -> None:
    """D9: two tabs or a double click cannot run two turns of one conversation at once."""
    house.rasa.lines = [{"text": "a"}, {"text": "b"}]
    house.rasa.waits_after_first = True
    visitor = await house.visitor()
    first = asyncio.create_task(visitor.hear("one"))
    while not house.rasa.received:
        await asyncio.sleep(0.001)

    second = await visitor.send("two")
    house.rasa.go_on.set()

    assert (second.status_code, second.json()) == (409, {"error": "busy"})
    assert await first == [{"text": "a", "language": "en"}, {"text": "b", "language": "en"}]
    assert (await visitor.send("three")).status_code == 200


async def test_when_rasa_is_down_the_answer_says_so(house: House) -> None:
    """D8: nothing listens, so 503 with a code the widget words."""
    await house.app.ctx.assistant.close()
    house.app.ctx.assistant = gateway.Assistant("http://127.0.0.1:9")

    answer = await (await house.visitor()).send("hi")

    assert (answer.status_code, answer.json()) == (503, {"error": "assistant_down"})


async def test_when_rasa_breaks_off_what_came_stays_and_a_last_line_says_so(house: House) -> None:
    """D8: the failure after the first message is a line of the stream."""
    house.rasa.breaks_off = True

    heard = await (await house.visitor()).hear("hi")

    assert heard == [{"text": "Hello!", "language": "en"}, {"error": "assistant_down"}]


async def test_an_empty_answer_is_an_error(house: House) -> None:
    """X11: Rasa's empty list means that something went wrong."""
    house.rasa.lines = []

    answer = await (await house.visitor()).send("hi")

    assert (answer.status_code, answer.json()) == (502, {"error": "empty_answer"})


async def test_an_answer_that_takes_too_long_is_given_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn has a time limit; the visitor may then speak again."""
    monkeypatch.setattr(gateway, "TURN", timedelta(seconds=0.3))
    house.rasa.lines = [{"text": "a"}, {"text": "b"}]
    house.rasa.waits_after_first = True
    visitor = await house.visitor()

    heard = await visitor.hear("hi")
    house.rasa.go_on.set()

    assert heard == [{"text": "a", "language": "en"}, {"error": "timeout"}]
    assert (await visitor.send("again")).status_code == 200


async def test_the_transcript_keeps_what_both_said(house: House) -> None:
    """D1: a visitor can read back their own conversation; a clicked button stands there in its words."""
    house.rasa.lines = [{"text": "Sure?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}]
    visitor, other = await house.visitor(), await house.visitor()
    await visitor.hear("/greet")
    await visitor.hear("book it")
    await visitor.hear("/affirm", label="Yes")

    history = await house.http.get("/chat/history", headers={"authorization": f"Bearer {visitor.token}"})
    nothing = await house.http.get("/chat/history", headers={"authorization": f"Bearer {other.token}"})

    said = [(message["from"], message["text"]) for message in history.json()["messages"]]
    assert said == [
        ("assistant", "Sure?"),
        ("visitor", "book it"),
        ("assistant", "Sure?"),
        ("visitor", "Yes"),
        ("assistant", "Sure?"),
    ]
    assert nothing.json() == {"messages": []}

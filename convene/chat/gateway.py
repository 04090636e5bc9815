"""`/chat`: the thin, strict way from a visitor's browser to Rasa, which itself is never on the internet.

`POST /chat/session` gives a new visitor a signed token. `POST /chat` takes `{"message", "label"?, "metadata"?}` with
that token as `Authorization: Bearer …` and answers with NDJSON: one message of the assistant per line, with its
`language`, as soon as it is there. `GET /chat/history` gives a visitor what was said so far. Every refusal is JSON with
an `error` code, which the widget words.
"""

import asyncio
import json
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import structlog
from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import empty
from sanic.response import json as json_response

from convene.booking.services import Services
from convene.booking.website_key import note_signature, website_key
from convene.chat.assistant import Assistant, with_language, without_echoes
from convene.chat.identify import NotSigned, signed_attributes
from convene.chat.incoming import MAX_BODY, Incoming, Unacceptable, read
from convene.chat.limits import allow_message, allow_visitor, turn
from convene.chat.origins import allowed_origin, cors
from convene.chat.payloads import GREET, as_words, canonical, offered_by
from convene.chat.visitors import Visitors
from convene.errors import AssistantDown
from convene.language import FIRST, heard, language_of

TURN = timedelta(seconds=30)
HISTORY = 50

_FAILED = {"assistant_down": 503, "timeout": 504, "empty_answer": 502}

log = structlog.get_logger()
blueprint = Blueprint("chat", url_prefix="/chat")


@blueprint.before_server_start
async def _open(app: Sanic[Any, Any]) -> None:
    app.ctx.assistant = Assistant(app.ctx.services.settings.rasa_url)
    app.ctx.visitors = Visitors(app.ctx.services.settings.secret)


@blueprint.after_server_stop
async def _close(app: Sanic[Any, Any]) -> None:
    await app.ctx.assistant.close()


@blueprint.on_request
async def _check_origin(request: Request[Any, Any]) -> None:
    services: Services = request.app.ctx.services
    request.ctx.origin = None
    request.ctx.origin = allowed_origin(request, services.config.sites, services.settings.public_url)


@blueprint.on_response  # type: ignore[untyped-decorator]
async def _add_headers(request: Request[Any, Any], response: HTTPResponse) -> None:
    response.headers.update(cors(getattr(request.ctx, "origin", None)))
    response.headers["cache-control"] = "no-store"


@blueprint.exception(Unacceptable)  # type: ignore[untyped-decorator]
async def _refuse(request: Request[Any, Any], refusal: Unacceptable) -> HTTPResponse:
    wait = refusal.answer.get("retry_after")
    return json_response(refusal.answer, refusal.status, headers={"retry-after": str(wait)} if wait else None)


@blueprint.options("/", name="preflight", strict_slashes=False)
@blueprint.options("/session", name="preflight_session")
@blueprint.options("/history", name="preflight_history")
async def preflight(request: Request[Any, Any]) -> HTTPResponse:
    """Tell a browser on an allowed website that it may ask."""
    return empty()


@blueprint.post("/session")
async def session(request: Request[Any, Any]) -> HTTPResponse:
    """Give a new visitor a token."""
    services: Services = request.app.ctx.services
    now = services.clock.now()
    await allow_visitor(services.limiter, request.client_ip, now)
    return json_response({"visitor": request.app.ctx.visitors.welcome(now)}, 201)


@blueprint.get("/history")
async def history(request: Request[Any, Any]) -> HTTPResponse:
    """Give a visitor the last messages of their own conversation, oldest first."""
    store = request.app.ctx.services.store
    messages = await store.chat_messages(_visitor(request), limit=HISTORY)
    said: list[dict[str, str]] = []
    for who, text in messages:
        said.append({"from": who, "text": text, "language": heard(text, said[-1]["language"] if said else FIRST)})
    return json_response({"messages": said})


@blueprint.post("/", stream=True, strict_slashes=False)
async def chat(request: Request[Any, Any]) -> HTTPResponse | None:
    """Pass one message on to the assistant and stream its answer."""
    services: Services = request.app.ctx.services
    visitor = _visitor(request)
    incoming = read(await _body(request))
    await allow_message(services.limiter, request.client_ip, visitor, services.clock.now())
    async with turn(services.limiter, visitor):
        await _recognise(services, visitor, incoming)
        message = await _permitted(services, visitor, incoming.message)
        if message != GREET:
            await services.store.add_chat_message(visitor, "visitor", _spoken(incoming, message), services.clock.now())
        return await _answer(request, visitor, message, incoming.metadata)


async def _recognise(services: Services, visitor: str, incoming: Incoming) -> None:
    """Keep where the visitor is and what the website signed, which counts more than what the page merely told.

    A page that signs nothing takes back what one before it signed: whoever was logged in may not be any more.
    """
    now, told = services.clock.now(), incoming.metadata
    signed = await _signed(services, visitor, incoming) if incoming.identify else {}
    await services.store.touch_session(visitor, told.get("timezone", ""), told.get("locale", ""), signed, now)
    for who, attributes in signed.items():
        told[who] = told.get(who, {}) | attributes


async def _signed(services: Services, visitor: str, incoming: Incoming) -> dict[str, dict[str, str]]:
    """What the website signed; nothing if its signature does not count."""
    known = await website_key(services)
    try:
        signed = signed_attributes(incoming.identify, known.key, services.clock.now())
    except NotSigned as reason:
        log.warning("identify_ignored", session=visitor, reason=str(reason))
        await note_signature(services, str(reason))
        return {}
    await note_signature(services)
    return signed


def _visitor(request: Request[Any, Any]) -> str:
    """The session of the request's visitor token."""
    services: Services = request.app.ctx.services
    visitor: str | None = request.app.ctx.visitors.recognise(request.token or "", services.clock.now())
    if visitor is None:
        raise Unacceptable(401, "unknown_visitor")
    return visitor


async def _body(request: Request[Any, Any]) -> bytes:
    """The body, read no further than it may be long."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Unacceptable(415, "json_only")
    body = b""
    while request.stream and (chunk := await request.stream.read()):  # type: ignore[attr-defined]
        body += chunk
        if len(body) > MAX_BODY:
            raise Unacceptable(413, "body_too_large", limit=MAX_BODY)
    return body


async def _permitted(services: Services, visitor: str, message: str) -> str:
    """The message as Rasa may see it: a payload only if this visitor was offered it, else plain words."""
    if not message.startswith("/"):
        return message
    payload = canonical(message)
    if payload == GREET and not await services.store.chat_messages(visitor, limit=1):
        return payload
    if await services.store.was_offered(visitor, payload):
        return payload
    return as_words(message)


def _spoken(incoming: Incoming, message: str) -> str:
    """What the transcript keeps of a message: the words of a clicked button rather than its payload."""
    return incoming.label if message.startswith("/") and incoming.label else message


async def _answer(
    request: Request[Any, Any], visitor: str, message: str, metadata: dict[str, Any]
) -> HTTPResponse | None:
    """Stream the assistant's messages; a failure is an HTTP error before the first of them, a last line after it."""
    response = None
    failure = None
    answer = without_echoes(request.app.ctx.assistant.answer(visitor, message, metadata))
    spoken = language_of(metadata.get("locale", ""))
    try:
        async with asyncio.timeout(TURN.total_seconds()), aclosing(with_language(answer, spoken)) as messages:
            async for said in messages:
                await _remember(request.app.ctx.services, visitor, said)
                if response is None:
                    response = await request.respond(
                        content_type="application/x-ndjson", headers={"x-accel-buffering": "no"}
                    )
                await response.send(json.dumps(said, ensure_ascii=False) + "\n")
    except AssistantDown as down:
        failure = "assistant_down"
        log.warning("assistant_down", session=visitor, cause=str(down))
    except TimeoutError:
        failure = "timeout"
        log.warning("assistant_too_slow", session=visitor)
    if response is None:
        failure = failure or "empty_answer"
        return json_response({"error": failure}, _FAILED[failure])
    if failure:
        await response.send(json.dumps({"error": failure}) + "\n")
    await response.eof()
    return None


async def _remember(services: Services, visitor: str, said: dict[str, Any]) -> None:
    """Keep what was offered and said, before the visitor can react to it."""
    now = services.clock.now()
    if offered := offered_by(said):
        await services.store.remember_offered(visitor, offered, now)
    text = said.get("text") or said.get("data", {}).get("text")
    if text:
        await services.store.add_chat_message(visitor, "assistant", text, now)

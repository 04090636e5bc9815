"""Signing in and out."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import redirect

from convene.desk import sign_in
from convene.desk.permissions import Action
from convene.desk.visit import COOKIE, Visit, is_secure, language_for, page, services_of, signed_in, visit_of
from convene.desk.words import LANGUAGES
from convene.email_address import normalized
from convene.limits import Limit, network
from convene.pages import PRIVATE_HEADERS, SECURITY_HEADERS

blueprint = Blueprint("desk_entering", url_prefix="/app")

_LINKS_OF_ADDRESS = Limit("links-of-address", 5, every=timedelta(hours=1) / 5)
_LINKS_OF_NETWORK = Limit("links-of-network", 30, every=timedelta(hours=1) / 30)  # an office behind one address


@blueprint.get("/sign-in")
async def ask_who(request: Request[Any, Any]) -> HTTPResponse:
    """Ask for the address; who is signed in already goes on."""
    if await visit_of(request):
        return redirect(_next(request) or "/app", status=303, headers=SECURITY_HEADERS | PRIVATE_HEADERS)
    return _form(request)


@blueprint.post("/sign-in")
async def mail_link(request: Request[Any, Any]) -> HTTPResponse:
    """Mail a link; the answer is the same whether the address is known or not."""
    services = services_of(request)
    email = str(request.form.get("email") or "").strip() if request.form else ""
    try:
        email = normalized(email)
    except ValueError:
        return _form(request, email=email, problem="entering.no_address", status=400)
    if await _too_many(request, email):
        return _form(request, email=email, problem="entering.too_many", status=429)
    await sign_in.mail_link(services, email, language_for(request), quote(_next(request)))
    return page(request, "link_sent.html", language=language_for(request), email=email)


@blueprint.get("/enter/<token:str>")
async def ask(request: Request[Any, Any], token: str) -> HTTPResponse:
    """Ask for one click: mail scanners open links, but press no buttons."""
    link = sign_in.read_link(services_of(request), token)
    if link is None:
        return _told(request, "link_old")
    return page(request, "enter.html", language=language_for(request), email=link[1])


@blueprint.post("/enter/<token:str>")
async def enter(request: Request[Any, Any], token: str) -> HTTPResponse:
    """Begin the session of a link, once; no other website can sign somebody in with a link of its own.

    Browsers tell which website a form stood on (Fetch Metadata, w3.org/TR/fetch-metadata).
    """
    services = services_of(request)
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return _told(request, "link_old")
    link = sign_in.read_link(services, token)
    cookie = await sign_in.begin(services, *link) if link else None
    if cookie is None:
        return _told(request, "link_used" if link else "link_old")
    return entered(request, cookie, _next(request))


@blueprint.post("/leave")
@signed_in(Action.USE_DESK)
async def leave(visit: Visit) -> HTTPResponse:
    """Sign out everywhere."""
    await visit.services.store.end_desk_sessions(visit.user.email.casefold(), visit.services.clock.now())
    return _told(visit.request, "signed_out", status=200)


@blueprint.post("/language")
@signed_in(Action.USE_DESK)
async def choose_language(visit: Visit) -> HTTPResponse:
    """Keep the language somebody reads."""
    if visit.field("language") not in LANGUAGES:
        raise NotFound
    await visit.services.store.keep_user(visit.user.email, visit.user.role, language=visit.field("language"))
    return visit.see_other(checked_path(visit.field("back")) or "/app")


def entered(request: Request[Any, Any], cookie: str, back: str = "") -> HTTPResponse:
    """On to the desk, signed in; however the person showed who they are."""
    services = services_of(request)
    response = redirect(back or "/app", headers=SECURITY_HEADERS | PRIVATE_HEADERS, status=303)
    age = int(sign_in.SESSION_FOR.total_seconds())
    response.add_cookie(
        COOKIE, cookie, path="/app", httponly=True, samesite="Lax", secure=is_secure(services), max_age=age
    )
    return response


def _next(request: Request[Any, Any]) -> str:
    """The page of ours to go on to; nothing if none was asked for, or one that is not ours."""
    return checked_path(str(request.args.get("next") or ""))


def checked_path(path: str) -> str:
    """The path if it is a page of ours to go on to, else nothing."""
    is_ours = path.startswith("/app/") and "\\" not in path and path.isprintable()
    return path if is_ours and not path.startswith(("/app/sign-in", "/app/enter", "/app/leave")) else ""


async def _too_many(request: Request[Any, Any], email: str) -> bool:
    """Whether this address, or this network, asked for too many links already."""
    limiter, now = services_of(request).limiter, services_of(request).clock.now()
    of_network = await limiter.take(_LINKS_OF_NETWORK, network(request.client_ip), now)
    of_address = await limiter.take(_LINKS_OF_ADDRESS, email.casefold(), now)
    return bool(of_network or of_address)


def _form(request: Request[Any, Any], *, email: str = "", problem: str = "", status: int = 200) -> HTTPResponse:
    language = language_for(request)
    back = _next(request)
    return page(
        request,
        "sign_in.html",
        language=language,
        status=status,
        email=email,
        problem=problem,
        vendors=tuple(services_of(request).accounts),
        query=f"?next={quote(back)}" if back else "",
    )


def _told(request: Request[Any, Any], what: str, *, status: int = 403) -> HTTPResponse:
    language = language_for(request)
    return page(request, "told.html", language=language, status=status, title="entering.title", text=f"entering.{what}")

"""Signing in and out."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from convene.desk import sign_in
from convene.desk.permissions import Action
from convene.desk.visit import COOKIE, Visit, is_secure, language_for, page, services_of, signed_in
from convene.pages import PRIVATE_HEADERS, SECURITY_HEADERS

blueprint = Blueprint("desk_entering", url_prefix="/app")


@blueprint.get("/sign-in")
async def ask_who(request: Request[Any, Any]) -> HTTPResponse:
    """How to get a link."""
    return _told(request, "not_signed_in", status=200)


@blueprint.get("/enter/<token:str>")
async def ask(request: Request[Any, Any], token: str) -> HTTPResponse:
    """Ask for one click: mail scanners open links, but press no buttons."""
    link = sign_in.read_link(services_of(request), token)
    if link is None:
        return _told(request, "link_old")
    return page(request, "enter.html", language=language_for(request), email=link[1])


@blueprint.post("/enter/<token:str>")
async def enter(request: Request[Any, Any], token: str) -> HTTPResponse:
    """Begin the session of a link, once."""
    services = services_of(request)
    link = sign_in.read_link(services, token)
    cookie = await sign_in.begin(services, *link) if link else None
    if cookie is None:
        return _told(request, "link_used" if link else "link_old")
    response = redirect("/app", headers=SECURITY_HEADERS | PRIVATE_HEADERS, status=303)
    age = int(sign_in.SESSION_FOR.total_seconds())
    response.add_cookie(
        COOKIE, cookie, path="/app", httponly=True, samesite="Lax", secure=is_secure(services), max_age=age
    )
    return response


@blueprint.post("/leave")
@signed_in(Action.USE_DESK)
async def leave(visit: Visit) -> HTTPResponse:
    """Sign out everywhere."""
    await visit.services.store.end_desk_sessions(visit.user.email, visit.services.clock.now())
    return _told(visit.request, "signed_out", status=200)


def _told(request: Request[Any, Any], what: str, *, status: int = 403) -> HTTPResponse:
    language = language_for(request)
    return page(request, "told.html", language=language, status=status, title="entering.title", text=f"entering.{what}")

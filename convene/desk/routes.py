"""The desk's pages: signing in, meetings, the queue."""

from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from convene.booking.services import Services
from convene.desk import sign_in
from convene.desk.overview import overview_for
from convene.pages import PRIVATE_HEADERS, SECURITY_HEADERS, Words, render

COOKIE = "convene_desk"

WORDS = Words(Path(__file__).parent / "words")

blueprint = Blueprint("desk", url_prefix="/app")


@blueprint.get("/enter/<token:str>")
async def ask(request: Request[Any, Any], token: str) -> HTTPResponse:
    """Ask for one click: mail scanners open links, but press no buttons."""
    link = sign_in.read_link(_services(request), token)
    return _page(request, "enter.html", email=link[1]) if link else _refused(request, "link_old")


@blueprint.post("/enter/<token:str>")
async def enter(request: Request[Any, Any], token: str) -> HTTPResponse:
    """Begin the session of a link, once."""
    services = _services(request)
    link = sign_in.read_link(services, token)
    cookie = await sign_in.begin(services, *link) if link else None
    if cookie is None:
        return _refused(request, "link_used" if link else "link_old")
    response = redirect("/app", headers=SECURITY_HEADERS | PRIVATE_HEADERS, status=303)
    secure = services.settings.public_url.startswith("https://")
    age = int(sign_in.SESSION_FOR.total_seconds())
    response.add_cookie(COOKIE, cookie, path="/app", httponly=True, samesite="Lax", secure=secure, max_age=age)
    return response


@blueprint.get("/", strict_slashes=False)
async def desk(request: Request[Any, Any]) -> HTTPResponse:
    """The meetings of whoever is signed in, and their queues."""
    services, cookie = _services(request), request.cookies.get(COOKIE) or ""
    email = await sign_in.who(services, cookie)
    if email is None:
        return _refused(request, "not_signed_in")
    overview = await overview_for(services, email)
    return _page(request, "desk.html", overview=overview, token=sign_in.form_token(services, cookie))


@blueprint.post("/leave")
async def leave(request: Request[Any, Any]) -> HTTPResponse:
    """Sign out everywhere."""
    services, cookie = _services(request), request.cookies.get(COOKIE) or ""
    email = await sign_in.who(services, cookie)
    token = str(request.form.get("token") or "") if request.form else ""
    if email is None or not sign_in.is_genuine(services, cookie, token):
        return _refused(request, "not_signed_in")
    await services.store.end_desk_sessions(email, services.clock.now())
    return _page(request, "told.html", said="signed_out")


def _services(request: Request[Any, Any]) -> Services:
    services: Services = request.app.ctx.services
    return services


def _refused(request: Request[Any, Any], why: str) -> HTTPResponse:
    return _page(request, "told.html", status=403, said=why)


def _page(request: Request[Any, Any], template: str, *, status: int = 200, **values: Any) -> HTTPResponse:
    locale = _services(request).config.branding.language

    def say(key: str, **said: object) -> str:
        return WORDS.say(locale, key, **said)

    headers = PRIVATE_HEADERS
    return render(request, f"desk/{template}", status=status, headers=headers, say=say, **values)

"""The pages of the demo website, and its static files."""

from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import file, redirect, text

from convene.booking.services import Services
from convene.language import languages
from convene.pages import STATIC, Words, content_security_policy, reader_locale, render, static_url, version_of

_HEADERS = {
    "content-security-policy": content_security_policy(script_src="'self'", connect_src="'self'"),
    "referrer-policy": "strict-origin-when-cross-origin",
    "cache-control": "no-cache",
}

WORDS = Words(Path(__file__).parent / "words")

blueprint = Blueprint("site")


@blueprint.get("/")
async def home(request: Request[Any, Any]) -> HTTPResponse:
    """The company's front page."""
    return _page(request, "home.html")


@blueprint.get("/privacy")
async def privacy(request: Request[Any, Any]) -> HTTPResponse:
    """What becomes of the words of somebody who chats."""
    asked = request.args.get("lang", "")
    return _page(request, "privacy.html", asked if asked in languages() else reader_locale(request))


@blueprint.get("/brand.css")
async def brand(request: Request[Any, Any]) -> HTTPResponse:
    """The company's colour as a custom property for every page; a file, because the CSP allows no inline style."""
    services: Services = request.app.ctx.services
    css = f":root {{ --accent: {services.config.branding.accent}; }}\n"
    return text(css, headers={"cache-control": "public, max-age=300"}, content_type="text/css; charset=utf-8")


@blueprint.get("/favicon.ico")
async def favicon(request: Request[Any, Any]) -> HTTPResponse:
    """Browsers ask for this name unless told better."""
    return redirect(static_url("favicon.svg"), status=301)


@blueprint.get("/static/<name:str>")
async def static(request: Request[Any, Any], name: str) -> HTTPResponse:
    """A static file; kept for good under its version's address (`static_url`), for five minutes otherwise."""
    version = version_of(name)
    if version is None:
        raise NotFound
    caching = "public, max-age=31536000, immutable" if request.args.get("v") == version else "public, max-age=300"
    return await file(STATIC / name, headers={"cache-control": caching})


@blueprint.on_response  # type: ignore[untyped-decorator]
async def _add_headers(request: Request[Any, Any], response: HTTPResponse) -> None:
    response.headers["x-content-type-options"] = "nosniff"


def _page(request: Request[Any, Any], template: str, locale: str = "en") -> HTTPResponse:
    services: Services = request.app.ctx.services
    config = services.config
    queue = config.default_queue
    wanted = request.args.get("lang", "")  # so that designers see the chat in each language
    return render(
        request,
        f"site/{template}",
        headers=_HEADERS,
        language=WORDS.language(locale),
        say=lambda key, **values: WORDS.say(locale, key, **values),
        chat_language=wanted if wanted in languages() else "",
        meeting=config.meeting_type_of(queue.id),
        reps=services.roster.members(queue.id),
        year=services.clock.now().year,
    )

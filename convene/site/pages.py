"""The pages of the demo website, its static files, and the headers every page gets."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, redirect, text

from convene.booking.services import Services

_FOLDER = Path(__file__).parent
_STATIC = _FOLDER / "static"

# Scripts, styles and pictures from here and nowhere else; the page cannot be framed, and forms stay at home.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PAGE_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-cache",
}

blueprint = Blueprint("site")
blueprint.static("/static", _STATIC, name="static")


def static_url(name: str) -> str:
    """The address of a static file, with its version, so that it can be cached for good."""
    return f"/static/{name}?v={_version(name)}"


@cache
def _version(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:10]


_templates = Environment(
    loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_templates.globals["static_url"] = static_url


@blueprint.get("/")
async def home(request: Request[Any, Any]) -> HTTPResponse:
    """The company's front page."""
    return _page(request, "home.html")


@blueprint.get("/privacy")
async def privacy(request: Request[Any, Any]) -> HTTPResponse:
    """What becomes of the words of somebody who chats."""
    return _page(request, "privacy.html")


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


@blueprint.on_response  # type: ignore[untyped-decorator]
async def _add_headers(request: Request[Any, Any], response: HTTPResponse) -> None:
    response.headers["x-content-type-options"] = "nosniff"
    if request.path.startswith("/static/"):
        known_version = request.args.get("v") == _version_of(request.path)
        response.headers["cache-control"] = f"public, max-age={'31536000, immutable' if known_version else '300'}"


def _version_of(path: str) -> str | None:
    name = path.removeprefix("/static/")
    return _version(name) if (_STATIC / name).is_file() else None


def _page(request: Request[Any, Any], template: str) -> HTTPResponse:
    services: Services = request.app.ctx.services
    config = services.config
    queue = config.default_queue
    page = _templates.get_template(template).render(
        branding=config.branding,
        meeting=config.meeting_type_of(queue.id),
        reps=[config.reps[rep] for rep in queue.reps],
        year=services.clock.now().year,
        demo=services.settings.env == "demo",
    )
    return html(page, headers=PAGE_HEADERS)

"""What all pages for people share: how they are rendered, where their static files are, the headers they get."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from sanic import HTTPResponse, Request
from sanic.response import html

from convene.booking.services import Services
from convene.language import primary_language
from convene.settings import Settings
from convene.web import is_on_this_machine

_HERE = Path(__file__).parent
STATIC = _HERE / "site" / "static"
"""The folder behind `/static/`."""

_ROOMS = ("site", "manage", "desk")
_LONGEST_NUMBER = 8  # digits; Python refuses to read thousands

_templates = Environment(
    loader=PrefixLoader({room: FileSystemLoader(_HERE / room / "templates") for room in _ROOMS}),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def content_security_policy(**more: str) -> str:
    """Styles and pictures from here, no scripts, no frames; forms stay at home and nobody may frame the page.

    Further directives are given by name, such as `script_src="'self'"`; one that is named again is replaced.
    """
    directives = {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    } | {name.replace("_", "-"): sources for name, sources in more.items()}
    return "; ".join(f"{name} {sources}".strip() for name, sources in directives.items())


SECURITY_HEADERS = {
    "content-security-policy": content_security_policy(),
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
"""For every page; a page that needs more says so in its own headers."""

PRIVATE_HEADERS = {"cache-control": "no-store", "x-robots-tag": "noindex, nofollow"}
"""For pages that only the holder of a link may see."""


def render(
    request: Request[Any, Any],
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTTPResponse:
    """A page from the template `<room>/<file>`, with the security headers.

    Templates know `branding`, `demo`, `demo_mail`, `home_url` and `static_url(name)` besides the values given.
    """
    services: Services = request.app.ctx.services
    branding, demo = services.config.branding, services.settings.env == "demo"
    page = _templates.get_template(template).render(
        branding=branding,
        demo=demo,
        demo_mail=shows_demo_mail(request),
        home_url="/" if demo or not branding.website else branding.website,
        **values,
    )
    return html(page, status=status, headers=SECURITY_HEADERS | dict(headers or {}))


def shows_demo_mail(request: Request[Any, Any]) -> bool:
    """Whether the demo's mailbox is open to whoever asks: a browser on this machine, unless CONVENE_DEMO_MAIL opens it.

    Links to sign in at the desk lie there. So the public address has to be this machine's, and so do both ends of the
    connection, with no proxy between that says it passes somebody on; a proxy that says nothing has a public address.
    """
    settings: Settings = request.app.ctx.services.settings
    if settings.env != "demo":
        return False
    passed_on = any(name.startswith(("forwarded", "x-forwarded", "x-real-ip", "via")) for name in request.headers)
    asked, caller = request.headers.get("host", ""), f"[{request.ip}]" if ":" in request.ip else request.ip
    from_here = not passed_on and all(is_on_this_machine(f"//{end}") for end in (asked, caller))
    return settings.demo_mail == "everywhere" or (from_here and not settings.is_public_demo)


def page_number(said: str, most: int) -> int:
    """The number of the page that an address asks for, from 1 to `most`; the first for whatever is no number."""
    number = int(said) if said.isascii() and said.isdigit() and len(said) <= _LONGEST_NUMBER else 1
    return min(max(number, 1), most)


def reader_locale(request: Request[Any, Any]) -> str:
    """The locale a stranger's browser asks for first, as a BCP 47 tag; the company's language if it asks for none."""
    services: Services = request.app.ctx.services
    accepted = request.headers.get("accept-language") or services.config.branding.language
    return str(accepted).partition(",")[0].partition(";")[0].strip()


def static_url(name: str) -> str:
    """The address of a static file, with its version, so that it can be cached for good."""
    return f"/static/{name}?v={version_of(name)}"


@lru_cache(maxsize=256)
def version_of(name: str) -> str | None:
    """The version of a static file, which changes with its content; None if there is no such file."""
    path = STATIC / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else None


class Words:
    """A room's catalogue: what it says to people, by key, with `{places}` for values; one YAML file per language."""

    def __init__(self, folder: Path) -> None:
        """Read every language in the folder; English has to be among them."""
        self._languages: dict[str, dict[str, str]] = {
            path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in folder.glob("*.yml")
        }

    def language(self, locale: str) -> str:
        """The language for this BCP 47 tag: its own if there is a catalogue, else English."""
        language = primary_language(locale)
        return language if language in self._languages else "en"

    def say(self, locale: str, key: str, **values: object) -> str:
        """The words of a key, as text; whoever shows them escapes them."""
        return self._languages[self.language(locale)][key].format(**values)


def told_why(
    request: Request[Any, Any], words: Words, what: str, *, status: int, headers: Mapping[str, str] | None = None
) -> HTTPResponse:
    """Instead of a page, why there is none: `<what>_title` and `<what>_text` of the words, in the reader's language."""
    services: Services = request.app.ctx.services
    locale = reader_locale(request)
    return render(
        request,
        "site/failure.html",
        status=status,
        headers=PRIVATE_HEADERS | dict(headers or {}),
        language=words.language(locale),
        title=words.say(locale, f"{what}_title"),
        text=words.say(locale, f"{what}_text", contact=services.config.branding.contact),
        home=words.say(locale, "home"),
    )


_templates.globals["static_url"] = static_url

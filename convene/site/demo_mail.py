"""The demo's mailbox at `/demo/mail`: every mail sent, as a mail client shows it; on the demo's own machine alone."""

from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import html, raw

from convene.booking.services import Services
from convene.invitations.times import clock_in_words, date_in_words, time_in_words, zone_in_words
from convene.pages import (
    PRIVATE_HEADERS,
    SECURITY_HEADERS,
    content_security_policy,
    render,
    shows_demo_mail,
    told_why,
)
from convene.site.mailbox import Letter, letter_named, letters
from convene.site.pages import WORDS

FORMS = ("html", "text", "headers")

_SEEN_FROM_INSIDE = "allow-popups allow-popups-to-escape-sandbox"
"""What a mail in its frame may do: open a link in a new tab, and nothing else."""

_MAIL_HEADERS = SECURITY_HEADERS | {
    # Mails bring their styles in the text, which no other page may, so they are a page of their own in a sandbox.
    "content-security-policy": content_security_policy(
        style_src="'unsafe-inline'", img_src="data:", frame_ancestors="'self'", sandbox=_SEEN_FROM_INSIDE
    ),
}
_FRAMING_HEADERS = PRIVATE_HEADERS | {"content-security-policy": content_security_policy(frame_src="'self'")}

blueprint = Blueprint("demo_mail", url_prefix="/demo/mail")


@blueprint.on_request
async def _stay_here(request: Request[Any, Any]) -> HTTPResponse | None:
    """Show nobody elsewhere what was mailed."""
    if shows_demo_mail(request):
        return None
    return told_why(request, WORDS, "mail_elsewhere", status=403)


@blueprint.get("/", strict_slashes=False)
async def inbox(request: Request[Any, Any]) -> HTTPResponse:
    """All mails, the newest first."""
    return _page(request, None)


@blueprint.get("/<name:str>")
async def read(request: Request[Any, Any], name: str) -> HTTPResponse:
    """One mail beside the list."""
    return _page(request, _letter(request, name))


@blueprint.get("/<name:str>/html")
async def body(request: Request[Any, Any], name: str) -> HTTPResponse:
    """The HTML form of a mail, to be shown in a frame; its links open in a new tab."""
    page = _letter(request, name).html.replace("<head>", '<head><base target="_blank">', 1)
    return html(page, headers=_MAIL_HEADERS | PRIVATE_HEADERS)


@blueprint.get("/<name:str>/files/<number:int>")
async def download(request: Request[Any, Any], name: str, number: int) -> HTTPResponse:
    """Something that is attached to a mail."""
    files = _letter(request, name).files
    if number >= len(files):
        raise NotFound("there is no such attachment")
    file = files[number]
    disposition = f'attachment; filename="{Path(file.name).name}"'
    return raw(file.content, content_type=file.kind, headers=SECURITY_HEADERS | {"content-disposition": disposition})


def _page(request: Request[Any, Any], letter: Letter | None) -> HTTPResponse:
    form = request.args.get("as", "html")
    return render(
        request,
        "site/demo_mail.html",
        headers=_FRAMING_HEADERS,
        letters=letters(_folder(request)),
        letter=letter,
        form=form if form in FORMS else "html",
        when=_Times(_services(request).config.branding.zone, _services(request).config.branding.language),
        sandbox=_SEEN_FROM_INSIDE,
    )


class _Times:
    """Times in the company's zone and language."""

    def __init__(self, zone: str, locale: str) -> None:
        self._zone, self._locale = zone, locale

    def date(self, instant: Any) -> str:
        """The day."""
        return date_in_words(instant, self._zone, self._locale)

    def time(self, instant: Any) -> str:
        """The time with its offset."""
        return time_in_words(instant, self._zone, self._locale)

    def clock(self, instant: Any) -> str:
        """The time alone."""
        return clock_in_words(instant, self._zone, self._locale)

    @property
    def zone(self) -> str:
        """The zone's name."""
        return zone_in_words(self._zone, self._locale)


def _letter(request: Request[Any, Any], name: str) -> Letter:
    letter = letter_named(_folder(request), name)
    if letter is None:
        raise NotFound("there is no such mail")
    return letter


def _folder(request: Request[Any, Any]) -> Path:
    return _services(request).settings.state_dir / "outbox"


def _services(request: Request[Any, Any]) -> Services:
    services: Services = request.app.ctx.services
    return services

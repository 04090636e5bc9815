"""What somebody sees where nothing is, or when something goes wrong: a page in plain words."""

from pathlib import Path
from typing import Any

from sanic import HTTPResponse, Request
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler

from convene.booking.services import Services
from convene.pages import PRIVATE_HEADERS, Words, reader_locale, render

_WORDS = Words(Path(__file__).parent / "words")
_OURS = 500  # and above: not the reader's fault


class PlainFailures(ErrorHandler):
    """Logs as Sanic does; browsers get a page of ours, other programs Sanic's short text or JSON."""

    def default(self, request: Request[Any, Any], exception: Exception) -> HTTPResponse:
        """Answer a request that ended in an exception nobody caught."""
        answer = super().default(request, exception)
        wants_page = "text/html" in request.headers.get("accept", "")
        return _page(request, exception, answer.status) if wants_page else answer


def _page(request: Request[Any, Any], exception: Exception, status: int) -> HTTPResponse:
    services: Services = request.app.ctx.services
    branding = services.config.branding
    locale = reader_locale(request)
    what = "failed" if status >= _OURS else "missing"
    headers = exception.headers if isinstance(exception, SanicException) else {}
    return render(
        request,
        "site/failure.html",
        status=status,
        headers=PRIVATE_HEADERS | dict(headers),
        language=_WORDS.language(locale),
        title=_WORDS.say(locale, f"{what}_title"),
        text=_WORDS.say(locale, f"{what}_text", contact=branding.contact),
        home=_WORDS.say(locale, "home"),
    )

"""What somebody sees where nothing is, or when something goes wrong: a page in plain words."""

from pathlib import Path
from typing import Any

import structlog
from sanic import HTTPResponse, Request
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler

from convene.pages import Words, told_why

log = structlog.get_logger()

_WORDS = Words(Path(__file__).parent / "words")
_OURS = 500  # and above: not the reader's fault


class PlainFailures(ErrorHandler):
    """Browsers get a page of ours, other programs Sanic's short text or JSON."""

    @staticmethod
    def log(request: Request[Any, Any], exception: Exception) -> None:
        """Log what is no answer of ours, by its route: the address itself can be the key to a meeting (case S11)."""
        if not getattr(exception, "quiet", False):
            log.error("a request failed", method=request.method, route=request.uri_template, exc_info=exception)

    def default(self, request: Request[Any, Any], exception: Exception) -> HTTPResponse:
        """Answer a request that ended in an exception nobody caught."""
        answer = super().default(request, exception)
        wants_page = "text/html" in request.headers.get("accept", "")
        return _page(request, exception, answer.status) if wants_page else answer


def _page(request: Request[Any, Any], exception: Exception, status: int) -> HTTPResponse:
    what = "failed" if status >= _OURS else "missing"
    headers = exception.headers if isinstance(exception, SanicException) else {}
    return told_why(request, _WORDS, what, status=status, headers=headers)

"""What went wrong while a calendar was connected, in words; nothing was kept."""

from typing import Any

from sanic import HTTPResponse, Request

from convene import errors
from convene.desk import words
from convene.desk.visit import Visit, language_for, page
from convene.errors import ConveneError

HERE = "/app/connect"

_NO_USE = (errors.ConnectedAlready, errors.NoSuchVendor, errors.MailboxUnusable)  # trying again leads nowhere
_BROKEN = ("unknown", "another", "used", "expired")


def failed(visit: Visit, provider: str, error: ConveneError) -> HTTPResponse:
    """The page that says so, and whether trying again helps."""
    return visit.page("connect_failed.html", here="calendar", status=400, **_failure(visit, provider, error))


def failed_for(request: Request[Any, Any], provider: str, error: ConveneError) -> HTTPResponse:
    """The same page for somebody who is not signed in."""
    language = language_for(request)
    values = _failure(None, provider, error, language)
    return page(request, "connect_failed.html", language=language, status=400, **values)


def _failure(visit: Visit | None, provider: str, error: ConveneError, language: str = "en") -> dict[str, Any]:
    say = visit.say if visit else lambda key, **values: words.say(language, key, **values)
    is_other = isinstance(error, errors.OtherAccount)
    return {
        "title": say(f"connect.{_words_for(error)}_title"),
        "text": say(
            f"connect.{_words_for(error)}",
            vendor=say(f"connect.vendor_{provider}"),
            account=str(error),
            detail=str(error),
            email=visit.user.email if visit else "",
        ),
        "again": f"{HERE}/{provider}" if visit and not isinstance(error, _NO_USE) else "",
        "anyway": f"{HERE}/{provider}?account=any" if visit and is_other else "",
        "account": str(error),
    }


def _words_for(error: ConveneError) -> str:
    """The key of the words for what went wrong."""
    said = str(error)
    match error:
        case errors.ConsentDenied():
            is_policy = any(sign in said for sign in ("admin_consent", "admin_policy", "org_internal"))
            return "failed_admin" if is_policy else "failed_denied"
        case errors.ScopesMissing():
            return "failed_lasting" if said == "offline_access" else "failed_scopes"
        case errors.ConsentBroken():
            return f"failed_{said}" if said in _BROKEN else "failed_broken"
        case errors.AccountTaken():
            return "failed_taken"
        case errors.OtherAccount():
            return "failed_other"
        case errors.ConnectedAlready():
            return "failed_already"
        case errors.MailboxUnusable():
            return "failed_mailbox"
        case errors.NoSuchVendor():
            return "failed_not_set_up"
        case errors.NeedsReconnect():
            return "failed_refused"
    return "failed_down"

"""Forms: their fields, and the token that shows that they came from our own page of this very link."""

from typing import Any

from sanic import Request

from convene.booking.services import Services
from convene.signing import Signer


def form_token(services: Services, link: str) -> str:
    """The token for the forms on the page of this link."""
    return _signer(services).sign(link)


def is_genuine(services: Services, link: str, token: str) -> bool:
    """Whether a form was made by us for this link."""
    return bool(_signer(services).read(token) == link)


def form_field(request: Request[Any, Any], name: str) -> str:
    """What stands in a field of the form that was sent; nothing if there is no form."""
    return str(request.form.get(name) or "").strip() if request.form else ""


def _signer(services: Services) -> Signer:
    return Signer(services.settings.secret, "form on the page of a booking")

"""Forms: their fields, and the token that shows that they came from our own page of this very link."""

from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from sanic import Request

from convene.booking.services import Services


def form_token(services: Services, link: str) -> str:
    """The token for the forms on the page of this link."""
    return str(_signer(services).dumps(link))


def is_genuine(services: Services, link: str, token: str) -> bool:
    """Whether a form was made by us for this link."""
    try:
        return bool(_signer(services).loads(token) == link)
    except BadData:
        return False


def form_field(request: Request[Any, Any], name: str) -> str:
    """What stands in a field of the form that was sent; nothing if there is no form."""
    return str(request.form.get(name) or "").strip() if request.form else ""


def _signer(services: Services) -> URLSafeSerializer:
    return URLSafeSerializer(services.settings.secret, salt="form on the page of a booking")

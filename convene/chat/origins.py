"""Which websites may talk to the gateway: our own, and those that `convene.yml` names under `sites`."""

from urllib.parse import urlsplit

from sanic import Request

from convene.chat.incoming import Unacceptable


def allowed_origin(request: Request, sites: tuple[str, ...], public_url: str) -> str | None:
    """The request's origin if it may talk to us; None if it names none, as programs and same-origin reads do.

    Raises:
        Unacceptable: 403 for any other website, and for `null`.
    """
    origin = request.headers.get("origin")
    if origin is None:
        return None
    known = {_origin_of(site) for site in (*sites, public_url)}
    if origin in known or origin.endswith(f"://{request.host}"):
        return str(origin)
    raise Unacceptable(403, "origin_not_allowed")


def cors(origin: str | None) -> dict[str, str]:
    """The headers that let a page of this origin read our answer (Fetch standard, CORS protocol)."""
    if origin is None:
        return {"vary": "origin"}
    return {
        "vary": "origin",
        "access-control-allow-origin": origin,
        "access-control-allow-headers": "authorization, content-type",
        "access-control-allow-methods": "GET, POST",
        "access-control-expose-headers": "retry-after",
        "access-control-max-age": "600",
    }


def _origin_of(site: str) -> str:
    parts = urlsplit(site if "://" in site else f"https://{site}")
    return f"{parts.scheme}://{parts.netloc}"

"""Speaking to servers over HTTPS: what every client of ours has in common."""

import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

_LONGEST_REST = 900.0  # seconds


@cache
def tls() -> ssl.SSLContext:
    """What servers' certificates are checked against, read once for all clients; `SSL_CERT_FILE` is honoured."""
    return httpx.create_ssl_context()


def is_on_this_machine(url: str) -> bool:
    """Whether the address is of a server here; a proxy between us would not find it."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def retry_after(answer: httpx.Response) -> float | None:
    """The seconds that `Retry-After` asks for; a date counts from the server's own, whatever ours is (RFC 9110).

    A quarter of an hour is the most: after that asking once more does no harm, and one wrong answer stops nobody's
    calendar for days.
    """
    asked = answer.headers.get("Retry-After", "").strip()
    if asked.isdecimal():
        return min(float(asked), _LONGEST_REST)
    try:
        until = parsedate_to_datetime(asked)
        since = parsedate_to_datetime(answer.headers["Date"]) if "Date" in answer.headers else datetime.now(UTC)
        return min(max(0.0, (until - since).total_seconds()), _LONGEST_REST)
    except (ValueError, TypeError):
        return None

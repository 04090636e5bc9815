"""Speaking to servers over HTTPS: what every client of ours has in common."""

import ssl
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx


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

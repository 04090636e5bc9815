"""Speaking to the authority where people sign in with Microsoft: the HTTP session that msal sends its requests with."""

import os
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from convene.errors import BadConfig


def session_with(authority: str, timeout: float) -> tuple[requests.Session, str]:
    """A session that gives up in time and honours `SSL_CERT_FILE`, and the authority as msal wants it.

    Raises:
        BadConfig: if the authority is neither https nor on this machine.
    """
    session, parts = requests.Session(), urlsplit(authority)
    # Said with each request: where REQUESTS_CA_BUNDLE is set, requests takes no notice of `session.verify`.
    verify = os.environ.get("SSL_CERT_FILE") or None
    session.request = partial(session.request, timeout=timeout, verify=verify)  # type: ignore[method-assign]
    if parts.scheme == "https" and parts.hostname:
        return session, authority.rstrip("/")
    if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise BadConfig(
            "CONVENE_MS_AUTHORITY must be an https address, such as https://login.microsoftonline.com/common"
        )
    session.trust_env = False
    session.mount("https://", _Plain(authority))
    return session, parts._replace(scheme="https").geturl().rstrip("/")


def for_browsers(address: str, authority: str) -> str:
    """The address of the consent screen, on http where the authority is."""
    said = urlsplit(authority)
    if said.scheme == "https":
        return address
    return urlsplit(address)._replace(scheme=said.scheme, netloc=said.netloc).geturl()


class _Plain(HTTPAdapter):
    """Carries what msal sends by https to an authority on this machine that speaks http, as those in tests do.

    msal speaks to https alone, and wants to be told of https alone.
    """

    def __init__(self, authority: str) -> None:
        super().__init__()
        self._host = urlsplit(authority).netloc

    def send(self, request: requests.PreparedRequest, *more: Any, **said: Any) -> requests.Response:
        parts = urlsplit(str(request.url))
        request.url = parts._replace(scheme="http", netloc=self._host).geturl()
        answer = super().send(request, *more, **said)
        if parts.path.endswith("/.well-known/openid-configuration"):
            answer._content = answer.content.replace(b'"http://', b'"https://')
        return answer

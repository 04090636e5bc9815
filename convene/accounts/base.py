"""What Convene asks of a vendor's accounts: consent, tokens, who consented.

One `Accounts` object speaks for one vendor and one registered app. Nothing here keeps anything: the tokens are a
JSON-able dict that only the vendor's own module understands, and that whoever keeps it encrypts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from convene.errors import NeedsReconnect
from convene.model import Block

Tokens = dict[str, Any]
"""A vendor's tokens for one account, JSON-able; a secret."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent screen to send somebody to.

    `state` comes back with the callback; `kept` (JSON-able: PKCE verifier, nonce) is a secret that stays on the server,
    bound to who was sent, and is used once.
    """

    url: str
    state: str
    kept: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody granted: tokens, and the scopes they really ticked (case K9)."""

    tokens: Tokens
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalendarChoice:
    """A calendar inside the account; `writable` ones can receive meetings."""

    id: str
    name: str
    primary: bool = False
    writable: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """Who consented, and what the account is able to do.

    `subject` is the vendor's stable id of the account. `is_verified` says whether the vendor vouches for the address,
    so that it proves who somebody is. `zone` is an IANA name, or None when the account names a zone
    that cannot be mapped (`zone_said`, case T8): then it is asked for. `hours` are the account's working hours by ISO
    weekday, None when it has none. `conference` says whether a Meet or Teams link can be made, else
    `no_conference` says why not, as a key of the desk's words.
    """

    provider: str
    subject: str
    email: str
    name: str
    locale: str = ""
    zone: str | None = None
    zone_said: str = ""
    hours: Mapping[int, tuple[Block, ...]] | None = None
    calendars: tuple[CalendarChoice, ...] = field(default_factory=tuple)
    conference: bool = False
    no_conference: str = ""
    is_verified: bool = False


class Accounts(Protocol):
    """One vendor's accounts."""

    provider: str
    """`google` or `microsoft`."""

    def begin(self, redirect_uri: str, *, hint: str = "") -> Consent:
        """A new consent screen; `hint` is the e-mail address the person probably uses."""
        ...

    async def finish(self, kept: dict[str, Any], callback: Mapping[str, str], redirect_uri: str) -> Grant:
        """Turn the callback's query into tokens.

        Raises:
            ConsentDenied: the person said no, or the vendor's administrator must consent first (K10, K15).
            ConsentBroken: the state does not match, the code was used before or is too old.
            ScopesMissing: a needed permission was left unticked (K9); the message lists them.
            CalendarUnreachable: the vendor does not answer.
        """
        ...

    async def refresh(self, tokens: Tokens) -> Tokens:
        """Tokens whose access token is new; what the vendor left out (a refresh token not rotated) is kept (K3).

        Raises:
            NeedsReconnect: the vendor refuses for good (`invalid_grant` and its like); never try again.
            CalendarUnreachable: the vendor does not answer; try again later.
        """
        ...

    async def account(self, tokens: Tokens) -> Account:
        """Who consented and what the account can do; asked right after consent (K11).

        Raises:
            MailboxUnusable: there is no calendar we can use: no licence, a guest, on premises.
            NeedsReconnect, CalendarUnreachable: as for `refresh`.
        """
        ...

    async def revoke(self, tokens: Tokens) -> None:
        """Give the permission back where the vendor lets us; what is revoked already is fine."""
        ...


class TokenSource(Protocol):
    """Where a calendar gets its access token from: kept, refreshed under one lock per rep, never logged."""

    async def access_token(self, *, stale: str | None = None) -> str:
        """An access token that is good now; `stale` is one the vendor has just refused with 401.

        Raises:
            NeedsReconnect: only the rep can mend it.
            CalendarUnreachable: the vendor's token endpoint does not answer.
        """
        ...


class GivenToken:
    """A token source with the one token that was just given; right after consent there is no other."""

    def __init__(self, token: str, vendor: str) -> None:
        """Keep the token; `vendor` is by which name people know who gave it."""
        self._token, self._vendor = token, vendor

    async def access_token(self, *, stale: str | None = None) -> str:
        """The token.

        Raises:
            NeedsReconnect: if the vendor has refused it.
        """
        if stale:
            raise NeedsReconnect(f"{self._vendor} refuses the token it has just given")
        return self._token


def access_of(tokens: Tokens) -> str:
    """The access token in these tokens; every vendor's module keeps it under this name."""
    return str(tokens["access_token"])


def expires_at(tokens: Tokens) -> float:
    """When that access token ends, in seconds since 1970; every vendor's module keeps it under this name."""
    return float(tokens.get("expires_at") or 0)

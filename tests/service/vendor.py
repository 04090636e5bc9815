"""A vendor of calendars in memory, for tests of what Convene does with consents and tokens."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from convene.accounts.base import Account, CalendarChoice, Consent, Grant, Tokens
from convene.errors import ConsentBroken, ConveneError, NeedsReconnect

ANNA = Account(
    provider="google",
    subject="4711",
    email="anna@northwind.test",
    name="Anna Nordwind",
    locale="en",
    zone="Europe/Berlin",
    calendars=(
        CalendarChoice("anna@northwind.test", "Anna", primary=True),
        CalendarChoice("team", "Team"),
        CalendarChoice("holidays", "Holidays", writable=False),
    ),
    conference=True,
)


@dataclass
class FakeVendor:
    """One vendor's accounts: whoever comes back is `here`, unless something is to go wrong.

    `fails` raises at one of `finish`, `refresh`, `account`, `revoke`.
    """

    provider: str = "google"
    here: Account = ANNA
    fails: dict[str, ConveneError] = field(default_factory=dict)
    revoked: list[str] = field(default_factory=list)
    sent: int = 0
    refreshed: int = 0
    used: set[str] = field(default_factory=set)

    def begin(self, redirect_uri: str, *, hint: str = "") -> Consent:
        self.sent += 1
        state = f"{self.provider}-state-{self.sent}"
        return Consent(f"https://vendor.test/consent?state={state}&hint={hint}", state, {"verifier": f"v-{self.sent}"})

    async def finish(self, kept: dict[str, Any], callback: Mapping[str, str], redirect_uri: str) -> Grant:
        self._maybe_fail("finish")
        assert kept["verifier"].startswith("v-")
        if callback["code"] in self.used:
            raise ConsentBroken("invalid_grant")
        self.used.add(callback["code"])
        return Grant(self._tokens(0), ("calendar",))

    async def refresh(self, tokens: Tokens) -> Tokens:
        self._maybe_fail("refresh")
        self.refreshed += 1
        return self._tokens(self.refreshed)

    async def account(self, tokens: Tokens) -> Account:
        self._maybe_fail("account")
        return replace(self.here, provider=self.provider)

    async def revoke(self, tokens: Tokens) -> None:
        self._maybe_fail("revoke")
        self.revoked.append(tokens["refresh_token"])

    def _tokens(self, number: int) -> Tokens:
        said = {"access_token": f"s3cret-access-{number}", "refresh_token": f"s3cret-refresh-{number}"}
        return said | {"expires_at": time.time() + 3600}

    def _maybe_fail(self, where: str) -> None:
        if where in self.fails:
            raise self.fails[where]


REFUSED = NeedsReconnect("invalid_grant")

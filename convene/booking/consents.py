"""Sending somebody to a vendor's consent screen, and taking them in again when they return (cases K7, K9, K10).

What PKCE and the nonce need stays here, sealed, for ten minutes and one use. It is bound to whoever was sent: a user
who is signed in, or a browser by a cookie nobody can guess; so nobody can finish what another began.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from convene.accounts.base import Account, Accounts, Tokens
from convene.booking.services import Services
from convene.errors import ConsentBroken, NoSuchVendor, SecretLost

CONSENT_FOR = timedelta(minutes=10)

_ANYBODYS = ("", "common", "organizations", "consumers")  # Entra's names for more than one organisation

CONNECT, RECONNECT, SIGN_IN = "connect", "reconnect", "sign_in"


@dataclass(frozen=True, slots=True)
class Errand:
    """Why somebody is sent: to connect a calendar, to connect the `rep`'s again, or to sign in.

    `any_account` lets the account have another address than the user (case K7); `back` is the page to go on to.
    """

    purpose: str
    rep: str = ""
    any_account: bool = False
    back: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who came back with a permission: their errand, what they granted, and which account that is."""

    errand: Errand
    tokens: Tokens
    scopes: tuple[str, ...]
    account: Account

    def __repr__(self) -> str:
        return f"Arrival({self.errand!r}, {self.account.provider})"


def of_user(email: str) -> str:
    """What a consent is bound to when somebody signed in is sent."""
    return f"user:{email.casefold()}"


def of_browser(secret: str) -> str:
    """What a consent is bound to when nobody is signed in: a secret that only this browser knows."""
    return f"browser:{secret}"


def vendor(services: Services, provider: str) -> Accounts:
    """The vendor's accounts.

    Raises:
        NoSuchVendor: if no app is registered there.
    """
    if provider not in services.accounts:
        raise NoSuchVendor(provider)
    return services.accounts[provider]


async def send(services: Services, provider: str, errand: Errand, bound_to: str, *, hint: str = "") -> str:
    """The address of a new consent screen; `hint` is the e-mail address the person probably uses.

    Raises:
        NoSuchVendor: if no app is registered there.
        CalendarUnreachable: if the vendor does not answer.
    """
    accounts, now = vendor(services, provider), services.clock.now()
    consent = await asyncio.to_thread(accounts.begin, redirect_uri(services, provider), hint=hint)
    kept = {
        "provider": provider,
        "kept": consent.kept,
        "errand": [errand.purpose, errand.rep, errand.any_account, errand.back],
    }
    await services.store.begin_consent(consent.state, bound_to, services.vault.seal(kept), now + CONSENT_FOR, now)
    return consent.url


async def arrive(services: Services, provider: str, callback: Mapping[str, str], bound_to: Collection[str]) -> Arrival:
    """Who came back; `callback` is the query they brought, `bound_to` who they are. Nothing is kept yet.

    Raises:
        ConsentBroken: if we sent nobody like this, or it was used before, or is too old.
        ConsentDenied, ScopesMissing, MailboxUnusable, NeedsReconnect, CalendarUnreachable: as the vendor's module does.
    """
    accounts = vendor(services, provider)
    found = await services.store.take_consent(str(callback.get("state") or ""), bound_to)
    if found is None:
        raise ConsentBroken("unknown")
    if found.bound_to not in bound_to:
        raise ConsentBroken("another")
    if found.used:
        raise ConsentBroken("used")
    if found.expires_at <= services.clock.now():
        raise ConsentBroken("expired")
    try:
        kept = services.vault.open(found.secret)
    except SecretLost:
        raise ConsentBroken("expired") from None
    if kept["provider"] != provider:
        raise ConsentBroken("another")
    grant = await accounts.finish(kept["kept"], callback, redirect_uri(services, provider))
    account = await accounts.account(grant.tokens)
    return Arrival(Errand(*kept["errand"]), grant.tokens, grant.scopes, account)


def redirect_uri(services: Services, provider: str) -> str:
    """Where the vendor sends people back to; it is registered there."""
    return f"{services.settings.public_url}/app/connect/{provider}/callback"


async def proven_address(services: Services, arrival: Arrival) -> str:
    """The address this account proves somebody to have at the desk; nothing if it proves none.

    A connected account is its rep. Else the vendor has to vouch for the address: Microsoft's accounts may carry any
    address, so there it counts only if everybody is of one organisation, whose admins give addresses out.
    """
    account = arrival.account
    owner = await services.store.connection_of(account.provider, account.subject)
    if owner and owner.rep in services.roster.reps:
        return services.roster.reps[owner.rep].email
    tenant = urlsplit(services.settings.ms_authority).path.strip("/").casefold()
    is_one_organisation = account.provider == "microsoft" and tenant not in _ANYBODYS
    return account.email if account.is_verified or is_one_organisation else ""

"""The key that a website's own server signs with (docs/embedding.md): made at the desk, else CONVENE_IDENTIFY_KEY."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from convene.booking.services import Services
from convene.errors import SecretLost

_KEPT, _REFUSED = "website_key", "website_refused"


@dataclass(frozen=True, slots=True)
class WebsiteKey:
    """The key in use, empty if there is none; who made it at the desk and when, nothing if it comes from the settings.

    `lost` says that one was made, but no key of ours opens it any more.
    """

    key: str
    by: str = ""
    made_at: datetime | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """When a page last told something with a signature that did not count, and why not."""

    at: datetime
    why: str


async def website_key(services: Services) -> WebsiteKey:
    """The key in use."""
    kept = (await services.store.team_settings()).get(_KEPT)
    if kept is None:
        return WebsiteKey(services.settings.identify_key.get_secret_value())
    made_at = datetime.fromisoformat(kept["at"])
    try:
        return WebsiteKey(services.vault.open(kept["sealed"])["key"], kept["by"], made_at)
    except SecretLost:
        return WebsiteKey("", kept["by"], made_at, lost=True)


async def make_website_key(services: Services, by: str) -> str:
    """A new key, from now on the only one that counts; it is kept sealed, so this is when it can be read."""
    key = token_urlsafe(32)
    await _keep(services, key, by, services.clock.now().isoformat())
    await services.store.set_for_team(_REFUSED, None)
    return key


async def reseal_website_key(services: Services) -> bool:
    """Seal it with the newest of our keys, if an older one sealed it; says whether that was so."""
    kept = (await services.store.team_settings()).get(_KEPT)
    if kept is None or kept["key_id"] == services.vault.key_id:
        return False
    await _keep(services, services.vault.open(kept["sealed"])["key"], kept["by"], kept["at"])
    return True


async def refusal(services: Services) -> Refusal | None:
    """The last signature that did not count; None if one that did has come since."""
    kept: dict[str, Any] | None = (await services.store.team_settings()).get(_REFUSED)
    return Refusal(datetime.fromisoformat(kept["at"]), kept["why"]) if kept else None


async def note_signature(services: Services, why_not: str = "") -> None:
    """Keep for the health page whether signatures count; at most one line a minute, for anybody can send them."""
    known, now = await refusal(services), services.clock.now()
    if not why_not:
        if known:
            await services.store.set_for_team(_REFUSED, None)
    elif known is None or (now - known.at).total_seconds() >= 60:
        await services.store.set_for_team(_REFUSED, {"at": now.isoformat(), "why": why_not})


async def _keep(services: Services, key: str, by: str, at: str) -> None:
    sealed = services.vault.seal({"key": key})
    kept = {"sealed": sealed, "key_id": services.vault.key_id, "by": by, "at": at}
    await services.store.set_for_team(_KEPT, kept)

"""Exchanging the keys under which tokens and passwords are kept (case K8)."""

from contextlib import suppress

from convene.booking.services import Services
from convene.booking.website_key import reseal_website_key
from convene.errors import SecretLost


async def rotate_keys(services: Services) -> tuple[int, tuple[str, ...]]:
    """Seal everything that an older key seals with the newest one; running again goes on where it stopped.

    Returns:
        how many were sealed anew, and the reps whose secrets no key opens: they have to connect again.
    """
    vault, done, lost = services.vault, 0, list[str]()
    for rep, connection in (await services.store.connections()).items():
        if connection.key_id == vault.key_id:
            continue
        try:
            sealed = vault.seal(vault.open(connection.secret))
        except SecretLost:
            lost.append(rep)
            continue
        # One that is being renewed just now is sealed with the newest key by that.
        done += await services.store.reseal(connection, sealed, vault.key_id)
    with suppress(SecretLost):  # the page on which another one is made says so
        done += await reseal_website_key(services)
    return done, tuple(lost)

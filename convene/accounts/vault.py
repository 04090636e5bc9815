"""Tokens and passwords at rest: encrypted under keys that can be exchanged (case K8).

The cipher is Fernet of the `cryptography` library (AES-128-CBC with HMAC-SHA256, cryptography.io/en/latest/fernet).
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any, Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from convene.errors import SecretLost
from convene.settings import Settings


class Vault:
    """Seals what must not be read by whoever gets hold of the database; the first key seals, all of them open."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Use these keys, the newest first; any text is a key, the longer and the more random the better."""
        if not keys:
            raise ValueError("a vault needs a key")
        self._fernet = MultiFernet([Fernet(_derived(key)) for key in keys])
        self.key_id = hashlib.sha256(_derived(keys[0])).hexdigest()[:12]
        """Names the key that seals, without telling it."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The vault of this installation: CONVENE_TOKEN_KEYS, the newest first, and behind them the secret key.

        The secret key still opens what was sealed before CONVENE_TOKEN_KEYS was set.
        """
        said = settings.token_keys.get_secret_value()
        return cls([*(key.strip() for key in said.split(",") if key.strip()), settings.secret])

    def __repr__(self) -> str:
        return f"Vault({self.key_id})"

    def seal(self, secret: dict[str, Any]) -> str:
        """The secret as text that only one of our keys opens."""
        return self._fernet.encrypt(json.dumps(secret).encode()).decode("ascii")

    def open(self, sealed: str) -> dict[str, Any]:
        """The secret again.

        Raises:
            SecretLost: if no key opens it.
        """
        try:
            secret: dict[str, Any] = json.loads(self._fernet.decrypt(sealed.encode()))
        except (InvalidToken, ValueError):
            raise SecretLost("none of the keys opens it; put the earlier key into CONVENE_TOKEN_KEYS") from None
        return secret


def _derived(key: str) -> bytes:
    """A Fernet key from any text, for this purpose alone: the secret key also signs links (RFC 5869)."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"convene: tokens at rest")
    return base64.urlsafe_b64encode(derive.derive(key.encode()))

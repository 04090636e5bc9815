"""Texts that nobody else can make: what we hand out to browsers, mails and providers, and read back from strangers."""

from typing import Any

from itsdangerous import BadData, URLSafeSerializer


class Signer:
    """Signs plain data for one purpose; what was signed for another one, or with another secret, says nothing."""

    def __init__(self, secret: str, purpose: str) -> None:
        """Sign with this secret."""
        self._serializer = URLSafeSerializer(secret, salt=purpose)

    def sign(self, said: Any) -> str:
        """The data as text that fits into an address, readable by anybody."""
        return str(self._serializer.dumps(said))

    def read(self, text: str) -> Any:
        """The data that was signed; None for whatever is not of our making, however broken."""
        try:
            return self._serializer.loads(text)
        except (BadData, UnicodeError):  # strangers' headers and JSON hold what is no Unicode
            return None

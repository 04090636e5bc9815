"""Who is talking: a random conversation id, signed by us so that nobody can guess or choose one (cases S14, X13)."""

import uuid
from datetime import datetime, timedelta

from convene.signing import Signer

GOOD_FOR = timedelta(days=30)


class Visitors:
    """Hands out visitor tokens and reads them back."""

    def __init__(self, secret: str) -> None:
        self._signer = Signer(secret, "convene.chat.visitor")

    def welcome(self, now: datetime) -> str:
        """A token for a visitor we have not met; inside it a new session id (UUID 4) and the time of issue."""
        return self._signer.sign([str(uuid.uuid4()), int(now.timestamp())])

    def recognise(self, token: str, now: datetime) -> str | None:
        """The session id in a token of ours; None if it is forged, broken or older than `GOOD_FOR`."""
        said = self._signer.read(token)
        if said is None:
            return None
        session, issued = said
        return str(session) if now.timestamp() - issued <= GOOD_FOR.total_seconds() else None

"""What a website's own server says of a visitor, signed so that no visitor can make it up (docs/embedding.md).

`identify` is `<payload>.<signature>`: the payload is JSON in base64url (RFC 4648, padding optional), the signature the
HMAC-SHA256 (RFC 2104) of the payload as it stands there, in hexadecimal. What is signed is what is sent, so that no two
ways of writing JSON can differ.
"""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from convene.chat.incoming import plain_strings

GOOD_FOR = timedelta(days=1)
SLOW_CLOCK = timedelta(minutes=5)
LONGEST = 4096


class NotSigned(Exception):
    """The attributes cannot be trusted; the message says why, and the health page has words for each.

    It is `no key`, `broken`, `wrong signature`, `no time`, `old` or `future`.
    """


def signed_attributes(identify: object, key: str, now: datetime) -> dict[str, dict[str, str]]:
    """The `person` and `company` that the website's server signed.

    Args:
        identify: what the page told.
        key: the key shared with the website's server; without one nothing is trusted.
        now: the present instant; `at` in the payload, in seconds since 1970, may be `GOOD_FOR` before it.

    Raises:
        NotSigned: if there is no key, or it is forged, broken, old or from the future.
    """
    if not key:
        raise NotSigned("no key")
    if not isinstance(identify, str) or len(identify) > LONGEST or not identify.isascii():
        raise NotSigned("broken")
    payload, _, signature = identify.partition(".")
    expected = hmac.new(key.encode(), payload.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, signature.lower()):
        raise NotSigned("wrong signature")
    said = _decoded(payload)
    at = said.get("at")
    if isinstance(at, bool) or not isinstance(at, int | float):
        raise NotSigned("no time")
    age = now.timestamp() - at
    if not -SLOW_CLOCK.total_seconds() <= age <= GOOD_FOR.total_seconds():
        raise NotSigned("old" if age > 0 else "future")
    told = {who: plain_strings(said.get(who)) for who in ("person", "company")}
    return {who: attributes for who, attributes in told.items() if attributes}


def _decoded(payload: str) -> dict[str, Any]:
    try:
        said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        raise NotSigned("broken") from None
    if not isinstance(said, dict):
        raise NotSigned("broken")
    return said

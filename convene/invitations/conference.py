"""Conference links for reps whose calendar provider makes none: by a pattern of their own."""

import re
from urllib.parse import quote

from convene.errors import BadConfig
from convene.model import Booking, Rep

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_KNOWN = ("booking_id", "rep_id")


def check_pattern(pattern: str) -> None:
    """Make sure that links can be made of a pattern.

    Raises:
        BadConfig: if it is no http address, or holds a placeholder there is not.
    """
    if not re.match(r"https?://[^\s{}]+", pattern):
        raise BadConfig(f"“{pattern}” is not a web address; write it as https://meet.example.com/{{booking_id}}")
    for name in _PLACEHOLDER.findall(pattern):
        if name not in _KNOWN:
            raise BadConfig(f"“{{{name}}}” cannot be filled in; there are {{booking_id}} and {{rep_id}}")


def conference_link(pattern: str, booking: Booking, rep: Rep) -> str:
    """The join link of a booking, such as `https://meet.example.com/{booking_id}` with its unguessable id.

    A pattern without placeholders is the rep's own room.

    Raises:
        BadConfig: if the pattern cannot be used.
    """
    check_pattern(pattern)
    values = {"booking_id": quote(booking.id, safe=""), "rep_id": quote(rep.id, safe="")}
    return _PLACEHOLDER.sub(lambda found: values[found[1]], pattern)

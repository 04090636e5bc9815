"""Time zones as Outlook calls them (case T8)."""

from functools import cache
from zoneinfo import available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

_UTC = ("UTC", "tzone://Microsoft/Utc")


def iana_zone(name: str) -> str | None:
    """The IANA name of a zone that Outlook names in Windows' way or in IANA's; None when it is not known (M6).

    `Customized Time Zone` and `tzone://Microsoft/Custom` are names of unknown rules: nothing is guessed.
    """
    if name in _UTC:
        return "UTC"
    return WINDOWS_TO_OLSON.get(name) or (name if name in _zones() else None)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())

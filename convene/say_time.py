"""A meeting's time in words, for the chat: always with its date and zone (case T7)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from convene.invitations.times import clock_in_words, date_in_words, offset_in_words, zone_in_words


def say_slot(start: datetime, zone: str, locale: str) -> str:
    """`Tuesday 24 November 2026, 15:00 (Berlin Time)`.

    In the hour that the clocks repeat in autumn the offset tells which one is meant (case T2).

    Args:
        start: an aware instant.
        zone: the IANA zone of the reader.
        locale: a BCP 47 tag such as `en-GB`; how dates and clock times are written.
    """
    words = f"{date_in_words(start, zone, locale)}, {clock_in_words(start, zone, locale)}"
    if _comes_twice(start, zone):
        words = f"{words} {offset_in_words(start, zone, locale)}"
    return f"{words} ({zone_in_words(zone, locale)})"


def _comes_twice(start: datetime, zone: str) -> bool:
    local = start.astimezone(ZoneInfo(zone))
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()

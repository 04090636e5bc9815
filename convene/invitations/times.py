"""Dates and times in words, in the reader's zone and language; no time without its zone (invariant 5)."""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.units import format_unit

_IN_BRACKETS = re.compile(r"(.+) \((.+)\)")
"""`Berlin (Ortszeit)`, as CLDR has it; zones stand in brackets themselves."""
_NARROW_SPACE, _NO_BREAK_SPACE = "\u202f", "\u00a0"
"""What CLDR puts into times; mail subjects and old clients want plain spaces."""


@lru_cache(maxsize=256)
def locale_named(name: str) -> Locale:
    """The locale of a BCP 47 tag such as `de-AT`; its language alone, or English, when there is no such locale."""
    language, _, _ = name.replace("_", "-").partition("-")
    for tag in (name, language):
        try:
            return Locale.parse(tag.replace("-", "_"))
        except (ValueError, UnknownLocaleError, TypeError):
            continue
    return Locale("en")


def date_in_words(instant: datetime, zone: str, locale: str) -> str:
    """`Tuesday, 24 November 2026`: the date of an instant in an IANA zone."""
    return _plain(format_date(_local(instant, zone), "full", locale_named(locale)))


def clock_in_words(instant: datetime, zone: str, locale: str) -> str:
    """`15:00` or `3:00 PM`, for use where the zone stands close by."""
    local = _local(instant, zone)
    return _plain(format_time(local, "short", tzinfo=local.tzinfo, locale=locale_named(locale)))


def time_in_words(instant: datetime, zone: str, locale: str) -> str:
    """`15:00 GMT+1`: a time with the offset of that very day (cases T2, T3)."""
    return f"{clock_in_words(instant, zone, locale)} {offset_in_words(instant, zone, locale)}"


def zone_in_words(zone: str, locale: str) -> str:
    """`Berlin Time`, `Ortszeit Berlin` for the IANA zone `Europe/Berlin`; zones of no place keep their name."""
    area, _, place = zone.rpartition("/")
    if not area or area == "Etc":
        return place
    words = locale_named(locale)
    city = words.time_zones.get(zone, {}).get("city") or place.replace("_", " ")
    # Of a region that says only summer time in its own way, such as Canada, Babel gives that for every season.
    named = _plain(Locale(words.language, script=words.script).zone_formats["region"] % city)
    return _IN_BRACKETS.sub(r"\2 \1", named)


def offset_in_words(instant: datetime, zone: str, locale: str) -> str:
    """`GMT+1`, `GMT-4`, `GMT+5:45`, `GMT`: how far the zone is from UTC at that instant."""
    seconds = int((_local(instant, zone).utcoffset() or timedelta(0)).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    sign = "-" if seconds < 0 else "+"
    offset = f"{sign}{hours}:{minutes:02}" if minutes else f"{sign}{hours}"
    return str(locale_named(locale).zone_formats["gmt"] % (offset if seconds else ""))


def duration_in_words(duration: timedelta, locale: str) -> str:
    """`30 minutes`, `1 hour, 30 minutes`."""
    hours, minutes = divmod(int(duration.total_seconds()) // 60, 60)
    words = locale_named(locale)
    parts = [format_unit(n, unit, locale=words) for n, unit in ((hours, "hour"), (minutes, "minute")) if n]
    return _plain(format_list(parts, style="unit", locale=words))


def _local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))


def _plain(text: str) -> str:
    return text.replace(_NARROW_SPACE, " ").replace(_NO_BREAK_SPACE, " ")

"""The time zones a visitor can choose from."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from zoneinfo import available_timezones

from babel.core import get_global

from convene.invitations.times import clock_in_words, offset_in_words

_NO_REGION = "UTC"


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """A zone in the list: its IANA name, the city, and what the clock there says now."""

    name: str
    city: str
    clock: str
    offset: str


def zone_choices(now: datetime, locale: str, present: str) -> list[tuple[str, list[ZoneChoice]]]:
    """Every zone in use, by region; `present` is in the list even if it goes by an old name."""
    names = sorted({*_zones_in_use(), present})
    regions = groupby(names, lambda name: name.partition("/")[0])
    return [(region, [_choice(name, now, locale) for name in members]) for region, members in regions]


def is_zone(name: str) -> bool:
    """Whether there is such an IANA zone."""
    return name in available_timezones()


@cache
def _zones_in_use() -> frozenset[str]:
    """The zones of CLDR, without old names and those that belong to no place."""
    named = {zone for zone in get_global("zone_territories") if "/" in zone and not zone.startswith("Etc/")}
    return frozenset((named & available_timezones()) | {_NO_REGION})


def _choice(name: str, now: datetime, locale: str) -> ZoneChoice:
    city = name.partition("/")[2].replace("_", " ").replace("/", ", ") or name
    return ZoneChoice(name, city, clock_in_words(now, name, locale), offset_in_words(now, name, locale))

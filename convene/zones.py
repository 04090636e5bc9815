"""The time zones people can choose from."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from itertools import groupby
from zoneinfo import available_timezones

from babel.core import get_global

from convene.invitations.times import offset_in_words

_NO_REGION = "UTC"


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """A zone in the list: its IANA name, its city, and how far it is from UTC at present."""

    name: str
    city: str
    offset: str


Regions = tuple[tuple[str, tuple[ZoneChoice, ...]], ...]
"""Zones by the part of the world they are in."""


def zone_choices(now: datetime, locale: str, present: str) -> Regions:
    """Every zone in use; `present` is in the list even if it goes by an old name."""
    old_name = "" if present in _zones_in_use() else present
    return _choices(now.replace(minute=0, second=0, microsecond=0), locale, old_name)


def is_zone(name: str) -> bool:
    """Whether there is such an IANA zone."""
    return name in _all_zones()


@lru_cache(maxsize=64)
def _choices(hour: datetime, locale: str, old_name: str) -> Regions:
    names = sorted(filter(None, {*_zones_in_use(), old_name}))
    regions = groupby(names, lambda name: name.partition("/")[0])
    return tuple((region, tuple(_choice(name, hour, locale) for name in members)) for region, members in regions)


@cache
def _all_zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _zones_in_use() -> frozenset[str]:
    """The zones of CLDR, without old names and those that belong to no place."""
    named = {zone for zone in get_global("zone_territories") if "/" in zone and not zone.startswith("Etc/")}
    return frozenset((named & _all_zones()) | {_NO_REGION})


def _choice(name: str, now: datetime, locale: str) -> ZoneChoice:
    city = name.partition("/")[2].replace("_", " ").replace("/", ", ") or name
    return ZoneChoice(name, city, offset_in_words(now, name, locale))

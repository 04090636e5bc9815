"""The cities that zones are called by, for words no file holds: Montreal time, Bangkok-Zeit."""

from functools import cache
from zoneinfo import available_timezones

_PARTS_OF_THE_WORLD = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zone_of_city(word: str) -> str | None:
    """The IANA zone whose name ends in this city, in small letters; German says it as an adjective: Bangkoker Zeit."""
    return _cities().get(word) or _cities().get(word.removesuffix("er"))


@cache
def _cities() -> dict[str, str]:
    """Read when first asked for, as it takes some 20 ms."""
    zones = sorted(zone for zone in available_timezones() if zone.startswith(_PARTS_OF_THE_WORLD))
    return {zone.rpartition("/")[2].lower(): zone for zone in zones}

"""The public holidays of a country or one of its regions, by its ISO 3166 code: `DE`, `DE-BY`, `US-CA`.

The dates come from the `holidays` library, which works them out without asking anybody; the room stays pure.
"""

from datetime import date
from functools import cache, lru_cache

import holidays


@cache
def supported() -> dict[str, tuple[str, ...]]:
    """The countries whose holidays are known (ISO 3166-1), each with its regions (ISO 3166-2 without the country)."""
    return {
        country: tuple(regions)
        for country, regions in holidays.list_supported_countries(include_aliases=False).items()
        if len(country) == 2
    }


def is_known(place: str) -> bool:
    """Whether there is such a country, or such a region of it."""
    country, _, region = place.partition("-")
    return country in supported() and (not region or region in supported()[country])


def region_names(country: str) -> list[tuple[str, str]]:
    """The regions of a country as (code, its name there if it is known), by name; none for what is no country."""
    if not is_known(country):
        return []
    names = holidays.country_holidays(country).get_subdivision_aliases()
    named = [(region, next(iter(names.get(region) or ()), region)) for region in supported()[country]]
    return sorted(named, key=lambda region: region[1])


@lru_cache(maxsize=1_024)
def holidays_of(place: str, year: int) -> frozenset[date]:
    """The days of a year on which that place has a public holiday, substitutes included."""
    country, _, region = place.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year, expand=False))


def holiday_name(place: str, day: date, language: str) -> str:
    """What the holiday of that day is called, in that language if the library has it, else as it is called there."""
    country, _, region = place.partition("-")
    known = holidays.country_holidays(country, subdiv=region or None, years=day.year, expand=False)
    near = next((name for name in known.supported_languages if name.partition("_")[0] == language), None)
    if near:
        known = holidays.country_holidays(country, subdiv=region or None, years=day.year, expand=False, language=near)
    return str(known.get(day, ""))

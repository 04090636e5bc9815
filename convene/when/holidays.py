"""Holidays by name: on which date they next fall."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo


def next_holiday(name: str, today: date, zone: ZoneInfo) -> date:
    """The coming date of a holiday in the country of this zone, today included."""
    if name in _ONE_OF:
        return min(next_holiday(one, today, zone) for one in _ONE_OF[name])
    elsewhere = _ELSEWHERE.get(name)
    on = elsewhere.get(_country(zone), _HOLIDAYS[name]) if elsewhere else _HOLIDAYS[name]
    return next(day for year in (today.year, today.year + 1) if (day := on(year)) >= today)


def _country(zone: ZoneInfo) -> str:
    """The country of a zone, as two letters (ISO 3166-1), by the tables of the CLDR."""
    from babel.core import get_global  # slow to load, and few holidays need it

    return str(get_global("zone_territories").get(zone.key, ""))


def easter(year: int) -> date:
    """Easter Sunday of the Western churches (anonymous Gregorian computus)."""
    century, of_century = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday (1 = Monday) of a month; -1 is the last."""
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.isoweekday() - weekday) % 7 - 7 * (nth + 1))


def _on(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, nth: int, later: int = 0) -> Callable[[int], date]:
    return lambda year: nth_weekday(year, month, weekday, nth) + timedelta(days=later)


def _easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


_HOLIDAYS: dict[str, Callable[[int], date]] = {
    "new_year": _on(1, 1),
    "epiphany": _on(1, 6),
    "new_years_eve": _on(12, 31),
    "christmas": _on(12, 25),
    "christmas_eve": _on(12, 24),
    "boxing_day": _on(12, 26),
    "st_nicholas": _on(12, 6),
    "valentines_day": _on(2, 14),
    "st_patricks_day": _on(3, 17),
    "may_day": _on(5, 1),
    "german_unity": _on(10, 3),
    "reformation": _on(10, 31),
    "halloween": _on(10, 31),
    "all_saints": _on(11, 1),
    "independence_day": _on(7, 4),
    "veterans_day": _on(11, 11),
    "thanksgiving": _nth(11, 4, 4),
    "black_friday": _nth(11, 4, 4, later=1),
    "labor_day": _nth(9, 1, 1),
    "memorial_day": _nth(5, 1, -1),
    "presidents_day": _nth(2, 1, 3),
    "martin_luther_king_day": _nth(1, 1, 3),
    "columbus_day": _nth(10, 1, 2),
    "bettag": _nth(9, 7, 3),
    "election_day": _nth(11, 1, 1, later=1),
    "cyber_monday": _nth(11, 4, 4, later=4),
    "juneteenth": _on(6, 19),
    "cinco_de_mayo": _on(5, 5),
    "groundhog_day": _on(2, 2),
    "bonfire_night": _on(11, 5),
    "australia_day": _on(1, 26),
    "anzac_day": _on(4, 25),
    "canada_day": _on(7, 1),
    "early_may_bank_holiday": _nth(5, 1, 1),
    "spring_bank_holiday": _nth(5, 1, -1),
    "summer_bank_holiday": _nth(8, 1, -1),
    "mothers_day": _nth(5, 7, 2),
    "berchtold": _on(1, 2),
    "swiss_national_day": _on(8, 1),
    "austrian_national_day": _on(10, 26),
    "assumption": _on(8, 15),
    "immaculate_conception": _on(12, 8),
    "repentance_day": lambda year: date(year, 11, 22) - timedelta(days=(date(year, 11, 22).isoweekday() - 3) % 7),
    "first_advent": lambda year: date(year, 12, 24) - timedelta(days=date(year, 12, 24).isoweekday() % 7 + 21),
    "womens_carnival": _easter(-52),
    "shrove_monday": _easter(-48),
    "shrove_tuesday": _easter(-47),
    "ash_wednesday": _easter(-46),
    "palm_sunday": _easter(-7),
    "maundy_thursday": _easter(-3),
    "good_friday": _easter(-2),
    "holy_saturday": _easter(-1),
    "easter": _easter(0),
    "easter_monday": _easter(1),
    "ascension": _easter(39),
    "whit_sunday": _easter(49),
    "whit_monday": _easter(50),
    "corpus_christi": _easter(60),
    "family_day": _nth(2, 1, 3),
    "victoria_day": lambda year: date(year, 5, 24) - timedelta(days=date(year, 5, 24).weekday()),
    "remembrance_day": _on(11, 11),
}

# Names that several days of a year have.
_ONE_OF = {
    "bank_holiday": (
        "new_year",
        "good_friday",
        "easter_monday",
        "early_may_bank_holiday",
        "spring_bank_holiday",
        "summer_bank_holiday",
        "christmas",
        "boxing_day",
    ),
    "bank_holiday_monday": (
        "easter_monday",
        "early_may_bank_holiday",
        "spring_bank_holiday",
        "summer_bank_holiday",
    ),
}

# Where a holiday falls on another day than in the country that most people mean by its name.
_ELSEWHERE: dict[str, dict[str, Callable[[int], date]]] = {
    "thanksgiving": {"CA": _nth(10, 1, 2)},
    "independence_day": {"IN": _on(8, 15)},
    "labor_day": {"IN": _on(5, 1), "SG": _on(5, 1), "HK": _on(5, 1), "ZA": _on(5, 1)},
    "mothers_day": {"GB": _easter(-21), "IE": _easter(-21)},
    "summer_bank_holiday": {"IE": _nth(8, 1, 1)},
}

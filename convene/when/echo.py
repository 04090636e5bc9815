"""The echo: a wish said back, so that the visitor sees what was understood; the words are in `words/say_*.yml`."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import yaml

from convene.when.lexicon import LANGUAGES
from convene.when.preference import TimePreference, Window

if TYPE_CHECKING:
    from babel import Locale

_DAY = timedelta(days=1)
_MIDNIGHT = 24 * 60
_MOST_DATES = 3  # that are named one by one
_WORKDAYS, _WEEKENDS = (1, 2, 3, 4, 5), (6, 7)

# Days that have the same clock times: first and last day, start and end in minutes.
_Stretch = tuple[date, date, int, int]


def say(preference: TimePreference, now: datetime, zone: ZoneInfo, locale: str) -> str:
    """The wish in words, in the visitor's zone; `now` decides whether a year has to be named.

    Args:
        preference: what was understood.
        now: the present instant.
        zone: the visitor's.
        locale: a language such as `de`, or a BCP 47 tag such as `en-US`, whose way of writing dates and clocks is kept.
    """
    words = _words(locale)
    year = now.astimezone(zone).year
    said = [_stretch(stretch, words, year) for stretch in _stretches(preference.windows, zone)]
    weekly = _weekly(preference, words)
    wish = ", ".join(part for part in (_either(said, words["or"]), weekly) if part) or words["any_time"]
    if preference.excluded:
        wish = words["but_not"].format(wish=wish, excluded=_shut_out(preference, zone, words, year))
    if preference.zone and preference.time_of_day:
        wish = words["zone"].format(wish=wish, zone=preference.zone.rpartition("/")[2].replace("_", " "))
    return str(wish)


@lru_cache(maxsize=64)
def _words(tag: str) -> dict[str, Any]:
    """The words of a locale's language, with the `locale` in whose way dates and clock times are written."""
    language = tag[:2] if tag[:2] in LANGUAGES else "en"
    text = Path(__file__).with_name("words").joinpath(f"say_{language}.yml").read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    locale = _locale(tag if len(tag) > len("en") and tag.startswith(language) else words["written_as"])
    words["locale"], full = locale, locale.date_formats["full"].pattern
    if full.index("M") < full.index("d"):  # as in the United States
        words |= {"day": full.removesuffix(", y"), "day_in_other_year": full}
    return words


def _locale(tag: str) -> "Locale":
    from babel import Locale, UnknownLocaleError  # the slowest to load, and not needed to understand

    try:
        return Locale.parse(tag.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse(tag[:2])


def _stretches(windows: Sequence[Window], zone: ZoneInfo) -> list[_Stretch]:
    """The windows as days with clock times; days in a row with the same clock times are one stretch."""
    pieces: list[_Stretch] = []
    for window in windows:
        start, end = window.start.astimezone(zone), window.end.astimezone(zone)
        first, last, until = start.date(), end.date(), end.hour * 60 + end.minute
        if until == 0 and last > first:
            last, until = last - _DAY, _MIDNIGHT
        pieces.append((first, last, start.hour * 60 + start.minute, until))
    merged: list[_Stretch] = []
    for _, same in groupby(sorted(pieces, key=lambda p: (p[2], p[3], p[0])), key=lambda p: (p[2], p[3])):
        for first, last, start_clock, end_clock in same:
            before = merged[-1] if merged else None
            if before and before[2:] == (start_clock, end_clock) and first == before[1] + _DAY:
                merged[-1] = (before[0], last, start_clock, end_clock)
            else:
                merged.append((first, last, start_clock, end_clock))
    return sorted(merged)


def _shut_out(preference: TimePreference, zone: ZoneInfo, words: dict[str, Any], year: int) -> str:
    """What is shut out; every Friday for weeks is “Fridays”, not a list of dates."""
    stretches = _stretches(preference.excluded, zone)
    weekdays = sorted({first.isoweekday() for first, *_ in stretches})
    single, clocks = all(s[0] == s[1] for s in stretches), {s[2:] for s in stretches}
    if len(stretches) <= _MOST_DATES or len(weekdays) == len(stretches) or not single or len(clocks) > 1:
        return _either([_stretch(stretch, words, year) for stretch in stretches], words["and_not"])
    named = _either([words["every"][day - 1] for day in weekdays], words["and_not"])
    return _with_clock(named, *clocks.pop(), words)


def _stretch(stretch: _Stretch, words: dict[str, Any], year: int) -> str:
    first, last, start, end = stretch
    days = _day(first, words, year)
    if last > first:
        days = words["days"].format(first=days, last=_day(last, words, year))
    return _with_clock(days, start, end, words)


def _with_clock(days: str, start: int, end: int, words: dict[str, Any]) -> str:
    if (start, end) == (0, _MIDNIGHT):
        return days
    named = start == end or f"{_clock(start)}-{_clock(end)}" in words["parts"]
    form = "with_point" if named else "with_clock"
    return str(words[form].format(days=days, clock=_clock_words(start, end, words)))


def _day(day: date, words: dict[str, Any], year: int) -> str:
    from babel.dates import format_date

    form = words["day"] if day.year == year else words["day_in_other_year"]
    return format_date(day, form, locale=words["locale"])


def _clock_words(start: int, end: int, words: dict[str, Any]) -> str:
    if part := words["parts"].get(f"{_clock(start)}-{_clock(end)}"):
        return str(part)
    form = "at" if start == end else "from" if end == _MIDNIGHT else "before" if start == 0 else "clock"
    said = [_clock_in_words(minutes, words) for minutes in (start, end)]
    return str(words[form].format(start=said[0], end=said[1]))


def _clock_in_words(minutes: int, words: dict[str, Any]) -> str:
    from babel.dates import format_time

    said = format_time(time(minutes // 60 % 24, minutes % 60), "short", locale=words["locale"])
    return said.replace("\u202f", " ")  # a narrow space, which old fonts have no sign for


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _weekly(preference: TimePreference, words: dict[str, Any]) -> str:
    """What holds on every day or week: weekdays and clock times that name no date."""
    said = []
    if preference.weekdays == _WORKDAYS:
        said.append(words["workdays"])
    elif preference.weekdays == _WEEKENDS:
        said.append(words["weekends"])
    elif preference.weekdays:
        named = _either([words["every"][day - 1] for day in preference.weekdays], words["or"])
        said.append(words["weekly_range"].format(days=named))
    spans = [
        _clock_words(t.start.hour * 60 + t.start.minute, t.end.hour * 60 + t.end.minute or _MIDNIGHT, words)
        for t in preference.time_of_day
    ]
    if spans:
        said.append(_either(spans, words["or"]))
    return ", ".join(said)


def _either(parts: Sequence[str], form: str) -> str:
    """The parts as alternatives: a, b or c."""
    if len(parts) < 2:
        return "".join(parts)
    return str(form.format(before=", ".join(parts[:-1]), last=parts[-1]))

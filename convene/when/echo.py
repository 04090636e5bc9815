"""The echo: a wish said back, so that the visitor sees what was understood; the words are in `words/say_*.yml`."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import yaml

from convene.when.grammar import HORIZON
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
    said = _when(preference.windows, zone, words, year, every_week=HORIZON // 7)
    weekly = _weekly(preference, words)
    wish = ", ".join(part for part in (_either(said, words["or"]), weekly) if part) or words["any_time"]
    if shut := [window for window in preference.excluded if _matters(window, preference.windows)]:
        excluded = _when(shut, zone, words, year, every_week=_MOST_DATES + 1)
        wish = words["but_not"].format(wish=wish, excluded=_either(excluded, words["and_not"]))
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


def _pieces(windows: Sequence[Window], zone: ZoneInfo) -> list[_Stretch]:
    """Each window as days with clock times."""
    pieces: list[_Stretch] = []
    for window in windows:
        start, end = window.start.astimezone(zone), window.end.astimezone(zone)
        first, last, until = start.date(), end.date(), end.hour * 60 + end.minute
        if until == 0 and last > first:
            last, until = last - _DAY, _MIDNIGHT
        pieces.append((first, last, start.hour * 60 + start.minute, until))
    return pieces


def _stretches(pieces: Sequence[_Stretch]) -> list[_Stretch]:
    """Days in a row with the same clock times as one stretch."""
    merged: list[_Stretch] = []
    for _, same in groupby(sorted(pieces, key=lambda p: (p[2], p[3], p[0])), key=lambda p: (p[2], p[3])):
        for first, last, start_clock, end_clock in same:
            before = merged[-1] if merged else None
            if before and before[2:] == (start_clock, end_clock) and first == before[1] + _DAY:
                merged[-1] = (before[0], last, start_clock, end_clock)
            else:
                merged.append((first, last, start_clock, end_clock))
    return sorted(merged)


def _when(windows: Sequence[Window], zone: ZoneInfo, words: dict[str, Any], year: int, *, every_week: int) -> list[str]:
    """Days and clock times in words; what is the same in so many weeks is “Tuesdays”, not a list of dates."""
    pieces = _pieces(windows, zone)
    weeks = Counter((first.isoweekday(), start, end) for first, last, start, end in pieces if first == last)
    weekly = {each for each, count in weeks.items() if count >= every_week}
    dated = [p for p in pieces if p[0] < p[1] or (p[0].isoweekday(), *p[2:]) not in weekly]
    weekdays_at: dict[tuple[int, int], list[int]] = {}
    for weekday, start, end in sorted(weekly):
        weekdays_at.setdefault((start, end), []).append(weekday)
    said = [_stretch(stretch, words, year) for stretch in _stretches(dated)]
    return [*said, *(_on_weekdays(weekdays, clocks, words) for clocks, weekdays in weekdays_at.items())]


def _on_weekdays(weekdays: Sequence[int], clocks: tuple[int, int], words: dict[str, Any]) -> str:
    if len(weekdays) == 7:
        return _clock_words(*clocks, words)
    return _with_clock(_either([words["every"][day - 1] for day in weekdays], words["or"]), *clocks, words)


def _matters(shut: Window, wished: Sequence[Window]) -> bool:
    """Whether what is shut out would be wished otherwise; not Monday in: Friday please, but not Monday."""
    overlapping = (shut.start < w.end and w.start < shut.end for w in wished if w.start < w.end)
    return not wished or any(overlapping) or any(shut.start <= w.start < shut.end for w in wished)


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

"""Times that visitors wish for: in words, and the starts these mean where the visitor is."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from simulation.phrases import DAYS, MONTHS, PARTS, SAY

CITIES = {
    "Europe/Berlin": {"en": "Berlin", "de": "Berlin"},
    "Europe/London": {"en": "London", "de": "London"},
    "America/New_York": {"en": "New York", "de": "New York"},
    "America/Chicago": {"en": "Chicago", "de": "Chicago"},
    "Europe/Vienna": {"en": "Vienna", "de": "Wien"},
    "Asia/Kolkata": {"en": "Kolkata", "de": "Kolkata"},
}
"""The zones in which visitors live, by the city people name them by."""

_WEEK = timedelta(days=7)
_WEEKDAYS = {"day", "part", "exact"}


@dataclass(frozen=True)
class Wish:
    """A time in words, and which local starts it means."""

    text: str
    means: Callable[[datetime], bool]
    zone: ZoneInfo
    any_time: bool = False
    kind: str = ""

    def after(self, before: "Wish") -> "Wish":
        """What the same words mean after another wish: after next week, Thursday is that of the week spoken of."""
        if before.kind != "next_week" or self.kind not in _WEEKDAYS:
            return self
        return replace(self, means=lambda start: self.means(start - _WEEK), kind="next_week")

    def suits(self, start: datetime) -> bool:
        """Whether a start, in any zone, is such a time."""
        return self.means(start.astimezone(self.zone))


def wishes(rng: random.Random, language: str, now: datetime, *, names_city: bool) -> Iterator[Wish]:
    """What a visitor would like, the dearest first; the last is any time at all. `now` is in the visitor's zone."""
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)
    for _ in range(2):
        kind, text, means = _drawn(rng, language, now.date())
        if names_city and means is not _always:
            text = SAY[language]["of_place"].format(when=text, city=CITIES[zone.key][language])
        yield Wish(text, means, zone, means is _always, kind)
    yield Wish(rng.choice(SAY[language]["asap"]), _always, zone, any_time=True)


def _drawn(rng: random.Random, language: str, today: date) -> tuple[str, str, Callable[[datetime], bool]]:
    kind = rng.choice(["day", "day", "part", "part", "part", "exact", "exact", "date", "next_week", "tomorrow", "asap"])
    return kind, *_of_kind(kind, rng, language, today)


def _of_kind(kind: str, rng: random.Random, language: str, today: date) -> tuple[str, Callable[[datetime], bool]]:
    day = today + timedelta(days=rng.randint(2, 6))
    while day.weekday() > 4:
        day = today + timedelta(days=rng.randint(2, 6))
    name = DAYS[language][day.weekday()]
    on = f"on {name}" if language == "en" else f"am {name}"
    monday = today + timedelta(days=7 - today.weekday())
    if kind == "day":
        return on, lambda start: start.date() == day
    if kind == "part":
        words, (first, last) = rng.choice(list(PARTS[language].items()))
        return f"{on} {words}", lambda start: start.date() == day and first <= start.hour < last
    if kind == "exact":
        hour = rng.choice([9, 10, 11, 14, 15, 16])
        clock = {"en": [f"at {hour}:00", f"at {_twelve(hour)}"], "de": [f"um {hour} Uhr", f"um {hour}:00"]}
        words = f"{on} {rng.choice(clock[language])}"
        return words, lambda start: start.date() == day and (start.hour, start.minute) == (hour, 0)
    if kind == "date":
        month = MONTHS[language][day.month - 1]
        words = f"on {day.day} {month}" if language == "en" else f"am {day.day}. {month}"
        return words, lambda start: start.date() == day
    if kind == "next_week":
        return rng.choice(SAY[language]["next_week"]), lambda s: monday <= s.date() < monday + timedelta(days=7)
    if kind == "tomorrow":
        return rng.choice(SAY[language]["tomorrow"]), lambda start: start.date() == today + timedelta(days=1)
    return rng.choice(SAY[language]["asap"]), _always


def _always(start: datetime) -> bool:
    return True


def _twelve(hour: int) -> str:
    return f"{hour} am" if hour < 12 else f"{hour - 12} pm"

"""The form of the availability page: what stands in its fields, and what it means or what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from convene.model import AllDay, Availability, Block, OutOfOffice
from convene.scheduling.holidays import is_known
from convene.scheduling.typed import (
    BadDuration,
    BadHours,
    read_duration,
    read_hours,
    write_duration,
    write_hours,
)
from convene.zones import is_zone

MOST_ROWS = 100
"""So many single dates, and so many absences, a rep can have."""

DURATIONS = ("duration", "step", "buffer_before", "buffer_after", "notice", "horizon")
_LONGEST = {
    "duration": timedelta(hours=12),
    "step": timedelta(hours=12),
    "buffer_before": timedelta(hours=12),
    "buffer_after": timedelta(hours=12),
    "notice": timedelta(days=90),
    "horizon": timedelta(days=366),
}
_NOT_NOTHING = ("duration", "step", "horizon")
_ALL_DAY: dict[str, AllDay] = {"respect": "respect", "ignore": "ignore", "busy": "busy"}


@dataclass
class Typed:
    """What was typed, by field; `problems` has what is wrong, in words, by field."""

    fields: dict[str, str]
    say: Callable[..., str]
    problems: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """What stands in a field."""
        return self.fields.get(name, "")

    def wrong(self, name: str, key: str, **values: object) -> None:
        """Note what is wrong with a field."""
        self.problems[name] = self.say(f"availability.{key}", **values)


def write(availability: Availability) -> dict[str, str]:
    """The fields of the form for this availability."""
    country, _, region = availability.holidays.partition("-")
    fields = {
        "zone": availability.zone,
        "country": country,
        "region": region,
        "daily_cap": str(availability.daily_cap or ""),
        "all_day": availability.all_day,
        "tentative": "yes" if availability.tentative_is_busy else "",
        "elsewhere": "yes" if availability.elsewhere_is_busy else "",
    }
    for day in range(1, 8):
        fields[f"hours_{day}"] = write_hours(availability.weekly.get(day, ()))
    for number, (on, blocks) in enumerate(sorted(availability.overrides.items())):
        fields |= {f"date_{number}": on.isoformat(), f"date_hours_{number}": write_hours(blocks)}
    for number, away in enumerate(sorted(availability.out_of_office)):
        fields |= {f"away_first_{number}": away.first.isoformat(), f"away_last_{number}": away.last.isoformat()}
    for name in DURATIONS:
        value = getattr(availability, name)
        fields[name] = "" if value is None else write_duration(value)
    return fields


def read(typed: Typed) -> Availability | None:
    """What the fields mean; None if something is wrong with any of them, and then `typed.problems` says what."""
    zone = typed.get("zone")
    if not is_zone(zone):
        typed.wrong("zone", "bad_zone")
    said: dict[str, Any] = {name: _duration(typed, name) for name in DURATIONS}
    availability = Availability(
        zone=zone,
        weekly={day: blocks for day in range(1, 8) if (blocks := _hours(typed, f"hours_{day}"))},
        overrides=_overrides(typed),
        out_of_office=_absences(typed),
        holidays=_holidays(typed),
        daily_cap=_cap(typed),
        tentative_is_busy=bool(typed.get("tentative")),
        elsewhere_is_busy=bool(typed.get("elsewhere")),
        all_day=_ALL_DAY.get(typed.get("all_day"), "respect"),
        **said,
    )
    return None if typed.problems else availability


def rows(fields: dict[str, str], *names: str) -> list[int]:
    """The numbers of the rows in which anything stands, and that of an empty one."""
    filled = [n for n in range(MOST_ROWS) if any(fields.get(f"{name}_{n}") for name in names)]
    free = [n for n in range(MOST_ROWS) if n not in filled]
    return filled + free[:1]


def _hours(typed: Typed, name: str) -> tuple[Block, ...]:
    try:
        return read_hours(typed.get(name))
    except BadHours as bad:
        typed.wrong(name, f"hours_{bad.wrong}", part=bad.part or "…")
        return ()


def _overrides(typed: Typed) -> dict[date, tuple[Block, ...]]:
    found: dict[date, tuple[Block, ...]] = {}
    for number in range(MOST_ROWS):
        name, hours = f"date_{number}", f"date_hours_{number}"
        if not typed.get(name):
            if typed.get(hours):
                typed.wrong(name, "date_missing")
            continue
        day, blocks = _day(typed, name), _hours(typed, hours)
        if day in found:
            typed.wrong(name, "date_twice")
        if day:
            found[day] = blocks
    return found


def _absences(typed: Typed) -> tuple[OutOfOffice, ...]:
    found = []
    for number in range(MOST_ROWS):
        first_name, last_name = f"away_first_{number}", f"away_last_{number}"
        if not typed.get(first_name) and not typed.get(last_name):
            continue
        if not typed.get(first_name):
            typed.wrong(first_name, "date_missing")
            continue
        first = _day(typed, first_name)
        last = _day(typed, last_name) if typed.get(last_name) else first
        if first and last and last < first:
            typed.wrong(last_name, "away_backwards")
        elif first and last:
            found.append(OutOfOffice(first, last))
    return tuple(found)


def _day(typed: Typed, name: str) -> date | None:
    try:
        day = date.fromisoformat(typed.get(name))
    except ValueError:
        typed.wrong(name, "bad_date", text=typed.get(name))
        return None
    if not 2000 <= day.year <= 2100:
        typed.wrong(name, "bad_date", text=typed.get(name))
        return None
    return day


def _holidays(typed: Typed) -> str:
    country, region = typed.get("country"), typed.get("region")
    if not country:
        return ""
    if not is_known(country):
        typed.wrong("country", "bad_country")
        return ""
    return f"{country}-{region}" if region and is_known(f"{country}-{region}") else country


def _duration(typed: Typed, name: str) -> timedelta | None:
    if not typed.get(name):
        return None
    try:
        duration = read_duration(typed.get(name))
    except BadDuration:
        typed.wrong(name, "bad_duration", text=typed.get(name))
        return None
    if duration > _LONGEST[name]:
        typed.wrong(name, "too_long", most=write_duration(_LONGEST[name]))
    if name in _NOT_NOTHING and not duration:
        typed.wrong(name, "not_nothing")
    return duration


def _cap(typed: Typed) -> int | None:
    text = typed.get("daily_cap")
    if not text:
        return None
    cap = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= cap <= 99:
        typed.wrong("daily_cap", "bad_cap")
        return None
    return cap

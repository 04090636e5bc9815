"""Judges answers as meeting starts: what has to be offered, and what may be, on a grid of quarter hours."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from convene.when import TimePreference, understand
from convene.when.preference import Context

DAYS = 70
_QUARTER = timedelta(minutes=15)


def sentences(name: str) -> list[dict[str, Any]]:
    """The rows of a file of sentences beside this module."""
    return [json.loads(line) for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()]


def now_of(row: dict[str, Any]) -> datetime:
    """The present of a row: wall-clock time in its zone."""
    return datetime.fromisoformat(row["now"]).replace(tzinfo=ZoneInfo(row["zone"]))


def answer(row: dict[str, Any]) -> TimePreference:
    """What Convene understands of a row."""
    context = None
    if said := row.get("context"):
        offered = tuple(datetime.fromisoformat(start) for start in said.get("offered", ()))
        context = Context(_wish(said["previous"], row) if said.get("previous") else None, offered)
    return understand(row["text"], now_of(row), ZoneInfo(row["zone"]), row["lang"], context)


def starts(wish: TimePreference, now: datetime) -> set[datetime]:
    """The starts that a wish allows, from now to seventy days later, 06:00 to 22:45; none if it limits nothing."""
    if not (wish.windows or wish.excluded or wish.time_of_day or wish.weekdays):
        return set()
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)
    return {start for start in _near(wish, now) if wish.allows(start, zone)}


def wrong(row: dict[str, Any], wish: TimePreference | None = None) -> str:
    """Why an answer to a row (ours, if none is given) is not right; empty if it is."""
    now, wish = now_of(row), wish or answer(row)
    if wish.duration_minutes != row.get("duration_minutes"):
        return f"{row['text']}: {wish.duration_minutes} minutes"
    offered = starts(wish, now)
    if row.get("none"):
        return f"{row['text']}: a time was heard" if offered else ""
    if row.get("any"):
        return f"{row['text']}: something was shut out" if offered and offered < set(_grid(now)) else ""
    must = _union(row["must"], row)
    may = must | _union(row.get("may", []), row)
    if not offered:
        return f"{row['text']}: no time was heard"
    if lost := must - offered:
        return f"{row['text']}: {min(lost)} is missing"
    return f"{row['text']}: {min(offered - may)} was not wished" if offered - may else ""


def _near(wish: TimePreference, now: datetime) -> Iterator[datetime]:
    """The starts of the grid in the windows of a wish, or all if it has none."""
    grid = _grid(now)
    if not wish.windows:
        yield from grid
    for window in wish.windows:
        yield from grid[bisect_left(grid, window.start) : bisect_right(grid, window.end)]


@cache
def _grid(now: datetime) -> list[datetime]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    quarters = (midnight + timedelta(days=d) + q * _QUARTER for d in range(DAYS + 1) for q in range(24, 92))
    return [start for start in quarters if start >= now]


def _union(specs: list[dict[str, Any]], row: dict[str, Any]) -> set[datetime]:
    return set().union(*(starts(_wish(spec, row), now_of(row)) for spec in specs))


def _wish(spec: dict[str, Any], row: dict[str, Any]) -> TimePreference:
    """A row's spec, whose windows are wall-clock times, as a wish."""
    zone = ZoneInfo(row["zone"])
    aware = {
        part: [{end: _aware(window[end], zone) for end in ("start", "end")} for window in spec.get(part, [])]
        for part in ("windows", "excluded")
    }
    return TimePreference.from_json({**spec, **aware})


def _aware(text: str, zone: ZoneInfo) -> str:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()

"""Hours and durations as people type them, in `convene.yml` and at the desk: `9-12:30, 13:30-17`, `2 h`. Pure."""

import re
from collections.abc import Iterable
from datetime import time, timedelta
from typing import Literal

from convene.model import Block

_CLOSED = {"", "closed", "off", "none", "frei", "zu", "geschlossen"}
_HALF = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?"
_BLOCK = re.compile(rf"{_HALF}\s*(?:-|–|—|to|bis)\s*{_HALF}(?:\s*uhr)?")
_DURATION = re.compile(r"(\d{1,6})\s*(min|m|minutes?|minuten?|h|hours?|std|stunden?|d|days?|tage?)\.?")
_UNITS = {"m": "minutes", "h": "hours", "s": "hours", "d": "days", "t": "days"}
_LONGEST = timedelta(days=3660)

Wrong = Literal["unreadable", "no_such_time", "backwards", "overlap"]


class BadHours(ValueError):
    """What was typed are no hours; `wrong` says how, `part` is the piece that is meant."""

    def __init__(self, wrong: Wrong, part: str) -> None:
        super().__init__(_COMPLAINTS[wrong].format(part=part))
        self.wrong = wrong
        self.part = part


class BadDuration(ValueError):
    """What was typed is no duration."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}” is not a duration; write it as 30 min, 2 h or 28 d")
        self.text = text


_COMPLAINTS = {
    "unreadable": "“{part}” is not a block of hours; write it as 09:00-12:30, or closed",
    "no_such_time": "“{part}” names a clock time that does not exist",
    "backwards": "“{part}” ends before it starts",
    "overlap": "“{part}” starts before the block in front of it ends",
}


def read_hours(text: str) -> tuple[Block, ...]:
    """The blocks of one local day, such as `09:00-12:30, 13:30-17:00`; `closed` or nothing is a day off.

    `24:00` is the end of the day. Whole hours need no minutes, and hours of twelve carry am or pm.

    Raises:
        BadHours: if the blocks cannot be read, or are not in order and apart.
    """
    if text.strip().lower() in _CLOSED:
        return ()
    blocks: list[Block] = []
    for part in (part.strip() for part in re.split(r"[,;]", text)):
        block = _read_block(part)
        if blocks and (blocks[-1].end == time(0) or block.start < blocks[-1].end):
            raise BadHours("overlap", part)
        blocks.append(block)
    return tuple(blocks)


def write_hours(blocks: Iterable[Block]) -> str:
    """The blocks as `read_hours` reads them; nothing for a day off."""
    return ", ".join(f"{block.start:%H:%M}-{_end(block.end)}" for block in blocks)


def read_duration(text: str) -> timedelta:
    """A duration such as `30 min`, `2 h`, `28 d` or `0`.

    Raises:
        BadDuration: if it is none, or longer than ten years.
    """
    text = text.strip()
    if text == "0":
        return timedelta(0)
    found = _DURATION.fullmatch(text.lower())
    if not found:
        raise BadDuration(text)
    duration = timedelta(**{_UNITS[found[2][0]]: int(found[1])})
    if duration > _LONGEST:
        raise BadDuration(text)
    return duration


def write_duration(duration: timedelta) -> str:
    """The duration as `read_duration` reads it, in the largest unit that needs no fraction."""
    minutes = int(duration.total_seconds()) // 60
    for unit, length in (("d", 24 * 60), ("h", 60)):
        if minutes and minutes % length == 0:
            return f"{minutes // length} {unit}"
    return f"{minutes} min" if minutes else "0"


def _read_block(part: str) -> Block:
    found = _BLOCK.fullmatch(part.lower())
    if not found:
        raise BadHours("unreadable", part)
    start_hour, start_minute, start_half, end_hour, end_minute, end_half = found.groups()
    try:
        start = _clock(start_hour, start_minute, start_half)
        ends_day = int(end_hour) == 24 and not int(end_minute or 0) and not end_half
        end = time(0) if ends_day else _clock(end_hour, end_minute, end_half)
    except ValueError:
        raise BadHours("no_such_time", part) from None
    if end != time(0) and end <= start:
        raise BadHours("backwards", part)
    return Block(start, end)


def _clock(hour: str, minute: str | None, half: str | None) -> time:
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            raise ValueError(hour)
        number = number % 12 + (12 if half == "pm" else 0)
    return time(number, int(minute or 0))


def _end(clock: time) -> str:
    return f"{clock:%H:%M}" if clock != time(0) else "24:00"

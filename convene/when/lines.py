"""The lines of `convene when`: one JSON object in, one JSON object out."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from convene.when.preference import Context, TimePreference, Window
from convene.when.understanding import understand


def answer_line(line: str) -> str:
    """The answer to one request line, both as JSON.

    Raises:
        ValueError: if the line is no JSON object or a value in it cannot be used; the message says which and why.
    """
    try:
        asked = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg} at character {error.pos + 1})") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise ValueError('needs a JSON object with "text", "now" and "zone"')
    zone = _zone(asked.get("zone"))
    answer = understand(
        asked["text"],
        _now(asked.get("now"), zone),
        zone,
        str(asked.get("lang") or "en"),
        _context(asked.get("context"), zone),
    )
    return json.dumps(answer.as_json(), ensure_ascii=False)


def _zone(name: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(name or ""))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'"zone" must be an IANA name such as Europe/Berlin, not {json.dumps(name)}') from None


def _now(text: Any, zone: ZoneInfo) -> datetime:
    try:
        return _instant(str(text), zone)
    except ValueError:
        raise ValueError(f'"now" must be ISO 8601 such as 2026-11-24T09:40, not {json.dumps(text)}') from None


def _context(said: Any, zone: ZoneInfo) -> Context | None:
    if not said:
        return None
    try:
        previous = TimePreference.from_json(said["previous"]) if said.get("previous") else None
        return Context(
            previous and _in_zone(previous, zone), tuple(_instant(at, zone) for at in said.get("offered") or ())
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(
            f'"context" must hold "previous", an answer, and "offered", ISO 8601 instants ({error})'
        ) from None


def _instant(text: str, zone: ZoneInfo) -> datetime:
    """An instant; without an offset it is wall-clock time in the zone."""
    return _aware(datetime.fromisoformat(text), zone)


def _aware(at: datetime, zone: ZoneInfo) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _in_zone(wish: TimePreference, zone: ZoneInfo) -> TimePreference:
    """The wish with every instant told, as `_instant` tells it."""
    windows, excluded = (
        tuple(Window(_aware(w.start, zone), _aware(w.end, zone), w.grain) for w in some)
        for some in (wish.windows, wish.excluded)
    )
    return replace(wish, windows=windows, excluded=excluded)

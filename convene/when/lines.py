"""The lines of `convene when`: one JSON object in, one JSON object out."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from convene.when.preference import Context, TimePreference
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
        _context(asked.get("context")),
    )
    return json.dumps(answer.as_json(), ensure_ascii=False)


def _zone(name: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(name or ""))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'"zone" must be an IANA name such as Europe/Berlin, not {json.dumps(name)}') from None


def _now(text: Any, zone: ZoneInfo) -> datetime:
    """An instant; without an offset it is wall-clock time in the zone."""
    try:
        now = datetime.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f'"now" must be ISO 8601 such as 2026-11-24T09:40, not {json.dumps(text)}') from None
    return now if now.tzinfo else now.replace(tzinfo=zone)


def _context(said: Any) -> Context | None:
    if not said:
        return None
    try:
        previous = TimePreference.from_json(said["previous"]) if said.get("previous") else None
        return Context(previous, tuple(datetime.fromisoformat(start) for start in said.get("offered") or ()))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(
            f'"context" must hold "previous", an answer, and "offered", ISO 8601 instants ({error})'
        ) from None

"""How a rep lies in their row: as plain JSON, whole or part by part."""

from typing import Any

from pydantic import TypeAdapter

from convene.model import Availability, Invitation, Rep

_REP = TypeAdapter(Rep)
_PARTS: dict[str, TypeAdapter[Any]] = {
    "availability": TypeAdapter(Availability),
    "invitation": TypeAdapter(Invitation),
    "calendar": TypeAdapter(dict[str, Any]),
}
_PLAIN: TypeAdapter[Any] = TypeAdapter(str | bool | None)


def rep_as_json(rep: Rep) -> dict[str, Any]:
    """The rep as plain data: durations in ISO 8601, days and clock times as text."""
    kept: dict[str, Any] = _REP.dump_python(rep, mode="json")
    return kept


def rep_from_json(kept: dict[str, Any]) -> Rep:
    """The rep that `rep_as_json` kept, with any parts replaced by what `part_as_json` kept."""
    return _REP.validate_python(kept)


def part_as_json(name: str, value: object) -> Any:
    """One field of a rep as plain data."""
    return _PARTS.get(name, _PLAIN).dump_python(value, mode="json")

"""The words of domain.yml and data/responses, filled in: so that a card and the text before it say the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """One response, ready to be said."""

    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)


def words(
    domain: Mapping[str, Any], response: str, values: Mapping[str, Any], turn: int, lately: Sequence[str] = ()
) -> Said:
    """Fill the variation of a response that fits.

    Args:
        domain: what Rasa sends with every call; its `responses` hold all words.
        response: the name, such as `utter_offer`.
        values: what the `{variables}` stand for, and the slots that conditions ask about; unknown ones stay empty.
        turn: how far the conversation is; equally good variations take turns by it.
        lately: what was said just before, the oldest first; the variation that was said longest ago is preferred.
    """
    variations = _fitting(domain["responses"][response], values)
    first = turn % len(variations)
    known = _Values({name: "" if value is None else str(value) for name, value in values.items()})
    said = [_filled(variation, known) for variation in (*variations[first:], *variations[:first])]
    latest = {text: place for place, text in enumerate(lately)}
    return min(said, key=lambda one: latest.get(one.text, -1))


def _filled(variation: dict[str, Any], known: "_Values") -> Said:
    buttons = variation.get("buttons") or ()
    return Said(
        variation.get("text", "").format_map(known),
        [{name: str(part).format_map(known) for name, part in button.items()} for button in buttons],
    )


def _fitting(variations: list[dict[str, Any]], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Those whose conditions hold, else those without any: Rasa's own rule."""
    conditional = [v for v in variations if v.get("condition") and _holds(v["condition"], values)]
    return conditional or [v for v in variations if not v.get("condition")] or variations


def _holds(conditions: list[dict[str, Any]], values: Mapping[str, Any]) -> bool:
    return all(values.get(condition["name"]) == condition["value"] for condition in conditions)


class _Values(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ""

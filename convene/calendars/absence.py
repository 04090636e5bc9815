"""Whether an event's title reads like its owner being away (case C2). Titles are read here and kept nowhere (S2)."""

import re
from pathlib import Path

import yaml

from convene.model import BusyKind

_WORDS: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("absence.yml").read_text(encoding="utf-8"))
_AWAY, _NOT = (re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS[name])})(?!\w)") for name in ("away", "not"))


def free_day(title: object) -> BusyKind:
    """The kind of an all-day event that is marked as free; one that reads like an absence may be so by mistake."""
    said = str(title or "").casefold()
    return BusyKind.FREE_AWAY if _AWAY.search(said) and not _NOT.search(said) else BusyKind.FREE

"""`make flow`: the rules as one picture in a page that needs nothing else, for whoever shapes the conversation."""

import html
import sys
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convene.validating import Conversation, Place

TO = Path("var/flow.html")
OUTSIDE = "At any time"

_PAGE = Path(__file__).with_suffix(".html")
_WIDTH, _ROW, _BOX = 260, 40, 220


@dataclass(frozen=True, slots=True)
class Way:
    """One rule: what the visitor wants, what follows, and where it stands."""

    name: str
    wants: tuple[str, ...]
    follows: tuple[str, ...]
    where: str


def ways(conversation: Conversation) -> dict[str, list[Way]]:
    """The rules by the situation they hold in: outside everything, in one of the forms, or at any time."""
    found: dict[str, list[Way]] = {}
    for rule in conversation.rules:
        found.setdefault(_situation(rule), []).append(_way(rule))
    return found


def page(conversation: Conversation) -> str:
    """The page: a picture for each situation; words of a response show when the mouse rests on it."""
    words = {name: _first_words(place) for name, place in conversation.responses.get("en", {}).items()}
    parts = [
        f"<section><h2>{html.escape(situation)}</h2>{''.join(_picture(way, words) for way in there)}</section>"
        for situation, there in ways(conversation).items()
    ]
    return _PAGE.read_text(encoding="utf-8").replace("<!-- rules -->", "\n".join(parts))


def _situation(rule: Place) -> str:
    conditions = rule.value.get("condition") or ()
    loops = [condition["active_loop"] for condition in conditions if "active_loop" in condition]
    known = [f"{slot} is {value}" for c in conditions for s in c.get("slot_was_set", ()) for slot, value in s.items()]
    place = OUTSIDE if not loops else f"In {loops[0]}" if loops[0] else "Outside a form"
    return ", ".join((place, *known))


def _way(rule: Place) -> Way:
    steps = list(rule.value.get("steps") or ())
    first = [step["intent"] for step in steps[0].get("or", (steps[0],)) if "intent" in step] if steps else []
    return Way(
        name=str(rule.value.get("rule") or rule.value.get("story")),
        wants=tuple(first) or ("all answers are there",),
        follows=tuple(step for s in (steps[1:] if first else steps) for step in _said(s)),
        where=f"{rule.file}:{rule.line}",
    )


def _said(step: dict[str, Any]) -> Iterator[str]:
    if "action" in step and step["action"] != "action_deactivate_loop":
        yield str(step["action"])
    for slot in step.get("slot_was_set") or ():
        yield from (f"if {name} is {value}" for name, value in slot.items() if name != "requested_slot")


def _picture(way: Way, words: dict[str, str]) -> str:
    """One rule as boxes from left to right."""
    height = max(len(way.wants), 1) * _ROW
    boxes = [_box(0, row * _ROW, want, "wants", "") for row, want in enumerate(way.wants)]
    middle = (height - _ROW) // 2
    for column, step in enumerate(way.follows, 1):
        kind = "condition" if step.startswith("if ") else "form" if step.endswith("_form") else "says"
        boxes.append(_arrow((column - 1) * _WIDTH + _BOX, middle + 16))
        boxes.append(_box(column * _WIDTH, middle, step, kind, words.get(step, "")))
    width = (len(way.follows) + 1) * _WIDTH
    head = f"<h3>{html.escape(way.name)} <small>{html.escape(way.where)}</small></h3>"
    return (
        f'{head}<svg role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}">{"".join(boxes)}</svg>'
    )


def _box(x: int, y: int, text: str, kind: str, title: str) -> str:
    shown = f"<title>{html.escape(title)}</title>" if title else ""
    return (
        f'<g class="{kind}">{shown}<rect x="{x + 1}" y="{y + 1}" width="{_BOX - 2}" height="30" rx="8"/>'
        f'<text x="{x + _BOX // 2}" y="{y + 21}" text-anchor="middle">{html.escape(text)}</text></g>'
    )


def _arrow(x: int, y: int) -> str:
    end = x + _WIDTH - _BOX
    return f'<path class="arrow" d="M{x} {y}H{end - 2}m-7 -5 7 5 -7 5"/>'


def _first_words(place: Place) -> str:
    return str(place.value[0].get("text", "")) if place.value else ""


def main() -> int:
    """Write the page, and open it where there is a browser."""
    TO.parent.mkdir(parents=True, exist_ok=True)
    TO.write_text(page(Conversation(Path())), encoding="utf-8")
    print(f"the rules as a picture: {TO.absolute()}")
    if sys.stdout.isatty():
        webbrowser.open(TO.absolute().as_uri())
    return 0


if __name__ == "__main__":
    sys.exit(main())

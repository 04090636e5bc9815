"""Payloads such as `/choose_slot{"slot":"…"}`: they count only if we offered them to this visitor (cases S12, X7)."""

import json
import re
from typing import Any

GREET = "/greet"
MORE_TIMES = "/ask_availability"

_SHAPE = re.compile(r"(/[A-Za-z0-9_/]+)\s*(\{.*\})?\s*", re.DOTALL)
_LEADING = re.compile(r"[\s/]+")


def offered_by(message: dict[str, Any]) -> set[str]:
    """The payloads that a message of the assistant, as the widget gets it, invites the visitor to send."""
    buttons = [*(message.get("buttons") or ()), *(message.get("quick_replies") or ())]
    payloads = {str(button.get("payload", "")) for button in buttons}
    data = message.get("data") or {}
    if data.get("type") == "slots":
        payloads |= {f"/choose_slot{json.dumps({'slot': slot['id']})}" for slot in data.get("slots", ())}
        if data.get("more"):
            payloads.add(MORE_TIMES)
    return {canonical(payload) for payload in payloads if payload.startswith("/")}


def canonical(payload: str) -> str:
    """The payload in its one spelling, whatever blanks and order its JSON was written with."""
    shape = _SHAPE.fullmatch(payload)
    if not shape or not shape[2]:
        return payload.strip()
    try:
        entities = json.loads(shape[2])
    except ValueError:
        return payload.strip()
    return shape[1] + json.dumps(entities, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def as_words(message: str) -> str:
    """The message without what would make Rasa read it as a payload: text from people is text."""
    return _LEADING.sub("", message, count=1) if message.lstrip().startswith("/") else message

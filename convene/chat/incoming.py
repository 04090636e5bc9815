"""What a browser may send: one bounded message, and metadata of which only the plausible part is passed on."""

import json
import re
from dataclasses import dataclass
from typing import Any

from convene.zones import is_zone

MAX_BODY = 16 * 1024
MAX_MESSAGE = 500
MAX_LABEL = 160

_MAX_FIELDS = 20
_MAX_VALUE = 200
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # control characters and half emoji


class Unacceptable(Exception):
    """The request cannot be taken; `code` tells the widget why, `status` is the HTTP status."""

    def __init__(self, status: int, code: str, **detail: int) -> None:
        super().__init__(code)
        self.status = status
        self.answer: dict[str, str | int] = {"error": code, **detail}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A visitor's message: what was sent, what it looked like to the visitor, and what the page told about them.

    `identify` is what the website's server may have signed; nobody has checked it yet.
    """

    message: str
    label: str
    metadata: dict[str, Any]
    identify: object = None


def read(body: bytes) -> Incoming:
    """Read the JSON body of a chat request.

    `label` is what a clicked button said; the transcript keeps it in place of the payload, and nothing else uses it.

    Raises:
        Unacceptable: 400 for what is no JSON object or has no message, 413 for more than `MAX_MESSAGE` characters.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Unacceptable(400, "bad_json") from None
    if not isinstance(data, dict) or not isinstance(data.get("message"), str):
        raise Unacceptable(400, "bad_json")
    message = _UNWRITABLE.sub("", data["message"]).strip()
    if not message.strip("/ \t\r\n"):
        raise Unacceptable(400, "empty_message")
    if len(message) > MAX_MESSAGE:
        raise Unacceptable(413, "message_too_long", limit=MAX_MESSAGE, length=len(message))
    label = data.get("label")
    metadata = data.get("metadata")
    return Incoming(
        message,
        _short(label, MAX_LABEL) if isinstance(label, str) else "",
        accept_metadata(metadata if isinstance(metadata, dict) else {}),
        metadata.get("identify") if isinstance(metadata, dict) else None,
    )


def accept_metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    """The part of the metadata that can be true: an IANA zone, a locale, a page, short words on person and company.

    All else is left out without complaint. Nobody has signed it, so identity is a suggestion, to be confirmed in chat.
    """
    accepted: dict[str, Any] = {}
    zone, locale, page = (metadata.get(key) for key in ("timezone", "locale", "page"))
    if isinstance(zone, str) and is_zone(zone):
        accepted["timezone"] = zone
    if isinstance(locale, str) and _LOCALE.fullmatch(locale):
        accepted["locale"] = locale
    if isinstance(page, str) and page:
        accepted["page"] = _short(page, _MAX_VALUE)
    for who in ("person", "company"):
        if told := plain_strings(metadata.get(who)):
            accepted[who] = told
    return accepted


def plain_strings(told: object) -> dict[str, str]:
    """Those of an object's fields that are short words under a plain name; at most twenty."""
    if not isinstance(told, dict):
        return {}
    usable = {
        key: _short(value, _MAX_VALUE)
        for key, value in list(told.items())[:_MAX_FIELDS]
        if isinstance(value, str) and _FIELD.fullmatch(key)
    }
    return {key: value for key, value in usable.items() if value}


def _short(text: str, limit: int) -> str:
    return " ".join(_UNWRITABLE.sub("", text).split())[:limit]

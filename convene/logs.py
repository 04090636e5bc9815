"""Logs: one line an event, no local variables in tracebacks, secrets and addresses blanked (case S11)."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_BLANKED = ("password", "secret", "token", "authorization", "cookie", "email", "phone", "text", "message")
_ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+|(?<=://)[^\s/@]+(?=@)")
"""An e-mail address, or user and password in front of a host."""


def set_up_logging() -> None:
    """Make every log of this process plain and safe to keep."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            blank_private_fields,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
            blank_addresses,
        ],
        cache_logger_on_first_use=True,
    )


def blank_private_fields(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the value of every field whose name says that it is private."""
    for field in event:
        if any(private in field.lower() for private in _BLANKED):
            event[field] = "***"
    return event


def blank_addresses(_: Any, __: str, line: Any) -> str:
    """Replace every address in what is written, wherever it stands: in the key of a mail, in what a server answered."""
    return _ADDRESS.sub("***", line)

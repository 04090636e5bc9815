"""Logs: one line an event, no local variables in tracebacks, secrets and addresses blanked by field name (case S11)."""

from collections.abc import MutableMapping
from typing import Any

import structlog

_BLANKED = ("password", "secret", "token", "authorization", "cookie", "email", "phone", "text", "message")


def set_up_logging() -> None:
    """Make every log of this process plain and safe to keep."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            blank_private_fields,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        cache_logger_on_first_use=True,
    )


def blank_private_fields(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the value of every field whose name says that it is private."""
    for field in event:
        if any(private in field.lower() for private in _BLANKED):
            event[field] = "***"
    return event

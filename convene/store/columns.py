"""How Convene's own kinds of values are kept in a column, the same on SQLite and PostgreSQL."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime: `timestamptz` on PostgreSQL, microseconds since 1970 on SQLite, so that both compare right."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's type on this database."""
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if _is_postgresql(dialect) else BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """The value as the database takes it.

        Raises:
            ValueError: if the datetime is naive.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the store keeps aware datetimes only")
        return value if _is_postgresql(dialect) else (value - EPOCH) // _MICROSECOND

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """How a value becomes an instant in UTC; PostgreSQL's driver gives one already.

        This is the quick way of `process_result_value`: an offer reads thousands of instants.
        """
        return None if _is_postgresql(dialect) else _instant


class Words(TypeDecorator[str]):
    """Text, without what PostgreSQL or UTF-8 cannot hold: NUL and halves of surrogate pairs."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as the database takes it."""
        return None if value is None else _storable(value)


class Json(TypeDecorator[Any]):
    """Plain data as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """The data as text; NUL, which `json.dumps` always escapes, is left out."""
        return _storable(json.dumps(value, ensure_ascii=False).replace("\\u0000", ""))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """The text as data."""
        return None if value is None else json.loads(value)


def _instant(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else EPOCH + timedelta(microseconds=microseconds)


def _storable(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _is_postgresql(dialect: Dialect) -> bool:
    return dialect.name == "postgresql"

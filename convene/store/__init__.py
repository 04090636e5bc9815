"""The store: tables, migrations, queries; the only place with SQL. SQLite and PostgreSQL, one schema."""

from convene.store.store import Store

__all__ = ["Store"]

"""Brings a database to the newest schema. A new step: `versions/<number>_<what>.py`, and `tables.py` with it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

_LOCK = 0x636F6E76656E65  # any number that only Convene's migrations use


def upgrade(connection: Connection) -> None:
    """Run the steps that this database has not seen yet, in the connection's transaction."""
    if connection.dialect.name == "postgresql":  # on SQLite the write lock does the same
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

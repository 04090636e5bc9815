"""Busy times know whether they lie on whole days, so that reps can decide what those mean.

Revision ID: 0004
"""

from alembic import op
from sqlalchemy import Boolean, Column, false

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the mark, and let every calendar be read anew, whole."""
    op.add_column("busy", Column("all_day", Boolean, nullable=False, server_default=false()))
    op.execute("UPDATE calendar_state SET sync_token = NULL")

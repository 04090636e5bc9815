"""Bookings know whom their visitor asked to meet.

Revision ID: 0017
"""

from alembic import op
from sqlalchemy import Column

from convene.store.columns import Words

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the column; nobody was asked for before."""
    op.add_column("bookings", Column("asked_for", Words, nullable=False, server_default=""))

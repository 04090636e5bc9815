"""A booking knows whom its visitor brings.

Revision ID: 0013
"""

from alembic import op
from sqlalchemy import Column

from convene.store.columns import Json

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the guests."""
    op.add_column("bookings", Column("guests", Json, nullable=False, server_default="[]"))

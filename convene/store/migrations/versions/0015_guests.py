"""A booking knows whom its visitor brings.

Revision ID: 0015
"""

from alembic import op
from sqlalchemy import Column

from convene.store.columns import Json

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the guests."""
    op.add_column("bookings", Column("guests", Json, nullable=False, server_default="[]"))

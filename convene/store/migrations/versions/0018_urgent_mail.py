"""Mail that somebody waits for goes first.

Revision ID: 0018
"""

from alembic import op
from sqlalchemy import Boolean, Column, false

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the column; nothing that waits already is urgent."""
    op.add_column("outbox", Column("urgent", Boolean, nullable=False, server_default=false()))

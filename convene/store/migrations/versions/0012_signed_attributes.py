"""Chat sessions know what the website's server signed about their visitor.

Revision ID: 0012
"""

from alembic import op
from sqlalchemy import Column

from convene.store.columns import Json

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the attributes."""
    op.add_column("chat_sessions", Column("signed", Json, nullable=False, server_default="{}"))

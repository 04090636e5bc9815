"""Who may use the desk.

Revision ID: 0007
"""

from alembic import op
from sqlalchemy import Boolean, Column, PrimaryKeyConstraint, true

from convene.store.columns import Instant, Words

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table of users."""
    op.create_table(
        "users",
        Column("email", Words, nullable=False),
        Column("name", Words, nullable=False),
        Column("role", Words, nullable=False),
        Column("language", Words, nullable=False, server_default=""),
        Column("active", Boolean, nullable=False, server_default=true()),
        Column("seen_at", Instant),
        PrimaryKeyConstraint("email", name="pk_users"),
    )

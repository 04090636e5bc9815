"""Who is signed in at the desk.

Revision ID: 0002
"""

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint

from convene.store.columns import Instant, Words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of the desk's sessions."""
    op.create_table(
        "desk_sessions",
        Column("id", Words, nullable=False),
        Column("email", Words, nullable=False),
        Column("expires_at", Instant, nullable=False),
        PrimaryKeyConstraint("id", name="pk_desk_sessions"),
    )

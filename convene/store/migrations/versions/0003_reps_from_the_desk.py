"""Reps are kept whole, so that they can join and change at the desk and not in convene.yml alone.

Revision ID: 0003
"""

from alembic import op
from sqlalchemy import Column, Integer, PrimaryKeyConstraint

from convene.store.columns import Json, Words

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Keep what convene.yml says of each rep, what the desk says instead, and a number that changes with any of it."""
    op.add_column("reps", Column("profile", Json, nullable=False, server_default="{}"))
    op.add_column("reps", Column("own", Json, nullable=False, server_default="{}"))
    op.create_table(
        "versions",
        Column("of", Words, nullable=False),
        Column("number", Integer, nullable=False),
        PrimaryKeyConstraint("of", name="pk_versions"),
    )

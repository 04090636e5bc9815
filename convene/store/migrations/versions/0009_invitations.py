"""What reps wrote to visitors, version by version.

Revision ID: 0009
"""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint

from convene.store.columns import Instant, Json, Words

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table of invitations."""
    op.create_table(
        "invitations",
        Column("id", Integer, nullable=False),
        Column("rep", Words, nullable=False),
        Column("at", Instant, nullable=False),
        Column("by", Words, nullable=False),
        Column("text", Json, nullable=False),
        PrimaryKeyConstraint("id", name="pk_invitations"),
        ForeignKeyConstraint(["rep"], ["reps.id"], name="fk_invitations_rep"),
    )
    op.create_index("ix_invitations_rep", "invitations", ["rep", "id"])

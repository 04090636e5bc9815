"""What admins set for the whole team at the desk.

Revision ID: 0011
"""

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint

from convene.store.columns import Json, Words

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table of team settings."""
    op.create_table(
        "team_settings",
        Column("name", Words, nullable=False),
        Column("value", Json, nullable=False),
        PrimaryKeyConstraint("name", name="pk_team_settings"),
    )

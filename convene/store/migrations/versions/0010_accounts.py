"""What is known of companies, by domain.

Revision ID: 0010
"""

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint

from convene.store.columns import Json, Words

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table of accounts."""
    op.create_table(
        "accounts",
        Column("domain", Words, nullable=False),
        Column("name", Words, nullable=False),
        Column("attributes", Json, nullable=False),
        PrimaryKeyConstraint("domain", name="pk_accounts"),
    )

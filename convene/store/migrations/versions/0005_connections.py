"""Reps connect their own calendars.

Revision ID: 0005
"""

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint, false

from convene.store.columns import Instant, Json, Words

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables of connected accounts and of consents under way; keep since when a calendar fails."""
    op.create_table(
        "connections",
        Column("rep", Words, nullable=False),
        Column("provider", Words, nullable=False),
        Column("subject", Words, nullable=False),
        Column("email", Words, nullable=False),
        Column("scopes", Json, nullable=False),
        Column("calendars", Json, nullable=False),
        Column("writes", Words, nullable=False),
        Column("blocks", Json, nullable=False),
        Column("conference", Boolean, nullable=False),
        Column("no_conference", Words, nullable=False, server_default=""),
        Column("zone_said", Words),
        Column("secret", Words, nullable=False),
        Column("key_id", Words, nullable=False),
        Column("refused", Words),
        Column("connected_at", Instant, nullable=False),
        Column("lease", Words),
        Column("leased_until", Instant),
        PrimaryKeyConstraint("rep", name="pk_connections"),
        ForeignKeyConstraint(["rep"], ["reps.id"], name="fk_connections_rep"),
        UniqueConstraint("provider", "subject", name="uq_connections_account"),
    )
    op.create_table(
        "consents",
        Column("state", Words, nullable=False),
        Column("bound_to", Words, nullable=False),
        Column("secret", Words, nullable=False),
        Column("expires_at", Instant, nullable=False),
        Column("used", Boolean, nullable=False, server_default=false()),
        PrimaryKeyConstraint("state", name="pk_consents"),
    )
    op.add_column("calendar_state", Column("failing_since", Instant))

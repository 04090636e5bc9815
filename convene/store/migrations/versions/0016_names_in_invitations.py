"""Bookings know by which UID and SEQUENCE their provider names them in the invitations that it mails.

Revision ID: 0016
"""

from alembic import op
from sqlalchemy import Column, Integer

from convene.store.columns import Words

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add both."""
    op.add_column("bookings", Column("provider_uid", Words))
    op.add_column("bookings", Column("provider_sequence", Integer, nullable=False, server_default="0"))

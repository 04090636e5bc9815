"""Bookings know whether Convene mails their visitor although the provider could.

Revision ID: 0008
"""

from alembic import op
from sqlalchemy import Boolean, Column, false

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the mark."""
    op.add_column("bookings", Column("own_invitation", Boolean, nullable=False, server_default=false()))

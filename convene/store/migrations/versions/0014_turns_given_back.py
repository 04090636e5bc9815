"""The ledger keeps which turn was given back, so that it can be taken again when that was a mistake.

Revision ID: 0014
"""

from alembic import op
from sqlalchemy import Column, Integer

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the turn."""
    op.add_column("assignments", Column("given_back", Integer))

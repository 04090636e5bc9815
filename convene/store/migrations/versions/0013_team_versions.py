"""The team's invitation has versions too; its rows name no rep.

Revision ID: 0013
"""

from alembic import op

from convene.store.columns import Words

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Let a version belong to nobody."""
    with op.batch_alter_table("invitations") as table:
        table.alter_column("rep", existing_type=Words(), nullable=True)

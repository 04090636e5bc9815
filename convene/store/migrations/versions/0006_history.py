"""What happened to each meeting and by whom, and the words by which people find it.

Revision ID: 0006
"""

from typing import Any

from alembic import op
from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    bindparam,
    select,
)

from convene.store.columns import Instant, Json, Words

revision = "0006"
down_revision = "0005"

_bookings = Table(
    "bookings",
    MetaData(),
    Column("id", Words, primary_key=True),
    Column("status", Words),
    Column("rep", Words),
    Column("starts_at", Instant),
    Column("created_at", Instant),
    Column("person", Json),
    Column("company", Json),
    Column("found_by", Words),
)


def upgrade() -> None:
    """Make the table; meetings that are there already begin their history with having been booked."""
    op.add_column("bookings", Column("changed_by", Words, nullable=False, server_default="visitor"))
    op.add_column("bookings", Column("found_by", Words, nullable=False, server_default=""))
    op.create_index("ix_bookings_starts_at", "bookings", ["starts_at"])
    events = op.create_table(
        "booking_events",
        Column("id", Integer, nullable=False),
        Column("booking", Words, nullable=False),
        Column("at", Instant, nullable=False),
        Column("what", Words, nullable=False),
        Column("by", Words, nullable=False),
        Column("rep", Words, nullable=False),
        Column("starts_at", Instant, nullable=False),
        Column("note", Words, nullable=False, server_default=""),
        ForeignKeyConstraint(["booking"], ["bookings.id"], name="fk_booking_events_booking"),
        PrimaryKeyConstraint("id", name="pk_booking_events"),
    )
    op.create_index("ix_booking_events_booking", "booking_events", ["booking"])
    connection = op.get_bind()
    rows = connection.execute(select(_bookings).where(_bookings.c.status != "held")).all()
    if not rows:
        return
    connection.execute(
        _bookings.update().where(_bookings.c.id == bindparam("of")).values(found_by=bindparam("words")),
        [{"of": row.id, "words": _words(row)} for row in rows],
    )
    op.bulk_insert(
        events,
        [
            {
                "booking": row.id,
                "at": row.created_at,
                "what": "booked",
                "by": "visitor",
                "rep": row.rep,
                "starts_at": row.starts_at,
                "note": "",
            }
            for row in rows
        ],
    )


def _words(row: Any) -> str:
    person, company = row.person, row.company
    said = (
        person.get("name"), person.get("email"), person.get("phone"), company.get("name"), company.get("domain")
    )  # fmt: skip
    return "\n".join(filter(None, said)).casefold()

"""The first schema.

Revision ID: 0001
"""

from alembic import op
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    UniqueConstraint,
    false,
    text,
)

from convene.store.columns import Instant, Json, Words

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables, and let the database itself refuse two live bookings of one rep at one time (invariant 1)."""
    op.create_table(
        "reps",
        Column("id", Words, nullable=False),
        Column("name", Words, nullable=False),
        Column("email", Words, nullable=False),
        Column("active", Boolean, nullable=False),
        Column("source", Words, nullable=False),
        PrimaryKeyConstraint("id", name="pk_reps"),
    )
    op.create_table(
        "queue_members",
        Column("queue", Words, nullable=False),
        Column("rep", Words, nullable=False),
        Column("position", Integer, nullable=False),
        Column("last_turn", Integer, nullable=False),
        Column("paused", Boolean, server_default=false(), nullable=False),
        ForeignKeyConstraint(["rep"], ["reps.id"], name="fk_queue_members_rep"),
        PrimaryKeyConstraint("queue", "rep", name="pk_queue_members"),
    )
    op.create_table(
        "calendar_state",
        Column("rep", Words, nullable=False),
        Column("status", Words, nullable=False),
        Column("error", Words, server_default="", nullable=False),
        Column("sync_token", Words, nullable=True),
        Column("read_at", Instant, nullable=True),
        Column("covered_from", Instant, nullable=True),
        Column("covered_until", Instant, nullable=True),
        Column("reading", Integer, server_default="0", nullable=False),
        ForeignKeyConstraint(["rep"], ["reps.id"], name="fk_calendar_state_rep"),
        PrimaryKeyConstraint("rep", name="pk_calendar_state"),
    )
    op.create_table(
        "busy",
        Column("rep", Words, nullable=False),
        Column("starts_at", Instant, nullable=False),
        Column("ends_at", Instant, nullable=False),
        Column("kind", Words, nullable=False),
        Column("uid", Words, nullable=True),
        ForeignKeyConstraint(["rep"], ["reps.id"], name="fk_busy_rep"),
    )
    op.create_index("ix_busy_rep", "busy", ["rep", "starts_at"])
    op.create_table(
        "bookings",
        Column("id", Words, nullable=False),
        Column("status", Words, nullable=False),
        Column("live", Boolean, nullable=False),
        Column("starts_at", Instant, nullable=False),
        Column("ends_at", Instant, nullable=False),
        Column("rep", Words, nullable=False),
        Column("queue", Words, nullable=False),
        Column("meeting_type", Words, nullable=False),
        Column("session", Words, nullable=False),
        Column("visitor_zone", Words, nullable=False),
        Column("locale", Words, nullable=False),
        Column("email", Words, nullable=True),
        Column("person", Json, nullable=False),
        Column("company", Json, nullable=False),
        Column("transcript", Json, nullable=False),
        Column("join_url", Words, nullable=True),
        Column("provider", Words, nullable=True),
        Column("provider_event_id", Words, nullable=True),
        Column("sequence", Integer, nullable=False),
        Column("generation", Integer, nullable=False),
        Column("expires_at", Instant, nullable=True),
        Column("created_at", Instant, nullable=False),
        Column("updated_at", Instant, nullable=False),
        Column("source", Words, nullable=False),
        Column("note", Words, server_default="", nullable=False),
        Column("decision", Json, nullable=False),
        Column("pending", Words, nullable=True),
        Column("before", Json, nullable=False),
        Column("missing_since", Instant, nullable=True),
        Column("claim", Words, nullable=True),
        Column("claimed_until", Instant, nullable=True),
        CheckConstraint("live OR status NOT IN ('confirmed', 'moved')", name="ck_bookings_meetings_are_live"),
        CheckConstraint("starts_at < ends_at", name="ck_bookings_ends_after_it_starts"),
        ForeignKeyConstraint(["rep"], ["reps.id"], name="fk_bookings_rep"),
        PrimaryKeyConstraint("id", name="pk_bookings"),
    )
    op.create_index("ix_bookings_rep", "bookings", ["rep", "starts_at"])
    op.create_index("ix_bookings_session", "bookings", ["session"])
    op.create_index(
        "uq_bookings_one_hold",
        "bookings",
        ["session"],
        unique=True,
        sqlite_where=text("status = 'held' AND live AND pending IS NULL"),
        postgresql_where=text("status = 'held' AND live AND pending IS NULL"),
    )
    op.create_index(
        "uq_bookings_one_meeting",
        "bookings",
        ["email", "starts_at"],
        unique=True,
        sqlite_where=text("live AND email IS NOT NULL"),
        postgresql_where=text("live AND email IS NOT NULL"),
    )
    op.create_table(
        "leftovers",
        Column("rep", Words, nullable=False),
        Column("uid", Words, nullable=False),
        Column("provider_event_id", Words, nullable=True),
        Column("due", Instant, nullable=False),
        ForeignKeyConstraint(["rep"], ["reps.id"], name="fk_leftovers_rep"),
        PrimaryKeyConstraint("rep", "uid", name="pk_leftovers"),
    )
    op.create_table(
        "assignments",
        Column("id", Integer, nullable=False),
        Column("booking", Words, nullable=False),
        Column("queue", Words, nullable=False),
        Column("rep", Words, nullable=False),
        Column("at", Instant, nullable=False),
        Column("starts_at", Instant, nullable=False),
        Column("order", Json, nullable=False),
        Column("free", Json, nullable=False),
        Column("skipped", Json, nullable=False),
        Column("reason", Words, nullable=False),
        Column("previous_turn", Integer, nullable=False),
        Column("credited", Boolean, server_default=false(), nullable=False),
        ForeignKeyConstraint(["booking"], ["bookings.id"], name="fk_assignments_booking"),
        ForeignKeyConstraint(["rep"], ["reps.id"], name="fk_assignments_rep"),
        PrimaryKeyConstraint("id", name="pk_assignments"),
    )
    op.create_index("ix_assignments_booking", "assignments", ["booking"])
    op.create_index("ix_assignments_queue", "assignments", ["queue", "id"])
    op.create_table(
        "outbox",
        Column("id", Integer, nullable=False),
        Column("key", Words, nullable=False),
        Column("message", Words, nullable=False),
        Column("due", Instant, nullable=True),
        Column("attempts", Integer, server_default="0", nullable=False),
        Column("error", Words, server_default="", nullable=False),
        Column("sent_at", Instant, nullable=True),
        PrimaryKeyConstraint("id", name="pk_outbox"),
        UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_due", "outbox", ["due"])
    op.create_table(
        "chat_sessions",
        Column("id", Words, nullable=False),
        Column("zone", Words, server_default="", nullable=False),
        Column("locale", Words, server_default="", nullable=False),
        Column("started_at", Instant, nullable=False),
        Column("seen_at", Instant, nullable=False),
        PrimaryKeyConstraint("id", name="pk_chat_sessions"),
    )
    op.create_index("ix_chat_sessions_seen_at", "chat_sessions", ["seen_at"])
    op.create_table(
        "chat_messages",
        Column("id", Integer, nullable=False),
        Column("session", Words, nullable=False),
        Column("who", Words, nullable=False),
        Column("text", Words, nullable=False),
        Column("at", Instant, nullable=False),
        ForeignKeyConstraint(["session"], ["chat_sessions.id"], name="fk_chat_messages_session", ondelete="CASCADE"),
        PrimaryKeyConstraint("id", name="pk_chat_messages"),
    )
    op.create_index("ix_chat_messages_session", "chat_messages", ["session", "id"])
    op.create_table(
        "offered_payloads",
        Column("session", Words, nullable=False),
        Column("payload", Words, nullable=False),
        Column("at", Instant, nullable=False),
        ForeignKeyConstraint(["session"], ["chat_sessions.id"], name="fk_offered_payloads_session", ondelete="CASCADE"),
        PrimaryKeyConstraint("session", "payload", name="pk_offered_payloads"),
    )

    if op.get_bind().dialect.name == "postgresql":
        _exclude_overlaps()
    else:
        for moment in ("INSERT", "UPDATE OF live, rep, starts_at, ends_at"):
            _abort_overlaps(moment)


def _exclude_overlaps() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute(
        "ALTER TABLE bookings ADD CONSTRAINT bookings_never_overlap "
        "EXCLUDE USING gist (rep WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (live)"
    )


def _abort_overlaps(moment: str) -> None:
    op.execute(
        f"""
        CREATE TRIGGER bookings_never_overlap_on_{moment.split()[0].lower()} BEFORE {moment} ON bookings WHEN NEW.live
        BEGIN
            SELECT RAISE(ABORT, 'bookings_never_overlap') FROM bookings
            WHERE live AND rep = NEW.rep AND id <> NEW.id AND starts_at < NEW.ends_at AND NEW.starts_at < ends_at;
        END
        """  # noqa: S608 -- no value from outside
    )

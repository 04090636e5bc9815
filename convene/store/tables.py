"""The tables as they are today; `migrations/` brings a database there."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    false,
    text,
    true,
)

from convene.store.columns import Instant, Json, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# `profile` is the rep as convene.yml or the first sign-in has them; `own` is what the desk says instead, part by part.
# `source` is `file` for a rep of convene.yml, `desk` for one who joined at the desk.
reps = Table(
    "reps",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("email", Words, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("source", Words, nullable=False),
    Column("profile", Json, nullable=False, server_default="{}"),
    Column("own", Json, nullable=False, server_default="{}"),
)

# A number that grows with every change of something processes keep in memory; today that is the `roster`.
versions = Table(
    "versions",
    metadata,
    Column("of", Words, primary_key=True),
    Column("number", Integer, nullable=False),
)

queue_members = Table(
    "queue_members",
    metadata,
    Column("queue", Words, primary_key=True),
    Column("rep", ForeignKey("reps.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("last_turn", Integer, nullable=False),
    Column("paused", Boolean, nullable=False, server_default=false()),
)

# `reading` changes with every change of the rep's busy times; `failing_since` is when the status became what it is.
calendar_state = Table(
    "calendar_state",
    metadata,
    Column("rep", ForeignKey("reps.id"), primary_key=True),
    Column("status", Words, nullable=False),
    Column("error", Words, nullable=False, server_default=""),
    Column("sync_token", Words),
    Column("read_at", Instant),
    Column("failing_since", Instant),
    Column("covered_from", Instant),
    Column("covered_until", Instant),
    Column("reading", Integer, nullable=False, server_default="0"),
)

# A rep's connected account: one for each rep, and no account for two (case K16). `secret` is encrypted, `key_id` names
# the key. `writes` is the calendar that gets the meetings, `blocks` are those whose events count as busy. `lease`
# belongs to the process that is renewing the tokens, until `leased_until` (case K12). `refused` is why the vendor
# refuses for good to renew them; then nobody asks again.
connections = Table(
    "connections",
    metadata,
    Column("rep", ForeignKey("reps.id"), primary_key=True),
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
    UniqueConstraint("provider", "subject", name="uq_connections_account"),
)

# Consent screens that somebody was sent to; each is used once. `bound_to` says by whom.
consents = Table(
    "consents",
    metadata,
    Column("state", Words, primary_key=True),
    Column("bound_to", Words, nullable=False),
    Column("secret", Words, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used", Boolean, nullable=False, server_default=false()),
)

# No titles and no attendees: what is not kept cannot leak (case S2).
busy = Table(
    "busy",
    metadata,
    Column("rep", ForeignKey("reps.id"), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("kind", Words, nullable=False),
    Column("uid", Words),
    Column("all_day", Boolean, nullable=False, server_default=false()),
    Index("ix_busy_rep", "rep", "starts_at"),
)

# `live` says whether the booking takes the rep's time. Two live rows of one rep never overlap: an exclusion constraint
# on PostgreSQL, triggers on SQLite (both in the migration). `pending` is what still has to be done at the calendar
# provider; it is written before the provider is called. `claim` belongs to whoever works on the booking now, until
# `claimed_until`. `before` keeps the event as it was while it is being moved. `missing_since` is when the event was
# first not found in the rep's calendar. `found_by` has the words by which people look for it, in lower case.
bookings = Table(
    "bookings",
    metadata,
    Column("id", Words, primary_key=True),
    Column("status", Words, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("rep", ForeignKey("reps.id"), nullable=False),
    Column("queue", Words, nullable=False),
    Column("meeting_type", Words, nullable=False),
    Column("session", Words, nullable=False),
    Column("visitor_zone", Words, nullable=False),
    Column("locale", Words, nullable=False),
    Column("email", Words),
    Column("person", Json, nullable=False),
    Column("company", Json, nullable=False),
    Column("transcript", Json, nullable=False),
    Column("join_url", Words),
    Column("provider", Words),
    Column("provider_event_id", Words),
    Column("sequence", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("expires_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("source", Words, nullable=False),
    Column("note", Words, nullable=False, server_default=""),
    Column("changed_by", Words, nullable=False, server_default="visitor"),
    Column("found_by", Words, nullable=False, server_default=""),
    Column("decision", Json, nullable=False),
    Column("pending", Words),
    Column("before", Json, nullable=False),
    Column("own_invitation", Boolean, nullable=False, server_default=false()),
    Column("guests", Json, nullable=False, server_default="[]"),
    Column("provider_uid", Words),
    Column("provider_sequence", Integer, nullable=False, server_default="0"),
    Column("asked_for", Words, nullable=False, server_default=""),
    Column("missing_since", Instant),
    Column("claim", Words),
    Column("claimed_until", Instant),
    CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
    CheckConstraint("live OR status NOT IN ('confirmed', 'moved')", name="meetings_are_live"),
    Index("ix_bookings_rep", "rep", "starts_at"),
    Index("ix_bookings_session", "session"),
    Index("ix_bookings_starts_at", "starts_at"),
)
# A session waits for one time only; its hold is out of the way once it is being confirmed.
_WAITS = text("status = 'held' AND live AND pending IS NULL")
Index("uq_bookings_one_hold", bookings.c.session, unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS)

# Nobody meets twice at one time (case A16). A booking has an `email` from the moment it is being confirmed.
_MEETS = text("live AND email IS NOT NULL")
Index(
    "uq_bookings_one_meeting",
    bookings.c.email,
    bookings.c.starts_at,
    unique=True,
    sqlite_where=_MEETS,
    postgresql_where=_MEETS,
)

# Events that must not stay in a calendar: of a booking that went to somebody else, or of a try that failed half-way.
leftovers = Table(
    "leftovers",
    metadata,
    Column("rep", ForeignKey("reps.id"), primary_key=True),
    Column("uid", Words, primary_key=True),
    Column("provider_event_id", Words),
    Column("due", Instant, nullable=False),
)

# `given_back` is the turn a rep had before it was credited, for when that is taken back.
assignments = Table(
    "assignments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("booking", ForeignKey("bookings.id"), nullable=False),
    Column("queue", Words, nullable=False),
    Column("rep", ForeignKey("reps.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("order", Json, nullable=False),
    Column("free", Json, nullable=False),
    Column("skipped", Json, nullable=False),
    Column("reason", Words, nullable=False),
    Column("previous_turn", Integer, nullable=False),
    Column("credited", Boolean, nullable=False, server_default=false()),
    Column("given_back", Integer),
    Index("ix_assignments_queue", "queue", "id"),
    Index("ix_assignments_booking", "booking"),
)

# What happened to a meeting, by whom, and how it was after it.
booking_events = Table(
    "booking_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("booking", ForeignKey("bookings.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("what", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("rep", Words, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("note", Words, nullable=False, server_default=""),
    Index("ix_booking_events_booking", "booking"),
)

# `urgent` is what somebody waits for at their screen; it goes before everything else that is due.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Words, nullable=False),
    Column("message", Words, nullable=False),
    Column("due", Instant),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Words, nullable=False, server_default=""),
    Column("sent_at", Instant),
    Column("urgent", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("key"),
    Index("ix_outbox_due", "due"),
)

# `signed` is what the website's server signed about the visitor: `person` and `company` with their attributes.
chat_sessions = Table(
    "chat_sessions",
    metadata,
    Column("id", Words, primary_key=True),
    Column("zone", Words, nullable=False, server_default=""),
    Column("locale", Words, nullable=False, server_default=""),
    Column("signed", Json, nullable=False, server_default="{}"),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Index("ix_chat_sessions_seen_at", "seen_at"),
)

chat_messages = Table(
    "chat_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session", ForeignKey("chat_sessions.id", ondelete="CASCADE"), nullable=False),
    Column("who", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_chat_messages_session", "session", "id"),
)

# One row for each sign-in link that was used; it stays after its session has ended, so that no link works twice.
desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("id", Words, primary_key=True),
    Column("email", Words, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

# Who was invited to the desk, has signed in, or was given another role. Reps of convene.yml need no row; `email` is
# casefolded.
users = Table(
    "users",
    metadata,
    Column("email", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("language", Words, nullable=False, server_default=""),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("seen_at", Instant),
)

# Version by version; `rep` is null for the team's text, `text` where somebody took the text they have when they wrote
# none, `by` is empty for what was there before the first.
invitations = Table(
    "invitations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("rep", ForeignKey("reps.id")),
    Column("at", Instant, nullable=False),
    Column("by", Words, nullable=False),
    Column("text", Json, nullable=False),
    Index("ix_invitations_rep", "rep", "id"),
)

# What admins set at the desk instead of convene.yml: `fallback`, `invitation`, `order/<queue>`,
# `website_key` (sealed); and `website_refused`, the last signature that did not count.
team_settings = Table(
    "team_settings",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", Json, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("domain", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("attributes", Json, nullable=False),
)

offered_payloads = Table(
    "offered_payloads",
    metadata,
    Column("session", ForeignKey("chat_sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("payload", Words, primary_key=True),
    Column("at", Instant, nullable=False),
)

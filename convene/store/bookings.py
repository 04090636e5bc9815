"""Finding bookings."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from convene.errors import BookingNotFound
from convene.model import Booking, Interval, Status
from convene.store.database import Database
from convene.store.rows import COLUMNS, read_booking
from convene.store.tables import bookings, queue_members

MEETINGS = (Status.CONFIRMED, Status.MOVED)


class Bookings(Database):
    """Reading bookings."""

    async def booking(self, booking_id: str) -> Booking:
        """The booking with this id.

        Raises:
            BookingNotFound: if there is none.
        """
        async with self._read() as connection:
            row = (await connection.execute(select(*COLUMNS).where(bookings.c.id == booking_id))).first()
        if row is None:
            raise BookingNotFound(booking_id)
        return read_booking(row)

    async def bookings(self) -> tuple[Booking, ...]:
        """All bookings there ever were and the holds that still count, the earliest start first."""
        counts = or_(bookings.c.status != Status.HELD, bookings.c.live)
        async with self._read() as connection:
            rows = await connection.execute(
                select(*COLUMNS).where(counts).order_by(bookings.c.starts_at, bookings.c.created_at)
            )
            return tuple(read_booking(row) for row in rows)

    async def live_bookings(
        self,
        window: Interval,
        now: datetime,
        *,
        queue: str | None = None,
        rep: str | None = None,
        not_session: str | None = None,
        not_booking: str | None = None,
    ) -> dict[str, tuple[Booking, ...]]:
        """What takes the time of a queue's reps, or of one rep, in a window, by rep and as far as scheduling needs it.

        Left out are holds that have lapsed, the hold of `not_session` and the booking `not_booking`: nobody blocks
        themselves (cases A2, P15).
        """
        async with self._read() as connection:
            return await self._live_bookings(connection, window, now, queue, rep, not_session, not_booking)

    async def meeting_at(self, start: datetime, *, session: str, email: str, besides: str) -> Booking | None:
        """The meeting this visitor, known by session or e-mail, already has at that time (case A16)."""
        row = bookings.c
        query = select(*COLUMNS).where(
            row.starts_at == start,
            row.status.in_(MEETINGS),
            row.id != besides,
            or_(row.session == session, row.email == email.lower()),
        )
        async with self._read() as connection:
            found = (await connection.execute(query.order_by(row.created_at).limit(1))).first()
            return read_booking(found) if found else None

    async def being_booked_at(self, start: datetime, email: str) -> str | None:
        """The id of the live booking that this e-mail address has, or is just getting, at that time."""
        row = bookings.c
        query = select(row.id).where(row.starts_at == start, row.email == email.lower(), row.live)
        async with self._read() as connection:
            found: str | None = await connection.scalar(query)
            return found

    async def count_meetings(self, email: str, now: datetime) -> int:
        """How many meetings that are not over this e-mail address has (case S6)."""
        row = bookings.c
        query = select(func.count()).where(row.email == email.lower(), row.status.in_(MEETINGS), row.ends_at > now)
        async with self._read() as connection:
            return int(await connection.scalar(query) or 0)

    async def upcoming_meeting(self, email: str, now: datetime) -> Booking | None:
        """The next meeting of this e-mail address that is not over."""
        row = bookings.c
        query = select(*COLUMNS).where(row.email == email.lower(), row.status.in_(MEETINGS), row.ends_at > now)
        async with self._read() as connection:
            found = (await connection.execute(query.order_by(row.starts_at).limit(1))).first()
            return read_booking(found) if found else None

    async def meetings_with(self, session: str, email: str, now: datetime) -> tuple[Booking, ...]:
        """The meetings of this session, and of this e-mail address unless it is empty, that are not over, in order."""
        row = bookings.c
        theirs = or_(row.session == session, row.email == email.lower()) if email else row.session == session
        query = select(*COLUMNS).where(theirs, row.status.in_(MEETINGS), row.ends_at > now)
        async with self._read() as connection:
            return tuple(read_booking(found) for found in await connection.execute(query.order_by(row.starts_at)))

    async def meetings_of(self, rep: str, now: datetime) -> tuple[Booking, ...]:
        """The rep's meetings that have not begun, as far as nothing is pending about them."""
        row = bookings.c
        query = select(*COLUMNS).where(
            row.rep == rep, row.status.in_(MEETINGS), row.starts_at > now, row.pending.is_(None)
        )
        async with self._read() as connection:
            return tuple(read_booking(r) for r in await connection.execute(query.order_by(row.starts_at)))

    async def booking_of(self, session: str, now: datetime) -> Booking | None:
        """The session's hold, else the meeting it made or changed last that is not over."""
        row = bookings.c
        holds = and_(row.status == Status.HELD, row.live, or_(row.pending.is_not(None), row.expires_at > now))
        meets = and_(row.status.in_(MEETINGS), row.ends_at > now)
        query = (
            select(*COLUMNS)
            .where(row.session == session, or_(holds, meets))
            .order_by((row.status != Status.HELD), row.updated_at.desc())
            .limit(1)
        )
        async with self._read() as connection:
            found = (await connection.execute(query)).first()
            return read_booking(found) if found else None

    async def transcript_of(self, booking_id: str) -> tuple[tuple[str, str], ...]:
        """What was said until the booking was confirmed, for the rep only (case I11)."""
        async with self._read() as connection:
            said = await connection.scalar(select(bookings.c.transcript).where(bookings.c.id == booking_id))
            return tuple((who, text) for who, text in said or ())

    async def _live_bookings(
        self,
        connection: AsyncConnection,
        window: Interval,
        now: datetime,
        queue: str | None,
        rep: str | None,
        not_session: str | None,
        not_booking: str | None,
    ) -> dict[str, tuple[Booking, ...]]:
        row = bookings.c
        waits = and_(row.status == Status.HELD, row.pending.is_(None))
        query = select(
            row.id, row.status, row.starts_at, row.ends_at, row.rep, row.queue, row.meeting_type, row.expires_at
        ).where(row.live, row.starts_at < window.end, row.ends_at > window.start, ~and_(waits, row.expires_at <= now))
        if queue is not None:
            query = query.join(queue_members, queue_members.c.rep == row.rep).where(queue_members.c.queue == queue)
        if rep is not None:
            query = query.where(row.rep == rep)
        if not_session is not None:
            query = query.where(~and_(waits, row.session == not_session))
        if not_booking is not None:
            query = query.where(row.id != not_booking)
        found: defaultdict[str, list[Booking]] = defaultdict(list)
        for id_, status, start, end, who, its_queue, kind, expires in (await connection.execute(query)).all():
            found[who].append(
                Booking(
                    id=id_,
                    status=Status(status),
                    interval=Interval(start, end),
                    rep=who,
                    queue=its_queue,
                    meeting_type=kind,
                    session="",
                    visitor_zone="UTC",
                    expires_at=expires,
                )
            )
        return {who: tuple(theirs) for who, theirs in found.items()}

"""Each step of turning a hold into a meeting, moving it, ending it: one transaction each.

What is still to be done at the calendar provider stands in `pending` before
the provider is called: `create`, `update` or `delete`; and `invite` when only the invitation is left to be mailed.
`before` keeps the event as it was, until the change is through.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from convene.model import Booking, Company, Interval, Person, Status
from convene.store.bookings import MEETINGS
from convene.store.claims import Claims, claimed_row
from convene.store.leftovers import Leftovers
from convene.store.meetings import Meetings, found_by
from convene.store.outbox import Outbox
from convene.store.readings import next_reading, read_whole
from convene.store.rows import EVENT, event_as_json, event_from_json, read_booking
from convene.store.tables import bookings, busy
from convene.store.turns import Turns, decision

Letters = Iterable[tuple[str, str]]
"""Mails that tell about a step, as (key, RFC 5322 text); they go into the outbox with it or not at all."""


class MeetsAlready(Exception):
    """This e-mail address has, or is just getting, another booking at that time (case A16)."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A booking put on a time and rep, its event yet to be written; and for a move the booking as it was."""

    booking: Booking
    before: Booking | None


class Changes(Claims, Outbox, Leftovers, Turns, Meetings):
    """Writing changes of bookings."""

    async def keep_answers(
        self,
        booking_id: str,
        person: Person,
        company: Company,
        transcript: Sequence[tuple[str, str]],
        guests: Sequence[str] = (),
    ) -> None:
        """Keep who wants the held time, before anything is tried."""
        said = {
            "person": asdict(person),
            "company": asdict(company),
            "guests": list(guests),
            "found_by": found_by(person, company),
            "transcript": [list(line) for line in transcript],
        }
        async with self._decide() as connection:
            await connection.execute(update(bookings).values(**said).where(bookings.c.id == booking_id))

    async def place(
        self,
        booking_id: str,
        claim: str,
        interval: Interval,
        reps: Sequence[str],
        *,
        order: Sequence[str] = (),
        free: Sequence[str] = (),
        reason: str = "",
        by: str = "",
        asked_for: str | None = None,
        until: datetime,
        now: datetime,
    ) -> Placed | None:
        """Put the booking on a time of the first of these reps that the database lets it have; None when it is none.

        A new rep means a new event (case P6); an event that an earlier try may have left elsewhere will be removed. The
        queue's `order` of turns, who was `free` if that were more than `reps`, and the `reason` are for the ledger;
        without an order the decision of the hold stands. `by` is who wants it and `asked_for` whom the visitor wants to
        meet, if that is known anew. The claim is made to last `until` then.

        Raises:
            ClaimLost: if somebody else works on the booking now.
            MeetsAlready: if the visitor has another booking at that time.
        """
        async with self._decide() as connection:
            row = await claimed_row(connection, booking_id, claim)
            booking, before = read_booking(row), row.before
            if not before and booking.status in MEETINGS:
                before = event_as_json(booking)
            booking = replace(booking, changed_by=by or booking.changed_by)
            booking = booking if asked_for is None else replace(booking, asked_for=asked_for)
            await connection.execute(update(bookings).values(live=False).where(_lapsed(now, booking_id)))
            for number, rep in enumerate(reps):
                placed = _placed(booking, before, interval, rep)
                said: dict[str, Any] = {
                    "live": True,
                    "before": before or {},
                    "email": booking.person.email.lower() or None,
                    "claimed_until": until,
                    **_event_columns(placed),
                }
                if rep in order:
                    said["decision"] = decision(order, free or reps[number:], rep, reason)
                if await _fits(connection, booking_id, said):
                    if booking.pending and booking.uid not in (placed.uid, _uid(booking.id, before)):
                        await self._add_leftover(connection, booking.rep, booking.uid, None, now)
                    return Placed(placed, replace(booking, **_fields(before)) if before else None)
        return None

    async def confirmed(self, booking: Booking, claim: str, letters: Letters, now: datetime) -> Booking:
        """The event is written: the hold is a meeting, its rep has had their turn, the mails go out.

        What is `pending` about the booking stays so: the invitation may still have to be sent by the provider.
        """
        async with self._decide() as connection:
            row = await claimed_row(connection, booking.id, claim)
            done = replace(booking, status=Status.CONFIRMED, expires_at=None)
            await _finish(connection, done, now)
            await read_whole(connection, done.rep)
            await self._take_turn(connection, done, row.decision, now)
            await self._happened(connection, "booked", done, now)
            await self._drop_failures(connection, done.session)
            await self._add_mail(connection, letters, now)
            return done

    async def moved(self, booking: Booking, claim: str, letters: Letters, now: datetime) -> Booking:
        """The event lies at its new time, or with its new rep, who has had a turn; the old one gets theirs back.

        What is `pending` about the booking stays so, as in `confirmed`.
        """
        async with self._decide() as connection:
            row = await claimed_row(connection, booking.id, claim)
            old = replace(booking, **_fields(row.before))
            is_elsewhen = old.interval != booking.interval
            done = replace(booking, status=Status.MOVED) if is_elsewhen else booking
            await _finish(connection, done, now)
            await read_whole(connection, done.rep)
            await _not_busy(connection, old)
            if old.rep != booking.rep:
                await self._leave_behind(connection, old, now)
                await self._give_turn_back(connection, booking.id)
                await self._take_turn(connection, done, row.decision, now)
            await self._happened(connection, "moved" if is_elsewhen else "reassigned", done, now)
            await self._drop_reminders(connection, done.id)
            await self._add_mail(connection, letters, now)
            return done

    async def give_up(self, booking_id: str, claim: str, now: datetime) -> None:
        """The hold became no meeting: it ends, and whatever was written for it will be removed."""
        async with self._decide() as connection:
            booking = read_booking(await claimed_row(connection, booking_id, claim))
            if booking.pending:
                await self._add_leftover(connection, booking.rep, booking.uid, None, now)
            await connection.execute(
                update(bookings)
                .values(live=False, pending=None, generation=booking.generation + 1, updated_at=now)
                .where(bookings.c.id == booking_id)
            )

    async def put_back(self, booking_id: str, claim: str, now: datetime) -> None:
        """The move did not get through: the booking is where it was, and its event is to be made equal to it again.

        If somebody took the old time in that moment, the move stays pending instead.
        """
        async with self._decide() as connection:
            row = await claimed_row(connection, booking_id, claim)
            booking, before = read_booking(row), row.before
            if not before:
                return
            said = event_from_json(before) | {"pending": "update", "before": {}, "updated_at": now}
            if await _fits(connection, booking_id, said) and booking.uid != _uid(booking.id, before):
                await self._add_leftover(connection, booking.rep, booking.uid, None, now)

    async def settled(self, booking: Booking, claim: str, letters: Letters, now: datetime) -> None:
        """The event is equal to the booking again, and its visitor invited; the mails that are left to us go out."""
        async with self._decide() as connection:
            await claimed_row(connection, booking.id, claim)
            names = ("own_invitation", "join_url", "provider_uid", "provider_sequence")
            said = {"pending": None, "updated_at": now} | {name: getattr(booking, name) for name in names}
            await connection.execute(update(bookings).values(**said).where(bookings.c.id == booking.id))
            await self._add_mail(connection, letters, now)

    async def want_guests(
        self, booking_id: str, claim: str, guests: Sequence[str], letters: Letters, now: datetime
    ) -> None:
        """Keep who is invited too, before the event is told of it; the mails that are left to us go out."""
        said = {"guests": list(guests), "pending": "update", "updated_at": now}
        async with self._decide() as connection:
            await claimed_row(connection, booking_id, claim)
            await connection.execute(update(bookings).values(**said).where(bookings.c.id == booking_id))
            await self._add_mail(connection, letters, now)

    async def want_cancelled(self, booking_id: str, claim: str, note: str, by: str, now: datetime) -> Booking:
        """Keep that the meeting is to be cancelled, and who wants it, before its event is deleted."""
        async with self._decide() as connection:
            booking = read_booking(await claimed_row(connection, booking_id, claim))
            by = booking.changed_by if booking.pending == "delete" else by
            wanted = replace(booking, pending="delete", note=note or booking.note, changed_by=by)
            await connection.execute(
                update(bookings)
                .values(pending="delete", note=wanted.note, changed_by=by, updated_at=now)
                .where(bookings.c.id == booking_id)
            )
            return wanted

    async def cancelled(self, booking: Booking, claim: str, letters: Letters, now: datetime) -> Booking:
        """The event is gone: the time is free again, the rep gets the turn back (case A6), the mails go out."""
        async with self._decide() as connection:
            row = await claimed_row(connection, booking.id, claim)
            done = replace(booking, status=Status.CANCELLED, pending=None)
            if row.before:  # a move that could not even be put back
                await self._leave_behind(connection, replace(booking, **_fields(row.before)), now)
            await _finish(connection, done, now, live=False)
            await _not_busy(connection, done)
            await self._give_turn_back(connection, booking.id)
            await self._happened(connection, "cancelled", done, now, done.note)
            await self._drop_reminders(connection, done.id)
            await self._add_mail(connection, letters, now)
            return done

    async def _leave_behind(self, connection: AsyncConnection, old: Booking, now: datetime) -> None:
        await self._add_leftover(connection, old.rep, old.uid, old.provider_event_id, now)

    async def is_moving(self, booking_id: str) -> bool:
        """Whether the booking is on its way to another time."""
        async with self._read() as connection:
            return bool(await connection.scalar(select(bookings.c.before).where(bookings.c.id == booking_id)))


def _lapsed(now: datetime, besides: str) -> Any:
    row = bookings.c
    return and_(row.status == Status.HELD, row.live, row.pending.is_(None), row.expires_at <= now, row.id != besides)


def _placed(booking: Booking, before: dict[str, Any], interval: Interval, rep: str) -> Booking:
    """The booking as it shall be at that time with that rep."""
    if before and rep == before["rep"]:
        names = ("generation", "provider", "provider_event_id", "join_url", "provider_uid", "provider_sequence")
        kept = {name: before[name] for name in names if name in before}
        return replace(booking, rep=rep, interval=interval, pending="update", sequence=before["sequence"] + 1, **kept)
    sequence = before["sequence"] + 1 if before else booking.sequence
    placed = replace(booking, rep=rep, interval=interval, pending="create", sequence=sequence)
    if rep == booking.rep:
        return placed
    fresh = replace(placed, generation=booking.generation + 1, own_invitation=False)
    return replace(fresh, provider=None, provider_event_id=None, join_url=None, provider_uid=None, provider_sequence=0)


def _event_columns(booking: Booking) -> dict[str, Any]:
    names = (*EVENT, "pending", "changed_by")
    return {name: getattr(booking, name) for name in names} | {"starts_at": booking.start, "ends_at": booking.end}


def _fields(before: dict[str, Any]) -> dict[str, Any]:
    """The fields of the booking that `event_as_json` kept."""
    columns = event_from_json(before)
    return columns | {"interval": Interval(columns.pop("starts_at"), columns.pop("ends_at")), "pending": None}


def _uid(booking_id: str, before: dict[str, Any]) -> str | None:
    return f"{booking_id}-{before['generation']}@convene" if before else None


async def _fits(connection: AsyncConnection, booking_id: str, said: dict[str, Any]) -> bool:
    """Whether the database took the change: it refuses a second live booking of a rep at one time."""
    try:
        async with connection.begin_nested():
            await connection.execute(update(bookings).values(**said).where(bookings.c.id == booking_id))
    except IntegrityError as refused:
        if "bookings_never_overlap" in str(refused.orig):
            return False
        raise MeetsAlready(booking_id) from None
    return True


async def _not_busy(connection: AsyncConnection, gone: Booking) -> None:
    """The time of an event that is gone is free at once, not only after the calendar's next reading."""
    await connection.execute(delete(busy).where(busy.c.rep == gone.rep, busy.c.uid == gone.uid))
    await next_reading(connection, gone.rep)


async def _finish(connection: AsyncConnection, done: Booking, now: datetime, *, live: bool = True) -> None:
    said = _event_columns(done) | {
        "status": done.status,
        "live": live,
        "before": {},
        "expires_at": None,
        "updated_at": now,
    }
    await connection.execute(update(bookings).values(**said).where(bookings.c.id == done.id))

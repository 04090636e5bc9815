"""All that is known of the time of a queue's reps, read at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from convene.model import Booking, BusyTime, Interval
from convene.store.bookings import Bookings
from convene.store.readings import CalendarState, Readings
from convene.store.reps import Reps

_DAY = timedelta(days=1)
_AT_ONCE = 500  # reps whose busy times are read with one query


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The active reps of a queue in its order; and by rep the calendar's state, busy times, live bookings."""

    reps: tuple[str, ...]
    states: dict[str, CalendarState]
    busy: dict[str, tuple[BusyTime, ...]]
    bookings: dict[str, tuple[Booking, ...]]


class Knowing(Bookings, Reps, Readings):
    """Reading what an offer needs.

    Busy times change seldom and are read with every offer, so this process keeps them, and reads a rep's again when
    their `reading` in the database is another one than it knows.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine)
        self._kept: dict[str, tuple[int, tuple[BusyTime, ...]]] = {}

    async def knowledge(
        self, queue: str, window: Interval, now: datetime, *, not_session: str | None, not_booking: str | None
    ) -> Knowledge:
        """What is known about a window; the bookings reach a day further, because daily caps count whole local days.

        Left out are lapsed holds, the hold of `not_session` and the booking `not_booking`.
        """
        days = window.padded(_DAY, _DAY)
        async with self._read() as connection:
            reps = await self._active_reps(connection, queue)
            states = await self._calendar_states(connection)
            await self._read_again(connection, [states[rep] for rep in reps if rep in states])
            booked = await self._live_bookings(connection, days, now, queue, None, not_session, not_booking)
        return Knowledge(reps, states, {rep: self._inside(rep, window) for rep in reps}, booked)

    async def _read_again(self, connection: AsyncConnection, states: Sequence[CalendarState]) -> None:
        changed = [state for state in states if self._kept.get(state.rep, (None, ()))[0] != state.reading]
        for first in range(0, len(changed), _AT_ONCE):
            some = changed[first : first + _AT_ONCE]
            read = await self._busy_times(connection, [state.rep for state in some])
            self._kept.update({state.rep: (state.reading, read.get(state.rep, ())) for state in some})

    def _inside(self, rep: str, window: Interval) -> tuple[BusyTime, ...]:
        start, end = window.start, window.end
        _, times = self._kept.get(rep, (0, ()))
        return tuple([t for t in times if t.interval.start < end and t.interval.end > start])

"""What the store knows of the reps' time: read without asking any calendar (invariant 7)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from convene.booking.services import Services
from convene.model import Booking, BusyTime, Interval, MeetingType, Rep
from convene.scheduling.availability import Diary, free_starts, rules_for
from convene.store.readings import OK, CalendarState

_DAY = timedelta(days=1)
_MOMENT = timedelta(seconds=1)


async def diaries(
    services: Services, queue: str, window: Interval, *, session: str | None = None, moving: str | None = None
) -> tuple[Diary, ...]:
    """The diaries of a queue's reps for meetings that begin in the window.

    The hold of `session` and the booking `moving` are left out: nobody blocks themselves (cases A2, P15).
    """
    await services.roster.refresh()
    now, meeting_type = services.clock.now(), services.config.meeting_type_of(queue)
    reach = reach_of(meeting_type, services.roster.members(queue))
    known = await services.store.knowledge(
        queue, window.padded(reach, reach), now, not_session=session, not_booking=moving
    )
    found = []
    for rep in (services.roster.reps[id_] for id_ in known.reps if id_ in services.roster.reps):
        busy, booked = known.busy.get(rep.id, ()), known.bookings.get(rep.id, ())
        readable = _is_readable(services, known.states.get(rep.id), window, now)
        found.append(Diary(rep, foreign(busy, moving) if moving else busy, booked, readable))
    return tuple(found)


async def free_reps(
    services: Services,
    queue: str,
    interval: Interval,
    *,
    leniency: timedelta,
    session: str | None = None,
    moving: str | None = None,
) -> tuple[str, ...]:
    """The reps of the queue who, by the store, can take a meeting at exactly this time.

    Args:
        services: the parts of this Convene.
        queue: the queue's id.
        interval: the time of the meeting.
        leniency: how much of the minimum notice may have run out since the time was offered.
        session: the session whose own hold does not count.
        moving: the booking that does not count.
    """
    meeting_type, now = services.config.meeting_type_of(queue), services.clock.now()
    window = Interval(interval.start, interval.start + _MOMENT)
    return tuple(
        diary.rep.id
        for diary in await diaries(services, queue, window, session=session, moving=moving)
        if _meets_for(diary.rep, meeting_type, interval.duration)
        and is_free(diary, meeting_type, interval, now, leniency=leniency)
    )


def is_free(diary: Diary, meeting_type: MeetingType, interval: Interval, now: datetime, *, leniency: timedelta) -> bool:
    """Whether the rep can take a meeting at exactly this time, by all rules (case A10)."""
    rules = rules_for(meeting_type, diary.rep)
    rules = replace(rules, duration=interval.duration, notice=rules.notice - min(rules.notice, leniency))
    window = Interval(interval.start, interval.start + _MOMENT)
    return interval.start in free_starts(diary, rules, window, now)


def _meets_for(rep: Rep, meeting_type: MeetingType, duration: timedelta) -> bool:
    """Whether the rep meets for exactly as long, where each meets as long as they want (case R7)."""
    return not meeting_type.rules.own_duration or rules_for(meeting_type, rep).duration == duration


async def live_diary(services: Services, rep: Rep, booking: Booking) -> Diary:
    """What the rep's calendar says right now around a booking's time, without the booking itself.

    Raises:
        CalendarUnreachable: if the calendar cannot be read.
    """
    reach = reach_of(services.config.meeting_types[booking.meeting_type], [rep])
    busy = await services.calendars(rep).busy(booking.interval.padded(reach, reach))
    booked = await services.store.live_bookings(
        booking.interval.padded(_DAY, _DAY), services.clock.now(), rep=rep.id, not_booking=booking.id
    )
    return Diary(rep, foreign(busy, booking.id), booked.get(rep.id, ()))


def foreign(busy: Iterable[BusyTime], booking_id: str) -> tuple[BusyTime, ...]:
    """The busy times that are not this booking's own event, of any generation."""
    return tuple(time for time in busy if not (time.uid or "").startswith(f"{booking_id}-"))


def reach_of(meeting_type: MeetingType, reps: Sequence[Rep]) -> timedelta:
    """How far around its start a meeting with any of these reps must look for others."""
    buffers = [*rules_of(meeting_type, reps, "buffer_before"), *rules_of(meeting_type, reps, "buffer_after")]
    durations = [meeting_type.rules.duration, *rules_of(meeting_type, reps, "duration")]
    return max(durations) + max(buffers, default=timedelta(0))


def rules_of(meeting_type: MeetingType, reps: Sequence[Rep], name: str) -> list[timedelta]:
    """One rule for each rep, as `rules_for` has it: the rep's own, else the meeting type's."""
    usual = getattr(meeting_type.rules, name)
    own = [getattr(rep.availability, name) for rep in reps]
    return [usual if value is None else value for value in own]


def _is_readable(services: Services, state: CalendarState | None, window: Interval, now: datetime) -> bool:
    """Whether the store's reading of the calendar can be relied on for this window: unknown is not free (C13, C19)."""
    if state is None or state.status != OK or state.read_at is None or state.covered is None:
        return False
    return now - state.read_at <= services.settings.trust_reading_for and window.end <= state.covered.end

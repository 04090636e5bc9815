"""Giving a booking its time for good: the last look at the calendar, the event, the look after (cases A1, A24).

Confirming and moving both end here. The store knows what is wanted before a calendar is asked for anything, so whatever
breaks off half-way is finished or undone by the reconciler.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import structlog

from convene.booking import letters
from convene.booking.claims import claim_until
from convene.booking.diaries import foreign, free_reps, is_free, live_diary
from convene.booking.events import event_of, with_conference
from convene.booking.services import Services
from convene.booking.trouble import calendar_failed, invitations_refused
from convene.calendars.base import Calendar, WrittenEvent
from convene.errors import CalendarUnreachable, EventChanged, InvitationsRefused, NeedsReconnect, SlotTaken
from convene.model import Booking, CalendarEvent, Interval, Rep
from convene.scheduling.assignment import turn_order
from convene.scheduling.availability import is_blocking
from convene.store.changes import Placed

log = structlog.get_logger()

_ALL_NOTICE = timedelta.max
"""A time that is held was offered in time; its notice is not counted again."""


class MayBeWritten(CalendarUnreachable):
    """The calendar stopped answering while the event was being written; nobody knows yet whether it is there."""


async def commit(
    services: Services,
    booking: Booking,
    claim: str,
    interval: Interval,
    *,
    by: str = "",
    to: str | None = None,
    asked_for: str | None = None,
) -> Booking:
    """Give the booking this time: with its own rep if they really are free, else with the next of the queue who is.

    Nobody else will do when the visitor asked for its rep.

    Args:
        services: the parts of this Convene.
        booking: a hold, or a meeting that is to be changed.
        claim: what shows that we work on it alone.
        interval: the time.
        by: who wants it; whoever wanted it before when left out.
        to: the rep who is to have it; nobody else will do then.
        asked_for: whom the visitor wants to meet, empty for anyone; as asked for before when left out.

    Raises:
        SlotTaken: if nobody is free any more.
        CalendarUnreachable: if nobody's calendar could be asked or written; `MayBeWritten` if the event may be there,
            and then it stays the booking's pending event.
        MeetsAlready: if the visitor has another booking at that time.
    """
    store, tried = services.store, set[str]()
    reps: tuple[str, ...] = (booking.rep,)
    order: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    reason = ""
    if asked_for is not None:
        booking = replace(booking, asked_for=asked_for)
    if to:
        order, free = await _eligible(services, booking, interval)
        reps, reason = (to,), "asked_for" if asked_for else "reassigned"
    taken: SlotTaken | None = None
    silent: CalendarUnreachable | None = None
    while reps:
        now, until = services.clock.now(), claim_until(services)
        placed = await store.place(
            booking.id,
            claim,
            interval,
            reps,
            order=order,
            free=free,
            reason=reason,
            by=by,
            asked_for=asked_for,
            until=until,
            now=now,
        )
        if placed is None:
            tried.update(reps)
            taken, reason = SlotTaken(f"{', '.join(reps)} has another meeting"), "taken"
        else:
            tried.add(placed.booking.rep)
            try:
                return await _write(services, placed, claim)
            except (SlotTaken, EventChanged) as lost:
                taken, silent, reason = SlotTaken(str(lost)), None, "taken"
            except CalendarUnreachable as failure:
                silent, reason = failure, "unreachable"
                await calendar_failed(services, services.roster.reps[placed.booking.rep], failure)
        if to or booking.only:
            break
        order, eligible = await _eligible(services, booking, interval)
        reps = tuple(rep for rep in order if rep in eligible and rep not in tried)
    raise silent or taken or SlotTaken(booking.id)


async def _eligible(
    services: Services, booking: Booking, interval: Interval
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The queue's order of turns, and who of it is free at that time by the store, this booking left out (A18)."""
    free = await free_reps(
        services, booking.queue, interval, leniency=_ALL_NOTICE, session=booking.session, moving=booking.id
    )
    turns = await services.store.turns(booking.queue, services.clock.now(), besides=booking.id)
    return turn_order(turns), free


async def settle(services: Services, booking: Booking, claim: str) -> None:
    """Make the calendar's event equal to the booking again, after a change that did not get through.

    Raises:
        CalendarUnreachable: if that cannot be done now; it stays pending.
    """
    rep = services.roster.reps[booking.rep]
    calendar = services.calendars(rep)
    try:
        written = await calendar.update(event_of(services, booking), booking.provider_event_id or "")
        booking = _named(booking, written)
    except EventChanged:
        log.warning("event is gone from the calendar", booking=booking.id, rep=booking.rep)
        await services.store.settled(booking, claim, (), services.clock.now())
        return
    except InvitationsRefused as refused:
        await invitations_refused(services, rep, refused)
    await end_invitation(services, booking, claim)


async def end_invitation(services: Services, booking: Booking, claim: str) -> None:
    """Invite the visitor to a meeting that stands already, unless it has begun.

    Raises:
        CalendarUnreachable: if that cannot be done now; it stays pending.
    """
    now, told, done = services.clock.now(), list[letters.Letter](), booking
    if booking.start > now:
        try:
            done = await _invited(services, booking)
        except EventChanged:
            log.warning("event is gone from the calendar", booking=booking.id, rep=booking.rep)
            done = replace(booking, own_invitation=True)  # nobody else tells the visitor that it is off
        else:
            told = letters.invited(services, done, now) if done.own_invitation > booking.own_invitation else told
    await services.store.settled(done, claim, told, now)


async def _write(services: Services, placed: Placed, claim: str) -> Booking:
    """Look, write, look again, and keep what came of it."""
    booking = with_conference(services, placed.booking)
    rep = services.roster.reps[booking.rep]
    calendar = services.calendars(rep)
    await _must_be_free(services, rep, booking)
    event = event_of(services, booking)
    try:
        written = await _put(calendar, event, booking)
    except InvitationsRefused as refused:  # the event was moved, only its visitor does not know
        await invitations_refused(services, rep, refused)
        booking, written = replace(booking, own_invitation=True), await _found(calendar, event)
    if await _was_overtaken(calendar, rep, booking):
        if placed.booking.pending == "create":
            await _take_back(calendar, written)
        raise SlotTaken(f"{rep.id} got another event at {booking.start} just now")
    done = replace(
        _named(booking, written),
        provider=calendar.provider,
        provider_event_id=written.provider_event_id,
        join_url=written.join_url or booking.join_url,
        pending=None,
    )
    try:
        done = await _invited(services, done)
    except CalendarUnreachable as failure:  # the meeting stands; the reconciler sees to its invitation
        log.warning("not invited yet", booking=done.id, rep=rep.id, error=str(failure))
        done = replace(done, pending="invite")
    now, transcript = services.clock.now(), await services.store.transcript_of(booking.id)
    if placed.before is None:
        return await services.store.confirmed(done, claim, letters.booked(services, done, transcript, now), now)
    told = letters.changed(services, done, placed.before, transcript, now)
    return await services.store.moved(done, claim, told, now)


async def _must_be_free(services: Services, rep: Rep, booking: Booking) -> None:
    diary = await live_diary(services, rep, booking)
    meeting_type = services.config.meeting_types[booking.meeting_type]
    if not is_free(diary, meeting_type, booking.interval, services.clock.now(), leniency=_ALL_NOTICE):
        await services.store.add_busy(rep.id, diary.busy)
        raise SlotTaken(f"{rep.id} is not free at {booking.start} any more")


async def _put(calendar: Calendar, event: CalendarEvent, booking: Booking) -> WrittenEvent:
    """Write the event; when the answer does not come, look whether it is there (case A11)."""
    try:
        if booking.pending == "update" and booking.provider_event_id:
            with suppress(EventChanged):  # the rep deleted it; the visitor still wants to come
                return await calendar.update(event, booking.provider_event_id)
        return await calendar.create(event)
    except NeedsReconnect:
        raise  # refused, so nothing was written
    except CalendarUnreachable as failure:
        try:
            found = await calendar.find(event.uid)
        except CalendarUnreachable:
            raise MayBeWritten(str(failure)) from failure
        if found is None or found.interval != event.interval:
            raise
        return found


async def _was_overtaken(calendar: Calendar, rep: Rep, booking: Booking) -> bool:
    """Whether somebody else's event got in between our look and our write (case A24); then ours has to go."""
    try:
        busy = await calendar.busy(booking.interval)
    except CalendarUnreachable:
        return False  # the event is written, and the time was free a moment ago
    return any(
        time.interval.overlaps(booking.interval) and is_blocking(time, rep.availability)
        for time in foreign(busy, booking.id)
    )


async def _found(calendar: Calendar, event: CalendarEvent) -> WrittenEvent:
    found = await calendar.find(event.uid)
    if found is None:
        raise EventChanged(f"event {event.uid} is not in the calendar any more")
    return found


async def _invited(services: Services, booking: Booking) -> Booking:
    """The booking, its invitation mailed by the provider; or marked as ours to mail, if the provider will not (A23).

    Raises:
        CalendarUnreachable: if it is not certain whether it was mailed.
        EventChanged: if the event is gone.
    """
    rep = services.roster.reps[booking.rep]
    calendar = services.calendars(rep)
    if not calendar.sends_invitations or booking.own_invitation:
        return booking
    try:
        written = await calendar.invite(event_of(services, booking), booking.provider_event_id or "")
    except InvitationsRefused as refused:
        await invitations_refused(services, rep, refused)
        return replace(booking, own_invitation=True)
    join_url = booking.join_url or written.join_url  # which may have taken its time (A13)
    return replace(_named(booking, written), join_url=join_url)


def _named(booking: Booking, written: WrittenEvent) -> Booking:
    """The booking with the names that its provider gives its event in invitations."""
    return replace(booking, provider_uid=written.uid, provider_sequence=written.sequence)


async def _take_back(calendar: Calendar, written: WrittenEvent) -> None:
    try:
        with suppress(InvitationsRefused):  # nobody was invited
            await calendar.delete(written.provider_event_id)
    except CalendarUnreachable:
        log.warning("event could not be taken back yet", event_id=written.provider_event_id)

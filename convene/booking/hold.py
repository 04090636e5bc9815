"""Holding a chosen time for one chat session, while the visitor tells who they are (case A2)."""

from datetime import datetime, timedelta
from secrets import token_hex

from convene.booking.diaries import free_reps, is_free
from convene.booking.offer import zone_named
from convene.booking.services import Services
from convene.booking.slots import read_slot_id
from convene.errors import BookingNotFound, SlotExpired, SlotNotOffered, SlotTaken
from convene.model import Booking, Interval, MeetingType, Status
from convene.scheduling.assignment import turn_order
from convene.scheduling.availability import Diary, rules_for


async def hold(
    services: Services, *, session: str, slot_id: str, zone: str, locale: str, rep: str | None = None
) -> Booking:
    """Hold an offered time with the rep whose turn it is; the session's earlier hold ends with it.

    `zone` is the IANA zone in which the visitor was shown the time, `rep` the only rep they want to meet, if any:
    from then on the booking keeps that. The hold ends after `hold_for` unless renewed.

    Raises:
        SlotTaken: if nobody has that time any more; the session then keeps the hold it had.
        SlotExpired: if the offer is too old, or its time has passed.
        SlotNotOffered: if the id is forged, or was offered to somebody else.
        UnknownZone: if the zone is not an IANA name.
    """
    offered = read_slot_id(services, session, slot_id)
    return await _hold(services, session, offered.queue, offered.interval, zone, locale, rep)


async def hold_at(
    services: Services,
    *,
    session: str,
    start: datetime,
    zone: str,
    locale: str,
    rep: str | None = None,
    queue: str | None = None,
) -> Booking:
    """Hold a time the visitor typed instead of clicking; `start` is aware. Else as `hold`.

    Raises:
        SlotTaken: if it could be offered, but nobody is free.
        SlotNotOffered: if it is no time that anybody could ever be met.
        SlotExpired: if it has passed.
        UnknownZone: if the zone is not an IANA name.
    """
    queue = queue or services.config.default_queue.id
    meeting_type, now = services.config.meeting_type_of(queue), services.clock.now()
    if start <= now:
        raise SlotExpired("the time has passed")
    await services.roster.refresh()
    interval = Interval(start, start + await _length(services, queue, meeting_type, start, rep))
    if not _could_be_offered(services, queue, interval):
        raise SlotNotOffered("no meeting begins at this time")
    return await _hold(services, session, queue, interval, zone, locale, rep)


async def renew(services: Services, *, session: str, booking_id: str, rep: str | None = None) -> Booking:
    """The visitor is still there: their hold lasts as long again.

    One that has lapsed in their silence begins again, as a new hold, with the same rep if they are free; `rep` is
    the only one they want to meet, if any. What is being confirmed, or is a meeting already, is given back as it is.

    Raises:
        SlotTaken: if nobody has that time any more.
        SlotExpired: if it has passed, or begins too soon by now.
        BookingNotFound: if there was no such hold.
    """
    now = services.clock.now()
    if held := await services.store.renew(session, now + services.settings.hold_for, now):
        return held
    booking = await services.store.booking(booking_id)
    if booking.session != session:
        raise BookingNotFound(booking_id)
    if booking.pending or booking.status is not Status.HELD:
        return booking
    if booking.start <= now or not _could_be_offered(services, booking.queue, booking.interval):
        raise SlotExpired("the time has passed, or begins too soon")
    where = services, session, booking.queue, booking.interval, booking.visitor_zone, booking.locale
    try:
        return await _hold(*where, booking.rep)
    except SlotTaken:
        return await _hold(*where, rep)


async def release(services: Services, session: str) -> None:
    """The visitor does not want the held time; a booking that is being confirmed right now goes on."""
    await services.store.release(session, services.clock.now())


def _could_be_offered(services: Services, queue: str, interval: Interval) -> bool:
    """Whether somebody meets at this time when they have nothing else to do."""
    meeting_type, now = services.config.meeting_type_of(queue), services.clock.now()
    empty = [Diary(rep, (), ()) for rep in services.roster.members(queue)]
    leniency = services.settings.offer_for
    return any(is_free(diary, meeting_type, interval, now, leniency=leniency) for diary in empty)


async def _length(
    services: Services, queue: str, meeting_type: MeetingType, start: datetime, rep: str | None
) -> timedelta:
    """How long a meeting would be that begins then: as long as that rep, or whoever is first free, meets (case R7)."""
    if meeting_type.rules.own_duration:
        turns = await services.store.turns(queue, services.clock.now())
        order = [services.roster.reps[who] for who in turn_order(turns) if rep in (None, who)]
        for duration in dict.fromkeys(rules_for(meeting_type, each).duration for each in order):
            interval = Interval(start, start + duration)
            if await free_reps(services, queue, interval, leniency=services.settings.offer_for):
                return duration
    return meeting_type.rules.duration


async def _hold(
    services: Services, session: str, queue: str, interval: Interval, zone: str, locale: str, rep: str | None
) -> Booking:
    zone_named(zone)
    now = services.clock.now()
    # The notice counted when the time was offered; it may have run out a little since, while the visitor was reading.
    free = await free_reps(services, queue, interval, session=session, leniency=services.settings.offer_for)
    free = tuple(who for who in free if rep in (None, who))
    draft = Booking(
        id=token_hex(16),
        status=Status.HELD,
        interval=interval,
        rep="",
        queue=queue,
        meeting_type=services.config.queues[queue].meeting_type,
        session=session,
        visitor_zone=zone,
        locale=locale,
        expires_at=now + services.settings.hold_for,
        asked_for=rep or "",
    )
    held = await services.store.hold(draft, free, now) if free else None
    if held is None:
        raise SlotTaken(f"nobody in {queue} is free at {interval.start}")
    return held

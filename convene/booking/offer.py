"""Offering times: from the store alone, no calendar is asked (invariant 7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from convene.booking.diaries import diaries, rules_of
from convene.booking.services import Services
from convene.booking.slots import slot_id
from convene.errors import NoAvailability, UnknownZone
from convene.model import MeetingType
from convene.scheduling.assignment import turn_order
from convene.scheduling.availability import free_slots
from convene.scheduling.offers import choose, enough, search_windows
from convene.when.preference import TimePreference


@dataclass(frozen=True, slots=True)
class OfferedSlot:
    """A time on a button: an opaque id, good for one session, and the instants it stands for (UTC)."""

    id: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """The times to show, and whether they are what was wished for; if not, `reason` says why, as in `Choice`."""

    slots: tuple[OfferedSlot, ...]
    fits: bool
    more: bool
    reason: str | None


async def offer(
    services: Services,
    *,
    session: str,
    wish: TimePreference,
    zone: str,
    queue: str | None = None,
    shown: Collection[datetime] = (),
    moving: str | None = None,
    count: int = 3,
    only: str | None = None,
) -> Offer:
    """Find times that suit the visitor.

    Args:
        services: the parts of this Convene.
        session: whose offer it is; a slot id works for nobody else.
        wish: what the visitor said about time.
        zone: the IANA zone in which the visitor sees times.
        queue: whose times; the booking's own queue when one is being moved, else the default queue.
        shown: starts the visitor has seen already and does not want again.
        moving: the booking being moved, which does not block itself (case P15); the time it has is not offered,
            unless with another rep.
        count: how many times at most.
        only: the rep whose times alone are wanted; anyone of the queue when None.

    Raises:
        NoAvailability: if nobody in the queue, or not the named rep, has any free time up to the horizon.
        UnknownZone: if the zone is not an IANA name.
        BookingNotFound: if the booking being moved does not exist.
    """
    local = zone_named(zone)
    seen = tuple(shown)
    if moving:
        booked = await services.store.booking(moving)
        queue = booked.queue
        wants_another = only not in (None, booked.rep)
        if not (wants_another or (wish.is_exact and wish.windows[0].start == booked.start)):
            seen = (*seen, booked.start)  # whoever moves a meeting wants another time
    await services.roster.refresh()
    queue = queue or services.config.default_queue.id
    meeting_type, now = services.config.meeting_type_of(queue), services.clock.now()
    reps = tuple(rep for rep in services.roster.members(queue) if only in (None, rep.id))
    if not reps:
        raise NoAvailability(f"nobody is in {queue}")
    notice = min(rules_of(meeting_type, reps, "notice"))
    horizon = max(rules_of(meeting_type, reps, "horizon"))
    order = await _order(services, queue, meeting_type, besides=moving or "")
    for window in search_windows(wish, now, notice, horizon, shown):
        read = await diaries(services, queue, window, session=session, moving=moving)
        read = tuple(diary for diary in read if only in (None, diary.rep.id))
        read = tuple(sorted(read, key=lambda diary: order.get(diary.rep.id, 0)))
        free = free_slots(read, meeting_type, window, now)
        choice = choose(free, wish, local, now, shown=seen, count=count, diaries=read, meeting_type=meeting_type)
        if enough(choice, wish, window, count):
            break
    if not free:
        raise NoAvailability(f"nobody in {queue} has a free time until {now + horizon}")
    slots = tuple(OfferedSlot(slot_id(services, session, queue, s.interval), s.start, s.end) for s in choice.slots)
    return Offer(slots, choice.fits, choice.more, choice.reason)


async def _order(services: Services, queue: str, meeting_type: MeetingType, besides: str) -> dict[str, int]:
    """Who comes first, where it matters: reps who meet as long as they want give the slot their length (case R7)."""
    if not meeting_type.rules.own_duration:
        return {}
    turns = await services.store.turns(queue, services.clock.now(), besides=besides)
    return {rep: place for place, rep in enumerate(turn_order(turns))}


def zone_named(zone: str) -> ZoneInfo:
    """The zone of this IANA name.

    Raises:
        UnknownZone: if there is none.
    """
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(zone) from None

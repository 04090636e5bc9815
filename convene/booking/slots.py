"""Slot ids: what stands behind the button of an offered time, so that nobody can book a time we did not offer them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from convene.booking.services import Services
from convene.errors import SlotExpired, SlotNotOffered
from convene.model import Interval
from convene.signing import Signer


@dataclass(frozen=True, slots=True)
class OfferedTime:
    """What a slot id says: a time in a queue, offered to one session at an instant."""

    queue: str
    interval: Interval


def slot_id(services: Services, session: str, queue: str, interval: Interval) -> str:
    """An id for this time that is good for this session only, and for as long as offers last."""
    said = [
        queue,
        int(interval.start.timestamp()),
        int(interval.duration.total_seconds()),
        int(services.clock.now().timestamp()),
    ]
    return _signer(services, session).sign(said)


def read_slot_id(services: Services, session: str, slot_id: str) -> OfferedTime:
    """What was offered under this id (case D3).

    Raises:
        SlotNotOffered: if the id is not one of ours, or was given to somebody else.
        SlotExpired: if the offer is too old, or its time has passed.
    """
    said = _signer(services, session).read(slot_id)
    if said is None:
        raise SlotNotOffered("this slot id was not given to this session")
    queue, start, length, offered = said
    interval = _interval(start, length)
    now = services.clock.now()
    if queue not in services.config.queues or now - datetime.fromtimestamp(offered, UTC) > services.settings.offer_for:
        raise SlotExpired("the offer is too old")
    if interval.start <= now:
        raise SlotExpired("the time has passed")
    return OfferedTime(queue, interval)


def _signer(services: Services, session: str) -> Signer:
    return Signer(services.settings.secret, f"slot of {session}")


def _interval(start: int, length: int) -> Interval:
    begins = datetime.fromtimestamp(start, UTC)
    return Interval(begins, begins + timedelta(seconds=length))

"""Times a meeting can be moved to: what was wished, what is free, and what to say about it."""

from dataclasses import dataclass, replace
from itertools import groupby
from zoneinfo import ZoneInfo

from convene import when
from convene.booking.offer import Offer, OfferedSlot, offer
from convene.errors import NoAvailability
from convene.invitations.times import clock_in_words, date_in_words, offset_in_words, time_in_words
from convene.manage.visit import Visit
from convene.when import TimePreference

PER_PAGE = 12
MOST_PAGES = 5
LONGEST_WISH = 300

_ANY_TIME = TimePreference(flexible=True, understood=True)


@dataclass(frozen=True, slots=True)
class Day:
    """The free times of one local day, as (slot id, time in words); `offset` is where each does not say its own."""

    name: str
    offset: str
    slots: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What is shown: the days, a sentence about them, and whether there is more."""

    days: tuple[Day, ...]
    note: str
    more: bool


async def find_times(visit: Visit, text: str, pages: int) -> Found:
    """Free times that suit what the visitor typed; all of them when they typed nothing we understand."""
    now, zone = visit.services.clock.now(), ZoneInfo(visit.zone)
    wish = when.understand(text, now, zone, visit.booking.locale) if text else _ANY_TIME
    try:
        found = await _offer(visit, wish if wish.understood else _ANY_TIME, pages)
    except NoAvailability:
        return Found((), "", more=False)
    return Found(_days(visit, found.slots), _note(visit, text, wish, found), found.more and pages < MOST_PAGES)


def session_of(visit: Visit) -> str:
    """The session for which times are offered on this page: it belongs to the booking alone."""
    return f"manage {visit.booking.id}"


async def _offer(visit: Visit, wish: TimePreference, pages: int) -> Offer:
    return await offer(
        visit.services,
        session=session_of(visit),
        wish=replace(wish, question=None),
        zone=visit.zone,
        shown=(visit.booking.start,),
        moving=visit.booking.id,
        count=PER_PAGE * pages,
    )


def _note(visit: Visit, text: str, wish: TimePreference, found: Offer) -> str:
    if not text:
        return visit.say("wish_any")
    if not wish.understood:
        return visit.say("wish_not_understood", text=text)
    if wish.question:
        return visit.say(f"question_{wish.question.kind}", text=wish.question.text)
    if not found.fits:
        return visit.say(f"reason_{found.reason or 'none'}")
    now, zone = visit.services.clock.now(), ZoneInfo(visit.zone)
    return visit.say("wish_fits", wish=when.say(wish, now, zone, visit.booking.locale))


def _days(visit: Visit, slots: tuple[OfferedSlot, ...]) -> tuple[Day, ...]:
    zone, locale = visit.zone, visit.booking.locale
    by_day = groupby(sorted(slots, key=lambda slot: slot.start), lambda slot: date_in_words(slot.start, zone, locale))
    return tuple(_day(name, list(of_day), zone, locale) for name, of_day in by_day)


def _day(name: str, slots: list[OfferedSlot], zone: str, locale: str) -> Day:
    """On the day the clocks change, every time names its own offset (case T2)."""
    offsets = {offset_in_words(slot.start, zone, locale) for slot in slots}
    if len(offsets) == 1:
        times = tuple((slot.id, clock_in_words(slot.start, zone, locale)) for slot in slots)
        return Day(name, offsets.pop(), times)
    return Day(name, "", tuple((slot.id, time_in_words(slot.start, zone, locale)) for slot in slots))

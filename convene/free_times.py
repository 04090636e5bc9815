"""Times a meeting can be moved to, for the visitor's page and the desk: what was wished, what is free, what to say."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from zoneinfo import ZoneInfo

from convene import when
from convene.booking.offer import Offer, OfferedSlot, offer
from convene.booking.services import Services
from convene.errors import NoAvailability
from convene.invitations.times import clock_in_words, date_in_words, offset_in_words, time_in_words
from convene.language import language_of
from convene.model import Booking
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


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks for a time: the session slots are offered to, their IANA zone and language, and a catalogue's `say`."""

    session: str
    zone: str
    locale: str
    say: Callable[..., str]


async def find_times(
    services: Services, booking: Booking, reader: Reader, text: str, pages: int, *, only: str | None = None
) -> Found:
    """Free times for the meeting that suit what was typed; all of them when nothing typed is understood.

    With `only` they are times of this rep alone.
    """
    now, zone = services.clock.now(), ZoneInfo(reader.zone)
    wish = when.understand(text, now, zone, language_of(reader.locale)) if text else _ANY_TIME
    try:
        found = await offer(
            services,
            session=reader.session,
            wish=replace(wish if wish.understood else _ANY_TIME, question=None),
            zone=reader.zone,
            shown=(booking.start,),
            moving=booking.id,
            count=PER_PAGE * pages,
            only=only,
        )
    except NoAvailability:
        return Found((), "", more=False)
    note = _note(services, reader, text, wish, found)
    return Found(_days(reader, found.slots), note, found.more and pages < MOST_PAGES)


def _note(services: Services, reader: Reader, text: str, wish: TimePreference, found: Offer) -> str:
    if not text:
        return reader.say("wish_any")
    if not wish.understood:
        return reader.say("wish_not_understood", text=text)
    if wish.question:
        return reader.say(f"question_{wish.question.kind}", text=wish.question.text)
    if not found.fits:
        return reader.say(f"reason_{found.reason or 'none'}")
    now, zone = services.clock.now(), ZoneInfo(reader.zone)
    return reader.say("wish_fits", wish=when.say(wish, now, zone, reader.locale))


def _days(reader: Reader, slots: tuple[OfferedSlot, ...]) -> tuple[Day, ...]:
    by_start = sorted(slots, key=lambda slot: slot.start)
    by_day = groupby(by_start, lambda slot: date_in_words(slot.start, reader.zone, reader.locale))
    return tuple(_day(name, list(of_day), reader.zone, reader.locale) for name, of_day in by_day)


def _day(name: str, slots: list[OfferedSlot], zone: str, locale: str) -> Day:
    """On the day the clocks change, every time names its own offset (case T2)."""
    offsets = {offset_in_words(slot.start, zone, locale) for slot in slots}
    if len(offsets) == 1:
        times = tuple((slot.id, clock_in_words(slot.start, zone, locale)) for slot in slots)
        return Day(name, offsets.pop(), times)
    return Day(name, "", tuple((slot.id, time_in_words(slot.start, zone, locale)) for slot in slots))

"""What an iCalendar object says about the time of its owner (RFC 5545).

Unknown is not free: an object whose times cannot be read for certain raises, it is never left out (cases C13, C20).
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import recurring_ical_events
from icalendar import Calendar, Event, vRecur
from icalendar.parser import Contentline
from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from convene.calendars.absence import free_day
from convene.errors import CalendarUnreachable
from convene.model import BusyKind, BusyTime, Interval

MARGIN = timedelta(days=1)
"""How much further than asked we look: local days and floating times reach across the window's ends (case T6)."""

_MOST_A_DAY = 48
_DECIDES_ABOUT_TIME = (
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "STATUS",
    "TRANSP",
    "X-MICROSOFT-CDO-BUSYSTATUS",
)


class UnreadableEvent(CalendarUnreachable):
    """An object whose times cannot be told for certain; the message names its uid, never its title (case S2)."""


def busy_times(objects: Iterable[str], window: Interval, zone: str, owner: str = "") -> tuple[BusyTime, ...]:
    """All times in the window that the objects say anything about, sorted; recurrences expanded, none of them clipped.

    Cancelled, declined and free events are left out (cases C1, C6), but for free all-day events: a rep may want those
    to count, and one that reads like an absence is marked (C2). Tentative ones, absences and working elsewhere are
    marked (C3, C4, C5).

    Args:
        objects: iCalendar texts, each with one event and its exceptions.
        window: half-open; events that only touch it are left out.
        zone: IANA zone of the calendar; gives all-day and floating times their instants (C2).
        owner: e-mail address of the calendar's owner, to know what they declined.

    Raises:
        UnreadableEvent: if the times of any object cannot be read.
    """
    found: list[BusyTime] = []
    for text in objects:
        found.extend(_busy_times_of(text, window, ZoneInfo(zone), owner))
    return tuple(sorted(found, key=lambda busy: (busy.interval, busy.uid or "")))


def read_object(text: str) -> Calendar:
    """The iCalendar object, with every event's times known to be readable.

    Raises:
        UnreadableEvent: if not.
    """
    text = _with_own_zones(re.sub(r"\r?\n[ \t]", "", text))
    try:
        calendar = Calendar.from_ical(text)
        events = calendar.events
    except Exception as error:  # whatever the parser trips over, the time is unknown
        raise UnreadableEvent(f"an event cannot be read ({type(error).__name__})") from error
    if not events:
        raise UnreadableEvent("an object without an event")
    for event in events:
        _check(event, text)
    return calendar


def instant(value: date | datetime, zone: tzinfo) -> datetime:
    """The UTC instant of an iCalendar date or time; days begin at midnight in the zone, floating times are its own."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(0))
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    return value.astimezone(UTC)


def interval_of(event: Event, zone: tzinfo) -> Interval:
    """From when to when the event lasts; without an end, a day lasts until midnight and an instant lasts no time."""
    return Interval(instant(event.start, zone), instant(event.end, zone))


def _busy_times_of(text: str, window: Interval, zone: tzinfo, owner: str) -> list[BusyTime]:
    calendar = read_object(text)
    uid = str(calendar.events[0].get("UID", "")) or None
    try:
        found: list[BusyTime] = []
        for event in _occurrences(calendar, window.padded(MARGIN, MARGIN)):
            kind = _kind(event, owner)
            interval = interval_of(event, zone)
            if kind and interval.duration and interval.overlaps(window):
                found.append(BusyTime(interval, kind, uid, _is_all_day(event)))
        return found
    except UnreadableEvent:
        raise
    except Exception as error:  # as above
        raise UnreadableEvent(f"event {uid} cannot be read ({type(error).__name__})") from error


def _occurrences(calendar: Calendar, window: Interval) -> list[Event]:
    """Single events and instances of recurring ones that may lie in the window (case C7)."""
    query = recurring_ical_events.of(calendar, components=["VEVENT"])
    return [event for event in query.between(window.start, window.end) if isinstance(event, Event)]


def _kind(event: Event, owner: str) -> BusyKind | None:
    """How the event keeps its owner busy, or None when it can be left out."""
    status = _word(event, "STATUS")
    outlook = _word(event, "X-MICROSOFT-CDO-BUSYSTATUS")
    answer = _answer(event, owner)
    if status == "CANCELLED" or answer == "DECLINED":
        return None
    if outlook == "WORKINGELSEWHERE":
        return BusyKind.ELSEWHERE
    if _word(event, "TRANSP") == "TRANSPARENT" or outlook == "FREE":
        return free_day(event.get("SUMMARY")) if _is_all_day(event) else None
    if outlook == "OOF":
        return BusyKind.OUT_OF_OFFICE
    if "TENTATIVE" in (status, outlook, answer):
        return BusyKind.TENTATIVE
    return BusyKind.BUSY


def _is_all_day(event: Event) -> bool:
    return not isinstance(event.start, datetime)


def _word(event: Event, name: str) -> str:
    value = event.get(name, "")
    if isinstance(value, list):
        raise UnreadableEvent(f"event {event.get('UID')} has {name} twice")
    return str(value).strip().upper()


def _answer(event: Event, owner: str) -> str:
    """What the owner answered to the invitation: the PARTSTAT of their own line, if they have one."""
    attendees = event.get("ATTENDEE", [])
    for attendee in attendees if isinstance(attendees, list) else [attendees]:
        if owner and str(attendee).lower().removeprefix("mailto:") == owner.lower():
            return str(attendee.params.get("PARTSTAT", "")).upper()
    return ""


def _check(event: Event, text: str) -> None:
    """Refuse an event of which a part that decides about its time is broken, missing or too heavy to work out."""
    uid = event.get("UID")
    if not event.get("DTSTART"):
        raise UnreadableEvent(f"event {uid} has no start")
    broken = {str(name).upper() for name, _ in event.errors if name}
    if any(name is None for name, _ in event.errors):
        broken |= {_name(line) for line in text.split("\n") if _cannot_be_split(line)}
    for name in _DECIDES_ABOUT_TIME:
        if name in broken:
            raise UnreadableEvent(f"event {uid} has a broken {name}")
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if _times_a_day(rule) > _MOST_A_DAY:
            raise UnreadableEvent(f"event {uid} repeats too often")


def _times_a_day(rule: vRecur) -> int:
    """How often at most a rule makes the event repeat on one day: nobody waits while every second is worked out."""
    often = {"HOURLY": 24, "MINUTELY": 24 * 60, "SECONDLY": 24 * 60 * 60}.get(str(rule["FREQ"][0]).upper(), 1)
    for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        often *= len(rule.get(part, ())) or 1
    return often


def _cannot_be_split(line: str) -> bool:
    try:
        Contentline(line).parts()  # type: ignore[no-untyped-call]
    except ValueError:
        return True
    return False


def _name(line: str) -> str:
    """The property a broken line was meant to be, as far as one can tell."""
    return next((name for name in _DECIDES_ABOUT_TIME if line.upper().startswith(name)), "")


def _with_own_zones(text: str) -> str:
    """The unfolded text with each home-made zone under a name of its own, and no unknown zone.

    The parser keeps zones for the life of the process, by name: two calendars that both define a "Customized Time
    Zone", as Outlook calls them, would share the first one's rules. A zone that nobody defines is not guessed (T8).

    Raises:
        UnreadableEvent: if a time names a zone that is neither known nor defined.
    """
    for block in re.findall(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE", text, re.DOTALL):
        name = re.search(r"^TZID:(.+?)\s*$", block, re.MULTILINE)
        if name and not _is_known(name[1]):
            own = hashlib.sha256(block.encode()).hexdigest()[:16]
            text = re.sub(rf'(TZID[=:]"?){re.escape(name[1])}(?=["\r\n;:])', rf"\g<1>convene-{own}", text)
    for name in re.finditer(r'^[A-Z-]+;(?:[^:\n]*;)?TZID=(?:"([^"\n]+)"|([^";:\n]+))', text, re.MULTILINE):
        used = name[1] or name[2]
        if f"TZID:{used}" not in text and not _is_known(used) and tzp.timezone(used) is None:
            raise UnreadableEvent(f"a time zone is not known: {used[:60]}")
    return text


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones() | WINDOWS_TO_OLSON.keys())


def _is_known(name: str) -> bool:
    return name in _known_zones()

"""The things Convene is about, as frozen types.

Every datetime here is aware. Instants are UTC; a zone is an IANA name; a duration is a `timedelta`.
Intervals are half-open: the start belongs to them, the end does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Literal


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open stretch of time between two instants."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse naive datetimes and backwards intervals.

        Raises:
            ValueError: if either end is naive or the end lies before the start.
        """
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("an interval needs aware datetimes")
        if self.end < self.start:
            raise ValueError("an interval ends after it starts")

    @property
    def duration(self) -> timedelta:
        """How long it is."""
        return self.end - self.start

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two share any time; touching ends do not count."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Interval") -> bool:
        """Whether the other lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def parts(self, longest: timedelta) -> Iterator["Interval"]:
        """The interval in parts that are no longer than that and touch exactly (cases C12, C16, C18)."""
        start = self.start
        while start < self.end:
            end = min(start + longest, self.end)
            yield Interval(start, end)
            start = end

    def padded(self, before: timedelta, after: timedelta) -> "Interval":
        """The interval made longer at both ends."""
        return Interval(self.start - before, self.end + after)


class BusyKind(StrEnum):
    """What a calendar says about a time; the last three do not count unless the rep says so (cases C2, C5).

    `ELSEWHERE` is working from another place; `FREE` is an all-day event that is marked as free, `FREE_AWAY` one whose
    title reads like an absence.
    """

    BUSY = "busy"
    TENTATIVE = "tentative"
    OUT_OF_OFFICE = "out_of_office"
    ELSEWHERE = "elsewhere"
    FREE = "free"
    FREE_AWAY = "free_away"


@dataclass(frozen=True, slots=True)
class BusyTime:
    """A time at which a rep's calendar has something; `uid` names the event when the provider tells it.

    `all_day` tells that the event lies on whole days, from midnight to midnight in the calendar's zone (case C2).
    """

    interval: Interval
    kind: BusyKind = BusyKind.BUSY
    uid: str | None = None
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block of working time on a local day; `end` may be 24:00, written as `time(0)`."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, order=True)
class OutOfOffice:
    """A stretch of whole local days on which a rep is away; both days belong to it."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a stretch that ends before it begins.

        Raises:
            ValueError: if the last day lies before the first.
        """
        if self.last < self.first:
            raise ValueError("out of office ends before it begins")


AllDay = Literal["respect", "ignore", "busy"]
"""What all-day events mean: as each is marked, none counts, all count (case C2)."""


@dataclass(frozen=True, slots=True)
class Availability:
    """When a rep works, in the rep's own zone.

    `weekly` maps ISO weekdays (1 = Monday) to blocks; a day that is missing is a day off. `holidays` names a country or
    one of its regions by its ISO 3166 code, such as `DE-BY`, whose public holidays are days off. `overrides` replaces
    the blocks of single local dates, holidays included; an empty tuple is a day off. `out_of_office` goes before all of
    it. The rules that are not None replace the meeting type's for this rep, the duration only where the queue allows
    it (case R7).
    """

    zone: str
    weekly: dict[int, tuple[Block, ...]] = field(default_factory=dict)
    overrides: dict[date, tuple[Block, ...]] = field(default_factory=dict)
    buffer_before: timedelta | None = None
    buffer_after: timedelta | None = None
    notice: timedelta | None = None
    horizon: timedelta | None = None
    daily_cap: int | None = None
    tentative_is_busy: bool = True
    holidays: str = ""
    out_of_office: tuple[OutOfOffice, ...] = ()
    duration: timedelta | None = None
    step: timedelta | None = None
    all_day: AllDay = "respect"
    elsewhere_is_busy: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What a meeting needs around it: the slot rules of one meeting type, or of one rep for it.

    With `own_duration` a rep's own duration replaces this one (case R7).
    """

    duration: timedelta = timedelta(minutes=30)
    step: timedelta = timedelta(minutes=15)
    buffer_before: timedelta = timedelta(0)
    buffer_after: timedelta = timedelta(0)
    notice: timedelta = timedelta(hours=2)
    horizon: timedelta = timedelta(days=28)
    daily_cap: int | None = None
    own_duration: bool = False


@dataclass(frozen=True, slots=True)
class InvitationText:
    """Subject and body of an invitation in one language."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """The texts a rep wrote for visitors, as templates with `{{ tokens }}`; and whether to add a conference link.

    `subject` and `body` are for every visitor whose language (`de`, not `de-AT`) has no text of its own in `languages`.
    The body may have the formatting of `convene.invitations.formatting`.
    """

    subject: str
    body: str
    conference: bool = True
    languages: dict[str, InvitationText] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rep:
    """Somebody who receives meetings.

    `calendar` says how to reach the one calendar: its `provider` and that provider's own settings.
    """

    id: str
    name: str
    email: str
    availability: Availability
    calendar: dict[str, Any] = field(default_factory=dict)
    invitation: Invitation | None = None
    conference_url: str | None = None
    title: str = ""
    phone: str = ""
    active: bool = True

    @property
    def zone(self) -> str:
        """The rep's IANA zone."""
        return self.availability.zone


@dataclass(frozen=True, slots=True)
class MeetingType:
    """A kind of meeting visitors can book; `translations` has its name and description by language, as far as given."""

    id: str
    name: str
    rules: Rules = field(default_factory=Rules)
    description: str = ""
    translations: dict[str, tuple[str, str]] = field(default_factory=dict)

    def in_language(self, language: str) -> "MeetingType":
        """The same with the words of this language, where there are any."""
        name, description = self.translations.get(language, ("", ""))
        return replace(self, name=name or self.name, description=description or self.description)


@dataclass(frozen=True, slots=True)
class Queue:
    """Reps who share meetings of one type, in their order; `own_duration` lets each meet as long as they want (R7)."""

    id: str
    name: str
    meeting_type: str
    reps: tuple[str, ...]
    own_duration: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be offered, and the reps who are free for all of it."""

    interval: Interval
    reps: tuple[str, ...]

    @property
    def start(self) -> datetime:
        """The instant the meeting would begin."""
        return self.interval.start

    @property
    def end(self) -> datetime:
        """The instant the meeting would end."""
        return self.interval.end


@dataclass(frozen=True, slots=True)
class Person:
    """Who the visitor is, as far as they or the page told."""

    name: str = ""
    email: str = ""
    phone: str = ""
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def first_name(self) -> str:
        """What to call the person; empty when no name is known."""
        return self.attributes.get("first_name") or self.name.partition(" ")[0]

    @property
    def last_name(self) -> str:
        """The rest of the name; empty when only one word is known."""
        return self.attributes.get("last_name") or self.name.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class Company:
    """Where the visitor works, as far as they or the page told."""

    name: str = ""
    domain: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


class Status(StrEnum):
    """What a booking is right now; `MOVED` is a confirmed booking at a new time."""

    HELD = "held"
    CONFIRMED = "confirmed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    NO_SHOW = "no_show"


VISITOR = "visitor"
CALENDAR = "calendar"
"""Who changed a meeting: the visitor, the rep in their own calendar, or else the e-mail address of whoever did it at
the desk.
"""


@dataclass(frozen=True, slots=True)
class Booking:
    """A meeting between a visitor and a rep, from the first hold to its end.

    A hold is a booking with status `HELD` that belongs to one chat session and ends at `expires_at`. `generation`
    counts the calendar events the booking has had (a new rep means a new event, case P6); `sequence` counts the changes
    told to mail clients (iTIP SEQUENCE, case I3). `changed_by` is who made, or wants, the last change: `VISITOR`,
    `CALENDAR` or an e-mail address. `pending` is what the calendar provider has yet to do: `create`, `update`,
    `invite`, `delete`, or None. `own_invitation` is set once the provider would not mail the visitor: from then on
    Convene does (case A23). `guests` are the addresses of colleagues who are invited too. `asked_for` is the rep whom
    the visitor asked to meet; empty if anyone would do.
    `provider_uid` and `provider_sequence` are the UID and SEQUENCE under which the provider itself mails the event.
    """

    id: str
    status: Status
    interval: Interval
    rep: str
    queue: str
    meeting_type: str
    session: str
    visitor_zone: str
    locale: str = "en"
    person: Person = field(default_factory=Person)
    company: Company = field(default_factory=Company)
    join_url: str | None = None
    provider: str | None = None
    provider_event_id: str | None = None
    sequence: int = 0
    generation: int = 0
    expires_at: datetime | None = None
    created_at: datetime | None = None
    source: str = "chat"
    note: str = ""
    pending: str | None = None
    changed_by: str = VISITOR
    own_invitation: bool = False
    guests: tuple[str, ...] = ()
    provider_uid: str | None = None
    provider_sequence: int = 0
    asked_for: str = ""

    @property
    def start(self) -> datetime:
        """The instant the meeting begins."""
        return self.interval.start

    @property
    def end(self) -> datetime:
        """The instant the meeting ends."""
        return self.interval.end

    @property
    def uid(self) -> str:
        """The iCalendar UID of the booking's present event."""
        return f"{self.id}-{self.generation}@convene"

    @property
    def only(self) -> str | None:
        """The rep who alone will do: the one asked for, as long as the team has not given the meeting to another."""
        return self.rep if self.asked_for == self.rep else None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who got a booking and why: one line of the queue's ledger."""

    booking: str
    queue: str
    rep: str
    at: datetime
    start: datetime
    order: tuple[str, ...]
    free: tuple[str, ...]
    skipped: tuple[str, ...]
    reason: str


What = Literal["booked", "moved", "reassigned", "cancelled", "no_show", "came"]


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a meeting's history: what happened, when, by whom, and how the meeting was after it.

    `by` is `VISITOR`, `CALENDAR` or an e-mail address; `note` is what was said about it.
    """

    booking: str
    at: datetime
    what: What
    by: str
    rep: str
    start: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """What Convene writes into a rep's calendar.

    `summary` and `description` are the rendered invitation. `attendee_*` is the visitor, `organizer_*` the rep,
    `guests` are the addresses of those whom the visitor brings.
    `join_url` is the link that is known already; if there is none, `conference` says whether a provider that can make
    one shall do so.
    """

    uid: str
    interval: Interval
    summary: str
    description: str
    organizer_name: str
    organizer_email: str
    attendee_name: str
    attendee_email: str
    join_url: str | None = None
    conference: bool = True
    sequence: int = 0
    booking: str = ""
    guests: tuple[str, ...] = ()

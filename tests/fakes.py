"""Hand-written stand-ins for the world outside: a clock that stands still, calendars that fail on demand."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from convene.calendars.base import WrittenEvent
from convene.errors import CalendarUnreachable, ChangeRefused, EventChanged, InvitationsRefused
from convene.model import BusyKind, BusyTime, CalendarEvent, Interval


@dataclass
class FakeClock:
    """Stands still until it is told to go on."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant

    def forward(self, **by: float) -> None:
        self.instant += timedelta(**by)


@dataclass
class FakeCalendar:
    """One rep's calendar in memory.

    `down` fails every call, with that error if it is one. `loses_answers` does the next writes but fails instead of
    answering; with `goes_down` it fails from then on; with `dies` our own process ends at the next write. `meanwhile`
    runs just before an event is written: what others do in that moment. `spoilt` refuses new events for good.
    `invited` are the uids to which the provider has mailed an invitation, once for each mail; `invites_badly` fails the
    next invitation before, or `invites_unheard` after, it was mailed; `mails_nothing` refuses all mails, and does the
    rest; `changes_nothing` refuses changes with them. `deletes_badly` fails the next deletion; `link_after_inviting` is
    a conference link that takes its time. A provider that mails names events by a UID of its own, and counts changes by
    itself.
    """

    provider: str = "fake"
    sends_invitations: bool = False
    events: dict[str, CalendarEvent] = field(default_factory=dict)
    entries: list[BusyTime] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    changes: int = 0
    down: bool | CalendarUnreachable = False
    loses_answers: int = 0
    goes_down: bool = False
    dies: bool = False
    spoilt: bool = False
    invited: list[str] = field(default_factory=list)
    invites_badly: Exception | None = None
    invites_unheard: bool = False
    mails_nothing: bool = False
    changes_nothing: bool = False
    deletes_badly: Exception | None = None
    link_after_inviting: str | None = None
    meanwhile: Callable[[], None] | None = None

    def block(self, start: datetime, minutes: int = 60, kind: BusyKind = BusyKind.BUSY) -> None:
        """The rep enters something of their own."""
        self.entries.append(
            BusyTime(Interval(start, start + timedelta(minutes=minutes)), kind, f"own-{len(self.entries)}")
        )
        self.changes += 1

    async def busy(self, window: Interval) -> tuple[BusyTime, ...]:
        self._called("busy")
        ours = [BusyTime(event.interval, BusyKind.BUSY, uid) for uid, event in self.events.items()]
        return tuple(time for time in [*self.entries, *ours] if time.interval.overlaps(window))

    async def sync_token(self) -> str:
        self._called("sync_token")
        return str(self.changes)

    async def create(self, event: CalendarEvent) -> WrittenEvent:
        self._called("create")
        if self.spoilt:
            raise EventChanged(event.uid)
        self._let_others_act()
        self.events.setdefault(event.uid, event)
        self._written()
        return self._stored(event.uid)

    async def invite(self, event: CalendarEvent, provider_event_id: str) -> WrittenEvent:
        self._called("invite")
        if self.invites_badly:
            failure, self.invites_badly = self.invites_badly, None
            raise failure
        if provider_event_id not in self.events:
            raise EventChanged(provider_event_id)
        self._must_mail()
        self.events[provider_event_id] = event
        if event.uid not in self.invited:
            self.invited.append(event.uid)
        if self.invites_unheard:
            self.invites_unheard = False
            raise CalendarUnreachable("the answer got lost")
        return replace(self._stored(event.uid), join_url=self.link_after_inviting)

    async def update(self, event: CalendarEvent, provider_event_id: str) -> WrittenEvent:
        self._called("update")
        self._let_others_act()
        if provider_event_id not in self.events:
            raise EventChanged(provider_event_id)
        self._must_change()
        self.events[provider_event_id] = event
        self._written()
        self._must_mail()
        return self._stored(event.uid)

    async def delete(self, provider_event_id: str) -> None:
        self._called("delete")
        if self.deletes_badly:
            failure, self.deletes_badly = self.deletes_badly, None
            raise failure
        self._must_change()
        self.events.pop(provider_event_id, None)
        self._written()
        self._must_mail()

    async def find(self, uid: str) -> WrittenEvent | None:
        self._called("find")
        return self._stored(uid) if uid in self.events else None

    async def close(self) -> None:
        self.calls.append("close")

    def _called(self, what: str) -> None:
        self.calls.append(what)
        if isinstance(self.down, CalendarUnreachable):
            raise self.down
        if self.down:
            raise CalendarUnreachable("the fake calendar is down")

    def _let_others_act(self) -> None:
        if self.meanwhile:
            act, self.meanwhile = self.meanwhile, None
            act()

    def _written(self) -> None:
        self.changes += 1
        if self.dies:
            self.dies = False
            raise asyncio.CancelledError
        if self.loses_answers:
            self.loses_answers -= 1
            self.down = self.goes_down
            raise CalendarUnreachable("the answer got lost")

    def _must_change(self) -> None:
        if self.changes_nothing:
            raise ChangeRefused("quotaExceeded")

    def _must_mail(self) -> None:
        if self.mails_nothing:
            raise InvitationsRefused("quotaExceeded")

    def _stored(self, uid: str) -> WrittenEvent:
        if not self.sends_invitations:
            return WrittenEvent(uid, self.events[uid].interval)
        return WrittenEvent(uid, self.events[uid].interval, uid=f"{uid}.provider", sequence=self.changes)

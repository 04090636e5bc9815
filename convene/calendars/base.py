"""What Convene asks of a calendar provider.

One object speaks for one rep's one calendar. Every method raises `CalendarUnreachable` when the provider cannot be read
or written for certain (unknown is not free, cases C13, C15, C17), and `NeedsReconnect` when it refuses our credentials
(K1).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from convene.model import BusyTime, CalendarEvent, Interval


@dataclass(frozen=True, slots=True)
class WrittenEvent:
    """An event as the provider stored it: its own id, where it lies now, and the conference link it has.

    `uid` and `sequence` are those (RFC 5545) of the invitations that the provider mails, where they are not ours.
    """

    provider_event_id: str
    interval: Interval
    join_url: str | None = None
    etag: str | None = None
    created_at: datetime | None = None
    uid: str | None = None
    sequence: int = 0


class Calendar(Protocol):
    """One rep's calendar."""

    provider: str
    """The provider's short name: `caldav`, `google` or `microsoft`."""

    sends_invitations: bool
    """Whether the provider itself mails the attendees; if not, Convene sends the one invitation (invariant 4)."""

    async def busy(self, window: Interval) -> tuple[BusyTime, ...]:
        """All times in the window that are not free, recurrences expanded, with the uid of each event.

        Read live. Free, cancelled and declined events are left out (cases C1, C6); tentative ones, absences and working
        elsewhere are marked. All-day events run from midnight to midnight in the calendar's zone and say so; one that
        is marked as free is told with the kind `FREE`, because a rep may want it to count (C2).
        """
        ...

    async def sync_token(self) -> str:
        """A token that changes whenever anything in the calendar changes: the cheap question a poll asks."""
        ...

    async def create(self, event: CalendarEvent) -> WrittenEvent:
        """Write the event, once: creating the same uid again returns the one that is there (case A11).

        Nobody is mailed: a provider that sends invitations writes the event without its attendee (G6, M7, case I8).
        """
        ...

    async def invite(self, event: CalendarEvent, provider_event_id: str) -> WrittenEvent:
        """Let the provider mail the invitation: the attendee is added, and what the event says is brought up to date.

        Asked for after the look at what else got into the calendar, so that no doomed invitation is mailed. Inviting
        again mails nothing again. A provider that sends no invitations tells what is there.

        Raises:
            InvitationsRefused: if the provider will not mail just now; the event is there, without its attendee.
            EventChanged: if the event is gone.
        """
        ...

    async def update(self, event: CalendarEvent, provider_event_id: str) -> WrittenEvent:
        """Bring the event to the given state; who is invited stays, and is told by a provider that sends invitations.

        Raises:
            InvitationsRefused: if the provider will not mail just now; the event is as it should be.
            ChangeRefused: if the provider will not mail, and so changes nothing.
            EventChanged: if the event is gone.
        """
        ...

    async def delete(self, provider_event_id: str) -> None:
        """Remove the event; one that is already gone is fine (G10, M12).

        Raises:
            InvitationsRefused: if the provider will not mail just now; the event is gone.
            ChangeRefused: if the provider will not mail, and so changes nothing.
        """
        ...

    async def find(self, uid: str) -> WrittenEvent | None:
        """The event with this uid, or None: how a crash between calendar and store is mended (case A12)."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...


@runtime_checkable
class Watchable(Protocol):
    """A calendar whose provider tells of changes by itself."""

    async def watch(self, url: str, secret: str) -> None:
        """Have the provider call this https address at every change, for some days; asking again prolongs it.

        With each call comes the secret, which is at most 128 characters long.
        """
        ...

    async def unwatch(self, url: str) -> None:
        """Have the provider call this address no more."""
        ...

"""What the tests of the actions talk with: a clock that stands still, and a booking room that does what it is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from actions.turn import ANY_TIME
from convene.booking.access import Check
from convene.booking.offer import Offer, OfferedSlot
from convene.booking.services import Services
from convene.clock import Clock
from convene.errors import BookingNotFound
from convene.model import Booking, Company, Interval, Person, Status

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # a Tuesday, 09:00 in Berlin
HALF_HOUR = timedelta(minutes=30)
WISH = ANY_TIME.as_json()
CHOSEN = {"start": NOW.isoformat(), "rep": "anna"}


class FixedClock(Clock):
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW


class FakeStore:
    """Knows what was said, and that the roster stays as it is."""

    async def roster_version(self) -> int:
        return -1

    async def account(self, domain: str) -> Company | None:
        return Company("Acme Rockets", domain) if domain == "acme.test" else None

    async def transcript(self, session: str) -> tuple[tuple[str, str], ...]:
        return (("visitor", "hello"),)


@dataclass
class FakeBooking:
    """The booking room: offers `free` one after the other, and fails with whatever is put into `trouble`."""

    free: list[datetime] = field(default_factory=list)
    fits: bool = True
    reason: str | None = None
    trouble: dict[str, Exception] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    existing: Booking | None = None
    others: tuple[Booking, ...] = ()

    def _called(self, name: str, **said: Any) -> None:
        self.calls.append((name, said))
        if name in self.trouble:
            raise self.trouble[name]

    async def offer(self, services: Services, **said: Any) -> Offer:
        self._called("offer", **said)
        left = [start for start in self.free if start not in said.get("shown", ())]
        slots = tuple(OfferedSlot(f"id-{start:%d-%H%M}", start, start + HALF_HOUR) for start in left[:3])
        return Offer(slots, self.fits, len(left) > 3, self.reason)

    async def hold(self, services: Services, *, session: str, slot_id: str, **shown: Any) -> Booking:
        self._called("hold", slot_id=slot_id, **shown)
        return held(next(start for start in self.free if slot_id == f"id-{start:%d-%H%M}"))

    async def hold_at(self, services: Services, *, session: str, start: datetime, **shown: Any) -> Booking:
        self._called("hold_at", start=start, **shown)
        return held(start)

    async def release(self, services: Services, session: str) -> None:
        self._called("release")

    async def renew(self, services: Services, *, session: str, booking_id: str, rep: str | None) -> Booking:
        self._called("renew", booking_id=booking_id)
        return replace(held(self.free[0]), id=booking_id)

    async def confirm(self, services: Services, **said: Any) -> Booking:
        self._called("confirm", **said)
        if self.existing:
            return self.existing
        return held(self.free[0], Status.CONFIRMED, person=said["person"], join_url="https://meet.northwind.test/x")

    async def meetings_of(self, services: Services, session: str, proved: str | None) -> tuple[Booking, ...]:
        self._called("meetings_of")
        first = () if self.existing is None or self.existing.status is Status.HELD else (self.existing,)
        return (*first, *self.others)

    async def invite_guests(self, services: Services, *, booking_id: str, guests: Sequence[str]) -> Booking:
        self._called("invite_guests", booking_id=booking_id, guests=tuple(guests))
        meetings = await self.meetings_of(services, "", None)
        return replace(next(m for m in meetings if m.id == booking_id), guests=tuple(guests))

    async def find(self, services: Services, booking_id: str) -> Booking:
        if self.existing is None or self.existing.id != booking_id:
            raise BookingNotFound(booking_id)
        return self.existing

    async def move(self, services: Services, **said: Any) -> Booking:
        self._called("move", **said)
        return held(self.free[0], Status.MOVED, person=Person("Ada", "ada@lovelace.test"))

    async def cancel(self, services: Services, **said: Any) -> None:
        self._called("cancel", **said)

    async def invite_again(self, services: Services, booking: Booking) -> bool:
        self._called("invite_again")
        return True

    async def send_code(self, services: Services, **said: Any) -> Check:
        self._called("send_code", **said)
        return Check(said["email"], "digest", 0.0)

    async def open_meeting(self, services: Services, *, session: str, code: str, check: Check) -> Booking:
        self._called("open_meeting", code=code)
        if code != "123456":
            raise BookingNotFound("wrong")
        return held(self.free[0], Status.CONFIRMED)

    async def hand_over(self, services: Services, **said: Any) -> None:
        self._called("hand_over", **said)

    def names(self) -> list[str]:
        """Which calls came, in order."""
        return [name for name, _ in self.calls]


def held(start: datetime, status: Status = Status.HELD, **more: Any) -> Booking:
    return Booking(
        id="b1",
        status=status,
        interval=Interval(start, start + HALF_HOUR),
        rep="anna",
        queue="sales",
        meeting_type="intro",
        session="s1",
        visitor_zone="Europe/Berlin",
        **more,
    )


@dataclass
class Heard:
    """What an action did."""

    messages: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def slots(self) -> dict[str, Any]:
        """The slots as the events leave them."""
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    @property
    def texts(self) -> list[str]:
        """Everything that was said in plain words."""
        return [message["text"] for message in self.messages if message.get("text")]

    @property
    def card(self) -> dict[str, Any]:
        """The one card that was shown."""
        (shown,) = [message["custom"]["data"] for message in self.messages if message.get("custom")]
        return shown

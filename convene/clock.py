"""The one clock of a process; pure rooms get its reading as `now`."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time, ahead of or behind the machine's own clock by `offset`."""

    offset: timedelta = timedelta(0)

    @classmethod
    def starting_at(cls, instant: datetime) -> "Clock":
        """A clock that reads `instant` now and runs on from there (`CONVENE_NOW`)."""
        return cls(instant - datetime.fromtimestamp(time.time(), UTC))

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.fromtimestamp(time.time(), UTC) + self.offset

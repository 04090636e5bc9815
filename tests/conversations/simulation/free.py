"""What is really free while visitors talk: asked once, less the times that others hold just then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulation.wishes import Wish

_AROUND = timedelta(minutes=60)  # a meeting and its buffers
_NOTICE = timedelta(hours=3)  # more than the demo asks for, as the clock runs on


@dataclass
class Free:
    """The free starts by rep."""

    now: datetime
    starts: Mapping[str, Sequence[datetime]]
    _held: dict[int, datetime] = field(default_factory=dict)

    def hold(self, number: int, start: str) -> None:
        """A visitor has a time on hold or booked."""
        self._held[number] = datetime.fromisoformat(start)

    def give_back(self, number: int) -> None:
        """It is free again."""
        self._held.pop(number, None)

    def for_wish(self, number: int, wish: Wish, rep: str | None) -> datetime | None:
        """A start that suits the wish of this visitor, and that nobody else comes near; none if there is none."""
        others = [start for visitor, start in [*self._held.items()] if visitor != number]
        for starts in [self.starts[rep]] if rep else self.starts.values():
            for start in starts:
                alone = all(abs(start - other) > _AROUND for other in others)
                if start > self.now + _NOTICE and alone and wish.suits(start):
                    return start
        return None

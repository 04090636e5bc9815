"""Who gets the meeting: strict round robin among those who are free for it.

The one who waited longest is next. Somebody who is skipped because they are not free stays where they stand, so they
keep the turn (case A3), and the same turns always give the same order (A4).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from convene.errors import SlotTaken

_NOT_HOLDING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a rep stands in a queue.

    `position` is the place in the queue's own order; `last_turn` the number of the rep's last turn, counted over the
    whole queue, 0 for none; `holding_since` when the rep was given to a visitor who has not confirmed yet.
    """

    rep: str
    position: int
    last_turn: int = 0
    holding_since: datetime | None = None


def turn_order(turns: Sequence[Turn]) -> tuple[str, ...]:
    """The reps in the order of their turns; a hold counts as a turn taken, until it is confirmed or ends."""
    return tuple(turn.rep for turn in sorted(turns, key=_waited))


def assign(order: Sequence[str], free: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """The first in the order who is free, and those before who are not: they are skipped and keep their turn (A18).

    Raises:
        SlotTaken: if nobody in the order is free.
    """
    for place, rep in enumerate(order):
        if rep in free:
            return rep, tuple(order[:place])
    raise SlotTaken("nobody in the queue is free at this time")


def simulate(turns: Sequence[Turn], count: int) -> tuple[str, ...]:
    """Who would get the next meetings, if everybody were always free and every hold became a meeting (case A19)."""
    if not turns:
        return ()
    waiting = turn_order(turns)
    return tuple(waiting[number % len(waiting)] for number in range(count))


def _waited(turn: Turn) -> tuple[datetime, int, int, str]:
    return (turn.holding_since or _NOT_HOLDING, turn.last_turn, turn.position, turn.rep)

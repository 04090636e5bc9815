"""What came of all visitors, and whether the store has what they agreed to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from statistics import median
from typing import Any

from simulation.visitor import ARRIVED, PROMISED, Played

QUICK = 8  # messages in which a cooperative visitor should have a meeting
Bookings = Sequence[Mapping[str, Any]]


@dataclass
class Report:
    """What came of all visitors; `wrong` are those of whom something else stands in the store than they agreed to."""

    played: list[Played]
    wrong: list[Played] = field(default_factory=list)

    @cached_property
    def bookers(self) -> list[Played]:
        """Who came for a meeting."""
        return [p for p in self.played if not p.goal.wants_person]

    @cached_property
    def straight(self) -> list[Played]:
        """Who went straight for a meeting, without changing their mind or correcting what they had said."""
        return [p for p in self.bookers if not p.detours]

    @cached_property
    def missed(self) -> list[Played]:
        """Who had to give up a wish, or was refused, although such a time was free."""
        return [p for p in self.played if p.missed]

    @cached_property
    def successes(self) -> list[Played]:
        """Who got what they wanted: a meeting at the dearest time that was free, or the person they asked for."""
        wanted = {True: "handed over", False: "booked"}
        fared_well = (p for p in self.played if p.ended == wanted[p.goal.wants_person] and not p.missed)
        return [p for p in fared_well if p not in self.wrong and all(p.afterwards.values())]

    @cached_property
    def quick(self) -> list[Played]:
        """Who went straight for a meeting and got what they wanted in a few messages."""
        return [p for p in self.straight if p in self.successes and p.messages <= QUICK]

    @property
    def dead_ends(self) -> list[Played]:
        """Who was left without a meeting, a refusal or a person."""
        return [p for p in self.played if p.ended == "dead end"]

    @property
    def without_code(self) -> dict[str, int]:
        """How many wanted to open their meeting with a code and were not promised one, or waited for it in vain."""
        missing = {kind: sum(not p.afterwards.get(kind, True) for p in self.played) for kind in (PROMISED, ARRIVED)}
        return {f"no {kind}": number for kind, number in missing.items()}

    @property
    def failed(self) -> list[Played]:
        """Whose conversation is worth reading: no success, or a slow one without detours."""
        slow = (p for p in self.straight if p not in self.quick)
        return list(dict.fromkeys([*(p for p in self.played if p not in self.successes), *slow]))

    @property
    def passes(self) -> bool:
        """Whether nothing went wrong, and few were slow."""
        clean = not (self.wrong or self.dead_ends or any(self.without_code.values()))
        return clean and len(self.quick) >= 0.97 * len(self.straight) and len(self.missed) <= 0.01 * len(self.played)

    def __str__(self) -> str:
        turns = sorted(p.messages for p in self.played if p.booked) or [0]
        lines = [
            f"{len(self.straight)} visitors went straight for a meeting: "
            f"{len(self.quick) / max(len(self.straight), 1):.1%} booked what they wanted in at most {QUICK} messages",
            f"all {len(self.played)} visitors: {len(self.successes) / len(self.played):.1%} got what they wanted",
            f"messages to a booking: median {median(turns)}, 95 % within {turns[int(len(turns) * 0.95)]}",
            f"ended: {dict(Counter(p.ended for p in self.played))}",
            f"wrong bookings: {len(self.wrong)}, dead ends: {len(self.dead_ends)}",
            f"wanted to come in by code: {sum(PROMISED in p.afterwards for p in self.played)}, {self.without_code}",
            f"wishes that could not be met as said: {sum(p.given_up_wishes for p in self.played)}, "
            f"of which a time was free after all: {sum(len(p.missed) for p in self.played)}",
        ]
        groups = {
            "in English": [p for p in self.played if p.goal.page == "en" and p.goal.language == "en"],
            "in German": [p for p in self.played if p.goal.language == "de"],
            "outside Berlin's zone": [p for p in self.played if p.goal.zone.key != "Europe/Berlin"],
            "naming their city": [p for p in self.played if p.goal.names_city],
            "asking for a rep": [p for p in self.played if p.asked_for_rep],
            "inviting a colleague": [p for p in self.played if "colleague invited" in p.afterwards],
            "cancelling in the chat": [p for p in self.played if p.booked and p.goal.afterwards == "cancelled"],
            "cancelling by code": [p for p in self.played if p.booked and p.goal.afterwards == "cancelled elsewhere"],
            "moving by code": [p for p in self.played if p.booked and p.goal.afterwards == "moved elsewhere"],
            "wanting a person": [p for p in self.played if p.goal.wants_person],
        }
        lines += [f"  {name}: {sum(p in self.successes for p in of)} of {len(of)}" for name, of in groups.items()]
        return "\n".join(lines)


def is_right(played: Played, stored: Bookings) -> bool:
    """Whether the store has exactly what the visitor agreed to: one meeting, at that time, for that person, or none.

    With the rep who was asked for, unless none of their times would have done; and cancelled or moved as wished since.
    """
    meetings = [booking for booking in stored if booking["status"] != "held"]
    if not played.booked:
        return not meetings
    if len(meetings) != 1 or played.chosen is None:
        return False
    (meeting,) = meetings
    same_time = datetime.fromisoformat(meeting["start"]) == datetime.fromisoformat(played.chosen)
    status = {"cancelled": "cancelled", "cancelled elsewhere": "cancelled", "moved elsewhere": "moved"}
    came_in = played.afterwards.get(PROMISED, True) and played.afterwards.get(ARRIVED, True)
    as_wished = meeting["status"] == (status[played.goal.afterwards] if came_in else "confirmed")
    right_rep = not played.asked_for_rep or played.given_up_wishes or meeting["rep"] == played.goal.rep
    return bool(same_time and as_wished and right_rep and meeting["person"]["name"] == played.goal.name)

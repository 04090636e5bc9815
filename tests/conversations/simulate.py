"""Simulated visitors: people with goals, played against the whole of Convene over HTTP (`make simulate`).

Each visitor knows what they want: times they would like, where they live, who they are, in which language, how they
write (all at once or bit by bit, clicking or in words, with slips of the finger), whom they want to meet, whether they
change their mind, and what they do with the meeting afterwards. They read what the chat shows as people do, cards and
buttons, never its code. In the end what stands in the bookings is compared with what was wanted, and every wish that
was not met with what was free. A run is the same for the same seed, clock and calendars.
"""

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from simulation.afterwards import go_on
from simulation.free import Free
from simulation.goals import REPS, Goal
from simulation.report import Report, is_right
from simulation.system import bookings, environment, free_times, mailed_code, running
from simulation.visitor import Played, Visitor

AT_ONCE = 3


def simulate(url: str, settings: dict[str, str], count: int, seed: int, now: datetime) -> Report:
    """Let `count` visitors talk to the chat at `url`, which runs with these settings since `now`."""
    free = Free(now, {rep: free_times(settings, rep, now) for rep in REPS})

    def play(number: int) -> Played:
        visitor = Visitor(url, Goal.draw(number, seed, now), seed, free)
        if visitor.play().booked:
            go_on(visitor, url, lambda address: mailed_code(settings, address))
        visitor.chat.close()
        free.give_back(number)
        return visitor.played

    with ThreadPoolExecutor(AT_ONCE) as pool:
        played = list(pool.map(play, range(count)))
    stored: dict[str, list[dict]] = {}
    for booking in bookings(settings):
        stored.setdefault(booking["person"]["email"], []).append(booking)
    return Report(played, [p for p in played if not is_right(p, stored.get(p.goal.email, []))])


def main() -> int:
    """Run the visitors, print the report, and every conversation that went wrong."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--now", type=datetime.fromisoformat, default=datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    parser.add_argument("--show", type=int, default=10, help="how many failed conversations to print")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as state:
        settings = environment(state, said.now)
        with running(settings) as url:
            report = simulate(url, settings, said.visitors, said.seed, said.now)
    for p in report.failed[: said.show]:
        missed = f" missed {p.missed}" if p.missed else ""
        wrong = " WRONG" if p in report.wrong else ""
        print(f"\n{p.goal.number} {p.goal.language} {p.goal.zone.key} {p.ended}{wrong}{missed}\n{p.transcript}")
    print(f"\n{report}")
    return 0 if report.passes else 1


if __name__ == "__main__":
    sys.exit(main())

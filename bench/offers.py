"""How long finding times takes, over 10, 100 and 1,000 reps with four weeks of meetings, from a real SQLite store.

Run it alone with `python -m bench.offers`; `rows()` is what `make bench` puts into its table.
"""

import asyncio
import random
import tempfile
import time as stopwatch
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from convene.booking.offer import offer
from convene.booking.roster import Roster
from convene.booking.services import Services
from convene.clock import Clock
from convene.config import Branding, Config
from convene.model import Availability, Block, BusyTime, Interval, Invitation, MeetingType, Queue, Rep, Rules
from convene.settings import Settings
from convene.store import Store
from convene.when.preference import TimeOfDay, TimePreference, Window

SIZES = {10: 100, 100: 60, 1000: 10}
"""How many reps, and how often each wish is measured."""

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Europe/London")
THURSDAY = datetime(2026, 12, 2, 23, 0, tzinfo=UTC)
DAY = timedelta(days=1)

WISHES = {
    "any time": TimePreference(flexible=True, understood=True),
    "Thursday week in the afternoon": TimePreference(
        windows=(Window(THURSDAY, THURSDAY + DAY),), time_of_day=(TimeOfDay(time(13), time(17)),), understood=True
    ),
    "on a Sunday (nothing fits)": TimePreference(
        windows=(Window(THURSDAY + 3 * DAY, THURSDAY + 4 * DAY),), understood=True
    ),
}


def rows() -> list[dict[str, Any]]:
    """One row for each size and wish: `reps`, `wish`, `p50 ms`, `p99 ms`, `calendar calls`."""
    return asyncio.run(_rows())


async def _rows() -> list[dict[str, Any]]:
    found = []
    for size, times in SIZES.items():
        with tempfile.TemporaryDirectory() as folder:
            services = await _busy_company(Path(folder), size)
            for name, wish in WISHES.items():
                took = [await _measured(services, wish) for _ in range(times + 3)][3:]
                took.sort()
                found.append(
                    {
                        "reps": size,
                        "wish": name,
                        "p50 ms": round(took[len(took) // 2] * 1000, 1),
                        "p99 ms": round(took[min(len(took) - 1, round(len(took) * 0.99))] * 1000, 1),
                        "calendar calls": services.calendars.asked,
                    }
                )
            await services.store.close()
    return found


async def _measured(services: Services, wish: TimePreference) -> float:
    start = stopwatch.perf_counter()
    await offer(services, session="visitor", wish=wish, zone="Europe/Berlin")
    return stopwatch.perf_counter() - start


async def _busy_company(folder: Path, size: int) -> Services:
    """This many reps in one queue, each with about 80 meetings in the next four weeks."""
    chance = random.Random(size)
    reps = {f"rep{n}": _rep(f"rep{n}", ZONES[n % len(ZONES)]) for n in range(size)}
    queue = Queue("sales", "Sales", "intro", tuple(reps))
    config = Config(
        branding=Branding("Northwind"),
        meeting_types={"intro": MeetingType("intro", "Intro call", Rules())},
        queues={"sales": queue},
        reps=reps,
        invitation=Invitation("", ""),
    )
    store = await Store.open(f"sqlite+aiosqlite:///{folder / 'bench.db'}")
    await store.seed(reps.values(), [queue])
    covered = Interval(NOW - DAY, NOW + 31 * DAY)
    for rep in reps:
        await store.replace_busy(rep, _meetings(chance), covered, "token", NOW)
    return Services(
        settings=Settings(state_dir=folder, secret_key="bench"),
        config=config,
        clock=_Still(),
        store=store,
        roster=Roster(config, store),
        calendars=_Calendars(),
        sender=None,
    )


class _Still(Clock):
    """A clock that stands still, so that every run has the same answer."""

    def now(self) -> datetime:
        return NOW


class _Calendars:
    """Counts how often a calendar is asked for."""

    asked = 0

    def __call__(self, rep: Rep) -> None:
        self.asked += 1


def _rep(id: str, zone: str) -> Rep:
    weekly = {day: (Block(time(9), time(12, 30)), Block(time(13, 30), time(17, 30))) for day in range(1, 6)}
    availability = Availability(zone, weekly, buffer_after=timedelta(minutes=10))
    return Rep(id, id.title(), f"{id}@northwind.test", availability)


def _meetings(chance: random.Random) -> list[BusyTime]:
    found = []
    for day in range(29):
        for _ in range(4):
            start = NOW + timedelta(days=day, minutes=15 * chance.randrange(-12, 40))
            found.append(
                BusyTime(Interval(start, start + timedelta(minutes=chance.choice((30, 60, 90)))), uid=f"e{day}")
            )
    return found[: chance.randrange(70, 90)]


if __name__ == "__main__":
    for row in rows():
        print(row)

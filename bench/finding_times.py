"""How long finding times takes: all free slots of 28 days, and one whole offer, for queues of 10, 100 and 1,000 reps.

Every rep works 8 hours on weekdays in one of eight zones and has four events a day, as busy people do. `make bench`
puts `rows()` into its report; run alone, this prints the table.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from functools import partial
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

from convene.model import Availability, Block, BusyTime, Interval, MeetingType, Rep, Rules
from convene.scheduling.availability import Diary, free_slots
from convene.scheduling.offers import Choice, choose, enough, search_windows
from convene.when import TimePreference, Window

NOW = datetime(2026, 11, 23, 9, 7, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
ZONES = (
    "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Kolkata",
    "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Lisbon", "Asia/Tokyo",
)  # fmt: skip
MEETING = MeetingType(
    "intro", "Intro call", Rules(buffer_before=timedelta(minutes=5), buffer_after=timedelta(minutes=10))
)
DAYS = 28

WISHES = {
    "any time": TimePreference(flexible=True, understood=True),
    "one exact time": TimePreference(
        windows=(Window(datetime(2026, 12, 3, 15, tzinfo=ZONE), datetime(2026, 12, 3, 15, tzinfo=ZONE), "minute"),)
    ),
    "a day nobody works": TimePreference(
        windows=(Window(datetime(2026, 12, 5, tzinfo=ZONE), datetime(2026, 12, 6, tzinfo=ZONE)),)
    ),
}


def team(size: int, days: int = DAYS) -> list[Diary]:
    """Reps with realistic diaries, the same ones every time."""
    random = Random(size)
    return [Diary(rep, _busy(random, days), ()) for rep in map(_rep, range(size))]


def rows(sizes: Sequence[int] = (10, 100, 1_000)) -> list[dict[str, object]]:
    """One row for each question and size: p50 and p99 in milliseconds of CPU time."""
    table: list[dict[str, object]] = []
    for size in sizes:
        diaries = team(size)
        month = partial(free_slots, diaries, MEETING, Interval(NOW, NOW + timedelta(days=DAYS)), NOW)
        runs = max(20, 4_000 // size)
        table.append(_row(f"all free slots of {DAYS} days", size, month, runs // 4))
        for what, wish in WISHES.items():
            table.append(_row(f"an offer, {what}", size, partial(offer, _as_read(diaries, wish), wish), runs))
    return table


def offer(read: dict[Interval, list[Diary]], wish: TimePreference) -> Choice:
    """What an offer computes: from the diaries, as the store gives them for each stretch, to the times shown."""
    for stretch, diaries in read.items():
        slots = free_slots(diaries, MEETING, stretch, NOW)
        choice = choose(slots, wish, ZONE, NOW, diaries=diaries, meeting_type=MEETING)
        if enough(choice, wish, stretch):
            break
    return choice


def _as_read(diaries: list[Diary], wish: TimePreference) -> dict[Interval, list[Diary]]:
    stretches = search_windows(wish, NOW, MEETING.rules.notice, MEETING.rules.horizon)
    around = {stretch: stretch.padded(timedelta(days=1), timedelta(days=1)) for stretch in stretches}
    return {
        stretch: [replace(d, busy=tuple(b for b in d.busy if b.interval.overlaps(wide))) for d in diaries]
        for stretch, wide in around.items()
    }


def _rep(number: int) -> Rep:
    weekdays = (Block(clock(9), clock(12, 30)), Block(clock(13, 30), clock(18)))
    hours = Availability(ZONES[number % len(ZONES)], dict.fromkeys(range(1, 6), weekdays))
    return Rep(f"rep{number}", f"Rep {number}", f"rep{number}@northwind.test", hours)


def _busy(random: Random, days: int) -> tuple[BusyTime, ...]:
    midnight = NOW.replace(hour=0, minute=0)
    found = []
    for day in range(days):
        for _ in range(4):
            start = midnight + timedelta(days=day, minutes=15 * random.randrange(96))
            found.append(BusyTime(Interval(start, start + timedelta(minutes=random.choice((30, 60, 90))))))
    return tuple(found)


def _row(what: str, reps: int, ask: Callable[[], object], runs: int) -> dict[str, object]:
    took = sorted(_milliseconds(ask) for _ in range(max(5, runs)))
    p99 = took[int(len(took) * 0.99)]
    return {"what": what, "reps": reps, "p50 ms": round(median(took), 1), "p99 ms": round(p99, 1)}


def _milliseconds(ask: Callable[[], object]) -> float:
    begun = time.process_time()
    ask()
    return (time.process_time() - begun) * 1_000

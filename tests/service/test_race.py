"""Fifty visitors at once."""

import asyncio
import itertools
import random
from pathlib import Path

from convene.errors import SlotTaken
from convene.model import Booking, Person
from tests.service.conftest import Office, open_office, rep

VISITORS = 50
TIMES = 10


async def test_fifty_visitors_race_for_ten_times_of_two_reps(database_url: str, tmp_path: Path) -> None:
    """Never an overlap; every loser gets other times (invariant 1, A1, A2)."""
    office = await open_office(database_url, tmp_path, rep("anna"), rep("ben"))
    try:
        tables = [(await office.offer(f"v{n}", count=TIMES)).slots for n in range(VISITORS)]
        pick = random.Random(7)

        async def visit(number: int) -> Booking | int:
            """The meeting of a visitor, or how many other times they were offered."""
            slot = pick.choice(tables[number])
            try:
                held = await office.hold_slot(slot.id, f"v{number}")
                return await office.confirm(held, Person(f"V {number}", f"v{number}@x.test"))
            except SlotTaken:
                return len((await office.offer(f"v{number}")).slots)

        results = await asyncio.gather(*(visit(number) for number in range(VISITORS)))
        booked = [result for result in results if isinstance(result, Booking)]
        losers = [result for result in results if isinstance(result, int)]

        assert 0 < len(booked) <= 2 * TIMES
        assert losers
        assert all(others == 3 for others in losers)
        _never_overlaps(office, booked)
        assert len(office.events()) == len(booked)
    finally:
        await office.store.close()


def _never_overlaps(office: Office, booked: list[Booking]) -> None:
    for one, two in itertools.combinations(booked, 2):
        assert one.rep != two.rep or not one.interval.overlaps(two.interval)
    for calendar in office.calendars.values():
        for first, second in itertools.combinations(calendar.events.values(), 2):
            assert not first.interval.overlaps(second.interval)

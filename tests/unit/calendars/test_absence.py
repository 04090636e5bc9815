"""Which titles read like their owner being away (case C2)."""

import pytest

from convene.calendars.absence import free_day
from convene.model import BusyKind


@pytest.mark.parametrize(
    "title",
    ["Vacation", "🌴 vacation!", "On leave", "PTO", "Out of office", "day off", "Urlaub", "URLAUB Kreta", "Brückentag"],
)
def test_an_absence_is_seen(title):
    assert free_day(title) is BusyKind.FREE_AWAY


@pytest.mark.parametrize(
    "title",
    [
        "Ada's birthday",
        "Bank holiday",
        "Urlaub planen",
        "Schulferien Bayern",
        "Launch",
        "Krankenkasse",
        "Castaways",
        "",
        None,
    ],
)
def test_anything_else_is_not(title):
    assert free_day(title) is BusyKind.FREE

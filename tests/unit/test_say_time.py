"""Times in the chat carry their date and zone."""

from datetime import UTC, datetime

from convene.say_time import say_slot


def test_a_time_is_said_in_the_readers_zone_and_way():
    """Cases T3, T7: the offset is that of the meeting's own date."""
    start = datetime(2026, 11, 24, 14, tzinfo=UTC)

    assert say_slot(start, "Europe/Berlin", "en-GB").endswith("24 November 2026, 15:00 (Berlin Time)")
    assert say_slot(start, "America/New_York", "en-US") == "Tuesday, November 24, 2026, 9:00 AM (New York Time)"
    assert "19:45" in say_slot(start, "Asia/Kathmandu", "en-GB")


def test_the_hour_that_comes_twice_carries_its_offset():
    """Case T2: 02:30 on 25 October 2026 in Berlin."""
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert "02:30 GMT+2" in say_slot(first, "Europe/Berlin", "en-GB")
    assert "02:30 GMT+1" in say_slot(second, "Europe/Berlin", "en-GB")

"""Hours and durations as people type them."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.model import Block
from convene.scheduling.typed import (
    BadDuration,
    BadHours,
    read_duration,
    read_hours,
    write_duration,
    write_hours,
)


@pytest.mark.parametrize(
    "text",
    ["09:00-12:30, 13:30-17:00", "9-12:30,13:30-17", "9.00 – 12.30; 13.30 bis 17 Uhr", "9am-12:30pm, 1:30 pm to 5 pm"],
)
def test_hours_can_be_written_in_many_ways(text):
    assert read_hours(text) == (Block(time(9), time(12, 30)), Block(time(13, 30), time(17)))


@pytest.mark.parametrize("text", ["", "  ", "closed", "Frei"])
def test_a_day_off_is_nothing_or_a_word(text):
    assert read_hours(text) == ()


def test_a_block_may_end_at_midnight():
    assert read_hours("18-24") == (Block(time(18), time(0)),)
    assert write_hours(read_hours("18:00-24:00")) == "18:00-24:00"


@pytest.mark.parametrize(
    ("text", "wrong", "part"),
    [
        ("mornings", "unreadable", "mornings"),
        ("9-12, , 13-17", "unreadable", ""),
        ("9-25", "no_such_time", "9-25"),
        ("9:00-12:75", "no_such_time", "9:00-12:75"),
        ("13pm-2pm", "no_such_time", "13pm-2pm"),
        ("17-9", "backwards", "17-9"),
        ("9-12, 11-13", "overlap", "11-13"),
        ("9-24, 10-11", "overlap", "10-11"),
    ],
)
def test_what_cannot_be_read_names_the_piece_and_what_is_wrong(text, wrong, part):
    with pytest.raises(BadHours) as told:
        read_hours(text)

    assert (told.value.wrong, told.value.part) == (wrong, part)
    assert f"“{part}”" in str(told.value)


@given(st.sets(st.integers(0, 95), min_size=2, max_size=8))
def test_hours_that_are_written_are_read_the_same(edges):
    edges = sorted(edges)
    clocks = [time(n // 4, n % 4 * 15) for n in edges]
    blocks = tuple(Block(a, b) for a, b in zip(clocks[::2], clocks[1::2], strict=False))

    assert read_hours(write_hours(blocks)) == blocks


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("0", 0), ("30 min", 30), ("45m", 45), ("2 h", 120), ("2 Stunden", 120), ("28 d", 40320), ("1 Tag", 1440)],
)
def test_durations(text, minutes):
    assert read_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "soon", "30", "-5 min", "1.5 h", "999999 d"])
def test_what_is_no_duration_is_refused_with_how_to_write_one(text):
    with pytest.raises(BadDuration, match="write it as 30 min, 2 h or 28 d"):
        read_duration(text)


@given(st.integers(0, 60_000))
def test_durations_that_are_written_are_read_the_same(minutes):
    duration = timedelta(minutes=minutes)

    assert read_duration(write_duration(duration)) == duration

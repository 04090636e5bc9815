"""Wishes that no calendar can meet, or that have two readings, become a question (T1, T2, T10)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from convene.when import TimePreference, understand

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 9, 40, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("yesterday at 3pm", "past"),
        ("today at 8am", "past"),
        ("31 February", "no_such_date"),
        ("the 31st of November", "no_such_date"),
        ("next Blursday", "unclear"),
    ],
)
def test_what_no_calendar_has_becomes_a_question(text: str, kind: str) -> None:
    """T10: past times, days that do not exist and words that are no day are asked about, not guessed."""
    wish = understand(text, NOW, ZONE)
    assert wish.question is not None
    assert wish.question.kind == kind


def test_a_time_that_the_clocks_skip_becomes_a_question() -> None:
    """T1: at 01:30 on 28 March 2027 London's clocks have moved on to 02:30."""
    wish = understand("28 March 2027 at 1:30 am", datetime(2027, 3, 20, 9, tzinfo=ZONE), ZONE)
    assert wish.question is not None
    assert wish.question.kind == "no_such_time"


def test_a_time_that_comes_twice_becomes_a_question_with_both_readings() -> None:
    """T2: 01:30 on 31 October 2027 comes twice in London, an hour apart."""
    wish = understand("31 October 2027 at 1:30 am", datetime(2027, 10, 20, 9, tzinfo=ZONE), ZONE)
    assert wish.question is not None
    assert wish.question.kind == "twice"
    first, second = (reading.windows[0].start for reading in wish.question.readings)
    assert second.timestamp() - first.timestamp() == timedelta(hours=1).total_seconds()


def test_a_question_survives_json() -> None:
    """What is asked comes back from JSON as it was."""
    wish = understand("31 October 2027 at 1:30 am", datetime(2027, 10, 20, 9, tzinfo=ZONE), ZONE)
    assert TimePreference.from_json(wish.as_json()).as_json() == wish.as_json()

"""Wishes that no calendar can meet, or that have two readings, become a question (T1, T2, T10)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from convene.when import Context, TimePreference, understand

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


@pytest.mark.parametrize(
    ("text", "language", "first", "second"),
    [
        ("next Friday", "en", "2026-11-27T00:00", "2026-12-04T00:00"),
        ("nächsten Freitag um 15 Uhr", "de", "2026-11-27T15:00", "2026-12-04T15:00"),
        ("Monday, 2 December at 10", "en", "2026-11-30T10:00", "2026-12-02T10:00"),
        ("Montag, 2. Dezember", "de", "2026-11-30T00:00", "2026-12-02T00:00"),
        ("tomorrow at 7", "en", "2026-11-25T07:00", "2026-11-25T19:00"),
        ("morgen um sieben", "de", "2026-11-25T07:00", "2026-11-25T19:00"),
    ],
)
def test_a_wish_with_two_readings_is_asked_about(text: str, language: str, first: str, second: str) -> None:
    """T10: next Friday said on a Tuesday, a weekday that is not the date's, a bare 7."""
    question = understand(text, NOW, ZONE, language).question
    assert question is not None
    assert question.kind == "two_readings"
    meant = [f"{reading.windows[0].start:%Y-%m-%dT%H:%M}" for reading in question.readings]
    assert meant == [first, second]


@pytest.mark.parametrize(("text", "language"), [("then next Friday", "en"), ("dann nächsten Freitag", "de")])
@pytest.mark.parametrize("offered", [(), (datetime(2026, 11, 25, 10, tzinfo=ZONE),)])
def test_it_is_asked_about_at_any_point_of_the_conversation(
    text: str, language: str, offered: tuple[datetime, ...]
) -> None:
    """T10: with nothing said before, and with times on the table."""
    wish = understand(text, NOW, ZONE, language, Context(None, offered))
    assert wish.question is not None
    assert [f"{reading.windows[0].start:%d.%m.}" for reading in wish.question.readings] == ["27.11.", "04.12."]


@pytest.mark.parametrize(
    "text", ["next Monday", "Wednesday 2 December", "tomorrow at 7 pm", "7:00 on Thursday", "this Friday"]
)
def test_what_has_one_reading_is_not_asked_about(text: str) -> None:
    """Said on a Tuesday, the coming Monday is that of next week."""
    assert understand(text, NOW, ZONE).question is None


def test_a_question_survives_json() -> None:
    """What is asked comes back from JSON as it was."""
    wish = understand("31 October 2027 at 1:30 am", datetime(2027, 10, 20, 9, tzinfo=ZONE), ZONE)
    assert TimePreference.from_json(wish.as_json()).as_json() == wish.as_json()

"""What holds for every sentence: the echo, a week's shift, the order of alternatives, and anything at all as input."""

from datetime import datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convene.when import TimePreference, say, understand
from tests.unit.when.judging import starts

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 9, 40, tzinfo=ZONE)
WEEK = timedelta(days=7)

days = st.sampled_from(
    ["tomorrow", "Monday", "Friday", "this Thursday", "next week", "in three days", "the day after tomorrow"]
)
clocks = st.sampled_from(["", "at 3pm", "at 10:30", "in the morning", "after 2pm", "before noon", "between 2 and 4"])
wishes = st.builds("{} {}".format, days, clocks)


@pytest.mark.parametrize("language", ["en", "de"])
@settings(max_examples=60, deadline=None)
@given(text=wishes)
def test_an_echo_reads_like_the_wish_it_says_back(language: str, text: str) -> None:
    """Saying a wish and understanding what was said gives the same starts."""
    wish = understand(text, NOW, ZONE)
    again = understand(say(wish, NOW, ZONE, language), NOW, ZONE, language)
    assert starts(again, NOW) == starts(wish, NOW)


@settings(max_examples=60, deadline=None)
@given(text=wishes, weeks=st.integers(min_value=1, max_value=10))
def test_a_wish_moves_with_the_present(text: str, weeks: int) -> None:
    """The same words some weeks later mean the times as many weeks later (no clocks change in between)."""
    later = understand(text, NOW + weeks * WEEK, ZONE)
    assert [(w.start - weeks * WEEK, w.end - weeks * WEEK) for w in later.windows] == [
        (w.start, w.end) for w in understand(text, NOW, ZONE).windows
    ]


@pytest.mark.parametrize(
    "alternatives",
    [
        ("Thursday at 10", "Friday at 2pm", "Monday at 4pm"),
        ("tomorrow afternoon", "Friday morning", "Monday after 3pm"),
        ("Tuesday", "Thursday", "Friday"),
        ("3 December", "9 December", "11 December"),
    ],
)
def test_the_order_of_alternatives_does_not_matter(alternatives: tuple[str, ...]) -> None:
    """Whatever comes first, the same times are fine."""
    meant = {understand(" or ".join(order), NOW, ZONE).windows for order in permutations(alternatives)}
    assert len(meant) == 1


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=300), language=st.sampled_from(["en", "de", "fr", ""]))
def test_no_text_breaks_it(text: str, language: str) -> None:
    """Whatever is typed, an answer comes, and it survives JSON."""
    wish = understand(text, NOW, ZONE, language)
    assert TimePreference.from_json(wish.as_json()).as_json() == wish.as_json()


PIECES = """
not monday tuesday next week in 3 5pm half past or and , . from to between until 31.12. 2/30 10:30
the 31st afternoon february easter days hours a every later same time after before CET - / ( ? first
last of
"""
pieces = st.sampled_from(PIECES.split())


@settings(max_examples=300, deadline=None)
@given(words=st.lists(pieces, max_size=25), language=st.sampled_from(["en", "de"]))
def test_no_order_of_its_own_words_breaks_it(words: list[str], language: str) -> None:
    """Time words in any order give an answer that survives JSON and can be said."""
    wish = understand(" ".join(words), NOW, ZONE, language)
    assert TimePreference.from_json(wish.as_json()).as_json() == wish.as_json()
    assert say(wish, NOW, ZONE, language)


@pytest.mark.parametrize(
    "piece", ["a", "ä", "friday or ", "3", "not ", "3 ", "1/", "(", "a@", "a.", "a@a.", "\u202e", "𝟛", "🙂", "ﷺ"]
)
def test_ten_thousand_characters_of_anything_are_answered(piece: str) -> None:
    """A long text is read as far as a visitor's message goes, and breaks nothing."""
    assert isinstance(understand((piece * 10_000)[:10_000], NOW, ZONE), TimePreference)

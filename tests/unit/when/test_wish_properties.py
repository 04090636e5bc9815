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
tage = st.sampled_from(
    [
        "morgen",
        "Montag",
        "diesen Freitag",
        "nächste Woche",
        "in drei Tagen",
        "übermorgen",
        "am Donnerstag, dem 3. Dezember",
    ]
)
uhrzeiten = st.sampled_from(
    ["", "um 15 Uhr", "halb elf", "vormittags", "nach 14 Uhr", "bis 12 Uhr", "zwischen 14 und 16 Uhr"]
)
wuensche = st.builds("{} {}".format, tage, uhrzeiten)
far_days = st.sampled_from(
    ["the 19th", "30 May", "Easter Monday", "MLK day", "September", "2 November", "next Friday", "the 1st"]
)
ends = st.sampled_from(
    ["{} or later", "{} onwards", "from {}", "after {}", "by {}", "until {}", "not before {}", "not after {}"]
)
bounded = st.builds(str.format, ends, far_days)
anyones = st.one_of(st.tuples(wishes, st.just("en")), st.tuples(wuensche, st.just("de")))


@pytest.mark.parametrize("language", ["en", "de"])
@settings(max_examples=60, deadline=None)
@given(said=anyones)
def test_an_echo_reads_like_the_wish_it_says_back(language: str, said: tuple[str, str]) -> None:
    """Saying a wish, in either language, and understanding what was said gives the same starts."""
    wish = understand(said[0], NOW, ZONE, said[1])
    again = understand(say(wish, NOW, ZONE, language), NOW, ZONE, language)
    assert starts(again, NOW) == starts(wish, NOW)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en-US", "Friday, December 4 at 3:00 PM"),
        ("en-GB", "Friday 4 December at 15:00"),
        ("en", "Friday 4 December at 15:00"),
        ("en-IN", "Friday 4 December at 3:00 pm"),
        ("de-AT", "Freitag, 4. Dezember um 15:00 Uhr"),
    ],
)
def test_an_echo_is_written_as_where_the_visitor_comes_from(locale: str, words: str) -> None:
    wish = understand("Friday 4 December at 3pm", NOW, ZONE, "en")

    assert say(wish, NOW, ZONE, locale) == words


@pytest.mark.parametrize("locale", ["", "en-XX", "xx", "de-<script>", "en-US-u-hc-h24"])
def test_a_locale_that_does_not_exist_changes_no_more_than_the_way_of_writing(locale: str) -> None:
    wish = understand("Friday 4 December", NOW, ZONE, "en")

    assert "4" in say(wish, NOW, ZONE, locale)


@settings(max_examples=60, deadline=None)
@given(said=anyones.filter(lambda said: "Dezember" not in said[0]), weeks=st.integers(min_value=1, max_value=10))
def test_a_wish_moves_with_the_present(said: tuple[str, str], weeks: int) -> None:
    """The same words some weeks later mean the times as many weeks later (no clocks change in between)."""
    text, language = said
    later = understand(text, NOW + weeks * WEEK, ZONE, language)
    assert [(w.start - weeks * WEEK, w.end - weeks * WEEK) for w in later.windows] == [
        (w.start, w.end) for w in understand(text, NOW, ZONE, language).windows
    ]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("next week except Monday, mornings", "en"),
        ("weekdays after 5pm", "en"),
        ("Tuesdays or Thursdays", "en"),
        ("any day but Friday", "en"),
        ("not before Wednesday and not on a Friday", "en"),
        ("Thursday 10 or Friday 2pm", "en"),
        ("nächste Woche, aber nicht am Mittwoch", "de"),
        ("montags ab 15 Uhr", "de"),
        ("Dienstag oder Mittwoch vormittag", "de"),
    ],
)
def test_an_echo_keeps_what_is_shut_out_and_what_holds_every_week(language: str, text: str, spoken: str) -> None:
    """Exclusions, weekly limits and alternatives survive being said back."""
    wish = understand(text, NOW, ZONE, spoken)
    again = understand(say(wish, NOW, ZONE, language), NOW, ZONE, language)
    assert starts(again, NOW) == starts(wish, NOW)


@pytest.mark.parametrize(("language", "words"), [("en", ", but not Fridays"), ("de", ", aber nicht freitags")])
def test_every_friday_for_weeks_is_no_list_of_dates(language: str, words: str) -> None:
    """What is shut out each week is said in a word."""
    wish = understand("not before Wednesday and not on a Friday", NOW, ZONE, "en")
    assert say(wish, NOW, ZONE, language).endswith(words)


@pytest.mark.parametrize(
    "alternatives",
    [
        ("Thursday at 10", "Friday at 2pm", "Monday at 4pm"),
        ("tomorrow afternoon", "Friday morning", "Monday after 3pm"),
        ("Tuesday", "Thursday", "Friday"),
        ("3 December", "9 December", "11 December"),
        ("Donnerstag um 10", "Freitag um 14 Uhr", "Montag um 16 Uhr"),
        ("morgen Nachmittag", "Freitagvormittag", "Montag nach 15 Uhr"),
        ("3. Dezember", "9. Dezember", "11. Dezember"),
    ],
)
def test_the_order_of_alternatives_does_not_matter(alternatives: tuple[str, ...]) -> None:
    """Whatever comes first, the same times are fine."""
    language, link = (
        ("de", " oder ") if "Freitag" in alternatives[1] or "Dezember" in alternatives[0] else ("en", " or ")
    )
    meant = {understand(link.join(order), NOW, ZONE, language).windows for order in permutations(alternatives)}
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


@settings(max_examples=200, deadline=None)
@given(said=st.tuples(st.sampled_from(["", "we're closed for Easter so ", "not Monday, "]), bounded))
def test_no_stretch_ends_before_it_begins(said: tuple[str, str]) -> None:
    """However far ahead its first day lies, what is wished and what is shut out begins before it ends."""
    wish = understand("".join(said), NOW, ZONE, "en")
    assert all(window.start <= window.end for window in (*wish.windows, *wish.excluded))

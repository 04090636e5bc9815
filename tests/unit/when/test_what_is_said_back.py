"""The echo: a wish said back is as short as what was meant."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from convene.when import understand
from convene.when.echo import say

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 9, 40, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("en", "Friday please, but not Monday", "Friday 27 November"),
        ("de", "Freitag bitte, aber nicht Montag", "Freitag, 27. November"),
        (
            "en",
            "next week, but not Monday",
            "Monday 30 November to Sunday 6 December, but not Monday 30 November",
        ),
        (
            "de",
            "nächste Woche, aber nicht Montag",
            "Montag, 30. November bis Sonntag, 6. Dezember, aber nicht Montag, 30. November",
        ),
        ("en", "Friday at 3, not Friday at 3:30", "Friday 27 November at 15:00"),
        ("en", "any time but Friday the 4th", "any time, but not Friday 4 December"),
    ],
)
def test_what_is_shut_out_is_said_where_it_would_be_wished_otherwise(lang: str, text: str, said: str) -> None:
    """Who wishes for Friday need not hear that Monday is shut out."""
    assert say(understand(text, NOW, LONDON, lang), NOW, LONDON, lang) == said


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        (
            "en",
            "Tuesday mornings or Friday afternoons",
            "Tuesdays in the morning or Fridays in the afternoon",
        ),
        (
            "de",
            "dienstags vor 10 oder freitags ab 14 Uhr",
            "dienstags vor 10:00 Uhr oder freitags ab 14:00 Uhr",
        ),
    ],
)
def test_what_holds_every_week_is_no_list_of_dates(lang: str, text: str, said: str) -> None:
    """Weekdays that each have their own hours are named once."""
    assert say(understand(text, NOW, LONDON, lang), NOW, LONDON, lang) == said

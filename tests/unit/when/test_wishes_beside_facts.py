"""What somebody has on, or how many meetings there were, is told beside a wish and is none itself."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from convene.when import understand
from convene.when.echo import say
from convene.when.preference import Context

NOW = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Berlin"))  # a Wednesday
BUT_MONDAY = "on Tuesdays, Wednesdays, Thursdays, Fridays, Saturdays or Sundays"
BUT_FRIDAY = "on Mondays, Tuesdays, Wednesdays, Thursdays, Saturdays or Sundays"


def _meant(text: str, lang: str, context: Context | None = None) -> str:
    return say(understand(text, NOW, NOW.tzinfo, lang, context), NOW, NOW.tzinfo, "en")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "ich hätte gern einen neuen Termin, Donnerstag",
        "den neuen Termin bitte am Donnerstag",
        "ein neues Treffen am Donnerstag",
        "neue Uhrzeit bitte, Donnerstag",
        "ich brauche einen zweiten Termin am Donnerstag",
        "ein drittes Gespräch, Donnerstag",
    ],
)
def test_one_more_meeting_names_no_hour_and_no_week(text: str) -> None:
    """New is no slip of nine, and the second meeting on a Thursday is not the second Thursday."""
    assert _meant(text, "de") == "Thursday 26 November"


def test_nine_and_the_second_monday_are_still_what_they_are() -> None:
    assert _meant("um neune am Donnerstag", "de") == "Thursday 26 November at 09:00"
    assert _meant("am zweiten Montag im Dezember", "de") == "Monday 14 December"


@pytest.mark.parametrize(
    ("text", "lang", "meant"),
    [
        ("Not Monday because I have the vet, and mornings are easier", "en", f"{BUT_MONDAY}, in the morning"),
        ("I can't do Monday, and afternoons work best", "en", f"{BUT_MONDAY}, in the afternoon"),
        ("Monday I have choir practice, mornings are better", "en", f"{BUT_MONDAY}, in the morning"),
        ("I teach on Monday, and afternoons are better for us", "en", f"{BUT_MONDAY}, in the afternoon"),
        ("Any day but not Friday as I have physio, and after 3 suits me", "en", f"{BUT_FRIDAY}, from 15:00 on"),
        ("Montag geht nicht, und nachmittags passt mir am besten", "de", f"{BUT_MONDAY}, in the afternoon"),
        ("Freitag hab ich Training, nachmittags ist besser", "de", f"{BUT_FRIDAY}, in the afternoon"),
        ("Nicht am Freitag, und ab 15 Uhr wäre gut", "de", f"{BUT_FRIDAY}, from 15:00 on"),
        ("Not before 10, and Thursdays are better", "en", "on Thursdays, from 10:00 on"),
        ("I have Friday off, mornings are better", "en", "Friday 27 November in the morning"),
        ("I can't do Mondays or mornings", "en", f"{BUT_MONDAY}, from 12:00 on"),
        ("not Monday, and no mornings please", "en", f"{BUT_MONDAY}, from 12:00 on"),
    ],
)
def test_what_is_better_is_wished_beside_what_is_shut_out(text: str, lang: str, meant: str) -> None:
    assert _meant(text, lang) == meant


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("We've a wedding on Monday at 10", "en"),
        ("I've physio on Monday at 10", "en"),
        ("Monday at 10 is the school play", "en"),
        ("Am Montag um 10 ist schon die Einschulung", "de"),
        ("Montag um 10 ist Zahnarzttermin", "de"),
        ("ich hab Montag um 10 Krankengymnastik", "de"),
        ("Wir haben am Montag um 10 einen Frisörtermin", "de"),
        ("ich hab am Montag um 10 Handwerker da", "de"),
    ],
)
def test_what_somebody_has_on_then_is_no_wish(text: str, lang: str) -> None:
    assert _meant(text, lang) == "any time, but not Monday 30 November at 10:00"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("I've time on Monday at 10", "en"),
        ("We've got Monday at 10 free", "en"),
        ("Ich habe am Montag um 10 Zeit", "de"),
        ("Ich hab Montag um 10 noch eine Lücke", "de"),
        ("ich hab Montag um 10 den Proberaum für mich", "de"),
        ("Ist Montag um 10 noch frei?", "de"),
    ],
)
def test_whoever_has_time_then_wishes_for_it(text: str, lang: str) -> None:
    assert _meant(text, lang) == "Monday 30 November at 10:00"


@pytest.mark.parametrize(
    ("text", "lang"),
    [("oh, is that Monday the 30th? I've a dentist that day at 10", "en"), ("an dem Tag hab ich um 10 Physio", "de")],
)
def test_an_hour_that_turns_out_to_be_taken_is_not_chosen(text: str, lang: str) -> None:
    """The time on the table is at nine; ten is when somebody is elsewhere."""
    held = datetime(2026, 11, 30, 9, tzinfo=NOW.tzinfo)
    before = Context(understand("Monday at 9", NOW, held.tzinfo, "en"), (held,))  # type: ignore[arg-type]
    meant = _meant(text, lang, before)
    assert meant == "Monday 30 November, but not Monday 30 November at 10:00"


def test_the_hour_behind_not_so_early_tells_how_early() -> None:
    assert _meant("Vormittags, aber nicht so früh, so ab halb zehn", "de") == "09:30 to 12:00"
    assert _meant("nicht so früh, ab zehn", "de") == "from 10:00 on"

"""Follow-ups: what is said after a wish is meant in the week, on the day and at the hour that were talked about."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from convene.when import Context, TimePreference, understand

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 10, tzinfo=BERLIN)  # a Wednesday

# What was wished, the starts that were then offered, what is said now in both languages, and what that means.
SINGLE_DAY = ("2 December", "2. Dezember", ("2026-12-02T09:00", "2026-12-02T11:00", "2026-12-02T14:00"))
EXACT = ("tomorrow at 3pm", "morgen um 15 Uhr", ("2026-11-26T15:00",))
WEEK = ("next week", "nächste Woche", ("2026-11-30T10:00", "2026-12-01T14:00", "2026-12-03T09:00"))
CLOSED = ("Saturday morning", "Samstag früh", ("2026-11-27T08:00", "2026-11-27T09:30", "2026-11-30T08:00"))
TWO_DAYS = ("next week", "nächste Woche", ("2026-12-01T13:30", "2026-12-01T16:00", "2026-12-02T12:00"))
FOLLOW_UPS = [
    (TWO_DAYS, "a bit later in the day?", "etwas später am Tag?", "Tue 1 Dec 13:45-00:00, Wed 2 Dec 12:15-00:00"),
    (TWO_DAYS, "the second or the last", "der zweite oder der letzte", "Tue 1 Dec 16:00, Wed 2 Dec 12:00"),
    (TWO_DAYS, "2 or 3, both good", "2 oder 3, beides passt", "Tue 1 Dec 16:00, Wed 2 Dec 12:00"),
    (TWO_DAYS, "all three suit me", "alle drei passen", "Tue 1 Dec 13:30, Tue 1 Dec 16:00, Wed 2 Dec 12:00"),
    (TWO_DAYS, "either of these", "jeder davon", "Tue 1 Dec 13:30, Tue 1 Dec 16:00, Wed 2 Dec 12:00"),
    (TWO_DAYS, "is the first session free of charge?", "ist die erste Sitzung gratis?", ""),
    (SINGLE_DAY, "rather Thursday", "lieber Donnerstag", "Thu 3 Dec"),
    (SINGLE_DAY, "how about Thursday at 4?", "wie wäre es mit Donnerstag um 16 Uhr?", "Thu 3 Dec 16:00"),
    (SINGLE_DAY, "same time on Friday", "gleiche Uhrzeit am Freitag", "Fri 4 Dec 09:00"),
    (SINGLE_DAY, "Monday?", "Montag?", "Mon 30 Nov"),
    (SINGLE_DAY, "this Thursday", "diesen Donnerstag", "Thu 26 Nov"),
    (SINGLE_DAY, "the day before", "am Tag davor", "Tue 1 Dec"),
    (SINGLE_DAY, "a day later", "einen Tag später", "Thu 3 Dec"),
    (SINGLE_DAY, "two days later", "zwei Tage später", "Fri 4 Dec"),
    (SINGLE_DAY, "a week later", "eine Woche später", "Wed 9 Dec"),
    (SINGLE_DAY, "the week after", "die Woche danach", "Mon 7 Dec-Sun 13 Dec"),
    (SINGLE_DAY, "the week before", "die Woche davor", "Mon 23 Nov-Sun 29 Nov"),
    (SINGLE_DAY, "the Monday after", "am Montag darauf", "Mon 7 Dec"),
    (SINGLE_DAY, "the following Monday", "am folgenden Montag", "Mon 7 Dec"),
    (SINGLE_DAY, "the Friday before", "am Freitag davor", "Fri 27 Nov"),
    (SINGLE_DAY, "later that week", "später in der Woche", "Thu 3 Dec-Sun 6 Dec"),
    (SINGLE_DAY, "earlier in the week", "früher in der Woche", "Mon 30 Nov-Tue 1 Dec"),
    (SINGLE_DAY, "later that day", "später am Tag", "Wed 2 Dec 14:15-00:00"),
    (SINGLE_DAY, "not that early", "nicht so früh", "Wed 2 Dec 10:00-00:00"),
    (SINGLE_DAY, "that's too late", "das ist zu spät", "Wed 2 Dec 08:00-14:00"),
    (SINGLE_DAY, "another day", "an einem anderen Tag", "not Wed 2 Dec"),
    (SINGLE_DAY, "Wednesday, the earlier of the two", "Mittwoch, den früheren von beiden", "Wed 2 Dec 09:00"),
    (
        SINGLE_DAY,
        "the same times on Friday",
        "die gleichen Zeiten am Freitag",
        "Fri 4 Dec 09:00, Fri 4 Dec 11:00, Fri 4 Dec 14:00",
    ),
    (SINGLE_DAY, "any other day that week", "an einem anderen Tag in der Woche", "Mon 30 Nov-Sun 6 Dec, not Wed 2 Dec"),
    (EXACT, "a day later", "einen Tag später", "Fri 27 Nov 15:00"),
    (EXACT, "an hour later", "eine Stunde später", "Thu 26 Nov 16:00"),
    (EXACT, "same time on Friday", "gleiche Zeit am Freitag", "Fri 27 Nov 15:00"),
    (EXACT, "a week later", "eine Woche später", "Thu 3 Dec 15:00"),
    (EXACT, "a week earlier", "eine Woche früher", "Thu 19 Nov 15:00, past"),
    (EXACT, "Monday?", "Montag?", "Mon 30 Nov"),
    (EXACT, "not that early", "nicht so früh", "Thu 26 Nov 15:15-00:00"),
    (EXACT, "not so late", "nicht so spät", "Thu 26 Nov 08:00-15:00"),
    (EXACT, "later in the week", "später in der Woche", "Fri 27 Nov-Sun 29 Nov"),
    (WEEK, "rather Thursday", "lieber Donnerstag", "Thu 3 Dec"),
    (WEEK, "the top one", "die oberste", "Mon 30 Nov 10:00"),
    (EXACT, "Friday of the same week", "Freitag in derselben Woche", "Fri 27 Nov"),
    (WEEK, "I'd take the first time", "ich würde die erste Uhrzeit nehmen", "Mon 30 Nov 10:00"),
    (WEEK, "the last one that you gave us", "den letzten, den Sie uns geschickt haben", "Thu 3 Dec 09:00"),
    (EXACT, "1st", "der 1.", "Thu 26 Nov 15:00"),
    (SINGLE_DAY, "2nd", "2.", "Wed 2 Dec"),
    (SINGLE_DAY, "the 3rd", "den 3.", "Wed 2 Dec 14:00"),
    (SINGLE_DAY, "on the 3rd", "am 3.", "Thu 3 Dec"),
    (WEEK, "the second one but an hour later", "den zweiten, aber eine Stunde später", "Tue 1 Dec 15:00"),
    (WEEK, "the last one, half an hour earlier", "den letzten, eine halbe Stunde früher", "Thu 3 Dec 08:30"),
    (WEEK, "a week later", "eine Woche später", "Mon 7 Dec-Sun 13 Dec"),
    (SINGLE_DAY, "those are too early", "die sind alle zu früh", "Wed 2 Dec 14:15-00:00"),
    (SINGLE_DAY, "something later in the afternoon?", "was später am Nachmittag?", "Wed 2 Dec 15:00-18:00"),
    (EXACT, "make it 11", "mach 11 draus", "Thu 26 Nov 11:00"),
    (EXACT, "Friday, time stays the same", "Freitag, Uhrzeit bleibt", "Fri 27 Nov 15:00"),
    (EXACT, "move it back by a day", "um einen Tag verschieben", "Fri 27 Nov 15:00"),
    (EXACT, "wait 3.30 not 3", "moment, halb vier nicht drei", "Thu 26 Nov 15:30"),
    (WEEK, "Thursday not Tuesday", "Donnerstag nicht Dienstag", "Thu 3 Dec, not Tue 1 Dec"),
    (WEEK, "10 not 2", "10 nicht 14 Uhr", "Mon 30 Nov 10:00"),
    (SINGLE_DAY, "ten's grand", "zehn wäre schön", "Wed 2 Dec 10:00"),
    (WEEK, "earlier in the week", "früher in der Woche", "Mon 30 Nov-Wed 2 Dec"),
    (CLOSED, "half past eight?", "geht auch halb neun?", "Fri 27 Nov 08:30, Mon 30 Nov 08:30"),
    (CLOSED, "rather in the afternoon", "lieber nachmittags", "Fri 27 Nov 12:00-18:00, Mon 30 Nov 12:00-18:00"),
    (CLOSED, "not that early", "nicht so früh", "Fri 27 Nov 10:00-00:00, Mon 30 Nov 10:00-00:00"),
]


@pytest.mark.parametrize(("before", "english", "german", "meant"), FOLLOW_UPS)
def test_a_follow_up_is_read_beside_what_was_said_before(
    before: tuple[str, str, tuple[str, ...]], english: str, german: str, meant: str
) -> None:
    wished, gewuenscht, offered = before
    assert _told(_after(wished, offered, english, "en")) == meant
    assert _told(_after(gewuenscht, offered, german, "de")) == meant


def _after(wished: str, offered: tuple[str, ...], said: str, lang: str) -> TimePreference:
    starts = tuple(datetime.fromisoformat(start).replace(tzinfo=BERLIN) for start in offered)
    context = Context(understand(wished, NOW, BERLIN, lang), starts)
    return understand(said, NOW, BERLIN, lang, context)


def _told(wish: TimePreference) -> str:
    """The windows of a wish, what it shuts out, and what is asked about it."""
    shut = [f"not {w.start:%a} {w.start.day} {w.start:%b}" for w in wish.excluded]
    asked = [wish.question.kind] if wish.question else []
    return ", ".join([*(_window(w.start, w.end) for w in wish.windows), *shut, *asked])


def _window(start: datetime, end: datetime) -> str:
    day = f"{start:%a} {start.day} {start:%b}"
    if start == end:
        return f"{day} {start:%H:%M}"
    if (end - start).days < 1:
        return f"{day} {start:%H:%M}-{end:%H:%M}"
    last = end.fromtimestamp(end.timestamp() - 1, BERLIN)
    return day if last.date() == start.date() else f"{day}-{last:%a} {last.day} {last:%b}"


@pytest.mark.parametrize(("text", "lang"), [("any", "en"), ("egal", "de")])
def test_whoever_takes_any_of_them_is_flexible(text: str, lang: str) -> None:
    wished, _, offered = WEEK
    assert _after(wished, offered, text, lang).flexible


@pytest.mark.parametrize("text", ["let me ask my boss first.", "Can you send me the link first?"])
def test_what_is_done_first_chooses_no_time(text: str) -> None:
    wished, _, offered = WEEK
    assert not _after(wished, offered, text, "en").understood


def test_a_weekday_on_the_table_is_that_day_even_if_it_lies_before_the_week_that_was_wished() -> None:
    offered = ("2026-11-29T15:00", "2026-11-30T14:00", "2026-11-30T14:30")
    assert _told(_after("Monday at 3 pm", offered, "does Sunday at 2 pm work?", "en")) == "Sun 29 Nov 14:00"
    assert _told(_after("Montag um 15 Uhr", offered, "geht Sonntag um 14 Uhr?", "de")) == "Sun 29 Nov 14:00"
    assert _told(_after("Monday at 3 pm", offered, "or Tuesday at 2 pm?", "en")) == "Tue 1 Dec 14:00"

"""What iCalendar objects say about a rep's time (cases C and T); the objects are in tests/fixtures/ics."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from convene.calendars.busy import UnreadableEvent, busy_times, instant
from convene.errors import CalendarUnreachable
from convene.model import BusyKind, Interval

ICS = Path(__file__).parents[2] / "fixtures" / "ics"
AUTUMN = Interval(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
OWNER = "anna@northwind.test"


def read(name, window=AUTUMN, zone="Europe/Berlin", owner=OWNER):
    return busy_times([(ICS / name).read_text(encoding="utf-8")], window, zone, owner)


def told(busy):
    """A busy time in short: its start in UTC and its minutes."""
    return f"{busy.interval.start:%m-%d %H:%M}", busy.interval.duration // timedelta(minutes=1)


def test_exceptions_of_a_weekly_event_are_heeded():
    """C7: one left out, one moved, one cancelled, one free; and local time across the autumn change (T3)."""
    assert [told(busy) for busy in read("weekly_with_exceptions.ics")] == [
        ("10-13 08:30", 60),
        ("10-20 08:30", 60),
        ("10-28 14:00", 30),
        ("11-24 09:30", 60),
    ]


def test_a_change_from_one_occurrence_on_is_heeded():
    """C7: RANGE=THISANDFUTURE."""
    assert [told(busy)[0] for busy in read("from_now_on_later.ics")] == [
        "11-02 08:00",
        "11-09 08:00",
        "11-16 10:00",
        "11-23 10:00",
    ]


def test_single_further_dates_are_heeded():
    """C7: RDATE, also with a duration of its own."""
    assert [told(busy) for busy in read("extra_dates.ics")] == [
        ("11-25 09:00", 60),
        ("11-26 09:00", 60),
        ("11-27 09:00", 180),
    ]


def test_outlooks_own_word_for_free_is_heeded():
    """C1: the standard property beside it says busy."""
    assert read("outlook_free.ics") == ()


def test_working_elsewhere_is_marked_so_that_the_rep_can_decide():
    """C5: the standard property beside it says busy."""
    assert [busy.kind for busy in read("outlook_working_elsewhere.ics")] == [BusyKind.ELSEWHERE]


@pytest.mark.parametrize(("marked", "kind"), [("TRANSPARENT", BusyKind.FREE), ("OPAQUE", BusyKind.BUSY)])
def test_all_day_events_say_so_and_are_told_even_when_they_are_free(marked, kind):
    """C2: Google and Outlook mark them free by themselves; some reps want them to count all the same."""
    event = ["BEGIN:VEVENT", "UID:day", "DTSTAMP:20261101T000000Z", "DTSTART;VALUE=DATE:20261125", f"TRANSP:{marked}"]
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *event, "END:VEVENT", "END:VCALENDAR", ""])

    (busy,) = busy_times([text], AUTUMN, "Europe/Berlin")

    assert (busy.kind, busy.all_day) == (kind, True)
    assert busy.interval == Interval(datetime(2026, 11, 24, 23, tzinfo=UTC), datetime(2026, 11, 25, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("outlook_out_of_office.ics", BusyKind.OUT_OF_OFFICE),
        ("outlook_tentative.ics", BusyKind.TENTATIVE),
        ("maybe_invitation.ics", BusyKind.TENTATIVE),
    ],
)
def test_absences_and_maybes_are_marked(name, kind):
    """C3, C4."""
    assert [busy.kind for busy in read(name)] == [kind]


def test_an_invitation_counts_by_its_owners_answer():
    """C6: the address is compared without regard to case, and only the owner's answer matters."""
    assert read("declined_invitation.ics") == ()
    assert len(read("declined_invitation.ics", owner="ben@northwind.test")) == 1
    assert len(read("declined_invitation.ics", owner="")) == 1


def test_names_of_zones_as_windows_has_them_are_known():
    """T8."""
    assert [told(busy) for busy in read("outlook_out_of_office.ics")] == [("11-25 07:00", 540)]


@pytest.mark.parametrize("_", ["once", "and again"])
def test_home_made_zones_of_one_name_do_not_mix(_):
    """T8: two calendars, two definitions of a "Customized Time Zone"; whichever is read first must not win."""
    assert [told(busy) for busy in read("customized_zone_india.ics")] == [("11-25 03:30", 60)]
    assert [told(busy) for busy in read("customized_zone_newfoundland.ics")] == [("11-25 12:30", 60)]


@pytest.mark.parametrize(
    ("zone", "start"),
    [("Europe/Berlin", "11-25 11:00"), ("America/New_York", "11-25 17:00"), ("Asia/Kathmandu", "11-25 06:15")],
)
def test_floating_times_are_the_calendars_own(zone, start):
    """T11."""
    assert [told(busy) for busy in read("floating.ics", zone=zone)] == [(start, 45)]


@pytest.mark.parametrize(
    ("zone", "start", "minutes"),
    [
        ("Europe/Berlin", "10-03 22:00", 24 * 60),
        ("Australia/Lord_Howe", "10-03 13:30", 24 * 60 - 30),
        ("Pacific/Kiritimati", "10-03 10:00", 24 * 60),
        ("America/New_York", "10-04 04:00", 24 * 60),
    ],
)
def test_a_whole_day_is_the_calendars_own(zone, start, minutes):
    """C2, T11: on 4 October 2026 Lord Howe puts its clocks forward by half an hour."""
    assert [told(busy) for busy in read("all_day.ics", zone=zone)] == [(start, minutes)]


def test_a_moment_without_an_end_takes_no_time():
    """RFC 5545: such an event ends when it begins."""
    assert read("no_end.ics") == ()


def test_folded_lines_are_unfolded_first():
    assert [told(busy) for busy in read("folded_start.ics")] == [("11-25 12:00", 60)]


def test_a_stray_line_that_says_nothing_about_time_does_no_harm():
    assert [told(busy) for busy in read("stray_line.ics")] == [("11-25 09:00", 60)]


@pytest.mark.parametrize("path", sorted((ICS / "unreadable").iterdir()), ids=lambda path: path.stem)
def test_what_cannot_be_read_for_certain_is_not_free(path):
    """C13, C20; nor is its title told to anybody (S2)."""
    with pytest.raises(UnreadableEvent) as caught:
        read(path)

    assert isinstance(caught.value, CalendarUnreachable)
    assert "private" not in str(caught.value)


def test_one_unreadable_event_spoils_the_answer():
    """C17: a part of the truth would show as free time."""
    texts = [(ICS / name).read_text(encoding="utf-8") for name in ("floating.ics", "unreadable/broken_end.ics")]

    with pytest.raises(UnreadableEvent):
        busy_times(texts, AUTUMN, "Europe/Berlin")


def test_busy_times_come_in_order():
    texts = [(ICS / name).read_text(encoding="utf-8") for name in ("floating.ics", "all_day.ics", "extra_dates.ics")]

    found = busy_times(texts, AUTUMN, "Europe/Berlin")

    assert list(found) == sorted(found, key=lambda busy: busy.interval.start)


def test_every_instant_is_utc():
    """T12."""
    assert instant(datetime(2026, 11, 25, 9).date(), UTC).tzinfo is UTC  # noqa: DTZ001
    assert all(busy.interval.start.tzinfo is UTC for busy in read("weekly_with_exceptions.ics"))

"""Times in words, and links by pattern."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from convene.errors import BadConfig
from convene.invitations.conference import check_pattern, conference_link
from convene.invitations.times import (
    date_in_words,
    duration_in_words,
    locale_named,
    offset_in_words,
    time_in_words,
    zone_in_words,
)
from convene.model import Booking, Rep

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "time"),
    [
        ("UTC", "12:00 GMT"),
        ("Asia/Kathmandu", "17:45 GMT+5:45"),
        ("America/St_Johns", "08:30 GMT-3:30"),
        ("Australia/Lord_Howe", "23:00 GMT+11"),
    ],
)
def test_zones_are_not_always_whole_hours(zone: str, time: str) -> None:
    """T11."""
    assert time_in_words(NOON, zone, "en-GB") == time


def test_the_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    """T2: 02:30 in Berlin on the last Sunday of October."""
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert time_in_words(first, "Europe/Berlin", "en-GB") == "02:30 GMT+2"
    assert time_in_words(first + timedelta(hours=1), "Europe/Berlin", "en-GB") == "02:30 GMT+1"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Berlin", "Berlin Time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires Time"),
        ("America/New_York", "New York Time"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_city(zone: str, words: str) -> None:
    assert zone_in_words(zone, "en") == words


def test_a_zone_has_no_summer_time_in_its_name_where_a_region_names_summer_time_its_own_way() -> None:
    assert zone_in_words("America/Toronto", "en-CA") == "Toronto Time"


@pytest.mark.parametrize("locale", ["", "xx", "klingon-QO", "en-US-u-hc-h23", "../../etc", "en_GB"])
def test_odd_locales_are_read_as_well_as_can_be(locale: str) -> None:
    assert locale_named(locale).language == "en"
    assert "November" in date_in_words(NOON, "UTC", locale)


def test_a_time_has_no_spaces_that_mail_clients_stumble_over() -> None:
    """CLDR puts U+202F before AM and PM."""
    assert time_in_words(NOON, "UTC", "en-US") == "12:00 PM GMT"


@pytest.mark.parametrize(("minutes", "words"), [(30, "30 minutes"), (60, "1 hour"), (90, "1 hour, 30 minutes")])
def test_durations_are_told_in_hours_and_minutes(minutes: int, words: str) -> None:
    assert duration_in_words(timedelta(minutes=minutes), "en") == words


def test_offsets_are_told_in_the_readers_way() -> None:
    assert offset_in_words(NOON, "Europe/Berlin", "fr") == "UTC+1"


def test_a_conference_link_is_made_from_the_pattern(booking: Booking, rep: Rep) -> None:
    assert conference_link("https://meet.test/{rep_id}/{booking_id}", booking, rep) == "https://meet.test/anna/4f9c2d"


def test_a_reps_own_room_is_taken_as_it_is(booking: Booking, rep: Rep) -> None:
    assert conference_link("https://meet.test/anna", booking, rep) == "https://meet.test/anna"


def test_ids_are_made_fit_for_addresses(booking: Booking, rep: Rep) -> None:
    assert conference_link("https://m.test/{rep_id}", booking, replace(rep, id="a b/c")) == "https://m.test/a%20b%2Fc"


@pytest.mark.parametrize(
    "pattern", ["meet.test/{booking_id}", "javascript:alert(1)", "https://m.test/{booking.person}"]
)
def test_patterns_that_give_no_link_are_refused(pattern: str) -> None:
    with pytest.raises(BadConfig):
        check_pattern(pattern)

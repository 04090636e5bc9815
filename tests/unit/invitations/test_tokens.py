"""Tokens say what is true of a meeting, for the visitor, with the zone beside every time."""

from dataclasses import replace

import pytest

from convene.invitations.tokens import TOKENS, Tokens, tokens
from convene.model import Booking, Company, MeetingType, Person, Rep


@pytest.fixture
def values(booking: Booking, rep: Rep, meeting_type: MeetingType) -> Tokens:
    return _tokens(booking, rep, meeting_type)


def _tokens(booking: Booking, rep: Rep, meeting_type: MeetingType, locale: str = "en-GB") -> Tokens:
    return tokens(booking, rep, meeting_type, company_name="Northwind", manage_url="https://c.test/b/x", locale=locale)


def test_every_token_of_the_catalogue_has_a_value_and_no_value_is_missing_from_it(values: Tokens) -> None:
    assert {f"{group}.{name}" for group, named in values.items() for name in named} == set(TOKENS)


def test_every_token_of_the_catalogue_has_a_meaning_and_an_example() -> None:
    assert all(token.meaning and token.example for token in TOKENS.values())


def test_date_and_time_are_the_visitors_own_and_say_their_zone(values: Tokens) -> None:
    """I2, T7, invariant 5."""
    assert values["meeting"]["date"] == "Tuesday, 24 November 2026"
    assert values["meeting"]["time"] == "15:00 GMT+1"
    assert values["meeting"]["end_time"] == "15:30 GMT+1"
    assert values["meeting"]["zone"] == "Berlin Time"
    assert values["meeting"]["duration"] == "30 minutes"


def test_a_visitor_far_away_reads_their_own_day(booking: Booking, rep: Rep, meeting_type: MeetingType) -> None:
    """I2, T11: the same instant is Wednesday on Lord Howe Island."""
    there = _tokens(replace(booking, visitor_zone="Australia/Lord_Howe"), rep, meeting_type)

    assert there["meeting"]["date"] == "Wednesday, 25 November 2026"
    assert there["meeting"]["time"] == "01:00 GMT+11"


def test_the_offset_is_the_one_of_the_meetings_day(booking: Booking, rep: Rep, meeting_type: MeetingType) -> None:
    """T3: in winter New York is five hours behind, although in October it was four."""
    there = _tokens(replace(booking, visitor_zone="America/New_York"), rep, meeting_type, locale="en-US")

    assert there["meeting"]["time"] == "9:00 AM GMT-5"


def test_german_visitors_get_german_dates(booking: Booking, rep: Rep, meeting_type: MeetingType) -> None:
    assert _tokens(booking, rep, meeting_type, locale="de-AT")["meeting"]["date"] == "Dienstag, 24. November 2026"


def test_what_the_visitor_typed_becomes_one_line_of_plain_text(
    booking: Booking, rep: Rep, meeting_type: MeetingType
) -> None:
    """I6, N8: no line break, no control character, nothing that turns the reading direction."""
    nasty = replace(booking, person=Person("Ada\r\nBcc: all@x.test\x00 \u202egnp.exe"), company=Company("A\u2028B\tC"))

    values = _tokens(nasty, rep, meeting_type)

    assert values["person"]["name"] == "Ada Bcc: all@x.test gnp.exe"
    assert values["company"]["name"] == "A B C"


def test_names_keep_their_letters(booking: Booking, rep: Rep, meeting_type: MeetingType) -> None:
    named = replace(booking, person=Person("Zoë O’Brien-Núñez 王小明 👩🏽‍🚀"))

    assert _tokens(named, rep, meeting_type)["person"]["name"] == "Zoë O’Brien-Núñez 王小明 👩🏽‍🚀"

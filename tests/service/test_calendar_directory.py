"""Which calendar a rep gets."""

from dataclasses import replace

import pytest

from convene.accounts.google import GoogleAccounts
from convene.accounts.microsoft import MicrosoftAccounts
from convene.bootstrap import CalendarDirectory, accounts_for
from convene.calendars.google import GoogleCalendar
from convene.calendars.microsoft import MicrosoftCalendar
from convene.errors import BadConfig
from convene.model import Availability, Rep
from convene.settings import Settings

OUTLOOK = Rep(
    "anna",
    "Anna",
    "anna@northwind.test",
    Availability("Europe/Berlin"),
    {"provider": "microsoft", "calendar_id": "sales calls", "blocking": ["primary"]},
)


def test_a_rep_who_connected_outlook_gets_that_calendar():
    asked = []
    directory = CalendarDirectory(Settings(), {"microsoft": asked.append})

    calendar = directory(OUTLOOK)

    assert isinstance(calendar, MicrosoftCalendar)
    assert "sales calls" in repr(calendar)
    assert asked == ["anna"]
    assert directory(OUTLOOK) is calendar


def test_an_outlook_calendar_without_a_registered_app_says_what_to_do():
    with pytest.raises(BadConfig, match=r"docs/connect-microsoft\.md"):
        CalendarDirectory(Settings())(OUTLOOK)


def test_a_rep_who_connected_google_gets_that_calendar():
    asked = []
    said = {"provider": "google", "calendar_id": "sales calls", "blocking": ["private"]}
    directory = CalendarDirectory(Settings(), {"google": asked.append})

    calendar = directory(replace(OUTLOOK, calendar=said))

    assert isinstance(calendar, GoogleCalendar)
    assert "sales calls" in repr(calendar)
    assert asked == ["anna"]


def test_vendors_count_where_an_app_is_registered():
    assert accounts_for(Settings()) == {}
    assert isinstance(accounts_for(Settings(ms_client_id="x"))["microsoft"], MicrosoftAccounts)
    assert isinstance(accounts_for(Settings(google_client_id="x"))["google"], GoogleAccounts)

"""A meeting between Ada and Anna, as the invitation tests use it."""

from datetime import UTC, datetime, timedelta

import pytest

from convene.model import (
    Availability,
    Booking,
    CalendarEvent,
    Company,
    Interval,
    MeetingType,
    Person,
    Rep,
    Rules,
    Status,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def booking() -> Booking:
    return Booking(
        id="4f9c2d",
        status=Status.CONFIRMED,
        interval=Interval(START, START + timedelta(minutes=30)),
        rep="anna",
        queue="sales",
        meeting_type="intro",
        session="s",
        visitor_zone="Europe/Berlin",
        locale="en-GB",
        person=Person("Ada Lovelace", "ada@engines.test", "+44 20 7946 0123"),
        company=Company("Analytical Engines", "engines.test"),
        join_url="https://meet.test/4f9c2d",
    )


@pytest.fixture
def rep() -> Rep:
    return Rep("anna", "Anna Berger", "anna@northwind.test", Availability("Europe/Berlin"), title="Solutions engineer")


@pytest.fixture
def meeting_type() -> MeetingType:
    return MeetingType("intro", "Intro call", Rules(), "A first conversation.")


@pytest.fixture
def event(booking: Booking) -> CalendarEvent:
    return CalendarEvent(
        uid="4f9c2d-0@convene",
        interval=booking.interval,
        summary="Intro call with Anna Berger",
        description="Hello Ada,\n\nsee you soon.\nAnna",
        organizer_name="Anna Berger",
        organizer_email="anna@northwind.test",
        attendee_name="Ada Lovelace",
        attendee_email="ada@engines.test",
        join_url="https://meet.test/4f9c2d",
        booking="4f9c2d",
    )

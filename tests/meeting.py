"""A meeting between Ada and Anna, as the tests of invitations and mails use it."""

from datetime import UTC, datetime, timedelta

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

ANNA = Rep("anna", "Anna Berger", "anna@northwind.test", Availability("Europe/Berlin"), title="Solutions engineer")
INTRO = MeetingType("intro", "Intro call", Rules(), "A first conversation.")
BOOKING = Booking(
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
EVENT = CalendarEvent(
    uid="4f9c2d-0@convene",
    interval=BOOKING.interval,
    summary="Intro call with Anna Berger",
    description="Hello Ada,\n\nsee you soon.\nAnna",
    organizer_name="Anna Berger",
    organizer_email="anna@northwind.test",
    attendee_name="Ada Lovelace",
    attendee_email="ada@engines.test",
    join_url="https://meet.test/4f9c2d",
    booking="4f9c2d",
)

"""Our event as it lies in a calendar."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from convene.calendars.stored_event import changed_text, live_event, new_text
from convene.model import CalendarEvent, Interval

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
START = datetime(2026, 11, 26, 9, tzinfo=UTC)
EVENT = CalendarEvent(
    uid="0b5f3c-0@convene",
    interval=Interval(START, START + timedelta(minutes=30)),
    summary="Intro call",
    description="Hello",
    organizer_name="Anna Berger",
    organizer_email="anna@northwind.test",
    attendee_name="Ada Lovelace",
    attendee_email="ada@analytical.test",
    booking="0b5f3c",
)


def stored(text):
    return live_event(Calendar.from_ical(text), EVENT.uid)


def test_no_method_is_written():
    """RFC 4791: objects in a calendar have none, that is for mail."""
    assert "METHOD" not in new_text(EVENT, NOW)


def test_every_line_ends_and_folds_as_the_standard_says():
    """RFC 5545: CRLF, at most 75 octets."""
    lines = new_text(replace(EVENT, description="ä" * 400), NOW).encode().split(b"\r\n")

    assert all(len(line) <= 75 and b"\n" not in line for line in lines)


def test_changing_keeps_one_of_everything():
    text = new_text(EVENT, NOW)
    for sequence in (1, 2, 3):
        text = changed_text(text, replace(EVENT, sequence=sequence), NOW)

    event = stored(text)

    assert event["SEQUENCE"] == 3
    assert not any(isinstance(value, list) for value in event.values())


def test_a_length_given_as_duration_becomes_our_end():
    text = new_text(EVENT, NOW).replace("DTEND:20261126T093000Z", "DURATION:PT2H")

    event = stored(changed_text(text, EVENT, NOW))

    assert "DURATION" not in event
    assert event.end == EVENT.interval.end


def test_a_meeting_without_link_keeps_the_place_the_rep_gave_it():
    text = new_text(EVENT, NOW).replace("END:VEVENT", "LOCATION:Room 4\r\nEND:VEVENT")

    assert stored(changed_text(text, EVENT, NOW))["LOCATION"] == "Room 4"


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=300))
def test_whatever_a_visitor_types_the_event_can_be_read(name, summary, description):
    """I6: line breaks, quotes, control characters, any script; and XML, which carries it, can hold it."""
    text = new_text(
        replace(EVENT, attendee_name=name, organizer_name=name, summary=summary, description=description), NOW
    )

    event = stored(text)

    assert event.start == START
    assert event["ATTENDEE"] == "mailto:ada@analytical.test"
    assert event["ATTENDEE"].params["SCHEDULE-AGENT"] == "CLIENT"
    assert len(event.errors) == 0
    assert all(character in "\t\r\n" or ord(character) >= 0x20 for character in text)

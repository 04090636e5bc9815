"""iCalendar text that mail clients accept: RFC 5545 for the form, RFC 5546 for what each method must hold."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from convene.invitations import ical
from convene.model import CalendarEvent, Interval

WRITERS = {"REQUEST": ical.request, "CANCEL": ical.cancel, "PUBLISH": ical.publish}


def _parsed(text: str) -> Calendar:
    return Calendar.from_ical(text)


def _event(text: str):
    events = _parsed(text).walk("VEVENT")
    assert len(events) == 1
    return events[0]


@pytest.mark.parametrize("method", WRITERS)
def test_the_text_has_the_form_of_rfc_5545(event: CalendarEvent, now: datetime, method: str) -> None:
    """N2: CRLF, at most 75 octets a line, required properties once each, UTC."""
    text = WRITERS[method](replace(event, description="ü" * 500), now)

    assert "\n" not in text.replace("\r\n", "")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    for once in (
        "VERSION:2.0",
        "PRODID:",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        "UID:",
        "DTSTAMP:",
        "DTSTART:",
        "DTEND:",
    ):
        assert len(re.findall(f"^{once}", unfolded, re.MULTILINE)) == 1, once
    assert "VTIMEZONE" not in text


@pytest.mark.parametrize("method", WRITERS)
def test_times_are_in_utc(event: CalendarEvent, now: datetime, method: str) -> None:
    """I13, N5: whatever zone the instants came in."""
    berlin = ZoneInfo("Europe/Berlin")
    there = replace(
        event, interval=Interval(event.interval.start.astimezone(berlin), event.interval.end.astimezone(berlin))
    )

    written = _event(WRITERS[method](there, now + timedelta(microseconds=5)))

    assert written.to_ical().count(b"20261124T140000Z") == 1
    assert written.decoded("DTSTART") == event.interval.start
    assert written.decoded("DTEND") == event.interval.end
    assert written.decoded("DTSTAMP") == now


def test_a_request_asks_the_visitor_for_an_answer_in_the_reps_name(event: CalendarEvent, now: datetime) -> None:
    """I5, I12, N2."""
    written = _event(ical.request(event, now))

    attendee, organizer = written["ATTENDEE"], written["ORGANIZER"]
    assert attendee == "mailto:ada@engines.test"
    assert dict(attendee.params) == {
        "CN": "Ada Lovelace",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    assert organizer == "mailto:anna@northwind.test"
    assert organizer.params["CN"] == "Anna Berger"
    assert written["STATUS"] == "CONFIRMED"
    assert written["SEQUENCE"] == 0


def test_a_cancellation_is_of_the_same_meeting_with_a_higher_sequence(event: CalendarEvent, now: datetime) -> None:
    """I3, N3."""
    asked = _event(ical.request(event, now))

    off = _event(ical.cancel(replace(event, sequence=1), now))

    assert off["UID"] == asked["UID"]
    assert off["SEQUENCE"] > asked["SEQUENCE"]
    assert off["STATUS"] == "CANCELLED"
    assert off["ATTENDEE"] == asked["ATTENDEE"]
    assert "RSVP" not in off["ATTENDEE"].params


def test_a_published_event_asks_nobody(event: CalendarEvent, now: datetime) -> None:
    """RFC 5546 3.2.1: PUBLISH has an organiser and no attendees."""
    written = _event(ical.publish(event, now))

    assert "ATTENDEE" not in written
    assert written["ORGANIZER"] == "mailto:anna@northwind.test"


def test_the_join_link_is_where_clients_look_for_it(event: CalendarEvent, now: datetime) -> None:
    """I10."""
    written = _event(ical.request(event, now))

    assert written["LOCATION"] == written["URL"] == written["CONFERENCE"] == event.join_url
    assert written["CONFERENCE"].params["VALUE"] == "URI"
    assert event.join_url in written["DESCRIPTION"]


def test_a_join_link_in_the_text_is_not_repeated(event: CalendarEvent, now: datetime) -> None:
    written = _event(ical.request(replace(event, description=f"Join at {event.join_url}."), now))

    assert written["DESCRIPTION"].count(event.join_url) == 1


def test_without_a_link_there_is_no_place(event: CalendarEvent, now: datetime) -> None:
    written = _event(ical.request(replace(event, join_url=None), now))

    assert not {"LOCATION", "URL", "CONFERENCE"} & set(written)


@pytest.mark.parametrize("name", ['Ada "the first" L', "a;b:c,d\\e", "Ada\r\nATTENDEE:mailto:x@x.test", "^n^'", ""])
def test_no_name_can_break_out_of_its_place(event: CalendarEvent, now: datetime, name: str) -> None:
    """I6, N8: the file still holds one organiser, one attendee, and nothing new."""
    text = ical.request(replace(event, attendee_name=name, summary=name, description=name), now)

    written = _event(text)
    assert written["ATTENDEE"] == "mailto:ada@engines.test"
    assert set(written) == set(_event(ical.request(event, now)))


def test_domains_are_written_as_mail_servers_know_them(event: CalendarEvent, now: datetime) -> None:
    """I5: the attendee has to be the address the mail goes to."""
    written = _event(ical.request(replace(event, attendee_email="ada@müller.test"), now))

    assert written["ATTENDEE"] == "mailto:ada@xn--mller-kva.test"


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_can_be_read_back(text: str, name: str) -> None:
    """I6: printable text comes back as it was."""
    interval = Interval(datetime(2026, 11, 24, 14, tzinfo=UTC), datetime(2026, 11, 24, 15, tzinfo=UTC))
    event = CalendarEvent("u", interval, text, text, name, "a@a.test", name, "b@b.test")

    written = _event(ical.request(event, interval.start))

    assert written["SUMMARY"] == ical.one_line(text)
    assert written.get("DESCRIPTION", "") == ical.printable(text).strip()

"""A meeting between Ada and Anna, part by part."""

from datetime import datetime

import pytest

from convene.model import Booking, CalendarEvent, MeetingType, Rep
from tests import meeting


@pytest.fixture
def now() -> datetime:
    return meeting.NOW


@pytest.fixture
def booking() -> Booking:
    return meeting.BOOKING


@pytest.fixture
def rep() -> Rep:
    return meeting.ANNA


@pytest.fixture
def meeting_type() -> MeetingType:
    return meeting.INTRO


@pytest.fixture
def event() -> CalendarEvent:
    return meeting.EVENT

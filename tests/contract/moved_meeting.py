"""A visitor who chats in German from New York books, and moves the meeting: what their invitation says then."""

import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

from convene.booking.hold import hold
from convene.booking.move import move
from convene.booking.roster import Roster
from convene.model import Booking, Invitation, InvitationText
from tests.service.conftest import ADA, Office

IN_GERMAN = InvitationText(
    "{{ meeting.name }} mit {{ rep.name }}",
    "Wir sprechen am {{ meeting.date }} um {{ meeting.time }} ({{ meeting.zone }}).",
)


async def booked_and_moved(office: Office) -> tuple[Booking, Booking]:
    """The meeting as it was booked, at 10:00 in Berlin, and as it was moved, to 10:30."""
    texts = Invitation("{{ meeting.name }}", "We meet on {{ meeting.date }}", languages={"de": IN_GERMAN})
    said = replace(office.services.config, invitation=texts)
    office.services = replace(office.services, config=said, roster=Roster(said, office.store))
    first, other, *_ = (await office.offer("visitor")).slots
    held = await hold(office.services, session="visitor", slot_id=first.id, zone="America/New_York", locale="de-DE")
    booked = await office.confirm(held, ADA)
    moved = await move(office.services, booking_id=booked.id, slot_id=other.id, session="visitor")
    return booked, moved


def words(html: str) -> str:
    """What a reader sees."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def at_new_york(instant: datetime) -> str:
    """The clock there, as a German text has it."""
    return f"{instant.astimezone(ZoneInfo('America/New_York')):%H:%M}"

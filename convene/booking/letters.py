"""The mails that tell visitor and rep about a booking, ready for the outbox: (key, RFC 5322 text).

A key names booking, change and reader, so that telling the same thing twice is telling it once. The visitor gets no
mail of ours when the calendar provider sends the invitation itself (invariant 4).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from convene.booking.events import event_of
from convene.booking.links import manage_url
from convene.booking.services import Services
from convene.booking.trouble import sender_of
from convene.invitations import ical
from convene.mail.compose import cancellation, invitation, rep_notice
from convene.model import Booking

Letter = tuple[str, str]
Transcript = Sequence[tuple[str, str]]


def booked(services: Services, booking: Booking, transcript: Transcript, now: datetime) -> list[Letter]:
    """The invitation, and the notice to the rep with what was said in the chat (case I11)."""
    return [*_invitation(services, booking, now), _notice(services, "booked", booking, transcript, now)]


def moved(services: Services, booking: Booking, before: Booking, transcript: Transcript, now: datetime) -> list[Letter]:
    """The new invitation and the notice; a new rep means that the old invitation is withdrawn (case P6)."""
    if booking.rep == before.rep:
        return [*_invitation(services, booking, now), _notice(services, "moved", booking, transcript, now)]
    return [
        *_withdrawal(services, before, booking.sequence, now),
        _notice(services, "cancelled", before, (), now),
        *booked(services, booking, transcript, now),
    ]


def invited_again(services: Services, booking: Booking, now: datetime) -> list[Letter]:
    """The new invitation after the rep moved the meeting; they know it already."""
    return _invitation(services, booking, now)


def cancelled(services: Services, booking: Booking, now: datetime) -> list[Letter]:
    """The invitation is withdrawn, and the rep hears of it."""
    return [
        *_withdrawal(services, booking, booking.sequence, now),
        _notice(services, "cancelled", booking, (), now),
    ]


def _invitation(services: Services, booking: Booking, now: datetime) -> list[Letter]:
    if _provider_tells(services, booking):
        return []
    event = event_of(services, booking)
    message = invitation(
        event=event,
        subject=event.summary,
        body=event.description,
        ics=ical.request(event, now),
        manage_url=manage_url(services, booking),
        sender=sender_of(services),
        now=now,
        locale=booking.locale,
        zone=booking.visitor_zone,
    )
    return [(f"{booking.id}/{booking.sequence}/invitation", message.as_string())]


def _withdrawal(services: Services, booking: Booking, sequence: int, now: datetime) -> list[Letter]:
    if _provider_tells(services, booking):
        return []
    event = event_of(services, replace(booking, sequence=sequence))
    message = cancellation(
        event=event,
        ics=ical.cancel(event, now),
        sender=sender_of(services),
        now=now,
        locale=booking.locale,
        note=booking.note,
        zone=booking.visitor_zone,
    )
    return [(f"{booking.id}/{sequence}/cancellation", message.as_string())]


def _notice(services: Services, kind: str, booking: Booking, transcript: Transcript, now: datetime) -> Letter:
    message = rep_notice(
        kind=kind,
        booking=booking,
        rep=services.roster.reps[booking.rep],
        meeting_type=services.config.meeting_types[booking.meeting_type],
        transcript=transcript,
        sender=sender_of(services),
        now=now,
    )
    return f"{booking.id}/{booking.sequence}/{kind}/{booking.rep}", message.as_string()


def _provider_tells(services: Services, booking: Booking) -> bool:
    return services.calendars(services.roster.reps[booking.rep]).sends_invitations

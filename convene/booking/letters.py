"""The mails that tell visitor and rep about a booking, ready for the outbox: (key, RFC 5322 text).

A key names booking, change and reader, so that telling the same thing twice is telling it once. The visitor gets no
mail of ours when the calendar provider sends the invitation itself (invariant 4), unless it would not (case A23).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from typing import Literal

from convene.booking.events import as_mailed, event_of, written
from convene.booking.links import manage_url
from convene.booking.services import Services
from convene.booking.trouble import sender_of
from convene.invitations import ical
from convene.mail import compose
from convene.mail.compose import cancellation, invitation, rep_notice
from convene.model import CALENDAR, VISITOR, Booking, Invitation
from convene.store.outbox import REMINDER, failure_of

Letter = tuple[str, str]
Transcript = Sequence[tuple[str, str]]


def booked(services: Services, booking: Booking, transcript: Transcript, now: datetime) -> list[Letter]:
    """The invitation, and the notice to the rep with what was said in the chat (case I11)."""
    return [*_invitation(services, booking, now), _notice(services, "booked", booking, transcript, now)]


def changed(
    services: Services, booking: Booking, before: Booking, transcript: Transcript, now: datetime
) -> list[Letter]:
    """The new invitation and the notice; a new rep means that the old invitation is withdrawn (case P6).

    A rep hears nothing of what they did themselves, but for a meeting that is new to them.
    """
    if booking.rep == before.rep:
        return [*_invitation(services, booking, now), *_news(services, "moved", booking, transcript, now)]
    gone, taker = replace(before, changed_by=booking.changed_by), services.roster.reps[booking.rep].name
    return [
        *_withdrawal(services, gone, booking.sequence, now, taker),
        *_news(services, "handed_over", gone, (), now, taker=taker),
        *booked(services, booking, transcript, now),
    ]


def invited(services: Services, booking: Booking, now: datetime) -> list[Letter]:
    """The invitation alone: its rep knows of the meeting already."""
    return _invitation(services, booking, now)


def cancelled(services: Services, booking: Booking, now: datetime) -> list[Letter]:
    """The invitation is withdrawn, and the rep hears of it."""
    return [
        *_withdrawal(services, booking, booking.sequence, now),
        *_news(services, "cancelled", booking, (), now),
    ]


def reminder(services: Services, booking: Booking, lead: str, now: datetime) -> list[Letter]:
    """The meeting comes up: a mail to the visitor, in their language and zone (case P11)."""
    event = event_of(services, booking)
    message = compose.reminder(
        event=event,
        manage_url=manage_url(services, booking),
        sender=sender_of(services),
        now=now,
        locale=booking.locale,
        zone=booking.visitor_zone,
        about=lead,
    )
    return [(f"{booking.id}/{booking.sequence}{REMINDER}{lead}", message.as_string())]


def failed(services: Services, booking: Booking, why: str, transcript: Transcript, now: datetime) -> list[Letter]:
    """A booking did not come about: to its rep and to the admin. `why` is `taken` or `unreachable`."""
    readers = (services.roster.reps[booking.rep].email, services.settings.admin_email)
    return [
        (failure_of(booking.session) + to, _message(services, "failed", booking, transcript, now, why=why, to=to))
        for to in dict.fromkeys(filter(None, readers))
    ]


def _invitation(services: Services, booking: Booking, now: datetime) -> list[Letter]:
    if _provider_tells(services, booking):
        return []
    visitors = f"{booking.id}/{booking.sequence}/invitation", invitation_mail(services, booking, now).as_string()
    return [visitors, *guests_invited(services, booking, booking.guests, now)]


def guests_invited(services: Services, booking: Booking, guests: Sequence[str], now: datetime) -> list[Letter]:
    """The invitation of these guests of the visitor, unless the provider sends it."""
    if _provider_tells(services, booking):
        return []
    return [
        (
            f"{booking.id}/{booking.sequence}/guest/{guest}",
            invitation_mail(services, booking, now, to=guest).as_string(),
        )
        for guest in guests
    ]


def invitation_mail(
    services: Services,
    booking: Booking,
    now: datetime,
    draft: Invitation | None = None,
    method: Literal["REQUEST", "PUBLISH"] = "REQUEST",
    to: str = "",
) -> EmailMessage:
    """The mail that invites the visitor, or the guest at `to`, with what the rep wrote, or with this draft of it.

    With `PUBLISH` its calendar file asks nobody for an answer: a test for whoever wrote the text.
    """
    event = as_mailed(event_of(services, booking, draft, for_others=bool(to)), booking)
    link = "" if to else manage_url(services, booking)
    said = written(services, booking, draft, manage_link=link)
    return invitation(
        event=event,
        subject=said.subject,
        body=said.text,
        body_html=said.html,
        ics=ical.request(event, now) if method == "REQUEST" else ical.publish(event, now),
        method=method,
        manage_url=link,
        sender=sender_of(services),
        now=now,
        locale=booking.locale,
        zone=booking.visitor_zone,
        to=to,
    )


def _withdrawal(services: Services, booking: Booking, sequence: int, now: datetime, taker: str = "") -> list[Letter]:
    if _provider_tells(services, booking):
        return []
    letters = []
    for guest in ("", *booking.guests):
        event = as_mailed(event_of(services, replace(booking, sequence=sequence), for_others=bool(guest)), booking)
        message = cancellation(
            event=event,
            ics=ical.cancel(event, now),
            sender=sender_of(services),
            now=now,
            locale=booking.locale,
            note=booking.note,
            zone=booking.visitor_zone,
            to=guest,
            taker=taker,
        )
        letters.append((f"{booking.id}/{sequence}/cancellation{guest and '/'}{guest}", message.as_string()))
    return letters


def _news(
    services: Services, kind: str, booking: Booking, transcript: Transcript, now: datetime, taker: str = ""
) -> list[Letter]:
    """The notice to the rep, unless it was them who did it at the desk."""
    if booking.changed_by == services.roster.reps[booking.rep].email:
        return []
    return [_notice(services, kind, booking, transcript, now, taker)]


def _notice(
    services: Services, kind: str, booking: Booking, transcript: Transcript, now: datetime, taker: str = ""
) -> Letter:
    key = f"{booking.id}/{booking.sequence}/{kind}/{booking.rep}"
    return key, _message(services, kind, booking, transcript, now, taker=taker)


def _message(
    services: Services, kind: str, booking: Booking, transcript: Transcript, now: datetime, **more: str
) -> str:
    rep = services.roster.reps[booking.rep]
    message = rep_notice(
        kind=kind,
        booking=booking,
        rep=rep,
        meeting_type=services.config.meeting_types[booking.meeting_type],
        locale=services.roster.language_of(more.get("to") or rep.email),
        transcript=transcript,
        sender=sender_of(services),
        now=now,
        changed_by=_name(services, booking),
        **more,
    )
    return str(message.as_string())


def _name(services: Services, booking: Booking) -> str:
    """Who changed the meeting, by name; nothing when it was the visitor."""
    if booking.changed_by in (VISITOR, CALENDAR):
        return ""
    rep = services.roster.rep_with(booking.changed_by)
    return rep.name if rep else booking.changed_by


def _provider_tells(services: Services, booking: Booking) -> bool:
    return services.calendars(services.roster.reps[booking.rep]).sends_invitations and not booking.own_invitation

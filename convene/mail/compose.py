"""The mails Convene writes: whom each goes to, and what it has to say; the words are in `templates/<language>/`.

Instants are aware; `now` becomes the Date.
"""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage

from convene.invitations.text import one_line, printable
from convene.invitations.times import (
    clock_in_words,
    date_in_words,
    duration_in_words,
    locale_named,
    time_in_words,
    zone_in_words,
)
from convene.mail.letter import add_calendar, addressed, letter, mailbox
from convene.model import Booking, CalendarEvent, MeetingType, Rep


def invitation(
    *,
    event: CalendarEvent,
    subject: str,
    body: str,
    body_html: str = "",
    ics: str,
    method: str = "REQUEST",
    manage_url: str,
    sender: str,
    now: datetime,
    locale: str,
    zone: str,
    to: str = "",
) -> EmailMessage:
    """The invitation to the visitor, or its update when the event's sequence is above 0.

    Args:
        event: the meeting; its organiser is the rep, its attendee the visitor (case I12).
        subject: the rep's rendered subject.
        body: the rep's rendered text.
        body_html: the same as HTML, safe as it stands; made from `body` if there is none.
        ics: the iCalendar text, whose METHOD is `method`.
        method: the iTIP method.
        manage_url: the visitor's link for moving and cancelling; empty for their guests.
        sender: the address mails come from; the name shown is the rep's.
        now: when it is written.
        locale: the visitor's BCP 47 tag.
        zone: the IANA zone in which the visitor was shown the time (case I2).
        to: the address of one of the visitor's guests, to whom it goes instead; they are told that the text is not
            written to them.
    """
    values = _meeting_words(event, zone, locale) | {
        "subject": one_line(subject),
        "body": printable(body).strip(),
        "body_html": body_html,
        "manage_url": manage_url,
        "updated": event.sequence > 0,
        "guest_of": one_line(event.attendee_name or event.attendee_email) if to else "",
    }
    message = letter("invitation", locale, values)
    add_calendar(message, ics, method)
    return _to_visitor(message, event, sender, now, method, to)


def cancellation(
    *,
    event: CalendarEvent,
    ics: str,
    sender: str,
    now: datetime,
    locale: str,
    subject: str = "",
    note: str = "",
    zone: str,
    to: str = "",
    taker: str = "",
) -> EmailMessage:
    """The withdrawal of the invitation, to the visitor or, with `to`, to one of their guests.

    `note` is what was said about it, `zone` the visitor's, `taker` with whom the meeting is instead, if it only moved.
    """
    values = _meeting_words(event, zone, locale) | {
        "subject": one_line(subject or event.summary),
        "note": printable(note).strip(),
        "taker": one_line(taker),
    }
    message = letter("cancellation", locale, values)
    add_calendar(message, ics, "CANCEL")
    return _to_visitor(message, event, sender, now, "CANCEL", to)


def reminder(
    *,
    event: CalendarEvent,
    manage_url: str,
    sender: str,
    now: datetime,
    locale: str,
    zone: str,
    about: str,
) -> EmailMessage:
    """The meeting comes up, to the visitor; `about` tells one reminder of a meeting from another."""
    values = _meeting_words(event, zone, locale) | {"manage_url": manage_url}
    return _to_visitor(letter("reminder", locale, values), event, sender, now, f"reminder/{about}")


def manage_link(
    *, event: CalendarEvent, manage_url: str, sender: str, now: datetime, locale: str, zone: str
) -> EmailMessage:
    """The link for moving and cancelling, to the visitor; somebody who reads the calendar entry asked for it."""
    values = _meeting_words(event, zone, locale) | {"manage_url": manage_url}
    return _to_visitor(letter("manage_link", locale, values), event, sender, now, f"link/{now.isoformat()}")


def rep_notice(
    *,
    kind: str,
    booking: Booking,
    rep: Rep,
    meeting_type: MeetingType,
    transcript: Sequence[tuple[str, str]],
    sender: str,
    now: datetime,
    locale: str,
    changed_by: str = "",
    taker: str = "",
    why: str = "",
    to: str = "",
) -> EmailMessage:
    """What the rep, and nobody else, has to know: who is coming, and what was said in the chat (case I11).

    `kind` is `booked`, `moved`, `cancelled`, `handed_over` (to `taker`) or `failed`, and then `why` is `taken` or
    `unreachable`; `transcript` holds (who, text), who being `visitor` or `assistant`; `changed_by` is who of the team
    did it, by name, if it was not the visitor. Times are in the rep's zone, words in
    the reader's language `locale`; answers go to the visitor. `to` is another
    reader than the rep.
    """
    person, company = booking.person, booking.company
    values = {
        "kind": kind,
        "changed_by": one_line(changed_by),
        "taker": one_line(taker),
        "why": why,
        "meeting": one_line(meeting_type.in_language(locale_named(locale).language).name),
        "date": date_in_words(booking.start, rep.zone, locale),
        "start": clock_in_words(booking.start, rep.zone, locale),
        "begins": time_in_words(booking.start, rep.zone, locale),
        "end": time_in_words(booking.end, rep.zone, locale),
        "zone": zone_in_words(rep.zone, locale),
        "visitor_time": time_in_words(booking.start, booking.visitor_zone, locale),
        "visitor_date": date_in_words(booking.start, booking.visitor_zone, locale),
        "visitor_zone": zone_in_words(booking.visitor_zone, locale),
        "name": one_line(person.name),
        "email": one_line(person.email),
        "phone": one_line(person.phone),
        "company": one_line(company.name),
        "domain": one_line(company.domain),
        "note": printable(booking.note).strip(),
        "join_url": booking.join_url,
        "transcript": [(who, printable(text).strip()) for who, text in transcript],
    }
    return addressed(
        letter("rep_notice", locale, values),
        sender=sender,
        to=mailbox("" if to else rep.name, to or rep.email),
        answers_to=mailbox(person.name, person.email) if person.email else None,
        now=now,
        about=f"{booking.id}/{booking.sequence}/{kind}/{to or rep.id}",
    )


def access_code(*, code: str, to: str, company: str, sender: str, now: datetime, locale: str) -> EmailMessage:
    """The code by which visitors show in the chat that a meeting is theirs; `company` is whom the chat belongs to."""
    values = {"code": code, "company": one_line(company)}
    return addressed(
        letter("access_code", locale, values, html="alert"),
        sender=sender,
        shown=company,
        to=mailbox("", to),
        now=now,
        about=f"code/{code}/{now.isoformat()}/{to}",
    )


def handover(
    *,
    contact: str,
    note: str,
    name: str,
    company: str,
    page: str,
    transcript: Sequence[tuple[str, str]],
    to: str,
    sender: str,
    now: datetime,
    about: str,
    locale: str,
) -> EmailMessage:
    """Tells our people that a visitor wants to hear from one of them; `contact` is an address or a phone number."""
    values = {
        "contact": one_line(contact),
        "note": printable(note).strip(),
        "name": one_line(name),
        "company": one_line(company),
        "page": one_line(page),
        "transcript": [(who, printable(text).strip()) for who, text in transcript],
    }
    return addressed(
        letter("handover", locale, values, html="alert"),
        sender=sender,
        to=mailbox("", to),
        answers_to=mailbox(name, contact) if "@" in contact else None,
        now=now,
        about=f"{about}/{to}",
    )


def admin_alert(*, kind: str, to: str, sender: str, now: datetime, locale: str, **values: object) -> EmailMessage:
    """Tells somebody who can mend it that something is broken.

    `kind` names the template: `unreachable`, `needs_reauth`, `not_inviting` and `not_changing` are about a calendar,
    and take `rep` and `error`; `undelivered` is about a mail, and takes `recipient`, `about` and `error`. The same
    alert to the same person has the same Message-ID for a day.
    """
    said = {name: printable(value) if isinstance(value, str) else value for name, value in values.items()}
    about = "/".join(str(getattr(value, "id", value)) for value in values.values())
    return addressed(
        letter(f"alert_{kind}", locale, {**said, "to": to}, html="alert"),
        sender=sender,
        to=mailbox("", to),
        now=now,
        about=f"{kind}/{about}/{now:%Y-%m-%d}/{to}",
    )


def desk_letter(
    kind: str, *, to: str, sender: str, now: datetime, locale: str, link: str, **values: object
) -> EmailMessage:
    """A mail about the desk: `desk_link` to sign in by `link`, `desk_invited` to somebody who is new there."""
    said = {name: one_line(value) if isinstance(value, str) else value for name, value in values.items()}
    return addressed(
        letter(kind, locale, {**said, "to": to, "link": link}, html="desk"),
        sender=sender,
        to=mailbox("", to),
        now=now,
        about=f"{kind}/{to}/{link}/{now.isoformat()}",
    )


def _meeting_words(event: CalendarEvent, zone: str, locale: str) -> dict[str, object]:
    interval = event.interval
    return {
        "title": one_line(event.summary),
        "date": date_in_words(interval.start, zone, locale),
        "start": clock_in_words(interval.start, zone, locale),
        "end": time_in_words(interval.end, zone, locale),
        "zone": zone_in_words(zone, locale),
        "duration": duration_in_words(interval.duration, locale),
        "rep": one_line(event.organizer_name),
        "rep_email": event.organizer_email,
        "join_url": event.join_url,
    }


def _to_visitor(
    message: EmailMessage, event: CalendarEvent, sender: str, now: datetime, about: str, guest: str = ""
) -> EmailMessage:
    """From the rep as far as the sender's domain allows, so that mail clients take the organiser for genuine (N4)."""
    return addressed(
        message,
        sender=sender,
        shown=event.organizer_name,
        to=mailbox("", guest) if guest else mailbox(event.attendee_name, event.attendee_email),
        answers_to=mailbox(event.organizer_name, event.organizer_email),
        now=now,
        about=f"{event.uid}/{event.sequence}/{about}{guest and '/'}{guest}",
    )

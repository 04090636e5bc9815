"""What stands in the calendar and in the invitation: the rep's text with the visitor's details in it."""

from dataclasses import dataclass, replace

from convene.booking.links import entry_url
from convene.booking.services import Services
from convene.invitations.conference import conference_link
from convene.invitations.entry import entry_text
from convene.invitations.formatting import as_link, escaped, to_html, to_text
from convene.invitations.templates import render
from convene.invitations.text import one_line
from convene.invitations.times import locale_named
from convene.invitations.tokens import Tokens, defaults, tokens
from convene.model import Booking, CalendarEvent, Invitation


@dataclass(frozen=True, slots=True)
class Written:
    """An invitation in words: the body as plain text, for calendars and mail, and as HTML, for mail."""

    subject: str
    text: str
    html: str


def written(
    services: Services, booking: Booking, invitation: Invitation | None = None, *, manage_link: str = ""
) -> Written:
    """What the rep wrote, for this booking and in its visitor's language if there is a text in it; or this draft of it.

    `manage_link` stands where the rep wants the link that moves and cancels; nothing does where guests read it.
    """
    rep = services.roster.reps[booking.rep]
    text, locale = services.roster.invitation_text(invitation or services.roster.invitation_of(rep), booking.locale)
    values = tokens(
        booking,
        rep,
        services.config.meeting_types[booking.meeting_type].in_language(locale_named(locale).language),
        company_name=services.config.branding.company,
        manage_url=manage_link,
        locale=locale,
    )
    instead = defaults(locale)
    body = render(text.body, _as_written_in_texts(values), {name: escaped(value) for name, value in instead.items()})
    return Written(one_line(render(text.subject, values, instead)), to_text(body), to_html(body))


def event_of(
    services: Services, booking: Booking, invitation: Invitation | None = None, *, for_others: bool = False
) -> CalendarEvent:
    """The event of a booking, as it is now; the chat is not in it (case I11), the rep is its organiser (I12).

    `invitation` is a draft to be tried instead of what the rep has. The entry's link is without danger in the hands of
    whoever reads the calendar (ADR 9); what `for_others` is made, the visitor's guests, has none.
    """
    rep, link = services.roster.reps[booking.rep], "" if for_others else entry_url(services, booking)
    said = written(services, booking, invitation, manage_link=link)
    return CalendarEvent(
        uid=booking.uid,
        interval=booking.interval,
        summary=said.subject,
        description=entry_text(
            said.text,
            guest=booking.person.name or booking.person.email,
            manage_link=link,
            locale=booking.locale,
        ),
        organizer_name=rep.name,
        organizer_email=rep.email,
        attendee_name=booking.person.name,
        attendee_email=booking.person.email,
        join_url=booking.join_url,
        conference=(invitation or services.roster.invitation_of(rep)).conference,
        sequence=booking.sequence,
        booking=booking.id,
        guests=booking.guests,
    )


def as_mailed(event: CalendarEvent, booking: Booking) -> CalendarEvent:
    """The event as invitations name it: by one UID, whoever mails them, and ever newer (RFC 5546, 3.2.2).

    A provider that has mailed the first one, and then will not mail the next, has named it by a UID of its own. Its
    count and ours only grow, so their sum is above both.
    """
    return replace(event, uid=booking.provider_uid or event.uid, sequence=event.sequence + booking.provider_sequence)


def with_conference(services: Services, booking: Booking, invitation: Invitation | None = None) -> Booking:
    """The booking with its conference link, if its rep has links of their own and wants one; or as this draft wants."""
    rep = services.roster.reps[booking.rep]
    wanted = (invitation or services.roster.invitation_of(rep)).conference
    if booking.join_url or not rep.conference_url or not wanted:
        return booking
    return replace(booking, join_url=conference_link(rep.conference_url, booking, rep))


def _as_written_in_texts(values: Tokens) -> Tokens:
    """The values as they have to stand in formatted text: our own two links are links, everything else is plain."""
    links = {("meeting", "link"), ("meeting", "manage_link")}
    return {
        group: {n: as_link(v) if v and (group, n) in links else escaped(v) for n, v in named.items()}
        for group, named in values.items()
    }

"""What stands in the calendar and in the invitation: the rep's text with the visitor's details in it."""

from dataclasses import replace

from convene.booking.links import manage_url
from convene.booking.services import Services
from convene.invitations.conference import conference_link
from convene.invitations.templates import render
from convene.invitations.tokens import tokens
from convene.model import Booking, CalendarEvent


def event_of(services: Services, booking: Booking) -> CalendarEvent:
    """The event of a booking, as it is now; the chat is not in it (case I11), the rep is its organiser (I12)."""
    rep = services.roster.reps[booking.rep]
    invitation = services.config.invitation_of(rep)
    values = tokens(
        booking,
        rep,
        services.config.meeting_types[booking.meeting_type],
        company_name=services.config.branding.company,
        manage_url=manage_url(services, booking),
        locale=booking.locale,
    )
    return CalendarEvent(
        uid=booking.uid,
        interval=booking.interval,
        summary=render(invitation.subject, values),
        description=render(invitation.body, values),
        organizer_name=rep.name,
        organizer_email=rep.email,
        attendee_name=booking.person.name,
        attendee_email=booking.person.email,
        join_url=booking.join_url,
        conference=invitation.conference,
        sequence=booking.sequence,
        booking=booking.id,
    )


def with_conference(services: Services, booking: Booking) -> Booking:
    """The booking with its conference link, if its rep has links of their own and wants one."""
    rep = services.roster.reps[booking.rep]
    if booking.join_url or not rep.conference_url or not services.config.invitation_of(rep).conference:
        return booking
    return replace(booking, join_url=conference_link(rep.conference_url, booking, rep))

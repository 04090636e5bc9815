"""Cancelling a meeting (cases A6, P5, P7, R6)."""

from dataclasses import replace

from convene.booking import letters
from convene.booking.claims import claimed
from convene.booking.move import must_be_changeable
from convene.booking.services import Services
from convene.booking.trouble import calendar_failed, invitations_refused
from convene.errors import BookingNotFound, CalendarUnreachable, InvitationsRefused
from convene.model import VISITOR, Booking, Status
from convene.store.bookings import MEETINGS


async def cancel(services: Services, *, booking_id: str, note: str = "", by: str = VISITOR) -> Booking:
    """Cancel a meeting: the event goes, the invitation is withdrawn, the rep hears of it and gets the turn back.

    Cancelling again changes nothing. A hold simply ends.

    Args:
        services: the parts of this Convene.
        booking_id: the meeting.
        note: what is to be told about it: by the visitor to the rep, or by the team to the visitor.
        by: `VISITOR`, whom the change notice binds, or `CALENDAR` or an address of the team, whom it does not.

    Raises:
        CalendarUnreachable: if the calendar does not answer. The meeting still stands, it is kept that it is to be
            cancelled (`booking.pending` is `delete`), and the reconciler does it and sends the mails.
        TooLate: if the meeting is too close, or over.
        BookingNotFound: if there is no such meeting.
    """
    async with claimed(services, booking_id) as claim:
        store, booking = services.store, await services.store.booking(booking_id)
        if booking.status is Status.CANCELLED:
            return booking
        if booking.status is Status.HELD:
            await store.give_up(booking_id, claim, services.clock.now())
            return replace(booking, status=Status.CANCELLED, pending=None)
        if booking.status not in MEETINGS:
            raise BookingNotFound(booking_id)
        if booking.pending != "delete":
            must_be_changeable(services, booking, by)
        await store.put_back(booking_id, claim, services.clock.now())  # a move that got stuck is off
        wanted = await store.want_cancelled(booking_id, claim, note, by, services.clock.now())
        return await end_meeting(services, wanted, claim)


async def end_meeting(services: Services, booking: Booking, claim: str) -> Booking:
    """Delete the event of a meeting that is to be cancelled; only when it is gone, the meeting is cancelled (case P7).

    Raises:
        CalendarUnreachable: if the calendar does not answer.
    """
    rep = services.roster.reps[booking.rep]
    try:
        if booking.provider_event_id:
            await services.calendars(rep).delete(booking.provider_event_id)
    except InvitationsRefused as refused:  # the event is gone, only the visitor does not know
        await invitations_refused(services, rep, refused)
        booking = replace(booking, own_invitation=True)
    except CalendarUnreachable as failure:
        await calendar_failed(services, rep, failure)
        raise
    now, gone = services.clock.now(), replace(booking, sequence=booking.sequence + 1)
    return await services.store.cancelled(gone, claim, letters.cancelled(services, gone, now), now)

"""Confirming a held time: from here on there is a meeting (cases A1, A11, A16)."""

from collections.abc import Sequence
from dataclasses import replace

from convene.booking.claims import claimed
from convene.booking.commit import MayBeWritten, commit
from convene.booking.failures import booking_failed
from convene.booking.knowing import known_company, known_person
from convene.booking.services import Services
from convene.errors import BookingNotFound, CalendarUnreachable, SlotExpired, SlotTaken, TooManyBookings
from convene.model import Booking, Company, Person, Status
from convene.store.changes import MeetsAlready


async def confirm(
    services: Services,
    *,
    booking_id: str,
    session: str,
    person: Person,
    company: Company,
    transcript: Sequence[tuple[str, str]],
    guests: Sequence[str] = (),
) -> Booking:
    """Make the hold a meeting: the event in the rep's calendar, the invitation, the notice to the rep.

    Confirming again gives the same meeting, and so does confirming a time at which the visitor, known by session or
    e-mail, has a meeting already. A hold that has lapsed is good as long as its time is free. If its rep is not free
    any more, another rep of the queue gets the meeting, unless the visitor asked for that one.

    Args:
        services: the parts of this Convene.
        booking_id: the hold.
        session: the chat session it belongs to.
        person: who is coming; the e-mail address has to be given.
        company: where they work, as far as known.
        transcript: what was said, as (who, text), for the rep's eyes only.
        guests: the addresses of those whom the visitor brings.

    Raises:
        SlotTaken: if nobody, or not the rep asked for, is free at that time any more; the answers stay with the
            session, the hold has ended.
        CalendarUnreachable: if nobody's calendar can be written now. Confirming again may work. If the event was
            perhaps written, the booking stays pending: the reconciler confirms it unless another time is taken.
        SlotExpired: if the time has passed, or the meeting was cancelled since.
        TooManyBookings: if the e-mail address has as many meetings ahead as one may have.
        BookingNotFound: if the session has no such hold.
    """
    store = services.store
    async with claimed(services, booking_id) as claim:
        while True:
            now, booking = services.clock.now(), await store.booking(booking_id)
            if booking.session != session:
                raise BookingNotFound(booking_id)
            if booking.status is Status.CANCELLED or (booking.status is Status.HELD and booking.start <= now):
                raise SlotExpired("the time has passed, or the meeting was cancelled")
            if booking.status is not Status.HELD:
                return booking
            if theirs := await store.meeting_at(booking.start, session=session, email=person.email, besides=booking_id):
                await store.release(session, now)
                return theirs
            if await store.count_meetings(person.email, now) >= services.config.bookings_per_email:
                raise TooManyBookings(person.email)
            person = await known_person(services, person, session)
            company = await known_company(services, company, person.email, session)
            await store.keep_answers(booking_id, person, company, transcript, guests)
            try:
                return await commit(services, booking, claim, booking.interval)
            except MeetsAlready:
                await _wait_for_the_other(services, booking, person)
            except MayBeWritten:
                raise
            except (SlotTaken, CalendarUnreachable) as failure:
                await store.give_up(booking_id, claim, services.clock.now())
                await booking_failed(services, replace(booking, person=person, company=company), failure)
                raise


async def _wait_for_the_other(services: Services, booking: Booking, person: Person) -> None:
    """The same visitor is booking the same time elsewhere, in another tab: let that come to its end.

    Raises:
        CalendarUnreachable: if it got stuck there.
    """
    other = await services.store.being_booked_at(booking.start, person.email)
    if other is None:
        return
    async with claimed(services, other):
        if (await services.store.booking(other)).pending:
            raise CalendarUnreachable("this meeting is already being booked, and the calendar does not answer")

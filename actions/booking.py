"""Making the booking, dropping it, and showing it afterwards."""

from datetime import UTC, datetime

from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from actions.asking import show_fallback
from actions.base import ConveneAction
from actions.turn import Turn
from convene.booking.confirm import confirm
from convene.booking.find import booking_of
from convene.booking.hold import release
from convene.booking.links import manage_url
from convene.errors import (
    BookingNotFound,
    CalendarUnreachable,
    ConveneError,
    SlotExpired,
    SlotTaken,
    TooManyBookings,
)
from convene.model import Booking, Company, Person, Status

OF_ONE_BOOKING = (
    "wish",
    "chosen_slot",
    "booking_confirmed",
    "offered_slots",
    "shown_slots",
    "wish_readings",
    "missed_wishes",
)
ABOUT_THE_BOOKING = {
    "affirm": "utter_already_booked",
    "check_booking": "utter_booking_shown",
    "reschedule_meeting": "utter_booking_to_move",
    "cancel_meeting": "utter_booking_to_cancel",
}


class ActionBookMeeting(ConveneAction):
    """Makes the meeting."""

    def name(self) -> str:
        """Run when the form has all answers."""
        return "action_book_meeting"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Book, and show the booking; when the time is lost, the form goes on with all other answers kept (A1)."""
        try:
            booking = await _confirm(turn)
        except ConveneError as trouble:
            return await _explain(turn, trouble)
        if booking.session != turn.session:  # an address alone opens nobody's meeting (case P5)
            turn.say("utter_meets_already", time=turn.say_time(booking.start), email=booking.person.email)
            return _forget(*OF_ONE_BOOKING, "booking_id")
        _show_booking(turn, "utter_booked", booking)
        return [*_forget(*OF_ONE_BOOKING), SlotSet("booking_id", booking.id), SlotSet("booked", True)]


class ActionStopBooking(ConveneAction):
    """Ends a booking that was not made."""

    def name(self) -> str:
        """Run when the visitor stops or leaves."""
        return "action_stop_booking"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Give the held time back; what the visitor told about themselves is kept."""
        await release(turn.services, turn.session)
        turn.say("utter_goodbye_unfinished" if turn.intent == "goodbye" else "utter_stopped")
        return _forget(*OF_ONE_BOOKING, "booking_id")


class ActionShowBooking(ConveneAction):
    """Shows the meeting of this visitor, with the page on which it can be moved and cancelled."""

    def name(self) -> str:
        """Run for everything that concerns an existing booking."""
        return "action_show_booking"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Say when and with whom the meeting is, or that there is none."""
        booking = await booking_of(turn.services, turn.session)
        if booking is None or booking.status is Status.HELD:
            turn.say("utter_not_booked_yet" if booking else "utter_no_booking")
            return [SlotSet("booked", False)]
        _show_booking(turn, ABOUT_THE_BOOKING.get(turn.intent, "utter_booking_to_change"), booking)
        if turn.intent == "book_meeting":
            turn.say("utter_another_meeting")
        return [SlotSet("booked", True)]


async def _explain(turn: Turn, trouble: ConveneError) -> list[EventType]:
    """Say why it was not booked; what is still good of the answers stays."""
    match trouble:
        case CalendarUnreachable():
            show_fallback(turn)
            return _forget("booking_confirmed")
        case TooManyBookings():
            await release(turn.services, turn.session)
            turn.say("utter_too_many_bookings", email=turn.tracker.get_slot("visitor_email"))
            return _forget(*OF_ONE_BOOKING, "booking_id", "visitor_email")
        case SlotTaken() | SlotExpired() | BookingNotFound():
            turn.say("utter_slot_taken" if isinstance(trouble, SlotTaken) else "utter_slot_expired")
            return [*_forget("chosen_slot", "booking_confirmed", "shown_slots"), ActiveLoop("booking_form")]
    raise trouble


async def _confirm(turn: Turn) -> Booking:
    slot = turn.tracker.get_slot
    return await confirm(
        turn.services,
        booking_id=slot("booking_id") or "",
        session=turn.session,
        person=Person(name=slot("visitor_name"), email=slot("visitor_email")),
        company=Company(name=slot("visitor_company") or ""),
        transcript=await turn.services.store.transcript(turn.session),
    )


def _show_booking(turn: Turn, response: str, booking: Booking) -> None:
    rep, link = turn.services.roster.reps[booking.rep].name, manage_url(turn.services, booking)
    data = {
        "start": _z(booking.start),
        "end": _z(booking.end),
        "zone": turn.zone,
        "rep": rep,
        "join_url": booking.join_url,
        "ics_url": f"{link}/invite.ics",
        "manage_url": link,
    }
    time = turn.say_time(booking.start)
    turn.show("booking", response, data=data, time=time, rep=rep, email=booking.person.email)


def _forget(*slots: str) -> list[EventType]:
    return [SlotSet(slot, None) for slot in slots]


def _z(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

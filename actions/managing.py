"""A meeting that is booked: seeing it, moving it, cancelling it, getting its invitation again."""

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import ConveneAction
from actions.booking import ABOUT_THE_BOOKING, OF_ONE_BOOKING, forget, show_booking
from actions.turn import Turn
from convene.booking.cancel import cancel
from convene.booking.find import booking_of, find
from convene.booking.invite_again import invite_again
from convene.booking.move import must_be_changeable
from convene.errors import BookingNotFound, CalendarUnreachable, TooLate
from convene.model import Booking, Status
from convene.store.bookings import MEETINGS

NO = {"deny", "stop", "goodbye"}
YES = {"affirm", "cancel_meeting"}


async def meeting_of(turn: Turn) -> Booking | None:
    """The meeting this visitor has: made in this chat, or proved to be theirs; None if there is none."""
    booking = await booking_of(turn.services, turn.session)
    if booking and booking.status is not Status.HELD:
        return booking
    try:
        known = await find(turn.services, turn.tracker.get_slot("known_booking") or "")
    except BookingNotFound:
        return None
    return known if known.status in MEETINGS and known.end > turn.now else None


class ActionShowBooking(ConveneAction):
    """Shows the meeting of this visitor."""

    def name(self) -> str:
        """Run for everything that concerns an existing booking."""
        return "action_show_booking"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Say when and with whom the meeting is; without one, a rule asks for the address it was booked with."""
        booking = await meeting_of(turn)
        if booking is None:
            if turn.intent != "check_booking" or turn.tracker.active_loop_name:
                turn.say("utter_not_booked_yet")
            return [SlotSet("booked", False)]
        if turn.entity("resend"):
            await _send_again(turn, booking)
            return [SlotSet("booked", True)]
        show_booking(turn, ABOUT_THE_BOOKING.get(turn.intent, "utter_booking_to_change"), booking)
        if turn.intent != "affirm":
            turn.say("utter_another_meeting" if turn.intent == "book_meeting" else "utter_what_now")
        return [SlotSet("booked", True)]


class ActionFindMeeting(ConveneAction):
    """Finds the meeting that is to be moved or cancelled."""

    def name(self) -> str:
        """Run before the form that moves or cancels."""
        return "action_find_meeting"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Remember it; say so when it begins too soon to be changed (case R6)."""
        booking = await meeting_of(turn)
        if booking is None:
            return [SlotSet("booked", False)]
        try:
            must_be_changeable(turn.services, booking)
        except TooLate:
            turn.say("utter_too_late_to_change", time=turn.say_time(booking.start))
            return [SlotSet("booked", True), FollowupAction("action_listen")]
        moving = booking.id if turn.intent == "reschedule_meeting" else None
        person = booking.person
        known = [SlotSet("visitor_email", person.email), SlotSet("visitor_name", person.name)]
        return [*forget(*OF_ONE_BOOKING), *known, SlotSet("moving", moving), SlotSet("booked", True)]


class ValidateCancelForm(ConveneAction):
    """Hears whether the visitor really wants to cancel."""

    def name(self) -> str:
        """The name Rasa derives from the form's."""
        return "validate_cancel_form"

    def after_failure(self, turn: Turn) -> list[EventType]:
        """Ask again."""
        return [SlotSet("cancel_confirmed", None)]

    async def answer(self, turn: Turn) -> list[EventType]:
        """Yes and no count once it was asked; what has an answer of its own is left to the rules."""
        if turn.asked == "cancel_confirmed" and turn.answer in YES | NO:
            return [SlotSet("cancel_confirmed", turn.answer in YES)]
        if turn.asked == "cancel_confirmed" and not turn.resumed and turn.intent in ANSWERED_ELSEWHERE:
            return []
        return [SlotSet("cancel_confirmed", None)]


ANSWERED_ELSEWHERE = {
    *("faq", "chitchat", "bot_challenge", "thank", "greet", "out_of_scope", "nlu_fallback"),
    *("reschedule_meeting", "ask_human", "check_booking"),
}


class ActionAskCancelConfirmed(ConveneAction):
    """Asks once before a meeting is cancelled."""

    def name(self) -> str:
        """Asked by the form for `cancel_confirmed`."""
        return "action_ask_cancel_confirmed"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Say which meeting it is."""
        if booking := await meeting_of(turn):
            turn.say("utter_ask_cancel_confirmed", time=turn.say_time(booking.start), rep=turn.rep_name(booking.rep))
        return []


class ActionCancelMeeting(ConveneAction):
    """Cancels the meeting, or leaves it."""

    def name(self) -> str:
        """Run when the visitor has said yes or no."""
        return "action_cancel_meeting"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Cancel; success is said only when the calendar has let go of it (case P7)."""
        booking = await meeting_of(turn)
        if booking is None:
            turn.say("utter_not_booked_yet")
            return [SlotSet("cancel_confirmed", None), SlotSet("booked", False)]
        said = {"time": turn.say_time(booking.start), "rep": turn.rep_name(booking.rep), "email": booking.person.email}
        if not turn.tracker.get_slot("cancel_confirmed"):
            turn.say("utter_left_as_it_was", **said)
            return [SlotSet("cancel_confirmed", None)]
        turn.say(await _cancel(turn, booking), **said)
        return [*forget("cancel_confirmed", "booking_id", "known_booking"), SlotSet("booked", False)]


async def _cancel(turn: Turn, booking: Booking) -> str:
    """Cancel, and name the response that tells what came of it."""
    try:
        await cancel(turn.services, booking_id=booking.id)
    except CalendarUnreachable:
        return "utter_being_cancelled"
    except (TooLate, BookingNotFound):
        return "utter_too_late_to_change"
    return "utter_cancelled"


async def _send_again(turn: Turn, booking: Booking) -> None:
    sent = await invite_again(turn.services, booking)
    if sent:
        turn.say("utter_invitation_sent_again", email=booking.person.email)
    else:
        show_booking(turn, "utter_invitation_is_in_calendar", booking)

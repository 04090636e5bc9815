"""Cancelling a meeting: asking whether it is meant, and letting go of it."""

from rasa_sdk.events import EventType, SlotSet

from actions.asides import ANSWERED_BY_RULES
from actions.base import ConveneAction
from actions.booking import forget
from actions.managing import meeting_of, meetings_with
from actions.turn import Turn
from convene.booking.cancel import cancel
from convene.errors import BookingNotFound, CalendarUnreachable, TooLate
from convene.model import Booking

NO = {"deny", "stop", "goodbye"}
YES = {"affirm", "cancel_meeting"}
LEADS_ELSEWHERE = {"nlu_fallback", "reschedule_meeting", "ask_human", "check_booking"}


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
            return [SlotSet("cancel_confirmed", turn.calls_off or turn.answer in YES)]
        if turn.asked == "cancel_confirmed" and not turn.resumed and turn.intent in ANSWERED_BY_RULES | LEADS_ELSEWHERE:
            return []
        return [SlotSet("cancel_confirmed", None)]


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
        left = [meeting for meeting in await meetings_with(turn) if meeting.id != booking.id]
        return [*forget("cancel_confirmed", "booking_id", "meeting"), SlotSet("booked", bool(left))]


async def _cancel(turn: Turn, booking: Booking) -> str:
    """Cancel, and name the response that tells what came of it."""
    try:
        await cancel(turn.services, booking_id=booking.id)
    except CalendarUnreachable:
        return "utter_being_cancelled"
    except (TooLate, BookingNotFound):
        return "utter_too_late_to_change"
    return "utter_cancelled"

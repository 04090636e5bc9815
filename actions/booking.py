"""Making the booking or moving it, and dropping what was not made."""

from dataclasses import replace

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.base import ConveneAction
from actions.nobody_free import show_fallback
from actions.taking_rep import give_up_rep
from actions.taking_time import SORRY
from actions.turn import ANY_TIME, Turn, in_utc
from convene.booking.confirm import confirm
from convene.booking.find import find
from convene.booking.hold import release
from convene.booking.links import manage_url
from convene.booking.move import move
from convene.errors import (
    BookingNotFound,
    CalendarUnreachable,
    ConveneError,
    SlotExpired,
    SlotNotOffered,
    SlotTaken,
    TooLate,
    TooManyBookings,
)
from convene.model import Booking, Company, Person

OF_ONE_BOOKING = (
    "wish",
    "chosen_slot",
    "given_up",
    "booking_confirmed",
    "offered_slots",
    "shown_slots",
    "wish_readings",
    "missed_wishes",
    "proposed",
    "picking",
    "second_meeting",
)
ABOUT_THE_BOOKING = {"affirm": "utter_already_booked", "check_booking": "utter_booking_shown"}


class ActionBookMeeting(ConveneAction):
    """Makes the meeting."""

    def name(self) -> str:
        """Run when the form has all answers."""
        return "action_book_meeting"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Book, and show the booking; when the time is lost, the form goes on with all other answers kept (A1)."""
        if turn.moving:
            return await move_meeting(turn)
        try:
            booking = await _confirm(turn)
        except ConveneError as trouble:
            return await _explain(turn, trouble)
        if booking.session != turn.session:  # an address alone opens nobody's meeting (case P5)
            turn.say("utter_meets_already", time=turn.say_time(booking.start), email=booking.person.email)
            return forget(*OF_ONE_BOOKING, "booking_id")
        show_booking(turn, "utter_booked", booking)
        return [
            *forget(*OF_ONE_BOOKING, "wanted_rep", "guests"),
            SlotSet("booking_id", booking.id),
            SlotSet("meeting", booking.id),
            SlotSet("booked", True),
            *_go_on_with_the_second(turn, booking),
        ]


class ActionStopBooking(ConveneAction):
    """Ends a booking that was not made."""

    def name(self) -> str:
        """Run when the visitor stops or leaves."""
        return "action_stop_booking"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Give the held time back; what the visitor told is kept, for whoever goes on later.

        Whoever says goodbye may be back in a minute, so the time stays held until it runs out by itself.
        """
        if _means_a_meeting_there_is(turn):
            return [ActiveLoop(None), FollowupAction("action_find_meeting")]
        if turn.moving:
            return await leave_as_it_was(turn)
        turn.say(_farewell(turn))
        if turn.intent == "goodbye":
            return []
        await release(turn.services, turn.session)
        return forget(*(slot for slot in OF_ONE_BOOKING if slot != "wish"), "booking_id")


def _means_a_meeting_there_is(turn: Turn) -> bool:
    """Whether “cancel my meeting” is about one that is booked: it was to be moved, or no other has been chosen yet."""
    booked = turn.moving or (turn.tracker.get_slot("booked") and not turn.chosen)
    return turn.intent == "cancel_meeting" and bool(booked)


def _farewell(turn: Turn) -> str:
    if turn.tracker.get_slot("booked"):
        return "utter_stopped_beside_another"
    return "utter_goodbye_unfinished" if turn.intent == "goodbye" else "utter_stopped"


def _go_on_with_the_second(turn: Turn, first: Booking) -> list[EventType]:
    """Of two meetings that were wished at once, find a time for the other: on the days that are left, if there are."""
    if not turn.tracker.get_slot("second_meeting"):
        return []
    turn.say("utter_now_the_second")
    wish = turn.wish or ANY_TIME
    left = tuple(window for window in wish.windows if not window.start <= first.start <= window.end)
    wide = tuple(window for window in wish.windows if window.start < window.end)
    rest = replace(wish, windows=left or wide).as_json() if left or wide or not wish.windows else None
    return [SlotSet("wish", rest), FollowupAction("booking_form")]


async def _explain(turn: Turn, trouble: ConveneError) -> list[EventType]:
    """Say why it was not booked; what is still good of the answers stays."""
    match trouble:
        case CalendarUnreachable() if turn.wanted_rep:
            return _offer_others(turn)
        case CalendarUnreachable():
            show_fallback(turn)
            return forget("booking_confirmed")
        case TooManyBookings():
            await release(turn.services, turn.session)
            turn.say("utter_too_many_bookings", email=turn.tracker.get_slot("visitor_email"))
            return forget(*OF_ONE_BOOKING, "booking_id", "visitor_email")
        case SlotTaken() | SlotExpired() | BookingNotFound():
            turn.say("utter_slot_taken" if isinstance(trouble, SlotTaken) else "utter_slot_expired")
            return _choose_again()
    raise trouble


def _offer_others(turn: Turn) -> list[EventType]:
    """The calendar of the rep who was asked for is silent: nobody else gets the meeting unless the visitor says so."""
    return [*give_up_rep(turn, "utter_rep_out_of_reach"), *_choose_again()]


def _choose_again() -> list[EventType]:
    return [*forget("chosen_slot", "booking_confirmed", "shown_slots"), ActiveLoop("booking_form")]


async def _confirm(turn: Turn) -> Booking:
    slot = turn.tracker.get_slot
    return await confirm(
        turn.services,
        booking_id=slot("booking_id") or "",
        session=turn.session,
        person=Person(name=slot("visitor_name"), email=slot("visitor_email"), phone=slot("visitor_phone") or ""),
        company=Company(name=slot("visitor_company") or ""),
        transcript=await turn.services.store.transcript(turn.session),
        guests=slot("guests") or (),
    )


async def move_meeting(turn: Turn) -> list[EventType]:
    """Move the meeting to the chosen time; whatever goes wrong, it stays where it was."""
    before = await find(turn.services, turn.moving or "")
    try:
        booking = await move(
            turn.services,
            booking_id=before.id,
            slot_id=(turn.chosen or {}).get("id", ""),
            session=turn.session,
            asked_for=turn.wanted_rep or "",
        )
    except ConveneError as trouble:
        return _explain_move(turn, before, trouble)
    as_before = (booking.interval, booking.rep) == (before.interval, before.rep)
    show_booking(turn, "utter_moved_nowhere" if as_before else "utter_moved", booking)
    return [*forget(*OF_ONE_BOOKING, "moving", "wanted_rep"), SlotSet("booked", True)]


def _explain_move(turn: Turn, before: Booking, trouble: ConveneError) -> list[EventType]:
    """Say why it was not moved; a time that is gone is chosen anew, and everything else ends the move."""
    match trouble:
        case SlotTaken() | SlotExpired() | SlotNotOffered():
            turn.say(SORRY[type(trouble)])
            return _choose_again()
        case CalendarUnreachable() if turn.wanted_rep:
            return _offer_others(turn)
        case CalendarUnreachable():
            turn.say("utter_change_failed", time=turn.say_time(before.start))
        case TooLate() | BookingNotFound():
            turn.say("utter_too_late_to_change", time=turn.say_time(before.start))
        case _:
            raise trouble
    return forget(*OF_ONE_BOOKING, "moving", "wanted_rep")


async def leave_as_it_was(turn: Turn) -> list[EventType]:
    """The visitor does not want to move the meeting after all."""
    booking = await find(turn.services, turn.moving or "")
    turn.say("utter_left_as_it_was", time=turn.say_time(booking.start), rep=turn.rep_name(booking.rep))
    return forget(*OF_ONE_BOOKING, "moving", "wanted_rep")


def show_booking(turn: Turn, response: str, booking: Booking, zone: str | None = None) -> None:
    """Show the meeting on a card: when, in the visitor's zone unless another is given, with whom, and its links."""
    rep, link = turn.rep_name(booking.rep), manage_url(turn.services, booking)
    data = {
        "start": in_utc(booking.start),
        "end": in_utc(booking.end),
        "zone": zone or turn.zone,
        "rep": rep,
        "join_url": booking.join_url,
        "ics_url": f"{link}/invite.ics",
        "manage_url": link,
    }
    time = turn.say_time(booking.start, zone)
    turn.show("booking", response, data=data, time=time, rep=rep, email=booking.person.email)


def forget(*slots: str) -> list[EventType]:
    """The events that empty these slots."""
    return [SlotSet(slot, None) for slot in slots]

"""Showing that a meeting is one's own, by a code that is mailed to the address it was booked with."""

import re
from dataclasses import asdict, replace

from rasa_sdk.events import EventType, SlotSet

from actions.asides import ANSWERED_BY_RULES, answer_aside
from actions.base import ConveneAction
from actions.booking import forget
from actions.managing import change
from actions.turn import SURE_OF_MORE, Turn
from convene.booking.access import Check, open_meeting, send_code
from convene.booking.find import find
from convene.details import read_details
from convene.errors import BookingNotFound
from convene.when import say

HARDLY = 0.5  # that the visitor would rather speak to a person, or leave it
ASKED = ("booking_email", "booking_code")
UNSURE = {"out_of_scope", "nlu_fallback"}
SAYS_WHERE_TO = {"inform_time", "ask_availability", "choose_slot", "reschedule_meeting", "book_meeting"}
_CODE = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}(?!\d)")
LEADS_ELSEWHERE = {"ask_human", "stop", "goodbye", "deny", "book_meeting", "ask_availability", "inform_time", "restart"}


class ValidateAccessForm(ConveneAction):
    """Takes in the address and the code."""

    def name(self) -> str:
        """The name Rasa derives from the form's."""
        return "validate_access_form"

    def after_failure(self, turn: Turn) -> list[EventType]:
        """Ask again."""
        return [SlotSet("booking_code", None)]

    async def answer(self, turn: Turn) -> list[EventType]:
        """An address gets a code mailed to it; a code opens the meeting; anything else is left to the rules."""
        if turn.resumed:
            return [SlotSet("booking_code", None)]
        asked = turn.asked if turn.asked in ASKED else None  # at its start another form may have asked last
        if asked and answer_aside(turn):
            return [SlotSet("booking_code", None)]
        email = read_details(turn.text, "email").email or (None if asked else turn.known_email)
        if email:
            return await _mail_code(turn, email)
        if asked and turn.tracker.get_slot("code_check") and (code := _CODE.search(turn.text)):
            return await _try_code(turn, re.sub(r"\D", "", code[0]))
        if asked and turn.entity("detail") and turn.intent == "provide_details":
            return forget("booking_email", "booking_code")  # a code that is on its way still counts
        if asked and _says_where_to(turn):
            return _note_where_to(turn)
        answered = (ANSWERED_BY_RULES | LEADS_ELSEWHERE | UNSURE) - (UNSURE if asked == "booking_code" else set())
        hardly = turn.intent in ("ask_human", "deny") and turn.confidence < HARDLY  # “I booked by phone”
        if asked and turn.intent in answered and not hardly:
            return []
        return _ask_again(turn)


class ActionAskBookingEmail(ConveneAction):
    """Asks with which address the meeting was booked."""

    def name(self) -> str:
        """Asked by the form for `booking_email`."""
        return "action_ask_booking_email"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Ask, with the reason, and with a field for it in the widget."""
        if turn.asked == "booking_email":
            turn.say("utter_ask_booking_email_again")
        else:
            turn.show("input", "utter_ask_booking_email", data={"field": "email"})
        return []


class ActionAskBookingCode(ConveneAction):
    """Asks for the code."""

    def name(self) -> str:
        """Asked by the form for `booking_code`."""
        return "action_ask_booking_code"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Say the same whether there is a meeting or not."""
        turn.say("utter_ask_booking_code_again" if turn.asked == "booking_code" else "utter_ask_booking_code")
        return []


class ActionOpenMeeting(ConveneAction):
    """Shows the meeting whose code was right."""

    def name(self) -> str:
        """Run when the form has its answers, or has given up."""
        return "action_open_meeting"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Do with it what was asked for, else show it; after too many wrong codes, name the other ways."""
        wanted = turn.tracker.get_slot("picking")
        done = forget("booking_email", "booking_code", "code_check", "picking")
        if not turn.tracker.get_slot("booking_code"):
            turn.say("utter_code_given_up")
            return done
        booking = await find(turn.services, turn.tracker.get_slot("known_booking"))
        return [*done, *change(turn, wanted or "check_booking", booking), SlotSet("booked", True)]


class ActionLeaveForm(ConveneAction):
    """Ends what was begun about a meeting or a person, without harm."""

    def name(self) -> str:
        """Run when the visitor stops."""
        return "action_leave_form"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Say that nothing was done."""
        turn.say("utter_not_handed_over" if (turn.asked or "").startswith("handover") else "utter_nothing_to_stop")
        return forget("booking_email", "booking_code", "code_check", "picking", "handover_note", "requested_slot")


async def _mail_code(turn: Turn, email: str) -> list[EventType]:
    kept = turn.tracker.get_slot("code_check")
    before = Check(**kept) if kept else None
    check = await send_code(turn.services, session=turn.session, email=email, locale=turn.locale, before=before)
    return [SlotSet("booking_email", email), SlotSet("code_check", asdict(check)), SlotSet("booking_code", None)]


async def _try_code(turn: Turn, code: str) -> list[EventType]:
    check = Check(**turn.tracker.get_slot("code_check"))
    try:
        booking = await open_meeting(turn.services, session=turn.session, code=code, check=check)
    except BookingNotFound:
        return _count_a_try(turn, "utter_code_wrong")
    opened = [SlotSet("booking_email", check.email), SlotSet("booking_code", True)]
    return [SlotSet("known_booking", booking.id), *opened]


def _says_where_to(turn: Turn) -> bool:
    """Whether a time is named for the meeting that is to be moved, and not for another one, or a new one."""
    wishes_new = turn.entity("another") or (turn.intent == "book_meeting" and turn.confidence >= SURE_OF_MORE)
    moves = turn.tracker.get_slot("picking") == "reschedule_meeting" and not wishes_new
    return moves and turn.intent in SAYS_WHERE_TO and turn.time_said.understood


def _note_where_to(turn: Turn) -> list[EventType]:
    """When the meeting is to be instead is kept until we know which one it is."""
    turn.say("utter_where_to_noted", wish=say(turn.time_said, turn.now, turn.visitor_zone, turn.language))
    return [SlotSet("wish", turn.time_said.as_json()), SlotSet("proposed", "move"), SlotSet("booking_code", None)]


def _count_a_try(turn: Turn, response: str) -> list[EventType]:
    """Nobody is asked for a code for ever."""
    check = Check(**turn.tracker.get_slot("code_check"))
    check = replace(check, tries=check.tries + 1)
    if check.is_used_up:
        return [SlotSet("booking_code", False)]
    turn.say(response)
    return [SlotSet("code_check", asdict(check)), SlotSet("booking_code", None)]


def _ask_again(turn: Turn) -> list[EventType]:
    """Nothing in the message was what was asked for, which counts as a try; at the very start nothing was asked yet."""
    if turn.asked == "booking_code":
        return _count_a_try(turn, "utter_code_missing")
    if turn.asked == "booking_email" and read_details(turn.text, "email").email_problem:
        turn.say("utter_email_invalid", said=turn.text)
    return [SlotSet("booking_code", None)]

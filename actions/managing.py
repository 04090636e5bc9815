"""A meeting that is booked: seeing it, finding the one that is to be changed, getting its invitation again."""

import json

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import ConveneAction
from actions.booking import ABOUT_THE_BOOKING, OF_ONE_BOOKING, forget, show_booking
from actions.colleagues import guests_withdrawn, with_colleague
from actions.taking_time import SURE, other_zone, time_of
from actions.turn import ANY_TIME, Turn
from convene.booking.find import meetings_of
from convene.booking.guests import invite_guests
from convene.booking.invite_again import invite_again
from convene.booking.move import must_be_changeable
from convene.details import read_details
from convene.errors import TooLate
from convene.invitations.times import zone_in_words
from convene.language import says_too
from convene.model import Booking
from convene.when import Context, TimePreference, say, understand

MAY_NAME_A_ZONE = {"check_booking", "inform_time", "ask_availability"}
NAMES_A_TIME = {"inform_time", "choose_slot", "book_meeting", "ask_availability"}


async def meetings_with(turn: Turn) -> tuple[Booking, ...]:
    """The meetings of this visitor that are still to come: made in this chat, or proved to be theirs."""
    return await meetings_of(turn.services, turn.session, turn.tracker.get_slot("known_booking"))


async def meeting_of(turn: Turn) -> Booking | None:
    """The meeting this visitor speaks of: the one they picked, else the only one they have."""
    meetings, picked = await meetings_with(turn), turn.tracker.get_slot("meeting")
    return next((m for m in meetings if m.id == picked), meetings[0] if len(meetings) == 1 else None)


class ActionShowBooking(ConveneAction):
    """Answers whatever concerns a meeting that is booked already."""

    def name(self) -> str:
        """Run for everything that concerns an existing booking."""
        return "action_show_booking"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Say when and with whom the meeting is; without one, a rule asks for the address it was booked with."""
        meetings = await meetings_with(turn)
        if not meetings:
            return _nothing_booked(turn)
        if (wanted := turn.tracker.get_slot("picking")) and pick_meeting(turn, meetings):
            return [*change(turn, wanted, pick_meeting(turn, meetings)), SlotSet("booked", True)]
        if (proposed := turn.tracker.get_slot("proposed")) and turn.intent == "affirm":
            return _take_up(turn, proposed, meetings)
        return [*await _answer_about(turn, meetings), SlotSet("booked", True)]


def _nothing_booked(turn: Turn) -> list[EventType]:
    """Say so; a rule asks whoever wants to see one for its address, and “cancel” alone means one made elsewhere."""
    nothing = [SlotSet("booked", False), SlotSet("picking", None)]
    if turn.calls_off:
        return [*nothing, SlotSet("picking", "cancel_meeting"), FollowupAction("access_form")]
    if turn.intent == "stop" and turn.names_time_too:
        return [*nothing, FollowupAction("booking_form")]  # “wait, is Friday possible too?”
    if turn.intent == "stop":
        turn.say("utter_nothing_to_stop")
    elif turn.question_beside:  # “before I book: where do my details go?”
        turn.say(turn.question_beside)
        return [*nothing, FollowupAction(turn.tracker.active_loop_name or "action_listen")]
    elif turn.intent != "check_booking" or turn.tracker.active_loop_name:
        turn.say("utter_not_booked_yet")
    return nothing


async def _answer_about(turn: Turn, meetings: tuple[Booking, ...]) -> list[EventType]:
    """Answer what the visitor says or asks while there are meetings."""
    if _wants_guests_out(turn, meetings):
        return []
    if guests := _guests_told(turn):
        return await _invite_too(turn, meetings, guests)
    if turn.intent in MAY_NAME_A_ZONE and (zone := other_zone(turn)):
        return await _in_zone(turn, zone)
    if (asked := _time_beside(turn, meetings)) is not None:
        return asked
    return await _answer_about_one(turn, meetings)


async def _answer_about_one(turn: Turn, meetings: tuple[Booking, ...]) -> list[EventType]:
    """Do with the meeting that is meant what is asked for, else tell it."""
    wanted = "cancel_meeting" if turn.calls_off else "check_booking"
    booking = pick_meeting(turn, meetings)
    if booking is None:
        return _ask_which(turn, meetings, wanted)
    if turn.calls_off:
        return change(turn, wanted, booking)
    if turn.intent == "provide_details" and turn.text:
        turn.say("utter_details_are_sent")
        return [SlotSet("meeting", booking.id)]
    if turn.entity("resend"):
        await _send_again(turn, booking)
        return [SlotSet("meeting", booking.id)]
    return _show(turn, booking)


async def _in_zone(turn: Turn, zone: str) -> list[EventType]:
    """Show times in the zone that was named, and at once that of the meeting."""
    turn.say("utter_zone_set", zone=zone_in_words(zone, turn.locale))
    if booking := await meeting_of(turn):
        show_booking(turn, "utter_booking_shown", booking, zone)
    return [*turn.keep_zone(), SlotSet("time_zone", zone)]


def _time_beside(turn: Turn, meetings: tuple[Booking, ...]) -> list[EventType] | None:
    """What a time leads to, or the wish for a further meeting, while there are meetings; None when neither is told."""
    its_time = time_of(meetings[0], turn.visitor_zone) if len(meetings) == 1 else None
    wish = understand(turn.text_about_time, turn.now, turn.visitor_zone, turn.language, Context(its_time))
    if turn.intent in NAMES_A_TIME and turn.text and wish.understood and not wish.question:
        asks_for_another = turn.entity("another") and turn.intent != "ask_availability"  # “I have another meeting then”
        if asks_for_another or turn.tracker.get_slot("proposed") == "another":
            return _book_another(wish)
        return _ask_what_for(turn, meetings, wish)
    if turn.intent == "ask_availability" and turn.text and not turn.entity("another"):
        turn.say("utter_move_or_another_open", time=turn.say_time(meetings[0].start))
        return [SlotSet("proposed", "move")]  # “anything earlier?” may well be about the meeting there is
    if turn.intent == "ask_availability":
        return _book_another(turn.wish or ANY_TIME)
    if turn.intent == "book_meeting" and turn.entity("another"):
        return _book_another(None)
    return None


def _show(turn: Turn, booking: Booking) -> list[EventType]:
    """Tell the meeting, and ask what now."""
    show_booking(turn, ABOUT_THE_BOOKING.get(turn.intent, "utter_booking_to_change"), booking)
    _tell_guests(turn, booking)
    another = turn.intent == "book_meeting"
    if turn.intent != "affirm":
        turn.say("utter_another_meeting" if another else "utter_what_now")
    return [SlotSet("meeting", booking.id), SlotSet("proposed", "another" if another else None)]


def _tell_guests(turn: Turn, booking: Booking) -> None:
    """Tell who is invited beside the visitor, if anybody is."""
    if booking.guests:
        turn.say("utter_booking_guests", guests=", ".join(booking.guests))


class ActionAnswerAboutMeeting(ConveneAction):
    """Answers a question of somebody who has a meeting."""

    def name(self) -> str:
        """Run for `faq` once there is a meeting."""
        return "action_answer_about_meeting"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Name whom they meet; “may Lisa come too, lisa@acme.test?” invites her, and “in Tokyo time?” shows it so."""
        meetings, booking = await meetings_with(turn), await meeting_of(turn)
        if meetings and (guests := _guests_told(turn)):
            return await _invite_too(turn, meetings, guests)
        if zone := other_zone(turn):
            return await _in_zone(turn, zone)
        for response in turn.questions:
            _answer_question(turn, response, booking)
        return []


def _answer_question(turn: Turn, response: str, booking: Booking | None) -> None:
    """Answer what is asked of every meeting as it is of this one: whom they meet, and where its link is."""
    if booking and response == "utter_faq/with_whom":
        turn.say("utter_booking_shown", time=turn.say_time(booking.start), rep=turn.rep_name(booking.rep))
        _tell_guests(turn, booking)
    elif booking and booking.join_url and response == "utter_faq/how_we_meet":
        show_booking(turn, "utter_link_is_here", booking)
    else:
        turn.say(response)


class ActionFindMeeting(ConveneAction):
    """Finds the meeting that is to be moved or cancelled."""

    def name(self) -> str:
        """Run before the form that moves or cancels."""
        return "action_find_meeting"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Remember it, or ask which one; say so when it begins too soon to be changed (case R6)."""
        meetings = await meetings_with(turn)
        if not meetings:
            return _nothing_to_change(turn)
        if _wants_guests_out(turn, meetings):
            return [SlotSet("booked", True), FollowupAction("action_listen")]
        booking = pick_meeting(turn, meetings)
        if booking is None:
            asked = [*_ask_which(turn, meetings, turn.intent), FollowupAction("action_listen")]
            return [*asked, SlotSet("booked", True)]
        return [*change(turn, turn.intent, booking), SlotSet("booked", True)]


def _nothing_to_change(turn: Turn) -> list[EventType]:
    """Whose meeting it is can be proved by a code; nobody is asked for one because of a guess, who only names a day."""
    guessed = turn.confidence < SURE and turn.time_said.understood
    if guessed:
        return [SlotSet("booked", False), FollowupAction("booking_form")]
    return [SlotSet("booked", False), SlotSet("picking", turn.intent)]


def pick_meeting(turn: Turn, meetings: tuple[Booking, ...]) -> Booking | None:
    """The meeting that is meant: the only one, the one on a button, “the second”, or “the one on Tuesday”."""
    wanted = turn.entity("meeting")
    if len(meetings) == 1 or wanted:
        return next((meeting for meeting in meetings if wanted in (None, meeting.id)), None)
    context = Context(None, tuple(meeting.start for meeting in meetings))
    said = understand(turn.text_about_time, turn.now, turn.visitor_zone, turn.language, context)
    number = int(turn.text) if turn.text.isdecimal() and len(turn.text) == 1 else 0
    if 1 <= number <= len(meetings):
        return meetings[number - 1]
    spoken_of = turn.tracker.get_slot("meeting") if turn.entity("resend") or not turn.text else None
    picked = turn.moving or spoken_of
    fitting = [
        meeting
        for meeting in meetings
        if meeting.id == picked
        or (picked is None and said.understood and said.allows(meeting.start, turn.visitor_zone))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _ask_which(turn: Turn, meetings: tuple[Booking, ...], intent: str) -> list[EventType]:
    """Name the meetings, each with a button that does with it what was asked for."""
    titles = (f"{turn.say_time(meeting.start)}, {turn.rep_name(meeting.rep)}" for meeting in meetings)
    payloads = (f"/{intent}" + json.dumps({"meeting": meeting.id}) for meeting in meetings)
    turn.ask("utter_ask_which_meeting", zip(titles, payloads, strict=True))
    return [SlotSet("picking", intent), SlotSet("proposed", None)]


def _ask_what_for(turn: Turn, meetings: tuple[Booking, ...], wish: TimePreference) -> list[EventType]:
    """A time beside a meeting: it may be where that is to go, or another one; nothing is moved by a guess."""
    said = say(wish, turn.now, turn.visitor_zone, turn.locale)
    turn.say("utter_move_or_another", time=turn.say_time(meetings[0].start), wish=said)
    return [SlotSet("wish", wish.as_json()), SlotSet("proposed", "move")]


def _take_up(turn: Turn, proposed: str, meetings: tuple[Booking, ...]) -> list[EventType]:
    """Yes to another meeting, or to moving the one there is."""
    if proposed == "another":
        return [*_book_another(turn.wish), SlotSet("booked", True)]
    booking = pick_meeting(turn, meetings)
    asked = change(turn, "reschedule_meeting", booking) if booking else _ask_which(turn, meetings, "reschedule_meeting")
    return [*asked, SlotSet("booked", True)]


def _book_another(wish: TimePreference | None) -> list[EventType]:
    """Begin one more booking, with the wish that is known already."""
    known = [SlotSet("wish", wish.as_json())] if wish else []
    return [SlotSet("proposed", None), *known, FollowupAction("booking_form")]


def change(turn: Turn, intent: str, booking: Booking | None) -> list[EventType]:
    """Begin what was asked for, with this meeting."""
    if booking is None or intent not in FORMS:
        if booking:
            show_booking(turn, "utter_booking_shown", booking)
            turn.say("utter_what_now")
        return [SlotSet("picking", None), SlotSet("meeting", booking.id if booking else None)]
    events = _to_change(turn, intent, booking)
    return events if any(event["event"] == "followup" for event in events) else [*events, FollowupAction(FORMS[intent])]


FORMS = {"reschedule_meeting": "booking_form", "cancel_meeting": "cancel_form"}


def _to_change(turn: Turn, intent: str, booking: Booking) -> list[EventType]:
    """What is remembered for the form that moves or cancels; the time that was just named stays the wish."""
    try:
        must_be_changeable(turn.services, booking)
    except TooLate:
        turn.say("utter_too_late_to_change", time=turn.say_time(booking.start))
        return [*forget("picking", "moving"), FollowupAction("action_listen")]
    moving = booking.id if intent == "reschedule_meeting" else None
    wanted_rep = booking.only if moving else None
    if wanted_rep:
        turn.say("utter_only_with", rep=turn.rep_name(wanted_rep))
    kept = {"wish"} if moving and turn.tracker.get_slot("proposed") else set()
    person = booking.person
    known = [SlotSet("visitor_email", person.email), SlotSet("visitor_name", person.name)]
    forgotten = forget(*(slot for slot in OF_ONE_BOOKING if slot not in kept))
    changing = {"moving": moving, "meeting": booking.id, "wanted_rep": wanted_rep, "requested_slot": None}
    return [*forgotten, *known, *(SlotSet(slot, value) for slot, value in changing.items())]


def _wants_guests_out(turn: Turn, meetings: tuple[Booking, ...]) -> bool:
    """Whether somebody who is invited is not to come after all; then it is said how."""
    gone = guests_withdrawn(turn, [guest for meeting in meetings for guest in meeting.guests])
    if gone:
        turn.say("utter_guests_are_invited", guests=", ".join(gone))
    return bool(gone)


def _guests_told(turn: Turn) -> tuple[str, ...]:
    """The colleagues who are to come too: of “add rita@acme.test and bob@acme.test” both."""
    told = read_details(turn.text)
    details = told if told.guests else with_colleague(turn, told)
    if details.email and details.email != turn.known_email and says_too(turn.text) and not turn.entity("detail"):
        return (details.email,)
    return tuple(filter(None, (details.email, *details.guests))) if details.guests else ()


async def _invite_too(turn: Turn, meetings: tuple[Booking, ...], guests: tuple[str, ...]) -> list[EventType]:
    """Invite colleagues to the meeting there is: the one last spoken of, else the next."""
    picked = turn.tracker.get_slot("meeting")
    meeting = next((m for m in meetings if m.id == picked), meetings[0])
    changed = await invite_guests(turn.services, booking_id=meeting.id, guests=guests)
    turn.say("utter_guests_invited", guests=", ".join(changed.guests), time=turn.say_time(changed.start))
    return [SlotSet("meeting", meeting.id), SlotSet("proposed", None)]


async def _send_again(turn: Turn, booking: Booking) -> None:
    sent = await invite_again(turn.services, booking)
    if sent:
        turn.say("utter_invitation_sent_again", email=booking.person.email)
    else:
        show_booking(turn, "utter_invitation_is_in_calendar", booking)

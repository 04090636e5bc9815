"""The form's ear: takes in whatever a message holds, in whatever order, and leaves the rest to the rules."""

import re

from rasa_sdk.events import EventType, SlotSet

from actions.asides import answer_aside, answer_question_beside
from actions.base import ConveneAction
from actions.taking_details import take_details, take_known_details
from actions.taking_rep import WISHES, take_rep
from actions.taking_time import CLEARLY, SURE, hold_start, keep_chosen, show_more, take_time
from actions.topic import tells_topic
from actions.turn import ANY_TIME, DETAILS, SURE_OF_MORE, Turn
from convene.booking.hold import release
from convene.details.address_words import stands_in_mailbox
from convene.language import agrees_to_book, says_to_book, wishes_to_be_called, yes_or_no

ON_TOPIC = {
    "book_meeting",
    "ask_availability",
    "inform_time",
    "choose_slot",
    "provide_details",
    "reschedule_meeting",
    "affirm",
    "deny",
    "repeat",
    "go_back",
}
SEEKS_A_TIME = ON_TOPIC - {"ask_availability", "repeat", "go_back"}
BESIDE_THE_POINT = {"out_of_scope", "nlu_fallback"}  # “12345” is no request that has to be declined
LEAVING = {"stop", "goodbye", "cancel_meeting"}
BEFORE = {
    "visitor_email": "chosen_slot",
    "suggested_email": "visitor_email",
    "visitor_name": "visitor_email",
    "visitor_company": "visitor_name",
    "booking_confirmed": "visitor_name",
    "change": "booking_confirmed",
}
SURE_OF_PERSON = 0.7  # that the visitor would rather speak to one
HARDLY = 0.5  # that what is said is another topic, which is declined
PATIENCE = 2  # unclear wishes until we simply show what is free

_CODE = re.compile(r"[<>{}]")


class ValidateBookingForm(ConveneAction):
    """Fills the form's slots; what it has no use for it leaves to the rules, by giving back no events."""

    def name(self) -> str:
        """The name Rasa derives from the form's."""
        return "validate_booking_form"

    def after_failure(self, turn: Turn) -> list[EventType]:
        """Keep the form: without an event, Rasa would drop the apology too."""
        return turn.keep_zone()

    async def answer(self, turn: Turn) -> list[EventType]:
        """Take in details, times, and yes or no."""
        if turn.resumed:
            return [*_still_asked(turn), *await keep_chosen(turn)]
        if answer_aside(turn):
            return [*turn.keep_zone(), *await keep_chosen(turn)]
        taken = await _take_in(turn)
        if taken or turn.intent in ON_TOPIC:
            answer_question_beside(turn, taken)
        if taken:
            return [*turn.keep_zone(), *taken, *await _kept(turn, taken)]
        if turn.asked and turn.intent in LEAVING and turn.confidence < SURE and not turn.calls_off:
            turn.say(_likely_question(turn) or "utter_rephrase")  # nobody is sent away because of a guess
        elif turn.asked and _hardly_asks_for_a_person(turn):
            turn.say("utter_person_perhaps")
        elif turn.asked and (turn.intent not in ON_TOPIC or _speaks_of_another_meeting(turn)):
            return []
        return [*turn.keep_zone(), *await keep_chosen(turn)]


async def _kept(turn: Turn, taken: list[EventType]) -> list[EventType]:
    """The chosen time stays the visitor's, unless the message was about another one."""
    return [] if any(event["name"] == "chosen_slot" for event in taken) else await keep_chosen(turn)


def _still_asked(turn: Turn) -> list[EventType]:
    """A question of ours that fills no slot of the form would be forgotten after a detour."""
    return [SlotSet("requested_slot", turn.asked)] if turn.asked in ("reading", "suggested_email", "change") else []


async def _take_in(turn: Turn) -> list[EventType]:
    """Everything the message tells; else what it says as an answer."""
    known, details, rep = take_known_details(turn), take_details(turn), await take_rep(turn)
    second = _take_second(turn)
    time = await take_time(turn, detail_given=bool(details))
    _tell_it_is_no_phone_call(turn)
    if details and not time and _goes_on(turn, details):
        time = await hold_start(turn, turn.offered[0])
    elif details and not time and (_told_something_else(turn, details) or _may_be_anothers(turn, details)):
        _note(turn, details)
    elif _agrees_beside_guests(turn, details):
        details = [*details, SlotSet("booking_confirmed", True)]
    still = _still_asked(turn) if details and not time and turn.asked == "reading" else []
    return [*known, *details, *rep, *second, *time, *still] or await _take_answer(turn)


def _goes_on(turn: Turn, details: list[EventType]) -> bool:
    """Whether the visitor answers “Tuesday at 10 is free, shall we take it?” with who they are, which is a yes.

    What corrects something told before is none.
    """
    told = {event["name"] for event in details if event["value"]}
    corrected = any(turn.tracker.get_slot(slot) for slot in told & {"visitor_email", "visitor_name"})
    return (
        turn.asked == "chosen_slot"
        and len(turn.offered) == 1
        and turn.wish is not None
        and turn.wish.is_exact
        and turn.wish.windows[0].start == turn.offered[0]
        and turn.answer not in ("deny", "ask_availability", "faq")
        and bool(told & {"visitor_email", "visitor_name"})
        and "requested_slot" not in told
        and not corrected
    )


def _agrees_beside_guests(turn: Turn, details: list[EventType]) -> bool:
    """Whether “yes, and please invite bob@acme.test too” leaves nothing to ask again: it changes no detail shown."""
    told = {event["name"] for event in details}
    return turn.asked == "booking_confirmed" and yes_or_no(turn.text) is True and told == {"guests"}


def _note(turn: Turn, details: list[EventType]) -> None:
    """Say that something was noted; an address in place of another is said, as it may be a colleague's."""
    email = next((event["value"] for event in details if event["name"] == "visitor_email"), None)
    if email and turn.known_email and email != turn.known_email:
        turn.say("utter_email_changed", email=email)
    else:
        turn.say("utter_details_noted")


def _take_second(turn: Turn) -> list[EventType]:
    """Of two meetings that are wished at once, one is booked after the other."""
    if not turn.wants_two or turn.moving:
        return []
    turn.say("utter_one_after_the_other")
    return [SlotSet("second_meeting", True)]


def _tell_it_is_no_phone_call(turn: Turn) -> None:
    """Tell whoever would like to be called, once, that this is a meeting by video."""
    if turn.asked is None and not turn.moving and turn.intent in WISHES and wishes_to_be_called(turn.text):
        turn.say("utter_not_by_phone")


def _speaks_of_another_meeting(turn: Turn) -> bool:
    """Whether “move it” means a meeting there is, as nothing has been chosen here yet that could be moved.

    While times are on the table it may be about these, unless it is clear.
    """
    unclear = turn.offered and turn.confidence < SURE_OF_MORE
    return turn.intent == "reschedule_meeting" and not (turn.moving or turn.chosen or unclear)


def _likely_question(turn: Turn) -> str:
    """What answers “hold on, is it free?”, when it is clear which question that is; else nothing."""
    response, _, clearly = turn.likeliest_question
    return response if "?" in turn.text and clearly >= CLEARLY else ""


def _hardly_asks_for_a_person(turn: Turn) -> bool:
    """Whether “in my name or in hers?” only sounds like it; whoever says no more than “a human being then” means it."""
    unsure = turn.confidence < SURE_OF_PERSON and not turn.is_brief
    return turn.intent == "ask_human" and unsure and not turn.is_upset


def _told_something_else(turn: Turn, details: list[EventType]) -> bool:
    """Whether the visitor told a detail while another answer was awaited, so that it would seem to be overheard."""
    told = {event["name"] for event in details}
    first = turn.asked is None and turn.intent == "provide_details"
    asked_else = turn.asked in ("wish", "chosen_slot", "visitor_email", "visitor_name")
    return (first or asked_else) and not told & {turn.asked, "requested_slot", "browser_zone", "guests"}


def _may_be_anothers(turn: Turn, details: list[EventType]) -> bool:
    """Whether an address told at the summary, in place of one with the visitor's name, may well be somebody else's."""
    email = next((event["value"] for event in details if event["name"] == "visitor_email"), None)
    own = turn.known_name.split()
    replaces = email and turn.asked == "booking_confirmed" and turn.intent != "deny"
    return bool(replaces) and stands_in_mailbox(own, turn.known_email) and not stands_in_mailbox(own, email)


_WORDS_FOR = {
    ("visitor_email", "deny"): "utter_email_needed",
    ("visitor_name", "deny"): "utter_name_needed",
    **{(asked, "provide_details"): "utter_detail_not_understood" for asked in DETAILS},
    **{("visitor_name", i): "utter_detail_not_understood" for i in ("choose_slot", "book_meeting", "inform_time")},
    **{
        (asked, intent): "utter_wish_not_understood"
        for asked in ("chosen_slot", "booking_confirmed")
        for intent in ("inform_time", "reschedule_meeting")
    },
}
"""What is said to an answer that does not answer what was asked."""


async def _take_answer(turn: Turn) -> list[EventType]:
    """What yes and no mean depends on what was asked; code is no name, whatever it is taken for."""
    if turn.asked in DETAILS and _CODE.search(turn.text):
        turn.say("utter_detail_not_understood")
        return turn.keep_zone()
    if turn.intent == "go_back":
        return await _go_back(turn)
    if turn.asked in DETAILS and turn.intent in BESIDE_THE_POINT and turn.is_brief:
        turn.say("utter_detail_not_understood")
        return turn.keep_zone()
    if tells_topic(turn):
        turn.say("utter_topic_noted")
        return turn.keep_zone()
    said = _WORDS_FOR.get((turn.asked, turn.answer))
    if said and not _speaks_of_another_meeting(turn):
        turn.say(said)
        return []
    return await _take_yes_or_no(turn)


async def _take_yes_or_no(turn: Turn) -> list[EventType]:
    match turn.asked:
        case "booking_confirmed":
            return _take_at_summary(turn)
        case "chosen_slot":
            return await _take_at_times(turn)
        case "wish":
            return _take_at_wish(turn)
    return []


def _take_at_summary(turn: Turn) -> list[EventType]:
    match turn.answer:
        case "book_meeting" if turn.entity("another"):
            return []  # “one more meeting” is no yes to this one
        case "affirm" if _approves_a_detail(turn):
            return turn.keep_zone()
        case "provide_details" | "nlu_fallback" | "out_of_scope" if _agrees_in_short(turn):
            return [SlotSet("booking_confirmed", True)]
        case "affirm" | "book_meeting":
            return [SlotSet("booking_confirmed", True)]
        case "deny" | "choose_slot" | "ask_availability" | "provide_details":
            return [SlotSet("requested_slot", "change")]
    return []


async def _take_at_times(turn: Turn) -> list[EventType]:
    match turn.answer:
        case "affirm" | "choose_slot":
            return await _take_yes_to_offer(turn)
        case "deny":
            return show_more(turn)
    return []


def _take_at_wish(turn: Turn) -> list[EventType]:
    match turn.answer:
        case "affirm" | "book_meeting":
            return _miss_wish(turn, "utter_gladly")
        case intent if intent in SEEKS_A_TIME and not _speaks_of_another_meeting(turn):
            return _miss_wish(turn, "utter_wish_not_understood")
        case "out_of_scope" if turn.confidence < HARDLY:
            return _miss_wish(turn, "utter_wish_not_understood")
    return []


def _approves_a_detail(turn: Turn) -> bool:
    """Whether “the company is right” is said of that alone, and no yes to it all."""
    of_one = turn.entity("detail") in ("email", "name", "company")
    return of_one and yes_or_no(turn.text) is None and not says_to_book(turn.text)


def _agrees_in_short(turn: Turn) -> bool:
    """Whether the model does not know “mate, yes, book it”, which has a word for yes and one for booking."""
    return turn.is_brief and "?" not in turn.text and agrees_to_book(turn.text)


async def _go_back(turn: Turn) -> list[EventType]:
    """Ask the question before the present one again; what was said since stays."""
    turn.say("utter_one_step_back")
    before = BEFORE.get(turn.asked or "", "wish")
    if before in ("wish", "chosen_slot"):
        await release(turn.services, turn.session)
    forgotten = ("wish", "chosen_slot", "shown_slots") if before == "wish" else (before,)
    return [*(SlotSet(slot, None) for slot in forgotten), SlotSet("requested_slot", before)]


async def _take_yes_to_offer(turn: Turn) -> list[EventType]:
    """Yes to one time takes it; to several it is asked which (`ActionAskChosenSlot`)."""
    return await hold_start(turn, turn.offered[0]) if len(turn.offered) == 1 else []


def _miss_wish(turn: Turn, response: str) -> list[EventType]:
    """No time was found in the answer to when: ask again, and after a while simply show what is free."""
    missed = int(turn.tracker.get_slot("missed_wishes") or 0) + 1
    if missed >= PATIENCE:
        return [SlotSet("wish", ANY_TIME.as_json()), SlotSet("missed_wishes", 0)]
    turn.say(response)
    return [SlotSet("missed_wishes", missed)]

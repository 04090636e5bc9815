"""Taking in when the visitor would like to meet: a wish in words, or one of the times on the table."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk.events import EventType, SlotSet

from actions.turn import ANY_TIME, DETAILS, SURE_OF_MORE, Turn
from convene.booking.find import find
from convene.booking.hold import hold, hold_at, release, renew
from convene.errors import BookingNotFound, SlotExpired, SlotNotOffered, SlotTaken
from convene.invitations.times import zone_in_words
from convene.language import yes_or_no
from convene.model import Booking
from convene.when import Context, Question, TimePreference, Window, understand

SURE = 0.6
SHORT = 8  # words
CLEARLY = 0.9  # which question it is, among all that could be meant
NEVER_A_WISH = {"stop", "restart", "cancel_meeting", "repeat"}
SELDOM_A_WISH = {"faq", "chitchat", "bot_challenge", "out_of_scope", "goodbye", "thank", "check_booking", "ask_human"}
POLITE = {"thank", "goodbye", "greet", "chitchat"}
ABOUT_TIME = {"inform_time", "choose_slot", "ask_availability", "book_meeting", "reschedule_meeting"}
SOUNDS_LIKE_A_ZONE = {"faq", "inform_time", "ask_availability", "out_of_scope", "nlu_fallback"}
ZONE_MATTERS = {"wish", "chosen_slot", "visitor_email", "visitor_name", "booking_confirmed"}
CHANGES_TIME = {"inform_time", "ask_availability", "reschedule_meeting", "choose_slot", "deny", "book_meeting"}
ABOUT_TIMES = {"faq/opening_hours", "faq/time_zone"}
PICKS = {"choose_slot", "affirm", "inform_time"}
PASSES_OVER = {"ask_availability", "deny"}  # “I can't do any of those”


async def take_time(turn: Turn, *, detail_given: bool) -> list[EventType]:
    """A clicked or described time of the offer is held; any other word about time is the new wish."""
    if slot_id := turn.entity("slot"):
        return await _take(turn, slot_id)
    if reading := turn.entity("reading"):
        return await _wish_read(turn, int(reading))
    if _names_chosen(turn):
        return [SlotSet("booking_confirmed", True)]
    if _speaks_of_chosen(turn):
        return [] if turn.answer == "affirm" else turn.keep_zone()  # the summary tells it
    if turn.given_up and turn.entity("kept") and not turn.time_said.windows:
        return await hold_start(turn, turn.given_up)
    if not _may_speak_of_time(turn, detail_given):
        return await _zone_alone(turn) or await _politely_chosen(turn) or _no_time(turn)
    if (number := _reading_by_position(turn)) is not None:
        return await _wish_read(turn, number)
    if start := _pick_at_first(turn):
        return await hold_start(turn, start)
    if start := _pick_by_position(turn):
        return await hold_start(turn, start)
    return await _take_words(turn)


def _names_chosen(turn: Turn) -> bool:
    """Whether “Thursday at 10” names the very time that is to be booked, which is as good as a yes."""
    if turn.asked != "booking_confirmed" or not turn.chosen or "?" in turn.text or turn.intent not in PICKS:
        return False
    start = datetime.fromisoformat(turn.chosen["start"])
    again = understand(turn.text_about_time, turn.now, turn.visitor_zone, turn.language, turn.context)
    ways = [[(window.start, window.end) for window in said.windows] for said in (turn.time_said, again)]
    return [(start, start)] in ways


def _speaks_of_chosen(turn: Turn) -> bool:
    """Whether “is that in the morning?” before the booking speaks of the time that is held, and wishes no other."""
    if turn.asked != "booking_confirmed" or not turn.chosen:
        return False
    if turn.intent in CHANGES_TIME and not turn.question_beside:
        return False  # beside a question, as in “how long is it, I must leave at five”, it is hardly a wish
    said = turn.time_said
    return said.understood and said.allows(datetime.fromisoformat(turn.chosen["start"]), turn.visitor_zone)


async def _take_words(turn: Turn) -> list[EventType]:
    """What the words mean: something to ask back, a time on the table, or a new wish."""
    context = await _context(turn)
    said = understand(turn.text_about_time, turn.now, turn.visitor_zone, turn.language, context)
    if _asks_for_others(turn):
        said = turn.time_said
    if said.question:
        return _ask_back(turn, said.question)
    if turn.asked in (None, "wish") and turn.entity("which") and (not said.understood or _names_no_time(said)):
        return await _new_wish(turn, ANY_TIME)
    if not said.understood:
        return await _zone_alone(turn) or _no_time(turn)
    if turn.entity("anyone") and _names_no_time(said):
        return []  # “it does not matter who” is about whom to meet, not about when
    if start := _pick(turn, said):
        return await hold_start(turn, start)
    if turn.intent == "ask_availability" and _names_no_time(said):
        return show_more(turn)
    return await _new_wish(turn, said)


def _asks_for_others(turn: Turn) -> bool:
    """Whether “no, then Wednesday, show me those again” is about any time of that day, be one on the table."""
    return turn.intent == "ask_availability" and yes_or_no(turn.text) is False


async def _context(turn: Turn) -> Context:
    """What a wish may refer back to: the one before; of a meeting that is moved, its own time at first."""
    if not turn.moving or turn.wish:
        return turn.context
    return Context(time_of(await find(turn.services, turn.moving), turn.visitor_zone), turn.offered)


def time_of(booking: Booking, zone: ZoneInfo) -> TimePreference:
    """The time a meeting has, as a wish, so that “an hour later” has something to be later than."""
    start = booking.start.astimezone(zone)
    return TimePreference(windows=(Window(start, start, "minute"),), understood=True)


async def hold_start(turn: Turn, start: datetime) -> list[EventType]:
    """Take a time of the offer that the visitor described instead of clicking it."""
    if turn.moving:
        return await _take(turn, turn.offered_id(start))
    return await _hold(turn, hold_at(turn.services, session=turn.session, start=start, **_shown(turn)))


async def keep_chosen(turn: Turn) -> list[EventType]:
    """Keep the chosen time for whoever is still there; if it went while they were silent, say so before they go on."""
    if not turn.chosen or turn.moving:
        return []
    known = turn.tracker.get_slot("booking_id") or ""
    try:
        kept = await renew(turn.services, session=turn.session, booking_id=known, rep=turn.wanted_rep)
    except (SlotTaken, SlotExpired, BookingNotFound) as error:
        turn.say(SORRY[type(error)])
        lost = ("chosen_slot", "booking_confirmed", "shown_slots")
        return [*(SlotSet(slot, None) for slot in lost), SlotSet("requested_slot", "chosen_slot")]
    return [] if kept.id == known else _chosen(kept)


async def _take(turn: Turn, slot_id: str) -> list[EventType]:
    """A new booking holds the time until the visitor says yes to it; a move needs no more than the choice."""
    if turn.moving:
        wish = [] if turn.wish else [SlotSet("wish", ANY_TIME.as_json())]
        return [*wish, SlotSet("chosen_slot", {"id": slot_id}), SlotSet("booking_confirmed", True)]
    return await _hold(turn, hold(turn.services, session=turn.session, slot_id=slot_id, **_shown(turn)))


def show_more(turn: Turn) -> list[EventType]:
    """Pass over the times on the table; without a wish, any time will do."""
    passed = [start.isoformat() for start in (*turn.shown, *turn.offered)]
    events: list[EventType] = [SlotSet("shown_slots", passed), SlotSet("chosen_slot", None)]
    return events if turn.wish else [*events, SlotSet("wish", ANY_TIME.as_json())]


def _may_speak_of_time(turn: Turn, detail_given: bool) -> bool:
    """Whether words about time would be a wish here: not in “see you tomorrow”, nor in a name like April May."""
    if not turn.text_about_time:
        return False
    if turn.intent in NEVER_A_WISH and turn.confidence >= SURE and len(turn.text.split()) <= SHORT:
        return False  # whoever says more than “stop” has something else in mind
    if turn.intent in SELDOM_A_WISH and (turn.confidence >= SURE or _asks_one_thing(turn)):
        return _answers_all_the_same(turn)
    if detail_given and turn.intent == "provide_details" and turn.is_brief and "@" in turn.text:
        return _names_an_hour(turn.time_said)  # the Sam of “Sam sam@acme.test” is no German Saturday
    if turn.asked in ("visitor_name", "visitor_email", "visitor_company") and turn.intent not in ABOUT_TIME:
        return not detail_given and turn.intent in ("affirm", "deny")
    return True


def _names_an_hour(said: TimePreference) -> bool:
    return any(each.start == each.end for each in (*said.windows, *said.time_of_day))


def _asks_one_thing(turn: Turn) -> bool:
    """Whether “do the 30 minutes include questions?” is one question and not many, so that its hours are no wish."""
    clearly = turn.likeliest_question[2] >= CLEARLY and turn.question not in ABOUT_TIMES
    return turn.intent == "faq" and turn.text.endswith("?") and clearly


def _answers_all_the_same(turn: Turn) -> bool:
    """Whether when is answered in “I have something on Friday”, “whatever you say” and “tomorrow, you idiot”.

    And in “the second one, do I need a camera?”, whose question is answered beside it.
    """
    if turn.asked == "wish" and (turn.intent == "check_booking" or turn.entity("which")):
        return True
    said_more = turn.answer_before_question or turn.question == "chitchat/insult"
    return bool(said_more) and turn.asked in ("wish", "chosen_slot")


def _no_time(turn: Turn) -> list[EventType]:
    shown = turn.asked == "booking_confirmed" or (turn.asked == "chosen_slot" and len(turn.offered) == 1)
    if shown and turn.answer == "affirm":
        return []  # “yes, that is much better” is no wish for others
    if turn.asked in (*DETAILS, "suggested_email") and turn.confidence < SURE_OF_MORE:
        return []  # “by phone, is that possible?” gives no chosen time away
    return show_more(turn) if turn.intent == "ask_availability" and not turn.question_beside else []


def _reading_by_position(turn: Turn) -> int | None:
    """Which of the two meanings we asked about “the first one” is."""
    readings = [TimePreference.from_json(said) for said in turn.tracker.get_slot("wish_readings") or ()]
    if turn.asked != "reading" or not all(reading.windows for reading in readings):
        return None
    starts = tuple(reading.windows[0].start for reading in readings)
    if turn.text in ("1", "2") and int(turn.text) <= len(starts):
        return int(turn.text) - 1
    said = understand(turn.text_about_time, turn.now, turn.visitor_zone, turn.language, Context(None, starts))
    if _names_no_time(said):
        return 0  # “the earliest, please”
    exact = len(said.windows) == 1 and said.windows[0].start == said.windows[0].end in starts
    return starts.index(said.windows[0].start) if exact else None


def _pick_by_position(turn: Turn) -> datetime | None:
    """The offered start meant by “2”, or the first when the choice is left to us."""
    if turn.asked != "chosen_slot" or not turn.offered:
        return None
    digit = turn.text.strip("#.) ")  # “#2”
    number = int(digit) if digit.isdecimal() and len(digit) == 1 else _place(turn)
    if _leaves_the_choice(turn):
        number = 1
    return turn.offered[number - 1] if 1 <= number <= len(turn.offered) else None


def _pick_at_first(turn: Turn) -> datetime | None:
    """The offered start meant by “ten” in “ten, otherwise the first”, or by the yes in “yes, otherwise any other”."""
    if turn.asked != "chosen_slot" or not (rather := turn.said_at_first):
        return None
    said = understand(rather, turn.now, turn.visitor_zone, turn.language, turn.context)
    if len(said.windows) == 1 and said.windows[0].start == said.windows[0].end in turn.offered:
        return said.windows[0].start
    agrees = len(turn.offered) == 1 and yes_or_no(rather) is True and not said.understood
    return turn.offered[0] if agrees else None


def _leaves_the_choice(turn: Turn) -> bool:
    """Whether any of the times is fine; not in “not those either”, nor in “Friday then, any time”."""
    if not turn.entity("which") or turn.entity("anyone") or PASSES_OVER & {turn.intent, turn.answer}:
        return False
    return not turn.time_said.understood or _names_no_time(turn.time_said)


def _place(turn: Turn) -> int:
    """The place in “die 2” and “the 2nd one”, unless much else is said; 0 if there is none."""
    said = turn.entity("place") if turn.is_brief else None
    return int(said) if said and said.isdecimal() else 0


def _pick(turn: Turn, said: TimePreference) -> datetime | None:
    """The offered start that the visitor means, if it is one."""
    if len(said.windows) == 1 and said.windows[0].start == said.windows[0].end in turn.offered:
        return said.windows[0].start
    if turn.asked != "chosen_slot" or turn.intent not in PICKS or turn.answer == "deny" or not turn.offered:
        return None  # “no, then Wednesday, show me those again” takes none yet
    if _names_no_time(said):
        return turn.offered[0]  # any of them is fine
    if turn.moving and turn.intent != "choose_slot":
        return None  # a day alone moves nothing at once
    fitting = [start for start in turn.offered if said.allows(start, turn.visitor_zone)]
    return fitting[0] if len(fitting) == 1 and turn.intent != "inform_time" else None


def _names_no_time(said: TimePreference) -> bool:
    return said.flexible and not (said.windows or said.excluded or said.time_of_day or said.weekdays)


async def _zone_alone(turn: Turn) -> list[EventType]:
    """“Can you show that in London time?” sounds like a question about zones, and is a wish to change it."""
    if turn.intent not in SOUNDS_LIKE_A_ZONE or turn.asked not in ZONE_MATTERS:
        return []
    said = turn.time_said
    asks_which = turn.intent == "faq" and said.zone == turn.zone  # “what does Berlin time mean?”
    return await _new_wish(turn, said) if _is_zone_alone(said) and not asks_which else []


async def _politely_chosen(turn: Turn) -> list[EventType]:
    """“The second would be wonderful, thank you so much” is a choice, however much of it is thanks."""
    if turn.asked != "chosen_slot" or turn.intent not in POLITE or not turn.offered:
        return []
    said = understand(turn.text_about_time, turn.now, turn.visitor_zone, turn.language, turn.context)
    exact = len(said.windows) == 1 and said.windows[0].start == said.windows[0].end in turn.offered
    return await hold_start(turn, said.windows[0].start) if exact else []


def other_zone(turn: Turn) -> str | None:
    """The zone that a message names, and nothing else about time, if it is not the one in use."""
    said = turn.time_said
    return said.zone if _is_zone_alone(said) and said.zone != turn.zone else None


def _is_zone_alone(said: TimePreference) -> bool:
    return bool(said.zone) and not (said.flexible or said.windows or said.excluded or said.time_of_day or said.weekdays)


async def _new_wish(turn: Turn, said: TimePreference) -> list[EventType]:
    """Take a wish in place of the one before; only a zone is no wish.

    A zone that is named, be it beside a single time, holds until another is: the next hour is meant in it, too.
    """
    zone = said.zone or turn.zone
    remembered: list[EventType] = [SlotSet("time_zone", zone)] if said.zone else []
    if _is_zone_alone(said):
        turn.say("utter_zone_set", zone=zone_in_words(zone, turn.locale))
        return remembered
    if turn.chosen:
        await release(turn.services, turn.session)
    given_up = [SlotSet("given_up", turn.chosen)] if turn.chosen else []
    fresh = ("chosen_slot", "booking_id", "offered_slots", "shown_slots", "wish_readings")
    return [*remembered, *given_up, SlotSet("wish", said.as_json()), *(SlotSet(slot, None) for slot in fresh)]


def _ask_back(turn: Turn, question: Question) -> list[EventType]:
    """Say what is odd about a wish, or ask which of two meanings it has (cases T1, T2, T10)."""
    if question.readings:
        readings = [reading.as_json() for reading in question.readings]
        return [SlotSet("wish_readings", readings), SlotSet("requested_slot", "reading")]
    known = {"past", "no_such_date", "no_such_time"}
    turn.say(f"utter_wish_{question.kind if question.kind in known else 'unclear'}", said=question.text)
    return [SlotSet("wish_readings", None)]


async def _wish_read(turn: Turn, number: int) -> list[EventType]:
    readings = turn.tracker.get_slot("wish_readings") or []
    return await _new_wish(turn, TimePreference.from_json(readings[number])) if number < len(readings) else []


async def _hold(turn: Turn, holding: Awaitable[Booking]) -> list[EventType]:
    """Keep a time for the visitor; when that cannot be, say why and let the form offer what is free now (D3)."""
    wish = [] if turn.wish else [SlotSet("wish", ANY_TIME.as_json())]
    try:
        held = await holding
    except (SlotTaken, SlotExpired, SlotNotOffered) as error:
        turn.say(SORRY[type(error)])
        return [*wish, SlotSet("chosen_slot", None), SlotSet("shown_slots", None)]
    turn.say("utter_slot_held", time=turn.say_time(held.start))
    return [*wish, *_chosen(held), SlotSet("wish_readings", None)]


def _chosen(held: Booking) -> list[EventType]:
    chosen = {"start": held.start.isoformat(), "rep": held.rep}
    return [SlotSet("chosen_slot", chosen), SlotSet("booking_id", held.id), SlotSet("given_up", None)]


SORRY = {
    SlotTaken: "utter_slot_taken",
    SlotExpired: "utter_slot_expired",
    SlotNotOffered: "utter_slot_not_offered",
    BookingNotFound: "utter_slot_expired",
}


def _shown(turn: Turn) -> dict[str, Any]:
    return {"zone": turn.zone, "locale": turn.locale, "rep": turn.wanted_rep}

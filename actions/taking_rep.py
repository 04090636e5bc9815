"""Taking in whom the visitor wants to meet: “is Anna free on Friday?”."""

import re

from rasa_sdk.events import EventType, SlotSet

from actions.turn import DETAILS, Turn
from convene.booking.hold import release
from convene.details import find_wanted, read_details
from convene.model import Rep

WISHES = {"book_meeting", "ask_availability", "inform_time", "choose_slot"}
ABOUT_A_MEETING = WISHES | {"reschedule_meeting"}
_WORD = re.compile(r"\w+")


async def take_rep(turn: Turn) -> list[EventType]:
    """The rep named in a wish, from now on the only one whose times are offered; “anyone” takes it back."""
    if turn.wanted_rep and turn.entity("anyone") and not turn.said_at_first:
        turn.say("utter_with_anyone")
        return await _look_again(turn, None)
    wishes = turn.intent in ABOUT_A_MEETING or _rather_somebody_else(turn) or _wants_to_speak(turn)
    if turn.asked in DETAILS or not wishes:
        return []
    named = _named(turn)
    if named is None:
        return _nobody_here(turn)
    if named.id == turn.wanted_rep:
        return []
    turn.say("utter_only_with", rep=named.name)
    return await _look_again(turn, named.id)


def give_up_rep(turn: Turn, response: str) -> list[EventType]:
    """Say that the rep who was asked for cannot be had; from now on anyone of the team is offered."""
    turn.say(response, rep=turn.rep_name(turn.wanted_rep or ""))
    turn.tracker.slots["wanted_rep"] = None
    return [SlotSet("wanted_rep", None)]


def _rather_somebody_else(turn: Turn) -> bool:
    """Whether so little is said beside the name that it can only be a wish, as in “no, then Ben”."""
    brief = turn.is_brief and "?" not in turn.text
    return brief and turn.asked in ("wish", "chosen_slot") and turn.intent != "provide_details"


def _wants_to_speak(turn: Turn) -> bool:
    """Whether “I want to speak to Mrs Neumann”, which sounds as if a name were told, is a wish for her."""
    return turn.intent == "provide_details" and find_wanted(turn.text) is not None


def _nobody_here(turn: Turn) -> list[EventType]:
    """Say once of each name asked for that nobody of the team has it, and who can be met; their times are offered."""
    wanted = find_wanted(turn.text) if turn.intent in WISHES or _wants_to_speak(turn) else None
    if wanted is None or turn.wanted_rep:
        return []
    known = [rep.name for rep in turn.services.roster.reps.values()]
    known += [turn.known_name, *turn.names_told]
    if _parts(wanted.name) & _parts(" ".join(known)):
        return []
    turn.names_told.append(wanted.said)  # Mr May is no month
    said = turn.tracker.get_slot("not_of_the_team") or []
    if wanted.name in said:
        return []
    team = turn.services.roster.members(turn.services.config.default_queue.id)
    turn.say("utter_nobody_of_that_name", name=wanted.name, team=", ".join(rep.name for rep in team))
    return [SlotSet("not_of_the_team", [*said, wanted.name])]


def _named(turn: Turn) -> Rep | None:
    """The one rep of whom the message names a part of the name; not when visitors say their own."""
    said, own = _parts(turn.text_about_time), _parts(read_details(turn.text).name or "")
    known = _parts(turn.known_name)
    team = turn.services.roster.members(turn.services.config.default_queue.id)
    named = [rep for rep in team if said & _parts(rep.name) - own - known]
    return named[0] if len(named) == 1 else None


def _parts(name: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(name)}


async def _look_again(turn: Turn, rep: str | None) -> list[EventType]:
    """What was held with somebody else is given back, and what the message says about time is about this rep."""
    if turn.chosen:
        await release(turn.services, turn.session)
    fresh = {"wanted_rep": rep, "chosen_slot": None, "shown_slots": None}
    turn.tracker.slots.update(fresh)
    return [SlotSet(slot, value) for slot, value in fresh.items()]

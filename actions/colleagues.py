"""The visitor's colleagues, who are told from the visitor by their addresses."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rasa_sdk.events import EventType, SlotSet

from actions.turn import SURE_OF_MORE, Turn
from convene.booking.guests import with_guests
from convene.details import Details
from convene.details.address_words import WORD, speaks_of_colleagues, stands_in_mailbox
from convene.language import yes_or_no

COLLEAGUES = "utter_faq/colleagues"
INITIAL = 2  # letters of “J.”

_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")


def with_colleague(turn: Turn, details: Details) -> Details:
    """“Our master Meyer too, meyer@acme.test” invites Meyer, and “add zoe@acme.test and leo@acme.test” both of them.

    Only when colleagues were just spoken of, or when the visitor's own name stands in the address we have, and in none
    of the new ones: nobody is written to because of a guess.
    """
    details = _own_address_first(turn, details)
    known, said = turn.known_email or "", turn.text.casefold()
    new = [address for address in _ADDRESS.findall(said) if address != known]
    if not known or details.email not in new or details.email_problem or yes_or_no(turn.text) is False:
        return details
    name = [word for word in turn.known_name.split() if len(word) > INITIAL]
    of_others = stands_in_mailbox(name, known) and not any(stands_in_mailbox(name, address) for address in new)
    named = stands_in_mailbox(WORD.findall(_ADDRESS.sub(" ", said)), new[0])
    told = speaks_of_colleagues(turn.text) or (of_others and (named or len(new) > 1))
    if turn.intent == "deny" or not (told or _asked_for_colleagues(turn)):
        return details
    return replace(details, email=None, guests=tuple(dict.fromkeys((*details.guests, *new))))


def _own_address_first(turn: Turn, details: Details) -> Details:
    """Of several addresses, as in “mine is ada@acme.test, his is bob@acme.test”, Ada's own is the one with her name."""
    told = tuple(dict.fromkeys(_ADDRESS.findall(turn.text.casefold())))
    name = (details.name or turn.known_name).split()
    own = [address for address in told if stands_in_mailbox(name, address)]
    if len(own) != 1 or len(told) == 1 or stands_in_mailbox(name, turn.known_email) or details.email_problem:
        return details
    brings = details.guests or _asks_for_colleagues(turn)
    return replace(details, email=own[0], guests=tuple(other for other in told if other not in own) if brings else ())


def _asked_for_colleagues(turn: Turn) -> bool:
    """Whether the visitor asks if one may come, or has just heard so, and speaks of no detail of their own."""
    heard = turn.heard(COLLEAGUES) and not turn.entity("detail")
    return heard or _asks_for_colleagues(turn)


def _asks_for_colleagues(turn: Turn) -> bool:
    """Whether the visitor asks if somebody else may come, however the question stands in the message."""
    return turn.question == "faq/colleagues" or turn.question_beside == COLLEAGUES


def withdraw_guests(turn: Turn) -> list[EventType]:
    """“Don't invite Rita after all” takes her back."""
    known = turn.tracker.get_slot("guests") or ()
    gone = guests_withdrawn(turn, known)
    if not gone:
        return []
    turn.say("utter_guests_withdrawn", guests=", ".join(gone))
    return [SlotSet("guests", [guest for guest in known if guest not in gone])]


def guests_withdrawn(turn: Turn, guests: Sequence[str]) -> list[str]:
    """Which guests are not to come after all: those that are named, else all when it can be about no other.

    “Take Rita out again, please” sounds as if the meeting were to be called off.
    """
    wanted = turn.entity("withdrawn")
    if not wanted and (turn.intent != "cancel_meeting" or turn.confidence >= SURE_OF_MORE):
        return []
    said = turn.text.casefold()
    words = WORD.findall(_ADDRESS.sub(" ", said))
    named = [guest for guest in guests if guest in said or stands_in_mailbox(words, guest)]
    return named or (list(guests) if wanted == "all" or (wanted == "guest" and len(guests) == 1) else [])


def take_guests(turn: Turn, details: Details) -> list[EventType]:
    """Colleagues who are to be invited too; said at once, as the summary may be far."""
    if not details.guests:
        return []
    own = details.email or turn.known_email or ""
    guests = with_guests(turn.tracker.get_slot("guests") or (), details.guests, own)
    turn.say("utter_guests_noted", guests=", ".join(guests))
    return [SlotSet("guests", list(guests))]

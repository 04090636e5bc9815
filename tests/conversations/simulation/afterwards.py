"""What visitors do with their meeting: invite a colleague, cancel it, or come back with a mailed code."""

from collections.abc import Callable
from datetime import timedelta

from simulation.chat import Chat, buttons_of, cards_of
from simulation.visitor import ARRIVED, PROMISED, Visitor
from simulation.wishes import Wish

TRIES = 3  # somebody else may be quicker


def go_on(visitor: Visitor, url: str, mailed_code: Callable[[str], str]) -> None:
    """Do all that the visitor has in mind; it is no part of the count of messages."""
    goal, played = visitor.goal, visitor.played
    if goal.colleague:
        answers = visitor.chat.say(visitor.words("colleague", email=goal.colleague))
        played.afterwards["colleague invited"] = any(goal.colleague in str(one.get("text")) for one in answers)
    if goal.afterwards == "cancelled":
        visitor.chat.say(visitor.words("cancel"))
        visitor.chat.say("/affirm")
    else:
        _come_back(visitor, url, mailed_code)


def _come_back(visitor: Visitor, url: str, mailed_code: Callable[[str], str]) -> None:
    """Open the meeting in a chat that knows nothing of it, and cancel or move it there."""
    goal, said = visitor.goal, visitor.played.said
    said.append(("-", "another chat"))
    visitor.chat.close()
    visitor.chat = Chat(url, goal.page, None if goal.names_city else goal.zone, said)
    moves = goal.afterwards == "moved elsewhere"
    visitor.chat.say(visitor.words("move_later" if moves else "cancel_later"))
    answers = visitor.chat.say(visitor.words("email", email=goal.email))
    promised = any("code" in str(one.get("text")).lower() for one in answers)
    code = mailed_code(goal.email) if promised else ""
    visitor.played.afterwards |= {PROMISED: promised} | ({ARRIVED: bool(code)} if promised else {})
    if not code:
        return
    answers = visitor.chat.say(visitor.words("code", code=code))
    if not moves:
        visitor.chat.say("/affirm" if "/affirm" in buttons_of(answers) else visitor.words("yes"))
        return
    visitor.wish = _a_week_later(visitor)
    answers = visitor.chat.say(visitor.wish.text)
    for _ in range(TRIES):
        if "slots" not in cards_of(answers):
            break
        slot = cards_of(answers)["slots"]["slots"][0]
        visitor.played.chosen = slot["start"]
        answers = visitor.chat.say(f'/choose_slot{{"slot": "{slot["id"]}"}}')


def _a_week_later(visitor: Visitor) -> Wish:
    monday = visitor.free.now.date() + timedelta(days=7 - visitor.free.now.weekday())
    text = {"en": "next week", "de": "nächste Woche"}[visitor.goal.language]
    return Wish(text, lambda s: monday <= s.date() < monday + timedelta(days=7), visitor.goal.zone)

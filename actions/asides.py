"""What is said beside an answer: why we ask, that it takes a moment, and a question after the answer."""

from datetime import datetime

from rasa_sdk.events import EventType

from actions.base import ConveneAction
from actions.turn import SURE_OF_MORE, Turn
from convene.language import asks_whether_to

NEED_NOT = "utter_why_company"
REASONS = {
    "wish": "utter_why_time",
    "chosen_slot": "utter_why_time",
    "visitor_email": "utter_faq/why_email",
    "suggested_email": "utter_faq/why_email",
    "visitor_name": "utter_faq/why_name",
    "visitor_company": NEED_NOT,
    "booking_confirmed": "utter_why_yes",
    "booking_email": "utter_why_code",
    "booking_code": "utter_why_code",
    "handover_contact": "utter_why_contact",
    "handover_note": "utter_why_note",
}
"""Why we ask for each slot."""
ANSWERED_BY_RULES = {"faq", "chitchat", "bot_challenge", "thank", "greet", "out_of_scope"}
"""What has an answer of its own, in the middle of every form."""
ASKS_WHY = {"faq/why_email", "faq/why_name"}
ASKS_FOR_TIME = {"stop", "deny", "nlu_fallback", "out_of_scope"}
SHORT = 6  # words of “not sure, let me think”
CLEARLY = 0.5  # that it is a question of `faq`, and which, among all that could be meant


def answer_aside(turn: Turn) -> bool:
    """Whether the message does no more than ask why we ask, whom it is with, or for a moment; then that is answered.

    The form asks its question again afterwards.
    """
    response = _reason(turn) or _patience(turn)
    if response:
        turn.say(response)
    return response is not None or _tell_rep(turn) or _tell_time(turn)


def _tell_time(turn: Turn) -> bool:
    """Tell the time that is held, else the present one, as the clock shows it in the zone that is asked for."""
    zone = turn.time_said.zone if turn.entity("clock") else None
    if not zone:
        return False
    held = datetime.fromisoformat(turn.chosen["start"]) if turn.chosen else None
    turn.say("utter_time_there" if held else "utter_time_now", time=turn.say_time(held or turn.now, zone))
    return True


def _tell_rep(turn: Turn) -> bool:
    """Tell whom the visitor would meet at the time that is held, if that is asked."""
    if turn.question != "faq/with_whom" or turn.answer_before_question or not _rep(turn):
        return False
    turn.say("utter_with_rep", rep=_rep(turn))
    return True


def _rep(turn: Turn) -> str:
    """The name of whoever would come at the time that is held; empty as long as none is."""
    rep = (turn.chosen or {}).get("rep")
    return turn.rep_name(rep) if rep else ""


def answer_question_beside(turn: Turn, taken: list[EventType]) -> None:
    """Answer what is asked after an answer of the visitor's: “ada@acme.test, will there be a link?”.

    Whoever asks whether a colleague may come, and gives their address, has had the answer; so has who asks whether the
    company may be left out.
    """
    if any(event["name"] == "guests" or event.get("value") == "" for event in taken):
        return
    response, _, clearly = turn.likeliest_question
    if turn.question_beside == "utter_faq/with_whom" and _rep(turn):
        turn.say("utter_with_rep", rep=_rep(turn))
    elif turn.question_beside:
        turn.say(turn.question_beside)
    elif turn.intent == "faq" and "?" in turn.text and min(turn.confidence, clearly) >= CLEARLY:
        turn.say(response)


class ActionAnswerOtherQuestion(ConveneAction):
    """Answers the other of two questions in “how long does it take, and what does it cost?”."""

    def name(self) -> str:
        """Run when the likelier one was answered."""
        return "action_answer_other_question"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Say what has not been said just now."""
        for response in turn.questions:
            if response != turn.likeliest_question[0]:
                turn.say(response)
        return []


def _reason(turn: Turn) -> str | None:
    """The reason for our question, if the visitor asks for it without naming another; the company need not be told."""
    if asks_whether_to(turn.text) and "company" in turn.entities("detail") and "?" in turn.text:
        return NEED_NOT
    unsure = turn.intent in ("repeat", "nlu_fallback") or (
        turn.intent == "out_of_scope" and turn.confidence < SURE_OF_MORE  # “why do you need a code?”
    )
    asks_why = turn.question in ASKS_WHY or (unsure and turn.entity("why"))
    return REASONS.get(turn.asked or "") if asks_why and not turn.entity("detail") else None


def _patience(turn: Turn) -> str | None:
    """Whether a moment is all that is asked for, unlike in “let us stop for a moment and go on tomorrow”."""
    said = len(turn.text.split())
    pause = len(" ".join(set(turn.entities("pause"))).split())
    person = turn.intent == "ask_human" and turn.confidence < SURE_OF_MORE and pause * 2 >= said  # “a sec, phone”
    asks = pause > 0 and (said <= SHORT or pause * 2 > said) and (person or turn.intent in ASKS_FOR_TIME)
    return "utter_take_your_time" if asks else None

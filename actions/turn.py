"""One turn of the conversation: what the visitor said, and how to answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from actions.known import Known
from actions.words import Said, words
from convene.language import before_otherwise, is_foreign, yes_or_no
from convene.say_time import say_slot
from convene.when import TimePreference, understand

LONGEST_TEXT = 1000
SURE_OF_MORE = 0.9  # that a message which begins with yes or no says more than that
SURE_OF_QUESTION = 0.5  # that what is asked beside an answer is a question of `faq`
BRIEF = 4  # words of “the 2nd one please”
CURT = 3  # words of “please cancel it”
LAST_LATIN = "\u024f"  # of the letters in Unicode's Latin blocks
LATELY = 6  # messages, a card counting twice
DETAILS = ("visitor_email", "visitor_name", "visitor_company")
AT_SUMMARY = ("booking_confirmed", "change")
ANY_TIME = TimePreference(flexible=True, understood=True)

_ADDRESS = re.compile(r"\S+@\S+")
_OF_THE_FORM = {
    *("action_extract_slots", "action_listen", "action_find_meeting", "action_deactivate_loop"),
    "action_greet",
}


@dataclass(frozen=True)
class Turn(Known):
    """The visitor's latest message with everything an action needs to answer it."""

    names_told: list[str] = field(default_factory=list)
    """What was found in this message of people and companies, so that no time is read in it: Nora Noon."""

    # What was said

    @property
    def text(self) -> str:
        """What the visitor wrote; empty for a button."""
        said = str(self.tracker.latest_message.get("text") or "").strip()
        return "" if said.startswith("/") else said[:LONGEST_TEXT]

    @property
    def is_brief(self) -> bool:
        """Whether so little is said that it can hardly be about more than one thing."""
        return len(self.text.split()) <= BRIEF

    @property
    def is_foreign(self) -> bool:
        """Whether the message is in a language that is not ours.

        When a name was asked for, what has no small initials may be one in any language: 王小明 or Иван Петров.
        """
        initials = [word[:1] for word in self.text.split()]
        may_be_a_name = self.asked in DETAILS and not any(i.islower() and i <= LAST_LATIN for i in initials)
        return not may_be_a_name and is_foreign(self.text)

    @property
    def text_about_time(self) -> str:
        """What the visitor wrote, without e-mail addresses: nobody means Monday by ada@monday.com.

        Nor does a question about the meeting name a time, when it comes after an answer; and “not Zoey and Friday
        rather” is about two things, as the visitor's own name shows.
        """
        said = _ADDRESS.sub(" ", self.answer_before_question or self.text)
        for counted in (*self.entities("each"), *self.entities("two")) if self.wants_two else ():
            said = said.replace(counted, " ")  # “one on Tuesday and one on Friday, two calls” names no hour
        company, full_name = (self.tracker.get_slot(slot) or "" for slot in ("visitor_company", "visitor_name"))
        for known in (company, full_name, *self.names_told):
            if " " in known:
                said = said.replace(known, ",")  # the day of “Kravets Montage” is none; that of “Monday” may be one
        for name in full_name.split():
            if name in said and not understand(name, self.now, self.visitor_zone, self.language).understood:
                said = re.sub(rf"\b{re.escape(name)}\b", ",", said)
        return said.strip()

    @property
    def said_at_first(self) -> str:
        """What is wished rather than the rest, in “ten o'clock, otherwise whenever”; empty if there is no such rest."""
        return before_otherwise(self.text_about_time)

    @property
    def answer_before_question(self) -> str:
        """The answer in “the second one please, do I need a camera?”; empty if there is none or no such question."""
        asks = self.intent == "faq" or self.question_beside
        if self._is_behind_a_question or self._asks_in_a_zone or self._question_apart("first_"):
            return ""
        return str(self._beside.get("answer") or "").rstrip(" .,;!:–-") if asks else ""

    @property
    def question_beside(self) -> str:
        """The response to the question at the end of a message that says something else first; empty if there is none.

        The question alone was understood by `components.question_beside`. What stands behind a question, as in “is that
        right? is it in the morning?”, is beside no answer.
        """
        return "" if self._is_behind_a_question or self._asks_in_a_zone else self._question_apart("")

    @property
    def _is_behind_a_question(self) -> bool:
        return bool(self._beside) and self.text.startswith(f"{self._beside.get('answer')}?")

    @property
    def _asks_in_a_zone(self) -> bool:
        """Whether the end of a question is only its time zone, as in “are you free at 2, London time?”."""
        if not self._beside:
            return False
        end = self.text.removeprefix(str(self._beside.get("answer")))
        return len(end.split()) < BRIEF and bool(understand(end, self.now, self.visitor_zone, self.language).zone)

    @property
    def questions(self) -> tuple[str, ...]:
        """The responses to what is asked: to two questions in “how long does it take, and what does it cost?”."""
        first, last = self._question_apart("first_"), self._question_apart("")
        both = (first, last) if first and last else (self.likeliest_question[0], self.question_beside)
        return tuple(dict.fromkeys(filter(None, both)))

    def _question_apart(self, place: str) -> str:
        meant = self._beside.get(f"{place}intent") or {}
        is_faq = meant.get("name") == "faq" and meant["confidence"] >= SURE_OF_QUESTION
        return str(self._beside[f"{place}utter_action"]) if is_faq else ""

    @property
    def _beside(self) -> dict[str, Any]:
        """What is told of the question beside; “are you free on Friday, I have to leave at four” is one wish."""
        beside: dict[str, Any] = self.tracker.latest_message.get("question_beside") or {}
        question = str(beside.get("asked_first") or "")
        names_time = understand(question, self.now, self.visitor_zone, self.language).understood
        return {} if names_time else beside

    @property
    def intent(self) -> str:
        """What the visitor wants, by the model."""
        return str((self.tracker.latest_message.get("intent") or {}).get("name") or "")

    @property
    def answer(self) -> str:
        """The intent as the answer to a question of ours: what begins with yes or no is one, whatever follows.

        Not when the model is sure of something else, such as of a question.
        """
        begins = yes_or_no(self.text)
        sure = self.confidence >= SURE_OF_MORE and self.intent != "thank"  # “yes, thank you so much” is a yes
        if begins is False and self.intent == "affirm" and self.moving:
            return "deny"  # “no, leave it like that” moves nothing
        stops = begins is False and self.intent == "stop"  # “no, leave it”
        asks = self.intent == "ask_human" and self.text.endswith("?")  # “ok, not then. Whom can I write to?”
        if begins is None or self.intent in ("affirm", "deny") or sure or stops or asks:
            return self.intent
        return "affirm" if begins else "deny"

    @property
    def confidence(self) -> float:
        """How sure the model is of the intent."""
        return float((self.tracker.latest_message.get("intent") or {}).get("confidence") or 0.0)

    @property
    def question(self) -> str:
        """Which question of a retrieval intent was asked, such as `faq/price`; empty for any other intent."""
        answers = self.tracker.latest_message.get("response_selector") or {}
        return str(((answers.get(self.intent) or {}).get("response") or {}).get("intent_response_key") or "")

    @property
    def likeliest_question(self) -> tuple[str, float, float]:
        """The response to the likeliest question of `faq`, how likely any is, and the share of this one in that."""
        answers = self.tracker.latest_message.get("response_selector") or {}
        best, ranking = ((answers.get("faq") or {}).get(part) or {} for part in ("response", "ranking"))
        likely = sum(question["confidence"] for question in ranking)
        return (best["utter_action"], likely, best["confidence"] / likely) if likely else ("", 0.0, 0.0)

    @property
    def ranked_meanings(self) -> list[str]:
        """Intents by likelihood, each question of a retrieval intent as `faq/price`."""
        answers = self.tracker.latest_message.get("response_selector") or {}
        likely: list[str] = []
        for intent in self.tracker.latest_message.get("intent_ranking") or ():
            questions = (answers.get(intent["name"]) or {}).get("ranking") or ()
            likely += [question["intent_response_key"] for question in questions[:2]] or [intent["name"]]
        return likely

    def entity(self, name: str) -> str | None:
        """What a button, or the text, carries under this name."""
        return next(iter(self.entities(name)), None)

    def entities(self, name: str) -> list[str]:
        """All that the text carries under this name."""
        return [str(value) for value in self.tracker.get_latest_entity_values(name)]

    @property
    def calls_off(self) -> bool:
        """Whether the message is “cancel it” and no more: outside a booking that means a meeting, not to stop."""
        said = self.entity("call_off")
        return bool(said) and self.text.startswith(str(said)) and len(self.text.split()) <= CURT

    @property
    def is_upset(self) -> bool:
        """Whether the visitor wants a person because of how they were treated, as in “nobody calls me back”."""
        return self.intent == "ask_human" and self.entity("upset") is not None

    @property
    def wants_two(self) -> bool:
        """Whether two meetings are wished at once."""
        return self.intent == "book_meeting" and self.entity("two") is not None

    @property
    def names_time_too(self) -> bool:
        """Whether a time is named in “Hey there Can we meet whenever?”, which may be no mere greeting, or stop, then.

        “Morgen!” is a greeting, whatever else it may mean.
        """
        if len(self.text.split()) <= CURT or self.confidence >= SURE_OF_MORE:
            return False
        return self.time_said.understood

    @cached_property
    def time_said(self) -> TimePreference:
        """What the message tells about time, by itself."""
        return understand(self.text_about_time, self.now, self.visitor_zone, self.language)

    @property
    def asked(self) -> str | None:
        """The slot the form has asked for."""
        slot = self.tracker.get_slot("requested_slot")
        return str(slot) if slot else None

    @property
    def resumed(self) -> bool:
        """Whether the form comes back after something else was answered, with nothing new said to it."""
        for event in reversed(self.tracker.events):
            if event["event"] == "user":
                return False
            name = str(event.get("name"))
            if event["event"] == "action" and not name.endswith("_form") and name not in _OF_THE_FORM:
                return True
        return False

    # How to answer

    def rep_name(self, rep: str) -> str:
        """The name of the rep with this id."""
        return self.services.roster.reps[rep].name

    def say_time(self, start: datetime, zone: str | None = None) -> str:
        """A start in the visitor's words, and in their zone unless another is given."""
        return say_slot(start, zone or self.zone, self.locale)

    def words(self, response: str, **values: Any) -> Said:
        """A response of the domain in the visitor's language, in other words than just before if there are any."""
        known = self.tracker.slots | {"language": self.language} | values
        return words(self.domain, response, known, len(self.tracker.events), self.said_lately)

    def say(self, response: str, **values: Any) -> None:
        """Say a response of the domain."""
        said = self.words(response, **values)
        self.dispatcher.utter_message(text=said.text, buttons=said.buttons or None)

    def ask(self, response: str, answers: Iterable[tuple[str, str]]) -> None:
        """Say a response with buttons that are made of what it is about: their title and their payload."""
        buttons = [{"title": title, "payload": payload} for title, payload in answers]
        self.dispatcher.utter_message(text=self.words(response).text, buttons=buttons)

    def show(self, kind: str, response: str, *, data: dict[str, Any] | None = None, **values: Any) -> None:
        """Show a card to the widget, and its words to every other channel."""
        self.show_plainly(kind, self.words(response, **values).text, data=data)

    def show_plainly(self, kind: str, text: str, *, data: dict[str, Any] | None = None) -> None:
        """Show a card with words that do not come from the domain.

        The card comes first, so that `convene.chat.assistant` knows its words as an echo the moment they come.
        """
        card = {"type": kind, "text": text, "language": self.language, **(data or {})}
        self.dispatcher.utter_message(json_message={"data": card})
        self.dispatcher.utter_message(text=text)

    @property
    def last_answer(self) -> list[dict[str, Any]]:
        """Everything we said between the visitor's last two messages."""
        events = self.tracker.events
        heard = [number for number, event in enumerate(events) if event["event"] == "user"][-2:]
        return [event for event in events[heard[0] : heard[-1]] if event["event"] == "bot"] if heard else []

    def heard(self, response: str) -> bool:
        """Whether this response, which has no blanks, was a part of our last answer."""
        wordings = {variation.get("text") for variation in self.domain["responses"][response]}
        return any(event.get("text") in wordings for event in self.last_answer)

    @property
    def said_lately(self) -> tuple[str, ...]:
        """The last things we said."""
        said = [str(event.get("text") or "") for event in self.tracker.events if event["event"] == "bot"]
        return tuple(said[-LATELY:])


def in_utc(instant: datetime) -> str:
    """An instant as cards for the widget have it (ISO 8601)."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

"""One simulated visitor: reads cards and buttons as people do, and answers with their goal in mind."""

import json
import random
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulation.chat import Answers, Chat, buttons_of, cards_of
from simulation.free import Free
from simulation.goals import REPS, Goal
from simulation.phrases import MONTHS, SAY
from simulation.wishes import CITIES

PATIENCE = 16  # messages until a visitor gives up
PROMISED, ARRIVED = "code promised", "code arrived"  # what may happen with a mailed code


@dataclass(eq=False)
class Played:
    """How a visitor fared: what was said, what they chose, and how it ended."""

    goal: Goal
    said: list[tuple[str, str]]
    messages: int = 0  # until there was a meeting, or none
    chosen: str | None = None
    ended: str = "dead end"
    booked: dict[str, Any] | None = None
    given_up_wishes: int = 0
    missed: list[str] = field(default_factory=list)  # wishes that were not met although a time was free
    asked_for_rep: bool = False
    detours: int = 0  # changes of mind and corrections, which take messages of their own
    afterwards: dict[str, bool] = field(default_factory=dict)  # what was tried with the meeting, and whether it worked

    @property
    def transcript(self) -> str:
        """The conversation, one line a message."""
        return "\n".join(f"  {who} {text}" for who, text in self.said)


class Visitor:
    """A visitor with a goal in the chat at `url`, among what is really free."""

    def __init__(self, url: str, goal: Goal, seed: int, free: Free) -> None:
        self.goal, self.free = goal, free
        self.chat = Chat(url, goal.page, None if goal.names_city else goal.zone)
        self.played = Played(goal, self.chat.said)
        self.rng = random.Random(f"{seed}/{goal.number}/talk")
        self.wish = goal.wishes.pop(0)
        self.told_email = self.told_name = False
        self.changes = goal.changes_time
        self.contact_given = False

    def play(self) -> Played:
        """Talk until there is a meeting, a refusal, a person, or no patience left."""
        message = self._opening()
        while message and self.chat.messages < PATIENCE:
            message = self._react(self.chat.say(message))
        self.played.messages = self.chat.messages
        return self.played

    def _opening(self) -> str:
        hello = self.words("hello")
        if self.goal.wants_person:
            return f"{hello} {self.words('person')}".strip()
        if self.goal.all_at_once:
            self.told_email = self.told_name = True
            rest = self.words("book_when", when=self.wish.text)
            said = self.words("introduce", name=self.goal.name, email=self.goal.email, rest=rest)
            return f"{hello} {said}".strip()
        if self.rng.random() < 0.3 and hello:
            return hello
        if self.rng.random() < 0.5:
            return f"{hello} {self.words('book_when', when=self.wish.text)}".strip()
        return f"{hello} {self.words('book')}".strip()

    def _react(self, answers: Answers) -> str:
        """What to write next; empty when it is over."""
        cards, buttons = cards_of(answers), buttons_of(answers)
        if "booking" in cards:
            self.played.ended, self.played.booked = "booked", cards["booking"]
            return ""
        if self.goal.wants_person:
            return self._leave_message(answers, buttons)
        if self.goal.asks and self.chat.messages > 1:
            self.goal.asks = False
            return self.words("question")
        if self.goal.rep and not self.played.asked_for_rep and ("slots" in cards or self.chat.messages == 1):
            self.played.asked_for_rep, self.played.detours = True, self.played.detours + 1
            return self.words("with_rep", rep=REPS[self.goal.rep])
        if "slots" in cards:
            return self._choose(cards["slots"])
        if "input" in cards:
            return self._tell(cards["input"]["field"])
        if set(buttons) == {"/affirm", "/deny"}:
            return self._confirm()
        if "fallback" in cards:
            self.played.ended = "refused"
            self._note_missed()
            return ""
        if "/book_meeting" in buttons:
            return self.words("again") if self.rng.random() < 0.5 else "/book_meeting"
        return self.words("when", when=self.wish.text)

    def _leave_message(self, answers: Answers, buttons: list[str]) -> str:
        """Say where to be reached, then what it is about; the team has it once the address is said back."""
        if not self.contact_given:
            self.contact_given = True
            return self.goal.email
        if "/book_meeting" in buttons and any(self.goal.email in str(answer.get("text")) for answer in answers):
            self.played.ended = "handed over"
            return ""
        return self.words("note")

    def _choose(self, card: dict[str, Any]) -> str:
        zone = ZoneInfo(card["zone"])
        starts = [datetime.fromisoformat(slot["start"]).astimezone(zone) for slot in card["slots"]]
        fitting = [number for number, start in enumerate(starts) if self.wish.suits(start)]
        if not fitting:
            return self._give_up_wish()
        if self.goal.wants_others and card["more"] and len(fitting) > 1:
            self.goal.wants_others = False
            return self.words("other")
        if self.goal.waits:
            self.goal.waits, self.played.detours = False, self.played.detours + 1
            return self.words("moment")
        number = self.rng.choice(fitting)
        slot, clock = card["slots"][number], f"{starts[number]:%H:%M}"
        self._want(slot["start"])
        if self.goal.clicks:
            click = f"/choose_slot{json.dumps({'slot': slot['id']})}"
            if self.goal.clicks_twice:
                self.goal.clicks_twice, self.played.detours = False, self.played.detours + 1
                self.chat.say(click)
            return click
        if len(starts) == 1:
            return self.words("yes")
        if [f"{start:%H:%M}" for start in starts].count(clock) == 1 and self.rng.random() < 0.5:
            return self.words("take", clock=clock)
        return SAY[self.goal.language]["pick"][number if number < 2 else 2]

    def _give_up_wish(self) -> str:
        """None of the times will do: the next wish, or others."""
        self.played.given_up_wishes += 1
        self._note_missed()
        if not self.goal.wishes:
            return self.words("other")
        self._wish_otherwise()
        return self.words("when", when=self.wish.text)

    def _wish_otherwise(self) -> None:
        self.wish = self.goal.wishes.pop(0).after(self.wish)

    def _note_missed(self) -> None:
        """Remember the wish if it could have been met."""
        rep = self.goal.rep if self.played.asked_for_rep else None
        if found := self.free.for_wish(self.goal.number, self.wish, rep):
            self.played.missed.append(f"{self.wish.text}: {found.isoformat()} was free")

    def _want(self, start: str) -> None:
        self.played.chosen = start
        self.free.hold(self.goal.number, start)

    def _tell(self, asked: str) -> str:
        if self.goal.changes_language:
            self.goal.changes_language = False
            self.goal.language = {"en": "de", "de": "en"}[self.goal.language]
        if asked == "email" and self.goal.asks_why:
            self.goal.asks_why, self.played.detours = False, self.played.detours + 1
            return self.words("why")
        if asked == "email" and self.goal.breaks_email:
            self.goal.breaks_email, self.played.detours = False, self.played.detours + 1
            return self.words("broken_email")
        if asked == "email":
            self.told_email = True
            email = self.goal.email.replace("visitor", "visitro") if self.goal.corrects_email else self.goal.email
            if self.goal.dictates and not self.told_name:
                self.told_name = True
                return self.words("dictate", name=self.goal.name, email=email)
            return self.words("email", email=email)
        if self.goal.goes_back:
            self.goal.goes_back, self.played.detours = False, self.played.detours + 1
            return self.words("back")
        self.told_name = True
        return self.words("name", name=self.goal.name)

    def _confirm(self) -> str:
        if self.goal.corrects_email and self.told_email and not self.goal.all_at_once:
            self.goal.corrects_email, self.played.detours = False, self.played.detours + 1
            return self.words("new_email", email=self.goal.email)
        if self.changes and self.goal.wishes:
            self.changes, self.played.detours = False, self.played.detours + 1
            self._wish_otherwise()
            self.played.chosen = None
            return self.words("change", when=self.wish.text)
        summed_up = self.read_time()
        if summed_up is None or not self.wish.suits(summed_up):  # it still shows what is not wanted any more
            return self.words("when", when=self.wish.text)
        self._want(summed_up.isoformat())
        return "/affirm" if self.goal.clicks else self.words("yes")

    def read_time(self) -> datetime | None:
        """The date, time and zone in what the assistant said last, as the visitor reads it."""
        text = self.chat.said[-1][1]
        zone = next((z for z, city in CITIES.items() if city["en"] in text or city["de"] in text), None)
        for language, months in MONTHS.items():
            found = re.search(rf"(\d{{1,2}})\.? ({'|'.join(months)}) (\d{{4}}), (\d{{2}}):(\d{{2}})", text)
            if zone and found and (language == "en" or f"{found[1]}." in text):
                day, month, year, hour, minute = found.groups()
                number = months.index(month) + 1
                return datetime(int(year), number, int(day), int(hour), int(minute), tzinfo=ZoneInfo(zone))
        return None

    def words(self, kind: str, **values: str) -> str:
        """One way to say something."""
        said = self.rng.choice(SAY[self.goal.language][kind]).format(**values)
        names = kind in ("name", "email", "introduce", "dictate", "new_email", "colleague", "of_place")
        return said if names or not self.goal.slips else with_slip(self.rng, said)


def with_slip(rng: random.Random, text: str) -> str:
    """The text with two letters of one longer word swapped; addresses and numbers stay."""
    words = text.split(" ")
    long = [number for number, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    if not long:
        return text
    number = rng.choice(long)
    word, at = words[number], rng.randrange(1, len(words[number]) - 2)
    words[number] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)

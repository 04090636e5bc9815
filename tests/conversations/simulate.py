"""Simulated visitors: people with goals, played against the whole of Convene over HTTP (`make simulate`).

Each visitor knows what they want: times they would like, who they are, in which language, how they write (all at once
or bit by bit, clicking or in words, with slips of the finger), and whether they change their mind. They read what the
chat shows as people do, cards and buttons, never its code. In the end what stands in the bookings is compared with what
was wanted. A run is the same for the same seed, clock and calendars.
"""

import argparse
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import httpx

ROOT = Path(__file__).parents[2]
ZONE = ZoneInfo("Europe/Berlin")
PATIENCE = 16  # messages until a visitor gives up
QUICK = 8  # messages in which a cooperative visitor should have a meeting
START_LIMIT = 600  # seconds

Suits = Callable[[datetime], bool]


@dataclass(frozen=True)
class Wish:
    """A time in words, and which local starts it means."""

    text: str
    suits: Suits


# --- What people say -------------------------------------------------------------------------------------------------

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"),
}
MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
}
PARTS = {
    "en": {"in the morning": (5, 12), "in the afternoon": (12, 18), "after 2 pm": (14, 24), "before noon": (0, 12)},
    "de": {"vormittags": (5, 12), "am Nachmittag": (12, 18), "nach 14 Uhr": (14, 24), "vor 12 Uhr": (0, 12)},
}
SAY = {
    "en": {
        "hello": ["Hi", "hello", "Hey there", "good morning", ""],
        "book": [
            *("I'd like to book a meeting", "can we have a call?", "schedule a demo", "book an appointment"),
            *(
                "hey, who can I talk to about this?",
                "need to speak to someone in sales",
                "a chat with your team please",
                "meeting pls",
            ),
        ],
        "book_when": [
            *("Can we meet {when}?", "I'd like to book a meeting {when}", "is there anything free {when}?"),
            *(
                "got any time {when}?",
                "could somebody call me {when}",
                "demo {when}",
                "we should talk, {when} if possible",
            ),
        ],
        "when": [
            *("{when}", "{when} please", "{when} would be good", "how about {when}?"),
            *("{when} suits me best", "ideally {when}", "say, {when}?", "i could do {when}"),
        ],
        "asap": ["as soon as possible", "whenever", "the earliest you have", "any time"],
        "next_week": ["next week", "some time next week", "next week would be great"],
        "tomorrow": ["tomorrow"],
        "name": ["{name}", "I'm {name}", "my name is {name}", "{name} here"],
        "email": ["{email}", "it's {email}", "my email is {email}", "you can send it to {email}"],
        "introduce": ["I'm {name}, {email}. {rest}", "{rest} My name is {name}, {email}"],
        "yes": ["yes", "yes please", "sure", "sounds good", "ok", "perfect, book it"],
        "pick": ["the first one", "the second one", "the last one"],
        "take": ["{clock} please", "I'll take {clock}", "{clock} works"],
        "question": ["how long does it take?", "who will I meet?", "what does it cost?", "is this a bot?", "thanks!"],
        "change": ["actually, {when} would be better", "sorry, can we do {when} instead?", "hmm, rather {when}"],
        "new_email": ["sorry, my email is {email}", "wrong address, it should be {email}"],
        "cancel": ["please cancel my meeting", "I need to cancel my appointment"],
        "why": ["why do you need that?", "what do you need that for?"],
        "moment": ["one moment please", "hang on a sec", "let me check"],
        "broken_email": ["visitor at harbour", "visitor@", "harbour-logistics.com"],
        "other": ["do you have other times?", "none of these suit me"],
        "again": ["I'd like to book a meeting"],
        "back": ["go back", "one step back please"],
    },
    "de": {
        "hello": ["Hallo", "Guten Tag", "hi", "Moin", ""],
        "book": [
            *("Ich möchte einen Termin buchen", "Können wir telefonieren?", "gern eine Demo", "Termin bitte"),
            *(
                "mit wem kann ich mal sprechen?",
                "ich bräuchte mal jemanden vom Vertrieb",
                "Gespräch mit eurem Team?",
                "nen termin pls",
            ),
        ],
        "book_when": [
            *("Können wir uns {when} treffen?", "Ich hätte gern {when} einen Termin", "ist {when} etwas frei?"),
            *(
                "habt ihr {when} Zeit?",
                "kann mich {when} jemand anrufen",
                "Demo {when}",
                "wir sollten mal reden, {when} wenn möglich",
            ),
        ],
        "when": [
            *("{when}", "{when} bitte", "{when} wäre gut", "wie wäre es {when}?"),
            *("{when} passt mir am besten", "am liebsten {when}", "sagen wir {when}?", "ich könnte {when}"),
        ],
        "asap": ["so bald wie möglich", "egal wann", "so früh wie möglich", "jederzeit"],
        "next_week": ["nächste Woche", "irgendwann nächste Woche", "nächste Woche wäre gut"],
        "tomorrow": ["morgen"],
        "name": ["{name}", "ich bin {name}", "mein Name ist {name}", "{name} ist mein Name"],
        "email": ["{email}", "das ist {email}", "meine E-Mail ist {email}", "bitte an {email}"],
        "introduce": ["Ich bin {name}, {email}. {rest}", "{rest} Mein Name ist {name}, {email}"],
        "yes": ["ja", "ja bitte", "gerne", "passt", "ok", "ja, bitte buchen"],
        "pick": ["der erste", "der zweite", "der letzte"],
        "take": ["{clock} bitte", "ich nehme {clock}", "{clock} passt"],
        "question": ["wie lange dauert das?", "mit wem spreche ich?", "was kostet das?", "bist du ein Bot?", "danke!"],
        "change": ["doch lieber {when}", "Entschuldigung, geht auch {when}?", "hm, besser {when}"],
        "new_email": ["Entschuldigung, meine E-Mail ist {email}", "falsche Adresse, richtig ist {email}"],
        "cancel": ["bitte meinen Termin stornieren", "ich muss meinen Termin absagen"],
        "why": ["wozu brauchen Sie das?", "warum wollt ihr das wissen?"],
        "moment": ["einen Moment bitte", "Moment, ich schau kurz", "kleinen Augenblick"],
        "broken_email": ["visitor at harbour", "visitor@", "harbour-logistics.com"],
        "other": ["gibt es andere Zeiten?", "davon passt mir nichts"],
        "again": ["Ich möchte einen Termin buchen"],
        "back": ["zurück", "bitte einen Schritt zurück"],
    },
}
FIRST = [
    "Ada",
    "Grace",
    "Jürgen",
    "Zoë",
    "Max",
    "Chloé",
    "Tom",
    "Priya",
    "Lena",
    "Omar",
    "Sofía",
    "Ben",
    "Nguyễn",
    "Anna",
    "Emeka",
    "Ingrid",
]
LAST = [
    "Lovelace",
    "Hopper",
    "Müller",
    "O'Neill",
    "Weber",
    "Nair",
    "García",
    "Novák",
    "Schmidt",
    "Okafor",
    "Berg",
    "Rossi",
    "Tanaka",
    "Kowalski",
]


def wishes(rng: random.Random, language: str, today: date) -> Iterator[Wish]:
    """What a visitor would like, the dearest first; the last is any time at all."""
    for _ in range(2):
        yield _wish(rng, language, today)
    yield Wish(rng.choice(SAY[language]["asap"]), lambda start: True)


def _wish(rng: random.Random, language: str, today: date) -> Wish:
    kind = rng.choice(["day", "day", "part", "part", "part", "exact", "exact", "date", "next_week", "tomorrow", "asap"])
    day = today + timedelta(days=rng.randint(2, 6))
    while day.weekday() > 4:
        day = today + timedelta(days=rng.randint(2, 6))
    name = DAYS[language][day.weekday()]
    on = f"on {name}" if language == "en" else f"am {name}"
    monday = today + timedelta(days=7 - today.weekday())
    if kind == "day":
        return Wish(on, lambda start: start.date() == day)
    if kind == "part":
        words, (first, last) = rng.choice(list(PARTS[language].items()))
        return Wish(f"{on} {words}", lambda start: start.date() == day and first <= start.hour < last)
    if kind == "exact":
        hour = rng.choice([9, 10, 11, 14, 15, 16])
        clock = {"en": [f"at {hour}:00", f"at {_twelve(hour)}"], "de": [f"um {hour} Uhr", f"um {hour}:00"]}
        words = f"{on} {rng.choice(clock[language])}"
        return Wish(words, lambda start: start.date() == day and (start.hour, start.minute) == (hour, 0))
    if kind == "date":
        month = MONTHS[language][day.month - 1]
        words = f"on {day.day} {month}" if language == "en" else f"am {day.day}. {month}"
        return Wish(words, lambda start: start.date() == day)
    if kind == "next_week":
        return Wish(rng.choice(SAY[language]["next_week"]), lambda s: monday <= s.date() < monday + timedelta(days=7))
    if kind == "tomorrow":
        return Wish(rng.choice(SAY[language]["tomorrow"]), lambda start: start.date() == today + timedelta(days=1))
    return Wish(rng.choice(SAY[language]["asap"]), lambda start: True)


def _twelve(hour: int) -> str:
    return f"{hour} am" if hour < 12 else f"{hour - 12} pm"


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


# --- Visitors --------------------------------------------------------------------------------------------------------


@dataclass
class Goal:
    """What one visitor wants, and how they go about it."""

    number: int
    language: str
    wishes: list[Wish]
    name: str
    email: str
    all_at_once: bool
    clicks: bool
    slips: bool
    asks: bool
    changes_time: bool
    corrects_email: bool
    wants_others: bool  # asks for other times once
    goes_back: bool  # one question back, once
    page: str  # the language of the page, which need not be the visitor's
    asks_why: bool  # before telling the address, once
    waits: bool  # asks for a moment before choosing, once
    breaks_email: bool  # types half an address first
    changes_language: bool  # goes on in the other language once a time is chosen
    clicks_twice: bool

    @classmethod
    def draw(cls, number: int, seed: int, today: date) -> "Goal":
        """The goal of visitor `number` in the run with this seed."""
        rng = random.Random(f"{seed}/{number}")
        language = rng.choice(["en", "de"])
        first, last = rng.choice(FIRST), rng.choice(LAST)
        return cls(
            number=number,
            language=language,
            wishes=list(wishes(rng, language, today)),
            name=f"{first} {last}",
            email=f"visitor{number}.{seed}@harbour-logistics.com",
            all_at_once=rng.random() < 0.25,
            clicks=rng.random() < 0.5,
            slips=rng.random() < 0.15,
            asks=rng.random() < 0.3,
            changes_time=rng.random() < 0.15,
            corrects_email=rng.random() < 0.1,
            wants_others=rng.random() < 0.1,
            goes_back=rng.random() < 0.05,
            page=language if rng.random() < 0.8 else "en",
            asks_why=rng.random() < 0.08,
            waits=rng.random() < 0.08,
            breaks_email=rng.random() < 0.08,
            changes_language=rng.random() < 0.05,
            clicks_twice=rng.random() < 0.05,
        )


@dataclass(eq=False)
class Played:
    """How a visitor fared: what was said, what they chose, and how it ended."""

    goal: Goal
    said: list[tuple[str, str]] = field(default_factory=list)
    messages: int = 0
    chosen: str | None = None
    ended: str = "dead end"
    booked: dict | None = None
    given_up_wishes: int = 0
    detours: int = 0  # changes of mind and corrections, which take messages of their own
    cancelled: bool = False

    @property
    def transcript(self) -> str:
        """The conversation, one line a message."""
        return "\n".join(f"  {who} {text}" for who, text in self.said)


class Visitor:
    """One simulated visitor in the chat at `url`."""

    def __init__(self, url: str, goal: Goal, seed: int) -> None:
        self.goal, self.played = goal, Played(goal)
        self.rng = random.Random(f"{seed}/{goal.number}/talk")
        self.http = httpx.Client(base_url=url, timeout=120, trust_env=False)
        self.wish = goal.wishes.pop(0)
        self.told_email = self.told_name = False
        self.changes = goal.changes_time
        self.token = ""

    def play(self) -> Played:
        """Talk until there is a meeting, a refusal, or no patience left; then cancel what was booked."""
        self.token = self._post("/chat/session").json()["visitor"]
        message = self._opening()
        while message and self.played.messages < PATIENCE:
            message = self._react(self._say(message))
        if self.played.booked:
            self._cancel()
        self.http.close()
        return self.played

    def _opening(self) -> str:
        hello = self._words("hello")
        if self.goal.all_at_once:
            self.told_email = self.told_name = True
            rest = self._words("book_when", when=self.wish.text)
            said = self._words("introduce", name=self.goal.name, email=self.goal.email, rest=rest)
            return f"{hello} {said}".strip()
        if self.rng.random() < 0.3 and hello:
            return hello
        if self.rng.random() < 0.5:
            return f"{hello} {self._words('book_when', when=self.wish.text)}".strip()
        return f"{hello} {self._words('book')}".strip()

    def _react(self, answers: list[dict]) -> str:
        """What to write next; empty when it is over."""
        cards = {answer["data"]["type"]: answer["data"] for answer in answers if answer.get("data")}
        buttons = {b["payload"]: b["title"] for answer in answers for b in answer.get("buttons") or ()}
        if "booking" in cards:
            self.played.ended, self.played.booked = "booked", cards["booking"]
            return ""
        if self.goal.asks and self.played.messages > 1:
            self.goal.asks = False
            return self._words("question")
        if "slots" in cards:
            return self._choose(cards["slots"])
        if "input" in cards:
            return self._tell(cards["input"]["field"])
        if set(buttons) == {"/affirm", "/deny"}:
            return self._confirm()
        if "fallback" in cards:
            self.played.ended = "refused"
            return ""
        if "/book_meeting" in buttons:
            return self._words("again") if self.rng.random() < 0.5 else "/book_meeting"
        return self._words("when", when=self.wish.text)

    def _choose(self, card: dict) -> str:
        starts = [datetime.fromisoformat(slot["start"]).astimezone(ZONE) for slot in card["slots"]]
        fitting = [number for number, start in enumerate(starts) if self.wish.suits(start)]
        if not fitting:
            self.played.given_up_wishes += 1
            if not self.goal.wishes:
                return self._words("other")
            self.wish = self.goal.wishes.pop(0)
            return self._words("when", when=self.wish.text)
        if self.goal.wants_others and card["more"]:
            self.goal.wants_others = False
            return self._words("other")
        if self.goal.waits:
            self.goal.waits, self.played.detours = False, self.played.detours + 1
            return self._words("moment")
        number = self.rng.choice(fitting)
        slot, clock = card["slots"][number], f"{starts[number]:%H:%M}"
        self.played.chosen = slot["start"]
        if self.goal.clicks:
            click = f"/choose_slot{json.dumps({'slot': slot['id']})}"
            if self.goal.clicks_twice:
                self.goal.clicks_twice, self.played.detours = False, self.played.detours + 1
                self._say(click)
            return click
        if len(starts) == 1:
            return self._words("yes")
        if [f"{start:%H:%M}" for start in starts].count(clock) == 1 and self.rng.random() < 0.5:
            return self._words("take", clock=clock)
        return SAY[self.goal.language]["pick"][number if number < 2 else 2]

    def _tell(self, asked: str) -> str:
        if self.goal.changes_language:
            self.goal.changes_language = False
            self.goal.language = {"en": "de", "de": "en"}[self.goal.language]
        if asked == "email" and self.goal.asks_why:
            self.goal.asks_why, self.played.detours = False, self.played.detours + 1
            return self._words("why")
        if asked == "email" and self.goal.breaks_email:
            self.goal.breaks_email, self.played.detours = False, self.played.detours + 1
            return self._words("broken_email")
        if asked == "email":
            self.told_email = True
            email = self.goal.email.replace("visitor", "visitro") if self.goal.corrects_email else self.goal.email
            return self._words("email", email=email)
        if self.goal.goes_back:
            self.goal.goes_back, self.played.detours = False, self.played.detours + 1
            return self._words("back")
        self.told_name = True
        return self._words("name", name=self.goal.name)

    def _confirm(self) -> str:
        if self.goal.corrects_email and self.told_email and not self.goal.all_at_once:
            self.goal.corrects_email, self.played.detours = False, self.played.detours + 1
            return self._words("new_email", email=self.goal.email)
        if self.changes and self.goal.wishes:
            self.changes, self.played.detours = False, self.played.detours + 1
            self.wish = self.goal.wishes.pop(0)
            self.played.chosen = None
            return self._words("change", when=self.wish.text)
        summed_up = self._read_summary()
        if summed_up is None or not self.wish.suits(summed_up):  # it still shows what is not wanted any more
            return self._words("when", when=self.wish.text)
        self.played.chosen = summed_up.isoformat()
        return "/affirm" if self.goal.clicks else self._words("yes")

    def _read_summary(self) -> datetime | None:
        """The date and time in what the assistant said last, as the visitor reads it."""
        text = self.played.said[-1][1]
        for language, months in MONTHS.items():
            found = re.search(rf"(\d{{1,2}})\.? ({'|'.join(months)}) (\d{{4}}), (\d{{2}}):(\d{{2}})", text)
            if found and (language == "en" or f"{found[1]}." in text):
                day, month, year, hour, minute = found.groups()
                return datetime(int(year), months.index(month) + 1, int(day), int(hour), int(minute), tzinfo=ZONE)
        return None

    def _cancel(self) -> None:
        """Give the time back in the chat, as a visitor would; it is no part of the count."""
        self._say(self._words("cancel"))
        answers = self._say("/affirm")
        self.played.cancelled = not any(answer.get("data") for answer in answers)

    def _words(self, kind: str, **values: str) -> str:
        said = self.rng.choice(SAY[self.goal.language][kind]).format(**values)
        return with_slip(self.rng, said) if self.goal.slips and kind not in ("name", "email", "introduce") else said

    def _say(self, message: str) -> list[dict]:
        self.played.messages += 1
        self.played.said.append((">", message))
        metadata = {"timezone": ZONE.key, "locale": {"en": "en-GB", "de": "de-DE"}[self.goal.page], "page": "/"}
        answer = self._post("/chat", json={"message": message, "metadata": metadata})
        answers = [json.loads(line) for line in answer.text.splitlines() if line.strip()]
        for one in answers:
            data = one.get("data", {})
            shown = " ".join(slot["start"][5:16] for slot in data.get("slots", ()))
            self.played.said.append(("<", f"{one.get('text') or data.get('text') or one} {shown}".strip()))
        return answers

    def _post(self, path: str, **body: object) -> httpx.Response:
        """Send; whoever writes too fast waits as long as the chat says."""
        while True:
            headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
            answer = self.http.post(path, headers=headers, **body)
            if answer.status_code != 429:
                return answer.raise_for_status()
            time.sleep(int(answer.headers["retry-after"]))


# --- The run ---------------------------------------------------------------------------------------------------------


@dataclass
class Report:
    """What came of all visitors."""

    played: list[Played]
    wrong: list[Played] = field(default_factory=list)

    @cached_property
    def straight(self) -> list[Played]:
        """Who went straight for a meeting, without changing their mind or correcting what they had said."""
        return [p for p in self.played if not p.detours]

    @cached_property
    def successes(self) -> list[Played]:
        """Who got what they wanted."""
        return [p for p in self.played if p.ended == "booked" and p not in self.wrong]

    @cached_property
    def quick(self) -> list[Played]:
        """Who went straight for a meeting and got what they wanted in a few messages."""
        return [p for p in self.straight if p in self.successes and p.messages - 2 <= QUICK]

    @property
    def dead_ends(self) -> list[Played]:
        """Who was left without a meeting, a refusal or a person."""
        return [p for p in self.played if p.ended == "dead end"]

    def __str__(self) -> str:
        booked = [p for p in self.played if p.booked]
        turns = sorted(p.messages - 2 for p in booked) or [0]
        lines = [
            f"{len(self.straight)} visitors went straight for a meeting: "
            f"{len(self.quick) / len(self.straight):.1%} booked what they wanted in at most {QUICK} messages",
            f"all {len(self.played)} visitors: {len(self.successes) / len(self.played):.1%} booked what they wanted",
            f"messages to a booking: median {median(turns)}, 95 % within {turns[int(len(turns) * 0.95)]}",
            f"ended: {dict(Counter(p.ended for p in self.played))}",
            f"wrong bookings: {len(self.wrong)}, dead ends: {len(self.dead_ends)}",
            f"wishes that could not be met as said: {sum(p.given_up_wishes for p in self.played)}",
            f"cancelled in the chat afterwards: {sum(p.cancelled for p in self.played)} of {len(booked)}",
        ]
        for language in ("en", "de"):
            theirs = [p for p in self.played if p.goal.language == language]
            good = [p for p in self.successes if p.goal.language == language]
            lines.append(f"  {language}: {len(good)} of {len(theirs)} booked what they wanted")
        return "\n".join(lines)


def simulate(url: str, count: int, seed: int, now: datetime, bookings: Callable[[], list[dict]]) -> Report:
    """Let `count` visitors talk to the chat at `url`; `bookings` gives what stands in the store afterwards."""
    today = now.astimezone(ZONE).date()
    goals = [Goal.draw(number, seed, today) for number in range(count)]
    with ThreadPoolExecutor(3) as pool:
        played = list(pool.map(lambda goal: Visitor(url, goal, seed).play(), goals))
    stored: dict[str, list[dict]] = {}
    for booking in bookings():
        stored.setdefault(booking["person"]["email"], []).append(booking)
    return Report(played, [p for p in played if not is_right(p, stored.get(p.goal.email, []))])


def is_right(played: Played, stored: list[dict]) -> bool:
    """Whether the store has exactly what the visitor agreed to: one meeting, at that time, for that person, or none."""
    meetings = [booking for booking in stored if booking["status"] != "held"]
    if not played.booked:
        return not meetings
    if len(meetings) != 1 or played.chosen is None:
        return False
    same_time = datetime.fromisoformat(meetings[0]["start"]) == datetime.fromisoformat(played.chosen)
    return same_time and meetings[0]["person"]["name"] == played.goal.name


@contextmanager
def running(environment: dict[str, str]) -> Iterator[str]:
    """Start the whole of Convene in the given environment; its address."""
    command = [sys.executable, "-m", "convene", "up"]
    log = Path(environment["CONVENE_STATE_DIR"]) / "up.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True)
    url = f"http://127.0.0.1:{environment['PORT']}"
    try:
        deadline = time.monotonic() + START_LIMIT
        while "is ready" not in log.read_text(encoding="utf-8"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(log.read_text(encoding="utf-8"))
            time.sleep(0.5)
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def environment(state: str, now: datetime) -> dict[str, str]:
    """An environment for a Convene with free ports, its state in a folder of its own, and its clock set."""
    sockets = [socket.socket() for _ in range(3)]
    for sock in sockets:
        sock.bind(("127.0.0.1", 0))
    ports = [str(sock.getsockname()[1]) for sock in sockets]
    for sock in sockets:
        sock.close()
    named = dict(zip(("PORT", "RASA_PORT", "CALDAV_PORT"), ports, strict=True))
    return os.environ | named | {"CONVENE_STATE_DIR": state, "CONVENE_NOW": now.isoformat()}


def bookings(environment: dict[str, str]) -> list[dict]:
    """What stands in the store of the Convene with this environment."""
    command = [sys.executable, "-m", "convene", "bookings", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    found: list[dict] = json.loads(done.stdout)
    return found


def main() -> int:
    """Run the visitors, print the report, and every conversation that went wrong."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--now", type=datetime.fromisoformat, default=datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    parser.add_argument("--show", type=int, default=10, help="how many failed conversations to print")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as state:
        settings = environment(state, said.now)
        with running(settings) as url:
            report = simulate(url, said.visitors, said.seed, said.now, lambda: bookings(settings))
    failed = [p for p in report.played if p not in report.successes or (not p.detours and p not in report.quick)]
    for p in failed[: said.show]:
        print(f"\n{p.goal.number} {p.goal.language} {p.ended}{' WRONG' if p in report.wrong else ''}\n{p.transcript}")
    print(f"\n{report}")
    return 0 if not report.wrong and not report.dead_ends and len(report.quick) >= 0.97 * len(report.straight) else 1


if __name__ == "__main__":
    sys.exit(main())

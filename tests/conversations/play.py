"""`make conversations`: play every conversation of this folder through the assistant, and tell where one goes wrong.

What the visitor writes is understood by the trained model, the real actions run and book into a real store; the clock
and the calendars stand still until a conversation moves them.
"""

import argparse
import asyncio
import logging
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any, TypeVar

import structlog

from convene.chat.payloads import canonical
from convene.conversation_files import Conversation, NoYaml
from convene.known_responses import KnownResponses
from convene.model import Booking
from convene.progress import Progress
from convene.publishing import remember_tested
from tests.conversations.office import ZONE, Chat, Office, Stage, about_the_office, stage
from tests.conversations.script import FOLDER, BadScript, Script, Step, in_language, read_all

Done = TypeVar("Done")
MANY = 40  # conversations that are worth a second assistant
_RAW = re.compile(r"utter_\w+|\{\w+\}|\bNone\b|Traceback")


class Mismatch(Exception):
    """Something else came than was expected."""


@dataclass
class Play:
    """One conversation under way, in one language."""

    script: Script
    language: str
    office: Office
    stage: Stage
    responses: KnownResponses
    scripts: dict[str, Script]
    chat: Chat = field(init=False)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    last: list[dict[str, Any]] = field(default_factory=list)
    seen: list[dict[str, str]] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)  # what followed a step, by where that stands
    fills: bool = False
    at: Step | None = None

    async def run(self) -> None:
        """Play it.

        Raises:
            Mismatch: at the first step that goes otherwise.
        """
        self.open_chat()
        for step in self._steps(self.script):
            if self.script.after and step is self.script.steps[0]:
                self._nothing_more_was_said()
                self.said = [f"          (after “{self.script.after}”)"]
            self.at = step
            if step.kind != "bot":
                self._nothing_more_was_said()
            await getattr(self, f"_{step.kind.replace(' ', '_')}")(step)
        self._nothing_more_was_said()
        await self._calendars_hold_what_is_booked()

    def open_chat(self, signed: str = "") -> None:
        """Open a new chat on the page."""
        page = self.script.page or {"en": "en-GB"}.get(self.language, self.language)
        self.chat = Chat(self.office, self.stage.http, page, self.script.zone, signed)
        self.last, self.seen, self.slots = [], [], []

    def _steps(self, script: Script) -> list[Step]:
        before = self._steps(self.scripts[script.after]) if script.after else []
        return [*before, *script.steps]

    # What the visitor does

    async def _visitor(self, step: Step) -> None:
        text = in_language(step.value, self.language)
        if "code}" in text:
            code = await self.office.mailed_code()
            wrong = "000000" if code != "000000" else "111111"
            text = text.replace("{code}", code).replace("{wrong code}", wrong)
        await self._send(text)

    async def _unclear(self, step: Step) -> None:
        await self.chat.allow("/nlu_fallback")
        await self._send("/nlu_fallback", in_language(step.value, self.language))

    async def _press(self, step: Step) -> None:
        button = self._button(in_language(step.value, self.language))
        await self._send(button["payload"], button["title"])

    async def _choose(self, step: Step) -> None:
        number = int(step.value)
        if not 1 <= number <= len(self.slots):
            raise Mismatch(f"there is no offered time number {number}; {len(self.slots)} are offered")
        await self._send(f'/choose_slot{{"slot": "{self.slots[number - 1]}"}}', f"time {number}")

    def _button(self, wanted: str) -> dict[str, str]:
        """The button with this number in the last answer, or the last one seen with this title or payload."""
        if wanted.isdecimal():
            now = [button for message in self.last for button in message.get("buttons") or ()]
            if 1 <= int(wanted) <= len(now):
                return now[int(wanted) - 1]
        for button in reversed(self.seen):
            payload = canonical(button["payload"])
            if wanted in (button["title"], payload, payload.partition("{")[0]):
                return button
        offered = ", ".join(f"{b['title']} ({b['payload']})" for b in self.seen) or "no button at all"
        raise Mismatch(f"there was no button {wanted}; there was {offered}")

    async def _send(self, text: str, label: str = "") -> None:
        self.said.append(f"visitor   {f'[{label}]' if label else text}")
        self.last = await self.chat.say(text, label)
        self.waiting = list(self.last)
        if self.fills and self.at and self.at in self.script.steps:
            self._take_as_written(self.at)
        for message in self.last:
            self.seen += message.get("buttons") or ()
            if message.get("data", {}).get("type") == "slots":
                self.slots = [slot["id"] for slot in message["data"]["slots"]]
            self._is_for_people(message)

    # What is answered

    async def _bot(self, step: Step) -> None:
        for wanted in step.value if isinstance(step.value, list) else [step.value]:
            self._next_is(in_language(wanted, self.language))
        said = self.said[-1]
        for words in _listed(step.beside.get("says"), self.language):
            if words not in said:
                raise Mismatch(f"“{words}” is not in it")

    def _next_is(self, wanted: str) -> None:
        if not self.waiting:
            raise Mismatch(f"expected  {wanted}\n      came      nothing more")
        message = self.waiting.pop(0)
        text = _text(message)
        names = self.responses.names(text, self.language)
        came = f"{names[0] if names else '(no response)'}  “{_shown(message)}”"
        if wanted not in names and (wanted.startswith("utter_") or wanted not in text):
            raise Mismatch(f"expected  {wanted}\n      came      {came}")
        self.said.append(f"bot       {wanted if wanted in names else '…'}  “{_shown(message)}”")

    def _take_as_written(self, step: Step) -> None:
        for message in self.waiting:
            names = self.responses.names(_text(message), self.language)
            self.said.append(f"bot       {names[0] if names else '…'}  “{_shown(message)}”")
            self.answers.setdefault(step.where, []).append(names[0] if names else f'"{_text(message)}"')
        self.waiting = []

    def _nothing_more_was_said(self) -> None:
        if self.waiting:
            more = [
                f"{(self.responses.names(_text(m), self.language) or ('(no response)',))[0]}  “{_shown(m)}”"
                for m in self.waiting
            ]
            raise Mismatch("expected  nothing more\n      came      " + "\n                ".join(more))

    def _is_for_people(self, message: dict[str, Any]) -> None:
        if raw := _RAW.search(_text(message)):
            raise Mismatch(f"“{raw[0]}” is no word for people: “{_text(message)}”")
        if "error" in message:
            raise Mismatch(f"the assistant broke off: {message['error']}")

    # What happens around it

    async def _later(self, step: Step) -> None:
        self.said.append(f"          … {step.value} later")
        await self.office.wait(str(step.value))

    async def _meanwhile(self, step: Step) -> None:
        self.said.append(f"          meanwhile {step.value}")
        await self.office.happens(str(step.value))

    async def _new_chat(self, step: Step) -> None:
        self.said.append(f"          in a new chat, {step.value}")
        self.open_chat(str(step.value).partition("signed in as ")[2])

    async def _booked(self, step: Step) -> None:
        wanted = [] if step.value == "nothing" else step.value if isinstance(step.value, list) else [step.value]
        stands = [_meeting(booking) for booking in await self.office.meetings()]
        if len(wanted) != len(stands) or any(w not in s for w, s in zip(wanted, stands, strict=True)):
            raise Mismatch(
                f"expected  {'; '.join(wanted) or 'nothing'} to be booked\n"
                f"      booked is {'; '.join(stands) or 'nothing'}"
            )

    async def _mail(self, step: Step) -> None:
        words = _listed(step.beside.get("says"), self.language)
        mails = await self.office.mails_to(step.value)
        for key, text in mails:
            if all(word in " ".join(text.split()) for word in words):
                self.office.mails_read.add(key)
                return
        came = "\n                ".join(text.strip().replace("\n", " / ")[:300] for _, text in mails) or "no mail"
        raise Mismatch(f"expected  a mail to {step.value} that says {words}\n      came      {came}")

    async def _no_mail(self, step: Step) -> None:
        if mails := await self.office.mails_to(step.value):
            raise Mismatch(f"expected  no mail to {step.value}\n      came      {mails[0][1][:300]}")

    async def _calendars_hold_what_is_booked(self) -> None:
        if self.chat.office.calendars and any(calendar.down for calendar in self.office.calendars.values()):
            return
        booked = sorted((booking.rep, booking.start) for booking in await self.office.meetings())
        if booked != self.office.in_calendars():
            raise Mismatch(f"booked is {booked}\n      the calendars hold {self.office.in_calendars()}")


def _listed(words: Any, language: str) -> list[str]:
    if words is None:
        return []
    return [in_language(one, language) for one in (words if isinstance(words, list) else [words])]


def _text(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("data", {}).get("text") or "")


def _shown(message: dict[str, Any]) -> str:
    """A message as one line: its words, its buttons, and the times on its card."""
    times = [_local(slot["start"]) for slot in message.get("data", {}).get("slots", ())]
    buttons = [button["title"] for button in message.get("buttons") or ()]
    more = "".join(f" [{one}]" for one in (*times, *buttons))
    return _text(message).replace("\n", " / ") + more


def _local(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(ZONE):%a %d %b %H:%M}"


def _meeting(booking: Booking) -> str:
    guests = f" with {', '.join(booking.guests)}" if booking.guests else ""
    return f"{booking.start.astimezone(ZONE):%a %d %b %H:%M}, {booking.person.name}, {booking.person.email}{guests}"


@dataclass(frozen=True)
class Outcome:
    """How some conversations went: what went wrong, each as text, and with which model."""

    failures: list[str]
    model: Path


async def play_all(
    plays: list[tuple[Script, str]], scripts: dict[str, Script], responses: KnownResponses, *, show: bool, fill: bool
) -> Outcome:
    """Play these conversations, each in the language beside it."""
    progress, failures, filled = Progress(), [], []
    with tempfile.TemporaryDirectory() as state:
        progress.show("starting the assistant …")
        async with stage(Path(state), progress.show) as stage_:
            for number, (script, language) in enumerate(plays, 1):
                progress.show(f"{number} of {len(plays)}: {script.name} ({language})")
                async with stage_.office(script.now) as office:
                    fills = fill and not any(step.kind == "bot" for step in script.steps)
                    play = Play(script, language, office, stage_, responses, scripts, fills=fills)
                    try:
                        await play.run()
                    except Mismatch as mismatch:
                        failures.append(_told(play, mismatch))
                        progress.line(failures[-1])
                    else:
                        filled.append(play)
                        if show or fills:
                            progress.line("\n    ".join([f"{script.name} ({language})", *play.said]))
            model = stage_.model
    _fill_in(filled)
    return Outcome(failures, model)


def play_part(plays: list[tuple[Script, str]], scripts: dict[str, Script], responses: KnownResponses) -> Outcome:
    """Play these in a process of their own, with an assistant of its own."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    return asyncio.run(play_all(plays, scripts, responses, show=False, fill=False))


def play_side_by_side(
    plays: list[tuple[Script, str]], scripts: dict[str, Script], responses: KnownResponses
) -> list[Outcome]:
    """Play them in two processes, as an assistant and its actions wait for each other half of the time."""
    return side_by_side(play_part, [(plays[first::2], scripts, responses) for first in range(2)])


def side_by_side(work: Callable[..., Done], parts: Sequence[tuple[Any, ...]]) -> list[Done]:
    """Do each part of the work in a process of its own; whatever ends this one ends those, too."""
    spawned = get_context("spawn")
    with ProcessPoolExecutor(len(parts), mp_context=spawned, initializer=stop_when_asked) as pool:
        try:
            return [part.result() for part in [pool.submit(work, *part) for part in parts]]
        except BaseException:
            for process in active_children():
                process.terminate()
            raise


def stop_when_asked() -> None:
    """Let SIGTERM end the process as Ctrl+C does: whatever was started is stopped on the way out."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore it
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))


def _fill_in(plays: list[Play]) -> None:
    """Write what was answered into the files, where nothing was written yet."""
    answers: dict[str, list[str]] = {}
    for play in plays:
        for where, names in play.answers.items():
            if answers.setdefault(where, names) != names:
                print(f"{where}: in {play.language} the answer is {names} and not {answers[where]}", file=sys.stderr)
    for where in sorted(answers, key=lambda where: -int(where.rpartition(":")[2])):
        path, _, line = where.rpartition(":")
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        end = next((n for n in range(int(line), len(lines)) if lines[n].lstrip().startswith(("- ", "#"))), len(lines))
        while end > int(line) and not lines[end - 1].strip():
            end -= 1
        lines[end:end] = [f"    - bot: {name}" for name in answers[where]]
        Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _told(play: Play, mismatch: Mismatch) -> str:
    where = play.at.where if play.at else play.script.where
    lines = [f"\n{where}: {play.script.name} ({play.language})", *(f"      {line}" for line in play.said)]
    return "\n".join([*lines, f"    ✗ {mismatch}"])


def main() -> int:
    """Play the conversations; 1 if one goes otherwise than written, 2 if a file cannot be read."""
    parser = argparse.ArgumentParser(prog="make conversations", description=main.__doc__)
    parser.add_argument("only", nargs="*", help="only conversations with this in their name or file")
    parser.add_argument("--show", action="store_true", help="print the conversations that go well, too")
    parser.add_argument("--fill", action="store_true", help="write down what is answered where a file tells nothing")
    said = parser.parse_args()
    try:
        responses = KnownResponses(Conversation(Path()), about_the_office())
        scripts = read_all(FOLDER, responses)
    except (BadScript, NoYaml) as slips:
        print(slips, file=sys.stderr)
        return 2
    chosen = [s for s in scripts.values() if not said.only or any(one in f"{s.name} {s.where}" for one in said.only)]
    plays = [(script, language) for script in chosen for language in script.languages]
    started = time.monotonic()
    stop_when_asked()
    if said.show or said.fill or len(plays) < MANY:
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        outcomes = [asyncio.run(play_all(plays, scripts, responses, show=said.show, fill=said.fill))]
    else:
        outcomes = play_side_by_side(plays, scripts, responses)
    failed = sum(len(outcome.failures) for outcome in outcomes)
    models = {outcome.model for outcome in outcomes}
    print(f"{len(plays) - failed} of {len(plays)} conversations went as written", file=sys.stderr)
    print(f"({time.monotonic() - started:.0f} s)", file=sys.stderr)
    if not failed and not said.fill and len(chosen) == len(scripts) and len(models) == 1:
        remember_tested(models.pop())
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)

"""`make chat`: talk to the running assistant in the terminal, as a visitor does in the widget.

Times and buttons are shown as numbered choices; a number picks one. Beneath each answer stands what the assistant made
of the message: what was understood, noted and done, and what is asked next.
"""

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from rich.console import Console
from rich.markup import escape

from convene.assistant import api_token
from convene.chat.visitors import Visitors
from convene.config import load_config
from convene.errors import ConveneError
from convene.language import languages
from convene.say_time import say_slot
from convene.settings import Settings, load_settings

with contextlib.suppress(ImportError):
    import readline  # noqa: F401  arrow keys at the prompt

GREETING = "/greet"
SHOWN = 60  # characters of what was noted

Messages = list[dict[str, Any]]


class Refused(ConveneError):
    """The chat did not take a message."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown with a number, and what is sent when it is picked."""

    shown: str
    sent: str


@dataclass(slots=True)
class Terminal:
    """One visitor at the terminal: through the chat's own door, and with a look at what Rasa remembers."""

    settings: Settings
    page: dict[str, str]
    chat: httpx.Client
    rasa: httpx.Client
    token: str = ""
    before: dict[str, Any] = field(default_factory=dict)  # the slots, as they were before the last message

    def open(self) -> None:
        """Be welcomed as a new visitor."""
        self.token = _taken(self.chat.post("/chat/session")).json()["visitor"]

    def say(self, message: str, label: str = "") -> Messages:
        """Send a message; everything that is answered.

        Raises:
            Refused: if the chat does not take it.
        """
        said = {"message": message, "metadata": self.page} | ({"label": label} if label else {})
        answer = _taken(self.chat.post("/chat", json=said, headers={"authorization": f"Bearer {self.token}"}))
        return [json.loads(line) for line in answer.text.splitlines() if line.strip()]

    def made_of_it(self) -> str:
        """What the assistant made of the last message, in one line."""
        session = Visitors(self.settings.secret).recognise(self.token, self.settings.clock.now())
        answer = self.rasa.get(f"/conversations/{session}/tracker", params={"token": api_token(self.settings)})
        tracker = _taken(answer).json()
        line = in_one_line(tracker["events"], tracker["slots"], self.before)
        self.before = tracker["slots"]
        return line


def _taken(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        raise Refused(f"this was not taken ({answer.status_code}): {answer.text[:200]}")
    return answer


def in_one_line(events: Messages, slots: dict[str, Any], before: dict[str, Any]) -> str:
    """What was understood of the last message, noted and done, and what is asked now.

    On a first message, before which nothing was known, what is noted is all about the page and the company: left out.
    """
    last = max((place for place, event in enumerate(events) if event["event"] == "user"), default=len(events))
    events = events[last:]
    understood = "".join(_understood(event["parse_data"]) for event in events[:1])
    noted = [_noted(name, slots[name]) for name in slots if before and slots[name] != before.get(name)]
    done = [e["name"] for e in events if e["event"] == "action" and e["name"] not in ("action_listen", None)]
    asked = slots.get("requested_slot")
    parts = (understood, ", ".join(filter(None, noted)), " → ".join(done), f"asks for {asked}" if asked else "")
    return " · ".join(part for part in parts if part)


def _understood(parsed: dict[str, Any]) -> str:
    """As in `faq/price 98%`."""
    intent = parsed["intent"]
    answers = (parsed.get("response_selector") or {}).get(intent["name"]) or {}
    question = (answers.get("response") or {}).get("intent_response_key")
    return f"{question or intent['name']} {intent.get('confidence') or 0:.0%}"


def _noted(name: str, value: Any) -> str:
    if name == "requested_slot":
        return ""
    if value in (None, [], {}):
        return f"{name} forgotten"
    if isinstance(value, list):
        return f"{name} ({len(value)})"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"{name}={text if len(text) <= SHOWN else text[:SHOWN] + '…'}"


def show(answers: Messages, zone: str, locale: str, console: Console) -> list[Choice]:
    """Print the messages of one turn; what can be picked by number."""
    choices: list[Choice] = []
    for answer in answers:
        card = answer.get("data") or {}
        text = answer.get("text") or card.get("text", "")
        if text:
            console.print(f"[cyan]{escape(text)}[/cyan]")
        if "error" in answer:
            console.print(f"[red]the assistant broke off: {escape(str(answer['error']))}[/red]")
        for link in ("join_url", "ics_url", "manage_url"):
            if card.get(link):
                console.print(f"  [dim]{escape(card[link])}[/dim]")
        for choice in choices_of(answer, card, zone, locale):
            choices.append(choice)
            console.print(f"  [bold]{len(choices)}[/bold] {escape(choice.shown)}")
    return choices


def choices_of(answer: dict[str, Any], card: dict[str, Any], zone: str, locale: str) -> Iterator[Choice]:
    """The offered times and the buttons of one message."""
    for slot in card.get("slots", ()):
        shown = say_slot(datetime.fromisoformat(slot["start"]), card.get("zone") or zone, locale)
        yield Choice(shown, f"/choose_slot{json.dumps({'slot': slot['id']})}")
    for button in answer.get("buttons") or ():
        yield Choice(button["title"], button["payload"])


def picked(typed: str, choices: list[Choice]) -> Choice:
    """What to send for what was typed: the choice of that number, else the words themselves."""
    if typed.isdecimal() and 0 < int(typed) <= len(choices):
        return choices[int(typed) - 1]
    return Choice("", typed)


def chat(settings: Settings, language: str, console: Console) -> None:
    """Pass on what is typed and show what is answered, until an empty line, Ctrl-D or Ctrl-C.

    Raises:
        Refused: if no chat can be opened.
    """
    branding = load_config(settings.config_file).branding
    page = {"timezone": branding.zone, "locale": language or branding.language, "page": "/terminal"}
    ours = f"http://127.0.0.1:{settings.port}"
    with (
        httpx.Client(base_url=ours, timeout=60, trust_env=False) as server,
        httpx.Client(base_url=settings.rasa_url, timeout=60, trust_env=False) as rasa,
    ):
        terminal = Terminal(settings, page, server, rasa)
        terminal.open()
        console.print(f"[dim]{escape(branding.company)}; times in {branding.zone}; an empty line ends[/dim]")
        said, choices = Choice("", GREETING), list[Choice]()
        while said.sent:
            try:
                answers = terminal.say(said.sent, said.shown)
                made_of_it = terminal.made_of_it()
                spoken = str(terminal.before.get("language") or page["locale"])
                choices = show(answers, branding.zone, spoken, console)
                console.print(f"[dim]{escape(made_of_it)}[/dim]")
            except Refused as refusal:
                console.print(f"[red]{escape(str(refusal))}[/red]")
            said = picked(console.input("[bold]> [/bold]").strip(), choices)


def main() -> int:
    """Chat until the visitor has enough."""
    parser = argparse.ArgumentParser(prog="make chat", description=main.__doc__)
    parser.add_argument("language", nargs="?", default="", choices=("", *languages()), help="of the page, such as de")
    language, console = parser.parse_args().language, Console(highlight=False)
    try:
        settings = load_settings()
        chat(settings, language, console)
    except (EOFError, KeyboardInterrupt):
        console.print()
    except ConveneError as error:
        print(f"chat: {error}", file=sys.stderr)
        return 2
    except httpx.HTTPError:
        print(f"chat: nobody answers at port {settings.port}; start everything with `make demo`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

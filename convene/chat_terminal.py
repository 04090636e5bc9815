"""`make chat`: talk to the running assistant in the terminal, as a visitor would in the widget.

Times and buttons are shown as numbered choices; a number picks one.
"""

import json
import secrets
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from babel.dates import format_datetime
from rich.console import Console
from rich.markup import escape

from convene.config import load_config
from convene.errors import ConveneError
from convene.settings import Settings, load_settings

GREETING = "/greet"
Choice = tuple[str, str]  # what is shown, what is sent


def chat(settings: Settings, console: Console) -> None:
    """Pass on what is typed and show what is answered, until an empty line, Ctrl-D or Ctrl-C."""
    branding = load_config(settings.config_file).branding
    told = {"timezone": branding.zone, "locale": branding.language, "page": "/terminal"}
    sender = f"terminal-{secrets.token_hex(8)}"
    choices: list[Choice] = []
    message = GREETING
    with httpx.Client(base_url=settings.rasa_url, timeout=60, trust_env=False) as rasa:
        console.print(f"[dim]{escape(branding.company)}; times in {branding.zone}; an empty line ends[/dim]")
        while message:
            body = {"sender": sender, "message": message, "metadata": told}
            answers = rasa.post("/webhooks/rest/webhook", json=body).raise_for_status().json()
            choices = list(show(answers, ZoneInfo(branding.zone), branding.language, console))
            message = picked(console.input("[bold]> [/bold]").strip(), choices)


def show(answers: list[dict[str, Any]], zone: ZoneInfo, locale: str, console: Console) -> Iterator[Choice]:
    """Print the messages of one turn, and yield what can be picked by number."""
    number = 0
    said = ""
    for answer in answers:
        card = (answer.get("custom") or {}).get("data", {})
        text = answer.get("text") or card.get("text", "")
        if text and text != said:  # a card repeats the plain text sent before it
            console.print(f"[cyan]{escape(text)}[/cyan]")
        said = text
        for link in ("join_url", "ics_url", "manage_url"):
            if card.get(link):
                console.print(f"  [dim]{escape(card[link])}[/dim]")
        for choice in choices_of(answer, card, zone, locale):
            number += 1
            console.print(f"  [bold]{number}[/bold] {escape(choice[0])}")
            yield choice


def choices_of(answer: dict[str, Any], card: dict[str, Any], zone: ZoneInfo, locale: str) -> Iterator[Choice]:
    """The offered times and the buttons of one message."""
    for slot in card.get("slots", ()):
        start = datetime.fromisoformat(slot["start"])
        shown = format_datetime(
            start, "EEEE d MMMM, HH:mm (VV)", tzinfo=ZoneInfo(card.get("zone") or zone.key), locale=locale
        )
        yield shown, f"/choose_slot{json.dumps({'slot': slot['id']})}"
    for button in answer.get("buttons") or ():
        yield button["title"], button["payload"]


def picked(typed: str, choices: list[Choice]) -> str:
    """What to send for what was typed: the choice of that number, else the words themselves."""
    if typed.isdigit() and 0 < int(typed) <= len(choices):
        return choices[int(typed) - 1][1]
    return typed


def main() -> int:
    """Chat until the visitor has enough."""
    console = Console()
    try:
        settings = load_settings()
        chat(settings, console)
    except (EOFError, KeyboardInterrupt):
        console.print()
    except ConveneError as error:
        print(f"chat: {error}", file=sys.stderr)
        return 2
    except httpx.HTTPError:
        print(
            f"chat: no assistant answers at port {settings.rasa_port}; start everything with `make demo`",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

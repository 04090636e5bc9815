"""`make review`: real conversations that went wrong, each turned into an example or a test with one command.

Wrong is what was not understood, what the visitor took back, and bookings that were begun and left.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from convene.assistant import tracker_url
from convene.conversation_files import Conversation, near
from convene.errors import ConveneError
from convene.known_responses import KnownResponses
from convene.language import FIRST
from convene.settings import load_settings
from convene.store.talks import talks

TESTS = Path("tests/conversations/reviewed")
STAND_INS = {"visitor_name": "Ada Lovelace", "visitor_company": "Analytical Engines"}
"""What stands in examples and tests for what visitors told of themselves."""
ADDRESS = "ada@lovelace.test"
BOOKED = "action_book_meeting"

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"“”„]+@[^\s<>()\[\],;:\"“”„]+\.\w+")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\+?\d[\d ()/-]{6,}\d")
_MARKUP = str.maketrans("[]", "  ")  # Rasa reads [this](so) as an entity
_CHOSEN = re.compile(r'/choose_slot\{"slot": ?"([^"]*)"\}')

Events = list[dict[str, Any]]


class NothingToReview(ConveneError):
    """There is no such message, or no such intent."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A message that went wrong: which conversation it is in, where, and why it is shown.

    `id` stays the same as long as the conversation is kept.
    """

    session: str
    place: int
    text: str
    intent: str
    confidence: float
    language: str
    why: str

    @property
    def id(self) -> str:
        """A short name for the command that deals with it."""
        return sha256(f"{self.session}/{self.place}".encode()).hexdigest()[:6]

    def __str__(self) -> str:
        return f"{self.id}  {self.why:15}  {self.intent} {self.confidence:.0%}  “{self.text}”"


def findings(session: str, events: Events) -> Iterator[Finding]:
    """What went wrong in one conversation."""
    said = [(place, event) for place, event in enumerate(events) if event["event"] == "user"]
    for number, (place, event) in enumerate(said):
        end = said[number + 1][0] if number + 1 < len(said) else len(events)
        done = [e.get("name") for e in events[place:end] if e["event"] == "action"]
        asked = _slot(events[:place], "requested_slot")
        loop = next((e.get("name") for e in reversed(events[:end]) if e["event"] == "active_loop"), None)
        why = _why(event, done, asked, last=number + 1 == len(said), in_form=loop is not None)
        if why and not str(event.get("text") or "").startswith("/"):
            yield _finding(session, place, event, events, why)


def _why(event: dict[str, Any], done: list[Any], asked: Any, *, last: bool, in_form: bool) -> str:
    intent = event["parse_data"]["intent"].get("name")
    if "action_rephrase" in done or "action_default_fallback" in done:
        return "not understood"
    if "action_decline" in done:
        return "declined"
    if intent in ("go_back", "restart") or (asked == "booking_confirmed" and intent in ("deny", "provide_details")):
        return "taken back"
    return "left" if last and in_form and BOOKED not in done else ""


def _finding(session: str, place: int, event: dict[str, Any], events: Events, why: str) -> Finding:
    ranking = event["parse_data"].get("intent_ranking") or [event["parse_data"]["intent"]]
    likeliest = next((i for i in ranking if i.get("name") != "nlu_fallback"), ranking[0])
    return Finding(
        session=session,
        place=place,
        text=_without_person(str(event["text"]), events),
        intent=str(likeliest.get("full_retrieval_intent_name") or likeliest.get("name")),
        confidence=float(likeliest.get("confidence") or 0),
        language=str(_slot(events[:place], "language") or FIRST),
        why=why,
    )


def add_example(root: Path, finding: Finding, intent: str) -> Path:
    """Make the message an example of the intent, in its language; the file it is in.

    Raises:
        NothingToReview: if no example has this intent yet, so that it is likely misspelt, or the message is an example.
    """
    if intent not in (known := Conversation(root).examples[FIRST]):
        below = ", ".join(sorted(name for name in known if name.startswith(f"{intent}/")))
        hint = f"; say which: {below}" if below else near(intent, known) or "; is it misspelt?"
        raise NothingToReview(f"no example in data/nlu/ has the intent {intent}{hint}")
    folder, example = root / "data" / "nlu", " ".join(finding.text.translate(_MARKUP).split())
    for path in folder.rglob("*.yml"):
        if f"- {example}" in map(str.strip, path.read_text(encoding="utf-8").splitlines()):
            raise NothingToReview(
                f"“{example}” is an example in {path.relative_to(root)} already; move it if it is wrong there"
            )
    path = (folder if finding.language == FIRST else folder / finding.language) / "reviewed.yml"
    text = path.read_text(encoding="utf-8") if path.exists() else 'version: "3.1"\n# From real conversations.\nnlu:\n'
    path.write_text(f"{text}  - intent: {intent}\n    examples: |\n      - {example}\n", encoding="utf-8")
    return path


def add_test(root: Path, finding: Finding, events: Events) -> Path:
    """Make the conversation up to what followed the message a test, to be corrected to what should have happened."""
    until = next((p for p in range(finding.place + 1, len(events)) if events[p]["event"] == "user"), len(events))
    said = list(_steps(events[:until], KnownResponses(Conversation(root)), finding.language))
    at = datetime.fromtimestamp(float(events[0].get("timestamp") or 0), UTC)
    told = {"conversation": f"Reviewed {finding.id} ({finding.why})", "language": finding.language}
    zones = [zone for e in events if e["event"] == "user" and (zone := (e.get("metadata") or {}).get("timezone"))]
    told |= {"zone": str(zones[0])} if zones else {}
    conversation = told | {"now": at.isoformat(timespec="minutes"), "steps": said}
    path = root / TESTS / f"{finding.id}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump([conversation], allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def _steps(events: Events, responses: KnownResponses, language: str) -> Iterator[dict[str, str]]:
    """What was said, as the conversation tests have it."""
    offered: list[str] = []
    for event in events:
        text = str(event.get("text") or "")
        card = ((event.get("data") or {}).get("custom") or {}).get("data") or {}
        offered = [slot["id"] for slot in card["slots"]] if card.get("slots") else offered
        match event["event"]:
            case "user" if (chosen := _CHOSEN.fullmatch(text)) and chosen[1] in offered:
                yield {"choose": str(offered.index(chosen[1]) + 1)}
            case "user":
                yield {"press" if text.startswith("/") else "visitor": _without_person(text, events)}
            case "bot" if text:
                yield {"bot": next(iter(responses.names(text, language)), _without_person(text, events))}


def _slot(events: Events, name: str) -> Any:
    return next((e["value"] for e in reversed(events) if e["event"] == "slot" and e["name"] == name), None)


def _without_person(text: str, events: Events) -> str:
    """The text without name, company, addresses and numbers of the person: examples and tests are kept for good.

    Names of other people are known to nobody here; whoever adds the text is asked to read it.
    """
    text = _NUMBER.sub("+44 20 7946 0000", _ADDRESS.sub(ADDRESS, " ".join(text.split())))
    for address in _told(events, "visitor_email"):  # “zoe at acme dot io”
        spelt = r"\W+(?:\w+\W+)?".join(map(re.escape, _WORD.findall(address)))
        text = re.sub(rf"\b{spelt}\b", ADDRESS, text, flags=re.IGNORECASE)
    return ADDRESS.join(_without_name(part, events) for part in text.split(ADDRESS))


def _without_name(text: str, events: Events) -> str:
    for slot, stand_in in STAND_INS.items():
        for told in _told(events, slot):
            text = _put(text, told, stand_in)
    for name in _told(events, "visitor_name"):
        for part, stand_in in zip((name.split()[0], name.split()[-1]), STAND_INS["visitor_name"].split(), strict=True):
            text = _put(text, part, stand_in)
    return text


def _told(events: Events, slot: str) -> set[str]:
    return {str(event["value"]) for event in events if event.get("name") == slot and event.get("value")}


def _put(text: str, told: str, stand_in: str) -> str:
    return re.sub(rf"\b{re.escape(told)}\b", stand_in, text, flags=re.IGNORECASE)


async def _all() -> tuple[list[Finding], dict[str, Events]]:
    conversations = {session: events async for session, events in talks(tracker_url(load_settings()))}
    return [f for session, events in conversations.items() for f in findings(session, events)], conversations


def main() -> int:
    """List what went wrong; with a message's name and an intent, or `test`, make something of it."""
    parser = argparse.ArgumentParser(prog="make review", description=main.__doc__)
    parser.add_argument("message", nargs="?", default="", help="the short name in front of a message")
    parser.add_argument("becomes", nargs="?", default="", help="an intent, such as faq/price; or test")
    said = parser.parse_args()
    try:
        found, conversations = asyncio.run(_all())
        if not said.message:
            print(*found, sep="\n")
            print(f"{len(found)} messages; make one an example or a test: make review MESSAGE=… IS=faq/price (or test)")
            return 0
        finding = next((f for f in found if f.id == said.message), None)
        if finding is None:
            raise NothingToReview(f"no message is called {said.message}; `make review` lists them")
        if not said.becomes:
            raise NothingToReview(f"say what {said.message} is to become: IS=faq/price or another intent, or IS=test")
        if said.becomes == "test":
            path = add_test(Path(), finding, conversations[finding.session])
        else:
            path = add_example(Path(), finding, said.becomes)
    except ConveneError as error:
        print(f"review: {error}", file=sys.stderr)
        return 1
    print(f"added to {path}; please read it and take out whom it names, then: make validate conversations")
    return 0


if __name__ == "__main__":
    sys.exit(main())

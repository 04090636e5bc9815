"""A scripted assistant on Rasa's REST channel, so that browser tests need no trained model.

It speaks the channel's own format: a list of messages, or with `?stream=true` one JSON object per line, custom payloads
under `custom.data` with a plain text of the same words before them.
"""

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sanic import Request, Sanic
from sanic.response import json as json_response

Message = dict[str, Any]


def say(text: str, *buttons: tuple[str, str]) -> Message:
    """A plain text, perhaps with buttons (title, payload)."""
    return {"text": text} | ({"buttons": [{"title": t, "payload": p} for t, p in buttons]} if buttons else {})


def card(**data: Any) -> list[Message]:
    """A custom payload and, before it, its text."""
    return [{"text": data["text"]}, {"custom": {"data": data}}]


@dataclass
class Talk:
    """How far the conversation of one sender has come."""

    asked: str = ""
    start: str = ""
    email: str = ""
    page: int = 0


@dataclass
class Brain:
    """Answers like a patient colleague with a free calendar: every day from `first`, half past the `hours` in UTC.

    It waits before an answer for as long as it `thinks`, and before it ends one for as long as it `lingers`.
    """

    first: datetime
    hours: tuple[int, ...] = (9, 13, 23)
    received: list[dict[str, Any]] = field(default_factory=list)
    talks: dict[str, Talk] = field(default_factory=lambda: defaultdict(Talk))
    taken: set[str] = field(default_factory=set)
    silent: bool = False
    down: bool = False
    thinks: bool = False
    lingers: bool = False

    def slots(self, page: int) -> list[dict[str, str]]:
        """Three days of times; the next page holds the three days after."""
        days = [self.first + timedelta(days=page * 3 + day) for day in range(3)]
        starts = [day.replace(hour=hour, minute=30, second=0, microsecond=0) for day in days for hour in self.hours]
        return [
            {"id": f"slot-{start:%Y%m%dT%H%M}", "start": f"{start:%Y-%m-%dT%H:%M:%SZ}", "end": _after(start)}
            for start in starts
        ]

    def answer(self, sender: str, message: str, metadata: dict[str, Any]) -> list[Message]:
        """The messages of one turn."""
        talk = self.talks[sender]
        zone = metadata.get("timezone", "Europe/Berlin")
        if self.silent:
            return []
        if message == "/greet":
            return [say("Hello! I am the assistant of Northwind Robotics. Shall we find a time to talk?")]
        if message == "/ask_availability":
            talk.page += 1
            return self._offer("Here are some other times.", talk, zone)
        if message.startswith("/choose_slot"):
            return self._choose(talk, json.loads(message.removeprefix("/choose_slot"))["slot"], zone)
        if message == "/affirm":
            return self._book(talk, zone)
        if message == "/deny":
            return [say("No problem. What would you like to change?")]
        if talk.asked == "email" and "@" in message:
            talk.email, talk.asked = message, "name"
            return card(type="input", field="name", text="Thank you. And your name, please?")
        if talk.asked == "name":
            talk.asked = ""
            when = datetime.fromisoformat(talk.start)
            summary = f"Shall I book this for you?\nIntro call on {when:%A %d %B}, 30 minutes\n{message}, {talk.email}"
            return [say(summary, ("Yes, book it", "/affirm"), ("No, change something", "/deny"))]
        if "termin" in message.lower():
            german = {"language": "de", "zone": zone, "slots": self.slots(0), "more": True}
            return card(type="slots", text="Diese Zeiten sind frei. Welche passt Ihnen?", **german)
        if "book" in message.lower() or "other times" in message.lower():
            return self._offer("These times are free. Which one suits you?", talk, zone)
        if "wie lange" in message.lower():
            return [say("Das Gespräch dauert eine halbe Stunde.")]
        if "long" in message.lower():
            return [say("It takes half an hour.")]
        return [say(f"You said: {message}")]

    def _offer(self, text: str, talk: Talk, zone: str) -> list[Message]:
        return card(type="slots", text=text, zone=zone, slots=self.slots(talk.page), more=True)

    def _choose(self, talk: Talk, slot_id: str, zone: str) -> list[Message]:
        offered = {slot["id"]: slot["start"] for page in range(talk.page + 1) for slot in self.slots(page)}
        if slot_id in self.taken:
            talk.page += 1
            return self._offer("That time has just been taken. These are free:", talk, zone)
        talk.start, talk.asked = offered[slot_id], "email"
        return card(type="input", field="email", text="Good choice. Where may I send the invitation?")

    def _book(self, talk: Talk, zone: str) -> list[Message]:
        return card(
            type="booking",
            text="Done! The invitation is on its way to " + talk.email + ".",
            start=talk.start,
            end=_after(datetime.fromisoformat(talk.start)),
            zone=zone,
            rep="Anna Berger",
            join_url="https://meet.northwind.test/4f6c1d",
            ics_url="/b/token/invite.ics",
            manage_url="/b/token",
        )


def brain_app(brain: Brain, name: str = "brain") -> Sanic[Any, Any]:
    """The brain behind Rasa's REST channel."""
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False)
    app.config.TOUCHUP = False  # Sanic rewrites its own code once per process; the server beside us has done it

    @app.post("/webhooks/rest/webhook")
    async def webhook(request: Request[Any, Any]) -> Any:
        said = request.json
        brain.received.append(said)
        while brain.thinks:
            await asyncio.sleep(0.01)
        if brain.down:
            request.transport.abort()
        messages = brain.answer(said["sender"], said["message"], said.get("metadata") or {})
        messages = [{"recipient_id": said["sender"], **message} for message in messages]
        if request.args.get("stream") != "true":
            return json_response(messages)
        response = await request.respond(content_type="text/event-stream")
        for message in messages:
            await response.send(json.dumps(message) + "\n")
        while brain.lingers:
            await asyncio.sleep(0.01)
        await response.eof()
        return None

    return app


def _after(start: datetime) -> str:
    return f"{(start + timedelta(minutes=30)).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

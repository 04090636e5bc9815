"""A visitor who talks to Convene through its gateway, as the widget does."""

import json
from dataclasses import dataclass, field

import httpx


@dataclass
class Visitor:
    """One visitor with a session of their own."""

    url: str
    metadata: dict = field(default_factory=lambda: {"timezone": "Europe/Berlin", "locale": "en-GB", "page": "/"})
    token: str = ""

    def say(self, message: str) -> list[dict]:
        """Send one message; give back everything the bot answers."""
        if not self.token:
            self.token = httpx.post(f"{self.url}/chat/session", timeout=60).raise_for_status().json()["visitor"]
        answer = httpx.post(
            f"{self.url}/chat",
            headers={"Authorization": f"Bearer {self.token}"},
            json={"message": message, "metadata": self.metadata},
            timeout=60,
        )
        return [json.loads(line) for line in answer.text.splitlines() if line.strip()]


def card(answers: list[dict], kind: str) -> dict:
    """The one card of this kind among the answers."""
    found = [a["data"] for a in answers if a.get("data", {}).get("type") == kind]
    assert len(found) == 1, f"no single {kind} card in {answers}"
    return found[0]


def words(answers: list[dict]) -> str:
    """All that was said, in one text."""
    return " ".join(a.get("text") or a.get("data", {}).get("text", "") for a in answers)


def buttons(answers: list[dict]) -> dict[str, str]:
    """The buttons on the table: what they say and what they send."""
    return {b["title"]: b["payload"] for a in answers for b in a.get("buttons") or []}

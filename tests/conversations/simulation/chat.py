"""One visitor's chat over HTTP, as the widget speaks it, and what was said in it."""

import json
import time
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import httpx

Answers = list[dict[str, Any]]
_LOCALES = {"en": "en-GB", "de": "de-DE"}


@dataclass
class Chat:
    """A chat at `url`; `zone` is what the browser tells, if it does."""

    url: str
    page: str
    zone: ZoneInfo | None
    said: list[tuple[str, str]] = field(default_factory=list)
    messages: int = 0

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.url, timeout=120, trust_env=False)
        self.token = ""
        self.token = self._post("/chat/session").json()["visitor"]

    def say(self, message: str) -> Answers:
        """Send one message; everything that is answered."""
        self.messages += 1
        self.said.append((">", message))
        metadata = {"locale": _LOCALES[self.page], "page": "/"} | ({"timezone": self.zone.key} if self.zone else {})
        answer = self._post("/chat", json={"message": message, "metadata": metadata})
        answers = [json.loads(line) for line in answer.text.splitlines() if line.strip()]
        for one in answers:
            data = one.get("data", {})
            shown = " ".join(slot["start"][5:16] for slot in data.get("slots", ()))
            self.said.append(("<", f"{one.get('text') or data.get('text') or one} {shown}".strip()))
        return answers

    def close(self) -> None:
        """Leave."""
        self.http.close()

    def _post(self, path: str, **body: Any) -> httpx.Response:
        """Send; whoever writes too fast waits as long as the chat says."""
        while True:
            headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
            answer = self.http.post(path, headers=headers, **body)
            if answer.status_code != 429:
                return answer.raise_for_status()
            time.sleep(int(answer.headers["retry-after"]))


def cards_of(answers: Answers) -> dict[str, dict[str, Any]]:
    """The cards in the answers, by their type."""
    return {answer["data"]["type"]: answer["data"] for answer in answers if answer.get("data")}


def buttons_of(answers: Answers) -> list[str]:
    """The payloads of the buttons in the answers."""
    return [button["payload"] for answer in answers for button in answer.get("buttons") or ()]

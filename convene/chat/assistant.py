"""Rasa, over its REST channel: one visitor's message in, the assistant's messages out as they come."""

import json
from collections.abc import AsyncGenerator
from typing import Any

import httpx

from convene.errors import AssistantDown
from convene.language import heard

_IDLE = 30.0  # seconds a connection may wait unused, well below the time after which Rasa closes it (120 s)


class Assistant:
    """The Rasa server at `url`, reached through one pool of connections."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=url,
            timeout=httpx.Timeout(None, connect=3.0),  # the gateway limits the whole turn
            limits=httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=_IDLE),
            trust_env=False,  # Rasa is on loopback: never through a proxy
        )

    async def close(self) -> None:
        """Close the pool."""
        await self._http.aclose()

    async def answer(self, sender: str, message: str, metadata: dict[str, Any]) -> AsyncGenerator[dict[str, Any]]:
        """Yield the messages of one turn in the widget's form, each as soon as Rasa has sent it.

        Raises:
            AssistantDown: if Rasa cannot be reached, refuses, or breaks off.
        """
        said = {"sender": sender, "message": message, "metadata": metadata}
        try:
            async with self._http.stream(
                "POST", "/webhooks/rest/webhook", params={"stream": "true"}, json=said
            ) as response:
                response.raise_for_status()
                async for line in response.aiter_lines():
                    if line.strip():
                        yield for_widget(json.loads(line))
        except (httpx.HTTPError, json.JSONDecodeError) as error:
            raise AssistantDown(type(error).__name__) from error


def for_widget(message: dict[str, Any]) -> dict[str, Any]:
    """A message of Rasa's REST channel without the recipient and with `custom.data` unwrapped (X12)."""
    shown = {key: value for key, value in message.items() if key not in ("recipient_id", "custom")}
    custom = message.get("custom")
    if isinstance(custom, dict):
        shown |= {"data": custom["data"]} if "data" in custom else {"data": custom}
    return shown


async def without_echoes(messages: AsyncGenerator[dict[str, Any]]) -> AsyncGenerator[dict[str, Any]]:
    """Leave out each plain text that says the card before it again; other channels need it, the widget does not."""
    card: dict[str, Any] = {}
    async for message in messages:
        if not _says_again(message, card):
            yield message
        card = message.get("data") or {}


async def with_language(messages: AsyncGenerator[dict[str, Any]], spoken: str) -> AsyncGenerator[dict[str, Any]]:
    """Add to each message its `language`, so that screen readers read it out in that one (WCAG 3.1.2).

    `spoken` is the language of what came before, which stays where a message tells none.
    """
    async for message in messages:
        card = message.get("data") or {}
        spoken = card.get("language") or heard(str(message.get("text") or card.get("text") or ""), spoken)
        yield message | {"language": spoken}


def _says_again(message: dict[str, Any], card: dict[str, Any]) -> bool:
    return set(message) == {"text"} and str(message["text"]).split() == str(card.get("text") or "").split()

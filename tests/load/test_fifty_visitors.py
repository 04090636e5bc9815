"""Fifty visitors at once, through the same gateway, assistant, store and calendars as everybody else."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from statistics import quantiles

import httpx
import pytest

VISITORS = 50
TRIES = 12  # times that may be lost to others before a visitor gives up
WISHES = ("as soon as possible", "any time", "next week", "next week in the morning", "next week in the afternoon")


@dataclass
class Chatter:
    """One visitor; many want the same times."""

    number: int
    http: httpx.AsyncClient
    token: str = ""
    turns: list[float] = field(default_factory=list)
    lost: int = 0
    booked: dict | None = None

    async def say(self, message: str) -> list[dict]:
        """One turn through the gateway; its duration is noted in milliseconds."""
        person = {"name": "Ada Lovelace", "email": f"visitor{self.number}@example.com"}
        body = {
            "message": message,
            "metadata": {"timezone": "Europe/Berlin", "locale": "en", "page": "/", "person": person},
        }
        while True:
            started = time.perf_counter()
            answer = await self.http.post("/chat", headers={"Authorization": f"Bearer {self.token}"}, json=body)
            if answer.status_code != 429:
                break
            await asyncio.sleep(int(answer.headers["retry-after"]))  # a visitor who writes too fast
        self.turns.append((time.perf_counter() - started) * 1000)
        return [json.loads(line) for line in answer.raise_for_status().text.splitlines() if line.strip()]

    async def book(self) -> None:
        """Chat until a meeting is booked, taking a time on the table, and another one when it is lost."""
        self.token = (await self.http.post("/chat/session")).raise_for_status().json()["visitor"]
        await self.say("I would like to book a meeting")
        answers = await self.say(WISHES[self.number % len(WISHES)])
        for _ in range(TRIES):
            offered = card(answers, "slots")
            assert offered, f"visitor {self.number} was left without an offer: {answers}"
            slot = offered["slots"][(self.number + self.lost) % len(offered["slots"])]
            answers = await self.say(f"/choose_slot{json.dumps({'slot': slot['id']})}")
            if not card(answers, "slots"):
                answers = await self.say("/affirm")
            self.booked = card(answers, "booking")
            if self.booked:
                return
            self.lost += 1


def card(answers: list[dict], kind: str) -> dict | None:
    found = [answer["data"] for answer in answers if answer.get("data", {}).get("type") == kind]
    return found[-1] if found else None


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_fifty_visitors_at_once_all_get_a_meeting_and_no_rep_gets_two_at_a_time(convene, capsys):
    """A1, A2: every loser of a race is offered other times and books one of those."""

    async def everybody() -> list[Chatter]:
        limits = httpx.Limits(max_connections=VISITORS)
        async with httpx.AsyncClient(base_url=convene.url, timeout=120, limits=limits, trust_env=False) as http:
            chatters = [Chatter(number, http) for number in range(VISITORS)]
            async with asyncio.timeout(500):
                await asyncio.gather(*(chatter.book() for chatter in chatters))
            return chatters

    chatters = asyncio.run(everybody())

    bookings = [b for b in json.loads(convene.convene("bookings", "--json")) if b["status"] in ("confirmed", "moved")]
    assert [chatter.number for chatter in chatters if not chatter.booked] == []
    assert len(bookings) == VISITORS
    for one, other in combinations(bookings, 2):
        assert one["rep"] != other["rep"] or not overlap(one, other), f"{one} and {other}"

    turns = [turn for chatter in chatters for turn in chatter.turns]
    shares = quantiles(turns, n=100)
    with capsys.disabled():
        print(
            f"\n{VISITORS} visitors at once: {len(turns)} turns, p50 {shares[49]:.0f} ms, p99 {shares[98]:.0f} ms, "
            f"{sum(chatter.lost for chatter in chatters)} times lost to others and replaced"
        )


def overlap(one: dict, other: dict) -> bool:
    start, end = (datetime.fromisoformat(one[end]) for end in ("start", "end"))
    return start < datetime.fromisoformat(other["end"]) and datetime.fromisoformat(other["start"]) < end

"""Who visits, what they want, and how they go about it."""

import random
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from simulation.phrases import FIRST, LAST
from simulation.wishes import CITIES, Wish, wishes

REPS = {"anna": "Anna", "ben": "Ben", "chloe": "Chloe"}
_ZONES = ["Europe/Berlin"] * 4 + ["Europe/London"] * 2 + ["America/New_York"] * 2 + [*CITIES][3:]


@dataclass
class Goal:
    """What one visitor wants, and how they go about it."""

    number: int
    language: str
    zone: ZoneInfo
    names_city: bool  # the browser tells no zone, so they name their city
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
    dictates: bool  # tells name and address in one message
    rep: str | None  # whom they want to meet, if they care
    colleague: str | None  # whose address is to be invited too, afterwards
    afterwards: str  # what becomes of the meeting: cancelled in this chat, or cancelled or moved in another
    wants_person: bool

    @classmethod
    def draw(cls, number: int, seed: int, now: datetime) -> "Goal":
        """The goal of visitor `number` in the run with this seed."""
        rng = random.Random(f"{seed}/{number}")
        language = rng.choice(["en", "de"])
        zone = ZoneInfo(rng.choice(_ZONES))
        names_city = rng.random() < 0.1
        return cls(
            number=number,
            language=language,
            zone=zone,
            names_city=names_city,
            wishes=list(wishes(rng, language, now.astimezone(zone), names_city=names_city)),
            name=f"{rng.choice(FIRST)} {rng.choice(LAST)}",
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
            dictates=rng.random() < 0.15,
            rep=rng.choice(list(REPS)) if rng.random() < 0.08 else None,
            colleague=f"colleague{number}@harbour-logistics.com" if rng.random() < 0.06 else None,
            afterwards=rng.choices(["cancelled", "cancelled elsewhere", "moved elsewhere"], [0.86, 0.07, 0.07])[0],
            wants_person=rng.random() < 0.04,
        )

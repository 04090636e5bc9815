"""Recorded bookings of real people, played against the whole of Convene over HTTP.

`CONVENE_EVAL_DIR` names a folder with `dialogues/*.jsonl`: in each row what a person said when they were asked for a
day, a time, their name and so on, which times were taken, and what was booked in the end. The assistant asks in its own
order; each of its turns is answered with what the person said to that question, and with a plain answer once they have
nothing more to say. It counts as a success when exactly the meeting that the person wanted stands in the calendar.

The rep of these replays works every day from seven to eleven at night, for meetings of an hour, and is busy at the
times that were refused in the recording.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import yaml
from icalendar import Calendar, Event
from simulation.system import ROOT, bookings, environment, running

from convene.calendars.radicale import CALENDAR, passwords

ZONE = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
PATIENCE = 18  # messages until a visitor gives up
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOUR = timedelta(hours=1)
REP = "robin"
READ_WITHIN = 2.5  # seconds; Convene reads the calendar every second
Json = dict[str, Any]


@dataclass
class Replay:
    """One recorded dialogue, and how it goes with us."""

    row: Json
    said: list[str] = field(default_factory=list)
    messages: int = 0
    booked: Json | None = None

    @property
    def gold(self) -> Json:
        """What was booked in the recording."""
        gold: Json = self.row["gold"]
        return gold

    @property
    def start(self) -> datetime:
        """The start that was booked in the recording, in the week the replay lies in."""
        hour, minute = map(int, self.gold["time"].split(":"))
        return _in_the_week(self.gold["weekday"], hour, minute)

    @property
    def is_right(self) -> bool:
        """Whether the meeting the person wanted stands in the calendar, for that person."""
        if self.booked is None or datetime.fromisoformat(self.booked["start"]) != self.start:
            return False
        name = self.gold.get("name")
        return not name or name.lower() in self.booked["person"]["name"].lower()


class Person:
    """The recorded person, in the chat at `url`."""

    def __init__(self, url: str, replay: Replay) -> None:
        self.replay = replay
        self.replies = {asked: list(said) for asked, said in replay.row["replies"].items()}
        self.http = httpx.Client(base_url=url, timeout=120, trust_env=False)
        self.email = f"{replay.row['id']}@visitors.example"
        self.token = ""

    def play(self) -> None:
        """Talk until something is booked, or there is no patience left."""
        self.token = self._post("/chat/session").json()["visitor"]
        message: str | None = (self.replies.get("opening") or self.replies.get("help") or ["hello"]).pop(0)
        while message and self.replay.messages < PATIENCE:
            message = self._react(self._say(message))

    def give_back(self) -> None:
        """Cancel, so that the next person finds the week as it was."""
        self._say("please cancel my meeting")
        self._say("/affirm")
        self.http.close()

    def _react(self, answers: list[Json]) -> str | None:
        cards = {answer["data"]["type"]: answer["data"] for answer in answers if answer.get("data")}
        offered = [b["payload"] for answer in answers for b in answer.get("buttons") or ()]
        if "booking" in cards:
            return None
        if "input" in cards:
            return self._tell(cards["input"]["field"])
        if "slots" in cards:
            return self._choose(cards["slots"])
        if offered[:2] == ["/affirm", "/deny"]:
            return self._agree(answers)
        return self._reply("help", "date", "time", "alternative", "other") or self._wish()

    def _tell(self, asked: str) -> str:
        if asked == "email":
            return self.email
        return self._reply("name") or self.replay.gold.get("name") or "Robin Vale"

    def _choose(self, card: Json) -> str:
        """Take the time that was booked once it is on the table; until then say what was said to such offers."""
        wanted = self.replay.start
        if slot := next((s for s in card["slots"] if datetime.fromisoformat(s["start"]) == wanted), None):
            if len(card["slots"]) == 1:
                return "yes please"
            return f"/choose_slot{json.dumps({'slot': slot['id']})}"
        return self._reply("alternative", "time", "date", "other") or self._wish()

    def _agree(self, answers: list[Json]) -> str:
        """Agree to the summary if it is what was booked; else say what is wanted."""
        text = " ".join(str(answer.get("text")) for answer in answers)
        if f"{self.replay.start.day} {self.replay.start:%B %Y, %H:%M}" in text:
            return self._reply("confirm") or "yes"
        return self._wish()

    def _wish(self) -> str:
        return f"{self.replay.gold['weekday']} at {self.replay.gold['time']}"

    def _reply(self, *asked: str) -> str | None:
        said = next((self.replies[kind] for kind in asked if self.replies.get(kind)), None)
        return said.pop(0) if said else None

    def _say(self, message: str) -> list[Json]:
        self.replay.messages += 1
        self.replay.said.append(f"> {message}")
        metadata = {"timezone": ZONE.key, "locale": "en-GB", "page": "/"}
        answer = self._post("/chat", json={"message": message[:500], "metadata": metadata})
        answers = [json.loads(line) for line in answer.text.splitlines() if line.strip()]
        for one in answers:
            data = one.get("data", {})
            shown = " ".join(slot["start"][5:16] for slot in data.get("slots", ()))
            self.replay.said.append(f"  < {one.get('text') or data.get('text') or one} {shown}".rstrip())
        return answers

    def _post(self, path: str, **body: object) -> httpx.Response:
        while True:
            headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
            answer = self.http.post(path, headers=headers, **body)  # type: ignore[arg-type]
            if answer.status_code != 429:
                return answer.raise_for_status()
            time.sleep(int(answer.headers["retry-after"]))


def _in_the_week(weekday: str, hour: int, minute: int) -> datetime:
    day = MONDAY.astimezone(ZONE) + timedelta(days=DAYS.index(weekday))
    if weekday == "Monday":
        day += timedelta(days=7)  # whoever says Monday on a Monday means the next one
    return day.replace(hour=hour, minute=minute)


class Diary:
    """The calendar of the replays' one rep, straight on its server."""

    def __init__(self, settings: dict[str, str]) -> None:
        secret = passwords(Path(settings["CONVENE_STATE_DIR"]) / "radicale")[REP]
        url = f"http://127.0.0.1:{settings['CALDAV_PORT']}/{REP}/{CALENDAR}/"
        self._http = httpx.Client(base_url=url, auth=(REP, secret), trust_env=False)
        self._names: list[str] = []

    def fill(self, starts: list[datetime]) -> None:
        """Make these hours busy, and wait until Convene has read them."""
        for number, start in enumerate(starts):
            name = f"taken-{number}-{start:%d%H%M}"
            event = Event()
            event.add("uid", name)
            event.add("dtstamp", MONDAY)
            event.add("dtstart", start.astimezone(UTC))
            event.add("dtend", (start + HOUR).astimezone(UTC))
            calendar = Calendar()
            calendar.add("prodid", "replay")
            calendar.add("version", "2.0")
            calendar.add_component(event)
            self._http.put(f"{name}.ics", content=calendar.to_ical()).raise_for_status()
            self._names.append(name)
        time.sleep(READ_WITHIN)

    def clear(self) -> None:
        """Make them free again."""
        for name in self._names:
            self._http.delete(f"{name}.ics").raise_for_status()
        self._http.close()


def _config(folder: Path) -> Path:
    """A convene.yml with the one rep of the replays."""
    config = yaml.safe_load((ROOT / "convene.yml").read_text(encoding="utf-8"))
    rep = config["reps"]["anna"]
    rep["availability"] = {"zone": ZONE.key, "hours": {"mon-sun": "07:00-23:00"}}
    config["reps"] = {REP: rep | {"name": "Robin Hale", "email": "robin@northwind.test"}}
    for queue in config["queues"].values():
        queue["reps"] = [REP]
    for meeting in config["meeting_types"].values():
        meeting |= {"duration": "60 min", "step": "30 min", "notice": "0 min"}
    path = folder / "convene.yml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return path


def main() -> int:
    """Replay all dialogues, print those that went wrong and the report."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--show", type=int, default=15, help="how many failed dialogues to print")
    parser.add_argument("--only", default="", help="the id of one dialogue")
    said = parser.parse_args()
    if "CONVENE_EVAL_DIR" not in os.environ:
        sys.exit("set CONVENE_EVAL_DIR to the folder that holds dialogues/*.jsonl")
    files = sorted((Path(os.environ["CONVENE_EVAL_DIR"]) / "dialogues").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
    played = [Replay(row) for row in rows if said.only in row["id"] and row["gold"].get("weekday")]
    with tempfile.TemporaryDirectory() as state:
        settings = environment(state, MONDAY)
        settings |= {"CONVENE_CONFIG_FILE": str(_config(Path(state))), "CONVENE_POLL_EVERY": "1"}
        with running(settings) as url:
            for replay in played:
                play(url, settings, replay)
    failed = [replay for replay in played if not replay.is_right]
    for replay in failed[: said.show]:
        print(f"\n{replay.row['id']} {replay.gold} booked {replay.booked and replay.booked['start']}")
        print("\n".join(replay.said))
    turns = sorted(replay.messages for replay in played if replay.is_right) or [0]
    print(f"\n{len(played) - len(failed)} of {len(played)} booked what was booked in the recording")
    print(f"messages: median {median(turns)}, most {turns[-1]}")
    print(f"else: {dict(Counter('another time' if r.booked else 'nothing booked' for r in failed))}")
    return 0


def play(url: str, settings: dict[str, str], replay: Replay) -> None:
    """Fill the calendar with what was taken in the recording, let the person talk, and look at what stands booked."""
    taken = [busy for busy in replay.row["calendar_busy"] if busy.get("weekday") and busy.get("time")]
    diary = Diary(settings)
    diary.fill([_in_the_week(b["weekday"], *map(int, b["time"].split(":"))) for b in taken])
    person = Person(url, replay)
    person.play()
    stands = [booking for booking in bookings(settings) if booking["person"].get("email") == person.email]
    replay.booked = next((booking for booking in stands if booking["status"] in ("confirmed", "moved")), None)
    messages = replay.messages
    person.give_back()
    replay.messages = messages
    diary.clear()


if __name__ == "__main__":
    sys.exit(main())

"""Calendars for the demo's reps: the days of busy people, told in demo.yml, as of the day the demo is first started."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from icalendar import Calendar, Event, vCalAddress, vRecur

from convene.calendars.radicale import prepare
from convene.model import Rep

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_REPEATS = {"weekly": {"FREQ": "WEEKLY"}, "weekdays": {"FREQ": "WEEKLY", "BYDAY": ["MO", "TU", "WE", "TH", "FR"]}}


def write_demo(folder: Path, reps: Iterable[Rep], now: datetime) -> None:
    """Give each rep an account and a calendar on the server in `folder`; calendars that exist stay as they are."""
    prepare(folder, demo_calendars(reps, now))


def demo_calendars(reps: Iterable[Rep], now: datetime) -> dict[str, dict[str, str]]:
    """For each rep the events of the demo, as iCalendar text by uid; none for a rep of whom the demo knows nothing."""
    return {rep.id: _calendar(rep, now) for rep in reps}


@cache
def _told() -> dict[str, list[dict[str, Any]]]:
    told: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        Path(__file__).with_name("demo.yml").read_text(encoding="utf-8")
    )
    return told


def _calendar(rep: Rep, now: datetime) -> dict[str, str]:
    events = {}
    for number, said in enumerate(_told().get(rep.id, []), start=1):
        uid = f"demo-{rep.id}-{number}@convene"
        events[uid] = _object(uid, said, rep, now)
    return events


def _object(uid: str, said: dict[str, Any], rep: Rep, now: datetime) -> str:
    """One event with its exceptions as an iCalendar object."""
    zone = ZoneInfo(rep.zone)
    monday = now.astimezone(zone).date() - timedelta(days=now.astimezone(zone).weekday())
    start, end = (_moment(said[end], monday, zone) for end in ("from", "to"))
    event = _event(uid, said, rep, start, end, now)
    exceptions = []
    if "repeats" in said:
        event.add("rrule", vRecur(_REPEATS[said["repeats"]]))
    for skipped in said.get("skipped", ()):
        event.add("exdate", _moment(skipped, monday, zone))
    for usual, instead in said.get("moved", {}).items():
        moved_to = _moment(instead, monday, zone)
        exception = _event(uid, said, rep, moved_to, moved_to + (end - start), now)
        exception.add("recurrence-id", _moment(usual, monday, zone))
        exceptions.append(exception)

    calendar = Calendar()
    calendar.add("prodid", "-//Convene//Demo//EN")
    calendar.add("version", "2.0")
    for component in (event, *exceptions):
        calendar.add_component(component)
    calendar.add_missing_timezones(first_date=monday - timedelta(weeks=52))
    text: bytes = calendar.to_ical()
    return text.decode()


def _event(uid: str, said: dict[str, Any], rep: Rep, start: date, end: date, now: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now.replace(microsecond=0))
    event.add("summary", said["title"])
    event.add("dtstart", start)
    event.add("dtend", end if isinstance(end, datetime) else end + timedelta(days=1))
    match said.get("shows", "busy"):
        case "free":
            event.add("transp", "TRANSPARENT")
        case "tentative":
            event.add("status", "TENTATIVE")
        case "out_of_office":
            event.add("x-microsoft-cdo-busystatus", "OOF")
        case "declined":
            event.add("attendee", vCalAddress(f"mailto:{rep.email}", params={"PARTSTAT": "DECLINED"}))
    return event


def _moment(told: str, monday: date, zone: ZoneInfo) -> date:
    """The local time, or the whole day, that `<week> <day> <time>` means when week 0 begins on this Monday."""
    week, day, *clock = told.split()
    that_day = monday + timedelta(weeks=int(week), days=_WEEKDAYS.index(day))
    return datetime.combine(that_day, time.fromisoformat(clock[0]), zone) if clock else that_day

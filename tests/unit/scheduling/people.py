"""Reps and moments the scheduling tests share."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from convene.model import Availability, Block, Booking, BusyKind, BusyTime, Interval, MeetingType, Rep, Rules, Status

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)  # 07:00 in Berlin
OFFICE = (Block(time(9), time(12)), Block(time(13), time(17)))
WEEKDAYS = dict.fromkeys(range(1, 6), OFFICE)
EVERY_DAY = range(1, 8)


def rep(name="anna", zone="Europe/Berlin", weekly=None, **rules: Any) -> Rep:
    hours = Availability(zone, WEEKDAYS if weekly is None else weekly, **rules)
    return Rep(name, name.title(), f"{name}@northwind.test", hours)


def meeting(**rules: Any) -> MeetingType:
    return MeetingType("intro", "Intro call", Rules(**({"notice": timedelta(0)} | rules)))


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def stretch(start: datetime, **length: Any) -> Interval:
    return Interval(start, start + timedelta(**length))


def busy(start: datetime, minutes: int, kind: BusyKind = BusyKind.BUSY) -> BusyTime:
    return BusyTime(stretch(start, minutes=minutes), kind)


def booking(start: datetime, minutes: int = 30, status: Status = Status.CONFIRMED) -> Booking:
    return Booking("b1", status, stretch(start, minutes=minutes), "anna", "sales", "intro", "s1", "Europe/Berlin")


def clocks(starts, zone=BERLIN) -> list[str]:
    return [f"{start.astimezone(zone):%H:%M}" for start in starts]

"""Why a time is not offered, in terms of the one rule that decides it."""

from datetime import date, timedelta

import pytest

from convene.model import BusyKind, BusyTime, OutOfOffice, Status
from convene.scheduling.availability import Diary
from convene.scheduling.explain import explain
from tests.unit.scheduling.people import BERLIN, MONDAY, OFFICE, berlin, booking, busy, meeting, rep, stretch

HOUR = timedelta(hours=1)


def why(diary, hour, minute=0, now=MONDAY, **rules):
    (told,) = explain(diary, meeting(**rules), stretch(berlin(23, hour, minute), minutes=15), now)
    return told


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(BusyKind.BUSY, "busy"), (BusyKind.TENTATIVE, "tentative"), (BusyKind.OUT_OF_OFFICE, "out_of_office")],
)
def test_the_calendar_is_in_the_way_c3_c4(kind, reason):
    told = why(Diary(rep(), (busy(berlin(23, 10), 30, kind),), ()), 10)

    assert (told.offered, told.reason) == (False, reason)
    assert told.detail == {"start": "2026-11-23T09:00:00+00:00", "end": "2026-11-23T09:30:00+00:00"}


@pytest.mark.parametrize(("status", "reason"), [(Status.HELD, "held"), (Status.CONFIRMED, "booked")])
def test_our_own_meetings_are_told_apart_from_their_echo_in_the_calendar_c11(status, reason):
    diary = Diary(rep(), (busy(berlin(23, 10), 30),), (booking(berlin(23, 10), status=status),))

    assert why(diary, 10).reason == reason
    assert why(diary, 10).detail["booking"] == "b1"


def test_a_buffer_names_the_neighbour_and_the_minutes_to_keep_r1():
    told = why(Diary(rep(buffer_before=HOUR / 4), (busy(berlin(23, 10), 30),), ()), 10, 30)

    assert told.reason == "buffer"
    assert told.detail["minutes"] == 15
    assert told.detail["end"] == "2026-11-23T09:30:00+00:00"


def test_before_the_notice_after_the_horizon_and_in_the_past_r5_t4():
    diary = Diary(rep(), (), ())

    assert why(diary, 9, now=berlin(23, 9, 1)).reason == "past"
    assert why(diary, 10, now=berlin(23, 9), notice=2 * HOUR).detail == {"earliest": "2026-11-23T10:00:00+00:00"}
    assert why(diary, 11, now=berlin(23, 9), horizon=HOUR).detail == {"latest": "2026-11-23T09:00:00+00:00"}


def test_outside_hours_and_too_late_to_fit_before_they_end():
    diary = Diary(rep(), (), ())

    assert why(diary, 7, 30).detail == {"zone": "Europe/Berlin"}
    assert why(diary, 11, 45).detail == {"zone": "Europe/Berlin", "until": "2026-11-23T11:00:00+00:00"}


def test_a_full_day_names_the_cap_r9():
    told = why(Diary(rep(daily_cap=1), (), (booking(berlin(23, 15)),)), 10)

    assert (told.reason, told.detail) == ("cap", {"day": "2026-11-23", "cap": 1})


def test_a_holiday_is_told_as_one_unless_an_override_says_otherwise():
    christmas = stretch(berlin(25, 10, month=12), minutes=15)

    (off,) = explain(Diary(rep(holidays="DE-BY"), (), ()), meeting(horizon=60 * 24 * HOUR), christmas, MONDAY)
    hours = {"holidays": "DE-BY", "overrides": {date(2026, 12, 25): OFFICE}}
    (working,) = explain(Diary(rep(**hours), (), ()), meeting(horizon=60 * 24 * HOUR), christmas, MONDAY)

    assert (off.reason, off.detail) == ("holiday", {"day": "2026-12-25", "place": "DE-BY"})
    assert working.offered


def test_who_is_out_of_office_is_away_whatever_else_is_said_c4():
    away = OutOfOffice(date(2026, 11, 23), date(2026, 11, 24))
    diary = Diary(rep(out_of_office=(away,), overrides={date(2026, 11, 23): OFFICE}), (), ())

    told = why(diary, 10)

    assert told.reason == "out_of_office"
    assert told.detail == {"start": "2026-11-22T23:00:00+00:00", "end": "2026-11-24T23:00:00+00:00"}


@pytest.mark.parametrize(
    ("kind", "all_day", "policies", "reason"),
    [
        (BusyKind.FREE, True, {}, "offered"),
        (BusyKind.FREE, True, {"all_day": "busy"}, "busy"),
        (BusyKind.BUSY, True, {"all_day": "ignore"}, "offered"),
        (BusyKind.BUSY, False, {"all_day": "ignore"}, "busy"),
        (BusyKind.ELSEWHERE, False, {}, "offered"),
        (BusyKind.ELSEWHERE, False, {"elsewhere_is_busy": True}, "elsewhere"),
        (BusyKind.TENTATIVE, False, {"tentative_is_busy": False}, "offered"),
    ],
)
def test_the_rep_decides_what_counts_c2_c3_c5(kind, all_day, policies, reason):
    there = BusyTime(stretch(berlin(23, 10), minutes=30), kind, all_day=all_day)

    assert why(Diary(rep(**policies), (there,), ()), 10).reason == reason


def test_an_unreadable_calendar_decides_before_everything_else_c13():
    assert why(Diary(rep(), (), (), readable=False), 10).reason == "unreadable"


def test_every_step_of_the_day_is_told_also_when_nobody_works():
    told = explain(Diary(rep(), (), ()), meeting(), stretch(berlin(23, 8), hours=2), MONDAY)

    assert [f"{e.start.astimezone(BERLIN):%H:%M} {e.reason}" for e in told] == [
        "08:00 hours", "08:15 hours", "08:30 hours", "08:45 hours",
        "09:00 offered", "09:15 offered", "09:30 offered", "09:45 offered",
    ]  # fmt: skip

"""What is free: hours less everything in the way, on the real days of every zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from convene.model import Availability, Block, BusyKind, Interval, Status
from convene.scheduling.availability import Diary, free_slots, free_starts, rules_for, working_time
from tests.unit.scheduling.people import BERLIN, EVERY_DAY, MONDAY, berlin, booking, busy, clocks, meeting, rep, stretch

HOUR = timedelta(hours=1)
TODAY = stretch(MONDAY, days=1)
SPRING = datetime(2026, 3, 20, tzinfo=UTC)


def starts(diary, day=TODAY, now=MONDAY, **rules):
    """The free clock times in Berlin, for hourly meetings of half an hour unless told otherwise."""
    kind = meeting(**({"step": HOUR, "horizon": timedelta(days=365)} | rules))
    return clocks(free_starts(diary, rules_for(kind, diary.rep), day, now))


def test_a_meeting_fits_into_each_block_of_the_day():
    assert starts(Diary(rep(), (), ())) == ["09:00", "10:00", "11:00", "13:00", "14:00", "15:00", "16:00"]


def test_a_meeting_ends_before_the_block_does():
    assert starts(Diary(rep(), (), ()), duration=timedelta(minutes=75)) == ["09:00", "10:00", "13:00", "14:00", "15:00"]


def test_an_override_replaces_a_date_and_an_empty_one_is_a_day_off():
    short = rep(overrides={date(2026, 11, 23): (Block(time(10), time(12)),)})
    off = rep(overrides={date(2026, 11, 23): ()})

    assert starts(Diary(short, (), ())) == ["10:00", "11:00"]
    assert starts(Diary(off, (), ())) == []


def test_a_block_may_end_at_midnight_and_work_may_go_on_the_next_day():
    night = rep(weekly=dict.fromkeys(EVERY_DAY, (Block(time(0), time(1)), Block(time(23), time(0)))))

    assert starts(Diary(night, (), ()), step=HOUR / 2) == ["23:00", "23:30", "00:00", "00:30"]
    assert "23:00" in starts(Diary(night, (), ()), duration=2 * HOUR)


def test_blocks_that_overlap_offer_each_instant_once_t1():
    twice = rep(weekly=dict.fromkeys(EVERY_DAY, (Block(time(9), time(11)), Block(time(10), time(12)))))

    assert starts(Diary(twice, (), ())) == ["09:00", "10:00", "11:00"]


def test_busy_times_take_away_what_they_touch_and_no_more():
    diary = Diary(rep(), (busy(berlin(23, 10), 30), busy(berlin(23, 14, 15), 30)), ())

    assert starts(diary) == ["09:00", "11:00", "13:00", "15:00", "16:00"]


def test_a_multi_day_event_is_subtracted_from_every_day_c8():
    diary = Diary(rep(), (busy(berlin(20, 12), 3 * 24 * 60 + 120),), ())

    assert starts(diary) == ["14:00", "15:00", "16:00"]


def test_tentative_is_busy_unless_the_rep_says_otherwise_c3():
    maybe = (busy(berlin(23, 9), 180, BusyKind.TENTATIVE),)

    assert "09:00" not in starts(Diary(rep(), maybe, ()))
    assert "09:00" in starts(Diary(rep(tentative_is_busy=False), maybe, ()))
    away = (busy(berlin(23, 9), 180, BusyKind.OUT_OF_OFFICE),)
    assert "09:00" not in starts(Diary(rep(tentative_is_busy=False), away, ()))


def test_an_unreadable_diary_has_nothing_free_c13():
    assert starts(Diary(rep(), (), (), readable=False)) == []


def test_a_meeting_keeps_its_own_buffers_to_the_calendar_r4():
    diary = Diary(rep(), (busy(berlin(23, 10), 60),), ())
    quarters = {"step": HOUR / 4, "duration": HOUR / 2}
    morning = stretch(berlin(23, 9), hours=3)

    found = starts(diary, morning, buffer_before=HOUR / 4, buffer_after=HOUR / 2, **quarters)

    assert found == ["09:00", "11:15", "11:30"]  # 09:00 + 30 + 30 minutes touches 10:00; 11:15 less 15 touches 11:00


def test_buffers_may_reach_outside_the_working_hours_r4():
    assert starts(Diary(rep(), (), ()), buffer_before=HOUR, buffer_after=HOUR)[0] == "09:00"


@pytest.mark.parametrize(("before", "after"), [(10, 30), (30, 10)])
def test_the_gap_between_two_meetings_is_the_larger_buffer_once_r1(before, after):
    diary = Diary(rep(), (), (booking(berlin(23, 14)),))
    buffers = {"buffer_before": timedelta(minutes=before), "buffer_after": timedelta(minutes=after)}

    found = starts(diary, stretch(berlin(23, 13), hours=3), step=HOUR / 4, **buffers)

    assert found == ["13:00", "15:00", "15:15", "15:30", "15:45"]


def test_a_booking_that_the_calendar_shows_too_is_counted_once_c11():
    ours = booking(berlin(23, 14))
    once, twice = Diary(rep(), (), (ours,)), Diary(rep(), (busy(berlin(23, 14), 30),), (ours,))

    assert starts(once, buffer_after=HOUR / 4) == starts(twice, buffer_after=HOUR / 4)


def test_a_reps_own_rules_replace_the_meeting_types_r2():
    rules = rules_for(meeting(buffer_after=HOUR), rep(buffer_before=HOUR, daily_cap=3, notice=2 * HOUR))

    assert (rules.buffer_before, rules.buffer_after, rules.daily_cap, rules.notice) == (HOUR, HOUR, 3, 2 * HOUR)


def test_notice_that_ends_inside_a_slot_is_rounded_up_r5():
    assert starts(Diary(rep(), (), ()), now=berlin(23, 9, 53), notice=HOUR)[0] == "11:00"
    assert starts(Diary(rep(), (), ()), now=berlin(23, 10), notice=HOUR)[0] == "11:00"


def test_notice_and_horizon_are_instants_even_over_a_change_of_the_clock_t4():
    saturday = datetime(2026, 3, 28, 12, tzinfo=UTC)  # 13:00 in Berlin, the night before the change
    diary = Diary(rep(weekly=dict.fromkeys(EVERY_DAY, (Block(time(0), time(0)),))), (), ())
    week = stretch(saturday, days=7)

    found = free_starts(diary, meeting(notice=24 * HOUR, horizon=48 * HOUR).rules, week, saturday)

    assert clocks(found)[0] == clocks(found)[-1] == "14:00"
    assert found[-1] - found[0] == 24 * HOUR


def test_a_day_is_full_when_bookings_and_holds_reach_the_cap_r9():
    two = (booking(berlin(23, 9)), booking(berlin(23, 16), status=Status.HELD))
    days = stretch(MONDAY, days=2)

    assert len(starts(Diary(rep(daily_cap=3), (), two), days)) == 5 + 7
    assert len(starts(Diary(rep(daily_cap=2), (), two), days)) == 7


def test_the_cap_counts_the_reps_local_day_r9():
    tokyo = rep(zone="Asia/Tokyo", daily_cap=1)
    late = booking(datetime(2026, 11, 23, 22, tzinfo=UTC))  # Tuesday morning in Tokyo
    tuesday = stretch(datetime(2026, 11, 23, 15, tzinfo=UTC), days=1)

    assert free_starts(Diary(tokyo, (), (late,)), rules_for(meeting(), tokyo), tuesday, MONDAY) == ()


def test_only_starts_inside_the_window_count():
    assert starts(Diary(rep(), (), ()), Interval(berlin(23, 10), berlin(23, 13))) == ["10:00", "11:00"]


def test_a_queue_offers_the_union_and_says_who_is_free_when():
    anna = Diary(rep(), (busy(berlin(23, 9), 60),), ())
    ben = Diary(rep("ben", buffer_after=HOUR), (busy(berlin(23, 10), 60),), ())

    slots = free_slots([anna, ben], meeting(step=HOUR), stretch(berlin(23, 9), hours=3), MONDAY)

    assert [(f"{s.start.astimezone(BERLIN):%H}", s.reps) for s in slots] == [("10", ("anna",)), ("11", ("anna", "ben"))]
    assert all(slot.end - slot.start == HOUR / 2 for slot in slots)


def test_the_spring_gap_offers_no_time_that_does_not_exist_and_none_twice_t1():
    night = rep(weekly={7: (Block(time(1), time(5)),)})

    found = starts(Diary(night, (), ()), stretch(datetime(2026, 3, 28, 20, tzinfo=UTC), days=1), SPRING, step=HOUR / 2)

    assert found == ["01:00", "01:30", "03:00", "03:30", "04:00", "04:30"]


def test_the_repeated_hour_in_autumn_is_offered_both_times_t2():
    night = rep(weekly={7: (Block(time(1), time(4)),)})
    day = stretch(datetime(2026, 10, 24, 20, tzinfo=UTC), days=1)

    assert starts(Diary(night, (), ()), day, SPRING) == ["01:00", "02:00", "02:00", "03:00"]


@pytest.mark.parametrize(
    ("zone", "night", "elapsed"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 3),
        ("Europe/Berlin", date(2026, 10, 25), 5),
        ("America/New_York", date(2026, 3, 8), 3),
        ("America/New_York", date(2026, 11, 1), 5),
        ("Australia/Lord_Howe", date(2026, 10, 4), 3.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 4.5),
        ("Asia/Kathmandu", date(2026, 10, 4), 4),
    ],
)
def test_a_block_lasts_as_long_as_the_night_really_is_t1_t2_t11(zone, night, elapsed):
    hours = Availability(zone, dict.fromkeys(EVERY_DAY, (Block(time(0), time(4)),)))
    midnight = datetime.combine(night, time(0), ZoneInfo(zone))

    (worked,) = working_time(hours, Interval(midnight, midnight.astimezone(UTC) + timedelta(hours=12)))

    assert worked.start == midnight
    assert worked.duration == timedelta(hours=elapsed)


@pytest.mark.parametrize(
    ("block", "worked"),
    [
        (Block(time(2, 15), time(2, 45)), []),
        (Block(time(2, 30), time(5)), [("03:00", "05:00")]),
        (Block(time(1), time(2, 30)), [("01:00", "03:00")]),
    ],
)
def test_a_boundary_in_the_spring_gap_means_the_moment_of_the_change_t1(block, worked):
    sunday = Interval(datetime(2026, 3, 29, tzinfo=UTC) - HOUR, datetime(2026, 3, 29, 20, tzinfo=UTC))

    found = working_time(Availability("Europe/Berlin", {7: (block,)}), sunday)

    assert [tuple(clocks((interval.start, interval.end))) for interval in found] == worked


def test_a_boundary_in_the_repeated_hour_is_passed_twice_t2():
    sunday = Interval(datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 20, tzinfo=UTC))

    found = working_time(Availability("Europe/Berlin", {7: (Block(time(1), time(2, 30)),)}), sunday)

    assert [tuple(clocks((i.start, i.end))) for i in found] == [("01:00", "02:30"), ("02:00", "02:30")]


def test_working_time_is_cut_to_the_window_and_joined_where_blocks_touch():
    hours = Availability("Europe/Berlin", {1: (Block(time(9), time(12)), Block(time(12), time(17)))})

    found = working_time(hours, Interval(berlin(23, 10), berlin(23, 18)))

    assert found == (Interval(berlin(23, 10), berlin(23, 17)),)

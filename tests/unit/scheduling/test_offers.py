"""Which times are shown for a wish."""

from datetime import time, timedelta

import pytest

from convene.model import Block
from convene.scheduling.availability import Diary, free_slots
from convene.scheduling.offers import choose, enough, search_windows
from convene.when import TimeOfDay, TimePreference, Window
from tests.unit.scheduling.people import BERLIN, EVERY_DAY, MONDAY, berlin, booking, busy, meeting, rep

HOUR = timedelta(hours=1)
KIND = meeting(notice=2 * HOUR)
ANY_TIME = TimePreference(flexible=True, understood=True)


def at(*moments):
    return TimePreference(windows=tuple(Window(m, m, "minute") for m in moments), understood=True)


def during(start, end, grain="part"):
    return TimePreference(windows=(Window(start, end, grain),), understood=True)


def day(number, month=11):
    return during(berlin(number, 0, month=month), berlin(number, 0, month=month) + timedelta(days=1), "day")


def offer(wish, *diaries, shown=(), now=MONDAY, kind=KIND, zone=BERLIN, count=3):
    """What booking does: search the likely days first, and go on until there is enough."""
    diaries = diaries or (Diary(rep(), (), ()),)
    for searched in search_windows(wish, now, kind.rules.notice, kind.rules.horizon, shown):
        slots = free_slots(diaries, kind, searched, now)
        choice = choose(slots, wish, zone, now, shown=shown, count=count, diaries=diaries, meeting_type=kind)
        if enough(choice, wish, searched, count):
            break
    return choice


def told(choice):
    return [f"{slot.start.astimezone(BERLIN):%a %d %H:%M}" for slot in choice.slots]


def test_any_time_gives_the_soonest_and_then_other_half_days():
    choice = offer(ANY_TIME)

    assert told(choice) == ["Mon 23 09:00", "Mon 23 13:00", "Tue 24 09:00"]
    assert (choice.fits, choice.more, choice.reason) == (True, True, None)


def test_a_visitor_who_leaves_the_hour_open_is_not_offered_the_middle_of_their_night():
    early_bird = Diary(rep("chloe", zone="Asia/Kolkata"), (), ())  # from 9 in Kolkata: 04:30 in Berlin

    assert told(offer(day(26), early_bird)) == ["Thu 26 08:30", "Thu 26 10:00", "Thu 26 12:00"]


def test_alternatives_are_not_in_the_middle_of_the_night_either():
    early_bird = Diary(rep("chloe", zone="Asia/Kolkata"), (), ())

    assert all("08:00" <= text[-5:] < "20:00" for text in told(offer(day(28), early_bird)))


def test_a_visitor_who_wants_the_early_morning_gets_it():
    early_bird = Diary(rep("chloe", zone="Asia/Kolkata"), (), ())

    assert told(offer(during(berlin(26, 4), berlin(26, 6)), early_bird))[0] == "Thu 26 04:30"


def test_more_times_go_on_with_new_ones():
    first = offer(ANY_TIME)
    second = offer(ANY_TIME, shown=[slot.start for slot in first.slots])
    third = offer(ANY_TIME, shown=[slot.start for slot in first.slots + second.slots])

    assert told(second) == ["Tue 24 13:00", "Wed 25 09:00", "Wed 25 13:00"]
    assert told(third) == ["Thu 26 09:00", "Thu 26 13:00", "Fri 27 09:00"]


def test_one_half_day_is_spread():
    choice = offer(during(berlin(26, 12), berlin(26, 18)))

    assert told(choice) == ["Thu 26 13:00", "Thu 26 14:00", "Thu 26 15:30"]


def test_round_clock_times_are_preferred_where_the_wish_leaves_the_choice():
    diary = Diary(rep(), (busy(berlin(23, 9), 10),), ())

    assert told(offer(ANY_TIME, diary))[0] == "Mon 23 09:30"
    assert told(offer(at(berlin(23, 9, 15)), diary)) == ["Mon 23 09:15"]


def test_a_round_time_is_not_worth_a_long_wait():
    quarter_only = Diary(rep(), (busy(berlin(23, 9), 10), busy(berlin(23, 9, 45), 90)), ())

    assert told(offer(ANY_TIME, quarter_only, kind=meeting()))[0] == "Mon 23 09:15"


def test_an_exact_time_that_is_free_is_the_only_one_shown():
    choice = offer(at(berlin(26, 15)))

    assert told(choice) == ["Thu 26 15:00"]
    assert (choice.fits, choice.more) == (True, False)


def test_alternatives_named_by_the_visitor_are_all_shown():
    assert told(offer(at(berlin(24, 10), berlin(27, 11)))) == ["Tue 24 10:00", "Fri 27 11:00"]


def test_an_exact_time_that_is_taken_gives_the_nearest_and_the_same_time_on_another_day():
    choice = offer(at(berlin(26, 15)), Diary(rep(), (busy(berlin(26, 15), 30),), ()))

    assert told(choice) == ["Wed 25 15:00", "Thu 26 14:30", "Thu 26 15:30"]
    assert (choice.fits, choice.more, choice.reason) == (False, False, "taken")


def test_a_taken_day_gives_the_days_around_it():
    choice = offer(day(25), Diary(rep(), (busy(berlin(25, 0), 24 * 60),), ()))

    assert {text[:3] for text in told(choice)} == {"Tue", "Thu"}
    assert choice.reason == "taken"


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (day(20), "past"),
        (at(berlin(23, 6)), "past"),
        (at(berlin(23, 8, 30)), "too_soon"),
        (day(24, month=12), "too_far"),
        (day(28), "outside_hours"),
        (at(berlin(26, 20)), "outside_hours"),
        (TimePreference(time_of_day=(TimeOfDay(time(19), time(21)),)), "outside_hours"),
        (TimePreference(weekdays=(6, 7)), "outside_hours"),
        (at(berlin(26, 15, 5)), None),
    ],
)
def test_what_cannot_be_met_gets_three_alternatives_and_the_true_reason(wish, reason):
    early = rep(weekly=dict.fromkeys(range(1, 6), (Block(time(8), time(17)),)))

    choice = offer(wish, Diary(early, (), ()))

    assert (choice.fits, choice.reason, len(choice.slots)) == (False, reason, 3)


def test_nothing_free_in_the_whole_horizon_a25():
    full = Diary(rep(), (busy(berlin(22, 0), 60 * 24 * 40),), ())

    assert offer(ANY_TIME, full).reason == "no_availability"
    assert offer(ANY_TIME, Diary(rep(), (), (), readable=False)).slots == ()


def test_alternatives_are_never_what_the_visitor_ruled_out():
    friday = Window(berlin(27, 0), berlin(28, 0))
    wish = TimePreference(windows=(Window(berlin(26, 15), berlin(26, 15), "minute"),), excluded=(friday,))

    choice = offer(wish, Diary(rep(), (busy(berlin(26, 9), 480),), ()))

    assert choice.slots
    assert not any("Fri 27" in text for text in told(choice))


def test_when_all_that_fits_was_shown_others_follow_without_a_reason():
    shown = [berlin(26, 13), berlin(26, 13, 15), berlin(26, 13, 30), berlin(26, 13, 45)]

    choice = offer(during(berlin(26, 13), berlin(26, 14)), shown=shown)

    assert (choice.fits, choice.more, choice.reason) == (False, False, None)
    assert not {slot.start for slot in choice.slots} & set(shown)


def test_clock_times_are_the_visitors_and_the_wish_may_name_another_zone_t7():
    night_shift = Diary(rep(weekly=dict.fromkeys(EVERY_DAY, (Block(time(0), time(0)),))), (), ())
    three = (TimeOfDay(time(15), time(15)),)

    here = offer(TimePreference(time_of_day=three), night_shift)
    there = offer(TimePreference(time_of_day=three, zone="America/New_York"), night_shift)

    assert told(here)[0] == "Mon 23 15:00"
    assert told(there)[0] == "Mon 23 21:00"


def test_wishes_for_months_ahead_are_met_when_the_horizon_reaches_there_t3():
    kind = meeting(horizon=timedelta(days=200))

    choice = offer(at(berlin(1, 10, month=4) + timedelta(days=365)), kind=kind)

    assert [f"{s.start.astimezone(BERLIN):%d.%m.%Y %H:%M}" for s in choice.slots] == ["01.04.2027 10:00"]


def test_a_first_look_is_short_and_the_last_is_the_whole_horizon_l1():
    first, *_, last = search_windows(ANY_TIME, MONDAY, 2 * HOUR, timedelta(days=28))

    assert first.duration <= timedelta(days=2)
    assert last.start == MONDAY + 2 * HOUR
    assert last.end > MONDAY + timedelta(days=28)


def test_a_weekend_between_does_not_end_the_search():
    friday_evening = berlin(27, 16)

    assert told(offer(ANY_TIME, now=friday_evening)) == ["Mon 30 09:00", "Mon 30 13:00", "Tue 01 09:00"]


def test_a_held_time_is_taken_for_others_a2():
    choice = offer(at(berlin(26, 15)), Diary(rep(), (), (booking(berlin(26, 15)),)))

    assert choice.reason == "taken"


def test_a_horizon_shorter_than_the_notice_finds_nothing():
    assert search_windows(ANY_TIME, MONDAY, timedelta(days=3), timedelta(days=1))[0].duration == timedelta(0)

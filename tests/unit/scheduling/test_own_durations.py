"""Where the queue allows it, each rep meets for as long as they want (R7)."""

from datetime import timedelta

from convene.scheduling.availability import Diary, free_slots
from tests.unit.scheduling.people import MONDAY, berlin, busy, meeting, rep, stretch

LONG = timedelta(minutes=45)


def slots(own_duration, *diaries):
    kind = meeting(step=timedelta(minutes=30), own_duration=own_duration)
    return free_slots(diaries, kind, stretch(berlin(23, 10), hours=1), MONDAY)


def test_a_slot_is_as_long_as_the_first_in_turn_meets_and_has_only_those_who_meet_as_long():
    anna, ben = Diary(rep("anna", duration=LONG), (), ()), Diary(rep("ben"), (), ())

    assert [(s.interval.duration, s.reps) for s in slots(True, anna, ben)] == [(LONG, ("anna",))] * 2
    assert [(s.interval.duration, s.reps) for s in slots(True, ben, anna)] == [(timedelta(minutes=30), ("ben",))] * 2


def test_a_time_that_does_not_fit_the_first_goes_to_the_next_with_their_length():
    anna = Diary(rep("anna", duration=LONG), (busy(berlin(23, 10, 30), 30),), ())
    ben = Diary(rep("ben"), (), ())

    assert [s.reps for s in slots(True, anna, ben)] == [("ben",), ("ben",)]


def test_elsewhere_the_meeting_type_decides_how_long():
    anna, ben = Diary(rep("anna", duration=LONG), (), ()), Diary(rep("ben"), (), ())

    assert [(s.interval.duration, s.reps) for s in slots(False, anna, ben)] == [
        (timedelta(minutes=30), ("anna", "ben"))
    ] * 2

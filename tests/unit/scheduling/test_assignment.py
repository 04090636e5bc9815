"""Who gets the meeting: strict round robin among those who are free."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.errors import SlotTaken
from convene.scheduling.assignment import Turn, assign, simulate, turn_order

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_nobody_had_a_turn_so_the_queues_own_order_counts_a4():
    assert turn_order([Turn("chloe", 3), Turn("anna", 1), Turn("ben", 2)]) == ("anna", "ben", "chloe")


def test_who_waited_longest_is_next():
    assert turn_order([Turn("anna", 1, 7), Turn("ben", 2, 5), Turn("chloe", 3, 6)]) == ("ben", "chloe", "anna")


def test_who_is_skipped_keeps_the_turn_a3():
    rep, skipped = assign(("anna", "ben", "chloe"), {"ben", "chloe"})

    assert (rep, skipped) == ("ben", ("anna",))
    assert turn_order([Turn("anna", 1), Turn("ben", 2, 1), Turn("chloe", 3)])[0] == "anna"


def test_a_hold_counts_as_a_turn_until_it_ends_a2():
    held = [Turn("anna", 1, 1, NOW + timedelta(minutes=1)), Turn("ben", 2, 2, NOW), Turn("chloe", 3, 3)]

    assert turn_order(held) == ("chloe", "ben", "anna")


def test_only_somebody_of_the_queue_who_is_free_is_assigned_a18():
    assert assign(("anna", "ben"), {"zoe", "ben"}) == ("ben", ("anna",))
    with pytest.raises(SlotTaken):
        assign(("anna", "ben"), {"zoe"})


@given(st.lists(st.sets(st.sampled_from(["dora", "emil"])), max_size=60))
def test_over_any_sequence_those_always_free_differ_by_one_at_most_a19(also_free):
    """However the others come and go, and whoever of them is held or skipped."""
    always = ["anna", "ben", "chloe"]
    last_turn = dict.fromkeys([*always, "dora", "emil"], 0)
    count = dict.fromkeys(last_turn, 0)

    for number, others in enumerate(also_free, start=1):
        order = turn_order([Turn(rep, place, last_turn[rep]) for place, rep in enumerate(last_turn)])
        rep, skipped = assign(order, {*always, *others})
        assert not set(skipped) & {*always, *others}
        last_turn[rep] = number
        count[rep] += 1

    assert max(count[rep] for rep in always) - min(count[rep] for rep in always) <= 1


def test_the_next_turns_can_be_told_in_advance_a19():
    """Whoever waited longest first, then round and round; a hold that runs counts as the turn it will be."""
    turns = [Turn("anna", 1, 7), Turn("ben", 2, 5), Turn("chloe", 3, 6, holding_since=NOW)]

    assert simulate(turns, 7) == ("ben", "anna", "chloe", "ben", "anna", "chloe", "ben")
    assert simulate([], 3) == ()


@given(st.integers(1, 8), st.integers(0, 40))
def test_a_simulation_gives_everybody_their_share_a19(reps, count):
    told = simulate([Turn(f"rep{n}", n) for n in range(reps)], count)

    shares = [told.count(f"rep{n}") for n in range(reps)]
    assert max(shares) - min(shares) <= 1

"""A visitor pauses, everything is restarted, and they go on the next day."""

import pytest
from visitor import Visitor, card, words

from tests.whole.conftest import free_ports, running_convene

pytestmark = pytest.mark.slow


def test_whoever_comes_back_tomorrow_goes_on_where_they_stopped(tmp_path):
    """What they said is kept over a restart; yesterday's offer is made anew (cases D1, D3)."""
    ports = free_ports(3)
    with running_convene(tmp_path, ports, CONVENE_NOW="2026-11-23T09:00:00+01:00") as monday:
        visitor = Visitor(monday.url)
        visitor.say("Hi, I'm Grace Hopper, grace@navy.test. Can we meet on Friday?")
        held = visitor.say("the first one")
        assert "Grace Hopper" in words(held)

    with running_convene(tmp_path, ports, CONVENE_NOW="2026-11-24T09:00:00+01:00"):
        greeted = visitor.say("hello again")
        assert "Grace Hopper" in words(greeted)  # the summary is asked again
        visitor.say("yes")
        twice = visitor.say("yes")

    assert card(twice, "booking")["start"].startswith("2026-11-27")

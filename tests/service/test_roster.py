"""Who can be met: convene.yml together with what the desk changed."""

from dataclasses import replace
from datetime import date, time, timedelta

from convene.booking.offer import offer
from convene.booking.sync import sync_all
from convene.model import Availability, Block, Invitation
from tests.service.conftest import ANYTIME, rep


async def test_a_rep_comes_back_from_the_store_as_they_went_in(office):
    """Every rule, block, override and text survives being kept."""
    dora = replace(
        rep("dora"),
        availability=Availability(
            "Asia/Kathmandu",
            {1: (Block(time(9), time(0)),)},
            {date(2026, 12, 24): ()},
            buffer_after=timedelta(minutes=10),
            horizon=timedelta(days=14),
            daily_cap=3,
        ),
        invitation=Invitation("{{ meeting.name }}", "Hello", conference=False),
        calendar={"provider": "google", "blocking": ["primary", "other"]},
    )
    await office.store.add_rep(dora)
    await office.services.roster.refresh()

    assert office.services.roster.reps["dora"] == dora


async def test_who_joins_at_the_desk_is_offered_after_the_next_sync(office, monkeypatch):
    """A5, A20: at the end of the queue, at its average turn."""
    dora = rep("dora", weekly={6: (Block(time(9), time(17)),)})
    office.calendars["dora"] = type(office.calendars["anna"])()
    await office.store.add_rep(dora)
    await office.store.join_queue("sales", "dora")
    await sync_all(office.services)

    found = await offer(office.services, session="s", wish=ANYTIME, zone="Europe/Berlin", count=200)

    assert office.services.roster.queues["sales"].reps == ("anna", "ben", "chloe", "dora")
    assert any(slot.start.isoweekday() == 6 for slot in found.slots)


async def test_what_the_desk_says_outlives_a_restart_and_can_be_taken_back(office):
    """convene.yml is the start; the desk's word counts until it is taken back."""
    services, store = office.services, office.store
    own = Invitation("Mine", "My own words")
    await store.change_rep("anna", invitation=own, title="Boss")
    await store.seed(services.config.reps.values(), services.config.queues.values())
    await services.roster.refresh()
    assert services.roster.reps["anna"].invitation == own
    assert services.roster.reps["anna"].title == "Boss"

    await store.change_rep("anna", invitation=None)
    await services.roster.refresh()
    assert services.roster.reps["anna"].invitation is None
    assert services.roster.reps["anna"].title == "Boss"


async def test_who_was_deactivated_stays_so_after_a_restart_and_keeps_their_name(office):
    """K6: nobody new is booked with them; old meetings still say who gives them."""
    services, store = office.services, office.store
    await store.set_active("ben", False)
    await store.seed(services.config.reps.values(), services.config.queues.values())
    await services.roster.refresh()

    assert services.roster.queues["sales"].reps == ("anna", "chloe")
    assert services.roster.reps["ben"].name == "Ben"


async def test_who_joined_at_the_desk_stays_in_the_queue_after_a_restart(office):
    """convene.yml only takes out whom it once put in."""
    services, store = office.services, office.store
    await store.add_rep(rep("dora"))
    await store.join_queue("sales", "dora")
    await store.seed(services.config.reps.values(), services.config.queues.values())
    await services.roster.refresh()

    assert services.roster.queues["sales"].reps == ("anna", "ben", "chloe", "dora")


async def test_who_was_taken_out_of_a_queue_stays_out_after_a_restart_until_put_back(office):
    """The desk's word counts, whatever convene.yml says."""
    services, store = office.services, office.store
    await store.leave_queue("sales", "ben")
    await store.seed(services.config.reps.values(), services.config.queues.values())
    await services.roster.refresh()
    assert services.roster.queues["sales"].reps == ("anna", "chloe")

    await store.join_queue("sales", "ben")
    await store.seed(services.config.reps.values(), services.config.queues.values())
    await services.roster.refresh()
    assert set(services.roster.queues["sales"].reps) == {"anna", "ben", "chloe"}

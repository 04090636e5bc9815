"""Confirming a held time: once, with somebody who really is free, and nothing lost when a calendar fails."""

import asyncio

from convene.model import Status
from tests.service.conftest import Office


async def test_a_confirmed_hold_is_an_event_two_mails_and_a_line_in_the_ledger(office: Office) -> None:
    """The visitor gets one invitation, the rep a notice, and the rep's turn is taken (invariant 4, A18, A19)."""
    held = await office.hold()
    booked = await office.confirm(held)

    assert booked.status is Status.CONFIRMED
    assert (booked.id, booked.rep, booked.start) == (held.id, held.rep, held.start)
    assert office.events() == [("anna", held.start)]
    assert booked.provider_event_id == booked.uid
    assert booked.join_url == f"https://meet.test/{held.id}"
    assert await office.mails() == ["0/invitation", "0/booked/anna"]
    (line,) = await office.store.ledger("sales")
    assert (line.rep, line.order, line.free) == ("anna", ("anna", "ben", "chloe"), ("anna", "ben", "chloe"))
    assert await office.store.transcript_of(held.id) == (("visitor", "A meeting, please"), ("assistant", "When?"))


async def test_confirming_twice_books_once(office: Office) -> None:
    """A second click, a second tab and a retry get the same meeting (A11)."""
    held = await office.hold()

    first, second = await asyncio.gather(office.confirm(held), office.confirm(held))
    third = await office.confirm(held)

    assert first == second
    assert third.id == first.id
    assert len(office.events()) == 1
    assert len(await office.mails()) == 2
    assert len(await office.store.ledger("sales")) == 1

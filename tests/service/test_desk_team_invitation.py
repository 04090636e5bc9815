"""The team's invitation: an admin writes it, and reps without a text of their own use it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from convene.booking.events import event_of
from tests.service.conftest import open_office, rep
from tests.service.desk_in_tests import Desk, desk_of
from tests.service.pages_in_tests import words

TEAM = "/app/invitation/team"
TEXT = {"subject_en": "Meet us", "body_en": "Dear {{ person.first_name }}", "conference": "yes"}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """The desk of an office with Anna."""
    office = await open_office(f"sqlite+aiosqlite:///{tmp_path / 'c.db'}", tmp_path, rep("anna"))
    async with desk_of(office) as desk:
        yield desk
    await office.store.close()


async def test_reps_without_a_text_of_their_own_use_it(desk: Desk) -> None:
    await desk.sign_in("admin")
    booked = await desk.office.book()

    assert "Saved" in words(await desk.send(TEAM, **TEXT))
    event = event_of(desk.office.services, booked)
    assert event.summary == "Meet us"
    assert "Dear Ada" in event.description

    await desk.send(TEAM, subject_en="", body_en="")
    assert event_of(desk.office.services, booked).summary == "Intro call"


async def test_a_text_that_cannot_be_used_is_told_and_not_kept(desk: Desk) -> None:
    await desk.sign_in("admin")

    answer = await desk.send(TEAM, subject_en="Meet us", body_en="Dear {{ person.frist_name }}")

    assert answer.status_code == 400
    assert "{{ person.frist_name }}" in words(answer)
    assert desk.office.services.roster.own_invitation is None

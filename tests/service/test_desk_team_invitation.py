"""The team's invitation: an admin writes it, and reps without a text of their own use it."""

from html import unescape

import pytest

from convene.booking.events import event_of
from tests.service.conftest import Office
from tests.service.desk_in_tests import Desk
from tests.service.pages_in_tests import words

TEAM = "/app/invitation/team"
TEXT = {"subject_en": "Meet us", "body_en": "Dear {{ person.first_name }}", "conference": "yes"}


@pytest.fixture
def office(annas_office: Office) -> Office:
    return annas_office


async def test_reps_without_a_text_of_their_own_use_it(desk: Desk) -> None:
    await desk.sign_in("admin")
    booked = await desk.office.book()

    assert "Saved" in words(await desk.send(TEAM, **TEXT))
    event = event_of(desk.office.services, booked)
    assert event.summary == "Meet us"
    assert "Dear Ada" in event.description

    await desk.send(f"{TEAM}/default")
    assert event_of(desk.office.services, booked).summary == "Intro call"


async def test_a_text_that_cannot_be_used_is_told_and_not_kept(desk: Desk) -> None:
    await desk.sign_in("admin")

    answer = await desk.send(TEAM, subject_en="Meet us", body_en="Dear {{ person.frist_name }}")

    assert answer.status_code == 400
    assert "{{ person.frist_name }}" in words(answer)
    assert desk.office.services.roster.own_invitation is None


async def test_it_is_seen_and_tried_before_it_is_kept(desk: Desk) -> None:
    """With a rep who uses it, in their calendar's way."""
    await desk.sign_in("admin")

    shown = await desk.send(f"{TEAM}/preview", **TEXT | {"with": "anna"})
    checked = await desk.send(f"{TEAM}/check", **TEXT | {"body_en": "{{ person.frist_name }}"})
    tested = await desk.send(f"{TEAM}/test", **TEXT)

    assert "Dear Ada" in unescape(shown.text)
    assert "{{ person.first_name }}" in checked.json()["body_en"]
    assert "A test is on its way to admin@northwind.test" in words(tested)
    assert [mail.key for mail in await desk.office.store.outgoing_mail() if mail.key.startswith("desk/test")]
    assert desk.office.services.roster.own_invitation is None


async def test_an_earlier_text_is_brought_back(desk: Desk) -> None:
    """Down to that of convene.yml, with which it began; the reps' own histories are other ones."""
    store, roster = desk.office.store, desk.office.services.roster
    await desk.sign_in("admin")
    await desk.send(TEAM, **TEXT)
    await desk.send(TEAM, **TEXT | {"subject_en": "Come and meet us"})
    *_, first, at_first = await store.invitation_versions(None, 10)

    assert "The earlier text is in use again" in words(await desk.send(f"{TEAM}/undo", version=first.id))
    assert roster.team_invitation.subject == "Meet us"
    await desk.send(f"{TEAM}/undo", version=at_first.id)
    assert roster.team_invitation == roster.config.invitation
    assert await store.invitation_versions("anna", 10) == ()
    assert len(await store.invitation_versions(None, 10)) == 5


async def test_without_a_rep_it_can_be_written_all_the_same(desk: Desk) -> None:
    await desk.sign_in("admin")
    await desk.office.store.set_active("anna", False)

    assert "As soon as there is a rep" in words(await desk.http.get(TEAM))
    assert "Saved" in words(await desk.send(TEAM, **TEXT))
    assert (await desk.send(f"{TEAM}/preview", **TEXT)).status_code == 404

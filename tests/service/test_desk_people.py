"""Signing in by mail, and who may: the admin of the settings, reps, and whoever was invited."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from convene.desk import users
from convene.desk.permissions import Role
from tests.service.conftest import Office, open_office, rep
from tests.service.desk_in_tests import Desk, desk_of
from tests.service.pages_in_tests import words


@pytest.fixture
async def office(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """An office with Anna and Ben."""
    opened = await open_office(database_url, tmp_path, rep("anna"), rep("ben"))
    yield opened
    await opened.store.close()


async def last_mail(office: Office) -> str:
    """The newest mail in the outbox, its soft line breaks taken out."""
    mail = (await office.store.outgoing_mail())[-1].message
    return re.sub(r"=\r?\n", "", mail).replace("=3D", "=")


async def test_a_link_comes_by_mail_and_leads_to_the_page_that_was_wanted(desk: Desk) -> None:
    asked = await desk.http.get("/app/queue")
    form = await desk.http.get(asked.headers["location"])
    await desk.http.post(asked.headers["location"], data={"email": "Anna@Northwind.Test"})
    link = re.search(r"http://127.0.0.1:8000(/app/enter/\S+)", await last_mail(desk.office))

    assert form.status_code == 200
    assert link
    entered = await desk.http.post(link[1])
    assert entered.headers["location"] == "/app/queue"
    assert "Anna" in words(await desk.http.get("/app"))


async def test_nobody_learns_whether_an_address_is_known(desk: Desk) -> None:
    """Case S15: the same page for both, and mail for one only."""
    known = await desk.http.post("/app/sign-in", data={"email": "anna@northwind.test"})
    stranger = await desk.http.post("/app/sign-in", data={"email": "eve@elsewhere.test"})

    assert known.text.replace("anna@northwind.test", "") == stranger.text.replace("eve@elsewhere.test", "")
    assert len(await desk.office.store.outgoing_mail()) == 1


async def test_links_cannot_be_asked_for_without_end(desk: Desk) -> None:
    for _ in range(5):
        await desk.http.post("/app/sign-in", data={"email": "anna@northwind.test"})
    refused = await desk.http.post("/app/sign-in", data={"email": "anna@northwind.test"})

    assert refused.status_code == 429
    assert len(await desk.office.store.outgoing_mail()) == 5
    desk.office.clock.forward(hours=1)
    assert (await desk.http.post("/app/sign-in", data={"email": "anna@northwind.test"})).status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["//evil.test", "https://evil.test", "/\\evil.test", "/app/../evil\r\nx: y", "/app/leave"]
)
async def test_signing_in_leads_nowhere_else(desk: Desk, elsewhere: str) -> None:
    """No open redirect."""
    entered = await desk.http.post(desk.link(), params={"next": elsewhere})

    assert entered.headers["location"] == "/app"


async def test_what_is_no_address_is_said_beside_the_field(desk: Desk) -> None:
    refused = await desk.http.post("/app/sign-in", data={"email": "anna at northwind"})

    assert refused.status_code == 400
    assert "name@company.com" in words(refused)
    assert 'value="anna at northwind"' in refused.text


async def test_the_first_to_sign_in_becomes_the_admin_when_the_settings_name_none(office: Office) -> None:
    settings = office.services.settings.model_copy(update={"admin_email": ""})
    office.services = replace(office.services, settings=settings)
    async with desk_of(office) as desk:
        first = words(await desk.sign_in("ben"))
        second = words(await desk.sign_in("anna"))

    assert "People" in first
    assert "People" not in second


async def test_somebody_invited_gets_a_mail_and_can_sign_in_as_what_they_were_invited(desk: Desk) -> None:
    await desk.sign_in("admin")
    page = await desk.send("/app/people/invite", email="Vera@northwind.test", name="Vera", role="viewer")
    await desk.office.book()

    assert "vera@northwind.test is invited" in words(page).casefold()
    assert "/app/sign-in" in await last_mail_about(desk.office, "desk/invited")
    seen = await desk.sign_in("vera")
    assert "ada@engines.test" in words(seen)
    assert (await desk.http.get("/app/people")).status_code == 403


async def test_a_known_address_is_not_invited_twice(desk: Desk) -> None:
    await desk.sign_in("admin")
    page = await desk.send("/app/people/invite", email="ANNA@northwind.test", role="viewer")

    assert page.status_code == 409
    assert "is here already" in words(page)


async def test_who_is_deactivated_is_out_at_once_and_gets_no_new_meetings(desk: Desk) -> None:
    """Case K6; and all of it can be taken back."""
    await desk.sign_in("anna")
    annas = dict(desk.http.cookies)
    await desk.sign_in("admin")
    page = await desk.send("/app/people/deactivate", email="anna@northwind.test")

    assert "cannot sign in" in words(page)
    desk.http.cookies.clear()
    gone = await desk.http.get("/app", headers={"cookie": f"convene_desk={annas['convene_desk']}"})
    assert gone.status_code == 303
    assert [r.id for r in desk.office.services.roster.active] == ["ben"]
    refused = await desk.http.post(desk.link("anna"))
    assert refused.status_code == 403
    await desk.sign_in("admin")
    await desk.send("/app/people/reactivate", email="anna@northwind.test")
    assert "Anna" in words(await desk.sign_in("anna"))
    assert {r.id for r in desk.office.services.roster.active} == {"anna", "ben"}


async def test_the_last_admin_stays(desk: Desk) -> None:
    await desk.sign_in("admin")
    for path, more in (("role", {"role": "rep"}), ("deactivate", {})):
        page = await desk.send(f"/app/people/{path}", email="admin@northwind.test", **more)
        assert "has to stay an admin" in words(page)


async def test_a_rep_made_admin_is_both(desk: Desk) -> None:
    await users.change_role(desk.office.services, "anna@northwind.test", Role.ADMIN)
    page = words(await desk.sign_in("anna"))

    assert "People" in page
    assert "Admin" in page


async def test_a_language_that_was_chosen_stays_chosen(desk: Desk) -> None:
    await desk.sign_in("anna")
    page = await desk.send("/app/language", language="de", back="/app/queue")

    assert page.url.path == "/app/queue"
    assert "Reihenfolge" in words(page)
    assert 'lang="de"' in (await desk.sign_in("anna")).text


async def test_what_is_said_after_a_form_cannot_be_forged_and_is_said_once(desk: Desk) -> None:
    await desk.sign_in("admin")
    said = await desk.send("/app/people/end-sessions", email="ben@northwind.test")
    again = await desk.http.get("/app/people")
    desk.http.cookies.set("convene_desk_said", '["good","people.invited",{"email":"eve"}].forged', path="/app")
    forged = await desk.http.get("/app/people")

    assert "Ben is signed out everywhere." in words(said)
    assert "Ben is signed out everywhere." not in words(again)
    assert forged.status_code == 200
    assert "eve" not in words(forged).split()


async def last_mail_about(office: Office, key: str) -> str:
    """The newest mail whose key begins so."""
    return next(m.message for m in reversed(await office.store.outgoing_mail()) if m.key.startswith(key))

"""The desk: signing in once by a link, and what a rep sees there."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from itsdangerous import URLSafeSerializer

from convene.booking.cancel import cancel
from convene.desk.sign_in import LINK_FOR, SESSION_FOR
from tests.service.conftest import Office, open_office, rep
from tests.service.desk_in_tests import Desk
from tests.service.pages_in_tests import words


def asks_to_sign_in(page: httpx.Response) -> bool:
    """Whether the answer leads a stranger to the page for signing in."""
    return page.status_code == 303 and page.headers["location"].startswith("/app/sign-in")


@pytest.fixture
async def office(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """An office with Anna and Ben."""
    opened = await open_office(database_url, tmp_path, rep("anna"), rep("ben"))
    yield opened
    await opened.store.close()


async def test_opening_a_link_signs_nobody_in_and_using_it_does(desk: Desk) -> None:
    """Mail scanners open links; only the button signs in."""
    link = desk.link()

    opened = await desk.http.get(link)
    before = await desk.http.get("/app")
    used = await desk.http.post(link)
    after = await desk.http.get("/app")

    assert opened.status_code == 200
    assert asks_to_sign_in(before)
    assert used.status_code == 303
    assert "httponly" in used.headers["set-cookie"].lower()
    assert "samesite=lax" in used.headers["set-cookie"].lower()
    assert after.status_code == 200
    assert "Anna" in words(after)


async def test_a_link_works_once(desk: Desk) -> None:
    link = desk.link()
    await desk.http.post(link)

    again = await desk.http.post(link)

    assert again.status_code == 403
    assert "each works once" in words(again)


async def test_a_used_link_stays_used_after_signing_out(desk: Desk) -> None:
    link = desk.link()
    await desk.http.post(link)
    await desk.http.post("/app/leave", data={"token": await desk.token()})

    assert (await desk.http.post(link)).status_code == 403
    assert asks_to_sign_in(await desk.http.get("/app"))


async def test_an_old_link_and_a_forged_one_are_refused_with_what_to_do(desk: Desk) -> None:
    link = desk.link()
    desk.office.clock.instant += LINK_FOR + timedelta(seconds=1)

    for refused in (await desk.http.get(link), await desk.http.post(link), await desk.http.post(link[:-3] + "abc")):
        assert refused.status_code == 403
        assert "Ask for a new one" in words(refused)
        assert "/app/sign-in" in refused.text


async def test_another_website_signs_nobody_in(desk: Desk) -> None:
    """S15: whoever is lured into somebody else's desk would connect their calendar there."""
    link = desk.link()

    lured = await desk.http.post(link, headers={"sec-fetch-site": "cross-site"})

    assert (lured.status_code, "set-cookie" in lured.headers) == (403, False)
    assert (await desk.http.post(link, headers={"sec-fetch-site": "same-origin"})).status_code == 303


async def test_a_session_ends_after_its_time(desk: Desk) -> None:
    await desk.sign_in()
    desk.office.clock.instant += SESSION_FOR + timedelta(seconds=1)

    assert asks_to_sign_in(await desk.http.get("/app"))


async def test_the_number_in_a_link_is_no_cookie(desk: Desk) -> None:
    """Who finds a used link in a history gets in nowhere."""
    link = desk.link()
    await desk.http.post(link)
    desk.http.cookies.clear()

    token = link.rpartition("/")[2]
    refused = await desk.http.get("/app", headers={"cookie": f"convene_desk={token}"})

    assert asks_to_sign_in(refused)


async def test_nobody_signs_in_with_what_stands_in_a_page(desk: Desk) -> None:
    """The cookie is out of the reach of scripts, so what every form carries must not tell it."""
    await desk.sign_in()

    _, told = URLSafeSerializer("").loads_unsafe(await desk.token())

    assert told is not None
    assert told != desk.http.cookies["convene_desk"]


async def test_signing_out_needs_our_own_form(desk: Desk) -> None:
    await desk.sign_in()

    refused = await desk.http.post("/app/leave", data={"token": "forged"})

    assert refused.status_code == 403
    assert (await desk.http.get("/app")).status_code == 200


async def test_a_rep_sees_the_own_meetings_and_nobody_elses(desk: Desk) -> None:
    booking = await desk.office.book()
    other = "ben" if booking.rep == "anna" else "anna"

    theirs = await desk.sign_in(booking.rep)
    desk.http.cookies.clear()
    others = await desk.sign_in(other)

    assert booking.person.email in words(theirs)
    assert booking.person.email not in words(others)


async def test_a_cancelled_meeting_says_so_and_has_no_link(desk: Desk) -> None:
    booking = await desk.office.book()
    await cancel(desk.office.services, booking_id=booking.id)

    page = await desk.sign_in(booking.rep)

    assert "Cancelled" in words(page)
    assert ">Join<" not in page.text


async def test_the_queue_shows_whose_turn_it_is_and_why_the_last_one_got_it(desk: Desk) -> None:
    """A ledger that people can read (case A19)."""
    booking = await desk.office.book()
    other = "Ben" if booking.rep == "anna" else "Anna"

    await desk.sign_in()
    said = words(await desk.http.get("/app/queue"))

    assert f"{other} Next" in said
    assert "was next" in said


async def test_a_calendar_that_cannot_be_read_is_told(desk: Desk) -> None:
    """Unknown is not free, and the rep learns it (case C13)."""
    await desk.office.store.note_failure("anna", "unreachable", "no answer within 10 s", desk.office.clock.now())

    await desk.sign_in()
    said = words(await desk.http.get("/app/queue"))

    assert "Anna is not offered" in said
    assert "no answer within 10 s" in said


async def test_what_a_visitor_typed_is_shown_as_text(desk: Desk) -> None:
    """Cases I6, S9."""
    booking = await desk.office.book()
    page = await desk.sign_in(booking.rep)

    assert "<script" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["cache-control"] == "no-store"

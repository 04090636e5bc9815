"""The link in the calendar entry, which others read too: it shows the meeting, and changes nothing (ADR 9, P13, S8)."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from convene.booking.links import manage_token, manage_url
from convene.manage import blueprint
from convene.model import Booking, Invitation, Status
from tests.service.conftest import ADA, Office
from tests.service.pages_in_tests import hidden, links, pages, words


@pytest.fixture
def office(annas_office: Office) -> Office:
    return annas_office


@pytest.fixture
async def meeting(office: Office) -> Booking:
    """A meeting far enough ahead to be moved."""
    return await office.book(number=2)


@pytest.fixture
async def http(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    async with pages(office.services, blueprint) as opened:
        yield opened


def in_entry(office: Office) -> str:
    """The path of the link that stands in the rep's calendar."""
    (event,) = office.calendars["anna"].events.values()
    (path,) = re.findall(r"http://127.0.0.1:8000(/b/\S+)", event.description)
    return path


async def test_the_entry_has_a_link_that_is_not_the_visitors_own(office: Office, meeting: Booking) -> None:
    """Also where the rep's own text has the token; the visitor's mail has the visitor's link."""
    own = manage_token(office.services, meeting)
    (invitation,) = [m.message for m in await office.store.outgoing_mail() if m.key.endswith("/invitation")]

    assert own not in in_entry(office)
    assert own in invitation.replace("=\r\n", "").replace("=\n", "")

    office.services.roster.reps["anna"] = replace(
        office.services.roster.reps["anna"], invitation=Invitation("Call", "Other plans? {{ meeting.manage_link }}")
    )
    office.calendars["anna"].events.clear()
    again = await office.book("another visitor", replace(ADA, email="grace@navy.test"), number=1)
    assert manage_url(office.services, again) not in next(iter(office.calendars["anna"].events.values())).description
    assert "/b/" in in_entry(office)


async def test_whoever_follows_it_sees_the_meeting_and_no_way_to_change_it(
    office: Office, meeting: Booking, http: httpx.AsyncClient
) -> None:
    page = await http.get(in_entry(office))

    assert page.status_code == 200
    assert "Intro call" in words(page)
    assert not {"Move", "Cancel"} & set(links(page))
    assert ADA.email not in page.text
    for step in ("/move", "/cancel"):
        led = await http.get(in_entry(office) + step)
        assert (led.status_code, led.headers["location"].partition("?")[0]) == (303, in_entry(office))


@pytest.mark.parametrize("step", ["/move", "/cancel"])
async def test_no_form_changes_anything_by_it(
    office: Office, meeting: Booking, http: httpx.AsyncClient, step: str
) -> None:
    """Not even with the token that its own page carries."""
    token = hidden(await http.get(in_entry(office)), "token")

    answer = await http.post(in_entry(office) + step, data={"token": token, "slot": "any"})

    assert answer.status_code == 303
    assert (await office.store.booking(meeting.id)).status is Status.CONFIRMED


async def test_the_visitor_gets_their_own_link_by_mail(
    office: Office, meeting: Booking, http: httpx.AsyncClient
) -> None:
    """To the address the meeting was booked with, whoever asks; three times an hour at the most."""
    page = await http.get(in_entry(office))
    for _ in range(5):
        sent = await http.post(f"{in_entry(office)}/link", data={"token": hidden(page, "token")})
    told = await http.get(sent.headers["location"])

    assert "A mail with the link is on its way" in words(told)
    mails = [mail.message for mail in await office.store.outgoing_mail() if "/link/" in mail.key]
    assert len(mails) == 3
    assert f"To: Ada Lovelace <{ADA.email}>" in mails[0]
    text = mails[0].replace("=\r\n", "").replace("=\n", "")
    (path,) = set(re.findall(r"http://127.0.0.1:8000(/b/[\w.-]+)", text))
    assert {"Move", "Cancel"} <= set(links(await http.get(path)))


async def test_a_forged_form_mails_nothing(office: Office, meeting: Booking, http: httpx.AsyncClient) -> None:
    answer = await http.post(f"{in_entry(office)}/link", data={"token": "made up"})

    assert answer.status_code == 403
    assert not [mail for mail in await office.store.outgoing_mail() if "/link/" in mail.key]

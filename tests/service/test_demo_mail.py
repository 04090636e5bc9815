"""The demo's mailbox: what was sent, shown as a mail client shows it, without letting a mail do anything."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from icalendar import Calendar

from convene.booking.cancel import cancel
from convene.mail.delivery import Delivery
from convene.mail.send import FileSender
from convene.model import Person
from convene.site import blueprint as site
from convene.site.demo_mail import blueprint
from tests.service.conftest import Office
from tests.service.pages_in_tests import links, pages, words


@pytest.fixture
def office(annas_office: Office) -> Office:
    return annas_office


@pytest.fixture
async def http(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    async with pages(office.services, blueprint) as http:
        yield http


async def deliver(office: Office) -> None:
    sender = FileSender(office.services.settings.state_dir / "outbox")
    while await Delivery(office.store, sender).deliver_next(office.clock.now()):
        pass


async def opened(http: httpx.AsyncClient, reader: str, form: str = "html") -> httpx.Response:
    """The newest mail to this reader."""
    inbox = await http.get("/demo/mail")
    path = next(href for href in links(inbox).values() if f"-{reader}-" in href)
    return await http.get(path, params={"as": form})


async def test_an_empty_mailbox_says_what_to_do(http: httpx.AsyncClient) -> None:
    page = await http.get("/demo/mail")

    assert page.status_code == 200
    assert "No mail yet" in words(page)


async def test_the_newest_mail_comes_first(office: Office, http: httpx.AsyncClient) -> None:
    booking = await office.book()
    await deliver(office)
    office.clock.forward(minutes=1)
    await cancel(office.services, booking_id=booking.id, note="", by="admin@northwind.test")
    await deliver(office)

    inbox = words(await http.get("/demo/mail"))

    assert inbox.index("Cancelled: ") < inbox.index("Booked: ")


async def test_an_invitation_is_shown_with_its_meeting(office: Office, http: httpx.AsyncClient) -> None:
    await office.book()
    await deliver(office)

    page = await opened(http, "ada")

    for said in ("Invitation", "Intro call", "10:00 AM to 10:30 AM GMT+1", "Anna <anna@northwind.test>"):
        assert said in words(page)
    assert "invite.ics" in words(page)


async def test_the_attached_calendar_can_be_downloaded(office: Office, http: httpx.AsyncClient) -> None:
    booking = await office.book()
    await deliver(office)
    page = await opened(http, "ada")
    path = next(href for text, href in links(page).items() if "invite.ics" in text)

    file = await http.get(path)

    assert "attachment" in file.headers["content-disposition"]
    assert Calendar.from_ical(file.text).walk("VEVENT")[0]["UID"] == booking.uid
    assert (await http.get(path[:-1] + "7")).status_code == 404


async def test_the_mail_itself_lives_in_a_sandbox(office: Office, http: httpx.AsyncClient) -> None:
    """S9, invariant 6: its words cannot run, and the page around it allows no foreign styles or scripts."""
    await office.book(person=Person("<script>alert(1)</script>", "ada@engines.test"))
    await deliver(office)
    page = await opened(http, "ada")
    frame = page.text.partition('<iframe src="')[2].partition('"')[0]

    body = await http.get(frame)

    assert "sandbox=" in page.text
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "sandbox" in body.headers["content-security-policy"]
    assert "default-src 'none'" in body.headers["content-security-policy"]
    assert "allow-scripts" not in page.text + body.headers["content-security-policy"]
    assert "<script>" not in page.text + body.text


async def test_text_and_headers_can_be_read_too(office: Office, http: httpx.AsyncClient) -> None:
    await office.book()
    await deliver(office)

    assert "Move or cancel" in words(await opened(http, "ada", "text"))
    assert "Message-ID" in words(await opened(http, "ada", "headers"))
    assert (await opened(http, "ada", "nonsense")).status_code == 200


@pytest.mark.parametrize("name", ["nothing.eml", "..%2F..%2Fconvene.db", "%2Fetc%2Fpasswd", "secret.key"])
async def test_only_mails_can_be_read(office: Office, http: httpx.AsyncClient, name: str) -> None:
    (office.services.settings.state_dir / "outbox").mkdir()
    assert (await http.get(f"/demo/mail/{name}")).status_code == 404
    assert (await http.get(f"/demo/mail/{name}/html")).status_code == 404


async def test_a_browser_on_the_machine_of_the_demo_sees_its_mail_and_nobody_else(office: Office) -> None:
    """Whoever forgets CONVENE_ENV=production behind a proxy shows the world no links to sign in with."""
    async with pages(office.services, site, blueprint) as http:
        inbox, front = await http.get("/demo/mail"), await http.get("/")
        assert (inbox.status_code, "See the mail that was sent" in links(front)) == (200, True)

        for passed_on in ({"host": "meet.example.com"}, {"x-forwarded-for": "203.0.113.7"}, {"forwarded": "for=x"}):
            for path in ("/demo/mail", "/demo/mail/any.eml", "/demo/mail/any.eml/html", "/demo/mail/any.eml/files/0"):
                refused = await http.get(path, headers=passed_on)
                assert refused.status_code == 403
                assert "CONVENE_ENV=production" in refused.text
            front = await http.get("/", headers=passed_on)
            assert (front.status_code, "See the mail that was sent" in links(front)) == (200, False)


@pytest.mark.parametrize(
    ("update", "status"),
    [
        ({"base_url": "http://localhost:8000"}, 200),
        ({"base_url": "https://meet.example.com"}, 403),
        ({"base_url": "https://meet.example.com", "demo_mail": "everywhere"}, 200),
        ({"env": "production", "demo_mail": "everywhere"}, 403),
    ],
)
async def test_with_a_public_address_the_mail_is_shown_only_when_asked_for(
    office: Office, update: dict[str, str], status: int
) -> None:
    """Also where a proxy on the same machine tells nothing of whom it passes on."""
    services = replace(office.services, settings=office.services.settings.model_copy(update=update))
    async with pages(services, blueprint) as http:
        assert (await http.get("/demo/mail")).status_code == status


async def test_company_and_demo_are_named_where_they_belong(office: Office) -> None:
    settings = office.services.settings.model_copy(update={"env": "production"})
    config = office.services.config
    named = replace(config, branding=replace(config.branding, website="https://www.northwind.test"))
    async with pages(replace(office.services, settings=settings, config=named), blueprint) as http:
        assert links(await http.get("/demo/mail"))["Northwind"] == "https://www.northwind.test"

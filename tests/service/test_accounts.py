"""The accounts list: uploaded by an admin, it speaks where the visitor did not."""

from collections.abc import AsyncIterator

import httpx
import pytest

from convene.booking.accounts_list import read_accounts
from convene.booking.confirm import confirm
from convene.booking.knowing import domain_of
from convene.errors import BadAccounts
from convene.model import Booking, Company, Person
from tests.service.conftest import Office
from tests.service.desk_in_tests import Desk, desk_of
from tests.service.pages_in_tests import words

LIST = "Domain;Name;Industry;Notes\nengines.test;Analytical Engines;Machines;x\n@NAVY.test;Navy;;\n"


@pytest.fixture
def office(annas_office: Office) -> Office:
    return annas_office


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    """The admin at the desk."""
    async with desk_of(office) as desk:
        await desk.sign_in("admin")
        yield desk


async def upload(desk: Desk, data: bytes) -> httpx.Response:
    """Send a file as the page's form does."""
    sent = await desk.http.post(
        "/app/accounts", data={"token": await desk.token()}, files={"file": ("list.csv", data, "text/csv")}
    )
    return await desk.http.get(sent.headers["location"]) if sent.status_code == 303 else sent


async def book(office: Office, email: str, said: str = "") -> Booking:
    """A meeting of somebody with this address, who named this company or none."""
    held = await office.hold(email)
    return await confirm(
        office.services,
        booking_id=held.id,
        session=held.session,
        person=Person("Ada", email),
        company=Company(said),
        transcript=(),
    )


async def test_what_the_visitor_did_not_say_comes_from_the_list(desk: Desk) -> None:
    page = await upload(desk, LIST.encode())
    booking = await book(desk.office, "ada@mail.engines.test")

    assert "The list has 2 companies now" in words(page)
    assert booking.company.name == "Analytical Engines"
    assert booking.company.attributes == {"industry": "Machines"}


async def test_what_the_visitor_said_comes_first(desk: Desk) -> None:
    await upload(desk, LIST.encode())
    booking = await book(desk.office, "ada@engines.test", "Babbage & Sons")

    assert booking.company.name == "Babbage & Sons"
    assert booking.company.attributes == {"industry": "Machines"}


async def test_without_a_list_the_domain_is_known_unless_everybody_can_have_it(office: Office) -> None:
    assert (await book(office, "ada@engines.test")).company == Company("", "engines.test")
    assert domain_of("ada@gmail.com") == ""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Choose a file first"),
        (b"name\nAcme\n", "no column “domain”"),
        (b"domain,name\nengines.test,A\nno domain,B\n", "Line 3: “no domain” is no domain"),
        (b"\xff\xfe\x00\x01", "no column “domain”"),
    ],
)
async def test_a_file_that_cannot_be_used_changes_nothing(desk: Desk, data: bytes, said: str) -> None:
    await upload(desk, LIST.encode())
    refused = await upload(desk, data)

    assert refused.status_code == 400
    assert said in words(refused)
    assert (await desk.office.store.accounts(9))[0] == 2


def test_spreadsheets_of_every_kind_are_read() -> None:
    """Commas, semicolons, tabs; a byte order mark; Windows-1252; the last line of a domain counts."""
    assert read_accounts("\ufeffdomain,company\na.test,Ä\n".encode()) == (Company("Ä", "a.test"),)
    assert read_accounts("domain\tname\na.test\tÄ\n".encode("cp1252")) == (Company("Ä", "a.test"),)
    assert read_accounts(b"domain,name\na.test,A\n\na.test,B\n") == (Company("B", "a.test"),)
    with pytest.raises(BadAccounts):
        read_accounts(b"domain\nhttp://a.test/\n")

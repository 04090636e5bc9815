"""What a website's server signed of a visitor: who may say it, for how long, and where it goes."""

import base64
import hashlib
import hmac
import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from convene.booking.find import meetings_of
from convene.booking.knowing import known_company, known_person
from convene.booking.rotating import rotate_keys
from convene.booking.website_key import Refusal, make_website_key, refusal, website_key
from convene.chat.gateway import _recognise
from convene.chat.identify import NotSigned, signed_attributes
from convene.chat.incoming import Incoming
from convene.model import Company, Person
from tests.service.conftest import MONDAY, Office

KEY = "a key of this test alone"
SAID = {"person": {"name": "Ada Lovelace", "plan": "gold"}, "company": {"name": "Engines", "industry": "Machines"}}


def signed(said: object, key: str = KEY, at: float = MONDAY.timestamp()) -> str:
    """As the website's server does it."""
    payload = base64.urlsafe_b64encode(json.dumps({"at": at, **said}).encode()).decode()
    return f"{payload}.{hmac.new(key.encode(), payload.encode(), hashlib.sha256).hexdigest()}"


@pytest.fixture
def office(annas_office: Office) -> Office:
    """An office whose website shares a key with it."""
    settings = annas_office.services.settings.model_copy(update={"identify_key": SecretStr(KEY)})
    annas_office.services = replace(annas_office.services, settings=settings)
    return annas_office


def test_what_was_signed_today_counts() -> None:
    assert signed_attributes(signed(SAID), KEY, MONDAY + timedelta(hours=23)) == SAID


@pytest.mark.parametrize("page", ["docs/embedding.md", "convene/desk/templates/website.html"])
def test_the_documents_examples_sign_as_it_is_checked(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they are pasted, in both languages, and with letters beyond ASCII."""
    monkeypatch.setenv("CONVENE_IDENTIFY_KEY", KEY)
    text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    python, node = (
        text[text.index(start) : text.index(end, text.index(start))]
        for start, end in (("import base64", "\n\n\nidentify("), ("import { createHmac", "\n}"))
    )
    names: dict[str, Any] = {}
    exec(python, names)  # our own page, as a reader runs it
    (tmp_path / "identify.mjs").write_text(node + '\n}\nconsole.log(identify({name: "Zoë"}, {name: "Engines"}));')
    said_by_node = subprocess.run(
        ["node", tmp_path / "identify.mjs"], capture_output=True, text=True, check=True
    ).stdout

    for identify in (names["identify"]({"name": "Zoë"}, {"name": "Engines"}), said_by_node.strip()):
        signed = signed_attributes(identify, KEY, datetime.now(UTC))
        assert signed == {"person": {"name": "Zoë"}, "company": {"name": "Engines"}}


@pytest.mark.parametrize(
    "identify",
    [
        signed(SAID, key="another key"),
        signed(SAID, at=(MONDAY - timedelta(days=2)).timestamp()),
        signed(SAID, at=(MONDAY + timedelta(hours=1)).timestamp()),
        signed(SAID, at="now"),
        signed(SAID)[1:],
        signed(SAID).partition(".")[0],
        "é.é",
        "." * 5000,
        7,
    ],
)
def test_what_is_forged_old_or_broken_does_not(identify: object) -> None:
    with pytest.raises(NotSigned):
        signed_attributes(identify, KEY, MONDAY)


def test_without_a_key_nothing_counts() -> None:
    with pytest.raises(NotSigned, match="no key"):
        signed_attributes(signed(SAID, key=""), "", MONDAY)


async def test_it_reaches_the_meeting_unless_the_visitor_said_otherwise(office: Office) -> None:
    """Said in the chat, then signed, then the accounts list, then the domain."""
    listed = Company("Listed Ltd", "engines.test", {"industry": "Listed", "country": "UK"})
    await office.store.replace_accounts([listed])
    await _recognise(office.services, "visitor", Incoming("hello", "", {}, signed(SAID)))

    booked = await office.book("visitor")

    assert (booked.company.name, booked.company.domain) == ("Engines Ltd", "engines.test")
    assert booked.company.attributes == {"industry": "Machines", "country": "UK"}
    assert booked.person.attributes == {"plan": "gold"}
    assert (await known_company(office.services, Company(), "a@engines.test", "visitor")).name == "Engines"
    assert (await known_person(office.services, Person("", "a@b.test"), "visitor")).name == "Ada Lovelace"


async def test_the_meetings_of_a_signed_address_are_known_in_any_chat(office: Office) -> None:
    booked = await office.book("visitor")
    said = {"person": {"email": "Ada@Engines.test"}}
    await _recognise(office.services, "elsewhere", Incoming("hello", "", {}, signed(said)))
    await _recognise(office.services, "forged", Incoming("hello", "", {}, signed(said, key="guessed")))

    assert [meeting.id for meeting in await meetings_of(office.services, "elsewhere", None)] == [booked.id]
    assert await meetings_of(office.services, "forged", None) == ()


@pytest.mark.parametrize(
    "later", [None, signed(SAID, key="guessed"), signed({"person": {"email": "ben@engines.test"}})]
)
async def test_whoever_logged_out_is_not_known_any_more(office: Office, later: str | None) -> None:
    """The same chat goes on where nobody, or somebody else, is logged in, or the signature has run out."""
    await office.book("another visitor")
    said = {"person": {"email": "ada@engines.test"}}
    await _recognise(office.services, "visitor", Incoming("hello", "", {}, signed(said)))
    assert await meetings_of(office.services, "visitor", None)

    await _recognise(office.services, "visitor", Incoming("see my meeting", "", {}, later))

    assert await meetings_of(office.services, "visitor", None) == ()


async def test_what_nobody_signed_is_no_more_than_a_suggestion(office: Office) -> None:
    told = Incoming("hello", "", {"company": {"name": "Made up"}}, signed(SAID, key="guessed"))

    await _recognise(office.services, "visitor", told)

    assert told.metadata == {"company": {"name": "Made up"}}
    assert (await office.store.chat_session("visitor")).signed == {}
    assert (await office.book("visitor")).company.attributes == {}


async def test_the_key_of_the_desk_counts_instead_of_the_settings_one_and_lies_there_sealed(office: Office) -> None:
    """Case K8."""
    key = await make_website_key(office.services, "admin@northwind.test")

    await _recognise(office.services, "visitor", Incoming("hello", "", {}, signed(SAID)))
    assert (await refusal(office.services)) == Refusal(MONDAY, "wrong signature")
    assert key not in str(await office.store.team_settings())

    await _recognise(office.services, "visitor", Incoming("hello", "", {}, signed(SAID, key=key)))
    assert await refusal(office.services) is None
    assert (await known_company(office.services, Company(), "a@b.test", "visitor")).name == "Engines"


async def test_that_key_is_sealed_anew_with_the_others(office: Office) -> None:
    """`convene rotate-keys`; one that no key opens is none, and the page says so."""
    key = await make_website_key(office.services, "admin@northwind.test")
    settings = office.services.settings
    newer = replace(office.services, settings=settings.model_copy(update={"token_keys": SecretStr("a newer one")}))

    assert await rotate_keys(newer) == (1, ())
    assert await rotate_keys(newer) == (0, ())
    assert (await website_key(newer)).key == key
    assert (await website_key(office.services)).lost

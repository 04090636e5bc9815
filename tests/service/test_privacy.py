"""What is kept about somebody can be had and forgotten (case S7); keys can be exchanged (case K8)."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import select

from convene.accounts.vault import Vault
from convene.booking.cancel import cancel
from convene.booking.privacy import StillAhead, export_person, forget_person
from convene.booking.rotating import rotate_keys
from convene.store.connections import Connection
from convene.store.tables import booking_events, bookings
from convene.store.talks import talks
from tests.service.conftest import ADA, MONDAY, Office


async def connect(office: Office, vault: Vault, rep: str = "anna") -> None:
    secret = vault.seal({"access_token": "s3cret", "refresh_token": "s3cret-too"})
    await office.store.connect(
        Connection(rep, "google", f"id of {rep}", f"{rep}@northwind.test", secret, vault.key_id, MONDAY)
    )


async def test_a_visitor_gets_everything_that_is_kept(office: Office) -> None:
    booking = await office.book()

    kept = await export_person(office.services, "ADA@engines.test")

    assert [b["id"] for b in kept["bookings"]] == [booking.id]
    assert kept["bookings"][0]["transcript"]
    assert kept["mails"]
    json.dumps(kept)


async def test_a_rep_gets_everything_but_the_tokens(office: Office) -> None:
    await connect(office, office.services.vault)

    told = json.dumps(await export_person(office.services, "anna@northwind.test"))

    kept = await office.store.connection("anna")
    assert "id of anna" not in told
    assert kept.secret not in told
    assert "s3cret" not in told
    assert '"account": "anna@northwind.test"' in told


async def test_nobody_with_a_meeting_ahead_is_forgotten_by_accident(office: Office) -> None:
    await office.book()

    with pytest.raises(StillAhead, match="--cancel"):
        await forget_person(office.services, ADA.email)

    assert (await export_person(office.services, ADA.email))["bookings"]


async def test_a_forgotten_visitor_is_nowhere_and_the_meeting_stays_counted(office: Office) -> None:
    booking = await office.book()
    await office.store.add_chat_message(booking.session, "visitor", f"I am {ADA.name}", MONDAY)
    await cancel(office.services, booking_id=booking.id)
    for mail in await office.store.outgoing_mail():
        await office.store.mail_sent(mail.id, MONDAY)

    assert await forget_person(office.services, ADA.email) == 1

    kept = await export_person(office.services, ADA.email)
    assert not any((kept["bookings"], kept["chats"], kept["mails"]))
    assert [b.id for b in await office.store.bookings()] == [booking.id]
    assert ADA.name not in repr(await office.store.bookings())


async def test_nothing_by_which_a_forgotten_visitor_could_be_found_is_left(office: Office) -> None:
    """Neither what the search looks through, nor notes in the history, nor what Rasa remembers of the chat."""
    booking = await office.book()
    await cancel(office.services, booking_id=booking.id, note="Ada is ill")
    conversations = office.services.settings.state_dir / "conversations.db"
    with closing(sqlite3.connect(conversations)) as rasa, rasa:
        rasa.execute("create table conversations_under_way (sender text primary key, events text, spoken_at real)")
        rasa.executemany(
            "insert into conversations_under_way values (?, '{\"events\": []}', 0)", [(booking.session,), ("other",)]
        )

    await forget_person(office.services, ADA.email)

    async with office.store._read() as connection:
        assert set(await connection.scalars(select(bookings.c.found_by))) == {""}
        assert set(await connection.scalars(select(booking_events.c.note))) == {""}
    assert [session async for session, _ in talks(f"sqlite:///{conversations}")] == ["other"]


async def test_who_gave_an_address_and_never_booked_is_forgotten_too(office: Office) -> None:
    await office.store.add_chat_message("a chat", "visitor", "I am ada@engines.test", MONDAY)
    await office.store.add_chat_message("another", "visitor", "I am grace@navy.test", MONDAY)
    assert list((await export_person(office.services, ADA.email))["chats"]) == ["a chat"]

    await forget_person(office.services, ADA.email)

    assert await office.store.transcript("a chat") == ()
    assert await office.store.transcript("another") != ()


async def test_meetings_ahead_are_cancelled_on_request(office: Office) -> None:
    await office.book()

    await forget_person(office.services, ADA.email, cancel_ahead=True)

    assert office.events() == []


async def test_a_forgotten_rep_is_disconnected_and_gets_no_meetings(office: Office) -> None:
    await connect(office, office.services.vault)

    await forget_person(office.services, "anna@northwind.test")

    assert await office.store.connection("anna") is None
    assert not office.services.roster.reps["anna"].active


async def test_keys_are_exchanged_and_what_no_key_opens_is_named(office: Office) -> None:
    old = Vault(["the old key"])
    await connect(office, old, "anna")
    await connect(office, Vault(["a key that is lost"]), "ben")
    settings = office.services.settings.model_copy(update={"token_keys": _secret("the new key, the old key")})
    services = replace(office.services, settings=settings)

    first, again = await rotate_keys(services), await rotate_keys(services)

    assert (first, again) == ((1, ("ben",)), (0, ("ben",)))
    sealed = (await office.store.connection("anna")).secret
    assert Vault(["the new key"]).open(sealed)["access_token"] == "s3cret"


def _secret(text: str) -> object:
    from pydantic import SecretStr

    return SecretStr(text)

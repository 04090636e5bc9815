"""A meeting opened by a mailed code, its invitation sent again, and a visitor handed over to a person."""

import email
import email.policy
import re
from dataclasses import replace

import pytest

from convene.booking.access import MAILS_AN_HOUR, TRIES, mail_link, open_meeting, send_code
from convene.booking.hand_over import hand_over
from convene.booking.hold import hold_at
from convene.booking.invite_again import invite_again
from convene.errors import BookingNotFound, SlotTaken
from convene.model import Company, Person
from tests.service.conftest import ADA, Office


async def text_of(office: Office, key: str) -> str:
    """The text of the newest mail whose key has this in it."""
    raw = [mail.message for mail in await office.store.outgoing_mail() if key in mail.key][-1]
    return email.message_from_string(raw, policy=email.policy.default).get_body(("plain",)).get_content()


async def code_for(office: Office, address: str = ADA.email, session: str = "another chat", locale: str = "en"):
    """Ask for a code; what it is checked against, and the code in the mail."""
    check = await send_code(office.services, session=session, email=address, locale=locale)
    return check, re.search(r"\b\d{6}\b", await text_of(office, "code/"))[0]


async def test_the_mailed_code_opens_the_meeting(office: Office) -> None:
    booked = await office.book()
    check, code = await code_for(office, ADA.email.upper())

    assert (await open_meeting(office.services, session="another chat", code=code, check=check)).id == booked.id


async def test_the_code_is_mailed_in_the_visitors_language(office: Office) -> None:
    await office.book()

    await code_for(office, locale="de-DE")

    assert "Er gilt 30 Minuten" in await text_of(office, "code/")


async def test_a_code_is_good_for_its_own_chat_only(office: Office) -> None:
    await office.book()
    check, code = await code_for(office)

    with pytest.raises(BookingNotFound):
        await open_meeting(office.services, session="a third chat", code=code, check=check)


async def test_a_code_lasts_half_an_hour_and_a_few_tries(office: Office) -> None:
    await office.book()
    check, code = await code_for(office)
    tried = type(check)(check.email, check.digest, check.expires, TRIES)

    with pytest.raises(BookingNotFound):
        await open_meeting(office.services, session="another chat", code=code, check=tried)
    office.clock.forward(minutes=31)
    with pytest.raises(BookingNotFound):
        await open_meeting(office.services, session="another chat", code=code, check=check)


async def test_an_address_without_a_meeting_gets_no_mail_and_no_other_answer(office: Office) -> None:
    """Nobody learns whether an address has a meeting (case P5)."""
    check = await send_code(office.services, session="another chat", email="nobody@engines.test", locale="en")

    assert await office.mails() == []
    assert check.email == "nobody@engines.test"
    with pytest.raises(BookingNotFound):
        await open_meeting(office.services, session="another chat", code="000000", check=check)


async def test_asking_again_and_again_gives_no_more_chances_to_guess(office: Office) -> None:
    """At most three codes an hour go to one address; a code that was not mailed opens nothing."""
    await office.book()
    for number in range(MAILS_AN_HOUR):
        await send_code(office.services, session=f"chat {number}", email=ADA.email, locale="en")

    check = await send_code(office.services, session="one more", email=ADA.email, locale="en")

    assert check.digest == ""
    assert len([key for key in await office.mails() if key.startswith(ADA.email)]) == MAILS_AN_HOUR


async def test_the_last_code_that_was_mailed_still_counts_when_asked_for_more(office: Office) -> None:
    """Whoever asks a fourth time, as the mail takes its time, comes in with the one that arrives."""
    booked = await office.book()
    check = None
    for _ in range(MAILS_AN_HOUR + 1):
        check = await send_code(office.services, session="chat", email=ADA.email, locale="en", before=check)
    code = re.search(r"\b\d{6}\b", await text_of(office, "code/"))[0]

    assert (await open_meeting(office.services, session="chat", code=code, check=check)).id == booked.id


async def test_asking_for_another_code_makes_no_wrong_ones_undone(office: Office) -> None:
    await office.book()
    check = None
    for _ in range(MAILS_AN_HOUR):
        check = await send_code(office.services, session="chat", email=ADA.email, locale="en", before=check)
    tried = replace(check, tries=TRIES)

    assert await send_code(office.services, session="chat", email=ADA.email, locale="en", before=tried) == tried


async def test_a_code_asked_for_with_one_address_opens_nothing_of_another(office: Office) -> None:
    await office.book()
    check, _ = await code_for(office, session="chat")

    other = await send_code(office.services, session="chat", email="bob@engines.test", locale="en", before=check)

    assert (other.email, other.digest) == ("bob@engines.test", "")


async def test_what_a_visitor_waits_for_is_urgent(office: Office) -> None:
    booked = await office.book()
    await send_code(office.services, session="chat", email=ADA.email, locale="en")
    await mail_link(office.services, booked)
    await invite_again(office.services, booked)

    mails = await office.store.outgoing_mail()
    assert [mail.urgent for mail in mails] == [
        any(of in mail.key for of in ("code/", "/link/", "/again/")) for mail in mails
    ]
    assert sum(mail.urgent for mail in mails) == 3


async def test_the_invitation_is_sent_again_once_in_ten_minutes(office: Office) -> None:
    booked = await office.book()

    for _ in range(3):
        assert await invite_again(office.services, booked)

    assert len([key for key in await office.mails() if "invitation/again" in key]) == 1


async def test_what_the_provider_sent_is_not_sent_by_us(office: Office) -> None:
    """Never two invitations (invariant 4)."""
    office.calendars["anna"].sends_invitations = True
    booked = await office.book()

    assert not await invite_again(office.services, booked)


async def test_the_queue_and_the_company_hear_of_a_visitor_who_wants_a_person(office: Office) -> None:
    await office.store.add_chat_message("visitor", "visitor", "My order is late", office.clock.now())

    await hand_over(
        office.services,
        session="visitor",
        contact="ada@engines.test",
        note="a late order",
        person=Person("Ada Lovelace"),
        company=Company("Engines Ltd"),
        page="/contact",
    )

    told = {key.rpartition("/")[2] for key in await office.mails()}
    assert told == {"hello@northwind.test", "anna@northwind.test", "ben@northwind.test", "chloe@northwind.test"}
    text = await text_of(office, "handover/")
    assert "ada@engines.test" in text
    assert "My order is late" in text


async def test_only_the_named_rep_is_offered_and_held(office: Office) -> None:
    offered = await office.offer(only="ben")

    held = await hold_at(
        office.services,
        session="visitor",
        start=offered.slots[0].start,
        zone="Europe/Berlin",
        locale="en",
        rep="ben",
    )

    assert held.rep == "ben"
    with pytest.raises(SlotTaken):
        await hold_at(
            office.services,
            session="somebody else",
            start=offered.slots[0].start,
            zone="Europe/Berlin",
            locale="en",
            rep="ben",
        )

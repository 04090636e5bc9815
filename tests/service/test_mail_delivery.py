"""Emptying the outbox, on the real store."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from email import message_from_string, policy

from convene.errors import MailRefused
from convene.mail.delivery import BACK_OFF, Delivery
from convene.store import Store
from tests.service.test_mail_composing import EVENT, NOW, SENDER, invitation_text

ADMIN = "admin@northwind.test"
MESSAGE = invitation_text(EVENT)


class FakeSender:
    """Keeps what it is given; `trouble` tells what goes wrong with a message."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.tries = 0
        self.trouble: Callable[[str], Exception | None] = lambda message: None

    async def send(self, message: str) -> None:
        self.tries += 1
        if error := self.trouble(message):
            raise error
        self.sent.append(message)


async def test_what_is_due_goes_out_once(store: Store) -> None:
    """Invariant 3."""
    sender = FakeSender()
    await store.add_mail("booking/invitation", MESSAGE, NOW)
    await store.add_mail("booking/invitation", MESSAGE, NOW)

    assert await Delivery(store, sender).deliver_next(NOW)
    assert not await Delivery(store, sender).deliver_next(NOW)
    assert sender.sent == [MESSAGE]


async def test_what_somebody_waits_for_goes_before_everything_else_that_is_due(store: Store) -> None:
    sender = FakeSender()
    for number in range(30):
        await store.add_mail(f"{number}/reminder", "a reminder", NOW - timedelta(minutes=5))
    await store.add_mail("code/1", "the code", NOW, urgent=True)

    assert await Delivery(store, sender).deliver_next(NOW)
    assert sender.sent == ["the code"]


async def test_what_somebody_waits_for_goes_next_when_others_are_on_their_way_already(store: Store) -> None:
    sender = FakeSender()
    for number in range(30):
        await store.add_mail(f"{number}/reminder", "a reminder", NOW)
    assert await Delivery(store, sender).deliver_next(NOW)
    await store.add_mail("code/1", "the code", NOW + timedelta(seconds=1), urgent=True)

    assert await Delivery(store, sender).deliver_next(NOW + timedelta(seconds=1))
    assert sender.sent == ["a reminder", "the code"]


async def test_two_processes_send_each_message_once(store: Store) -> None:
    """Invariant 3: while one of them is still talking to the mail server, the other one leaves the message alone."""
    one, two = FakeSender(), FakeSender()
    await store.add_mail("booking/invitation", MESSAGE, NOW)
    waits, goes_on = asyncio.Event(), asyncio.Event()

    async def slowly(message: str) -> None:
        waits.set()
        await goes_on.wait()
        one.sent.append(message)

    one.send = slowly  # type: ignore[method-assign]
    first = asyncio.create_task(Delivery(store, one).deliver_next(NOW))
    await waits.wait()
    assert not await Delivery(store, two).deliver_next(NOW)
    goes_on.set()

    assert await first
    assert (one.sent, two.sent) == ([MESSAGE], [])


async def test_two_processes_that_looked_at_the_same_moment_send_it_once(store: Store) -> None:
    await store.add_mail("booking/invitation", MESSAGE, NOW)
    (seen,) = await store.due_mail(NOW)

    assert await store.take_mail(seen.id, seen.due, NOW + timedelta(minutes=15))
    assert not await store.take_mail(seen.id, seen.due, NOW + timedelta(minutes=15))


async def test_what_a_crash_cut_off_is_tried_again(store: Store) -> None:
    sender = FakeSender()
    await store.add_mail("booking/invitation", MESSAGE, NOW)
    (seen,) = await store.due_mail(NOW)
    await store.take_mail(seen.id, seen.due, NOW + timedelta(minutes=15))

    assert not await Delivery(store, sender).deliver_next(NOW + timedelta(minutes=14))
    assert await Delivery(store, sender).deliver_next(NOW + timedelta(minutes=15))


async def test_what_is_due_later_waits(store: Store) -> None:
    sender = FakeSender()
    await store.add_mail("reminder", MESSAGE, NOW + timedelta(hours=1))

    assert not await Delivery(store, sender).deliver_next(NOW)
    assert await Delivery(store, sender).deliver_next(NOW + timedelta(hours=1))


async def test_a_mail_server_that_is_down_is_tried_again_ever_more_slowly(store: Store) -> None:
    sender, now = FakeSender(), NOW
    sender.trouble = lambda message: ConnectionRefusedError("nobody there")
    await store.add_mail("booking/invitation", MESSAGE, NOW)

    for tries, wait in enumerate(BACK_OFF, start=1):
        await Delivery(store, sender).deliver_next(now)
        assert sender.tries == tries
        assert not await Delivery(store, sender).deliver_next(now + wait - timedelta(seconds=1))
        assert sender.tries == tries
        now += wait
    sender.trouble = lambda message: None

    assert await Delivery(store, sender).deliver_next(now)


async def test_after_a_day_of_tries_it_ends_and_the_admin_hears_of_it(store: Store) -> None:
    sender, now = FakeSender(), NOW
    sender.trouble = lambda message: ConnectionRefusedError("nobody there") if message == MESSAGE else None
    await store.add_mail("booking/invitation", MESSAGE, NOW)

    for wait in (*BACK_OFF, timedelta(0)):
        await Delivery(store, sender, ADMIN, SENDER).deliver_next(now)
        now += wait
    await Delivery(store, sender, ADMIN, SENDER).deliver_next(now)

    assert now - NOW > timedelta(days=1)
    assert [mail.due for mail in await store.outgoing_mail()] == [None, None]
    assert len(sender.sent) == 1


async def test_a_refused_mail_is_given_up_at_once_and_the_admin_is_told_what_was_in_it(store: Store) -> None:
    sender = FakeSender()
    sender.trouble = lambda message: MailRefused("550 no such user") if message == MESSAGE else None
    await store.add_mail("booking/invitation", MESSAGE, NOW)

    for _ in range(3):
        await Delivery(store, sender, ADMIN, SENDER).deliver_next(NOW)

    (alert,) = (message_from_string(sent, policy=policy.default) for sent in sender.sent)
    assert str(alert["To"]) == ADMIN
    assert alert["Subject"] == "A mail to ada@engines.test could not be delivered"
    for words in (str(message_from_string(MESSAGE)["Subject"]), "550 no such user"):
        assert words in alert.get_body(("plain",)).get_content()
    refused = (await store.outgoing_mail())[0]
    assert (refused.due, refused.sent_at, refused.error) == (None, None, "550 no such user")


async def test_an_alert_that_cannot_be_delivered_makes_no_further_alert(store: Store) -> None:
    sender = FakeSender()
    sender.trouble = lambda message: MailRefused("550 no")
    await store.add_mail("booking/invitation", MESSAGE, NOW)

    for _ in range(4):
        await Delivery(store, sender, ADMIN, SENDER).deliver_next(NOW)

    assert sender.tries == 2
    assert len(await store.outgoing_mail()) == 2


async def test_one_bad_message_does_not_hold_up_the_others(store: Store) -> None:
    sender = FakeSender()
    sender.trouble = lambda message: None if message == MESSAGE else ValueError("cannot be read")
    await store.add_mail("broken", "no message at all", NOW)
    await store.add_mail("booking/invitation", MESSAGE, NOW)

    while await Delivery(store, sender, ADMIN, SENDER).deliver_next(NOW):
        pass
    assert sender.sent == [MESSAGE]

"""Emptying the outbox: every message is tried until it is taken, or refused for good (invariant 3)."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email import message_from_string, policy
from typing import Protocol

import structlog

from convene.clock import Clock
from convene.errors import MailRefused
from convene.mail.compose import admin_alert
from convene.mail.send import Sender, addresses

log = structlog.get_logger()

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 960))
"""How long to wait after the first, second … try that failed; after the last one, a little over a day, it ends."""

_ROUND = 2  # seconds
_AT_ONCE = 10
_OURS_FOR = timedelta(minutes=15)  # longer than all tries of one round together can take
_ABOUT_FAILURE = "undelivered/"


class Waiting(Protocol):
    """A message in the outbox; `attempts` counts the tries so far."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def key(self) -> str:
        """What it tells, and to whom."""

    @property
    def message(self) -> str:
        """The RFC 5322 text."""

    @property
    def due(self) -> datetime | None:
        """When it is to be sent."""

    @property
    def attempts(self) -> int:
        """How often it was tried."""


class Outbox(Protocol):
    """The store, as far as delivery needs it."""

    async def add_mail(self, key: str, message: str, due: datetime) -> None:
        """Put a message in; a second one with the same key is left out."""

    async def due_mail(self, now: datetime, limit: int) -> Sequence[Waiting]:
        """The messages to be sent now."""

    async def take_mail(self, id: int, due: datetime | None, until: datetime) -> bool:
        """Keep others from trying to send the message until then; False if another process was first."""

    async def mail_sent(self, id: int, now: datetime) -> None:
        """Keep that the message went out."""

    async def mail_failed(self, id: int, error: str, retry_at: datetime | None) -> None:
        """Keep that the message did not go out; without `retry_at` it never will."""


async def deliver_due(
    store: Outbox, sender: Sender, now: datetime, *, admin: str = "", mail_from: str = "", language: str = "en"
) -> int:
    """Try to send some of what is due at this instant; gives how many messages went out.

    Each is tried by one process at a time; what a crash cut off is tried again after a quarter of an hour. A message
    that is refused for good, or could not be sent for a day, is given up, and `admin` is told from `mail_from` in this
    language, if both are known.
    """
    sent = 0
    for mail in await store.due_mail(now, _AT_ONCE):
        if not await store.take_mail(mail.id, mail.due, now + _OURS_FOR):
            continue
        try:
            await sender.send(mail.message)
        except MailRefused as refused:
            await _give_up(store, mail, str(refused), now, admin, mail_from, language)
        except Exception as error:
            await _try_later(store, mail, error, now, admin, mail_from, language)
        else:
            await store.mail_sent(mail.id, now)
            sent += 1
    return sent


async def keep_delivering(
    store: Outbox,
    sender: Sender,
    clock: Clock,
    *,
    admin: str = "",
    mail_from: str = "",
    language_of: Callable[[str], str] = lambda email: "en",
) -> None:
    """Deliver again and again until cancelled; what goes wrong with the store is logged and tried again."""
    while True:
        try:
            now, language = clock.now(), language_of(admin)
            while await deliver_due(store, sender, now, admin=admin, mail_from=mail_from, language=language):
                now = clock.now()
        except Exception:
            log.exception("delivering failed")
        await asyncio.sleep(_ROUND)


async def _try_later(
    store: Outbox, mail: Waiting, error: Exception, now: datetime, admin: str, mail_from: str, language: str
) -> None:
    reason = f"{type(error).__name__}: {error}"
    if mail.attempts >= len(BACK_OFF):
        await _give_up(store, mail, reason, now, admin, mail_from, language)
        return
    log.warning("mail has to wait", key=mail.key, attempts=mail.attempts + 1, error=reason)
    await store.mail_failed(mail.id, reason, now + BACK_OFF[mail.attempts])


async def _give_up(
    store: Outbox, mail: Waiting, reason: str, now: datetime, admin: str, mail_from: str, language: str
) -> None:
    """The admin hears of it, but not of an alert that could not be delivered itself."""
    log.error("mail is given up", key=mail.key, error=reason)
    if admin and mail_from and not mail.key.startswith(_ABOUT_FAILURE):
        head = message_from_string(mail.message, policy=policy.SMTP)
        alert = admin_alert(
            kind="undelivered",
            to=admin,
            sender=mail_from,
            now=now,
            locale=language,
            recipient=", ".join(addresses(head, "To")),
            about=str(head["Subject"]),
            error=reason,
        )
        await store.add_mail(f"{_ABOUT_FAILURE}{mail.key}", alert.as_string(), now)
    await store.mail_failed(mail.id, reason, None)

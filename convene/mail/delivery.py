"""Emptying the outbox: every message is tried until it is taken, or refused for good (invariant 3)."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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

_PAUSE = 2  # seconds
_LOOKED_AT = 10  # other processes may be taking the first ones in this moment
_OURS_FOR = timedelta(minutes=15)  # longer than a try can take
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
        """The messages to be sent now, the most pressing first."""

    async def take_mail(self, id: int, due: datetime | None, until: datetime) -> bool:
        """Keep others from trying to send the message until then; False if another process was first."""

    async def mail_sent(self, id: int, now: datetime) -> None:
        """Keep that the message went out."""

    async def mail_failed(self, id: int, error: str, retry_at: datetime | None) -> None:
        """Keep that the message did not go out; without `retry_at` it never will."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Takes what is in the outbox to the sender.

    A message that is refused for good, or could not be sent for a day, is given up, and `admin` is told from
    `mail_from` in their language, if both addresses are known.
    """

    outbox: Outbox
    sender: Sender
    admin: str = ""
    mail_from: str = ""
    language_of: Callable[[str], str] = lambda email: "en"

    async def keep_going(self, clock: Clock) -> None:
        """Deliver again and again until cancelled; what goes wrong with the store is logged and tried again."""
        while True:
            try:
                while await self.deliver_next(clock.now()):
                    pass
            except Exception:
                log.exception("delivering failed")
            await asyncio.sleep(_PAUSE)

    async def deliver_next(self, now: datetime) -> bool:
        """Try to send the most pressing message that is due at this instant; False when none is.

        It is looked for anew each time, so that what somebody waits for goes out next, however much else is due. Each
        is tried by one process at a time; what a crash cut off is tried again after a quarter of an hour.
        """
        mail = await self._take_next(now)
        if mail is None:
            return False
        try:
            await self.sender.send(mail.message)
        except MailRefused as refused:
            await self._give_up(mail, str(refused), now)
        except Exception as error:
            await self._try_later(mail, f"{type(error).__name__}: {error}", now)
        else:
            await self.outbox.mail_sent(mail.id, now)
        return True

    async def _take_next(self, now: datetime) -> Waiting | None:
        for mail in await self.outbox.due_mail(now, _LOOKED_AT):
            if await self.outbox.take_mail(mail.id, mail.due, now + _OURS_FOR):
                return mail
        return None

    async def _try_later(self, mail: Waiting, reason: str, now: datetime) -> None:
        if mail.attempts >= len(BACK_OFF):
            await self._give_up(mail, reason, now)
            return
        log.warning("mail has to wait", key=mail.key, attempts=mail.attempts + 1, error=reason)
        await self.outbox.mail_failed(mail.id, reason, now + BACK_OFF[mail.attempts])

    async def _give_up(self, mail: Waiting, reason: str, now: datetime) -> None:
        """The admin hears of it, but not of an alert that could not be delivered itself."""
        log.error("mail is given up", key=mail.key, error=reason)
        if self.admin and self.mail_from and not mail.key.startswith(_ABOUT_FAILURE):
            head = message_from_string(mail.message, policy=policy.SMTP)
            alert = admin_alert(
                kind="undelivered",
                to=self.admin,
                sender=self.mail_from,
                now=now,
                locale=self.language_of(self.admin),
                recipient=", ".join(addresses(head, "To")),
                about=str(head["Subject"]),
                error=reason,
            )
            await self.outbox.add_mail(f"{_ABOUT_FAILURE}{mail.key}", alert.as_string(), now)
        await self.outbox.mail_failed(mail.id, reason, None)

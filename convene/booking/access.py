"""Getting at a meeting that was made elsewhere: by a code or a link that is mailed to its visitor (case P5).

An e-mail address alone opens nobody's meeting, nor does it tell whether there is one: the answers are the same.
"""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from hashlib import sha256
from secrets import randbelow

from convene.booking.events import event_of
from convene.booking.links import manage_url
from convene.booking.services import Services
from convene.booking.trouble import sender_of
from convene.errors import BookingNotFound
from convene.mail.compose import access_code, manage_link
from convene.model import Booking

GOOD_FOR = timedelta(minutes=30)
TRIES = 5
MAILS_AN_HOUR = 3


@dataclass(frozen=True, slots=True)
class Check:
    """What a code is checked against; it is kept with the conversation, where no visitor sees it.

    `expires` is in seconds since 1970; `tries` counts the wrong codes so far.
    """

    email: str
    digest: str
    expires: float
    tries: int = 0

    @property
    def is_used_up(self) -> bool:
        """Whether no further code is looked at."""
        return self.tries >= TRIES


async def send_code(services: Services, *, session: str, email: str, locale: str, before: Check | None = None) -> Check:
    """Mail a new code to the address if somebody has booked with it; at most three an hour go to one address.

    When there were as many, the one that this chat asked for `before` still counts.
    """
    now, code = services.clock.now(), f"{randbelow(10**6):06}"
    sent = await services.store.upcoming_meeting(email, now) and await _mail(services, email, code, locale)
    if not sent and before and before.email.lower() == email.lower():
        return before
    # A code that was not mailed opens nothing, so that asking again and again gives no more chances to guess.
    digest = _digest(services, session, email, code) if sent else ""
    return Check(email, digest, (now + GOOD_FOR).timestamp())


async def open_meeting(services: Services, *, session: str, code: str, check: Check) -> Booking:
    """The next meeting of whoever has the code.

    Raises:
        BookingNotFound: if the code is wrong or too old, or there is no meeting.
    """
    now = services.clock.now()
    right = hmac.compare_digest(_digest(services, session, check.email, code), check.digest)
    if not right or check.is_used_up or now.timestamp() > check.expires:
        raise BookingNotFound("this is not the code")
    booking = await services.store.upcoming_meeting(check.email, now)
    if booking is None:
        raise BookingNotFound("no meeting is booked with this address")
    return booking


async def mail_link(services: Services, booking: Booking) -> bool:
    """Mail the visitor the link by which they move and cancel; at most three an hour, False when there were as many."""
    now = services.clock.now()
    message = manage_link(
        event=event_of(services, booking),
        manage_url=manage_url(services, booking),
        sender=sender_of(services),
        now=now,
        locale=booking.locale,
        zone=booking.visitor_zone,
    )
    return await _few_an_hour(services, f"{booking.id}/link", message)


async def _mail(services: Services, email: str, code: str, locale: str) -> bool:
    now = services.clock.now()
    message = access_code(
        code=code,
        to=email,
        company=services.config.branding.company,
        sender=sender_of(services),
        now=now,
        locale=locale,
    )
    return await _few_an_hour(services, f"code/{email.lower()}", message)


async def _few_an_hour(services: Services, key: str, message: EmailMessage) -> bool:
    now = services.clock.now()
    for number in range(MAILS_AN_HOUR):
        if await services.store.add_mail(f"{key}/{now:%Y-%m-%dT%H}/{number}", message.as_string(), now, urgent=True):
            return True
    return False


def _digest(services: Services, session: str, email: str, code: str) -> str:
    said = f"{session}\0{email.lower()}\0{code}"
    return hmac.new(services.settings.secret.encode(), said.encode(), sha256).hexdigest()

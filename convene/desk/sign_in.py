"""Signing in at the desk: a link that works once, then a session that the server can end.

A link is a signed token with a random number and the e-mail address, good for a quarter of an hour. Using it begins a
session with that number as its id; the cookie is the id, signed with another salt, so that a link read later from a
mailbox or a history opens nothing.
"""

from datetime import datetime, timedelta
from secrets import token_hex

from convene.booking.services import Services
from convene.booking.trouble import sender_of
from convene.desk.users import User, may_enter, note_sign_in, user_with
from convene.mail.compose import desk_letter
from convene.settings import Settings
from convene.signing import Signer

LINK_FOR = timedelta(minutes=15)
SESSION_FOR = timedelta(hours=12)


def desk_link(settings: Settings, email: str, now: datetime) -> str:
    """A link by which this address signs in, once, until `LINK_FOR` from now."""
    until = int((now + LINK_FOR).timestamp())
    return f"{settings.public_url}/app/enter/{_links(settings).sign([token_hex(16), email, until])}"


async def mail_link(services: Services, email: str, language: str, back: str) -> None:
    """Mail a link to this address if it may sign in; nobody else can tell whether it does (S15).

    Args:
        services: the parts of this Convene.
        email: what was typed.
        language: in which the mail is written.
        back: the path of a page to go on to, checked before; empty for the first one.
    """
    if not await may_enter(services, email):
        return
    now = services.clock.now()
    link = desk_link(services.settings, email, now) + (f"?next={back}" if back else "")
    letter = desk_letter(
        "desk_link",
        to=email,
        sender=sender_of(services),
        now=now,
        locale=language,
        link=link,
        minutes=int(LINK_FOR.total_seconds() // 60),
        company=services.config.branding.company,
    )
    await services.store.add_mail(f"desk/link/{token_hex(8)}", letter.as_string(), now, urgent=True)


def read_link(services: Services, token: str) -> tuple[str, str] | None:
    """The session id and the address a link stands for; None if it is not genuine or too old."""
    said = _links(services.settings).read(token)
    if said is None:
        return None
    id_, email, until = said
    return (id_, email) if services.clock.now() < _instant(services, until) else None


async def begin(services: Services, id_: str, email: str) -> str | None:
    """Begin the session of a link and give its cookie; None if the link was used before or may not be used any more."""
    if not await may_enter(services, email):
        return None
    until = services.clock.now() + SESSION_FOR
    if not await services.store.begin_desk_session(id_, email.casefold(), until):
        return None
    await note_sign_in(services, email)
    return _cookies(services).sign(id_)


async def begin_for(services: Services, email: str) -> str | None:
    """Begin a session for an address that a vendor has vouched for; gives its cookie, or None if it may not enter."""
    return await begin(services, token_hex(16), email)


async def who(services: Services, cookie: str, languages: str = "") -> User | None:
    """Who is signed in with this cookie; `languages` is what their browser asks for."""
    id_ = _cookies(services).read(cookie)
    email = await services.store.desk_session(id_, services.clock.now()) if id_ else None
    return await user_with(services, email, languages) if email else None


def form_token(services: Services, cookie: str) -> str:
    """What a form of this session carries, to show that it came from our own page; nobody signs in with it."""
    return _forms(services).sign(_cookies(services).read(cookie))


def is_genuine(services: Services, cookie: str, token: str) -> bool:
    """Whether a form was made by us for this session."""
    id_ = _cookies(services).read(cookie)
    return id_ is not None and bool(_forms(services).read(token) == id_)


def _instant(services: Services, seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, services.clock.now().tzinfo)


def _links(settings: Settings) -> Signer:
    return Signer(settings.secret, "sign in at the desk")


def _cookies(services: Services) -> Signer:
    return Signer(services.settings.secret, "session of the desk")


def _forms(services: Services) -> Signer:
    return Signer(services.settings.secret, "form of the desk")

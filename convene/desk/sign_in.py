"""Signing in at the desk: a link that works once, then a session that the server can end.

A link is a signed token with a random number and the e-mail address, good for a quarter of an hour. Using it begins a
session with that number as its id; the cookie is the id, signed with another salt, so that a link read later from a
mailbox or a history opens nothing.
"""

from datetime import datetime, timedelta
from secrets import token_hex

from itsdangerous import BadData, URLSafeSerializer

from convene.booking.services import Services
from convene.booking.trouble import sender_of
from convene.desk.users import User, may_enter, note_sign_in, user_with
from convene.mail.compose import desk_letter
from convene.settings import Settings

LINK_FOR = timedelta(minutes=15)
SESSION_FOR = timedelta(hours=12)


def desk_link(settings: Settings, email: str, now: datetime) -> str:
    """A link by which this address signs in, once, until `LINK_FOR` from now."""
    until = int((now + LINK_FOR).timestamp())
    return f"{settings.public_url}/app/enter/{_links(settings).dumps([token_hex(16), email, until])}"


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
    await services.store.add_mail(f"desk/link/{token_hex(8)}", letter.as_string(), now)


def read_link(services: Services, token: str) -> tuple[str, str] | None:
    """The session id and the address a link stands for; None if it is not genuine or too old."""
    try:
        id_, email, until = _links(services.settings).loads(token)
    except (BadData, ValueError):
        return None
    return (id_, email) if services.clock.now() < _instant(services, until) else None


async def begin(services: Services, id_: str, email: str) -> str | None:
    """Begin the session of a link and give its cookie; None if the link was used before or may not be used any more."""
    if not await may_enter(services, email):
        return None
    until = services.clock.now() + SESSION_FOR
    if not await services.store.begin_desk_session(id_, email.casefold(), until):
        return None
    await note_sign_in(services, email)
    return str(_cookies(services).dumps(id_))


async def begin_for(services: Services, email: str) -> str | None:
    """Begin a session for an address that a vendor has vouched for; gives its cookie, or None if it may not enter."""
    return await begin(services, token_hex(16), email)


async def who(services: Services, cookie: str, languages: str = "") -> User | None:
    """Who is signed in with this cookie; `languages` is what their browser asks for."""
    try:
        id_ = str(_cookies(services).loads(cookie))
    except BadData:
        return None
    email = await services.store.desk_session(id_, services.clock.now())
    return await user_with(services, email, languages) if email else None


def form_token(services: Services, cookie: str) -> str:
    """What a form of this session carries, to show that it came from our own page."""
    return str(_forms(services).dumps(cookie))


def is_genuine(services: Services, cookie: str, token: str) -> bool:
    """Whether a form was made by us for this session."""
    try:
        return bool(_forms(services).loads(token) == cookie)
    except BadData:
        return False


def _instant(services: Services, seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, services.clock.now().tzinfo)


def _links(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret, salt="sign in at the desk")


def _cookies(services: Services) -> URLSafeSerializer:
    return URLSafeSerializer(services.settings.secret, salt="session of the desk")


def _forms(services: Services) -> URLSafeSerializer:
    return URLSafeSerializer(services.settings.secret, salt="form of the desk")

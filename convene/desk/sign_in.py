"""Signing in at the desk: a link that works once, then a session that the server can end.

A link is a signed token with a random number and the e-mail address, good for a quarter of an hour. Using it begins a
session with that number as its id; the cookie is the id, signed with another salt, so that a link read later from a
mailbox or a history opens nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from itsdangerous import BadData, URLSafeSerializer

from convene.booking.services import Services
from convene.desk.permissions import ALLOWED, EVERYBODY, Action, Role
from convene.desk.words import language_of
from convene.model import Rep
from convene.settings import Settings

LINK_FOR = timedelta(minutes=15)
SESSION_FOR = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who is signed in; `rep` is who they are in the queues, if they are in them; `zone` is an IANA name."""

    email: str
    name: str
    role: Role
    rep: Rep | None
    language: str
    zone: str

    def may(self, action: Action, rep: str = "") -> bool:
        """Whether they may do this: for themselves, or for the rep of this id."""
        if action not in ALLOWED[self.role]:
            return False
        return not rep or (self.rep is not None and self.rep.id == rep) or action in EVERYBODY[self.role]

    def may_for_all(self, action: Action) -> bool:
        """Whether they may do this for every rep."""
        return action in EVERYBODY[self.role]


def known_addresses(services: Services) -> list[str]:
    """Who may sign in: every rep, and the admin if there is one."""
    reps = [rep.email for rep in services.roster.active]
    return [*reps, services.settings.admin_email] if services.settings.admin_email else reps


def desk_link(settings: Settings, email: str, now: datetime) -> str:
    """A link by which this address signs in, once, until `LINK_FOR` from now."""
    until = int((now + LINK_FOR).timestamp())
    return f"{settings.public_url}/app/enter/{_links(settings).dumps([token_hex(16), email, until])}"


def read_link(services: Services, token: str) -> tuple[str, str] | None:
    """The session id and the address a link stands for; None if it is not genuine or too old."""
    try:
        id_, email, until = _links(services.settings).loads(token)
    except (BadData, ValueError):
        return None
    return (id_, email) if services.clock.now() < _instant(services, until) else None


async def begin(services: Services, id_: str, email: str) -> str | None:
    """Begin the session of a link and give its cookie; None if the link was used before."""
    until = services.clock.now() + SESSION_FOR
    begun = await services.store.begin_desk_session(id_, email, until)
    return str(_cookies(services).dumps(id_)) if begun else None


async def who(services: Services, cookie: str, languages: str = "") -> User | None:
    """Who is signed in with this cookie; `languages` is what their browser asks for."""
    try:
        id_ = str(_cookies(services).loads(cookie))
    except BadData:
        return None
    email = await services.store.desk_session(id_, services.clock.now())
    if email is None or email not in known_addresses(services):
        return None
    rep, branding = services.roster.rep_with(email), services.config.branding
    return User(
        email=email,
        name=rep.name if rep else email,
        role=Role.REP if rep else Role.ADMIN,
        rep=rep,
        language=language_of(languages, branding.language),
        zone=rep.zone if rep else branding.zone,
    )


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

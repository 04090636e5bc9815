"""The people of the desk: whom Convene knows from its files, who was invited, and what became of them.

The admin of the settings is always one; the reps of convene.yml are reps until an admin says otherwise; while nobody is
an admin, the first to sign in becomes it.
"""

from dataclasses import dataclass
from datetime import datetime

from convene.booking.disconnecting import leave_company, return_to_company
from convene.booking.services import Services
from convene.booking.trouble import sender_of
from convene.desk.permissions import ALLOWED, EVERYBODY, Action, Role
from convene.desk.words import LANGUAGES, language_of
from convene.errors import ConveneError
from convene.language import primary_language
from convene.mail.compose import desk_letter
from convene.model import Booking, Rep
from convene.store.users import StoredUser


class LastAdmin(ConveneError):
    """Without this person nobody could manage the desk any more, or the settings name them."""


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


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the page of people shows them; `fixed` if the settings make them an admin."""

    email: str
    name: str
    role: Role
    rep: Rep | None
    active: bool
    seen_at: datetime | None
    sessions: int
    fixed: bool


async def user_with(services: Services, email: str, languages: str) -> User | None:
    """The user of this address; None for somebody unknown, or no longer welcome."""
    rep, stored, branding = services.roster.rep_with(email), await services.store.user(email), services.config.branding
    role = _role(services, email, rep, stored)
    if role is None:
        return None
    return User(
        email=rep.email if rep else email,
        name=rep.name if rep else (stored.name if stored and stored.name else email),
        role=role,
        rep=rep,
        language=language_of(stored.language if stored else "", languages, branding.language),
        zone=rep.zone if rep else branding.zone,
    )


async def may_enter(services: Services, email: str) -> bool:
    """Whether this address may sign in."""
    await services.roster.refresh()
    stored = await services.store.user(email)
    return _role(services, email, services.roster.rep_with(email), stored) is not None


async def note_sign_in(services: Services, email: str) -> None:
    """Keep who signed in; the first one becomes the admin, unless the settings name one."""
    role = _role(services, email, services.roster.rep_with(email), await services.store.user(email)) or Role.VIEWER
    first = role if services.settings.admin_email else Role.ADMIN
    await services.store.note_sign_in(email, role, services.clock.now(), first=first)


async def people(services: Services) -> list[Person]:
    """Everybody who can use the desk, or could once; admins first, then by name."""
    sessions = await services.store.desk_sessions_now(services.clock.now())
    stored = {user.email: user for user in await services.store.users()}
    reps = {r.email.casefold(): r for r in sorted(services.roster.reps.values(), key=lambda r: r.active)}
    admin = services.settings.admin_email.casefold()
    active = (email for email, rep in reps.items() if rep.active)
    found = []
    for email in {*stored, *active, *([admin] if admin else [])}:
        rep, user = reps.get(email), stored.get(email)
        role = _role(services, email, rep, user)
        found.append(
            Person(
                email=rep.email if rep else email,
                name=rep.name if rep else (user.name if user else ""),
                role=role or Role(user.role if user else Role.VIEWER),
                rep=rep,
                active=role is not None,
                seen_at=user.seen_at if user else None,
                sessions=sessions.get(email, 0),
                fixed=email == admin,
            )
        )
    return sorted(found, key=lambda p: (not p.active, p.role is not Role.ADMIN, (p.name or p.email).casefold()))


async def invite(services: Services, email: str, name: str, role: Role, language: str, by: str) -> None:
    """Let somebody use the desk, and tell them by mail where it is; `by` is who invites them."""
    now = services.clock.now()
    await services.store.keep_user(email, role, name=name, active=True)
    letter = desk_letter(
        "desk_invited",
        to=email,
        sender=sender_of(services),
        now=now,
        locale=language,
        link=f"{services.settings.public_url}/app/sign-in",
        name=name,
        by=by,
        company=services.config.branding.company,
    )
    await services.store.add_mail(f"desk/invited/{email.casefold()}/{now:%Y-%m-%dT%H:%M}", letter.as_string(), now)


async def change_role(services: Services, email: str, role: Role) -> None:
    """Give somebody another role.

    Raises:
        LastAdmin: if nobody else is an admin, or the settings name this one.
    """
    if role is not Role.ADMIN:
        await _must_not_be_last(services, email)
    await services.store.keep_user(email, role)


async def deactivate(services: Services, email: str) -> tuple[Booking, ...]:
    """Let somebody in no longer: their sessions end, and a rep's calendar is disconnected (case K6).

    Gives the rep's meetings still ahead, which stay until somebody passes them on.

    Raises:
        LastAdmin: if nobody else is an admin, or the settings name this one.
    """
    await _must_not_be_last(services, email)
    person = next(p for p in await people(services) if p.email.casefold() == email.casefold())
    await services.store.keep_user(email, person.role, active=False)
    await services.store.end_desk_sessions(email.casefold(), services.clock.now())
    return await leave_company(services, person.rep.id) if person.rep else ()


async def reactivate(services: Services, email: str) -> None:
    """Let somebody in again; a rep gets meetings again, once there is a calendar."""
    stored = await services.store.user(email)
    await services.store.keep_user(email, stored.role if stored else Role.VIEWER, active=True)
    rep = next((r for r in services.roster.reps.values() if r.email.casefold() == email.casefold()), None)
    if rep and not rep.active:
        await return_to_company(services, rep.id)


async def note_language(services: Services, email: str, locale: str) -> None:
    """Take the language of somebody's account (a BCP 47 tag) over, unless they chose one here or we do not speak it."""
    language = primary_language(locale)
    stored = await services.store.user(email)
    if language not in LANGUAGES or (stored and stored.language):
        return
    if role := _role(services, email, services.roster.rep_with(email), stored):
        await services.store.keep_user(email, role, language=language)


async def _must_not_be_last(services: Services, email: str) -> None:
    admins = {p.email.casefold() for p in await people(services) if p.active and p.role is Role.ADMIN}
    if email.casefold() == services.settings.admin_email.casefold() or admins == {email.casefold()}:
        raise LastAdmin(email)


def _role(services: Services, email: str, rep: Rep | None, stored: StoredUser | None) -> Role | None:
    """What somebody is; None if they may not enter."""
    if email.casefold() == services.settings.admin_email.casefold():
        return Role.ADMIN
    if stored:
        return Role(stored.role) if stored.active else None
    return Role.REP if rep else None

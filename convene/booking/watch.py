"""Hearing of changes from the provider itself, where it can reach us; polling stays the ground (cases L5, P8)."""

import asyncio
from datetime import datetime, timedelta

import structlog

from convene.booking.services import Services
from convene.booking.sync import sync_rep
from convene.calendars.base import Calendar, Watchable
from convene.errors import CalendarUnreachable
from convene.model import Rep
from convene.signing import Signer

log = structlog.get_logger()

_RENEW_AFTER = timedelta(hours=12)
_LOOK_EVERY = 60  # seconds between two looks at whose calendar is to be watched
_MORE_MAY_COME = 1  # seconds; one change makes several notices (case P12)

_about_to_sync: set[str] = set()


async def keep_watched(services: Services) -> None:
    """Have providers tell of changes, until cancelled; where we have no public https address, nothing is asked."""
    if not services.settings.public_url.startswith("https://"):
        return
    watched: dict[str, tuple[Calendar, datetime]] = {}
    while True:
        for rep in [rep.id for rep in services.roster.active if rep.calendar]:
            try:
                calendar, now = services.calendars(services.roster.reps[rep]), services.clock.now()
                known, since = watched.get(rep, (None, now))
                if known is not calendar or now - since >= _RENEW_AFTER:
                    watched[rep] = calendar, now  # tried; if it fails, polling does until the next time
                    await watch(services, rep)
            except Exception:
                log.exception("watching failed", rep=rep)
        await asyncio.sleep(_LOOK_EVERY)


async def watch(services: Services, rep: str) -> None:
    """Have the provider of this rep's calendar tell us of changes from now on, if it can."""
    calendar = services.calendars(services.roster.reps[rep])
    if isinstance(calendar, Watchable):
        try:
            await calendar.watch(_address(services, calendar), watch_secret(services, rep))
        except CalendarUnreachable as failure:
            log.warning("not told of changes, polling goes on", rep=rep, error=str(failure))


async def unwatch(services: Services, rep: Rep) -> None:
    """Have the provider of this rep's calendar call us no more, if it can; what it keeps ends within days."""
    try:
        calendar = services.calendars(rep)
        if isinstance(calendar, Watchable):
            await calendar.unwatch(_address(services, calendar))
    except Exception as failure:  # whatever it is, the rep wants to be gone
        log.warning("the provider may call on for some days", rep=rep.id, error=type(failure).__name__)


async def changed(services: Services, rep: str) -> None:
    """The provider says that something changed: look soon, and once for all notices of the moment."""
    if rep in _about_to_sync:
        return
    _about_to_sync.add(rep)
    try:
        await asyncio.sleep(_MORE_MAY_COME)
    finally:
        _about_to_sync.discard(rep)
    await services.roster.refresh()
    if found := next((each for each in services.roster.active if each.id == rep and each.calendar), None):
        await sync_rep(services, found)


def watch_secret(services: Services, rep: str) -> str:
    """What the provider has to say with each notice about this rep's calendar (case P9)."""
    return _signer(services).sign(rep)


def rep_of_notice(services: Services, secret: object) -> str | None:
    """The rep whose calendar a notice is about; None when it is not genuine."""
    rep: str | None = _signer(services).read(str(secret))
    return rep


def _address(services: Services, calendar: Calendar) -> str:
    return f"{services.settings.public_url}/hooks/{calendar.provider}"


def _signer(services: Services) -> Signer:
    return Signer(services.settings.secret, "a notice about a calendar")

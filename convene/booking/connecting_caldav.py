"""Connecting a CalDAV calendar: tried with the password before anything is kept; the password is sealed like tokens."""

from datetime import timedelta
from urllib.parse import urlsplit

import structlog

from convene.accounts.base import Account
from convene.booking.connecting import check, keep, new_rep, who, written
from convene.booking.services import Services
from convene.calendars.caldav import CalDavCalendar
from convene.calendars.discovery import find_calendars
from convene.errors import BadConfig
from convene.model import Interval
from convene.store.connections import Connection

log = structlog.get_logger()

_TRIED_FOR = timedelta(days=7)


async def connect_caldav(
    services: Services, *, email: str, name: str, address: str, username: str, password: str
) -> Connection:
    """Keep a CalDAV calendar, put its owner into the queue, and read it at once.

    Args:
        services: the parts of this Convene.
        email: the user's address.
        name: what to call them.
        address: of the server, the account or the calendar; https:// may be left out.
        username: account on the server.
        password: of that account; an app password where the server has them.

    Raises:
        BadConfig: if the address is none, or something is missing.
        AddressRefused: if it lies inside our own network and `CONVENE_PRIVATE_CALENDARS` is not set (case S10).
        NeedsReconnect: if user name or password are refused.
        CalendarUnreachable: if there is no calendar that can be read.
        AccountTaken, ConnectedAlready: as for `connecting.connect`.
    """
    address = address if "://" in address else f"https://{address}"
    if not (address and username and password):
        raise BadConfig("address, user name and password are needed")
    if urlsplit(address).scheme != "https" and not services.settings.private_calendars:
        raise BadConfig("the address begins with https://, so that nobody on the way reads the password")
    rep, before = await who(services, email)
    subject = f"{username}@{urlsplit(address).hostname}"
    await check(services, "caldav", subject, username, rep, before)
    choices = await find_calendars(
        address,
        username,
        password,
        public_only=not services.settings.private_calendars,
        timeout=services.settings.calendar_timeout.total_seconds(),
    )
    chosen = written(choices, before)
    zone = rep.zone if rep else services.config.branding.zone
    await _try(services, chosen, username, password, zone)
    rep = rep or await new_rep(services, email, name, Account("caldav", subject, email, name, zone=zone))
    sealed = services.vault.seal({"username": username, "password": password})
    connection = Connection(
        rep=rep.id,
        provider="caldav",
        subject=subject,
        email=username,
        secret=sealed,
        key_id=services.vault.key_id,
        connected_at=services.clock.now(),
        calendars=choices,
        writes=chosen,
    )
    await keep(services, connection, is_first=before is None)
    log.info("calendar connected", rep=rep.id, provider="caldav")
    return connection


async def _try(services: Services, calendar: str, username: str, password: str, zone: str) -> None:
    """Read the coming week."""
    now, settings = services.clock.now(), services.settings
    tried = CalDavCalendar(
        calendar,
        username,
        password,
        zone=zone,
        timeout=settings.calendar_timeout.total_seconds(),
        clock=services.clock,
        public_only=not settings.private_calendars,
    )
    try:
        await tried.sync_token()
        await tried.busy(Interval(now, now + _TRIED_FOR))
    finally:
        await tried.close()

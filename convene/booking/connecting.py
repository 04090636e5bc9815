"""Connecting a calendar: from then on its owner is in the queue and can be booked.

One calendar for each person, and no calendar for two (case K16). Nothing is kept before everything was tried: the
permission, that it can be renewed (case K14), the calendar itself (case K11).
"""

import asyncio
import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import time

import structlog

from convene.accounts.base import Account, CalendarChoice, Tokens
from convene.booking.consents import RECONNECT, Arrival, vendor
from convene.booking.offer import zone_named
from convene.booking.services import Services
from convene.booking.sync import sync_rep
from convene.errors import (
    AccountTaken,
    ConnectedAlready,
    ConsentBroken,
    NeedsReconnect,
    OtherAccount,
    ScopesMissing,
)
from convene.model import Availability, Block, Rep
from convene.store.connections import Connection

log = structlog.get_logger()

USUAL_HOURS: dict[int, tuple[Block, ...]] = dict.fromkeys(range(1, 6), (Block(time(9), time(17)),))
"""Monday to Friday from nine to five, until the rep says otherwise."""


async def connect(services: Services, arrival: Arrival, *, email: str, name: str = "") -> Connection:
    """Keep the account somebody came back with, put them into the queue, and read their calendar at once.

    Who was no rep becomes one, with the account's zone and working hours.

    Args:
        services: the parts of this Convene.
        arrival: what `consents.arrive` returned.
        email: the user's address; for a reconnection the rep's.
        name: what to call them, if the account does not say.

    Raises:
        OtherAccount: if the account is not the one that was expected; its address.
        AccountTaken: if it is another rep's calendar.
        ConnectedAlready: if the user has another calendar.
        ScopesMissing: if the permission does not last.
        CalendarUnreachable: if the vendor does not answer.
    """
    account = arrival.account
    rep, before = await who(services, email)
    _check_errand(arrival, email, rep, before)
    await check(services, account.provider, account.subject, account.email, rep, before)
    tokens = await _lasting(services, account.provider, arrival.tokens)
    zone_said = before.zone_said if before else None
    if rep is None:
        rep = await new_rep(services, email, name, account)
        zone_said = account.zone_said if account.zone is None else None
    connection = Connection(
        rep=rep.id,
        provider=account.provider,
        subject=account.subject,
        email=account.email,
        secret=services.vault.seal(tokens),
        key_id=services.vault.key_id,
        connected_at=services.clock.now(),
        scopes=arrival.scopes,
        calendars=account.calendars,
        writes=written(account.calendars, before),
        blocks=before.blocks if before else (),
        conference=account.conference,
        no_conference=account.no_conference,
        zone_said=zone_said,
    )
    await keep(services, connection, is_first=before is None)
    log.info("calendar connected", rep=rep.id, provider=account.provider)
    return connection


async def keep(services: Services, connection: Connection, *, is_first: bool) -> None:
    """Keep a connection that was tried, and make its rep bookable; only the first one puts them into a queue.

    Raises:
        AccountTaken: if the account is another rep's.
    """
    await services.store.connect(connection)
    await services.store.change_rep(connection.rep, calendar=_as_calendar(connection))
    await services.roster.refresh()
    if is_first and connection.zone_said is None:
        await _join(services, connection.rep)
    await read_now(services, connection.rep)


async def set_zone(services: Services, rep: str, zone: str) -> None:
    """Take the rep's word for a zone their account could not name, and put them into the queue (case T8).

    Raises:
        UnknownZone: if it is no IANA name.
    """
    zone_named(zone)
    known = services.roster.reps[rep]
    await services.store.change_rep(rep, availability=replace(known.availability, zone=zone))
    await services.store.zone_known(rep)
    await _join(services, rep)
    await read_now(services, rep)


async def choose_calendars(services: Services, rep: str, writes: str, blocks: Sequence[str]) -> None:
    """Decide which calendar of the account gets the meetings, and which others make the rep busy (case C10).

    What is not a calendar of the account is left out.
    """
    connection = await services.store.connection(rep)
    if connection is None:
        return
    known = {calendar.id: calendar for calendar in connection.calendars}
    if writes not in known or not known[writes].writable:
        writes = connection.writes
    chosen = replace(connection, writes=writes, blocks=tuple(b for b in blocks if b in known and b != writes))
    await services.store.choose_calendars(rep, chosen.writes, chosen.blocks)
    await services.store.change_rep(rep, calendar=_as_calendar(chosen))
    await read_now(services, rep)


async def who(services: Services, email: str) -> tuple[Rep | None, Connection | None]:
    """The rep with this address, also one who left, and the calendar they have connected."""
    await services.roster.refresh()
    same = [r for r in services.roster.reps.values() if r.email.casefold() == email.casefold()]
    rep = next(iter(sorted(same, key=lambda r: not r.active)), None)
    return rep, (await services.store.connection(rep.id) if rep else None)


async def check(
    services: Services, provider: str, subject: str, address: str, rep: Rep | None, before: Connection | None
) -> None:
    """Whether this rep may have this account, whose address is given.

    Raises:
        AccountTaken: if it is another rep's.
        ConnectedAlready: if the rep has another one.
    """
    owner = await services.store.connection_of(provider, subject)
    if owner and (rep is None or owner.rep != rep.id):
        raise AccountTaken(address)
    if before and not _is_same(before, provider, subject):
        raise ConnectedAlready(before.email)


def _check_errand(arrival: Arrival, email: str, rep: Rep | None, before: Connection | None) -> None:
    """Whether the account is the one that was expected (case K7)."""
    account = arrival.account
    is_same = before is not None and _is_same(before, account.provider, account.subject)
    if arrival.errand.purpose == RECONNECT:
        if before is None or rep is None or rep.id != arrival.errand.rep:
            raise ConsentBroken("another")
        if not is_same:
            raise OtherAccount(account.email)
    if not before and account.email.casefold() != email.casefold() and not arrival.errand.any_account:
        raise OtherAccount(account.email)


def _is_same(connection: Connection, provider: str, subject: str) -> bool:
    return (connection.provider, connection.subject) == (provider, subject)


async def _lasting(services: Services, provider: str, tokens: Tokens) -> Tokens:
    """Tokens that were renewed once: if that fails, access would end within the hour (case K14)."""
    try:
        return await vendor(services, provider).refresh(tokens)
    except NeedsReconnect as refused:
        log.warning("a new permission cannot be renewed", provider=provider, error=str(refused))
        raise ScopesMissing("offline_access") from None


async def new_rep(services: Services, email: str, name: str, account: Account) -> Rep:
    """A rep with the account's zone and hours, in no queue yet."""
    availability = Availability(
        zone=account.zone or services.config.branding.zone,
        weekly=dict(USUAL_HOURS if account.hours is None else account.hours),
    )
    rep = Rep(
        id=_free_id(email, services.roster.reps.keys()),
        name=name if name and name != email else account.name or email,
        email=email,
        availability=availability,
    )
    await services.store.add_rep(rep)
    await services.roster.refresh()
    return rep


def _free_id(email: str, taken: Collection[str]) -> str:
    """A rep's id as it stands in files and addresses: what is before the @ in plain letters, with a number if taken."""
    wanted = re.sub(r"[^a-z0-9]+", "-", email.partition("@")[0].casefold()).strip("-") or "rep"
    numbered = (f"{wanted}-{number}" for number in itertools.count(2))
    return next(id_ for id_ in itertools.chain([wanted], numbered) if id_ not in taken)


def written(calendars: Sequence[CalendarChoice], before: Connection | None) -> str:
    """The calendar that gets the meetings: the one chosen before, else the account's own first one."""
    writable = [calendar for calendar in calendars if calendar.writable]
    if before and before.writes in {calendar.id for calendar in writable}:
        return before.writes
    return next((c.id for c in writable if c.primary), writable[0].id if writable else "")


def _as_calendar(connection: Connection) -> dict[str, object]:
    """What a rep's `calendar` says of a connected one: how to reach it, and nothing secret."""
    return {
        "provider": connection.provider,
        "connected": True,
        "email": connection.email,
        "calendar_id": connection.writes,
        "blocking": list(connection.blocks),
    }


async def _join(services: Services, rep: str) -> None:
    """Into the default queue, if they are in none yet."""
    await services.store.set_active(rep, True)
    await services.roster.refresh()
    if not any(rep in queue.reps for queue in services.roster.queues.values()):
        await services.store.join_queue(services.roster.default_queue.id, rep)


async def read_now(services: Services, rep: str) -> None:
    """Read the rep's calendar without waiting for the next round: what is read is offered."""
    await services.roster.refresh()
    try:
        async with asyncio.timeout(services.settings.calendar_timeout.total_seconds()):
            await sync_rep(services, services.roster.reps[rep])
    except TimeoutError:
        log.warning("a calendar just connected takes long to be read", rep=rep)  # the next round reads it

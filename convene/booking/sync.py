"""Keeping what the store knows of each calendar fresh, in the background (invariant 7, case C19)."""

import asyncio
import random
from datetime import timedelta

import structlog

from convene.booking.follow import follow
from convene.booking.services import Services
from convene.booking.trouble import calendar_failed
from convene.errors import CalendarUnreachable
from convene.model import Interval, Rep
from convene.scheduling.availability import rules_for
from convene.store.readings import OK, CalendarState

log = structlog.get_logger()

_DAY = timedelta(days=1)
_AT_ONCE = 8  # calendars asked at the same time
_A_ROUND = 0.7  # of the time between two readings; our own last one is always longer ago
_LOOK_EVERY = 2  # seconds between two looks at who is on the roster


async def sync_rep(services: Services, rep: Rep) -> bool:
    """Ask the calendar whether anything changed, and read the whole window again if so; says whether it answered.

    A calendar that cannot be read takes its rep out of the offers; the next good reading brings them back.
    """
    store, calendar = services.store, services.calendars(rep)
    state = (await store.calendar_states()).get(rep.id)
    window = _window(services, rep)
    try:
        # The token is asked for before the reading: what changes in between makes the next round read again.
        token = await calendar.sync_token()
        if _is_known(state, token, window):
            await store.note_unchanged(rep.id, services.clock.now())
            return True
        busy = await calendar.busy(window)
        await store.replace_busy(rep.id, busy, window, token, services.clock.now())
        await follow(services, rep, busy, window)
    except CalendarUnreachable as failure:
        await calendar_failed(services, rep, failure)
        return False
    return True


async def sync_all(services: Services) -> None:
    """Bring every rep's busy times up to date once."""
    gate = asyncio.Semaphore(_AT_ONCE)
    await services.roster.refresh()
    await asyncio.gather(*(_sync_safely(services, rep.id, gate) for rep in services.roster.active if rep.calendar))


async def keep_synced(services: Services) -> None:
    """Keep every rep's busy times fresh until cancelled; each rep has their own rhythm, so that calls spread out.

    Who connects a calendar is read within seconds, who leaves is not read any more.
    """
    gate, kept = asyncio.Semaphore(_AT_ONCE), dict[str, asyncio.Task[None]]()
    try:
        while True:
            await _look_at_roster(services)
            present = {rep.id for rep in services.roster.active if rep.calendar}
            for rep in present - kept.keys():
                kept[rep] = asyncio.create_task(_keep_rep_synced(services, rep, gate))
            for rep in kept.keys() - present:
                kept.pop(rep).cancel()
            await asyncio.sleep(_LOOK_EVERY)
    finally:
        for task in kept.values():
            task.cancel()


async def _look_at_roster(services: Services) -> None:
    try:
        await services.roster.refresh()
    except Exception:
        log.exception("the roster could not be read")


async def _keep_rep_synced(services: Services, rep: str, gate: asyncio.Semaphore) -> None:
    while True:
        await _sync_safely(services, rep, gate, again=False)
        await asyncio.sleep(services.settings.poll_every.total_seconds() * random.uniform(0.8, 1.2))  # noqa: S311


async def just_read(services: Services, rep: str) -> bool:
    """Whether a process, this one or another, has read the calendar within a round, so that nobody need do it now."""
    state = (await services.store.calendar_states()).get(rep)
    if state is None or state.status != OK or state.read_at is None:
        return False
    return services.clock.now() - state.read_at < _A_ROUND * services.settings.poll_every


async def _sync_safely(services: Services, rep: str, gate: asyncio.Semaphore, *, again: bool = True) -> None:
    try:
        async with gate:
            if again or not await just_read(services, rep):
                await sync_rep(services, services.roster.reps[rep])
    except Exception:
        log.exception("sync failed", rep=rep)


def _window(services: Services, rep: Rep) -> Interval:
    """What is read: a day more than can be offered on either side (cases C8, T6)."""
    now = services.clock.now()
    horizon = max(rules_for(kind, rep).horizon for kind in services.config.meeting_types.values())
    return Interval(now - _DAY, now + horizon + 2 * _DAY)


def _is_known(state: CalendarState | None, token: str, window: Interval) -> bool:
    """Whether the last reading still holds and reaches far enough: a day's slack makes that one whole reading a day."""
    return (
        state is not None
        and state.sync_token == token
        and state.covered is not None
        and state.covered.end >= window.end - _DAY
    )

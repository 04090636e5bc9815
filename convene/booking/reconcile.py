"""Ending what a crash, a timeout or a silent calendar left half done (invariant 3, cases A11, A12, P7)."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog

from convene.booking.cancel import end_meeting
from convene.booking.claims import claim_until
from convene.booking.commit import commit, end_invitation, settle
from convene.booking.failures import booking_failed
from convene.booking.move import put_back
from convene.booking.services import Services
from convene.booking.trouble import remind_to_reconnect
from convene.errors import CalendarUnreachable, InvitationsRefused, SlotTaken
from convene.model import Booking, Status
from convene.store.changes import MeetsAlready
from convene.store.leftovers import Leftover

log = structlog.get_logger()

_ROUND = 15  # seconds
_FORGET_CHATS_AFTER = timedelta(days=90)


async def reconcile(services: Services) -> None:
    """Finish or undo what is pending, remove events that must go, and end what time has ended."""
    store, now = services.store, services.clock.now()
    await services.roster.refresh()
    await remind_to_reconnect(services)
    await store.let_lapse(now)
    await store.complete_past(now)
    await store.forget_holds(now - timedelta(days=1))
    await store.forget_chats(now - _FORGET_CHATS_AFTER)
    for booking_id in await store.unfinished(now):
        await _end(services, booking_id)
    for leftover in await store.leftovers(now):
        await _remove(services, leftover)


async def keep_reconciled(services: Services) -> None:
    """Reconcile again and again until cancelled."""
    while True:
        try:
            await reconcile(services)
        except Exception:
            log.exception("reconciling failed")
        await asyncio.sleep(_ROUND)


async def _end(services: Services, booking_id: str) -> None:
    store = services.store
    claim = await store.claim(booking_id, services.clock.now(), claim_until(services))
    if claim is None:
        return  # somebody has just taken it up
    try:
        booking = await store.booking(booking_id)
        if booking.pending == "delete":
            await end_meeting(services, booking, claim)
        elif booking.status is Status.HELD:
            await _end_confirmation(services, booking, claim)
        elif await store.is_moving(booking_id):
            await _end_move(services, booking, claim)
        elif booking.pending == "update":
            await settle(services, booking, claim)
        elif booking.pending == "invite":
            await end_invitation(services, booking, claim)
        log.info("ended what was pending", booking=booking_id, was=booking.pending)
    except CalendarUnreachable as failure:
        log.warning("still pending", booking=booking_id, error=str(failure))
    except Exception:
        log.exception("could not end what is pending", booking=booking_id)
    finally:
        await store.unclaim(booking_id, claim)


async def _end_confirmation(services: Services, booking: Booking, claim: str) -> None:
    """The visitor wanted this meeting: they get it, if its event is there or their hold still counts."""
    now = services.clock.now()
    try:
        lapsed = booking.expires_at is None or booking.expires_at <= now
        if booking.start <= now or (lapsed and not await _is_written(services, booking)):
            raise SlotTaken("the hold has lapsed, and no event was written")
        await commit(services, booking, claim, booking.interval)
    except MeetsAlready:
        await services.store.give_up(booking.id, claim, now)
    except SlotTaken as failure:
        await services.store.give_up(booking.id, claim, now)
        await booking_failed(services, booking, failure)


async def _is_written(services: Services, booking: Booking) -> bool:
    calendar = services.calendars(services.roster.reps[booking.rep])
    return await calendar.find(booking.uid) is not None


async def _end_move(services: Services, booking: Booking, claim: str) -> None:
    try:
        await commit(services, booking, claim, booking.interval)
    except (SlotTaken, MeetsAlready):
        await put_back(services, booking.id, claim)


async def _remove(services: Services, leftover: Leftover) -> None:
    """Delete an event that must not stay; what was never written is simply not there."""
    rep = services.roster.reps.get(leftover.rep)
    if rep is None:
        return
    calendar = services.calendars(rep)
    try:
        event_id = leftover.provider_event_id
        if event_id is None and (found := await calendar.find(leftover.uid)):
            event_id = found.provider_event_id
        if event_id is not None:
            with suppress(InvitationsRefused):  # the event is gone, and its visitor meets somebody else
                await calendar.delete(event_id)
    except CalendarUnreachable as failure:
        log.warning("leftover stays for now", rep=leftover.rep, uid=leftover.uid, error=str(failure))
        return
    except Exception:
        log.exception("leftover could not be removed", rep=leftover.rep, uid=leftover.uid)
        return
    await services.store.leftover_removed(leftover.rep, leftover.uid)

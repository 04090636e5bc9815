"""When a rep disconnects their calendar, or leaves the company: erased always, given back where possible (K5, K6)."""

import structlog

from convene.booking.services import Services
from convene.booking.watch import unwatch
from convene.model import Booking
from convene.store.connections import Connection

log = structlog.get_logger()


async def disconnect(services: Services, rep: str) -> tuple[Booking, ...]:
    """Give the permission back, erase it, and take the rep out of their queues; gives the meetings still ahead.

    Erasing works whatever the vendor says, and with credentials that are dead long since (case K5).
    """
    store, now = services.store, services.clock.now()
    connection = await store.connection(rep)
    if connection:
        if rep in services.roster.reps:
            await unwatch(services, services.roster.reps[rep])
        await _give_back(services, connection)
    await store.disconnect(rep)
    # Nothing, rather than what convene.yml says: whoever disconnects wants no calendar read.
    await store.change_rep(rep, calendar={})
    for queue in services.roster.queues.values():
        await store.leave_queue(queue.id, rep)
    await store.forget_reading(rep)
    await store.release_rep(rep, now)
    await services.roster.refresh()
    log.info("calendar disconnected", rep=rep)
    return await store.meetings_of(rep, now)


async def leave_company(services: Services, rep: str) -> tuple[Booking, ...]:
    """Let a rep who left get no meetings any more; gives those still ahead, for somebody else to take (case K6)."""
    ahead = await disconnect(services, rep)
    await services.store.set_active(rep, False)
    await services.roster.refresh()
    return ahead


async def return_to_company(services: Services, rep: str) -> None:
    """Let a rep who had left get meetings again: as `convene.yml` has them, else once they connect a calendar."""
    store = services.store
    await store.set_active(rep, True)
    await store.change_rep(rep, calendar=None)
    for queue in services.config.queues.values():
        if rep in queue.reps:
            await store.join_queue(queue.id, rep)
    await services.roster.refresh()


async def _give_back(services: Services, connection: Connection) -> None:
    accounts = services.accounts.get(connection.provider)
    if accounts is None:
        return
    try:
        await accounts.revoke(services.vault.open(connection.secret))
    except Exception as failure:  # whatever it is, the rep wants to be gone
        log.warning("the permission could not be given back", rep=connection.rep, error=type(failure).__name__)

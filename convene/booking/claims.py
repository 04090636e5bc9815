"""One at a time: a double click, a second tab, a retry and the reconciler never work on one booking together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from convene.booking.services import Services

_LOOK_AGAIN = 0.05  # seconds


@asynccontextmanager
async def claimed(services: Services, booking_id: str) -> AsyncIterator[str]:
    """Work on a booking alone, with the claim to show for it; whoever comes second waits.

    Raises:
        BookingNotFound: if there is no such booking.
    """
    store = services.store
    await store.booking(booking_id)
    while not (claim := await store.claim(booking_id, services.clock.now(), claim_until(services))):
        await asyncio.sleep(_LOOK_AGAIN)
    try:
        yield claim
    finally:
        await store.unclaim(booking_id, claim)


def claim_until(services: Services) -> datetime:
    """Until when a claim lasts that is made or renewed now: longer than all calls of one try at a calendar together."""
    return services.clock.now() + 6 * services.settings.calendar_timeout + timedelta(seconds=5)

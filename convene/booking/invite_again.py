"""Sending the invitation once more, to the visitor who cannot find it."""

from convene.booking import letters
from convene.booking.services import Services
from convene.model import Booking


async def invite_again(services: Services, booking: Booking) -> bool:
    """Mail the invitation as it is now, at most once in ten minutes; False if the calendar provider sends them."""
    now = services.clock.now()
    for key, message in letters.invited(services, booking, now):
        await services.store.add_mail(f"{key}/again/{now:%Y-%m-%dT%H:%M}"[:-1], message, now, urgent=True)
        return True
    return False

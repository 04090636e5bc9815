"""A clock for silence: a test in which nothing answers takes no longer than any other, however slow the machine."""

import asyncio
import time
from contextlib import contextmanager

LEAP = 15.0  # seconds; more than any patience under test, less than that of the test's own client
A_MOMENT = 0.05  # seconds in which the client, whose request has arrived, begins to wait for the answer


@contextmanager
def silence_takes_no_time(*ways):
    """Let the running loop's clock leap past every patience as soon as one of these proxies is silent.

    All that the loop waits for at that moment ends: this is for tests that ask one thing at a time. What waits in a
    thread of its own, such as MSAL, waits really.
    """
    loop, leapt = asyncio.get_running_loop(), 0.0

    def leap():
        nonlocal leapt
        leapt += LEAP

    loop.time = lambda: time.monotonic() + leapt
    for way in ways:
        way.on_silence = lambda: loop.call_soon_threadsafe(loop.call_later, A_MOMENT, leap)
    try:
        yield
    finally:
        for way in ways:
            way.on_silence = lambda: None

"""A real CalDAV server for tests."""

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from convene.calendars.radicale import prepare, radicale_command
from tests.doubles.processes import free_port, running


@dataclass
class Server:
    """A running Radicale and the folder it serves."""

    folder: Path
    port: int


@contextmanager
def radicale(folder):
    """A Radicale of its own in this folder, on a free port, until the block ends."""
    prepare(folder, {})
    port = free_port()
    impatient = "--auth-delay=0.05"  # instead of a second for each wrong password
    with running([*radicale_command(folder, port), impatient], port, folder / "log"):
        yield Server(folder, port)

"""A real CalDAV server for tests."""

import socket
import subprocess
import time
from contextlib import contextmanager

from convene.calendars.radicale import prepare, radicale_command


class Server:
    """A running Radicale and the folder it serves."""

    def __init__(self, folder, port):
        self.folder = folder
        self.port = port


@contextmanager
def radicale(folder):
    """A Radicale of its own in this folder, on a free port, until the block ends."""
    prepare(folder, {})
    with socket.create_server(("127.0.0.1", 0)) as finder:
        port = finder.getsockname()[1]
    log = (folder / "log").open("wb")
    impatient = "--auth-delay=0.05"  # instead of a second for each wrong password
    process = subprocess.Popen([*radicale_command(folder, port), impatient], stdout=log, stderr=log)
    try:
        _wait_for(port, process)
        yield Server(folder, port)
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def _wait_for(port, process):
    for _ in range(200):
        assert process.poll() is None, "Radicale stopped at once"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("Radicale does not start")

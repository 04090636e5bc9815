"""Servers in processes of their own, for tests: begun on a free port, waited for, ended with the block."""

import socket
import subprocess
import time
from contextlib import contextmanager


def free_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as finder:
        return finder.getsockname()[1]


@contextmanager
def running(command, port, log, cwd=None):
    """The command as a process that answers at the port; what it says goes into the file `log`."""
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said, cwd=cwd) as process:
        try:
            _wait_for(port, process, log)
            yield
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(port, process, log):
    for _ in range(600):
        assert process.poll() is None, f"{process.args[0]} stopped at once: {log.read_text(errors='replace')[-500:]}"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"{process.args[0]} does not start")

"""Starts the whole of Convene, as `make demo` does, in a state folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
START_LIMIT = 240


@dataclass(frozen=True)
class Running:
    """A running Convene: where it answers, and where it keeps its state."""

    url: str
    rasa_url: str
    caldav_port: int
    state: Path
    process: subprocess.Popen
    environment: dict[str, str]

    def convene(self, *arguments: str) -> str:
        """What the command line prints for this installation."""
        command = [sys.executable, "-m", "convene", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def mails(self) -> list[Path]:
        """The mails written so far, the oldest first."""
        return sorted((self.state / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for sock in sockets:
        sock.bind(("127.0.0.1", 0))
    ports = [sock.getsockname()[1] for sock in sockets]
    for sock in sockets:
        sock.close()
    return ports


@pytest.fixture(scope="module")
def convene(tmp_path_factory):
    """The whole product as `make demo` starts it."""
    with running_convene(tmp_path_factory.mktemp("state")) as running:
        yield running


@contextmanager
def running_convene(state, ports=(), **settings):
    """The whole product, running on free ports; stopped with Ctrl-C at the end, leaving no process behind."""
    port, rasa_port, caldav_port = ports or free_ports(3)
    environment = (
        os.environ
        | {
            "PORT": str(port),
            "RASA_PORT": str(rasa_port),
            "CALDAV_PORT": str(caldav_port),
            "CONVENE_STATE_DIR": str(state),
            "CONVENE_POLL_EVERY": "2",
        }
        | settings
    )
    with (state / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "convene", "up"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    running = Running(url, f"http://127.0.0.1:{rasa_port}", caldav_port, state, process, environment)
    try:
        wait_until_up(running)
        yield running
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def wait_until_up(running: Running) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        assert running.process.poll() is None, (running.state / "up.log").read_text()
        try:
            if (
                httpx.get(f"{running.url}/health", timeout=2).is_success
                and httpx.get(running.rasa_url, timeout=2).is_success
            ):
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    pytest.fail(f"not up after {START_LIMIT} s:\n{(running.state / 'up.log').read_text()}")

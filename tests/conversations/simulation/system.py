"""The whole of Convene, started for a run, and what can be asked of it: bookings, free times, mailed codes."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from convene.mail.send import reader_in_file_name

ROOT = Path(__file__).parents[3]
_START_LIMIT = 600  # seconds
_MAIL_LIMIT = 30  # seconds


@contextmanager
def running(environment: dict[str, str]) -> Iterator[str]:
    """Start the whole of Convene in the given environment; its address."""
    command = [sys.executable, "-m", "convene", "up"]
    log = Path(environment["CONVENE_STATE_DIR"]) / "up.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True)
    url = f"http://127.0.0.1:{environment['PORT']}"
    try:
        deadline = time.monotonic() + _START_LIMIT
        while "is ready" not in log.read_text(encoding="utf-8"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(log.read_text(encoding="utf-8"))
            time.sleep(0.5)
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def environment(state: str, now: datetime) -> dict[str, str]:
    """An environment for a Convene with free ports, its state in a folder of its own, and its clock set."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    ports = [str(sock.getsockname()[1]) for sock in sockets]
    for sock in sockets:
        sock.close()
    named = dict(zip(("PORT", "RASA_PORT", "CALDAV_PORT"), ports, strict=True))
    return os.environ | named | {"CONVENE_STATE_DIR": state, "CONVENE_NOW": now.isoformat()}


def bookings(environment: dict[str, str]) -> list[dict[str, Any]]:
    """What stands in the store of the Convene with this environment."""
    return _asked(environment, "bookings", "--json")


def free_times(environment: dict[str, str], rep: str, now: datetime) -> list[datetime]:
    """The starts that Convene would offer of one rep in the next fifteen days."""
    until = now + timedelta(days=15)
    told = _asked(environment, "explain", "--rep", rep, "--from", now.isoformat(), "--to", until.isoformat(), "--json")
    return [datetime.fromisoformat(one["start"]) for one in told if one["offered"]]


def mailed_code(environment: dict[str, str], address: str) -> str:
    """The code that was mailed to an address last; waits until it has arrived, and is empty if it has not.

    Only the mails to this reader are opened: after a thousand visitors, opening all takes longer than we wait.
    """
    outbox = Path(environment["CONVENE_STATE_DIR"]) / "outbox"
    deadline = time.monotonic() + _MAIL_LIMIT
    while time.monotonic() < deadline:
        for file in sorted(outbox.glob(f"*-{reader_in_file_name(address)}-*.eml"), reverse=True):
            mail = message_from_bytes(file.read_bytes(), policy=policy.SMTP)
            code = re.search(r"\b(\d{6})\b", str(mail["Subject"]))
            if address in str(mail["To"]) and "code" in str(mail["Subject"]).lower() and code:
                return code[1]
        time.sleep(0.3)
    return ""


def _asked(environment: dict[str, str], *command: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "convene", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found

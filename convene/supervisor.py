"""Starts processes, waits until they answer, starts them again when they die, and leaves none behind."""

import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from convene.errors import ConveneError

PATIENCE = 10.0  # seconds between asking a process to stop and making it
BACKOFF = (1.0, 2.0, 4.0, 8.0, 16.0)  # seconds before each new start of one that keeps dying
STEADY = 60.0  # seconds after which an earlier death is forgiven
ROTATE_AT = 10_000_000  # bytes of log kept in one file

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1

Tell = Callable[[str], None]


class PortTaken(ConveneError):
    """Something else listens where a part should; the message names the port and its setting."""


class PartFailed(ConveneError):
    """A part does not start, or does not stay up; the message names its log."""


@dataclass(frozen=True, slots=True)
class Part:
    """One process of a running Convene.

    `environment` is the whole environment of the process. `setting` is the variable that moves it to another port.
    Any HTTP answer at `ready_at` below 500 means that it is ready, which has to happen within `ready_within` seconds.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str]
    host: str
    port: int
    setting: str
    ready_at: str
    log: Path
    ready_within: float = 120.0


def check_ports(parts: list[Part]) -> None:
    """Refuse to start when a port is in use.

    Raises:
        PortTaken: naming the first such port.
    """
    wanted: dict[int, Part] = {}
    for part in parts:
        if part.port in wanted:
            raise PortTaken(f"{part.setting} and {wanted[part.port].setting} are both {part.port}; give each its own")
        wanted[part.port] = part
        with socket.socket(socket.AF_INET6 if ":" in part.host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((part.host, part.port))
            except OSError as error:
                raise PortTaken(
                    f"port {part.port}, meant for the {part.name}, cannot be used ({error.strerror}); "
                    f"stop what listens there or choose another one: {part.setting}=…"
                ) from None


async def keep_up(part: Part, ready: asyncio.Event, tell: Tell) -> None:
    """Run the part until this task is cancelled; set `ready` when it answers for the first time.

    Raises:
        PartFailed: if it dies before it ever answered, does not answer in time, or dies again and again.
    """
    deaths = 0
    while True:
        started = time.monotonic()
        code = await _run_once(part, ready)
        if not ready.is_set():
            raise PartFailed(f"the {part.name} did not start (exit code {code}):\n{last_lines(part.log)}")
        deaths = 1 if time.monotonic() - started > STEADY else deaths + 1
        if deaths > len(BACKOFF):
            raise PartFailed(f"the {part.name} stopped {deaths} times in a row:\n{last_lines(part.log)}")
        pause = BACKOFF[deaths - 1]
        tell(f"the {part.name} stopped (exit code {code}); starting it again in {pause:.0f} s, see {part.log}")
        await asyncio.sleep(pause)


async def _run_once(part: Part, ready: asyncio.Event) -> int:
    """Start the process, and return its exit code when it ends; cancelling this stops it and all its children."""
    with open_log(part.log) as log:
        process = await asyncio.create_subprocess_exec(
            *part.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=dict(part.environment),
            start_new_session=True,  # a group of its own: Ctrl-C is ours to pass on
            preexec_fn=end_with_parent,
        )
    watching = asyncio.create_task(process.wait())
    try:
        if not ready.is_set():
            answering = asyncio.create_task(_answers(part))
            await asyncio.wait({watching, answering}, return_when=asyncio.FIRST_COMPLETED)
            answering.cancel()
            if not watching.done():
                await answering
                ready.set()
        return await watching
    finally:
        await _stop(process)


async def _answers(part: Part) -> None:
    """Return when the part answers.

    Raises:
        PartFailed: if it does not in time.
    """
    end = time.monotonic() + part.ready_within
    async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
        while time.monotonic() < end:
            with contextlib.suppress(httpx.TransportError):
                if (await client.get(part.ready_at)).status_code < 500:
                    return
            await asyncio.sleep(0.1)
    raise PartFailed(f"the {part.name} did not answer within {part.ready_within:.0f} s:\n{last_lines(part.log)}")


async def _stop(process: asyncio.subprocess.Process) -> None:
    """End the process and every child in its group: asked first, made after `PATIENCE` seconds."""
    for wish in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):  # nobody left in the group
            os.killpg(process.pid, wish)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), PATIENCE)


def end_with_parent() -> None:
    """In a new process: get SIGTERM when the one that started it is gone, even if it was killed (Linux only)."""
    if _libc:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@contextlib.contextmanager
def open_log(path: Path) -> Iterator[BinaryIO]:
    """The log, opened to write on; a long one is set aside as `<name>.old` first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > ROTATE_AT:
        path.replace(path.with_suffix(".log.old"))
    with path.open("ab") as log:
        yield log


def last_lines(path: Path, count: int = 8) -> str:
    """The end of a log, indented, and where all of it is."""
    text = path.read_text(errors="replace") if path.exists() else ""
    lines = [f"  {line.rstrip()[:300]}" for line in text[-20_000:].splitlines() if line.strip()]
    return "\n".join([*lines[-count:], f"(all of it: {path})"])

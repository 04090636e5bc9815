"""What `convene up` promises about processes: they answer, they come back, and none is left behind."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import httpx
import psutil
import pytest

from convene import supervisor
from convene.supervisor import Part, PartFailed, PortTaken, check_ports, keep_up

SERVES = """
    import http.server, os, pathlib, subprocess, sys
    helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with open({pids!r}, "a") as pids:
        pids.write(f"{{os.getpid()}} {{helper.pid}}\\n")
    http.server.HTTPServer(("127.0.0.1", {port}), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def part(folder: Path, program: str = SERVES) -> Part:
    port = free_port()
    code = textwrap.dedent(program).format(port=port, pids=str(folder / "pids"))
    return Part(
        name="website",
        command=[sys.executable, "-c", code],
        environment=os.environ,
        host="127.0.0.1",
        port=port,
        setting="PORT",
        ready_at=f"http://127.0.0.1:{port}/",
        log=folder / "website.log",
        ready_within=30,
    )


def started(folder: Path) -> list[list[int]]:
    """The pids of every start so far: the process and its helper."""
    path = folder / "pids"
    return [[int(pid) for pid in line.split()] for line in path.read_text().splitlines()] if path.exists() else []


async def until_gone(pids: list[int]) -> None:
    while any(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in pids):
        await asyncio.sleep(0.05)


async def test_stopping_ends_the_process_and_its_children(tmp_path: Path) -> None:
    ready = asyncio.Event()
    task = asyncio.create_task(keep_up(part(tmp_path), ready, print))
    await ready.wait()

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    await until_gone(started(tmp_path)[0])


async def test_a_process_that_dies_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "BACKOFF", (0.01, 0.01, 0.01))
    ready, said = asyncio.Event(), list[str]()
    task = asyncio.create_task(keep_up(part(tmp_path), ready, said.append))
    await ready.wait()

    os.kill(started(tmp_path)[0][0], signal.SIGKILL)
    while len(started(tmp_path)) < 2:
        await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert "the website stopped (exit code -9)" in said[0]
    assert str(tmp_path / "website.log") in said[0]
    await until_gone([pid for pids in started(tmp_path) for pid in pids])


async def test_a_process_that_keeps_dying_ends_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "BACKOFF", (0.01,))
    answers_twice = """
        import http.server
        server = http.server.HTTPServer(("127.0.0.1", {port}), http.server.SimpleHTTPRequestHandler)
        server.handle_request()
        server.handle_request()
        raise SystemExit("out of memory")
    """
    dying, ready = part(tmp_path, answers_twice), asyncio.Event()
    task = asyncio.create_task(keep_up(dying, ready, print))
    await ready.wait()  # which was the first life's first answer: after its last, it may be dead before it is ready
    async with httpx.AsyncClient() as visitor:
        while not task.done():
            with contextlib.suppress(httpx.TransportError):
                await visitor.get(dying.ready_at)
            await asyncio.sleep(0.05)

    with pytest.raises(PartFailed, match=r"stopped 2 times in a row:\n(.*\n)*  out of memory"):
        await task


async def test_a_process_that_never_answers_fails_at_once_with_its_last_words(tmp_path: Path) -> None:
    broken = part(tmp_path, "raise SystemExit('no such model')")

    with pytest.raises(PartFailed, match=r"the website did not start \(exit code 1\):\n  no such model"):
        await keep_up(broken, asyncio.Event(), print)


def test_a_taken_port_is_named_with_its_setting(tmp_path: Path) -> None:
    wanted = part(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", wanted.port))
        other.listen()

        with pytest.raises(PortTaken, match=rf"port {wanted.port}, meant for the website, .*PORT="):
            check_ports([wanted])


def test_two_parts_cannot_share_a_port(tmp_path: Path) -> None:
    wanted = part(tmp_path)

    with pytest.raises(PortTaken, match=f"PORT and PORT are both {wanted.port}"):
        check_ports([wanted, wanted])


@pytest.mark.timeout(60)
async def test_no_process_outlives_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    program = """
        import asyncio, os
        from pathlib import Path
        from tests.service.test_supervisor import part
        from convene.supervisor import keep_up
        asyncio.run(keep_up(part(Path({folder!r})), asyncio.Event(), print))
    """
    code = textwrap.dedent(program).format(folder=str(tmp_path))
    watcher = subprocess.Popen([sys.executable, "-c", code])
    while not started(tmp_path):
        await asyncio.sleep(0.05)

    watcher.kill()
    watcher.wait()

    process, helper = started(tmp_path)[0]
    await until_gone([process])
    os.kill(helper, signal.SIGKILL)

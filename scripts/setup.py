"""Set up everything Convene needs, from `python3` alone; nothing is done again that has not changed.

    python3 scripts/setup.py             both environments, with the tools that tests and checks need
    python3 scripts/setup.py --to-run    only what running Convene needs

Two environments are made beside this repository's files: `.venv` (Python 3.11 or newer, Convene) and `.venv-rasa`
(Python 3.10, Rasa). Each one keeps the fingerprint of what it was made from in its file `.made-from`.
Runs on the system's python3, so it uses the standard library only.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
LOG = ROOT / "var" / "log" / "setup.log"
REQUIREMENTS = ROOT / "requirements"

SERVICE = ROOT / ".venv"
ASSISTANT = ROOT / ".venv-rasa"
PYTHON_OF = {SERVICE: ">=3.11,<3.15", ASSISTANT: "3.10"}
ROOM_FOR = {SERVICE: 0.8e9, ASSISTANT: 2.5e9}  # bytes on disk, downloads included; measured, and rounded up


class Trouble(Exception):
    """What a person has to mend before set-up can go on, in one line."""


def main() -> int:
    """Make or mend both environments; 0 when they are ready, 1 with one line on stderr when they cannot be."""
    os.chdir(str(ROOT))  # uv reads .python-version here
    try:
        TOOLS.mkdir(exist_ok=True)
        LOG.parent.mkdir(parents=True, exist_ok=True)
        with (TOOLS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two `make` at once: the second one waits, then finds all done
            make_service_environment(with_tools="--to-run" not in sys.argv)
            make_assistant_environment()
    except Trouble as trouble:
        say(f"set-up: {trouble}")
        return 1
    except OSError as error:
        say(f"set-up: {error.strerror}: {error.filename or ROOT}")
        return 1
    except KeyboardInterrupt:
        say("set-up: interrupted; run it again to go on")
        return 130
    return 0


def make_service_environment(with_tools: bool) -> None:
    """Convene's own environment; one that has the tools already is kept when only running is asked for."""
    everything = REQUIREMENTS / "dev.txt"
    needed = everything if with_tools else REQUIREMENTS / "service.txt"
    if read(SERVICE / ".made-from") not in (fingerprint(needed), fingerprint(everything)):
        install(SERVICE, needed, "Convene's environment")
        (SERVICE / ".knows-convene").unlink(missing_ok=True)  # what is not pinned was removed
        (SERVICE / ".made-from").write_text(fingerprint(needed))
    ourselves = fingerprint(ROOT / "pyproject.toml")
    if read(SERVICE / ".knows-convene") != ourselves:
        editable = ("--no-deps", "--no-build-isolation", "--editable", ".")
        uv("pip", "install", "--quiet", "--python", str(SERVICE), *editable)
        (SERVICE / ".knows-convene").write_text(ourselves)


def make_assistant_environment() -> None:
    """Rasa's environment."""
    needed = REQUIREMENTS / "assistant.txt"
    if read(ASSISTANT / ".made-from") == fingerprint(needed):
        return
    install(ASSISTANT, needed, "Rasa's environment (the long one, a minute or more)")
    (ASSISTANT / ".made-from").write_text(fingerprint(needed))


def install(environment: Path, requirements: Path, name: str) -> None:
    """Bring one environment to exactly what a requirements file pins."""
    check_room(environment)
    find_uv()
    with progress(f"installing {name}"):
        if not (environment / "bin" / "python").exists():
            uv("venv", "--clear", "--python", PYTHON_OF[environment], str(environment))
        uv("pip", "sync", "--require-hashes", "--python", str(environment), str(requirements))


def uv(*arguments: str) -> None:
    """Run uv with its words in the log; what goes wrong is told in one line."""
    with LOG.open("ab") as log:
        start = log.tell()
        command = [str(find_uv()), *arguments]
        environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
        failed = subprocess.run(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment).returncode
    if failed:
        raise Trouble(explain(LOG.read_bytes()[start:].decode(errors="replace")))


def find_uv() -> Path:
    """The uv on PATH, else our own in `.tools/`, which is brought there first if need be."""
    own = TOOLS / "uv-env" / "bin" / "uv"
    found = shutil.which("uv")
    if not found and not own.exists():
        with progress("getting uv, which installs the rest"):
            bring_uv(own)
    return Path(found) if found else own


def bring_uv(own: Path) -> None:
    """Install uv into `.tools/`, with the pip of a new environment."""
    environment = own.parent.parent
    shutil.rmtree(str(environment), ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(environment)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(str(environment), ignore_errors=True)
        if "space left" in made.stderr:
            raise Trouble(explain(made.stderr))
        raise Trouble(
            "this python3 cannot make environments; install uv, or Python's venv module "
            "(Debian, Ubuntu: apt-get install python3-venv), and run it again"
        )
    pip = [
        str(environment / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--only-binary",
        ":all:",
    ]
    brought = subprocess.run([*pip, "-r", str(REQUIREMENTS / "uv.txt")], capture_output=True, text=True)
    if brought.returncode:
        LOG.write_text(brought.stdout + brought.stderr)
        raise Trouble(explain(brought.stdout + brought.stderr))


def explain(output: str) -> str:
    """One line that says what to do about what uv or pip complained of."""
    said = output.lower()
    if "no space left" in said or "os error 28" in said or "disk quota" in said:
        return f"the disk is full; free some space at {ROOT} and in uv's cache (about 3.5 GB in all) and run it again"
    if "python-build-standalone" in said or "no interpreter found" in said or "no python" in said:
        return (
            "Python 3.10 and a Python from 3.11 on are needed; one is missing and could not be downloaded. "
            "Install it (for instance `pyenv install 3.10`, or your system's packages) and run it again"
        )
    network = (
        "dns error",
        "error sending request",
        "failed to fetch",
        "timed out",
        "connection",
        "name resolution",
        "max retries",
        "no matching distribution",
    )
    if any(sign in said for sign in network):
        return "packages could not be downloaded; check the network, the package index and the proxy, and run it again"
    last = [line.strip() for line in output.splitlines() if line.strip()][-1:] or ["uv failed"]
    return f"{last[0]} (more in {LOG.relative_to(ROOT)})"


def check_room(environment: Path) -> None:
    """Refuse to begin what the disk cannot hold; what is there already counts as room."""
    free = shutil.disk_usage(str(ROOT)).free
    if not environment.exists() and free < ROOM_FOR[environment]:
        raise Trouble(
            f"the disk is full: {free / 1e9:.1f} GB are free at {ROOT}, {ROOM_FOR[environment] / 1e9:.1f} GB are needed"
        )


def fingerprint(*files: Path) -> str:
    """A hash of these files' content."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def read(path: Path) -> str:
    """The file's text, or nothing when there is no such file."""
    return path.read_text() if path.exists() else ""


class progress:  # noqa: N801  # reads as a verb: `with progress("…")`
    """Tells what is going on and for how long, each second on a terminal, else at the start and the end."""

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self.started = time.monotonic()
        self.ended = threading.Event()
        self.teller = threading.Thread(target=self._tell, daemon=True)

    def __enter__(self) -> None:
        if not sys.stderr.isatty():
            say(f"{self.doing} …")
        self.teller.start()

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.ended.set()
        self.teller.join()
        outcome = "stopped after" if kind else "done in"
        say(("\r\033[K" if sys.stderr.isatty() else "") + f"{self.doing}: {outcome} {self._seconds()} s")

    def _tell(self) -> None:
        while sys.stderr.isatty() and not self.ended.wait(1):
            print(f"\r{self.doing} … {self._seconds()} s", end="", file=sys.stderr, flush=True)

    def _seconds(self) -> int:
        return round(time.monotonic() - self.started)


def say(line: str) -> None:
    """One line for the person at the terminal."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

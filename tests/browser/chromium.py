"""The Chromium the tests drive, and the flags it gets."""

import subprocess
import sys
from pathlib import Path

# No sandbox, since containers run as root; no calls home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_FINDER = Path(__file__).parents[2] / "scripts" / "chromium.py"


def find_chromium() -> str:
    """The path of the Chromium on this machine, which is installed if need be.

    Raises:
        RuntimeError: if there is none and none can be had; the message says what to do.
    """
    found = subprocess.run([sys.executable, str(_FINDER)], capture_output=True, text=True)
    if found.returncode:
        raise RuntimeError(found.stderr.strip())
    return found.stdout.strip()

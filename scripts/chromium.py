"""Make sure there is a Chromium for the browser tests, and print where it is.

The one that is installed is taken; else the system's package, where we may install it; else Playwright's own download.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLAYWRIGHT = Path(__file__).resolve().parent.parent / ".venv" / "bin" / "playwright"


def main() -> int:
    """0 with the path on stdout; 1 with one line on stderr when no Chromium can be had."""
    path = installed() or from_packages() or from_playwright()
    if path:
        print(path)
        return 0
    print(
        "no Chromium, and none could be installed: install it (Debian: apt-get install chromium fonts-dejavu-core), "
        "or name yours in CONVENE_CHROMIUM",
        file=sys.stderr,
    )
    return 1


def installed() -> str | None:
    """The Chromium named in CONVENE_CHROMIUM, on PATH, or downloaded by Playwright before."""
    named = os.environ.get("CONVENE_CHROMIUM")
    if named and Path(named).exists():
        return named
    return next(filter(None, map(shutil.which, NAMES)), None) or downloaded()


def from_packages() -> str | None:
    """Debian's Chromium and a font to draw with, if we are root or may become it without a password."""
    apt = shutil.which("apt-get")
    if not apt:
        return None
    become_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if become_root and not (shutil.which("sudo") and quietly("sudo", "-n", "true")):
        return None
    print("installing Chromium from the system's packages …", file=sys.stderr, flush=True)
    quietly(*become_root, apt, "update")  # a list that is too old is no reason to stop
    quiet = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", apt, "install", "-y", "--no-install-recommends"]
    if not any(quietly(*quiet, name, "fonts-dejavu-core") for name in ("chromium", "chromium-browser")):
        return None
    return next(filter(None, map(shutil.which, NAMES)), None)


def from_playwright() -> str | None:
    """The Chromium that Playwright downloads into the user's cache."""
    if not PLAYWRIGHT.exists():
        return None
    print("downloading Chromium with Playwright …", file=sys.stderr, flush=True)
    return downloaded() if quietly(str(PLAYWRIGHT), "install", "chromium") else None


def downloaded() -> str | None:
    """The newest Chromium in Playwright's cache."""
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    cache = Path(named) if named else Path.home() / ".cache" / "ms-playwright"
    found = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


def quietly(*command: str) -> bool:
    """Run a command without a word; whether it worked."""
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    sys.exit(main())

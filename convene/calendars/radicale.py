"""Radicale, the CalDAV server that comes with Convene: its accounts, its calendars, and how it is started.

It is a process of its own. Its storage is a folder of files, laid out as Radicale documents it: a folder
`collection-root/<user>/<calendar>/` with `.Radicale.props` and one file per event. What exists is never overwritten.
"""

import json
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from convene.errors import BadConfig

CALENDAR = "calendar"
"""The name of each user's one calendar; its address is `http://127.0.0.1:<port>/<user>/calendar/`."""


def prepare(folder: Path, calendars: Mapping[str, Mapping[str, str]]) -> None:
    """Give every user an account and a calendar; whoever has them already keeps them as they are.

    Args:
        folder: Radicale's own folder in the state folder; made if missing, readable by its owner alone.
        calendars: for each user the events a new calendar begins with: iCalendar text by uid.

    Raises:
        BadConfig: if a user cannot be the name of an account and a folder.
    """
    for user in calendars:
        if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", user):
            raise BadConfig(f"reps.{user}: for a calendar here the id may have Latin letters, digits, . _ and - only")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    _add_accounts(folder, calendars)
    for user, events in calendars.items():
        _add_calendar(folder, user, events)


def passwords(folder: Path) -> dict[str, str]:
    """The password of each user, from `passwords.json`; empty before the first `prepare`."""
    try:
        known: dict[str, str] = json.loads((folder / "passwords.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return known


def radicale_command(folder: Path, port: int) -> list[str]:
    """The command line that serves the folder on this machine alone, at this port, until it is ended.

    Every setting is here and none is read from the machine, so that the server is the same everywhere.
    """
    settings = {
        "config": "",
        "hosts": f"127.0.0.1:{port}",
        "auth-type": "htpasswd",
        "auth-htpasswd-filename": str(folder / "htpasswd"),
        # Passwords are random, and readable beside it for the service anyway; hashing would only slow every request.
        "auth-htpasswd-encryption": "plain",
        "rights-type": "owner_only",
        "storage-filesystem-folder": str(folder / "collections"),
        # An event that cannot be read must fail the answer; left out, its time would look free (case C13).
        "storage-skip-broken-item": "False",
        "logging-level": "warning",
    }
    return [sys.executable, "-m", "radicale", *(f"--{name}={value}" for name, value in settings.items())]


def _add_accounts(folder: Path, users: Iterable[str]) -> None:
    known = passwords(folder)
    fresh = {user: secrets.token_urlsafe(24) for user in users if user not in known}
    if not fresh and (folder / "htpasswd").exists():
        return
    known |= fresh
    _write_private(folder / "passwords.json", json.dumps(known, indent=1))
    _write_private(folder / "htpasswd", "".join(f"{user}:{password}\n" for user, password in known.items()))


def _write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read; whoever reads it meanwhile sees the old text or the new one, whole."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.touch(mode=0o600)
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def _add_calendar(folder: Path, user: str, events: Mapping[str, str]) -> None:
    """Make the user's calendar with its first events, all at once or not at all."""
    home = folder / "collections" / "collection-root" / user
    if (home / CALENDAR).exists():
        return
    home.mkdir(parents=True, exist_ok=True)
    new = folder / f".new-{user}-{os.getpid()}"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    properties = {"tag": "VCALENDAR", "D:displayname": user, "C:supported-calendar-component-set": "VEVENT"}
    (new / ".Radicale.props").write_text(json.dumps(properties), encoding="utf-8")
    for uid, text in events.items():
        (new / f"{uid}.ics").write_text(text, encoding="utf-8", newline="")
    new.rename(home / CALENDAR)

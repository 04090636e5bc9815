"""Set up the stand-ins for Google and Microsoft that tests talk to; nothing is done again that has not changed.

    python3 scripts/doubles.py

Each of them lives in a folder of its own in `.tools/` and keeps the fingerprint of what it was made from.
Runs on the system's python3, so it uses the standard library only.
"""

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

import setup
from setup import LOG, REQUIREMENTS, ROOT, TOOLS, Trouble, fingerprint, progress, read, say

GRAPH_SHAPES = TOOLS / "graph" / "shapes.json"
EMULATE = TOOLS / "emulate"
GOOGLE = TOOLS / "google"


def main() -> int:
    """Make every stand-in; 0 when all are ready, 1 with one line on stderr when one cannot be made."""
    try:
        TOOLS.mkdir(exist_ok=True)
        LOG.parent.mkdir(parents=True, exist_ok=True)
        with (TOOLS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for make in DOUBLES:
                make()
    except Trouble as trouble:
        say(f"set-up of the doubles: {trouble}")
        return 1
    return 0


def graph() -> None:
    """JSON Schemas of what Graph takes and answers, made of the types that Microsoft publishes."""
    said = ROOT / "tests" / "doubles" / "graph"
    sources = [said / name for name in ("package.json", "package-lock.json", "shapes.ts", "tsconfig.json")]
    folder = GRAPH_SHAPES.parent
    if read(folder / ".made-from") == fingerprint(*sources) and GRAPH_SHAPES.exists():
        return
    with progress("making schemas of Microsoft's types"):
        folder.mkdir(exist_ok=True)
        for source in sources:
            shutil.copy(str(source), str(folder))
        run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        generator = "node_modules/ts-json-schema-generator/bin/ts-json-schema-generator.js"
        options = ["--path", "shapes.ts", "--tsconfig", "tsconfig.json", "--type", "Shapes", "--no-type-check"]
        run(folder, "node", generator, *options, "--out", GRAPH_SHAPES.name)
    (folder / ".made-from").write_text(fingerprint(*sources))


def emulate() -> None:
    """The vendors' sign-in pages, with the Node.js they need."""
    said = ROOT / "tests" / "doubles" / "emulate"
    sources = [said / name for name in ("package.json", "package-lock.json")]
    if read(EMULATE / ".made-from") == fingerprint(*sources):
        return
    with progress("getting the vendors' sign-in pages"):
        EMULATE.mkdir(exist_ok=True)
        for source in sources:
            shutil.copy(str(source), str(EMULATE))
        run(EMULATE, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    (EMULATE / ".made-from").write_text(fingerprint(*sources))


def google() -> None:
    """A stand-in for Google Calendar, in an environment of its own."""
    needed = REQUIREMENTS / "doubles-google.txt"
    if read(GOOGLE / ".made-from") == fingerprint(needed):
        return
    setup.PYTHON_OF[GOOGLE], setup.ROOM_FOR[GOOGLE] = ">=3.11,<3.15", 0.1e9
    setup.install(GOOGLE, needed, "a stand-in for Google Calendar")
    (GOOGLE / ".made-from").write_text(fingerprint(needed))


DOUBLES = (graph, google, emulate)


def run(folder: Path, *command: str) -> None:
    """Run a program with its words in the log; what goes wrong is told in one line."""
    if not shutil.which(command[0]):
        raise Trouble(f"{command[0]} is missing; install Node.js 20 or newer with npm, and run it again")
    with LOG.open("ab") as log:
        failed = subprocess.run(command, cwd=str(folder), stdout=log, stderr=log, stdin=subprocess.DEVNULL).returncode
    if failed:
        raise Trouble(f"{' '.join(command[:2])} failed (more in {LOG.relative_to(ROOT)}); check the network and npm")


if __name__ == "__main__":
    sys.exit(main())

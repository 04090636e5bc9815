"""`make bench`: measures everything on this machine, and writes the tables to bench/results.md."""

import os
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import finding_times, offers, turns

RESULTS = Path(__file__).with_name("results.md")
Rows = Sequence[dict[str, object]]

SECTIONS: list[tuple[str, str, Callable[[], Rows]]] = [
    (
        "A turn of a conversation",
        "Through Rasa's REST channel, with actions, database and calendar server; one visitor at a time. "
        "Stock: the same data with the configuration that `rasa init` writes, trained for 5 epochs only: that makes no "
        "turn shorter or longer.",
        turns.rows,
    ),
    ("Processes", "Memory after the conversations above. Start: until the process answers.", turns.processes),
    (
        "Finding times",
        "Pure computation, no database: how long the reps' free times of four weeks take.",
        finding_times.rows,
    ),
    ("An offer", "From the wish to the times shown, read from the store; calendars are never asked.", offers.rows),
]


def main() -> None:
    """Measure section by section, telling each one as it is done."""
    cores = os.cpu_count()
    text = [
        "# What Convene takes",
        f"Measured by `make bench` on {datetime.now(UTC):%d %B %Y}: {cores} cores, {platform.machine()}, "
        f"{platform.system()}, Python {platform.python_version()}.",
    ]
    for title, explanation, rows in SECTIONS:
        print(f"measuring: {title} …", flush=True)
        text += [f"## {title}", explanation, table(rows())]
        print(text[-1], flush=True)
    RESULTS.write_text("\n\n".join(text) + "\n", encoding="utf-8")
    print(f"written to {RESULTS.name}")


def table(rows: Rows) -> str:
    """The rows as a Markdown table; numbers stand right."""
    names = list(rows[0])
    right = [isinstance(rows[0][name], int | float) for name in names]
    lines = [names, ["---:" if number else "---" for number in right]]
    lines += [
        [f"{row[name]:,}" if isinstance(row[name], int | float) else str(row[name]) for name in names] for row in rows
    ]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


if __name__ == "__main__":
    main()

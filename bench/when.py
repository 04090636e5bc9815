"""How well and how fast "when would suit you?" is understood, beside libraries: `python -m bench.when`.

The sentences are those of the tests. Libraries are measured in an environment of their own (`--python`, an
interpreter that has `dateparser` or `parsedatetime`; what is missing there is left out): each gets the sentence and
the present, its first moment is taken as the one start that is wished.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from convene.when import TimePreference, Window
from tests.unit.when.judging import answer, now_of, sentences, starts, wrong

ROOT = Path(__file__).parent.parent
_START = """
import time
begun = time.process_time()
from datetime import UTC, datetime
from zoneinfo import ZoneInfo
from convene.when import understand
understand("Thursday at 3pm", datetime(2026, 11, 24, tzinfo=UTC), ZoneInfo("Europe/London"))
print((time.process_time() - begun) * 1_000)
"""
_LIBRARIES = {
    "dateparser": """
from dateparser.search import search_dates
def find(text, now, language):
    found = search_dates(text, languages=[language], settings={"RELATIVE_BASE": now, "PREFER_DATES_FROM": "future"})
    return found[0][1].replace(tzinfo=None) if found else None
""",
    "parsedatetime": """
import parsedatetime
calendar = parsedatetime.Calendar()
def find(text, now, language):
    found, how = calendar.parseDT(text, now)
    return found if how else None
""",
}
_ASK = """
import json, sys, time
from datetime import datetime
for line in sys.stdin:
    text, now, language = json.loads(line)
    begun = time.process_time()
    found = find(text, datetime.fromisoformat(now), language)
    print(json.dumps([(time.process_time() - begun) * 1_000, found and found.isoformat()]))
"""


def rows(python: str | None = None, language: str = "en") -> list[dict[str, object]]:
    """One row for us and one for each library there is: exact and quiet shares in percent, CPU time in milliseconds."""
    asked = sentences(f"sentences_{language}.jsonl")
    table = [_ours(asked)]
    for name, code in _LIBRARIES.items() if python else ():
        if row := _theirs(name, code, str(python), asked):
            table.append(row)
    return table


def start_ms(runs: int = 5) -> float:
    """Milliseconds of CPU time from nothing to the first answer, in a new process."""
    command = [sys.executable, "-c", _START]
    return median(float(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout) for _ in range(runs))


def longest_ms(piece: str = "friday or not 3 ") -> float:
    """Milliseconds of CPU time for ten thousand characters."""
    row = {"text": (piece * 10_000)[:10_000], "now": "2026-11-24T09:40", "zone": "Europe/London", "lang": "en"}
    begun = time.process_time()
    answer(row)
    return (time.process_time() - begun) * 1_000


def _ours(asked: Sequence[dict[str, Any]]) -> dict[str, object]:
    took = []
    for row in asked:
        begun = time.process_time()
        answer(row)
        took.append((time.process_time() - begun) * 1_000)
    return _row("Convene", asked, [answer(row) for row in asked], took)


def _theirs(name: str, code: str, python: str, asked: Sequence[dict[str, Any]]) -> dict[str, object] | None:
    lines = "".join(json.dumps([row["text"], row["now"], row["lang"]]) + "\n" for row in asked)
    ran = subprocess.run([python, "-W", "ignore", "-c", code + _ASK], input=lines, capture_output=True, text=True)
    if ran.returncode:
        return None
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    return _row(name, asked, [_point(row, found) for row, (_, found) in zip(asked, answers, strict=True)],
                [ms for ms, _ in answers])  # fmt: skip


def _point(row: dict[str, Any], found: str | None) -> TimePreference:
    if not found:
        return TimePreference()
    moment = datetime.fromisoformat(found).replace(tzinfo=now_of(row).tzinfo, second=0, microsecond=0)
    return TimePreference(windows=(Window(moment, moment, "minute"),))


def _row(
    what: str, asked: Sequence[dict[str, Any]], wishes: list[TimePreference], took: list[float]
) -> dict[str, object]:
    timed = [(row, wish) for row, wish in zip(asked, wishes, strict=True) if not row.get("none")]
    quiet = [not starts(wish, now_of(row)) for row, wish in zip(asked, wishes, strict=True) if row.get("none")]
    right = [not wrong({**row, "duration_minutes": wish.duration_minutes}, wish) for row, wish in timed]
    took = sorted(took)
    return {
        "what": what,
        "exact": 100 * sum(right) / len(right),
        "quiet": 100 * sum(quiet) / len(quiet),
        "p50_ms": median(took),
        "p99_ms": took[int(len(took) * 0.99)],
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", help="an interpreter that has the libraries")
    python = parser.parse_args().python
    for language in ("en", "de"):
        print(f"| {language} | exact % | quiet % | p50 ms | p99 ms |")
        print("|---|---:|---:|---:|---:|")
        for row in rows(python, language):
            shares = f"{row['exact']:.0f} | {row['quiet']:.0f}"
            print(f"| {row['what']} | {shares} | {row['p50_ms']:.2f} | {row['p99_ms']:.2f} |")
        print()
    print(f"Ten thousand characters: {longest_ms():.1f} ms")
    print(f"From nothing to the first answer: {start_ms():.0f} ms")


if __name__ == "__main__":
    main()

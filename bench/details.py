"""How well names, addresses and companies are read: scores `read_details` on the rows of an evaluation folder.

`CONVENE_EVAL_DIR` names the folder; it holds `details/*.jsonl`, each row with `text`, `asked`, `lang` and `gold`, which
is what should be stored (nothing, for refusals and noise). `--wrong` lists the rows missed.
"""

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from convene.details import Details, read_details

STORED_AS = {"name": "full_name", "email": "email", "company": "company"}


def rows(folder: Path) -> list[dict[str, object]]:
    """For every kind asked for: how many rows, how many right, and the same for those where nothing may be stored."""
    judged = [(row, is_right(row, read_details(row["text"], row["asked"]))) for row in _read(folder)]
    kinds: Counter[tuple[str, bool]] = Counter()
    for row, right in judged:
        for kind in (row["asked"], f"{row['asked']}, {row['lang']}", "nothing to store" * (not row["gold"])):
            kinds[kind, right] += bool(kind)
    table: list[dict[str, object]] = []
    for kind in sorted({kind for kind, _ in kinds if kind}):
        right, count = kinds[kind, True], kinds[kind, True] + kinds[kind, False]
        table.append({"kind": kind, "rows": count, "right": right, "percent": 100 * right / count})
    return table


def is_right(row: dict[str, Any], found: Details) -> bool:
    """Whether what was asked for is stored as the row says; case and the style of apostrophes do not count."""
    wanted = row["gold"].get(STORED_AS[row["asked"]])
    return _plain(getattr(found, row["asked"])) == _plain(wanted)


def _plain(text: str | None) -> str | None:
    return text.casefold().replace("’", "'") if text else None


def _read(folder: Path) -> list[dict[str, Any]]:
    files = sorted((folder / "details").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]


def main() -> None:
    """Print the table, and with `--wrong` every row that was missed."""
    if "CONVENE_EVAL_DIR" not in os.environ:
        sys.exit("set CONVENE_EVAL_DIR to the folder that holds details/*.jsonl")
    folder = Path(os.environ["CONVENE_EVAL_DIR"])
    print("| asked | rows | right | % |")
    print("|---|---:|---:|---:|")
    for row in rows(folder):
        print(f"| {row['kind']} | {row['rows']} | {row['right']} | {row['percent']:.1f} |")
    if "--wrong" in sys.argv:
        for row in _read(folder):
            found = read_details(row["text"], row["asked"])
            if not is_right(row, found):
                print(f"{row['asked']}: {row['text']!r} wanted {row['gold']} found {found}")


if __name__ == "__main__":
    main()

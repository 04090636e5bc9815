"""What is written in figures: dates, clock times, numbers; and what no word file knows."""

import re
from datetime import date, datetime

from convene.when.lexicon import convention, marked, marks_by_form, words
from convene.when.node import NO_MARKS, Node

_MARKS = {
    ",": "comma",
    "/": "slash",
    "-": "dash",
    ":": "colon",
    "(": "filler",
    ")": "filler",
    **dict.fromkeys(".;!?\n", "stop"),
}


def read(kind: str, piece: str, language: str) -> Node:
    """The node of a piece that no word file knows; `kind` is how it is written, a group of the tokens' pattern."""
    node = _figures(kind, piece, [int(d) for d in re.findall(r"\d+", piece)], language)
    if kind in {"ampm", "hours"}:
        said = {"exact", "oclock"} if piece.endswith(tuple(marked("oclock"))) else {"exact"}
        return Node(node.category, node.value, piece, frozenset(said))
    return node


def _figures(kind: str, piece: str, digits: list[int], language: str) -> Node:
    match kind:
        case "moment":
            return _moment(piece)
        case "iso":
            return _date(piece, *digits)
        case "dotted":
            return _numeric_date(piece, digits)
        case "slashed":
            return Node("slashed", tuple(digits), piece)
        case "clock":
            return _clock(piece, digits[0], digits[1])
        case "decimal":
            return Node("decimal", float(piece.replace(",", ".")), piece)
        case "ampm" if digits[0] > 99:
            return _clock(piece, digits[0] // 100, digits[0] % 100)
        case "ampm":
            return _clock(piece, digits[0], 0)
        case "hours":
            if digits[0] > 99:
                return _clock(piece, digits[0] // 100, digits[0] % 100)
            return _clock(piece, digits[0], digits[1] if len(digits) > 1 else 0, sure=not piece.endswith("h"))
        case "ish":
            return _ish(piece, digits, language)
        case "ordinal_dot" if not convention(language, "dotted_ordinals"):
            return Node("number", digits[0], piece)
        case "ordinal" | "ordinal_dot":
            return Node("ordinal", digits[0], piece) if 1 <= digits[0] <= 53 else Node("x", None, piece)
        case "number":
            value = int(piece) if len(piece) <= 4 else -1
            if _is_military(piece, value):
                minutes = value // 100 * 60 + value % 100
                early = 100 <= value < 700 and not piece.startswith("0")
                return Node("military", minutes + 720 * early, piece)
            return Node("year" if 2020 <= value <= 2100 else "number" if 0 <= value < 400 else "x", value, piece)
        case "mark":
            return Node(_MARKS.get(piece, "x"), None, piece)
    if kind == "word" and piece.endswith("day") and len(piece) > 5:
        return Node("no_such_day", None, piece)
    return Node("x", None, piece, marks_by_form(piece, language) if kind == "word" else NO_MARKS)


def _is_military(piece: str, value: int) -> bool:
    """Whether four digits, or three, can be a clock time without its colon: 1130, 0900, 815."""
    if 2020 <= value <= 2100 or len(piece) not in (3, 4) or value // 100 > 23:
        return False
    return value % 100 in (0, 15, 30, 45) and (len(piece) == 4 or value % 100 > 0)


def _ish(piece: str, digits: list[int], language: str) -> Node:
    """3ish, threeish, tennish."""
    stem = piece.removesuffix("ish").rstrip("-")
    for known in (stem, stem[:-1], f"{stem}e"):
        word = words(language).get((known,))
        if word and word.category in {"number", "clock"}:
            return Node("ish", word.value if word.category == "number" else int(word.value[:2]), piece)
    if (word := words(language).get((stem,))) and word.category in {"start_of", "end_of", "part"}:
        return Node(word.category, word.value, piece)  # late-ish
    return Node("ish", digits[0], piece) if digits else Node("x", None, piece)


def _moment(piece: str) -> Node:
    """An instant as ISO 8601 writes it, aware if it has an offset: 2026-12-03T14:00Z."""
    try:
        return Node("moment", datetime.fromisoformat(piece.upper().replace("Z", "+00:00")), piece)
    except ValueError:
        return Node("no_such_date", None, piece)


def _date(piece: str, year: int, month: int, day: int) -> Node:
    try:
        return Node("date", date(year, month, day), piece)
    except ValueError:
        return Node("no_such_date", None, piece)


def _numeric_date(piece: str, digits: list[int]) -> Node:
    if len(digits) == 2 and digits[1] > 12 and digits[0] < 24:
        return _clock(piece, digits[0], digits[1])  # um 9.30.
    if len(digits) == 2:
        return Node("day_month", (digits[0], digits[1]), piece)
    year = digits[2] + 2000 if digits[2] < 100 else digits[2]
    if "." in piece:
        return _date(piece, year, digits[1], digits[0])
    return Node("slashed", (digits[0], digits[1], year), piece)


def _clock(piece: str, hour: int, minute: int, *, sure: bool = True) -> Node:
    """A clock time in minutes; `time` is certain about morning and afternoon, `hour` is not."""
    if "." in piece and 1 <= minute <= 12 and piece[-1].isdigit() and (24 <= hour <= 31 or (hour and minute % 5)):
        return Node("day_month", (hour, minute), piece)  # 24.12 without its last dot
    if hour > 24 or minute > 59:
        return Node("x", None, piece)
    if found := re.search(r"([ap])\.?\s?m?\b\.?$", piece):
        if not 1 <= hour <= 12:
            return Node("x", None, piece)
        return Node("time", (hour % 12 + (12 if found[1] == "p" else 0)) * 60 + minute, piece)
    if hour > 12 or piece.startswith("0") or (re.search("uhr", piece) and hour >= 8):
        return Node("time", hour * 60 + minute, piece)
    return Node("hour", hour * 60 + minute, piece)

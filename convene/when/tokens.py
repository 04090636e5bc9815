"""From text to nodes: words, numbers, dates and clock times, each with what it is."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from convene.when.cities import zone_of_city
from convene.when.lexicon import LONGEST_PHRASE, Word, in_phrases, long_words, words

LONGEST_TEXT = 1000
MOST_NODES = 250
_CLOCKS = {"time", "hour", "clock", "number", "meridiem", "oclock"}
_MARKS = {
    ",": "comma",
    "/": "slash",
    "-": "dash",
    ":": "colon",
    "(": "filler",
    ")": "filler",
    **dict.fromkeys(".;!?\n", "stop"),
}
_WEEKLY_PARTS = {"vormittags", "mittags", "nachmittags", "abends"}
_HAVING = {"weekday", "relative_day", "unit", "weekend", "part", "holiday"}
_SHORT = {"weekday", "month", "relative_day", "part", "lunch", "half", "halb", "number"}
_ENDINGS = {"s": "s", "d": "would", "ll": "will"}
_BEFORE_A_MORNING = {"heute", "heut", "heit", "den", "der", "dem", "einem", "diesen", "diesem", "ganzen"}
_LETTERS = {"m": 1, "t": 2, "tu": 2, "w": 3, "th": 4, "f": 5}
_APPOINTMENTS = {"termin", "meeting", "call", "gespraech"}
# After these the visitor's own name follows, which then stays a name wherever it is said.
_OF_ME = ("name is", "name's", "name ist", "heisse", "called")
_NAMES = {
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "april",
    "may",
    "june",
    "august",
    "summer",
    "winter",
    "easter",
    "sun",
    "mo",
    "fr",
}
_FOLD = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "−": "-"}
)
_HELD_DOWN = re.compile(r"(.)\1{2,}")
_PIECE = re.compile(
    r"""
      (?P<link>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}|https?://\S+|\w+\.(?:com|de|io|org|net)\b|[$€£]\s?\d[\d.,]*|\d[\d.,]*\s?(?:%|€|\$|£|k\b|eur\b|usd\b))
    | (?P<phone>\+\d[\d\s/()-]{6,}|\b(?!\d{4}\s?-\s?\d{4}(?!\d))0\d{2,}[\s/-]?\d{3}[\d\s/-]*)
    | (?P<decimal>(?<![\d.:])\d{1,3}\.\d(?![\d.])|\b\d,5(?=\s?(?:stunden|std|h\b|hours)))
    | (?P<iso>\b\d{4}-\d{2}-\d{2}\b)
    | (?P<dotted>(?:(?<=\bam\s)|(?<=\b(?:den|dem|der|vom|zum)\s))\d{1,2}\.\d{1,2}\b(?!\.?\d|:|\s?uhr|\s?h\b)
                |\b\d{1,2}\.\s?\d{1,2}\.(?:\s?(?:19|20)\d{2}\b|\d{2}\b)?|\b\d{1,2}(?P<mark_between>[./-])\d{1,2}(?P=mark_between)\d{2,4}\b)
    | (?P<slashed>(?<![\d/])\d{1,2}/\d{1,2}(?![\d/]))
    | (?P<clock>\b\d{1,2}[:.]\d{2}(?:\s?uhr|\s?h\b|\s?hrs)?\s?(?:[ap]\.?m\b\.?)?(?!\d|\.\d)|\b\d{1,2}h\d{2}\b
                |\b\d{1,2}\s[0-5]\d\s?[ap]\.?m\b)
    | (?P<ratio>\b\d{1,3}:\d(?!\d))
    | (?P<ampm>\b\d{1,4}\s?[ap](?:\.?\s?m\b\.?|\b))
    | (?P<hours>\b(?:[01]\d|2[0-3])[0-5]\d\s?(?:hrs\b|hours\b)|\b\d{1,2}\s?(?:uhr(?:\s?\d{2}\b|\b)|h\b|hrs\b))
    | (?P<ish>\b(?:\d{1,2}|[a-z]{3,9})-?ish\b)
    | (?P<ordinal>\b\d{1,2}(?:st|nd|rd|th|s?te[nrs]?)\b)
    | (?P<ordinal_dot>\b\d{1,2}\.(?=\s*[a-z]|\s*$|\s*[,/&?!)-]))
    | (?P<number>\d+)
    | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*|w/c)
    | (?P<mark>[,;:.!?()/&@+-]|\n)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of the text: its category, its value, and the words it stands for."""

    category: str
    value: Any
    text: str


def split(text: str) -> list[str]:
    """The pieces of a text, folded to small letters without umlauts."""
    return [match[0].strip() for match in _PIECE.finditer(fold(text))]


def fold(text: str) -> str:
    """The text in small letters, with one way to write umlauts, dashes and apostrophes."""
    return text.lower().translate(_FOLD)


def nodes(text: str, language: str) -> list[Node]:
    """The nodes of a text; what lies beyond `LONGEST_TEXT` characters is not read."""
    folded = fold(text[:LONGEST_TEXT])
    text = text[:LONGEST_TEXT] if len(folded) == len(text[:LONGEST_TEXT]) else folded
    matches = list(_PIECE.finditer(folded))
    languages = (language, "english" if language == "german" else "german")
    pieces: list[tuple[str, str]] = []
    starts: list[int] = []
    for match in matches:
        for kind, piece, start in _parted(str(match.lastgroup), match[0].strip(), match.start()):
            pieces.append((kind, piece))
            starts.append(start)
    found: list[Node] = []
    at = 0
    while at < len(pieces) and len(found) < MOST_NODES:
        kind, piece = pieces[at]
        if language == "german" and kind in {"ampm", "clock"} and piece[-3:] == " am" and len(pieces) > at + 1:
            found.append(_read("number" if kind == "ampm" else kind, piece[:-3], language))
            pieces[at] = ("word", "am")  # um 2 am Donnerstag
            continue
        if piece in _LETTERS and _is_letter(pieces, at):
            found.append(Node("weekday", _LETTERS[piece], piece))
            at += 1
            continue
        if piece == "so" and _is_sunday(text, pieces, starts, at, found):
            found.append(Node("weekday", 7, piece))
            at += 1
            continue
        if kind == "word" and _is_name(text, pieces, starts, at):
            found.append(Node("x", None, piece))
            at += 1
            continue
        phrase = _phrase(tuple(p for _, p in pieces[at : at + LONGEST_PHRASE]), languages)
        if phrase and (kind in {"word", "mark"} or phrase[1] > 1):
            word, length = phrase
            said = " ".join(p for _, p in pieces[at : at + length])
            before = found[-1].text if found else ""
            if said == "morgen" and found and (found[-1].category == "weekday" or before in _BEFORE_A_MORNING):
                word = Word("part", "08:00-12:00")  # Mittwoch morgen
            if before in {"am", "zum", "vom", "bis zum"} and word.category == "ordinal" and word.value > 0:
                said = f"{before} {said}"  # am neunten is a date
            elif before == "am" and word.category == "number" and language == "german":
                found[-1] = Node("at", None, before)  # am zwei, as the Swiss say
            elif word.category == "zone_beside":
                before_in = found[:-1] if found and found[-1].category == "in" else found
                beside = before_in[-1].category if before_in else ""
                word = Word("zone" if beside in _CLOCKS else "x", word.value)  # noon Central
            found.append(Node(word.category, word.value, said))
            at += length
            # The dot of Sept. or Mo. ends no sentence.
            if (
                word.category in {"month", "weekday"}
                and len(said) <= 4
                and at + 1 < len(pieces)
                and pieces[at][1] == "."
            ):
                at += 1
            continue
        if language == "german" and kind == "word" and _is_counted(text, piece, starts[at], found):
            found.append(Node("thing", None, piece))
        else:
            node = _read(kind, piece, languages[0])
            if node.category == "ordinal" and found and found[-1].text == "am":
                node = Node("ordinal", node.value, f"am {piece}")
            found.append(node)
        at += 1
    for at, (node, behind) in enumerate(pairwise(found)):
        counted = [n.category for n in found[at + 2 : at + 3]] == ["x"]  # 10 Berlin shops
        if node.category == "number" and behind.category == "zone" and 1 <= node.value <= 12 and not counted:
            found[at] = Node("hour", node.value * 60, node.text)  # 10 Mountain
    _name_zones(found)
    names = {node.text for said, node in pairwise(found) if said.category == "called" and said.text.endswith(_OF_ME)}
    names |= {node.text for node, behind in pairwise(found) if behind.category == "company"}
    return [Node("x", None, n.text) if n.text in names and n.category in {"weekday", "month"} else n for n in found]


def _name_zones(found: list[Node]) -> None:
    """Read a city that no word file holds as its zone where `time` follows: Montreal time, Bangkok-Zeit."""
    for at, node in enumerate(found):
        behind = [n.text for n in found[at + 1 : at + 3] if n.text != "-"][:1]
        if node.category == "x" and behind in (["time"], ["zeit"]) and (zone := zone_of_city(node.text)):
            found[at] = Node("zone", zone, node.text)


def _parted(kind: str, piece: str, start: int) -> list[tuple[str, str, int]]:
    """Words that are two: Freitagnachmittag, Juniwoche, Montagmorgen, Friday's, Friday'd."""
    english = words("english")
    stem, apostrophe, ending = piece.rpartition("'")
    if (
        kind == "word"
        and ending in _ENDINGS
        and apostrophe
        and piece not in in_phrases("english")
        and (known := english.get((stem,)))
        and known.category in _HAVING
    ):
        return [(kind, stem, start), (kind, _ENDINGS[ending], start + len(stem) + 1)]
    if kind == "word" and len(piece) >= 8 and (piece,) not in words("german"):
        for at in range(len(piece) - 4, 2, -1):
            first, last = words("german").get((piece[:at],)), words("german").get((piece[at:],))
            if not first and piece[at - 1] == "s" and piece[at:] in _APPOINTMENTS:
                first = words("german").get((piece[: at - 1],))
            if not (first and last and first.category in {"weekday", "weekdays", "month", "holiday"}):
                continue
            if last.category == "part" and piece[at:] in _WEEKLY_PARTS and (f"{piece[:at]}s",) in words("german"):
                return [(kind, f"{piece[:at]}s", start), (kind, piece[at:], start + at)]  # Mittwochnachmittags
            if first.category in {"weekday", "weekdays"} and piece[at:] in _APPOINTMENTS:
                return [(kind, piece[:at].removesuffix("s"), start), (kind, piece[at:], start + at)]  # Freitagstermin
            if last.category in {"part", "unit", "halves"} or piece[at:] == "morgen":
                return [(kind, piece[:at], start), (kind, piece[at:], start + at)]
    return [(kind, piece, start)]


def _is_letter(pieces: list[tuple[str, str]], at: int) -> bool:
    """Whether a letter is a weekday, as beside others: M/W/F, M-Th."""
    behind, before = pieces[at + 1 : at + 3], pieces[max(at - 2, 0) : at][::-1]
    return any(len(two) == 2 and two[0][1] in {"/", "-"} and two[1][1] in _LETTERS for two in (behind, before))


def _is_sunday(text: str, pieces: list[tuple[str, str]], starts: list[int], at: int, found: list[Node]) -> bool:
    """Whether “So” is short for Sonntag: So 10 Uhr, So., Sa/So, Sa und So."""
    kind, following = pieces[at + 1] if at + 1 < len(pieces) else ("", "")
    linked = len(found) > 1 and found[-1].category in {"slash", "and", "or", "dash"} and found[-2].category == "weekday"
    if not text[starts[at]].isupper():
        return linked
    return (
        linked
        or kind in {"hours", "ordinal_dot", "dotted", "clock"}
        or following in {".", "vormittag", "nachmittag", "abend"}
    )


def _is_counted(text: str, piece: str, start: int, found: list[Node]) -> bool:
    """Whether a noun that is not known follows a number: 5 Praktikanten."""
    return (
        bool(found)
        and found[-1].category == "number"
        and text[start].isupper()
        and len(piece) >= 4
        and piece.endswith(("n", "e", "er", "s"))
    )


def _is_name(text: str, pieces: list[tuple[str, str]], starts: list[int], at: int) -> bool:
    """Whether a day or month is somebody's first name: Friday Osei, April Summers; a capital letter follows at once."""
    if pieces[at][1] in _NAMES and _follows_a_first_name(text, pieces, starts, at):
        return True
    if pieces[at][1] not in _NAMES or at + 1 >= len(pieces) or not text[starts[at]].isupper():
        return False
    kind, following = pieces[at + 1]
    begins = starts[at + 1]
    if pieces[at][1] == "fr" and following == "." and at + 2 < len(pieces):
        begins = starts[at + 2]  # Fr. Klein
        return (
            text[begins].isupper() and pieces[at + 2][0] == "word" and _phrase(pieces[at + 2][1:], ("german",)) is None
        )
    return (
        kind == "word"
        and text[begins].isupper()
        and following not in _NAMES
        and not text[begins:].split()[0].isupper()
        and begins - starts[at] == len(pieces[at][1]) + 1
        and _phrase((following,), ("english", "german")) is None
    )


def _follows_a_first_name(text: str, pieces: list[tuple[str, str]], starts: list[int], at: int) -> bool:
    """Whether a day or month is somebody's surname: I'm Mark Friday."""
    if at < 2 or pieces[at - 2][1] not in {"i'm", "im", "am", "it's", "is", "name's"}:
        return False
    behind = pieces[at + 1] if at + 1 < len(pieces) else ("mark", ".")
    both_capital = text[starts[at]].isupper() and text[starts[at - 1]].isupper()
    clock_follows = behind[0] not in {"word", "mark"} or behind[1] in {"at", "@"}
    return both_capital and not clock_follows and _phrase((pieces[at - 1][1],), ("english",)) is None


def _phrase(pieces: tuple[str, ...], languages: tuple[str, ...]) -> tuple[Word, int] | None:
    """The longest known phrase that begins here, and how many pieces it has."""
    for number, language in enumerate(languages):
        known = words(language)
        for length in range(len(pieces), 0, -1):
            word = known.get(pieces[:length]) or (known.get((*pieces[: length - 1], pieces[length - 1].rstrip("."))))
            # Of the other language only long words count: short ones mean something else in this one.
            if word and (number == 0 or len("".join(pieces[:length])) >= 6):
                return word, length
    near = _nearest(pieces[0], languages[0])
    return (words(languages[0])[(near,)], 1) if near else None


@lru_cache(maxsize=4096)
def _nearest(piece: str, language: str) -> str | None:
    """The long word this is a typing error of: one letter off, or two in long words that begin and end the same.

    Letters that are held down count once: arvooo. In a short word only two letters may have changed places: hlab.
    """
    if (piece_once := _HELD_DOWN.sub(r"\1", piece)) != piece and (piece_once,) in words(language):
        return piece_once
    if 4 <= len(piece) <= 5 and piece.isalpha():
        swapped = (piece[:at] + piece[at + 1] + piece[at] + piece[at + 2 :] for at in range(1, len(piece) - 1))
        if meant := next((p for p in swapped if (w := words(language).get((p,))) and w.category in _SHORT), None):
            return meant
    if len(piece) < 5 or not piece.isalpha():
        return None
    for known in long_words(language):
        allowed = 2 if len(known) >= 8 and known[-1] == piece[-1] else 1
        near = known[0] == piece[0] and abs(len(known) - len(piece)) <= allowed
        if near and DamerauLevenshtein.distance(known, piece, score_cutoff=allowed) <= allowed:
            return known
    return None


def _read(kind: str, piece: str, language: str) -> Node:
    digits = [int(d) for d in re.findall(r"\d+", piece)]
    match kind:
        case "iso":
            return _date(piece, *digits)
        case "dotted":
            return _numeric_date(piece, digits, language)
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
        case "ordinal_dot" if language == "english":
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
            return Node(
                _MARKS.get(piece, "x"),
                None,
                piece,
            )
    if kind == "word" and piece.endswith("day") and len(piece) > 5:
        return Node("no_such_day", None, piece)
    return Node("x", None, piece)


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


def _date(piece: str, year: int, month: int, day: int) -> Node:
    try:
        return Node("date", date(year, month, day), piece)
    except ValueError:
        return Node("no_such_date", None, piece)


def _numeric_date(piece: str, digits: list[int], language: str) -> Node:
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

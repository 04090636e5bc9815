"""From text to nodes: words, numbers, dates and clock times, each with what it is."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from convene.when.cities import zone_of_city
from convene.when.clauses.clause import BEFORE_HOURS
from convene.when.compounds import parted
from convene.when.ellipsis import NOUNS
from convene.when.figures import read
from convene.when.lexicon import (
    LANGUAGES,
    LONGEST_PHRASE,
    Word,
    convention,
    is_marked,
    letters,
    marked,
    marks_by_form,
    words,
)
from convene.when.names import is_name
from convene.when.node import NO_MARKS, Node, Piece
from convene.when.phrases import known

LONGEST_TEXT = 1000
MOST_NODES = 250
_CLOCKS = {"time", "hour", "clock", "number", "meridiem", "oclock"}
_MORNING = "08:00-12:00"
_LONGEST_MEETING = 4  # hours
_FOLD = str.maketrans(
    {
        # Accents are left out, as by many who type: février, fevrier.
        **{letter: unicodedata.normalize("NFD", letter)[0] for letter in map(chr, range(0xC0, 0x180))},
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "ß": "ss",
        **dict.fromkeys("’‘`", "'"),
        **dict.fromkeys("–—−", "-"),
    }
)
_TRAILING_OFF = re.compile(r"\.\.+|…")
_PIECE = re.compile(
    r"""
      (?P<link>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}|https?://\S+|\w+\.(?:com|de|io|org|net)\b|[$€£]\s?\d[\d.,]*|\d[\d.,]*\s?(?:%|€|\$|£|k\b|eur\b|usd\b))
    | (?P<phone>\+\d[\d\s/()-]{6,}|\b(?!\d{4}\s?-\s?\d{4}(?!\d))0\d{2,}[\s/-]?\d{3}[\d\s/-]*)
    | (?P<decimal>(?<![\d.:])\d{1,3}\.\d(?![\d.])|\b\d,5(?=\s?(?:stunden|std|h\b|hours)))
    | (?P<moment>\b\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?(?:z\b|[+-]\d{2}:\d{2}|\b))
    | (?P<iso>\b\d{4}(?P<mark_of_iso>[-/])\d{2}(?P=mark_of_iso)\d{2}\b)
    | (?P<dotted>(?:(?<=\bam\s)|(?<=\b(?:den|dem|der|vom|zum)\s))\d{1,2}\.\d{1,2}\b(?!\.?\d|:|\s?uhr|\s?h\b)
                |\b\d{1,2}\.\s?\d{1,2}\.(?:\s?(?:19|20)\d{2}\b|\d{2}\b)?|\b\d{1,2}(?P<mark_between>[./-])\d{1,2}(?P=mark_between)\d{2,4}\b)
    | (?P<slashed>(?<![\d/])\d{1,2}/\d{1,2}(?![\d/]))
    | (?P<clock>\b\d{1,2}[:.]\d{2}(?:\s?uhr|\s?h\b|\s?hrs)?\s?(?:[ap]\.?m\b\.?)?(?!\d|\.\d)|\b\d{1,2}\s?h\s?[0-5]\d\b
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


def split(text: str) -> list[str]:
    """The pieces of a text, folded to small letters without umlauts and accents."""
    return [match[0].strip() for match in _PIECE.finditer(_fold(text).lower())]


def _fold(text: str) -> str:
    """The text with one way to write umlauts, accents, dashes and apostrophes; what trails off is only a comma."""
    return _TRAILING_OFF.sub(lambda dots: ",".ljust(len(dots[0])), text.translate(_FOLD))


def nodes(text: str, language: str) -> list[Node]:
    """The nodes of a text; what lies beyond `LONGEST_TEXT` characters is not read."""
    pieces = [*_pieces(text[:LONGEST_TEXT])]
    found: list[Node] = []
    at = 0
    while at < len(pieces) and len(found) < MOST_NODES:
        at += _take(pieces, at, found, language)
    _put_before_nouns(found)
    _read_hours_of_zones(found)
    _name_zones(found)
    names = {node.text for who, node in pairwise(found) if _is_told_name(who, node)}
    names |= {node.text for node, behind in pairwise(found) if behind.category == "company"}
    return [Node("x", None, n.text) if n.text in names and n.category in {"weekday", "month"} else n for n in found]


def _is_told_name(who: Node, name: Node) -> bool:
    """My name is Sunday; my colleague April."""
    a_colleague = who.category == "speaker" and "who" not in who.marks and "first_name" in name.marks
    return a_colleague or (who.category, who.value) == ("called", "me")


def _pieces(text: str) -> Iterator[Piece]:
    """The text cut into words, figures and marks."""
    written = _fold(text)
    folded = written.lower()
    if len(folded) != len(written):
        written = folded
    for match in _PIECE.finditer(folded):
        for kind, said, start in parted(str(match.lastgroup), match[0].strip(), match.start()):
            yield Piece(kind, said, start, written[start : start + len(said)])


def _take(pieces: list[Piece], at: int, found: list[Node], language: str) -> int:
    """Add the node that begins at a piece, and give how many pieces it holds."""
    piece = pieces[at]
    if piece.kind in {"ampm", "clock"} and piece.text.endswith(" am") and at + 1 < len(pieces) and _is_on(language):
        found.append(read("number" if piece.kind == "ampm" else piece.kind, piece.text[:-3], language))
        pieces[at] = Piece("word", "am", piece.start, "am")  # um 2 am Donnerstag
        return 0
    if piece.text in letters() and _is_letter(pieces, at):
        found.append(Node("weekday", letters()[piece.text], piece.text))
        return 1
    if is_marked(piece.text, "or_sunday", language) and _is_sunday(pieces, at, found):
        found.append(Node("weekday", 7, piece.text))
        return 1
    if piece.kind == "word" and is_name(pieces, at):
        found.append(Node("x", None, piece.text))
        return 1
    phrase = known(
        [p.text for p in pieces[at : at + LONGEST_PHRASE]], language, *(o for o in LANGUAGES if o != language)
    )
    if phrase and (piece.kind in {"word", "mark", "ish"} or phrase[1] > 1):
        return _take_phrase(pieces, at, found, language, *phrase)
    if piece.kind == "ordinal_dot" and (not convention(language, "dotted_ordinals") or _follows_at(found)):
        found += [read("number", piece.text[:-1], language), Node("stop", None, ".")]  # Friday at 2. Or Monday?
        return 1
    if piece.kind == "word" and convention(language, "capital_nouns") and _is_counted(piece, found):
        found.append(Node("thing", None, piece.text))
    else:
        node = read(piece.kind, piece.text, language)
        dated = _dated(found[-1]) if node.category == "ordinal" and found else NO_MARKS
        found.append(Node("ordinal", node.value, piece.text, dated) if dated else node)
    return 1


def _take_phrase(pieces: list[Piece], at: int, found: list[Node], language: str, word: Word, length: int) -> int:
    """Add the node of a known phrase, which may mean something else behind the node before it."""
    said = " ".join(p.text for p in pieces[at : at + length])
    before = found[-1] if found else Node("", None, "")
    marks = word.marks
    if "or_morning" in marks and (before.category == "weekday" or "before_a_morning" in before.marks):
        word = Word("part", _MORNING)  # Mittwoch morgen
    if _dated(before) and word.category == "ordinal" and word.value > 0:
        marks |= _dated(before)  # am neunten is a date
    elif "at_or_on" in before.marks and word.category == "number":
        found[-1] = Node("at", None, before.text)  # am zwei, as the Swiss say
    elif word.category == "zone_beside":
        before_in = found[:-1] if before.category == "in" else found
        beside = before_in[-1].category if before_in else ""
        word = Word("zone" if beside in _CLOCKS else "x", word.value)  # noon Central
    elif "or_to" in marks and _opens_a_range(found, pieces[at + length :], language):
        word = Word("to", "to")  # de 14 h à 16 h
    elif "or_oclock" in marks and _names_an_hour(found):
        word = Word("oclock", "oclock")  # à 14 heures; not: dans deux heures
    elif word.category == "elsewhere":
        marks |= marks_by_form(said, language)
    found.append(Node(word.category, word.value, said, marks))
    # The dot of Sept. or Mo. ends no sentence.
    short = word.category in {"month", "weekday"} and len(said) <= 4
    dot, behind = [*(p.text for p in pieces[at + length : at + length + 2]), "", ""][:2]
    ends = (known := words(language).get((behind,))) is not None and known.category == "weekday"  # Tues. Weds after 3
    return length + (short and dot == "." and not ends)


def _opens_a_range(found: Sequence[Node], behind: Sequence[Piece], language: str) -> bool:
    """Whether a word that may be `at` or `to` is followed by an end: de 14 h à 16 h; not: de lundi à 16 h."""
    if not behind or "from" not in {node.category for node in found[-4:]}:
        return False
    (day, _) = known([behind[0].text], language) or (Word("", None), 0)
    return found[-1].category in _CLOCKS or day.category == "weekday"


def _names_an_hour(found: Sequence[Node]) -> bool:
    """Whether a word that is `hours` and `o'clock` in one follows a clock time: 14 heures; not: il faut deux heures."""
    if not found or found[-1].category != "number":
        return False
    before = found[-2].category if len(found) > 1 else ""
    return before in BEFORE_HOURS or (found[-1].value > _LONGEST_MEETING and before not in {"in", "within"})


def _dated(before: Node) -> frozenset[str]:
    """The marks of an ordinal behind this node: one behind am, zum or vom is a date, and behind am surely so."""
    return before.marks & {"dated", "on"} if "dated" in before.marks else NO_MARKS


def _put_before_nouns(found: list[Node]) -> None:
    """Put what stands behind its noun before it, as the rules have it: la semaine prochaine."""
    for at, (noun, which) in enumerate(pairwise(found)):
        if "behind" in which.marks and noun.category in NOUNS:
            found[at : at + 2] = [which, noun]


def _read_hours_of_zones(found: list[Node]) -> None:
    """Read a number in front of a zone as an hour: 10 Mountain; not 10 Berlin shops."""
    for at, (node, behind) in enumerate(pairwise(found)):
        counted = [n.category for n in found[at + 2 : at + 3]] == ["x"]
        if node.category == "number" and behind.category == "zone" and 1 <= node.value <= 12 and not counted:
            found[at] = Node("hour", node.value * 60, node.text)


def _name_zones(found: list[Node]) -> None:
    """Read a city that no word file holds as its zone where `time` follows: Montreal time, Bangkok-Zeit."""
    for at, node in enumerate(found):
        behind = [n for n in found[at + 1 : at + 3] if n.category != "dash"][:1]
        local = node.category == "x" and behind and "of_a_zone" in behind[0].marks
        if local and (zone := zone_of_city(node.text)):
            found[at] = Node("zone", zone, node.text)


def _is_on(language: str) -> bool:
    """Whether `am` is no half of the day in this language."""
    word = words(language).get(("am",))
    return word is not None and word.category != "meridiem"


def _follows_at(found: Sequence[Node]) -> bool:
    return bool(found) and found[-1].category == "at"


def _is_letter(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a letter is a weekday, as beside others: M/W/F, M-Th."""
    behind, before = pieces[at + 1 : at + 3], pieces[max(at - 2, 0) : at][::-1]
    return any(len(two) == 2 and two[0].text in {"/", "-"} and two[1].text in letters() for two in (behind, before))


def _is_sunday(pieces: Sequence[Piece], at: int, found: Sequence[Node]) -> bool:
    """Whether “So” is short for Sonntag: So 10 Uhr, So., Sa/So, Sa und So."""
    linked = len(found) > 1 and found[-1].category in {"slash", "and", "or", "dash"} and found[-2].category == "weekday"
    if linked or not pieces[at].is_capital or at + 1 >= len(pieces):
        return linked
    following = pieces[at + 1]
    hours = following.kind in {"hours", "ordinal_dot", "dotted", "clock"}
    return hours or following.text == "." or following.text in marked("behind_a_sunday")


def _is_counted(noun: Piece, found: Sequence[Node]) -> bool:
    """Whether a noun that is not known follows a number: 5 Praktikanten."""
    counted = bool(found) and found[-1].category == "number" and noun.is_capital and len(noun.text) >= 4
    counted = counted and not _follows_at(found[:-1])  # um 10 Ergotherapie
    return counted and noun.text.endswith(("n", "e", "er", "s"))

"""Words that are spelled letter by letter, and what is said about how they are written."""

import re
from functools import cache

from convene.details.words import bare, one_of, phrases, words

_HYPHENATED = re.compile(r"[^\W\d_](?:-[^\W\d_]){2,}[.,;!?]?")
_LETTER = re.compile(r"[^\W\d_][,;]?")
_STOPS = re.compile(r"[.,;!?]$")
_FEWEST = 3  # letters in a row, unless one is told by a word: "A as in apple"


def spell_out(text: str) -> str:
    """The text with "A-D-A", "a d a" or "A wie Anton, D, A" as "Ada", and without explanations such as "with two n".

    What was said before it was spelled stands there once.
    """
    said = _explanation().sub(lambda told: "," if told[0].endswith(":") else "", text).split()
    written: list[str] = []
    place = 0
    while place < len(said):
        spelled, length = _spelled(said[place:])
        if length:
            written = _announcement().sub("", " ".join(written)).split()
        if not length:
            written.append(said[place])
        elif spelled and not _is_said(spelled, written) and not _is_said(spelled, said[place + length :]):
            written.append(spelled)
        elif written:
            written[-1] = written[-1].rstrip(",") + ","
        place += length or 1
    return " ".join(written).rstrip(",")


@cache
def _announcement() -> re.Pattern[str]:
    """A pattern for what announces that a word is spelled: "I'll spell it:", "that's", "ich buchstabiere"."""
    return re.compile(rf"(?<!\w){one_of('announces_spelling')}[:,.]?$", re.IGNORECASE)


def _is_said(spelled: str, said: list[str]) -> bool:
    """Whether one of the words, or two or three in a row, are what is spelled: "Ada Byron, A-D-A-B-Y-R-O-N"."""
    spelled = spelled.rstrip(".,;!?").casefold()
    plain = [bare(word.rstrip(",;!?")) for word in said]
    return any("".join(plain[start : start + length]) == spelled for start in range(len(plain)) for length in (1, 2, 3))


@cache
def _explanation() -> re.Pattern[str]:
    """A pattern for "with two n", "without an h", "mit c statt k" before a pause."""
    counted = f"(?:{'|'.join(words('counts_letters'))})"
    letters = rf"(?: {counted}){{0,3}}[ -](?:[^\W\d_]|{'|'.join(words('groups_of_letters'))})(?:'?s)?"
    told = "|".join(words("explains_letters"))
    more = "|".join(words("explains_letters") | words("joins_letters"))
    ends = r"(?= ?(?:$|[,.;!?)]|please|bitte))"
    place = f"(?: (?:{'|'.join(words('where_letters_stand'))}))?"
    return re.compile(rf"[ ,]*\b(?:{told}){letters}(?:,? (?:{more}){letters}){{0,3}}{place}(?::|{ends})", re.IGNORECASE)


def _spelled(said: list[str]) -> tuple[str, int]:
    """The word spelled at the start, and of how many words it is made; a letter alone that is explained is no word."""
    if _HYPHENATED.fullmatch(said[0]):
        return said[0].replace("-", "").capitalize(), 1
    letters, told, length, stops = "", False, 0, True
    for place, word in enumerate(said):
        if place < length or (letters and bare(word) in words("joins_letters")):
            continue
        if not _LETTER.fullmatch(word) or word.upper() == word.lower():
            break
        if length > 1 and said[length - 1][1:] and len(said[length - 2]) == 1:
            stops = False  # “a d a, b y r o n”
            break
        explained = _explained(said[place:])
        letters, told, length = letters + word[0], told or explained > 0, place + 1 + explained
    initials = not told and bool(length) and said[length - 1].isalpha() and "".join(said[length : length + 1]).istitle()
    if told and len(letters) == 1:
        return "", length  # “Krüger, K wie Kaufmann”
    if len(letters) >= (2 if told else _FEWEST) and not initials:  # as in “J R R Tolkien”
        return letters.capitalize() + "".join(_STOPS.findall(said[length - 1]) if stops else ()), length
    return "", 0


def _explained(said: list[str]) -> int:
    """How many words behind a letter tell it: the two of "A as in apple" are three."""
    lead = phrases("spelled_as").match(" ".join(said[1:4]))
    length = len(lead[0].split()) if lead else 0
    told = said[length + 1 : length + 2] if length else []
    return length + 1 if told and told[0][0].casefold() == said[0][0].casefold() else 0

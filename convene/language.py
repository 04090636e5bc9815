"""Which language a visitor speaks, heard from words as short as “hi”, “ja” or “Dienstag”. Pure.

Models for this want whole sentences; a chat turn is one word as often as not. Lists of common words, in
`languages.yml`, are right on those, and a further language needs no more than its own list. `foreign.yml` has such
lists of languages that are not ours, to say so.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

FIRST = "en"
"""The language when nothing tells another."""

WRITTEN_AS = {"en": "en-GB"}
"""The way dates are written for whoever reads a language that is not their own; American ones mislead them."""

_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|\b\S+\.\S{2,}\b")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_FIGURES = re.compile(r"(?<!\S)\d[\d.,:]*")
_SURE = 2  # signs that outweigh an answer that may be somebody's name
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class _Signs:
    """What a language is known by."""

    known: frozenset[str]  # all its common words
    words: frozenset[str]  # those that no other language has
    beginnings: tuple[str, ...]
    letters: str
    around_figures: frozenset[tuple[str, str]]
    yes: frozenset[str]
    no: frozenset[str]
    books: frozenset[str]
    otherwise: frozenset[str]
    ours: frozenset[str]
    too: frozenset[str]
    has_to: frozenset[str]
    by_phone: frozenset[str]
    asked_for: frozenset[str]


def languages() -> tuple[str, ...]:
    """The languages that can be told apart, as ISO 639-1 codes."""
    return tuple(_signs())


def primary_language(tag: str) -> str:
    """The language of a BCP 47 tag, `de` of `de-AT`, whether we know it or not."""
    return tag.strip().replace("_", "-").partition("-")[0].lower()


def language_of(locale: str, otherwise: str = FIRST) -> str:
    """The language of a BCP 47 tag such as `de-AT`, if we know it."""
    language = primary_language(locale)
    return language if language in _signs() else otherwise


def heard(text: str, present: str, *, a_name: bool = False) -> str:
    """The language to answer in.

    Args:
        text: what the visitor wrote.
        present: the language spoken so far; it stays unless the text clearly is in another.
        a_name: whether a name, an address or a company was asked for, so that a single word tells little.
    """
    words = _words(text)
    if wanted := _asked_for(words):
        return wanted
    if _is_foreign(words):
        return present
    pairs = _pairs(text)
    counts = {
        language: _count(words, signs) + len(pairs & signs.around_figures) for language, signs in _signs().items()
    }
    best = max(counts, key=lambda language: (counts[language], language == present))
    rest = max(count for language, count in counts.items() if language != best)
    needed = _SURE if a_name else 1
    return best if counts[best] - rest >= needed else present


def is_foreign(text: str) -> bool:
    """Whether a message is in a language that is not ours, as far as its letters and common words tell."""
    return _is_foreign(_words(text))


def yes_or_no(text: str) -> bool | None:
    """Whether a message begins with a yes or a no, whatever follows; None if with neither of ours."""
    first = next((word.lower() for word in _words(text)), "")
    if is_foreign(text):
        return None
    if any(first in signs.yes for signs in _signs().values()):
        return True
    return False if any(first in signs.no for signs in _signs().values()) else None


def says_to_book(text: str) -> bool:
    """Whether a message has a word for booking, in any of our languages."""
    return any(_has(text, signs.books) for signs in _signs().values())


def agrees_to_book(text: str) -> bool:
    """Whether a message has, wherever they stand, a word for yes and one for booking, and none for no."""
    yes, no = (any(_has(text, getattr(signs, word)) for signs in _signs().values()) for word in ("yes", "no"))
    return yes and not no and says_to_book(text)


def speaks_of_us(text: str) -> bool:
    """Whether a message speaks of those who write it, in any of our languages: "we need new shelves"."""
    return any(_has(text, signs.ours) for signs in _signs().values())


def says_too(text: str) -> bool:
    """Whether a message has a word for "too", in any of our languages."""
    return any(_has(text, signs.too) for signs in _signs().values())


def asks_whether_to(text: str) -> bool:
    """Whether a message asks if one has to do something, in any of our languages."""
    return any(_has_phrase(text, signs.has_to) for signs in _signs().values())


def wishes_to_be_called(text: str) -> bool:
    """Whether a message speaks of a call by telephone, in any of our languages."""
    return any(_has_phrase(text, signs.by_phone) for signs in _signs().values())


def _has_phrase(text: str, listed: frozenset[str]) -> bool:
    said = " ".join(_words(text)).lower()
    return any(f" {phrase} " in f" {said} " for phrase in listed)


def _has(text: str, listed: frozenset[str]) -> bool:
    return any(word.lower() in listed for word in _words(text))


def before_otherwise(text: str) -> str:
    """What stands before an "otherwise", in any of our languages; empty if there is none."""
    for word in _WORD.finditer(text):
        if any(word[0].lower() in signs.otherwise for signs in _signs().values()):
            return text[: word.start()].strip(" .,;–-")
    return ""


def _words(text: str) -> list[str]:
    return _WORD.findall(_ADDRESS.sub(" ", text[:_LONGEST]).replace("’", "'"))


def _pairs(text: str) -> set[tuple[str, str]]:
    """Every two words that follow each other, figures as #: "am 26. November" is “am #” and “# november”."""
    said = _ADDRESS.sub(" ", _FIGURES.sub(" # ", text[:_LONGEST].lower())).split()
    return set(pairwise(said))


def _is_foreign(words: Sequence[str]) -> bool:
    """Whether most is in other letters, or more words are other languages' than ours: two, or all there are."""
    letters = [letter for word in words for letter in word]
    if sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters) * 2 > len(letters):
        return True
    telling = [word for word in words if word.lower() not in _shared_words()]
    theirs = sum(word.lower() in _foreign_words() for word in telling)
    return theirs > 0 and theirs > _most_ours(telling) and (theirs > 1 or theirs == len(telling))


def _most_ours(words: Sequence[str]) -> int:
    return max(_count(words, signs) for signs in _signs().values())


@cache
def _foreign_words() -> frozenset[str]:
    """Common words of languages that are not ours."""
    text = Path(__file__).with_name("foreign.yml").read_text(encoding="utf-8")
    read: dict[str, str] = yaml.load(text, Loader=yaml.CSafeLoader)
    return frozenset(word for language, said in read.items() if language not in _signs() for word in said.split())


@cache
def _shared_words() -> frozenset[str]:
    """Those that one of our languages has too: no, hallo."""
    return _foreign_words() & {word for signs in _signs().values() for word in signs.known}


def _asked_for(words: list[str]) -> str | None:
    said = " ".join(words).lower()
    for language, signs in _signs().items():
        if said in signs.asked_for or any(len(w.split()) > 1 and f" {w} " in f" {said} " for w in signs.asked_for):
            return language
    return None


def _count(words: Sequence[str], signs: _Signs) -> int:
    return sum(
        word.lower() in signs.words
        or (bool(signs.beginnings) and word.lower().startswith(signs.beginnings))
        or (word[0].islower() and any(letter in signs.letters for letter in word))
        for word in words
    )


@cache
def _signs() -> dict[str, _Signs]:
    text = Path(__file__).with_name("languages.yml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 (`yes` and `no` are words)
    known = {language: frozenset(said["words"].split()) for language, said in read.items()}
    return {language: _read(said, _others(known, language)) for language, said in read.items()}


def _others(known: dict[str, frozenset[str]], language: str) -> frozenset[str]:
    return frozenset().union(*(words for other, words in known.items() if other != language))


def _read(said: dict[str, Any], others: frozenset[str]) -> _Signs:
    """The signs of one language without the words it shares with others."""
    own = frozenset(said["words"].split()) - others
    return _Signs(
        known=frozenset(said["words"].split()) | frozenset((said["yes"] + " " + said["no"]).split()),
        words=frozenset(word for word in own if not word.endswith("*")),
        beginnings=tuple(word[:-1] for word in own if word.endswith("*")),
        letters=said["letters"],
        around_figures=frozenset((first, second) for first, second in map(str.split, said.get("around_figures", ()))),
        yes=frozenset(said["yes"].split()),
        no=frozenset(said["no"].split()),
        books=frozenset(said["books"].split()),
        otherwise=frozenset(said.get("otherwise", "").split()),
        ours=frozenset(said.get("ours", "").split()),
        too=frozenset(said.get("too", "").split()),
        has_to=frozenset(said.get("has_to", ())),
        by_phone=frozenset(said.get("by_phone", ())),
        asked_for=frozenset(said["asked_for"]),
    )

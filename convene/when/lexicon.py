"""The words of a language, by what they are; kept in `words/<language>.yml`, where a word is added without code.

Every section of such a file is a category that holds the phrases of each value, but these:

- `sets`: what may stand for `<name>` in a phrase; all combinations are phrases.
- `marks`: what words are besides their category; a word may have several marks.
- `forms`: marks that words have by their form, as regular expressions, of words that the file does not name.
- `letters`: single letters that are weekdays beside others, as in M/W/F.
- `contractions`: what stands behind an apostrophe, and the word it is short for.
- `conventions`: how the language is written. `compounds`: nouns are joined to one word; `capital_nouns`: nouns begin
  with a capital letter; `dotted_ordinals`: 3. is the third; `month_first`: 3/12 is the 12th of March in these zones.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from convene.when.node import NO_MARKS

_FOLDER = Path(__file__).with_name("words")
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("??.yml")))
LONGEST_PHRASE = 6
NO_CATEGORIES = {"sets", "marks", "forms", "letters", "contractions", "conventions"}
_OPEN_SETS = re.compile(r"<(\w+)>")
# Not heute, neue or dauer, and not the short nae.
_UMLAUT = re.compile(r"(?<=[aou])(?<![aeq]u)e(?=\w\w)|(?<=\w\w[aou])(?<![aeq]u)e(?=\w)")


@dataclass(frozen=True, slots=True)
class Word:
    """What a word or phrase is (its category, such as `weekday`), which one (its value, 1 for Monday), its marks."""

    category: str
    value: Any
    marks: frozenset[str] = NO_MARKS


@cache
def _file(language: str) -> dict[str, Any]:
    text = _FOLDER.joinpath(f"{language}.yml").read_text(encoding="utf-8")
    # The base loader leaves all as text: `no` and `on` are words here, 12:00 is no number.
    sections: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506
    return sections


def listed(language: str) -> Iterator[tuple[Word, tuple[str, ...]]]:
    """Every phrase as it stands in the file, split, with what it is; of one that stands twice the first is read."""
    for category, values in _file(language).items():
        if category in NO_CATEGORIES:
            continue
        for value, phrases in values.items():
            word = Word(category, int(value) if value.lstrip("-").isdigit() else value)
            for phrase in phrases:
                for pieces in _in_pieces(phrase, language):
                    yield word, pieces


@cache
def words(language: str) -> dict[tuple[str, ...], Word]:
    """Every word and phrase of a language, split as the text is split."""
    marks = _marks(language)
    known: dict[tuple[str, ...], Word] = {}
    for word, pieces in listed(language):
        marked = marks.pop(pieces, None)
        known.setdefault(pieces, Word(word.category, word.value, frozenset(marked)) if marked else word)
    known.update((pieces, Word("x", None, frozenset(marked))) for pieces, marked in marks.items())
    return {**_without_umlauts(known), **_without_apostrophes(known), **known}


def _marks(language: str) -> dict[tuple[str, ...], set[str]]:
    """The marks of every phrase that has some."""
    found: dict[tuple[str, ...], set[str]] = {}
    for mark, phrases in _file(language).get("marks", {}).items():
        for phrase in phrases:
            for pieces in _in_pieces(phrase, language):
                found.setdefault(pieces, set()).add(mark)
    return found


def _in_pieces(phrase: str, language: str) -> list[tuple[str, ...]]:
    """The phrase as it is split in a text; one with a <name> once for each member of that set."""
    if "<" in phrase:
        sets, fixed = _file(language)["sets"], _OPEN_SETS.split(phrase)
        chosen = product(*(sets[name] for name in fixed[1::2]))
        whole = ("".join(text + said for text, said in zip(fixed[::2], (*some, ""), strict=True)) for some in chosen)
        return [pieces for filled in whole for pieces in _in_pieces(filled.strip(), language)]
    if phrase.isascii() and phrase.replace(" ", "").isalpha() and phrase.islower():
        # Letters and blanks alone need no reading as text: that is most phrases, and saves half the time.
        return [tuple(phrase.split())]
    from convene.when.tokens import split

    return [tuple(split(phrase))]


def _without_umlauts(known: dict[tuple[str, ...], Word]) -> dict[tuple[str, ...], Word]:
    """The words as they are typed on a keyboard that has no umlauts: funf, nachste Woche."""
    marked = (p for p in known if "ue" in (said := " ".join(p)) or "ae" in said or "oe" in said)
    return {tuple(_UMLAUT.sub("", piece) for piece in pieces): known[pieces] for pieces in marked}


def _without_apostrophes(known: dict[tuple[str, ...], Word]) -> dict[tuple[str, ...], Word]:
    """The words as they are typed in haste: cant, doesnt."""
    marked = (p for p in known if "n't" in " ".join(p))
    return {tuple(piece.replace("n't", "nt") for piece in pieces): known[pieces] for pieces in marked}


@cache
def marked(mark: str) -> frozenset[str]:
    """Every single word that has this mark in any language."""
    return frozenset(
        phrase
        for language in LANGUAGES
        for phrase in _file(language).get("marks", {}).get(mark, ())
        if " " not in phrase
    )


def is_marked(word: str, mark: str, language: str) -> bool:
    """Whether a word has this mark in a language."""
    return mark in _file(language).get("marks", {}) and word in _file(language)["marks"][mark]


@lru_cache(maxsize=4096)
def marks_by_form(word: str, language: str) -> frozenset[str]:
    """The marks that a word has by its form: waited, telefoniert."""
    return frozenset(mark for mark, form in _forms(language) if form.fullmatch(word))


@cache
def _forms(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((mark, re.compile(form)) for mark, form in _file(language).get("forms", {}).items())


@cache
def letters() -> dict[str, int]:
    """The weekdays that single letters are beside others."""
    by_day = ((int(day), said) for language in LANGUAGES for day, said in _file(language).get("letters", {}).items())
    return {letter: day for day, said in by_day for letter in said}


@cache
def contractions(language: str) -> dict[str, str]:
    """The words that endings behind an apostrophe are short for."""
    return dict(_file(language).get("contractions", {}))


@cache
def convention(language: str, name: str) -> tuple[str, ...]:
    """What a language's convention says, empty if it has none of that name."""
    return tuple(_file(language).get("conventions", {}).get(name, ()))


@cache
def phrase_lengths(language: str) -> dict[str, int]:
    """How many pieces the longest phrase has that begins with a word, its dot left out."""
    longest: dict[str, int] = {}
    for pieces in words(language):
        first = pieces[0].rstrip(".")
        longest[first] = max(len(pieces), longest.get(first, 0))
    return longest


@cache
def in_phrases(language: str) -> frozenset[str]:
    """Every single word that a phrase of the language is made of."""
    return frozenset(piece for phrase in words(language) for piece in phrase)


@cache
def words_of_zones(language: str) -> frozenset[str]:
    """Every single word that the names of zones are made of."""
    return frozenset(piece for phrase, word in words(language).items() if word.category == "zone" for piece in phrase)


@cache
def long_words(language: str) -> tuple[str, ...]:
    """The single words long enough for a typing error in them to be recognised: days, months, parts, `tomorrow`."""
    sorts = {"weekday", "weekdays", "month", "part", "relative_day", "about", "between", "before", "next", "coming"}
    return tuple(p[0] for p, w in words(language).items() if len(p) == 1 and len(p[0]) >= 6 and w.category in sorts)

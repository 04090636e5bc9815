"""The words of a language, by what they are; kept in `words/<language>.yml`, where a word is added without code."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LONGEST_PHRASE = 6
# Not heute, neue or dauer, and not the short nae.
_UMLAUT = re.compile(r"(?<=[aou])(?<![aeq]u)e(?=\w\w)|(?<=\w\w[aou])(?<![aeq]u)e(?=\w)")


@dataclass(frozen=True, slots=True)
class Word:
    """What a word or phrase is (its category, such as `weekday`) and which one (its value, such as 1 for Monday)."""

    category: str
    value: Any


@cache
def words(language: str) -> dict[tuple[str, ...], Word]:
    """Every word and phrase of a language, split as the text is split."""
    from convene.when.tokens import split

    text = Path(__file__).with_name("words").joinpath(f"{language}.yml").read_text(encoding="utf-8")
    known: dict[tuple[str, ...], Word] = {}
    # The base loader leaves all as text: `no` and `on` are words here, 12:00 is no number.
    for category, values in yaml.load(text, Loader=yaml.CBaseLoader).items():  # noqa: S506
        for value, phrases in values.items():
            for phrase in phrases:
                # Letters and blanks alone need no reading as text: that is most phrases, and saves half the time.
                plain = phrase.isascii() and phrase.replace(" ", "").isalpha() and phrase.islower()
                pieces = tuple(phrase.split()) if plain else tuple(split(phrase))
                known.setdefault(pieces, Word(category, int(value) if value.lstrip("-").isdigit() else value))
    return {**_without_umlauts(known), **known}


def _without_umlauts(known: dict[tuple[str, ...], Word]) -> dict[tuple[str, ...], Word]:
    """The words as they are typed on a keyboard that has no umlauts: funf, nachste Woche."""
    marked = (p for p in known if any("ue" in piece or "ae" in piece or "oe" in piece for piece in p))
    return {tuple(_UMLAUT.sub("", piece) for piece in pieces): known[pieces] for pieces in marked}


@cache
def in_phrases(language: str) -> frozenset[str]:
    """Every single word that a phrase of the language is made of."""
    return frozenset(piece for phrase in words(language) for piece in phrase)


@cache
def long_words(language: str) -> tuple[str, ...]:
    """The single words long enough for a typing error in them to be recognised: days, months, parts, `tomorrow`."""
    sorts = {"weekday", "weekdays", "month", "part", "relative_day", "about", "between", "before", "next", "coming"}
    return tuple(p[0] for p, w in words(language).items() if len(p) == 1 and len(p[0]) >= 6 and w.category in sorts)

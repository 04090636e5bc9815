"""What is said beside a name: how it is spelled, what it was at birth, where somebody works."""

import re
from functools import cache

from convene.details.spelling import spell_out
from convene.details.words import one_of, phrases

_IN_BRACKETS = re.compile(r"(?<=\w) \((?:[^()@]{1,40})\) (?=[^\W\d_a-zäöü])")
_SMILEYS = re.compile(r"(?<=\S) (?:[:;=]['-]?[()DPp3/|]+|x[dD]+|\^\^)(?!\S)")
_DOTS = re.compile(r"\.{2,}|…")


def without_asides(text: str, *, asked: bool) -> str:
    """The text with names spelled out, and without what only stands beside one."""
    text = spell_out(_DOTS.sub(" – ", _SMILEYS.sub("", text)))
    for aside in (_IN_BRACKETS, _first_of_a_couple(), _birth_name()):
        text = aside.sub(" " if aside is _IN_BRACKETS else "", text)
    if asked:
        text = phrases("hedges").sub(",", text)
        text = _bin().sub(r"\1ich bin ", text)
    return _company().sub(r"\1,", text)


@cache
def _first_of_a_couple() -> re.Pattern[str]:
    """A pattern for the first of "Mr and Mrs"."""
    honorific = one_of("honorifics")
    return re.compile(rf"\b{honorific}\.? {one_of('joins_names')} (?={honorific}\b)", re.IGNORECASE)


@cache
def _birth_name() -> re.Pattern[str]:
    """A pattern for "née Byron" behind a name."""
    return re.compile(rf"(?<=\w)[ ,(]+{one_of('birth_name_follows')}\.? (?:[^,;.!?()]|\.(?=\d))*\)?", re.IGNORECASE)


@cache
def _bin() -> re.Pattern[str]:
    """A pattern for a "bin" that begins a sentence without "ich": "hallo, bin die Ada"."""
    begins = rf"(^|[,.;:!?–-] |(?:^|[,.;:!?–-] )(?:{one_of('fillers')}[,.!]? )+)"
    return re.compile(rf"{begins}bins?,? (?=\w)", re.IGNORECASE)


@cache
def _company() -> re.Pattern[str]:
    """A pattern for the name behind "the firm is" or "I work for", which is no person's."""
    return re.compile(rf"(?<!\w)(?i:({one_of('company_follows')})) (?!{one_of('name_follows')})[^,;.!?]*")

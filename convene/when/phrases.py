"""Which word or phrase of the word files begins somewhere, also when it has a typing error."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from convene.when.lexicon import Word, long_words, phrase_lengths, words, words_of_zones

_SHORT = {"weekday", "month", "relative_day", "part", "lunch", "half", "halb", "number"}
_OPEN = {"flexible"}
_LONG = 7  # letters
_HELD_DOWN = re.compile(r"(.)\1{2,}")


def known(pieces: Sequence[str], *languages: str) -> tuple[Word, int] | None:
    """The longest known phrase that begins here, and how many pieces it has; of the first language also misspelt."""
    said = tuple(_straight(piece, languages[0]) for piece in pieces)
    for number, language in enumerate(languages):
        phrases, longest = words(language), phrase_lengths(language).get(said[0].rstrip("."), 0)
        for length in range(min(longest, len(said)), 0, -1):
            word = phrases.get(said[:length]) or phrases.get((*said[: length - 1], said[length - 1].rstrip(".")))
            # Of the other languages only long words count: short ones mean something else in this one.
            if word and (number == 0 or len("".join(said[:length])) >= 6):
                return word, length
    near = _meant(said[0], languages[0])
    return (words(languages[0])[(near,)], 1) if near else None


@lru_cache(maxsize=4096)
def _straight(piece: str, language: str) -> str:
    """The long word of a zone's name in which two letters have changed places here: Otrszeit Chiacgo.

    A time in a zone that was not heard would be offered in another one.
    """
    if len(piece) < _LONG or not piece.isalpha() or (piece,) in words(language):
        return piece
    return next((swapped for swapped in _swapped(piece) if swapped in words_of_zones(language)), piece)


def _swapped(piece: str) -> Iterator[str]:
    """Every word that has two neighbours of this one in each other's place, but for the first letter."""
    return (piece[:at] + piece[at + 1] + piece[at] + piece[at + 2 :] for at in range(1, len(piece) - 1))


@lru_cache(maxsize=4096)
def _meant(piece: str, language: str) -> str | None:
    """The long word this is a typing error of: one letter off, or two in long words that begin and end the same.

    Letters that are held down count once: arvooo. In a short word, or one that leaves the time open, only two letters
    may have changed places: hlab, eraliest.
    """
    if (piece_once := _HELD_DOWN.sub(r"\1", piece)) != piece and (piece_once,) in words(language):
        return piece_once
    if len(piece) >= 4 and piece.isalpha():
        sorts = _SHORT if len(piece) <= 5 else _OPEN
        if near := next((p for p in _swapped(piece) if (w := words(language).get((p,))) and w.category in sorts), None):
            return near
    if len(piece) < 5 or not piece.isalpha():
        return None
    for word in long_words(language):
        allowed = 2 if len(word) >= 8 and word[-1] == piece[-1] else 1
        close = word[0] == piece[0] and abs(len(word) - len(piece)) <= allowed
        if close and DamerauLevenshtein.distance(word, piece, score_cutoff=allowed) <= allowed:
            return word
    return None

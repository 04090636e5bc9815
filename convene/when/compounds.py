"""Words that are two: Freitagnachmittag, Friday's."""

from convene.when.lexicon import LANGUAGES, contractions, convention, in_phrases, marked, words

_SHORTEST = 8
_SHORTENED = {"weekday", "relative_day", "unit", "weekend", "part", "holiday", "number", "clock"}
_FIRST = {"weekday", "weekdays", "month", "holiday"}
_LAST = {"part", "unit", "halves"}


def parted(kind: str, piece: str, start: int) -> list[tuple[str, str, int]]:
    """The words that a piece holds, each as its kind, itself and where it starts."""
    if kind != "word" or (len(piece) < _SHORTEST and "'" not in piece):
        return [(kind, piece, start)]
    for language in LANGUAGES:
        if "'" in piece and (two := _without_contraction(piece, language)):
            stem, meant = two
            return [(kind, stem, start), (kind, meant, start + len(stem) + 1)]
        if len(piece) >= _SHORTEST and convention(language, "compounds") and (parts := _compound(piece, language)):
            first, last, at = parts
            return [(kind, first, start), (kind, last, start + at)]
    return [(kind, piece, start)]


def _without_contraction(piece: str, language: str) -> tuple[str, str] | None:
    """Friday's, tomorrow'll, eleven's: the time, and the word that the ending is short for."""
    stem, _, ending = piece.rpartition("'")
    meant = contractions(language).get(ending)
    word = words(language).get((stem,)) if meant and piece not in in_phrases(language) else None
    return (stem, meant) if meant and word and word.category in _SHORTENED else None


def _compound(piece: str, language: str) -> tuple[str, str, int] | None:
    """Freitagnachmittag, Juniwoche, Montagmorgen, Freitagstermin: both words, and where the second begins."""
    known = words(language)
    if (piece,) in known:
        return None
    for at in range(len(piece) - 4, 2, -1):
        first, last, joined = piece[:at], piece[at:], piece[:at].removesuffix("s")
        appointment = last in marked("appointment")
        before = known.get((first,)) or (known.get((joined,)) if appointment else None)
        behind = known.get((last,))
        if not (before and behind and before.category in _FIRST):
            continue
        if behind.category == "part" and "may_repeat" in behind.marks and (f"{first}s",) in known:
            return f"{first}s", last, at  # Mittwochnachmittags
        if before.category in {"weekday", "weekdays"} and appointment:
            return joined, last, at
        if behind.category in _LAST or "or_morning" in behind.marks:
            return first, last, at
    return None

"""Names that look like days and months: Friday Osei, April Summers, I'm Mark Friday."""

from collections.abc import Sequence

from convene.when.lexicon import LANGUAGES, marked
from convene.when.node import Piece
from convene.when.phrases import known


def is_name(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a day or month is somebody's name."""
    return pieces[at].text in marked("name") and (
        _is_a_surname(pieces, at) or _is_a_first_name(pieces[at], pieces[at + 1 : at + 3])
    )


def _is_a_first_name(piece: Piece, behind: Sequence[Piece]) -> bool:
    """Whether an unknown word with a capital letter follows at once: Friday Osei; Fr. Klein."""
    if not behind or not piece.is_capital:
        return False
    if piece.text in marked("title") and behind[0].text == ".":
        surname = behind[-1]
        return surname.kind == "word" and surname.is_capital and not _is_word(surname)
    (surname, *_) = behind
    at_once = surname.start - piece.start == len(piece.text) + 1
    if surname.kind != "word" or not surname.is_capital or surname.written.isupper() or not at_once:
        return False
    return surname.text not in marked("name") and not _is_word(surname)


def _is_a_surname(pieces: Sequence[Piece], at: int) -> bool:
    """Whether it follows a first name: I'm Mark Friday; not: I'm Mark, Friday; I'm Mark Friday at 3."""
    if at < 2 or pieces[at - 2].text not in marked("introducing"):
        return False
    first, behind = pieces[at - 1], pieces[at + 1 : at + 2]
    clock_follows = any(p.kind not in {"word", "mark"} or p.text in marked("before_a_clock") for p in behind)
    both_capital = first.is_capital and pieces[at].is_capital
    return both_capital and not clock_follows and not _is_word(first)


def _is_word(piece: Piece) -> bool:
    return any(known([piece.text], language) for language in LANGUAGES)

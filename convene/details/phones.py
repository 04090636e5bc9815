"""Telephone numbers, as people type them."""

import re

from convene.details.words import phrases

_NUMBER = re.compile(r"(?<![\w@.+])\+?\(?\d[\d ()./\-]{4,24}\d(?![\w@])")
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[./-] ?\d\d?[./-] ?\d{2,4}|\d\d?[.-]\d\d? ?- ?\d\d?[.-]\d\d?")
_DATE_AND_HOUR = re.compile(rf"(?:{_DATE.pattern})(?: \d\d?)?")
_SHORTEST, _LONGEST = 7, 15  # E.164 allows 15 digits
_NEAR = 40


def find_phone(text: str) -> tuple[str | None, str]:
    """The first telephone number, as typed, and the text without it.

    Digits alone are a number of something: without a plus, a leading zero, a usual grouping, or a word that speaks of a
    telephone nearby, they are none.
    """
    for found in _NUMBER.finditer(text):
        typed = found[0].strip()
        digits = sum(letter.isdigit() for letter in typed)
        if not _SHORTEST <= digits <= _LONGEST or _DATE_AND_HOUR.fullmatch(typed):
            continue
        said_so = phrases("phone_words").search(text, max(0, found.start() - _NEAR), found.start())
        if said_so or typed[0] in "+0(" or re.fullmatch(r"\d{3}[-. ]\d{3}[-. ]\d{4}|\d{3}-\d{4}", typed):
            return typed, f"{text[: found.start()]} , {text[found.end() :]}"
    return None, text

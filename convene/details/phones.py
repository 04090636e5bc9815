"""Telephone numbers of any country, as people type them."""

import re

from convene.details.words import phrases

_NUMBER = re.compile(r"(?<![\w@.+])\+?\(?\d[\d ()./\-]{4,24}\d(?![\w@])")
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[./-] ?\d\d?[./-] ?\d{2,4}|\d\d?[.-]\d\d? ?- ?\d\d?[.-]\d\d?")
_DATE_AND_HOUR = re.compile(rf"(?:{_DATE.pattern})(?: \d\d?)?")
_SHORTEST, _LONGEST = 7, 15  # E.164 allows 15 digits
_NEAR = 40


def find_phone(text: str, country: str | None) -> tuple[str | None, str]:
    """The first telephone number, and the text without it.

    A number of the numbering plans is written as ITU-T E.123 has it, `+49 171 1234567`; one without a country's code is
    read as of `country` (ISO 3166-1 alpha-2). Any other is given back as typed, if it is one: digits alone are a number
    of something, so without a plus, a leading zero, a usual grouping, or a word nearby that speaks of a telephone,
    they are none.
    """
    for found in _NUMBER.finditer(text):
        typed = found[0].strip()
        digits = sum(letter.isdigit() for letter in typed)
        if not _SHORTEST <= digits <= _LONGEST or _DATE_AND_HOUR.fullmatch(typed):
            continue
        said_so = phrases("phone_words").search(text, max(0, found.start() - _NEAR), found.start())
        if said_so or typed[0] in "+0(" or re.fullmatch(r"\d{3}[-. ]\d{3}[-. ]\d{4}|\d{3}-\d{4}", typed):
            return _written(typed, country), f"{text[: found.start()]} , {text[found.end() :]}"
    return None, text


def _written(typed: str, country: str | None) -> str:
    """The number in its international form; as typed if no numbering plan has it."""
    import phonenumbers  # its plans take 100 ms to load, and few visitors give a number

    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        return typed
    plan = phonenumbers.PhoneMetadata.metadata_for_region(country or "")
    lacks_its_zero = plan is not None and plan.national_prefix == "0" and typed.lstrip("(")[0] not in "+0"
    if lacks_its_zero or not phonenumbers.is_valid_number(number):
        return typed
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))

"""Names that are typed wrong and put right: "Ada Bryon, sorry, Ada Byron"."""

import re
from difflib import get_close_matches
from functools import cache
from itertools import pairwise

from convene.details.name_cues import longest, surely_led_to
from convene.details.name_extent import whole_name
from convene.details.name_words import is_capital, is_strange
from convene.details.words import one_of, pieces

_LONGEST = 100  # characters
_ALIKE = 0.6  # of a word and what it was meant to be
_MUCH_ALIKE = 0.8  # of a name and the same typed again
_SIGN = re.compile(r" ?(?:[-=]>|→|\*)(?= ?\w)")  # “Ada Bryon -> Ada Byron”


def typed_again(text: str) -> str | None:
    """The later of two names that are nearly the same, "Ada Bryon... Ada Byron"."""
    names = [" ".join(whole_name(piece)) for piece in pieces(text)]
    again = [
        name for wrong, name in pairwise(names) if name != wrong and get_close_matches(name, [wrong], 1, _MUCH_ALIKE)
    ]
    return again[-1] if again else None


def find_slip(text: str) -> re.Match[str] | None:
    """What stands between a slip and what is right, behind a `pause` or at once; the last of them."""
    *_, slip = [None, *_slips().finditer(_SIGN.sub(", sorry, ", text))]
    return slip


def put_right(slip: re.Match[str], name: str, said: str) -> str | None:
    """The name that is said behind a slip, with what was right in front of it; None when it mends nothing.

    Without a pause there has to be a name on both sides.
    """
    wrong = _named(slip.string[: slip.start()])
    if slip["pause"]:
        surely = is_capital(said) or (slip.string.islower() and " " in name and is_strange(name.split()))
    else:
        surely = wrong is not None and is_capital(name) == is_capital(wrong)
    return _mended(wrong or "", name) if surely else None


@cache
def _slips() -> re.Pattern[str]:
    cue = rf"(?P<pause>[,.;–-]) {one_of('corrects')}| {one_of('corrects_at_once')}"
    return re.compile(rf"(?:{cue})[,.:–-]? ", re.IGNORECASE)


def _named(text: str) -> str | None:
    """The name that is said at the end of a text."""
    last = next(reversed(pieces(text[-_LONGEST:])), [])
    return longest(surely_led_to(text[-_LONGEST:])) or " ".join(whole_name(last)) or None


def _mended(wrong: str, name: str) -> str:
    """The whole name, where only a word of it was put right: "Ada Bryon, sorry, Byron"."""
    words = wrong.split()
    alike = get_close_matches(name, words, 1, _ALIKE) if " " in wrong and " " not in name else []
    return " ".join(name if word in alike else word for word in words) if alike else name

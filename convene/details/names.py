"""Names of people, in what they type about themselves."""

import re
from collections.abc import Iterable

from convene.details.name_asides import without_asides
from convene.details.name_cues import before_a_cue, behind_a_colon, longest, perhaps_led_to, surely_led_to, who_comes
from convene.details.name_extent import whole_name
from convene.details.name_parts import as_in_a_list, before_the_short_form, first_and_last, full_name
from convene.details.name_shapes import alone, begins_with_a_name, within
from convene.details.name_slips import find_slip, put_right, typed_again
from convene.details.name_words import is_capital
from convene.details.words import before_a_question, is_all, one_of, phrases

_LONGEST_CLOSING = 5
_NEXT_CLAUSE = re.compile(rf"[,;.–-] |(?<= ){one_of('short_form_follows')} ")
_CODE = re.compile(r"[{}<]|(?<![-=])>")


def find_name(text: str, *, asked: bool, introduced: bool = False) -> str | None:
    """The name somebody gives, as they typed it; None when they give none.

    A name alone counts when it was `asked` for, or when somebody is `introduced`: it stands beside their address. Else
    words such as "my name is" must lead to it.
    """
    if _CODE.search(text):
        return None
    text = without_asides(text, asked=asked)
    given = (
        (_corrected(text) or _behind_the_nickname(text) if asked else None)
        or full_name(text)
        or first_and_last(text)
        or (as_in_a_list(text) or before_the_short_form(text) if asked else None)
        or _likeliest(_readings(text, asked=asked, introduced=introduced), text)
        or (within(text) if asked else None)
    )
    return _with_quotes(given, text) if given else None


def find_signed(text: str) -> str | None:
    """The name under a letter: its whole last line, behind one such as "Best regards"; None when it is not signed."""
    *_, closing, last = ["", "", *filter(None, (line.strip(" ,.!-–") for line in text.splitlines()))]
    closes = len(closing.split()) <= _LONGEST_CLOSING and any(is_all([w], "closings") for w in closing.split())
    name = whole_name(last.split()) if closes else []
    return " ".join(name) if name and is_capital(name[0]) else None


def _readings(text: str, *, asked: bool, introduced: bool) -> Iterable[str | None]:
    """What is read as one name in each way, the surest first."""
    yield longest(surely_led_to(text))
    yield begins_with_a_name(text) if asked else None
    yield longest(perhaps_led_to(text, asked=asked, introduced=introduced))
    yield before_a_cue(text, asked=asked)
    yield who_comes(text)
    yield behind_a_colon(text) if asked else None
    if asked or introduced:
        answer = before_a_question(text) or text.partition("? ")[2]  # “Why? Well, Ada Byron”
        yield alone(answer, lower_case=asked, unknown=asked and answer == text)


def _likeliest(names: Iterable[str | None], text: str) -> str | None:
    """The first name; one that is written small, in a text that is not, only when there is no other."""
    doubtful = None
    for name in filter(None, names):
        if text.islower() or any(map(is_capital, name.split())):
            return name
        doubtful = doubtful or name
    return doubtful


def _corrected(text: str) -> str | None:
    """The name in "Zoey, no, Zoe", in "Ada Bryon sorry Byron", or in "Ada Bryon... Ada Byron"."""
    slip = find_slip(text)
    if slip is None:
        return typed_again(text)
    said = slip.string[slip.end() :].strip(" ,")
    name = find_name(said, asked=True)
    return put_right(slip, name, said) if name else None


def _behind_the_nickname(text: str) -> str | None:
    """The name in "friends say Max, but officially it is Maximilian", behind what others say."""
    others = phrases("others_say").search(text)
    behind = _NEXT_CLAUSE.split(text[others.end() :], maxsplit=1)[1:] if others else []
    return find_name(behind[0], asked=True) if behind else None


def _with_quotes(name: str, text: str) -> str:
    """The name with the quotes around a nickname in it, as they were typed."""
    first, *more = map(re.escape, name.split())
    quoted = re.search(first + "".join(rf""" (?:{word}|["“„'`]{word}["”“'´])""" for word in more), text)
    return quoted[0] if quoted and quoted[0][-1].isalnum() else name

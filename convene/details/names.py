"""Names of people, in what they type about themselves."""

import re
from functools import cache

from convene.details.name_cues import before_a_cue, longest, perhaps_led_to, surely_led_to, who_comes
from convene.details.name_parts import as_in_a_list, before_the_short_form, first_and_last, full_name
from convene.details.name_shapes import alone, begins_with_a_name, within
from convene.details.name_words import is_capital, whole_name
from convene.details.spelling import spell_out
from convene.details.words import after_correction, before_a_question, is_all, one_of, phrases

_LONGEST_CLOSING = 5
_NEXT_CLAUSE = re.compile(rf"[,;.–-] |(?<= ){one_of('short_form_follows')} ")
_CODE = re.compile(r"[{}<>]")
_ASIDE = re.compile(r"(?<=\w) \((?:[^()@]{1,40})\) (?=[^\W\d_a-zäöü])")


def find_name(text: str, *, asked: bool, introduced: bool = False) -> str | None:
    """The name somebody gives, as they typed it; None when they give none.

    A name alone counts when it was `asked` for, or when somebody is `introduced`: it stands beside their address. Else
    words such as "my name is" must lead to it.
    """
    if _CODE.search(text):
        return None
    text = _couple().sub("", _ASIDE.sub(" ", spell_out(text)))
    text = phrases("hedges").sub(",", text) if asked else text
    text = _without_company(text)
    given = (
        (_corrected(text) if asked else None)
        or (_behind_the_nickname(text) if asked else None)
        or full_name(text)
        or first_and_last(text)
        or (as_in_a_list(text) if asked else None)
        or (before_the_short_form(text) if asked else None)
        or longest(surely_led_to(text))
        or (begins_with_a_name(text) if asked else None)
        or longest(perhaps_led_to(text, asked=asked, introduced=introduced))
        or before_a_cue(text, asked=asked)
        or who_comes(text)
    )
    if not given and (asked or introduced):
        answer = before_a_question(text)
        given = alone(answer, lower_case=asked, least=1 if asked and answer == text else 2)
    given = given or (within(text) if asked else None)
    return _with_quotes(given, text) if given else None


def find_signed(text: str) -> str | None:
    """The name under a letter: its whole last line, behind one such as "Best regards"; None when it is not signed."""
    *_, closing, last = ["", "", *filter(None, (line.strip(" ,.!-–") for line in text.splitlines()))]
    closes = len(closing.split()) <= _LONGEST_CLOSING and any(is_all([w], "closings") for w in closing.split())
    name = whole_name(last.split()) if closes else []
    return " ".join(name) if name and is_capital(name[0]) else None


def _without_company(text: str) -> str:
    """The text without the name behind "the firm is" or "I work for", which is no person's."""
    company = rf"(?<!\w)(?i:({one_of('company_follows')})) (?!{one_of('name_follows')})[^,;.!?]*"
    return re.sub(company, r"\1,", text)


@cache
def _couple() -> re.Pattern[str]:
    """A pattern for the first of "Mr and Mrs"."""
    honorific = one_of("honorifics")
    return re.compile(rf"\b{honorific}\.? {one_of('joins_names')} (?={honorific}\b)", re.IGNORECASE)


def _corrected(text: str) -> str | None:
    """The name in "Zoey, no, Zoe"."""
    better = after_correction(text)
    return find_name(better, asked=True) if is_capital(better) else None


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

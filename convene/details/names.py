"""Names of people, in what they type about themselves."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

from convene.details.name_cues import before_a_cue, longest, perhaps_led_to, surely_led_to, who_comes
from convene.details.name_parts import as_in_a_list, before_the_short_form, first_and_last, full_name
from convene.details.name_shapes import alone, begins_with_a_name, within
from convene.details.name_words import is_capital, is_strange, whole_name
from convene.details.spelling import spell_out
from convene.details.words import before_a_question, is_all, one_of, phrases, pieces

_LONGEST_CLOSING = 5
_LONGEST_NAME = 100  # characters
_ALIKE = 0.6  # of a word and what it was meant to be
_MUCH_ALIKE = 0.8  # of a name that is typed again
_NEXT_CLAUSE = re.compile(rf"[,;.–-] |(?<= ){one_of('short_form_follows')} ")
_AMENDS = re.compile(r" ?(?:[-=]>|→|\*)(?= ?\w)")  # “Ada Bryon -> Ada Byron”
_DOTS = re.compile(r"\.{2,}|…")
_CODE = re.compile(r"[{}<]|(?<![-=])>")
_ASIDE = re.compile(r"(?<=\w) \((?:[^()@]{1,40})\) (?=[^\W\d_a-zäöü])")


def find_name(text: str, *, asked: bool, introduced: bool = False) -> str | None:
    """The name somebody gives, as they typed it; None when they give none.

    A name alone counts when it was `asked` for, or when somebody is `introduced`: it stands beside their address. Else
    words such as "my name is" must lead to it.
    """
    if _CODE.search(text):
        return None
    text = _prepared(text, asked=asked)
    given = (
        (_corrected(text) or _behind_the_nickname(text) if asked else None)
        or full_name(text)
        or first_and_last(text)
        or (as_in_a_list(text) or before_the_short_form(text) if asked else None)
        or _first_certain(_perhaps_given(text, asked=asked, introduced=introduced), text)
        or (within(text) if asked else None)
    )
    return _with_quotes(given, text) if given else None


def _perhaps_given(text: str, *, asked: bool, introduced: bool) -> Iterable[str | None]:
    """What is read as a name in each way that may be wrong, the likeliest first."""
    yield longest(surely_led_to(text))
    yield begins_with_a_name(text) if asked else None
    yield longest(perhaps_led_to(text, asked=asked, introduced=introduced))
    yield before_a_cue(text, asked=asked)
    yield who_comes(text)
    if asked or introduced:
        answer = before_a_question(text)
        yield alone(answer, lower_case=asked, unknown=asked and answer == text)


def _first_certain(names: Iterable[str | None], text: str) -> str | None:
    """The first name, or a later one where that is written small and a better one is not."""
    doubtful = None
    for name in filter(None, names):
        if is_capital(name) or any(map(is_capital, name.split())) or text.islower():
            return name
        doubtful = doubtful or name
    return doubtful


def find_signed(text: str) -> str | None:
    """The name under a letter: its whole last line, behind one such as "Best regards"; None when it is not signed."""
    *_, closing, last = ["", "", *filter(None, (line.strip(" ,.!-–") for line in text.splitlines()))]
    closes = len(closing.split()) <= _LONGEST_CLOSING and any(is_all([w], "closings") for w in closing.split())
    name = whole_name(last.split()) if closes else []
    return " ".join(name) if name and is_capital(name[0]) else None


def _prepared(text: str, *, asked: bool) -> str:
    """The text without what is said beside a name: how it is spelled, what it was before, where they work."""
    text = _couple().sub("", _ASIDE.sub(" ", spell_out(_DOTS.sub(" – ", text))))
    text = _born().sub("", text)
    if asked:
        text = phrases("hedges").sub(",", text)
        text = _bare_bin().sub(r"\1ich bin ", text)
    return _without_company(text)


@cache
def _born() -> re.Pattern[str]:
    """A pattern for "née Byron" behind a name."""
    return re.compile(rf"(?<=\w)[ ,(]+{one_of('birth_name_follows')}\.? [^,;.!?()]*\)?", re.IGNORECASE)


@cache
def _bare_bin() -> re.Pattern[str]:
    """A pattern for a "bin" that begins a sentence: "hallo, bin die Ada"."""
    begins = rf"(^|[,.;:!?–-] |(?:^|[,.;:!?–-] )(?:{one_of('fillers')}[,.!]? )+)"
    return re.compile(rf"{begins}(?:bins|bin),? (?=\w)", re.IGNORECASE)


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
    """The name in "Zoey, no, Zoe", in "Ada Bryon sorry Byron", or in "Ada Bryon... Ada Byron"."""
    names = [" ".join(whole_name(piece)) for piece in pieces(text)]
    again = [name for name, wrong in zip(names[1:], names, strict=False) if name != wrong and _is_alike(name, wrong)]
    if again:
        return again[-1]
    *_, slip = [None, *_slips().finditer(_AMENDS.sub(", sorry, ", text))]
    if slip is None:
        return None
    wrong, better = _named(slip.string[: slip.start()]), slip.string[slip.end() :].strip(" ,")
    name = find_name(better, asked=True)
    if slip["pause"]:
        surely = is_capital(better) or (text.islower() and name and " " in name and is_strange(name.split()))
    else:
        surely = wrong and name and is_capital(name) == is_capital(wrong)
    return _mended(wrong, name) if name and surely else None


@cache
def _slips() -> re.Pattern[str]:
    """A pattern for what stands between a slip and what is right, behind a pause or at once."""
    cue = rf"(?P<pause>[,.;–-]) {one_of('corrects')}| {one_of('corrects_at_once')}"
    return re.compile(rf"(?:{cue})[,.:–-]? ", re.IGNORECASE)


def _is_alike(name: str, other: str) -> bool:
    return bool(get_close_matches(name, [other], cutoff=_MUCH_ALIKE))


def _named(text: str) -> str | None:
    """The name that is said at the end of a text."""
    last = next(reversed(pieces(text[-_LONGEST_NAME:])), [])
    return longest(surely_led_to(text[-_LONGEST_NAME:])) or " ".join(whole_name(last)) or None


def _mended(wrong: str | None, name: str) -> str:
    """The whole name, where only a word of it was put right: "Ada Bryon, sorry, Byron"."""
    words = (wrong or "").split()
    alike = get_close_matches(name, words, n=1, cutoff=_ALIKE)
    return (
        " ".join(name if word == alike[0] else word for word in words)
        if len(words) > 1 and alike and " " not in name
        else name
    )


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

"""Names that words lead to, such as "my name is", or that stand before some, such as "speaking"."""

import re
from collections.abc import Iterable
from itertools import islice

from convene.details.name_extent import begin_of_name, whole_name, without_workplace
from convene.details.name_words import describes_somebody, is_capital, is_firm, is_office, is_strange, is_trade
from convene.details.words import before_a_question, begins_as, is_all, is_question, phrases, pieces, words

_QUESTION = re.compile(r"^[^?]*\? (?=.*\w)")
_MOST_CUES = 20  # more is no conversation


def surely_led_to(text: str) -> list[str]:
    """What "my name is" leads to; "our firm's name is" leads to none."""
    found: list[str] = []
    for cue in cues(text, "name_follows"):
        before = text[: cue.start()].split()[-1:]
        sender = is_all([cue[0]], "speaks_for") and whole_name(next(reversed(pieces(text[: cue.start()])), []))
        if not sender and not (before and is_all(before, "has_a_name_too")):
            found += _given(text, cue.end(), lower_case=True, certain=cue[0].lower() in words("any_name_follows"))
    return _capital_first(found)


def perhaps_led_to(text: str, *, asked: bool, introduced: bool) -> list[str]:
    """What "I am" leads to, if it looks like a name; the more leads to one, the more a name is expected."""
    text = _QUESTION.sub("", text) if begins_as(text, "asks_what") else text
    if begins_as(text, "asks_what"):
        return []
    text = before_a_question(text) if phrases("refusals").search(text) else text
    lists = ["name_may_follow_when_introduced"] if asked or introduced else []
    lists += ["name_may_follow_when_asked", "somebody_follows"] if asked else []
    surer_first = [*cues(text, "name_may_follow"), *(cues(text, *lists) if lists else ())]
    leading = [cue for cue in surer_first if _speaks_of_the_visitor(text, cue)]
    return _capital_first([name for cue in leading for name in _perhaps_led_by(cue, text, asked=asked)])


def _speaks_of_the_visitor(text: str, cue: re.Match[str]) -> bool:
    """Whether it does not only join another, "and my colleague Ada", ask, "ist Anna da?", or say "im Keller"."""
    before = text[: cue.start()]
    if before and is_all(before.split()[-1:], "joins_names") and not is_all(cue[0].split()[:1], "subjects"):
        return False
    if cue[0].lower() == "im" and not before.endswith(", ") and not is_all(before.replace(",", "").split(), "fillers"):
        return False
    return bool(before) or not is_question(text)


def _perhaps_led_by(cue: re.Match[str], text: str, *, asked: bool) -> list[str]:
    """The name behind it; in lower case behind "my boss" only one that is known, as in "my boss says"."""
    of_somebody = is_all([cue[0]], "somebody_follows")
    names = _given(text, cue.end(), lower_case=asked and (not of_somebody or text.islower()))
    if of_somebody and text.islower():
        names = [name for name in names if is_all(name.split()[:1], "given_names")]
    return [name for name in names if not describes_somebody(name) and not is_office(name)]


def who_comes(text: str) -> str | None:
    """The full name, or the one with a title, of somebody else who is to come: "for my boss, Mr Falk Byron"."""
    for cue in cues(text, "whoever_comes_follows"):
        said = next(iter(pieces(text[cue.end() : cue.end() + 100])), [])
        name = begin_of_name(said)
        titled = is_all(said[:1], "honorifics", "titles")
        if name and is_capital(name[0]) and (len(name) > 1 or titled) and is_strange(name[-1:]):
            return " ".join(name)
    return None


def before_a_cue(text: str, *, asked: bool) -> str | None:
    """What comes before "here" or "is my name"."""
    lists = ["name_precedes", "name_precedes_when_asked"] if asked else ["name_precedes"]
    for cue in cues(text, *lists):
        if " " not in cue[0] and text[cue.end() : cue.end() + 2].strip(" ,.;:!-–)"):
            continue
        said = pieces(text[max(0, cue.start() - 100) : cue.start()] + ".")
        dialect = cue[0].lower().startswith("bin ") and is_all([s[0] for s in said[-1:]], "articles_of_dialect")
        name = whole_name(said[-1][dialect:]) if said else None
        if name and not is_office(" ".join(name)) and (asked or is_capital(name[0])):
            fuller = [whole_name(piece) for piece in pieces(text[cue.end() :])]
            return longest([" ".join(name), *(" ".join(other) for other in fuller if other)])
    return None


def behind_a_colon(text: str) -> str | None:
    """The full name that is told behind what it is: "tenant: Ada Byron"."""
    name = whole_name(next(iter(pieces(text.rpartition(": ")[2])), [])) if ": " in text else []
    return " ".join(name) if len(name) > 1 else None


def longest(names: list[str]) -> str | None:
    """The first name given, or a later and fuller form of it: "Bond, James Bond"."""
    if not names:
        return None
    fuller = [name for name in names[1:] if set(names[0].split()) < set(name.split()) and not is_firm(name)]
    return max([names[0], *fuller], key=len)


def cues(text: str, *lists: str) -> Iterable[re.Match[str]]:
    """Where the text has phrases of these lists, the first ones."""
    return islice(phrases(*lists).finditer(text), _MOST_CUES)


def _capital_first(names: list[str]) -> list[str]:
    """The names in capitals, if there are any: "could you call me tomorow, my name is Ada"."""
    return [name for name in names if is_capital(name)] or names


def _given(text: str, start: int, *, lower_case: bool, certain: bool = False) -> list[str]:
    """The name that begins at this place, or its fuller form right after: "I'm Max, Max Power", "Bond, James Bond".

    Where it is `certain`, one capital word is a name whatever else it means: "my name is Ten".
    """
    said = pieces(phrases("company_follows").split(text[start : start + 200])[0])  # “Ada von der Firma Acme”
    if not said or not text[start : start + 3].strip(" '\"“„:"):
        return []
    if len(said) > 1 and said[0][0].islower() and is_all(said[0], "fillers") and is_capital(said[1][0]):
        said = said[1:]  # “my name is, well, Ada”
    if lower_case and said[0][0] in words("articles") and not any(map(is_capital, said[0][1:2])):
        said[0] = said[0][1:]  # “ich bin der peter”
    while _is_between(said[0]):
        said[0] = said[0][1:]  # “sagen Sie ruhig Ada”
    names = [begin_of_name(said[0], certain=certain and len(said[0]) == 1) if not is_trade(said[0]) else []]
    if names[0] and len(said) > 1 and names[0][0] in (said[1][0], said[1][-1]):
        names.append(begin_of_name(said[1]))
    names = [name if any(map(is_capital, name)) else without_workplace(name) for name in names]
    return [" ".join(name) for name in names if name and (lower_case or is_capital(name[0]))]


def _is_between(said: list[str]) -> bool:
    """Whether a word stands between what leads to a name and the name: "it's um Ada", "sagen Sie ruhig Ada"."""
    named = len(said) > 1 and (is_capital(said[1]) or is_all(said[1:2], "given_names"))
    return len(said) > 1 and said[0] in words("sounds_or_words", *["softens"] * named)

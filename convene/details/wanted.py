"""Whom a visitor asks to meet, "with Mrs Neumann, please"."""

import re
from dataclasses import dataclass
from itertools import takewhile

from convene.details.name_extent import begin_of_name
from convene.details.name_words import is_capital, is_firm, is_strange
from convene.details.words import bare, is_all, one_of, phrases, pieces, tidy, words

_LONGEST = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody a visitor asks to meet: the `name` without titles, and how it was `said`, with them."""

    name: str
    said: str


def find_wanted(text: str) -> Wanted | None:
    """Whom a wish in English or German asks to meet; None unless it is certainly a person.

    That is who has a title, or a common given name and a surname in capitals, behind "with" and its like; or whoever
    has a title and is asked after, "is Mrs Neumann free?". Whom the visitor speaks of or brings along is not asked for,
    and an e-mail address tells of somebody who is to come too.
    """
    said = tidy(text[:_LONGEST])
    if "@" in said or phrases("tells_of_somebody").search(phrases("wishes_to_have").sub(" ", said)):
        return None
    behind = (said[asked.end() :] for asked in re.finditer(rf"(?<!\w){one_of('asks_to_meet')} ", said, re.IGNORECASE))
    return next(filter(None, map(_wanted, behind)), None) or _asked_after(said)


def _asked_after(said: str) -> Wanted | None:
    """Whom "is Mr Novak free?" or "ich möchte Frau Neumann sprechen" speaks of."""
    title = one_of("titles_of_somebody")
    for asked in re.finditer(rf"(?<!\w){one_of('asks_after_somebody')} (?={title}\b)", said, re.IGNORECASE):
        told = is_all(said[: asked.start()].split()[-1:] or ["-"], "somebody_here")  # “hier ist Frau Neumann”
        wanted = None if told else _wanted(said[asked.end() :])
        rest = said[asked.end() + len(wanted.said) :] if wanted else ""
        if any(is_all([word], "meets_somebody") for word in (pieces(rest) or [[]])[0]):
            return wanted
    return None


def _wanted(behind: str) -> Wanted | None:
    """The person whose name the text begins with."""
    piece = (pieces(behind) or [[]])[0]
    titles = list(takewhile(lambda word: bare(word) in words("titles_of_somebody"), piece))
    name = _behind_a_title(piece[len(titles) :], titles) if titles else _full_name(piece)
    if not name or any(map(_is_of_a_firm, piece)):
        return None
    shown = [word.capitalize() if word.islower() and word not in words("particles") else word for word in name]
    return Wanted(" ".join(shown), " ".join([*titles, *name]))


def _behind_a_title(said: list[str], titles: list[str]) -> list[str]:
    """The name, also "May" or "Sommer"; in lower case only when the title is, as "frau" alone is somebody's wife."""
    name = begin_of_name(said, certain=True)
    if not name or not is_strange(name[:1]) or (not any(map(is_capital, name)) and any(map(is_capital, titles))):
        return []
    return [name[0], *takewhile(_is_a_name, name[1:])]


def _full_name(said: list[str]) -> list[str]:
    """A given name that is known as one, and the surname behind it, both in capitals."""
    if not is_all(said[:1], "given_names") or not all(map(is_capital, said[:1])):
        return []
    name = list(takewhile(_is_a_name, begin_of_name(said)[1:]))
    return [said[0], *name] if name and is_capital(name[-1]) else []


def _is_a_name(word: str) -> bool:
    meets = word.islower() and word in words("meets_somebody")
    return is_strange([word]) and bare(word) not in words("time_words") and not meets


def _is_of_a_firm(word: str) -> bool:
    return bare(word) in words("legal_forms") or is_firm(word)

"""Names that are told in parts, or twice: first and last, surname first, in full and as somebody likes to be called."""

import re

from convene.details.name_cues import cues
from convene.details.name_extent import begin_of_name, whole_name
from convene.details.name_words import describes_somebody, is_capital, is_office, is_strange
from convene.details.words import bare, is_all, one_of, phrases, pieces, words

_LEADS = (
    "name_follows",
    "name_may_follow",
    "name_may_follow_when_introduced",
    "name_may_follow_when_asked",
    "fillers",
    "subjects",
    "articles",
)


def full_name(text: str) -> str | None:
    """What follows "full name:", whatever else somebody is called."""
    return _after(text, "full_name_follows")


def first_and_last(text: str) -> str | None:
    """What "first name Ada, last name Lovelace" tells, in any order, or "Ada, last name Lovelace"; or the reverse."""
    last, first = _after(text, "last_name_follows"), _after(text, "first_name_follows")
    if whole := _whole_in_front(text, last or first):
        return whole
    if last is None and (first is None or phrases("first_name_follows").match(text.strip())):
        return first
    opening = _opening(text)
    if last is None:
        return f"{first} {opening}".strip()
    return f"{first or opening} {last}".strip()


def _whole_in_front(text: str, part: str | None) -> str | None:
    """The whole name of which a part is explained behind it: "Bui Van An, first name An"."""
    name = whole_name(next((piece for piece in pieces(text) if not is_all(piece, "fillers")), []))
    told = phrases("last_name_follows", "first_name_follows").search(" ".join(name))
    return " ".join(name) if part and not told and len(name) > 1 and set(part.split()) < set(name) else None


def _opening(text: str) -> str:
    """The word that begins the text, if it is a name: "Ada, last name Lovelace", "also ich bin die Ada, …"."""
    opening = next((piece for piece in pieces(text) if not is_all(piece, "fillers")), [])
    while lead := phrases(*_LEADS).match(" ".join(opening)):
        opening = opening[len(lead[0].split()) :]
    told = phrases("last_name_follows", "first_name_follows").match(" ".join(opening))
    return "" if told else " ".join(begin_of_name(opening[:1]))


def _after(text: str, cue: str) -> str | None:
    found = phrases(cue).search(text)
    if not found or text[found.end() : found.end() + 1] == ",":  # “Ada is my first name, and yours?”
        return None
    said = pieces(phrases("first_name_follows", "last_name_follows").split(text[found.end() : found.end() + 100])[0])
    name = begin_of_name(said[0], certain=True) if said else []
    if name and not is_capital(name[0]) and not text.islower():
        tells = len(name) < len(said[0]) or describes_somebody(" ".join(name))
        name = [] if tells and not any(map(is_capital, name)) else name  # “my surname is hard to spell, put Ada”
    return " ".join(name) or None


def as_in_a_list(text: str) -> str | None:
    """The name in "it's under Lovelace, Ada", turned round."""
    if len(said := text.split()) > 2 and is_all(said[:2], "particles"):
        return surname_first(text)  # “von der Aue, Ada”
    turned = (surname_first(text[cue.end() :]) for cue in cues(text, "surname_first_follows"))
    return next(filter(None, turned), None)


def surname_first(text: str) -> str | None:
    """The name in "Lovelace, Ada" or "de la Cruz, María", turned round."""
    said = pieces(text)
    if len(said) != 2 or len(said[1]) > 2 or text.count(",") != 1 or len(pieces(text.replace(",", ""))) != 1:
        return None
    last, first = (whole_name(piece) for piece in said)
    last = said[0] if is_all(said[0], "surnames_of_times") and is_all(first or ["-"], "given_names") else last
    two_names = last and first and len(last) == len(said[0]) and not set(last) & set(first)
    if not two_names or is_capital(first[0]) != is_capital(last[-1]):
        return None
    if is_office(" ".join(last)) and not is_all(first, "given_names"):
        return None  # “Ortsvorsteher, Fritz Lang”
    if len(last) > 1 and not any(bare(word) in words("particles") for word in last[:-1]):
        return None
    return None if bare(first[-1]) in words("legal_forms") else " ".join(first + last)


def before_the_short_form(text: str) -> str | None:
    """The full name in "Ada Lovelace, but Ada is fine"."""
    full, short = [*pieces(re.sub(rf" (?={one_of('short_form_follows')} )", ", ", text)), [], []][:2]
    before = before_a_clause(full)
    name = whole_name(before)
    shortened = is_all(short[:1] or ["-"], "short_form_follows") or (short[1:] and name[:1] == short[:1])
    shortened = shortened or bool(phrases("name_precedes_when_asked").search(" ".join(short)))
    name = name if shortened or before != full else []
    return " ".join(name) if len(name) > 1 and is_capital(name[0]) else None


def before_a_clause(piece: list[str]) -> list[str]:
    """The part in front of "and I would like …" or "not Zoey"; there is nothing to tell from "and I" alone."""
    said = " ".join(piece)
    clause = phrases("begins_a_clause").search(said)
    if clause and clause.end() < len(said):
        return said[: clause.start()].split()
    errand = phrases("errand_follows").search(said)
    who = said[: errand.start()].split() if errand and not _is_a_family(said[errand.start() :].split()) else []
    if is_all(who, "given_names") if len(who) < 2 else is_strange(who[-2:]):
        piece = who or piece
    denied = len(piece) > 2 and piece[-2] in words("not_the_name") and is_capital(piece[-1])
    return piece[:-2] if denied else piece


def _is_a_family(said: list[str]) -> bool:
    """Whether it is the "zum Felde" of a name, and no "zum Gespräch"."""
    return len(said) == 2 and is_all(said[:1], "particles") and bool(begin_of_name(said[1:])) and is_strange(said[1:])

"""Names that nothing leads to, told by how they stand there: alone, or as the only person in a sentence."""

from collections.abc import Iterable

from convene.details.name_cues import longest
from convene.details.name_extent import begin_of_name, whole_name, without_firm
from convene.details.name_parts import before_a_clause, surname_first
from convene.details.name_words import is_capital, is_office, is_strange, is_trade, is_unspeakable, is_workplace
from convene.details.words import bare, begins_as, is_all, phrases, pieces, words


def begins_with_a_name(text: str) -> str | None:
    """The full name that comes before everything else: "Ada Lovelace, please call me beforehand"."""
    first, *more = pieces(text) or [[]]
    led = is_all(first[:1], "somebody_follows", "name_precedes", "particles")
    goes_on = not more or whole_name(more[0]) or is_all(more[0][:1], "fillers", "sounds")  # “Ada Byron, no, Ada Holt”
    name = whole_name(first) if not (led or goes_on) and all(map(is_capital, first)) else []
    return " ".join(name) if len(name) > 1 and name == first and is_strange(name) else None


def alone(text: str, *, lower_case: bool, unknown: bool) -> str | None:
    """The piece of the text that is a name and nothing else; a single word that is `unknown` as a name may be one too.

    In lower case it must be all that is said, or a whole name that begins the text, or begin it and be known.
    """
    if turned := surname_first(text):
        return turned
    said = [piece for piece in map(before_a_clause, pieces(text)) if not _tells_nothing(piece)] or pieces(text)
    names = [name for piece in said if (name := whole_name(_before_the_company(piece))) and not is_unspeakable(name)]
    names = [name for name in names if not is_office(" ".join(name))] or names
    first = bool(names) and names[0][0] == next((piece[0] for piece in said if not is_all(piece, "everyday_words")), "")
    certain = len(said) == 1 or (first and (_is_known(names[0]) or (len(names) == 1 and len(names[0]) > 1)))
    if not (lower_case and certain):
        names = [name for name in names if is_capital(name[0])]
    return longest([" ".join(name) for name in names if len(name) > 1 or (lower_case and (unknown or _is_known(name)))])


def _is_known(name: list[str]) -> bool:
    """Whether it is one given name, and a common one."""
    return len(name) == 1 and is_all(name, "given_names")


def within(text: str) -> str | None:
    """The only person in a sentence: "it's about Ada Lovelace's call", "der Termin von Ada Lovelace".

    A person is several words in capitals that nobody knows from elsewhere; whoever is asked about, or is spoken to, is
    not the one who writes.
    """
    if begins_as(text, "asks_what") or phrases("speaks_of_somebody").search(text):
        return None
    said = pieces(text)
    people = {" ".join(person) for piece in said for person in _people(piece)}
    if not people and len(said) > 1 and text.islower():
        last = whole_name(said[-1])
        people = {" ".join(last)} if len(last) > 1 and is_strange(last) else set()
    return people.pop() if len(people) == 1 else None


def _people(piece: list[str]) -> Iterable[list[str]]:
    place = 0
    while place < len(piece):
        name = begin_of_name(piece[place:]) if is_capital(piece[place]) else []
        person = [word.removesuffix("'s") for word in name]
        before = piece[place - 1] if place else "-"
        of_another = bare(before) in words("somebody_else_follows") or is_workplace(before)
        if len(person) > 1 and not of_another and is_strange(person) and not is_trade(person):
            yield person
        place += len(name) if name and is_strange(name[:1]) else 1


def _tells_nothing(piece: list[str]) -> bool:
    """Whether it only greets, spells, or tells the wrong name: "Mayr, a y", "not Zoey, Zoe"."""
    denied = is_all(piece[:1], "not_the_name") and bool(whole_name(piece[1:]))
    return denied or is_all(piece, "fillers", "ends_a_name") or all(len(word) == 1 for word in piece)


def _before_the_company(piece: list[str]) -> list[str]:
    """The part in front of "from Acme", "von der Acme GmbH" or "von Acme Metallbau", or of "and Rui Duarte"."""
    others = [place for place, word in enumerate(piece) if place > 1 and is_all([word], "joins_names")]
    if others and whole_name(piece[others[0] + 1 :]) and all(map(is_capital, piece[: others[0]])):
        return piece[: others[0]]
    leads = [place for place, word in enumerate(piece) if place and word in words("company_may_follow", "comes_from")]
    return piece[: leads[0]] if leads else without_firm(piece)

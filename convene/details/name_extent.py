"""How far a name goes in what is said, and whether it is one."""

from convene.details.name_words import (
    is_capital,
    is_contracted,
    is_errand,
    is_everyday,
    is_firm,
    is_initial,
    is_name_word,
    is_office,
    is_role,
    is_strange,
    is_trade,
    is_workplace,
)
from convene.details.words import bare, is_all, words

_LONGEST = 7
_LONGEST_IN_LOWER_CASE = 4


def whole_name(piece: list[str]) -> list[str]:
    """The name a piece consists of, without greetings and the like; empty when there is anything else in it."""
    while piece and bare(piece[0]) in words("fillers", "softens") and not is_initial(piece[1:2]):
        piece = piece[1:]
    while piece and (bare(piece[-1]) in words("name_precedes") or bare(piece[-1]) in words("ends_a_name")):
        piece = piece[:-1]
    beside = words("honorifics", "articles")
    left_out = sum(bare(word) in beside or is_office(word) for word in piece[:2])
    name = begin_of_name(piece)
    if len(piece) == 2 and name == piece[:1] and is_all(name, "given_names") and is_strange(piece):
        name += begin_of_name(piece[1:])  # “Ada byron”
    if is_trade(piece) or (len(piece) > 1 and is_all(piece[:1], "has_a_name_too")):
        return []
    return name if name and len(name) >= len(piece) - left_out else []


def begin_of_name(said: list[str], *, certain: bool = False) -> list[str]:
    """The words from the start on that can be one name; empty when they are no name.

    In ordinary writing a name is capital words with particles between them; whoever types all in lower case gives names
    of up to three words, none of them an everyday word. A title makes any capital word a name.
    """
    honoured, said = _behind_an_honorific(said)
    if len(said) > 1 and said[0] in words("articles") and (is_capital(said[1]) or is_all(said[1:2], "given_names")):
        honoured, said = _behind_an_honorific(without_workplace(said[1:]))
    if not said or not is_name_word(said[0]) or is_contracted(said[0]):
        return []
    capitals = is_capital(said[0]) or (bare(said[0]) in words("particles") and any(map(is_capital, said[1:5])))
    name = without_firm(_before_a_time(_longest_run(said, capitals)))
    certain = certain or honoured or (len(name) > 1 and bare(name[0]) in words("titles"))
    if name and not certain and (is_errand(name[-1]) or (is_errand(name[0]) and not is_all(name[:1], "given_names"))):
        return []
    if not capitals:
        return _in_lower_case(name)
    if any(word.lower() in words("legal_forms") for word in said):
        name = without_workplace(name)
    while name and not is_capital(name[-1]) and is_all(name[-1:], "particles", "joins_names", "titles"):
        name.pop()
    return name if certain or not _means_something_else(name) else []


def _behind_an_honorific(said: list[str]) -> tuple[bool, list[str]]:
    """Whether it begins with "Mrs" or "Herr", and what follows it and what somebody is."""
    honoured = bool(said) and bare(said[0]) in words("honorifics")
    return honoured, _without_office(said[honoured:])


def _longest_run(said: list[str], capitals: bool) -> list[str]:
    """The words from the start on that may stand in one name."""
    name: list[str] = []
    for place, word in enumerate(said[: _LONGEST if capitals else _LONGEST_IN_LOWER_CASE + _count_particles(said)]):
        joins = _joins_a_last_name(word, said[place + 1 : place + 2]) and bool(name)
        if not is_name_word(word) or not (joins or _goes_on(word, capitals, before=name)):
            break
        name.append(word)
    return name


def _in_lower_case(name: list[str]) -> list[str]:
    """The name that is typed small; empty when it is somebody else's or ends in a thing."""
    while name and bare(name[-1]) in words("particles") - words("given_names"):
        name.pop()
    thing = is_all(name[-1:], "topic_words", "things") and not is_all(name[-1:], "also_last_names")
    if (thing and not is_all(name[:1], "given_names")) or any(word.endswith("'s") for word in name[:-1]):
        return []  # “leaky tap”, “ada's husband”
    return name if len(name) < 3 or not any(map(is_capital, name)) else []


def _means_something_else(name: list[str]) -> bool:
    """Whether capital words are a thing, a task, or the start of a sentence."""
    if is_everyday(name) or is_role(name) or is_all(name, "occupations"):
        return True
    if is_all(name[:1], "not_the_name") or (is_all(name[:1], "begins_a_sentence") and not is_initial(name[:1])):
        return True
    if len(name) > 1 and is_all(name, "legal_forms"):
        return True  # “… & Co. KG”
    if is_all(name[:2], "particles") and is_strange(name[2:]):
        return False  # “von der Leine”
    if is_all(name[:1], "everyday_words", "topic_words") and name[1:] and not is_capital(name[1]):
        return True  # “Termin auf …”
    sentence = is_all(name[-2:], "everyday_words") or (is_all(name[:2], "everyday_words") and not is_initial(name[1:]))
    return len(name) > 2 and sentence and not is_all(name[:1], "also_names")  # “Haben Sie Platz”, “Erst Ihr Name”


def without_workplace(said: list[str]) -> list[str]:
    """The part before "von der Acme GmbH" or, as in "die Ada vom Einkauf", before where somebody works."""
    of = [place for place, word in enumerate(said) if place and word in words("belongs_to")]
    return said[: of[0]] if of else said


def without_firm(said: list[str]) -> list[str]:
    """The part before "von Acme" or "von der Bäckerei Acme", where somebody works."""
    of = [place for place, word in enumerate(said) if place and word in words("belongs_to")]
    return said[: of[0]] if of and _is_from_a_firm(said[: of[0]], said[of[0] + 1 :]) else said


def _is_from_a_firm(name: list[str], behind: list[str]) -> bool:
    """Whether what stands behind the "von" of a name is no family.

    A family has one name, and it stands behind first names: "Ada Maria von Acme", but not "Ada Lovelace von Acme"; and
    nobody writes it small behind their own: "Ada Lovelace von der acme".
    """
    behind = [word for word in behind if bare(word) not in words("ends_a_name")]
    if any(is_firm(word) or is_workplace(word) or word.lower() in words("legal_forms") for word in behind):
        return True
    if words("nobility") & {word.lower() for word in name}:
        return False
    if not behind or bare(behind[0]) in words("particles", "joins_names"):
        return len(name) > 1 and is_capital(name[0]) and len(behind) > 1 and not any(map(is_capital, behind))
    full = len(name) == 2 and is_capital(behind[0]) and name[1].lower() not in words("second_first_names")
    return full or (len(behind) > 1 and is_capital(behind[0]) == is_capital(behind[1]))


def _without_office(said: list[str]) -> list[str]:
    """The part behind "Malermeister" and its like, unless that may be a family whose first name follows."""
    if len(said) < 2 or not is_office(said[0]):
        return said
    given = is_all(said[1:2], "given_names")
    family = given and len(said) == 2 and not is_all(said[:1], "occupations")
    return said[1:] if (given or is_capital(said[1])) and not family else said


def _before_a_time(name: list[str]) -> list[str]:
    """The part before "auf Freitag", which "auf der Maur" is not."""
    return name[:-2] if len(name) > 3 and name[-2] == "auf" and is_all(name[-1:], "time_words") else name


def _goes_on(word: str, capitals: bool, *, before: list[str]) -> bool:
    known = bare(word)
    if capitals:
        if word.islower() and known not in words("particles") and _ends_in_particles(before):
            return not is_all([word], "everyday_words", "topic_words", "things", "time_words")  # “Ada van de velde”
        stops = (bool(before) and known in words("ends_a_name")) or (
            known in words("first_person") and word[0].isupper() and not is_initial([word])
        )
        if known in words("joins_names") and before[1:] and before[-1] in words("belongs_to"):
            return True  # “Ada von und zu Acme”
        title = known in words("titles") and word.endswith(".")
        return not stops and (is_capital(word) or title or known in words("particles") or known in words("suffixes"))
    joins = known in words("particles") and len(before) > 1 and bare(before[-1]) in words("particles")
    if joins or (before and (known in words("belongs_to", "father_follows") or is_initial([word]))):
        return True  # “ines van den heuvel”, “ines b. duarte”
    everyday = known in words("everyday_words") or known in words("time_words") or known in words("ends_a_name")
    everyday = everyday or (not before and known in words("topic_words", "things"))
    fits = known in words("also_names") or (bool(before) and known in words("also_last_names")) or not everyday
    return fits and not any(letter.isdigit() for letter in word)


def _joins_a_last_name(word: str, behind: list[str]) -> bool:
    """Whether it is the "di" of "marco di lauro", and no Tuesday."""
    known = words("everyday_words", "topic_words", "things", "time_words")
    return word in words("particles") & words("time_words") and bool(behind) and bare(behind[0]) not in known


def _ends_in_particles(name: list[str]) -> bool:
    """Whether it ends as "Ada van de" does, behind which a family is often written small."""
    return is_all(name[-1:] or ["-"], "particles") and not words("small_family_follows").isdisjoint(name[-2:])


def _count_particles(said: list[str]) -> int:
    return sum(bare(word) in words("particles") for word in said[1:_LONGEST])

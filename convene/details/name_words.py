"""Which words can be a name, as people write them."""

import re
from unicodedata import category

from convene.details.words import bare, is_all, is_noise, words

_LONGEST = 7
_LONGEST_IN_LOWER_CASE = 4
_LETTER = re.compile(r"[^\W\d_]")
_ELISION = re.compile(r"^(?:d|l|dell|dall|o|m)'(?=[^\W\d_])", re.IGNORECASE)
_PREFIXED = re.compile(r"(?:ka|al-|el-|de|la|von|mac|mc|ó|ní)[A-ZÀ-Þ]")
_NAME_WORD = re.compile(r"'?[^\W\d_](?:[^\W_]|[.'\-‐]){,40}")


def whole_name(piece: list[str]) -> list[str]:
    """The name a piece consists of, without greetings and the like; empty when there is anything else in it."""
    while piece and bare(piece[0]) in words("fillers", "softens") and not _is_initial(piece[1:2]):
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
    honoured = bool(said) and bare(said[0]) in words("honorifics")
    said = _without_office(said[honoured:])
    if len(said) > 1 and said[0] in words("articles") and is_capital(said[1]):
        said = without_workplace(said[1:])
        honoured = bare(said[0]) in words("honorifics") and len(said) > 1
        said = _without_office(said[honoured:])
    if not said or not _is_name_word(said[0]) or _is_contracted(said[0]):
        return []
    capitals = is_capital(said[0]) or (bare(said[0]) in words("particles") and any(map(is_capital, said[1:5])))
    name: list[str] = []
    for place, word in enumerate(said[: _LONGEST if capitals else _LONGEST_IN_LOWER_CASE + _count_particles(said)]):
        joins = _joins_a_last_name(word, said[place + 1 : place + 2]) and bool(name)
        if not _is_name_word(word) or not (joins or _goes_on(word, capitals, before=name)):
            break
        name.append(word)
    name = _before_a_time(name)
    name = without_firm(name)
    certain = certain or honoured or (len(name) > 1 and bare(name[0]) in words("titles"))
    if name and not certain and _is_an_errand(name[-1]):
        return []
    if not capitals:
        while name and bare(name[-1]) in words("particles") - words("given_names"):
            name.pop()
        if any(word.endswith("'s") for word in name[:-1]):  # “ada's husband”
            return []
        thing = is_all(name[-1:], "topic_words", "things") and not is_all(name[-1:], "also_last_names")
        if thing and not is_all(name[:1], "given_names"):  # “leaky tap”
            return []
        return name if len(name) < 3 or not any(map(is_capital, name)) else []
    if any(word.lower() in words("legal_forms") for word in said):
        name = without_workplace(name)
    while name and not is_capital(name[-1]) and is_all(name[-1:], "particles", "joins_names", "titles"):
        name.pop()
    told = _is_everyday(name) or _is_role(name) or (is_all(name[:1], "begins_a_sentence") and not _is_initial(name[:1]))
    family = is_all(name[:2], "particles") and is_strange(name[2:])  # “von der Leine”
    opens = is_all(name[:1], "everyday_words") and not is_capital("".join(name[1:2]) or "A")  # “Termin auf …”
    sentence = len(name) > 2 and is_all(name[:2], "everyday_words") and not _is_initial(name[1:])  # “Haben Sie Platz”
    opens = opens or (sentence and not is_all(name[:1], "also_names"))
    told = told or (opens and not family)
    told = told or (len(name) > 1 and is_all(name, "legal_forms")) or is_all(name, "occupations")  # “… & Co. KG”
    return name if certain or not told else []


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


def _before_a_time(name: list[str]) -> list[str]:
    """The part before "auf Freitag", which "auf der Maur" is not."""
    return name[:-2] if len(name) > 3 and name[-2] == "auf" and is_all(name[-1:], "time_words") else name


def is_strange(name: list[str]) -> bool:
    """Whether every word can be nothing but a name."""
    known = words("everyday_words", "topic_words", "things", "time_words", "places", "legal_forms")
    names = words("also_names", "also_last_names", "particles", "titles")
    return not any(bare(word) in known - names for word in name) and not any(map(is_firm, name))


def is_firm(name: str) -> bool:
    """Whether it ends as companies are called, "Lovelace Metallbau"."""
    last = name.lower().split()[-1]
    return last in words("kinds_of_company") or last.endswith(tuple(words("endings_of_companies")))


def is_trade(said: list[str]) -> bool:
    """Whether it begins as companies are called, "Tischlerei Krämer", and goes on."""
    trade = len(said) > 1 and (is_firm(said[0]) or is_workplace(said[0]))
    return trade and not is_all(said[:1], "also_last_names", "given_names") and not is_all(said[1:], "particles")


def _is_contracted(word: str) -> bool:
    """Whether it is an everyday word and "is" or "es" in one: "that's", "stimmts"."""
    verb = re.fullmatch(r"(.+)'s|(.+t)s", bare(word))
    return (
        verb is not None
        and is_all([verb[1] or verb[2]], "everyday_words")
        and not is_all([verb[1] or verb[2]], "also_names", "given_names")
    )


def is_office(word: str) -> bool:
    """Whether it is what somebody is, "Malermeister"."""
    return bare(word) in words("occupations") or bare(word).endswith(tuple(words("office_endings")))


def _without_office(said: list[str]) -> list[str]:
    """The part behind "Malermeister" and its like, unless that may be a family whose first name follows."""
    if not is_office("".join(said[:1]) or "-") or not (
        is_capital("".join(said[1:2])) or is_all(said[1:2] or ["-"], "given_names")
    ):
        return said
    family = len(said) == 2 and is_all(said[1:], "given_names") and not is_all(said[:1], "occupations")
    return said if family else said[1:]


def is_workplace(word: str) -> bool:
    """Whether it is called what people work or learn at: "Goetheschule", "Universität"."""
    return bare(word).endswith(tuple(words("workplace_endings")))


def _count_particles(said: list[str]) -> int:
    return sum(bare(word) in words("particles") for word in said[1:_LONGEST])


def _joins_a_last_name(word: str, behind: list[str]) -> bool:
    """Whether it is the "di" of "marco di lauro", and no Tuesday."""
    known = words("everyday_words", "topic_words", "things", "time_words")
    return word in words("particles") & words("time_words") and bool(behind) and bare(behind[0]) not in known


def _goes_on(word: str, capitals: bool, *, before: list[str]) -> bool:
    known = bare(word)
    if capitals:
        if word.islower() and known not in words("particles") and _ends_in_particles(before):
            return not is_all([word], "everyday_words", "topic_words", "things", "time_words")  # “Ada van de velde”
        stops = (bool(before) and known in words("ends_a_name")) or (
            known in words("first_person") and word[0].isupper() and not _is_initial([word])
        )
        if known in words("joins_names") and before[1:] and before[-1] in words("belongs_to"):
            return True  # “Ada von und zu Acme”
        title = known in words("titles") and word.endswith(".")
        return not stops and (is_capital(word) or title or known in words("particles") or known in words("suffixes"))
    joins = known in words("particles") and len(before) > 1 and bare(before[-1]) in words("particles")
    if joins or (before and (known in words("belongs_to", "father_follows") or _is_initial([word]))):
        return True  # “ines van den heuvel”, “ines b. duarte”
    everyday = known in words("everyday_words") or known in words("time_words") or known in words("ends_a_name")
    everyday = everyday or (not before and known in words("topic_words", "things"))
    fits = known in words("also_names") or (bool(before) and known in words("also_last_names")) or not everyday
    return fits and not any(letter.isdigit() for letter in word)


def _ends_in_particles(name: list[str]) -> bool:
    """Whether it ends as "Ada van de" does, behind which a family is often written small."""
    return is_all(name[-1:] or ["-"], "particles") and not words("small_family_follows").isdisjoint(name[-2:])


def _is_name_word(word: str) -> bool:
    """Whether it is written as names are; vowel signs and accents of any script are marks on its letters."""
    return _NAME_WORD.fullmatch("".join(sign for sign in word if not category(sign).startswith("M"))) is not None


def is_capital(word: str) -> bool:
    """Whether the word begins with a capital, or with a letter of a script that has none."""
    letter = _LETTER.search(_ELISION.sub("", word))
    inner = _PREFIXED.match(word)
    return inner is not None or (letter is not None and letter[0] == letter[0].upper())


def _is_everyday(name: list[str]) -> bool:
    return is_all(name, "everyday_words", "topic_words", "things", "time_words") and not is_all(name[:1], "also_names")


def is_unspeakable(name: list[str]) -> bool:
    """Whether it cannot be spoken: keys hit at random, one letter, or a sound such as "hmpf"."""
    typed = "".join(name).lower()
    if len(typed) == 1 and typed.isascii():
        return True
    speechless = typed.isascii() and typed.isalpha() and not set(typed) & set("aeiouy")
    return is_noise(name) or (len(typed) > 3 and speechless)


def _is_initial(said: list[str]) -> bool:
    return bool(said) and len(said[0]) == 2 and said[0][1] == "." and said[0][0].isalpha()


def _is_an_errand(word: str) -> bool:
    """Whether it is what somebody comes for: "Heizungswartung", the "check" of "brake check"."""
    return bare(word).endswith(tuple(words("errand_endings")))


def _is_role(name: list[str]) -> bool:
    return len(name) == 1 and name[0].lower().endswith(tuple(words("role_endings")))


def describes_somebody(name: str) -> bool:
    """Whether it is a word for how or what somebody is, as in "ich bin koch"."""
    ends = name.endswith(tuple(words("describing_endings", "role_endings")))
    return name.islower() and " " not in name and (ends or name in words("describes_somebody"))

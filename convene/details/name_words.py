"""What kind of word it is: one that can be a name, or a firm, a trade, an errand."""

import re
from unicodedata import category

from convene.details.words import bare, is_all, is_noise, words

_LETTER = re.compile(r"[^\W\d_]")
_ELISION = re.compile(r"^(?:d|l|dell|dall|o|m)'(?=[^\W\d_])", re.IGNORECASE)
_PREFIXED = re.compile(r"(?:ka|al-|el-|de|la|von|mac|mc|ó|ní)[A-ZÀ-Þ]")
_NAME_WORD = re.compile(r"'?[^\W\d_](?:[^\W_]|[.'\-‐]){,40}")


def is_capital(word: str) -> bool:
    """Whether the word begins with a capital, or with a letter of a script that has none."""
    letter = _LETTER.search(_ELISION.sub("", word))
    inner = _PREFIXED.match(word)
    return inner is not None or (letter is not None and letter[0] == letter[0].upper())


def is_strange(name: list[str]) -> bool:
    """Whether every word can be nothing but a name."""
    known = words("everyday_words", "topic_words", "things", "time_words", "places", "legal_forms")
    names = words("also_names", "also_last_names", "particles", "titles")
    return not any(bare(word) in known - names for word in name) and not any(map(is_firm, name))


def is_everyday(name: list[str]) -> bool:
    """Whether all of it means something else, and it begins with no name: "Beratung", "next Friday"."""
    return is_all(name, "everyday_words", "topic_words", "things", "time_words") and not is_all(name[:1], "also_names")


def is_firm(name: str) -> bool:
    """Whether it ends as companies are called, "Lovelace Metallbau"."""
    last = name.lower().split()[-1]
    return last in words("kinds_of_company") or last.endswith(tuple(words("endings_of_companies")))


def is_trade(said: list[str]) -> bool:
    """Whether it begins as companies are called, "Tischlerei Krämer", and goes on."""
    trade = len(said) > 1 and (is_firm(said[0]) or is_workplace(said[0]))
    return trade and not is_all(said[:1], "also_last_names", "given_names") and not is_all(said[1:], "particles")


def is_workplace(word: str) -> bool:
    """Whether it is called what people work or learn at: "Goetheschule", "Universität"."""
    return bare(word).endswith(tuple(words("workplace_endings")))


def is_office(word: str) -> bool:
    """Whether it is what somebody is, "Malermeister"."""
    return bare(word) in words("occupations") or bare(word).endswith(tuple(words("office_endings")))


def is_role(name: list[str]) -> bool:
    """Whether it is one word that ends as what somebody does, or what it is about, "Vertriebsleiter"."""
    return len(name) == 1 and name[0].lower().endswith(tuple(words("role_endings")))


def is_errand(word: str) -> bool:
    """Whether it is what somebody comes for: "Heizungswartung", the "check" of "brake check"."""
    return bare(word).endswith(tuple(words("errand_endings")))


def describes_somebody(name: str) -> bool:
    """Whether it is a word for how or what somebody is, as in "ich bin koch"."""
    ends = name.endswith(tuple(words("describing_endings", "role_endings")))
    return name.islower() and " " not in name and (ends or name in words("describes_somebody"))


def is_contracted(word: str) -> bool:
    """Whether it is an everyday word and "is" or "es" in one: "that's", "stimmts"."""
    verb = re.fullmatch(r"(.+)'s|(.+t)s", bare(word))
    return (
        verb is not None
        and is_all([verb[1] or verb[2]], "everyday_words")
        and not is_all([verb[1] or verb[2]], "also_names", "given_names")
    )


def is_initial(said: list[str]) -> bool:
    """Whether the first word is a letter and a full stop."""
    return bool(said) and len(said[0]) == 2 and said[0][1] == "." and said[0][0].isalpha()


def is_name_word(word: str) -> bool:
    """Whether it is written as names are; vowel signs and accents of any script are marks on its letters."""
    return _NAME_WORD.fullmatch("".join(sign for sign in word if not category(sign).startswith("M"))) is not None


def is_unspeakable(name: list[str]) -> bool:
    """Whether it cannot be spoken: keys hit at random, one letter, or a sound such as "hmpf"."""
    typed = "".join(name).lower()
    if len(typed) == 1 and typed.isascii():
        return True
    speechless = typed.isascii() and typed.isalpha() and not set(typed) & set("aeiouy")
    return is_noise(name) or (len(typed) > 3 and speechless)

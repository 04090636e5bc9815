"""Names of people, in what they type about themselves."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import islice
from unicodedata import category

from convene.details.spelling import spell_out
from convene.details.words import (
    bare,
    before_a_question,
    begins_as,
    is_all,
    is_noise,
    is_question,
    one_of,
    phrases,
    pieces,
    words,
)

_LONGEST = 7
_LEADS = ("name_follows", "name_may_follow", "name_may_follow_when_introduced", "fillers", "articles")
_MOST_CUES = 20  # more is no conversation
_LONGEST_IN_LOWER_CASE = 4
_CODE = re.compile(r"[{}<>]")
_ASIDE = re.compile(r"(?<=\w) \((?:[^()@]{1,40})\) (?=[^\W\d_a-zäöü])")
_LETTER = re.compile(r"[^\W\d_]")
_ELISION = re.compile(r"^(?:d|l|dell|dall|o|m)'(?=[^\W\d_])", re.IGNORECASE)
_PREFIXED = re.compile(r"(?:ka|al-|el-|de|la|von|mac|mc|ó|ní)[A-ZÀ-Þ]")
_NAME_WORD = re.compile(r"'?[^\W\d_](?:[^\W_]|[.'\-‐]){,40}")


def find_name(text: str, *, asked: bool, introduced: bool = False) -> str | None:
    """The name somebody gives, as they typed it; None when they give none.

    A name alone counts when it was `asked` for, or when somebody is `introduced`: it stands beside their address. Else
    words such as "my name is" must lead to it.
    """
    if _CODE.search(text):
        return None
    text = _couple().sub("", _ASIDE.sub(" ", spell_out(text)))
    given = (
        _first_and_last(text)
        or _longest(_led_to(text, asked=asked, introduced=introduced))
        or _before_a_cue(text, asked=asked)
    )
    if not given and (asked or introduced):
        answer = before_a_question(text)
        given = _alone(answer, lower_case=asked, least=1 if asked and answer == text else 2)
    return _with_quotes(given, text) if given else None


@cache
def _couple() -> re.Pattern[str]:
    """A pattern for the first of "Mr and Mrs"."""
    honorific = one_of("honorifics")
    return re.compile(rf"\b{honorific}\.? {one_of('joins_names')} (?={honorific}\b)", re.IGNORECASE)


def _with_quotes(name: str, text: str) -> str:
    """The name with the quotes around a nickname in it, as they were typed."""
    first, *more = map(re.escape, name.split())
    quoted = re.search(first + "".join(rf""" (?:{word}|["“„'`]{word}["”“'´])""" for word in more), text)
    return quoted[0] if quoted and quoted[0][-1].isalnum() else name


def _first_and_last(text: str) -> str | None:
    """What "first name Ada, last name Lovelace" tells, in any order, or "Ada, last name Lovelace"; or the reverse."""
    last, first = _after(text, "last_name_follows"), _after(text, "first_name_follows")
    if last is None and (first is None or phrases("first_name_follows").match(text.strip())):
        return first
    opening = _opening(text)
    if last is None:
        return f"{first} {opening}".strip()
    return f"{first or opening} {last}".strip()


def _opening(text: str) -> str:
    """The word that begins the text, if it is a name: "Ada, last name Lovelace", "also ich bin die Ada, …"."""
    opening = next((piece for piece in pieces(text) if not is_all(piece, "fillers")), [])
    while lead := phrases(*_LEADS).match(" ".join(opening)):
        opening = opening[len(lead[0].split()) :]
    told = phrases("last_name_follows", "first_name_follows").match(" ".join(opening))
    return "" if told else " ".join(_read(opening[:1]))


def _after(text: str, cue: str) -> str | None:
    found = phrases(cue).search(text)
    if not found:
        return None
    said = pieces(phrases("first_name_follows", "last_name_follows").split(text[found.end() : found.end() + 100])[0])
    name = _read(said[0], certain=True) if said else []
    return " ".join(name) or None


def _led_to(text: str, *, asked: bool, introduced: bool) -> list[str]:
    """What words such as "my name is" lead to, in order."""
    if full := _after(text, "full_name_follows"):
        return [full]
    return _surely_led_to(text) or _perhaps_led_to(text, asked=asked, introduced=introduced)


def _surely_led_to(text: str) -> list[str]:
    """What "my name is" leads to; "our firm's name is" leads to none."""
    found: list[str] = []
    for cue in _cues(text, "name_follows"):
        before = text[: cue.start()].split()[-1:]
        if not before or not is_all(before, "has_a_name_too"):
            found += _given(text, cue.end(), lower_case=True)
    return found


def _perhaps_led_to(text: str, *, asked: bool, introduced: bool) -> list[str]:
    """What "I am" leads to, if it looks like a name; the more leads to one, the more a name is expected."""
    if begins_as(text, "asks_what"):
        return []
    lists = ["name_may_follow"]
    lists += ["name_may_follow_when_introduced"] if asked or introduced else []
    lists += ["name_may_follow_when_asked"] if asked else []
    found: list[str] = []
    for cue in _cues(text, *lists):
        if cue.start() or not is_question(text):  # “ist Anna da?”
            found += [name for name in _given(text, cue.end(), lower_case=asked) if not _describes(name)]
    return [name for name in found if _is_capital(name)] or found


def _cues(text: str, *lists: str) -> Iterable[re.Match[str]]:
    return islice(phrases(*lists).finditer(text), _MOST_CUES)


def _given(text: str, start: int, *, lower_case: bool) -> list[str]:
    """The name that begins at this place, or its fuller form right after: "I'm Max, Max Power", "Bond, James Bond"."""
    said = pieces(phrases("company_follows").split(text[start : start + 200])[0])  # “Ada von der Firma Acme”
    if not said or not text[start : start + 3].strip(" '\"“„:"):
        return []
    if lower_case and said[0][0] in words("articles") and not any(map(_is_capital, said[0][1:2])):
        said[0] = said[0][1:]  # “ich bin der peter”
    names = [_read(said[0])]
    if names[0] and len(said) > 1 and names[0][0] in (said[1][0], said[1][-1]):
        names.append(_read(said[1]))
    names = [name if any(map(_is_capital, name)) else _without_workplace(name) for name in names]
    return [" ".join(name) for name in names if name and (lower_case or _is_capital(name[0]))]


def _longest(names: list[str]) -> str | None:
    """The first name given, or a later and fuller form of it: "Bond, James Bond"."""
    if not names:
        return None
    return max((name for name in names if set(names[0].split()) <= set(name.split())), key=len)


def _before_a_cue(text: str, *, asked: bool) -> str | None:
    """What comes before "here" or "is my name"."""
    lists = ["name_precedes", "name_precedes_when_asked"] if asked else ["name_precedes"]
    for cue in _cues(text, *lists):
        if " " not in cue[0] and text[cue.end() : cue.end() + 2].strip(" ,.;:!-–)"):
            continue
        said = pieces(text[max(0, cue.start() - 100) : cue.start()] + ".")
        name = _whole(said[-1]) if said else None
        if name and (asked or _is_capital(name[0])):
            fuller = [_whole(piece) for piece in pieces(text[cue.end() :])]
            return _longest([" ".join(name), *(" ".join(other) for other in fuller if other)])
    return None


def _alone(text: str, *, lower_case: bool, least: int) -> str | None:
    """The piece of the text that is a name and nothing else, of at least so many words.

    In lower case it must be all that is said, or a whole name that begins the text.
    """
    if turned := _surname_first(text):
        return turned
    said = [piece for piece in map(_before_a_clause, pieces(text)) if not is_all(piece, "fillers", "ends_a_name")]
    said = [piece for piece in said if not _is_denied(piece)]
    names = [name for piece in said if (name := _whole(_before_the_company(piece))) and not _is_noise(name)]
    certain = len(said) == 1 or (len(names) == 1 and len(names[0]) > 1 and names[0][0] == said[0][0])
    if not (lower_case and certain):
        names = [name for name in names if _is_capital(name[0])]
    return _longest([" ".join(name) for name in names if len(name) >= least])


def _is_denied(piece: list[str]) -> bool:
    """Whether it is the wrong name, as in "not Zoey, Zoe"."""
    return is_all(piece[:1], "not_the_name") and bool(_whole(piece[1:]))


def _before_a_clause(piece: list[str]) -> list[str]:
    """The part in front of "and I would like …"; there is nothing to tell from "and I" alone."""
    said = " ".join(piece)
    clause = phrases("begins_a_clause").search(said)
    return said[: clause.start()].split() if clause and clause.end() < len(said) else piece


def _before_the_company(piece: list[str]) -> list[str]:
    """The part in front of "from Acme" or "von der Acme GmbH", and of "von Acme Metallbau": no family has two names."""
    leads = [place for place, word in enumerate(piece) if place and word in words("company_may_follow", "comes_from")]
    if not leads and any(word.lower() in words("legal_forms") for word in piece):
        leads = [place for place, word in enumerate(piece) if place and word in words("belongs_to")]
    two_names = len(piece) > 4 and piece[2] in words("belongs_to") and all(map(_is_capital, piece[3:]))
    return piece[: leads[0] if leads else 2] if leads or two_names else piece


def _surname_first(text: str) -> str | None:
    """The name in "Lovelace, Ada" or "de la Cruz, María", turned round."""
    said = pieces(text)
    if len(said) != 2 or len(said[1]) > 2 or text.count(",") != 1 or len(pieces(text.replace(",", ""))) != 1:
        return None
    last, first = (_whole(piece) for piece in said)
    if not last or not first or len(last) != len(said[0]) or _is_capital(first[0]) != _is_capital(last[-1]):
        return None
    if len(last) > 1 and bare(last[0]) not in words("particles"):
        return None
    return None if bare(first[-1]) in words("legal_forms") else " ".join(first + last)


def _whole(piece: list[str]) -> list[str]:
    """The name a piece consists of, without greetings and the like; empty when there is anything else in it."""
    while piece and bare(piece[0]) in words("fillers") and not _is_initial(piece[1:2]):
        piece = piece[1:]
    while piece and (bare(piece[-1]) in words("name_precedes") or bare(piece[-1]) in words("ends_a_name")):
        piece = piece[:-1]
    left_out = sum(bare(word) in words("honorifics") or word in words("articles") for word in piece[:2])
    name = _read(piece)
    return name if name and len(name) >= len(piece) - left_out else []


def _read(said: list[str], *, certain: bool = False) -> list[str]:
    """The words from the start on that can be one name; empty when they are no name.

    In ordinary writing a name is capital words with particles between them; whoever types all in lower case gives names
    of up to three words, none of them an everyday word. A title makes any capital word a name.
    """
    honoured = bool(said) and bare(said[0]) in words("honorifics")
    said = said[honoured:]
    if len(said) > 1 and said[0] in words("articles") and _is_capital(said[1]):
        said = _without_workplace(said[1:])
    if not said or not _is_name_word(said[0]):
        return []
    capitals = _is_capital(said[0]) or (bare(said[0]) in words("particles") and any(map(_is_capital, said[1:5])))
    name: list[str] = []
    for word in said[: _LONGEST if capitals else _LONGEST_IN_LOWER_CASE + _count_particles(said)]:
        if not _is_name_word(word) or not _goes_on(word, capitals, before=name):
            break
        name.append(word)
    if not capitals:
        while name and bare(name[-1]) in words("particles") & words("everyday_words"):
            name.pop()
        return name if len(name) < 3 or not any(map(_is_capital, name)) else []
    if any(word.lower() in words("legal_forms") for word in said):
        name = _without_workplace(name)
    while name and not _is_capital(name[-1]) and bare(name[-1]) not in words("suffixes"):
        name.pop()
    certain = certain or honoured or (len(name) > 1 and bare(name[0]) in words("titles"))
    told = _is_everyday(name) or _is_role(name) or is_all(name[:1], "begins_a_sentence")
    told = told or (len(name) > 1 and is_all(name, "legal_forms"))  # “… & Co. KG”
    return name if certain or not told else []


def _without_workplace(said: list[str]) -> list[str]:
    """The part before "von der Acme GmbH" or, as in "die Ada vom Einkauf", before where somebody works."""
    of = [place for place, word in enumerate(said) if place and word in words("belongs_to")]
    return said[: of[0]] if of else said


def _count_particles(said: list[str]) -> int:
    return sum(bare(word) in words("particles") for word in said[1:_LONGEST])


def _goes_on(word: str, capitals: bool, *, before: list[str]) -> bool:
    known = bare(word)
    if capitals:
        stops = (bool(before) and known in words("ends_a_name")) or (
            known in words("first_person") and word[0].isupper()
        )
        title = known in words("titles") and word.endswith(".")
        return not stops and (_is_capital(word) or title or known in words("particles") or known in words("suffixes"))
    joins = known in words("particles") and len(before) > 1 and bare(before[-1]) in words("particles")
    if joins or (before and (known in words("belongs_to", "father_follows") or _is_initial([word]))):
        return True  # “ines van den heuvel”, “ines b. duarte”
    everyday = known in words("everyday_words") or known in words("time_words") or known in words("ends_a_name")
    everyday = everyday or (not before and known in words("topic_words"))
    fits = known in words("also_names") or (bool(before) and known in words("also_last_names")) or not everyday
    return fits and not any(letter.isdigit() for letter in word)


def _is_name_word(word: str) -> bool:
    """Whether it is written as names are; vowel signs and accents of any script are marks on its letters."""
    return _NAME_WORD.fullmatch("".join(sign for sign in word if not category(sign).startswith("M"))) is not None


def _is_capital(word: str) -> bool:
    """Whether the word begins with a capital, or with a letter of a script that has none."""
    letter = _LETTER.search(_ELISION.sub("", word))
    inner = _PREFIXED.match(word)
    return inner is not None or (letter is not None and letter[0] == letter[0].upper())


def _is_everyday(name: list[str]) -> bool:
    return is_all(name, "everyday_words", "topic_words", "time_words") and not is_all(name[:1], "also_names")


def _is_noise(name: list[str]) -> bool:
    """Whether it cannot be spoken: keys hit at random, one letter, or a sound such as "hmpf"."""
    typed = "".join(name).lower()
    if len(typed) == 1 and typed.isascii():
        return True
    speechless = typed.isascii() and typed.isalpha() and not set(typed) & set("aeiouy")
    return is_noise(name) or (len(typed) > 3 and speechless)


def _is_initial(said: list[str]) -> bool:
    return bool(said) and len(said[0]) == 2 and said[0][1] == "." and said[0][0].isalpha()


def _is_role(name: list[str]) -> bool:
    return len(name) == 1 and name[0].lower().endswith(tuple(words("role_endings")))


def _describes(name: str) -> bool:
    """Whether it is a word for how or what somebody is, as in "ich bin koch"."""
    ends = name.endswith(tuple(words("describing_endings", "role_endings")))
    return name.islower() and " " not in name and (ends or name in words("describes_somebody"))

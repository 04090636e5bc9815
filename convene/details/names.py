"""Names of people, in what they type about themselves."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import islice

from convene.details.name_words import (
    begin_of_name,
    describes_somebody,
    is_capital,
    is_firm,
    is_strange,
    is_trade,
    is_unspeakable,
    whole_name,
    without_firm,
    without_workplace,
)
from convene.details.spelling import spell_out
from convene.details.words import (
    after_correction,
    bare,
    before_a_question,
    begins_as,
    is_all,
    is_question,
    one_of,
    phrases,
    pieces,
    words,
)

_LEADS = (
    "name_follows",
    "name_may_follow",
    "name_may_follow_when_introduced",
    "name_may_follow_when_asked",
    "fillers",
    "articles",
)
_LONGEST_CLOSING = 5
_MOST_CUES = 20  # more is no conversation
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
        or _after(text, "full_name_follows")
        or _first_and_last(text)
        or (_as_in_a_list(text) if asked else None)
        or (_before_the_short_form(text) if asked else None)
        or _longest(_surely_led_to(text))
        or (_begins_with_a_name(text) if asked else None)
        or _longest(_perhaps_led_to(text, asked=asked, introduced=introduced))
        or _before_a_cue(text, asked=asked)
        or _who_comes(text)
    )
    if not given and (asked or introduced):
        answer = before_a_question(text)
        given = _alone(answer, lower_case=asked, least=1 if asked and answer == text else 2)
    given = given or (_within(text) if asked else None)
    return _with_quotes(given, text) if given else None


def _without_company(text: str) -> str:
    """The text without the name behind "the firm is" or "I work for", which is no person's."""
    company = rf"(?<!\w)(?i:({one_of('company_follows')})) (?!{one_of('name_follows')})[^,;.!?]*"
    return re.sub(company, r"\1,", text)


def find_signed(text: str) -> str | None:
    """The name under a letter: its whole last line, behind one such as "Best regards"; None when it is not signed."""
    *_, closing, last = ["", "", *filter(None, (line.strip(" ,.!-–") for line in text.splitlines()))]
    closes = len(closing.split()) <= _LONGEST_CLOSING and any(is_all([w], "closings") for w in closing.split())
    name = whole_name(last.split()) if closes else []
    return " ".join(name) if name and is_capital(name[0]) else None


def _corrected(text: str) -> str | None:
    """The name in "Zoey, no, Zoe"."""
    better = after_correction(text)
    return find_name(better, asked=True) if is_capital(better) else None


def _before_the_short_form(text: str) -> str | None:
    """The full name in "Ada Lovelace, but Ada is fine"."""
    full, short = [*pieces(re.sub(rf" (?={one_of('short_form_follows')} )", ", ", text)), [], []][:2]
    before = _before_a_clause(full)
    name = whole_name(before)
    shortened = is_all(short[:1] or ["-"], "short_form_follows") or (short[1:] and name[:1] == short[:1])
    shortened = shortened or bool(phrases("name_precedes_when_asked").search(" ".join(short)))
    name = name if shortened or before != full else []
    return " ".join(name) if len(name) > 1 and is_capital(name[0]) else None


def _behind_the_nickname(text: str) -> str | None:
    """The name in "friends say Max, but officially it is Maximilian", behind what others say."""
    others = phrases("others_say").search(text)
    behind = _NEXT_CLAUSE.split(text[others.end() :], maxsplit=1)[1:] if others else []
    return find_name(behind[0], asked=True) if behind else None


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
    return "" if told else " ".join(begin_of_name(opening[:1]))


def _after(text: str, cue: str) -> str | None:
    found = phrases(cue).search(text)
    if not found:
        return None
    said = pieces(phrases("first_name_follows", "last_name_follows").split(text[found.end() : found.end() + 100])[0])
    name = begin_of_name(said[0], certain=True) if said else []
    return " ".join(name) or None


def _begins_with_a_name(text: str) -> str | None:
    """The full name that comes before everything else: "Ada Lovelace, please call me beforehand"."""
    first, *more = pieces(text) or [[]]
    led = is_all(first[:1], "somebody_follows", "name_precedes", "particles")
    goes_on = not more or whole_name(more[0]) or is_all(more[0][:1], "fillers", "sounds")  # “Ada Byron, no, Ada Holt”
    name = whole_name(first) if not (led or goes_on) and all(map(is_capital, first)) else []
    return " ".join(name) if len(name) > 1 and name == first and is_strange(name) else None


def _surely_led_to(text: str) -> list[str]:
    """What "my name is" leads to; "our firm's name is" leads to none."""
    found: list[str] = []
    for cue in _cues(text, "name_follows"):
        before = text[: cue.start()].split()[-1:]
        if not before or not is_all(before, "has_a_name_too"):
            found += _given(text, cue.end(), lower_case=True, certain=cue[0].lower() in words("any_name_follows"))
    return _capital_first(found)


def _perhaps_led_to(text: str, *, asked: bool, introduced: bool) -> list[str]:
    """What "I am" leads to, if it looks like a name; the more leads to one, the more a name is expected."""
    if begins_as(text, "asks_what"):
        return []
    text = before_a_question(text) if phrases("refusals").search(text) else text
    lists = ["name_may_follow_when_introduced"] if asked or introduced else []
    lists += ["name_may_follow_when_asked", "somebody_follows"] if asked else []
    found: list[str] = []
    for cue in [*_cues(text, "name_may_follow"), *(_cues(text, *lists) if lists else ())]:  # the surer ones first
        joined = is_all(text[: cue.start()].split()[-1:], "joins_names") and cue.start()
        of_another = joined and not is_all(cue[0].split()[:1], "subjects")  # “and my colleague Ada”, not “and I'm Ada”
        if not of_another and (cue.start() or not is_question(text)):  # “ist Anna da?”
            lower_case = asked and not is_all([cue[0]], "somebody_follows")  # “my boss says”
            found += [name for name in _given(text, cue.end(), lower_case=lower_case) if not describes_somebody(name)]
    return _capital_first(found)


def _who_comes(text: str) -> str | None:
    """The full name, or the one with a title, of somebody else who is to come: "for my boss, Mr Falk Byron"."""
    for cue in _cues(text, "whoever_comes_follows"):
        said = next(iter(pieces(text[cue.end() : cue.end() + 100])), [])
        name = begin_of_name(said)
        titled = is_all(said[:1], "honorifics", "titles")
        if name and is_capital(name[0]) and (len(name) > 1 or titled) and is_strange(name[-1:]):
            return " ".join(name)
    return None


def _capital_first(names: list[str]) -> list[str]:
    """The names in capitals, if there are any: "could you call me tomorow, my name is Ada"."""
    return [name for name in names if is_capital(name)] or names


def _cues(text: str, *lists: str) -> Iterable[re.Match[str]]:
    return islice(phrases(*lists).finditer(text), _MOST_CUES)


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
    names = [begin_of_name(said[0], certain=certain and len(said[0]) == 1)]
    if names[0] and len(said) > 1 and names[0][0] in (said[1][0], said[1][-1]):
        names.append(begin_of_name(said[1]))
    names = [name if any(map(is_capital, name)) else without_workplace(name) for name in names]
    return [" ".join(name) for name in names if name and (lower_case or is_capital(name[0]))]


def _is_between(said: list[str]) -> bool:
    """Whether a word stands between what leads to a name and the name: "it's um Ada", "sagen Sie ruhig Ada"."""
    capital = any(map(is_capital, said[1:2]))
    return len(said) > 1 and said[0] in words("sounds_or_words", *["softens"] * capital)


def _longest(names: list[str]) -> str | None:
    """The first name given, or a later and fuller form of it: "Bond, James Bond"."""
    if not names:
        return None
    fuller = [name for name in names[1:] if set(names[0].split()) < set(name.split()) and not is_firm(name)]
    return max([names[0], *fuller], key=len)


def _before_a_cue(text: str, *, asked: bool) -> str | None:
    """What comes before "here" or "is my name"."""
    lists = ["name_precedes", "name_precedes_when_asked"] if asked else ["name_precedes"]
    for cue in _cues(text, *lists):
        if " " not in cue[0] and text[cue.end() : cue.end() + 2].strip(" ,.;:!-–)"):
            continue
        said = pieces(text[max(0, cue.start() - 100) : cue.start()] + ".")
        name = whole_name(said[-1]) if said else None
        if name and (asked or is_capital(name[0])):
            fuller = [whole_name(piece) for piece in pieces(text[cue.end() :])]
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
    names = [name for piece in said if (name := whole_name(_before_the_company(piece))) and not is_unspeakable(name)]
    certain = len(said) == 1 or (len(names) == 1 and len(names[0]) > 1 and names[0][0] == said[0][0])
    if not (lower_case and certain):
        names = [name for name in names if is_capital(name[0])]
    return _longest([" ".join(name) for name in names if len(name) >= least])


def _within(text: str) -> str | None:
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
        of_another = place and bare(piece[place - 1]) in words("somebody_else_follows")
        if len(person) > 1 and not of_another and is_strange(person) and not is_trade(person):
            yield person
        place += len(name) if name and is_strange(name[:1]) else 1


def _is_denied(piece: list[str]) -> bool:
    """Whether it is the wrong name, as in "not Zoey, Zoe"."""
    return is_all(piece[:1], "not_the_name") and bool(whole_name(piece[1:]))


def _before_a_clause(piece: list[str]) -> list[str]:
    """The part in front of "and I would like …" or "not Zoey"; there is nothing to tell from "and I" alone."""
    said = " ".join(piece)
    clause = phrases("begins_a_clause").search(said)
    if clause and clause.end() < len(said):
        return said[: clause.start()].split()
    errand = phrases("errand_follows").search(said)
    who = said[: errand.start()].split() if errand else []
    if is_all(who, "given_names") if len(who) < 2 else is_strange(who[-2:]):
        piece = who or piece
    denied = len(piece) > 2 and piece[-2] in words("not_the_name") and is_capital(piece[-1])
    return piece[:-2] if denied else piece


def _before_the_company(piece: list[str]) -> list[str]:
    """The part in front of "from Acme", "von der Acme GmbH" or "von Acme Metallbau"."""
    leads = [place for place, word in enumerate(piece) if place and word in words("company_may_follow", "comes_from")]
    return piece[: leads[0]] if leads else without_firm(piece)


def _as_in_a_list(text: str) -> str | None:
    """The name in "it's under Lovelace, Ada", turned round."""
    turned = (_surname_first(text[cue.end() :]) for cue in _cues(text, "surname_first_follows"))
    return next(filter(None, turned), None)


def _surname_first(text: str) -> str | None:
    """The name in "Lovelace, Ada" or "de la Cruz, María", turned round."""
    said = pieces(text)
    if len(said) != 2 or len(said[1]) > 2 or text.count(",") != 1 or len(pieces(text.replace(",", ""))) != 1:
        return None
    last, first = (whole_name(piece) for piece in said)
    last = said[0] if is_all(said[0], "surnames_of_times") and is_all(first or ["-"], "given_names") else last
    two_names = last and first and len(last) == len(said[0]) and not set(last) & set(first)
    if not two_names or is_capital(first[0]) != is_capital(last[-1]):
        return None
    if len(last) > 1 and bare(last[0]) not in words("particles"):
        return None
    return None if bare(first[-1]) in words("legal_forms") else " ".join(first + last)

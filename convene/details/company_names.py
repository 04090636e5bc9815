"""What can be the name of a company, and what is none: roles, trades, everyday words, sentences, noise."""

import re
from functools import cache
from itertools import dropwhile, takewhile

from convene.details.name_words import is_firm, is_trade
from convene.details.words import bare, is_all, is_noise, one_of, phrases, words

CAPITAL = "[^\\W\\d_a-zß-ÿ]"
_LONGEST = 80
_LONGEST_IN_LOWER_CASE = 4


def has_legal_form(company: str) -> bool:
    """Whether a word behind the first one is a legal form or another that only companies have: "Acme Labs"."""
    said = [word.lower() for word in company.split()[1:]]
    return any(word in words("legal_forms") or f"{word}." in words("legal_forms") for word in said)


def is_called_as_one(company: str) -> bool:
    """Whether it is called as only companies are: "Acme Ltd", "Tischlerei Byron", "Byron Metallbau", "Acme & Byron"."""
    said = company.split()
    return has_legal_form(company) or "&" in said or is_trade(said) or (len(said) > 1 and is_firm(company))


def is_proper(piece: list[str]) -> bool:
    """Whether several words in capitals are neither everyday words, roles nor places."""
    known = words("everyday_words", "time_words", "places", "role_endings")
    capitals = [word for word in piece if word[0].isupper()]
    proper = len(capitals) > 1 and all(word in capitals or word.lower() in words("connecting") for word in piece)
    return proper and not any(bare(word) in known for word in capitals)


def strange_name(said: list[str]) -> str:
    """The capital words from the start on that are no everyday words."""
    known = words("everyday_words", "time_words", "places", "topic_words")
    strange = takewhile(lambda word: re.match(CAPITAL, word) and bare(word) not in known, said)
    return " ".join(strange)


def is_strange(said: list[str]) -> bool:
    """Whether all words are in capitals and no everyday words."""
    return bool(said) and " ".join(said) == strange_name(said)


def is_role(said: list[str]) -> bool:
    """Whether it is what somebody does, or where in a company: "Teamleiterin im Vertrieb", "head of IT", "Einkauf"."""
    if is_all(said[:1], "names_a_department"):
        return True
    said = list(dropwhile(lambda word: word.islower() and is_all([word], "everyday_words"), said))
    who = list(takewhile(lambda word: word not in words("department_follows"), said))
    known = [word for word in said if is_all([word], "everyday_words", "topic_words", "connecting")]
    telling = [word for word in said if is_somebody(word) or _is_a_department(word)]
    leads = bool(who) and _has_a_trade(who[0]) and is_all(who[1:], "topic_words", "departments")
    does = leads or (bool(who) and all(word in (*known, *telling) for word in who) and who[-1] in telling)
    return does and (_has_a_trade(who[-1]) or all(word in (*known, *telling) for word in said))


def is_somebody(word: str) -> bool:
    """Whether a word tells what people do, or what it is about: "Bauleiterin", "Beratung"."""
    return is_all([word], "roles") or bare(word).endswith(tuple(words("role_endings", "trade_endings")))


def _has_a_trade(word: str) -> bool:
    return bare(word).endswith(tuple(words("trade_endings")))


def _is_a_department(word: str) -> bool:
    return is_all([word], "departments", "fields_of_work") or bare(word).endswith(tuple(words("department_endings")))


def says_no_company(text: str) -> bool:
    """Whether somebody says that they come for themselves: "ich bin privat hier", "none"."""
    said = " ".join(bare(word.rstrip(",!")) for word in text.split())
    return said in words("no_company") or phrases("no_company_at_all").search(text) is not None


def has_no_company(text: str) -> bool:
    """Whether somebody comes for themselves, or works alone: "self-employed"."""
    return says_no_company(text) or phrases("works_alone").search(text) is not None


def without_article(said: str, *, lower_case: bool = False) -> str:
    """What follows "the" or "der", when it is written with a capital or may be in `lower_case`."""
    article = phrases("definite_articles").match(said)
    behind = said[article.end() :].lstrip() if article else ""
    return behind if behind and (lower_case or re.match(CAPITAL, behind)) else said


@cache
def somewhere() -> re.Pattern[str]:
    """A pattern for "in Berlin" or "aus New York" at the end."""
    return re.compile(rf"\s{one_of('place_follows')}\s(?!{one_of('in_a_sentence')})[\w-]+(?:\s[\w-]+)?$", re.IGNORECASE)


def is_no_name(kept: str) -> bool:
    """Whether the words are no company: everyday words, what somebody is, a sentence or noise."""
    said = kept.split()
    if not said or len(kept) > _LONGEST or kept.lower() in words("no_company"):
        return True
    of_a_kind = said[0] in words("any_of_a_kind") and bare("".join(said[1:2])) not in words("ends_a_name")
    kind = len(said) == 1 and is_all(said, "kinds_of_workplace")
    told = not has_legal_form(kept) and (of_a_kind or kind or _is_a_sentence(said) or _is_a_person(said))
    return told or is_role(said) or _is_known(said)


def _is_a_person(said: list[str]) -> bool:
    return len(said) in (2, 3) and is_all(said[:1], "honorifics") and not is_firm(" ".join(said))


def _is_a_sentence(said: list[str]) -> bool:
    spoken = bare(said[0]) in words("begins_a_sentence") or any(word in words("in_a_sentence") for word in said)
    return spoken or (len(said) > _LONGEST_IN_LOWER_CASE and " ".join(said).islower())


def _is_known(said: list[str]) -> bool:
    """Whether there are hardly any words but everyday ones, or only noise; "The Friday Choir" may be called so."""
    known = words("everyday_words", "time_words", "no_company_at_all", "works_alone", "name_precedes")
    titled = said[0].istitle() and bare(said[0]) in words("definite_articles")
    titled = titled and all(word[0].isupper() for word in said[1:])
    told = [word for word in said if (titled or bare(word) not in known) and re.search(r"[^\W\d]|&", word)]
    if is_all(told, "topic_words", "describes_somebody") and not titled and (len(told) < len(said) or len(told) == 1):
        return True  # “Fenster”, “neue Fenster fürs Haus”
    mostly = len(said) > 3 and len(told) * 2 < len(said) and not said[-1][0].isupper()
    return not told or mostly or (is_noise(told) and not "".join(said).isupper())

"""The words of a name or a company that stand in an e-mail address."""

import re
from collections.abc import Iterable
from itertools import combinations

from convene.details.words import words as listed

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_PARTS = re.compile(r"[._+-]")
_ADDRESS = re.compile(r"\S+@\S+")
_SHORTEST = 3  # letters of a domain that may be a company's name
_TELLING = 4  # letters of a word that tells whose domain it is


def speaks_of_colleagues(text: str) -> bool:
    """Whether a text names somebody else whose an address may be: "send it to my colleague zoe@acme.test"."""
    return any(word.casefold() in listed("colleagues") for word in WORD.findall(text))


def stands_in_mailbox(words: Iterable[str], address: str | None) -> bool:
    """Whether one of the words is a part of what stands before the @: "Ada" in ada.byron@acme.test."""
    parts = _PARTS.split((address or "").partition("@")[0].casefold())
    return any(_as_addressed(word) in parts for word in words)


def stands_in_domain(words: Iterable[str], address: str | None) -> bool:
    """Whether one of the words, of four letters or more, stands behind the @: "Finch" in @finchbooks.test."""
    domain = _as_addressed((address or "").partition("@")[2])
    return any(len(word) >= _TELLING and _as_addressed(word) in domain for word in words)


def spelt_domain(text: str, address: str | None) -> str:
    """The words of a text that the domain of an address writes as one, or "": "finch books" for ada@finchbooks.test."""
    said = _ADDRESS.sub(" ", text)
    for first, last in combinations(WORD.finditer(said), 2):
        words = said[first.start() : last.end()]
        if is_domain(words, address):
            return words
    return ""


def is_domain(text: str, address: str | None) -> bool:
    """Whether a domain is named after the whole of a text: "Finch Books" for ada@finch-books.co.uk.

    An "&" may be spelt out there: "Finch & Wren" for ada@finchandwren.test.
    """
    labels = (address or "").partition("@")[2].casefold().split(".")[:-1]
    telling = [label for label in labels if label not in listed("no_company_label")]
    spelt = {_as_addressed(re.sub(r"[\s-]", "", text.replace("&", joint))) for joint in ("", "and", "und", "u")}
    return bool(telling) and telling[-1].replace("-", "") in spelt


def is_somebodys_mailbox(address: str | None) -> bool:
    """Whether what stands before the @ may be a person, unlike the "info" of info@acme.test."""
    return not set(_PARTS.split((address or "").partition("@")[0].casefold())) & listed("nobodys_mailbox")


def company_in_domain(domain: str, name: str) -> str:
    """The company that a domain may be named after, or "": "Metallbau Lüders" of Eva Lüders for metallbau-lueders.test.

    The domain of somebody's own `name` alone, or of a part of it, is none.
    """
    labels = [label for label in domain.split(".")[:-1] if label not in listed("no_company_label")]
    parts = labels[-1].split("-") if labels else []
    own = {_as_addressed(word): word for word in re.split(r"[\s-]+", name)}
    others = [part for part in parts if part not in own]
    nameless = len(own) == 1 and len(others) < len(parts)  # of “Anna” alone, anna-byron.test may be her whole name
    if not others or nameless or "".join(parts) == "".join(own) or len("-".join(parts)) < _SHORTEST:
        return ""
    return " ".join(own.get(part, part).capitalize() for part in parts)


def _as_addressed(word: str) -> str:
    """A word as addresses write it."""
    return word.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")

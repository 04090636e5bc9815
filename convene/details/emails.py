"""E-mail addresses, as people type and spell them."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import OSA

from convene.details.words import bare, is_all, one_of, phrases, table, without_first, words
from convene.email_address import normalized

Problem = Literal["invalid", "typo_domain"]

_LONGEST = 254  # RFC 5321
_LONGEST_SPELLED = 24
_MOST = 10  # of the addresses in one message
_HIDDEN_AT = re.compile(r" -(?:at|ät|@)- | ?[(\[{<] ?(?:at|ät|@) ?[)\]}>] ?", re.IGNORECASE)
_HIDDEN_DOT = re.compile(r" ?[(\[{<] ?(?:dot|punkt|\.) ?[)\]}>] ?", re.IGNORECASE)
_EXPLAINED = re.compile(rf"(?<!\S)(\w),? {one_of('spelled_as')} \1\w+,?(?= )", re.IGNORECASE)  # “z wie zeppelin”
_LINK = re.compile(r"\b(?:https?://|www\.)\S*", re.IGNORECASE)
_SPLIT_AT = re.compile(r"(?<=\w) ?@ (?=[\w-]+\.\w)|(?<=\w) @(?=[\w-]+\.\w)")
_LEFT_OUT = re.compile(r"(?<=@)([\w-]+) (?=(?:com|de|net|org|at|ch|io)[.!]?$)")  # “zoe@acme io”
_SPLIT_DOT = re.compile(r"(?<=@)([\w-]+) ?\. ?(?=[^\W\d_]{2,6}\b)|(?<=@ )([\w-]+) \. (?=[^\W\d_]{2,6}\b)")
_COMMA_DOT = re.compile(r"(?<=@)([\w-]+),(?=[a-z]{2,3}\b)")  # the key beside the full stop
_COMMAS = re.compile(r"(?<!\S)(\w),(?= \w(?!\w))")  # “z, o, e”
_SPACED = re.compile(r"(?<!\S)(?:\w ){2,}\w(?=@)")
_AT_WORK = re.compile(r"(?<!\S)@ (?=[^\W\d_a-z])")
_APART = re.compile(r"""[\s<>()\[\]{},;:|/\\"“”„«»*`?=]+""")
_EDGES = ".'!?_-…‘"
_LETTERS = re.compile(r"[^\W_](?:-[^\W_]){2,}")
_PART = re.compile(r"[\w+'%-]+(?:\.[\w+'%-]+)*")
_MARK = "\N{BLACK CIRCLE}"
_TOGETHER = re.compile(rf"(?:(\w+) )?(\w+),? {_MARK}")  # “zoe berg, one word”
_PAUSE = re.compile(r"[,;.!–-] ")
_PAUSE_OR_AND = re.compile(r"[,;.] | (?:and|und) ")
_DOTTED = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_OTHERS_ADDRESS, _MY_ADDRESS, _NOT_THE_ADDRESS, _LESS_LIKELY, _BETTER = -2, 1, -4, -1, 3


@dataclass(frozen=True, slots=True)
class Found:
    """The address somebody gives, what is wrong with it, and the text without any address or link in it.

    `guests` are the addresses of others who are to come too.
    """

    address: str | None
    problem: Problem | None
    suggestion: str | None
    rest: str
    guests: tuple[str, ...] = ()


def find_email(text: str, *, asked: bool) -> Found:
    """The e-mail address in the text, in lower case: of several the one that is meant, else the last.

    An address that cannot be is no address, and told as `invalid` when somebody clearly tried to give one. An address
    whose domain is one slip away from a popular one is given back together with the likely one.
    """
    as_typed = text
    text = phrases("at_phrases").sub("at", text)
    text = _COMMAS.sub(r"\1", _EXPLAINED.sub(r"\1", text)) if asked else text
    text = _LEFT_OUT.sub(r"\1.", _COMMA_DOT.sub(r"\1.", text))
    text = _spelled_out(_HIDDEN_DOT.sub(".", _HIDDEN_AT.sub("@", _LINK.sub(" ", text))))
    typed = [word for word in (part.strip(_EDGES) for part in _APART.split(text)) if "@" in word][:_MOST]
    rest = _AT_WORK.sub("at ", text)
    for word in sorted(typed, key=len, reverse=True):  # so that “@” alone comes last
        rest = rest.replace(word, ",", 1).replace("<,>", ",")
    good = [(word, address) for word in typed if (address := _valid(word))]
    guests = _guests([(word, address) for word, address in good if word in as_typed], text)
    own = [(word, address) for word, address in good if address not in guests]
    if not asked and len(own) == 1 and _is_anothers(text[: text.index(own[0][0])]):
        return Found(None, None, None, rest, guests)
    if own and asked and _is_torn(text.split()):
        return Found(None, "invalid", None, rest, guests)
    own = [(word, address) for word, address in own if not _is_rejected(word, text)]
    if own:
        address = _meant(own, text)
        suggestion = _likely(address)
        return Found(address, "typo_domain" if suggestion else None, suggestion, rest, guests)
    if good:
        return Found(None, None, None, rest, guests)
    tried = any(word.strip("@") and (asked or not word.startswith("@")) for word in typed)
    tried = tried or (asked and len(text.split()) <= 2 and bool(_DOTTED.fullmatch(text.strip(_EDGES + " "))))
    return Found(None, "invalid" if tried else None, None, rest)


def _spelled_out(text: str) -> str:
    """The text with "zoe at acme dot io" and "zoe @ acme.io" written as addresses."""
    text = phrases("how_it_is_written").sub("", _TOGETHER.sub(_as_one_word, phrases("makes_one_word").sub(_MARK, text)))
    text = _SPLIT_AT.sub("@", _SPLIT_DOT.sub(r"\1\2.", text))
    said = _half_spelled(_SPACED.sub(lambda letters: letters[0].replace(" ", ""), text).split())
    written: list[str] = []
    place = 0
    while place < len(said):
        at = bare(said[place]) in words("at_signs") or said[place] == "@"
        local, words_before = _mailbox(written) if at else ("", 0)
        domain, words_after = _domain(said[place + 1 : place + 1 + _LONGEST_SPELLED]) if local else ("", 0)
        if domain:
            written[len(written) - words_before :] = [f"{local}@{domain}"]
            place += words_after
        else:
            written.append(said[place])
        place += 1
    return " ".join(written)


def _as_one_word(said: re.Match[str]) -> str:
    first, last = said[1] or "", said[2]
    return f"{first} {last}" if is_all([first], "everyday_words") else f"{first}{last}"


def _half_spelled(said: list[str]) -> list[str]:
    """The words, with "zoe@acme" before a "dot" taken apart, as the rest of it is."""
    apart: list[str] = []
    for word, behind in pairwise([*said, ""]):
        mailbox, at, host = word.partition("@")
        spelled = mailbox and host and "." not in host and behind.lower() in words("dots")
        apart += (mailbox, at, host) if spelled else (word,)
    return apart


def _mailbox(before: list[str]) -> tuple[str, int]:
    """The mailbox spelled at the end of the words, and of how many it is made; "" if the last one can be none."""
    parts: list[str] = []
    joins = table("joins")
    for word in reversed(before[-_LONGEST_SPELLED:]):
        sign = joins.get(word.lower())
        if sign and parts and len(parts) % 2:
            parts.append(sign)
        elif len(parts) % 2 and _goes_on_in(parts[-1], word):
            parts.extend(("", word))
        elif len(parts) % 2 == 0 and _PART.fullmatch(word) and word.lower() not in joins:
            parts.append(word)
        else:
            break
    if len(parts) % 2 == 0:
        parts = parts[:-1]
    said = {part.lower() for part in parts if len(part) > 1 or len(parts) == 1}
    ahead = before[: -len([part for part in parts if part])][-1:]
    unclear = ahead and len(ahead[0]) == 1 and ahead[0].isalpha()  # “z berg at …” may be z.berg or zberg
    if not parts or unclear or (said and said <= words("no_mailbox")):
        return "", 0
    return "".join(part.replace("-", "") if _LETTERS.fullmatch(part) else part for part in reversed(parts)), len(parts)


def _goes_on_in(part: str, word: str) -> bool:
    """Whether a word is the beginning of the part behind it: of letters that are spelled, or of "zoe 99"."""
    spelled = len(word) == len(part) == 1 and word.isalnum()
    return spelled or (part.isdecimal() and word.isalpha() and word.lower() not in words("no_mailbox"))


def _domain(after: list[str]) -> tuple[str, int]:
    """The domain spelled at the start of the words, and of how many it is made; "" without a dot in it."""
    parts: list[str] = []
    taken = 0
    joins = table("joins")
    for word in after:
        within, part = len(parts) % 2 == 1, _PART.match(word)
        if within and word.lower() in joins:
            parts.append(joins[word.lower()])
        elif within and len(word) == 1 and word.isalnum() and len(after[taken - 1]) == 1:  # “g m x”
            parts[-1] += word
        elif part and not within:
            parts.append(part[0])
        else:
            break
        taken += 1
        if part and part[0] != word:
            break
    domain = "".join(parts if len(parts) % 2 else parts[:-1])
    return (domain, taken - (len(parts) % 2 == 0)) if _DOTTED.fullmatch(domain) else ("", 0)


def _valid(word: str) -> str | None:
    """The address in lower case, or None; reserved domains such as .test and .example are fine."""
    try:
        found = normalized(word[: _LONGEST + 1]).lower()
    except ValueError:
        return None
    return found if len(found.rpartition(".")[2]) > 1 else None


def _is_torn(said: list[str]) -> bool:
    """Whether a space or comma stands within the mailbox: "zoe berg@gmail.com", but not "zoe zberg@gmail.com"."""
    if len(said) == 1:
        return re.search(r"\w[,;]\w", said[0].partition("@")[0]) is not None
    first, (mailbox, _, domain) = said[0].lower(), said[-1].lower().partition("@")
    letters = re.sub("[._-]", "", first).isalpha() and not is_all([first], "everyday_words", "topic_words", "fillers")
    apart = mailbox[:1] != first[:1] and first not in mailbox
    return len(said) == 2 and letters and apart and domain.partition(".")[0] in _providers()


def _is_rejected(word: str, text: str) -> bool:
    """Whether an address is the one not to be used: "never write to zoe@acme.io", "zoe@acme.io is my old one"."""
    before, _, behind = text.partition(word)
    behind = without_first(behind.lstrip(" ,;()–-"), "speaks_of_what_was_said")
    told = phrases("is_rejected").match(behind)
    goes_on = behind[told.end() :].lstrip(" ,").split()[:1] if told else []
    still = bool(goes_on) and is_all(goes_on, "all_the_same")  # “is old but works”
    return (told is not None and not still) or _rejects().search(before) is not None


@cache
def _rejects() -> re.Pattern[str]:
    """A pattern for the "bloß nicht an" in front of an address."""
    return re.compile(rf"(?<!\w)(?<!why )(?<!warum ){one_of('rejects_an_address')}[ :<(]*$", re.IGNORECASE)


@cache
def _providers() -> frozenset[str]:
    return words("more_mail_providers").union(table("mail_providers"))


def _meant(found: list[tuple[str, str]], text: str) -> str:
    """Of several addresses the one the words around speak for; the last of equals, for who corrects comes last."""
    best, most, since = "", -100, 0
    for word, address in found:
        place = text.index(word, since)
        before = _before(text[since:place])[-40:]
        since = place + len(word)
        speaks = (
            _NOT_THE_ADDRESS * bool(_ends_with(_PAUSE.split(before)[-1], "rejected_address"))
            + _OTHERS_ADDRESS * bool(phrases("address_of_others").search(before) or _is_anothers(before))
            + _OTHERS_ADDRESS * bool(phrases("is_anothers").match(text[since:].lstrip()))
            + _MY_ADDRESS * bool(phrases("address_of_mine").search(before))
            + _OTHERS_ADDRESS * bool(best and phrases("further_address").search(before))
            + _BETTER * bool(not best and phrases("first_address").search(text))
            + _LESS_LIKELY * (_ends_with(before, "private_address") or _is_private(text[since:]))
            + _BETTER * _is_called_better(word, text)
        )
        if speaks >= most:
            best, most = address, speaks
    return best


def _before(said: str) -> str:
    """What stands in front of an address, without "is my boss", which speaks of the address before it."""
    return phrases("is_anothers").sub("", said, count=1)


def _is_anothers(before: str) -> bool:
    """Whether it is somebody else's, as in "her address is"."""
    return phrases("address_of_somebody_else").search(before[-40:]) is not None


def _guests(found: list[tuple[str, str]], text: str) -> tuple[str, ...]:
    """The addresses of those who are to come too: "please invite my colleague zoe@acme.io", also several in a row.

    Only as they were typed: nobody is written to because of a guess.
    """
    guests, since = list[str](), 0
    for number, (word, address) in enumerate(found):
        place = text.index(word, since)
        before, since = _before(text[since:place])[-60:], place + len(word)
        after = _PAUSE_OR_AND.split(text[since:])[0][:30]
        goes_on = bool(guests) and number > 0 and before.strip(" ,;&").lower() in ("", "and", "und", "or", "oder")
        brings = phrases("brings_somebody", "brings_along", "others_follow").search(before)
        comes = phrases("comes_too").search(after)
        since += comes.end() if comes else 0
        brought = brings or comes
        further = number > 0 and phrases("further_address").search(before)
        if goes_on or (brought and (further or not phrases("address_of_myself").search(before))):
            guests.append(address)
    return tuple(guests)


def _ends_with(before: str, name: str) -> bool:
    said = before.split()[-3:]
    return any(bare(word.rstrip(":")) in words(name) or " ".join(said[-2:]).lower() in words(name) for word in said)


def _is_private(behind: str) -> bool:
    """Whether it says so behind an address: "zoe@gmail.com (private)"."""
    return is_all(behind.split()[:1] or ["-"], "private_address")


def _is_called_better(word: str, text: str) -> bool:
    """Whether a later sentence prefers it by its mailbox: "work is better"."""
    mailbox = re.escape(word.partition("@")[0])
    after = text[text.index(word) + len(word) :]
    found = re.search(rf"\b{mailbox} (?:is|would be|ist|wäre) (\w+)", after, re.IGNORECASE)
    return bool(found and bare(found[1]) in words("better_address"))


def _likely(address: str) -> str | None:
    """The address at the popular provider whose domain is one slip away, or None."""
    mailbox, _, domain = address.rpartition("@")
    label, _, ending = domain.partition(".")
    providers = table("mail_providers")
    known = label if label in providers else _nearest_provider(label)
    if known is None:
        return None
    endings = providers[known]
    if ending in endings and known == label:
        return None
    if ending in words("slips_of_com") and "com" in endings:
        ending = "com"
    elif ending in words("slips_of_de") and "de" in endings:
        ending = "de"
    elif known == label:
        return None
    likely = f"{known}.{ending if ending in endings else endings[0]}"
    return f"{mailbox}@{likely}" if likely != domain else None


def _nearest_provider(label: str) -> str | None:
    """The provider a label is a slip of: one wrong, missing, doubled or swapped letter in five, two in nine."""
    if len(label) < 4 or label in words("real_domains"):
        return None
    near = {name: OSA.distance(label, name) for name in table("mail_providers") if len(name) > 4}
    nearest = min(near, key=lambda name: near[name])
    return nearest if near[nearest] <= (2 if len(nearest) > 8 else 1) else None

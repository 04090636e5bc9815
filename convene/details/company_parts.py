"""The parts of an answer to "which company?": where people pause, turn to something else or tell of others."""

import re
from functools import cache

from convene.details.company_names import CAPITAL, has_legal_form, strange_name
from convene.details.words import before_a_question, begins_as, is_all, one_of, phrases

_AND_DO = re.compile(r" (?:and|und) (?=[a-zäöüß]+ )")
_LABEL = re.compile(r"^[^:]{1,40}: ")
_NOT_THAT = re.compile(r"(?<!\S)((\w\w).*) (?:not|nicht|statt) \2", re.IGNORECASE)  # “Acme not Acne”
_PAUSE = re.compile(
    r" ?(?:\((?!\w+\) (?:ltd|inc|gmbh|ag)\b)|[,;!?\n]|…) ?(?!\s*(?:inc|llc|ltd|gmbh|corp|ag|co)\b)|\s[-–/|=]\s|"
    r"(?<=\w{4})(?<!prof)(?<!bros)(?<!gebr)\. (?=\w)",
    re.IGNORECASE,
)


def of_oneself(text: str) -> str:
    """The answer without the parts that ask, or tell of somebody else or of the past: "früher Acme, jetzt Byron"."""
    cut = _cut(text)
    last = len(cut) - 1
    kept = [part + sign for place, (part, sign) in enumerate(cut) if _is_of_oneself(part, sign, last=place == last)]
    return "".join(kept).strip(" ,;")


def parts_of(text: str) -> list[str]:
    """The answer cut where people pause, without what follows the company and labels such as "association:"."""
    answer = _without_more(_who_comes().sub("", before_a_question(text)))
    parts = [part.strip(" ,.…–-") for part, _ in _cut(answer)]
    return [_LABEL.sub("", part) for part in parts if any(map(str.isalnum, part))]


def _is_of_oneself(part: str, sign: str, *, last: bool) -> bool:
    """Whether a part may name one's own company of today; a question at the end tells nothing of what is before."""
    others = phrases("speaks_of_somebody", "told_of_others", "told_of_the_past").search(part)
    asks = sign.strip() == "?" and not last
    return has_legal_form(part) or not (others or asks or phrases("told_of_errands").match(part))


def _cut(text: str) -> list[tuple[str, str]]:
    """The parts between pauses, each with the sign behind it."""
    parts, start = list[tuple[str, str]](), 0
    for pause in _pauses(text):
        parts.append((text[start : pause.start()], pause[0]))
        start = pause.end()
    return [*parts, (text[start:], "")] if text[start:] else parts


def _pauses(text: str) -> list[re.Match[str]]:
    """Where people pause, but not within "Finch, Wren & Swift"; and in front of the now that follows the past."""
    names = [names.span() for names in _partners().finditer(text) if not text[: names.start()].rstrip()[-1:].isalpha()]
    pauses = [*_PAUSE.finditer(text), *_and_that().finditer(text)]
    pauses += _now().finditer(text) if phrases("told_of_the_past").search(text) else []
    pauses = [pause for pause in pauses if not any(start < pause.start() < end for start, end in names)]
    return sorted(pauses, key=lambda pause: pause.start())


def _without_more(text: str) -> str:
    """The answer without "I think" or "is fine" behind it, or what else they do: "we are Acme and we make sauces"."""
    text = _NOT_THAT.sub(r"\1, not \2", text)
    ends = [more.start() for more in phrases("rounds_off").finditer(text) if not text[more.end() :].strip(" .!")]
    clauses = [more.start() for more in phrases("begins_a_clause", "turns_to_others").finditer(text)]
    if begins_as(text, "we", "first_person", "i_am"):
        clauses += [more.start() for more in (*_AND_DO.finditer(text), *_what_we_do().finditer(text))]
        clauses = [start for start in clauses if not phrases("tells_more").match(text[start:].lstrip())]
    for end in sorted(ends + clauses):
        said = text[:end].strip(" ,").split()
        rest = [word for word in said if not is_all([word], "everyday_words", "time_words")]
        if any(strange_name([word]) for word in said) or (rest and (end in ends or text.islower())):
            return " ".join(said)
    return text


@cache
def _who_comes() -> re.Pattern[str]:
    """A pattern for the "Ada, " of "Ada, from acme paints"."""
    return re.compile(rf"{CAPITAL}\w+(?: {CAPITAL}\w+)?, (?={one_of('company_may_follow')} )")


@cache
def _partners() -> re.Pattern[str]:
    """A pattern for "Finch, Wren & Swift"."""
    partner = rf"{CAPITAL}[\w'-]*"
    return re.compile(rf"{partner}(?:, {partner})+,? {one_of('joins_names')} {partner}")


@cache
def _what_we_do() -> re.Pattern[str]:
    """A pattern for the " need " of "we at Acme need sauces"."""
    return re.compile(rf" (?={one_of('what_we_do')} )", re.IGNORECASE)


@cache
def _and_that() -> re.Pattern[str]:
    """A pattern for the "und zwar" of "ein Verein und zwar der Ruderclub Acme"."""
    return re.compile(rf" {one_of('tells_more')} ", re.IGNORECASE)


@cache
def _now() -> re.Pattern[str]:
    """A pattern for what stands before the "jetzt" of "früher bei Acme jetzt bei Byron"."""
    return re.compile(rf" (?={one_of('told_of_now')} )", re.IGNORECASE)

"""The answer to "which company?": the first part of it that names one, without what stands around the name."""

import re
from functools import cache

from convene.details.company_leads import before_the_task, kind_before, without_end, without_lead
from convene.details.company_names import (
    CAPITAL,
    has_legal_form,
    has_no_company,
    is_no_name,
    is_proper,
    is_role,
    is_strange,
    says_no_company,
    somewhere,
    strange_name,
    without_article,
)
from convene.details.name_words import is_firm, is_trade, is_workplace
from convene.details.words import (
    after_correction,
    bare,
    before_a_question,
    begins_as,
    is_all,
    one_of,
    phrases,
    pieces,
    words,
)

_QUOTED = re.compile(r"""["'“„‘«]([^"'“”„‘’«»]{1,60})["'”“’»]""")
_AND_DO = re.compile(r" (?:and|und) (?=[a-zäöüß]+ )")
_LABEL = re.compile(r"^[^:]{1,40}: ")
_LONGEST_ROLE = 6
_PAUSE = re.compile(
    r" ?(?:\(|[,;!?\n]|…) ?(?!\s*(?:inc|llc|ltd|gmbh|corp|ag|co)\b)|\s[-–/|]\s|"
    r"(?<=\w{4})(?<!prof)(?<!bros)(?<!gebr)\. (?=\w)",
    re.IGNORECASE,
)


def of_oneself(text: str) -> str:
    """The answer without the parts that ask, or tell of somebody else or of the past: "früher Acme, jetzt Byron"."""
    kept, start = "", 0
    for pause in [*_pauses(text), None]:
        part, sign = text[start : pause.start() if pause else None], pause[0] if pause else ""
        of_others = phrases("speaks_of_somebody", "told_of_others", "told_of_the_past").search(part) is not None
        asks = sign.strip() == "?" and text[pause.end() if pause else None :].strip()
        if has_legal_form(part) or not (of_others or asks):
            kept += part + sign
        start = pause.end() if pause else start
    return kept.strip(" ,;")


def find_answer(text: str, name: str | None) -> str | None:
    """The company an answer names, the better one of "Acne, no, Acme"; None when it names none.

    `name` is the visitor's, if they tell it in the same breath.
    """
    if says_no_company(text) and not has_legal_form(text):
        return None
    text = phrases("hedges").sub(",", text).strip(" ,")
    better = _first_named(after_correction(text)) or ""
    found = better if better[:1].isupper() else _first_named(text)
    return found or (None if name else _in_a_sentence(text))


def _first_named(text: str) -> str | None:
    """The company in the first part of the answer that does not only lead to the next one."""
    if begins_as(text, "asks_what", "asks_whether") and not text.istitle():
        return None
    parts = _parts(_without_more(_who_comes().sub("", before_a_question(text))))
    while len(parts) > 1 and _leads_to(parts[0], parts[1]):
        parts.pop(0)
    company = _read(parts[0]) if parts else None
    alone = any(phrases("works_alone").search(part) for part in parts)
    return company if company and not (alone and not is_called_as_one(company)) else None


def _parts(text: str) -> list[str]:
    """The answer cut where people pause, without labels such as "association:"."""
    parts, start = list[str](), 0
    for pause in [*_pauses(text), None]:
        part = text[start : pause.start() if pause else None].strip(" ,.…–-")
        parts += [_LABEL.sub("", part)] if any(map(str.isalnum, part)) else []
        start = pause.end() if pause else start
    return parts


def _pauses(text: str) -> list[re.Match[str]]:
    """Where people pause, but not within "Finch, Wren & Swift"; and in front of the now that follows the past."""
    names = [names.span() for names in _partners().finditer(text) if not text[: names.start()].rstrip()[-1:].isalpha()]
    pauses = [*_PAUSE.finditer(text), *_and_that().finditer(text)]
    pauses += _now().finditer(text) if phrases("told_of_the_past").search(text) else []
    pauses = [pause for pause in pauses if not any(start < pause.start() < end for start, end in names)]
    return sorted(pauses, key=lambda pause: pause.start())


def _without_more(text: str) -> str:
    """The answer without "I think" or "is fine" behind it, or what else they do: "we are Acme and we make sauces"."""
    ends = [more.start() for more in phrases("rounds_off").finditer(text) if not text[more.end() :].strip(" .!")]
    clauses = [more.start() for more in phrases("begins_a_clause").finditer(text)]
    if begins_as(text, "we", "first_person", "i_am"):
        clauses += [more.start() for more in (*_AND_DO.finditer(text), *_what_we_do().finditer(text))]
        clauses = [start for start in clauses if not phrases("tells_more").match(text[start:].lstrip())]
    for end in sorted(ends + clauses):
        said = text[:end].strip(" ,").split()
        rest = [word for word in said if not is_all([word], "everyday_words", "time_words")]
        if any(strange_name([word]) for word in said) or (rest and (end in ends or text.islower())):
            return " ".join(said)
    return text


def _leads_to(part: str, behind: str) -> bool:
    """Whether a part only tells who somebody is or what kind of company the next part names: "a bakery, Acme"."""
    who, company = without_lead(part).split(), without_lead(behind)
    nothing = is_all(part.split(), "fillers", "time_words") or phrases("company_leads_the_answer").fullmatch(part)
    if nothing or phrases("another_company_follows").match(part):
        return True
    of_a_kind = who[0].lower() in words("any_of_a_kind", "possessives")
    of_a_kind = of_a_kind and (not who[-1].istitle() or is_workplace(who[-1]) or is_firm(who[-1]))
    if of_a_kind or kind_before(part):
        return not is_all(who[-1:], "topic_words") and not is_no_name(company)
    if not (is_proper(company.split()) or is_called_as_one(company)):
        return False
    told = len(who) < _LONGEST_ROLE and is_all(who[-1:], "everyday_words") and not words("in_a_sentence") & set(who)
    does = phrases("works_alone").search(part) or is_role(who) or is_all(who, "everyday_words", "topic_words") or told
    full_name = len(who) > 1 and all(word[0].isupper() for word in who)
    named = full_name and (has_legal_form(company) or who[-1] in company.split())
    return bool(does or named) and not has_legal_form(part)


def is_called_as_one(company: str) -> bool:
    """Whether it is called as only companies are: "Acme Ltd", "Tischlerei Byron", "Byron Metallbau", "Acme & Byron"."""
    said = company.split()
    return has_legal_form(company) or "&" in said or is_trade(said) or (len(said) > 1 and is_firm(company))


def _read(part: str) -> str | None:
    """The company in one part of an answer, without what stands around its name."""
    said = without_lead(part)
    quoted = _QUOTED.fullmatch(said)
    said = quoted[1] if quoted else phrases("called").split(said)[-1].strip()
    kept = _spelling().sub("", somewhere().sub("", said.strip(" .\"'“”„")))
    kept = before_the_task(kept) if begins_as(part, "first_person") and kept[:1].isupper() else kept
    return None if _is_what_somebody_is(part, kept) or is_no_name(kept) else kept


def _is_what_somebody_is(part: str, kept: str) -> bool:
    """Whether it is all that somebody says they are: "I'm a carpenter", "ich bin Lehrer"."""
    told = phrases("somebody_is").search(part)
    of_a_kind = told is not None and is_all(told[0].split()[-1:], "any_of_a_kind")
    whole = told is not None and part[told.end() :].strip(" .!") == kept
    return whole and (" " not in kept or (of_a_kind and kept.islower()))


def _in_a_sentence(text: str) -> str | None:
    """The only strange name in a sentence that wishes and asks nothing: "I have been with Acme since May".

    It stands behind "for", "bei" or the like, or at the end: "I do the accounts for Acme Paints".
    """
    said = pieces(before_a_question(text))
    if phrases("wishes").search(text) or begins_as(text, "asks_what", "asks_whether") or not said:
        return None
    everybody = [word for piece in said for word in piece]
    of_oneself = any(is_all([word], "subjects") for word in everybody) or is_all(everybody[:1], "possessives")
    found = {name for piece in said for name in _strange_names(piece)} if of_oneself else set()
    ends = _ends(said)
    if not has_no_company(text) and (is_proper(ends.split()) or not found) and ends:
        return ends
    return found.pop() if len(found) == 1 else None


def _strange_names(piece: list[str]) -> list[str]:
    """The capital words behind "for" or "bei der" that are no everyday words."""
    starts = [place + 1 for place, word in enumerate(piece) if bare(word) in words("stands_before_a_company")]
    names = [strange_name(without_article(" ".join(piece[start:])).split()) for start in starts]
    return [name for name in names if name]


def _ends(said: list[list[str]]) -> str:
    """The capital words at the end of a sentence; of a single one the pause in front of it has to tell."""
    last = without_end(" ".join(said[-1])).split()
    name: list[str] = []
    while last and (last[-1][0].isupper() or last[-1] in words("connecting")):
        name.insert(0, last.pop())
    while name and not name[0][0].isupper():
        name.pop(0)
    name = name[1:] if name and bare(name[0]) in words("has_a_name_too") else name
    known = words("topic_words", "honorifics") & {bare(word) for word in name}
    if is_proper(name) and (last or len(said) > 1):
        return "" if known else " ".join(name)
    timed = any(bare(word) in words("time_words") or word[0].isdigit() for piece in said for word in piece)
    alone = without_lead(" ".join(said[-1]))
    return alone if len(said) > 1 and not timed and is_strange(alone.split()) else ""


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


@cache
def _spelling() -> re.Pattern[str]:
    """A pattern for "mit zwei s" or "with a y" at the end."""
    letter = rf"(?:{one_of('counts_letters')} )*(?:{one_of('groups_of_letters')}|[^\W\d_])"
    return re.compile(rf" {one_of('explains_letters')} {letter}$", re.IGNORECASE)

"""The answer to "which company?": the first part of it that names one, without what stands around the name."""

import re
from functools import cache

from rapidfuzz.distance import OSA

from convene.details.company_leads import before_the_task, kind_before, without_end, without_lead
from convene.details.company_names import (
    has_legal_form,
    has_no_company,
    is_called_as_one,
    is_no_name,
    is_proper,
    is_strange,
    says_no_company,
    somewhere,
    strange_name,
    without_article,
)
from convene.details.company_parts import parts_of
from convene.details.name_words import is_workplace
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
_LONG, _APART = 4, 3  # letters in which two spellings of one name differ


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
    parts = parts_of(text)
    while len(parts) > 1 and _leads_to(parts[0], parts[1]):
        parts.pop(0)
    company = _read(parts[0]) if parts else None
    alone = any(phrases("works_alone").search(part) for part in parts)
    return company if company and not (alone and not is_called_as_one(company)) else None


def _leads_to(part: str, behind: str) -> bool:
    """Whether a part only tells who somebody is or what kind of company the next part names: "a bakery, Acme"."""
    who, company = without_lead(part).split(), without_lead(behind)
    nothing = is_all(part.split(), "fillers", "time_words") or phrases("company_leads_the_answer").fullmatch(part)
    follows = phrases("another_company_follows").match(part) or phrases("company_precedes_its_name").match(behind)
    if not who or nothing or (follows and not is_called_as_one(part)):
        return True
    of_a_kind = who[0].lower() in words("any_of_a_kind", "possessives")
    named = is_proper(company.split()) or is_strange(company.split())
    of_a_kind = of_a_kind and (not who[-1].istitle() or is_workplace(who[-1]) or (len(who) == 2 and named))
    if of_a_kind or kind_before(part):
        return not is_all(who[-1:], "topic_words") and not is_no_name(company)
    if len(part) > _LONG and 0 < OSA.distance(part, behind) < _APART:
        return True  # “Akme, Acme”
    if has_legal_form(company) and is_proper(company.split()) and not has_legal_form(part):
        return True
    if not (is_proper(company.split()) or is_called_as_one(company)) or is_called_as_one(part):
        return False
    full_name = len(who) > 1 and all(word[0].isupper() for word in who) and who[-1] in company.split()
    full_name = full_name or is_all(part.split(), "given_names")
    return full_name or phrases("works_alone").search(part) is not None or _read(part) is None


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
def _spelling() -> re.Pattern[str]:
    """A pattern for "mit zwei s" or "with a y" at the end."""
    letter = rf"(?:{one_of('counts_letters')} )*(?:{one_of('groups_of_letters')}|[^\W\d_])"
    return re.compile(rf" {one_of('explains_letters')} {letter}$", re.IGNORECASE)

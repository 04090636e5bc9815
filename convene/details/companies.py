"""Names of companies, in what people say about where they work."""

import re
from itertools import takewhile

from convene.details.company_answers import find_answer
from convene.details.company_leads import without_lead
from convene.details.company_names import (
    has_legal_form,
    is_called_as_one,
    is_proper,
    is_role,
    somewhere,
    without_article,
)
from convene.details.company_parts import of_oneself
from convene.details.name_words import is_trade
from convene.details.words import bare, begins_as, is_all, one_of, phrases, pieces, without_first, words

_LONGEST = 8
_NAME = "\N{BLACK CIRCLE}"
_QUOTED = re.compile(r"""["'“„‘«]([^"'“”„‘’«»]{1,60})["'”“’»]""")
_SPACED = re.compile(r"\b(e) ?\. (v|k)\.", re.IGNORECASE)
_SPACED_DASH = re.compile(r" [-–](?: |$)")
_SITE = re.compile(r"(?:https?://(?:www\.)?|www\.)([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)


def find_company(text: str, name: str | None, *, asked: bool) -> str | None:
    """The company somebody names, as they typed it; None when they name none.

    The whole answer counts when the company was `asked` for. Else words such as "I work at" must lead to it, or "from"
    after the `name` they gave or where people say who they are, or its legal form gives it away, or it stands in
    several words behind their full name.
    """
    text = of_oneself(_without_when(text)) if asked else text
    name = None if asked and name and is_called_as_one(name) else name
    said = text.replace(name, _NAME, 1) if name else text
    found = _led_to(said, asked=asked) or _followed(text if asked else said, asked=asked)
    if not found:
        found = (
            (find_answer(text, name) or _called_with_legal_form(text))
            if asked
            else _with_legal_form(text) or _called_a_company(text) or _behind_the_name(said, name)
        )
    return _with_its_legal_form(_behind_whose(found, name), text) if found else None


def _behind_whose(company: str, name: str | None) -> str:
    """The company without "Firma" and who is of it: "Ada Lovelace von der Firma Acme Logistics"."""
    behind = company.removeprefix(f"{name} ").split()
    of = bool(name) and company.startswith(f"{name} ") and is_all(behind[:1], "belongs_to", "company_may_follow")
    company = without_article(" ".join(behind[1:]), lower_case=False) if of and len(behind) > 1 else company
    kind = phrases("company_precedes_its_name").match(company)
    named = company[kind.end() :].lstrip() if kind else ""
    return named if named[:1].isupper() or (named and company.islower()) else company


def find_site(text: str) -> str | None:
    """The host of a link, as somebody's company."""
    site = _SITE.search(text)
    return site[1] if site else None


def _without_when(text: str) -> str:
    """The answer without "since May" or "for ten years"."""
    told = words("told_since", *["told_when"] * begins_as(text, "subjects", "possessives"))
    said, place = text.split(), 0
    while place < len(said):
        when = said[place] in told and place > 0
        length = sum(1 for _ in takewhile(_tells_when, said[place + 1 :])) if when else 0
        behind = "".join(said[place + length + 1 :][:1])
        if length and (not behind or behind[0].islower() or said[place] in words("told_since")):
            del said[place : place + length + 1]
        else:
            place += 1
    return " ".join(said)


def _tells_when(word: str) -> bool:
    return word[0].isdigit() or is_all([word.rstrip(",")], "time_words")


def _with_its_legal_form(company: str, text: str) -> str:
    """The company with what belongs to its legal form behind it: "Acme Inc.", "Acme GmbH & Co. KG"."""
    fuller = re.search(rf"(?<!\w){re.escape(company)} (?:& co\.? )?{one_of('legal_forms')}", text, re.IGNORECASE)
    if fuller and fuller[0].split()[-1][0].isupper():  # “it is called Acme, so Acme Ltd”
        company = fuller[0]
    if f"{company} (haftungsbeschränkt)" in text:
        return f"{company} (haftungsbeschränkt)"
    ends = f"{company.split()[-1].lower()}." in words("legal_forms") or _SPACED.search(f"{company}.")
    written = f"{company}." if ends and f"{company}." in text else company
    spaced = _SPACED.search(text)
    follows = spaced is not None and text[: spaced.start()].rstrip().endswith(written)
    return f"{written} {spaced[0]}" if spaced and follows else written


def _followed(text: str, *, asked: bool) -> str | None:
    """What stands before "is the company" or "heißt die Firma"."""
    cue = phrases("company_precedes", *["company_precedes_when_asked"] * asked).search(text)
    return _read(re.split(r"[,.;:!?] ", text[: cue.start()].rstrip(" ,"))[-1].strip(), certain=True) if cue else None


def _led_to(text: str, *, asked: bool) -> str | None:
    surely = ["company_follows", *["company_follows_when_asked"] * asked]
    for cue in phrases(*surely, "company_may_follow").finditer(text):
        certain = cue[0].lower() in words(*surely)
        said = without_first(text[cue.end() : cue.end() + 200].lstrip(" :,"), "told_of_now")
        said = without_article(said, lower_case=certain)
        if not certain and not _says_who(text[: cue.start()]):
            continue
        quoted = _QUOTED.match(said)
        if quoted and certain:
            return quoted[1].strip()
        name = _read(said, certain=certain)
        if name:
            return name
    return None


def _says_who(before: str) -> bool:
    """Whether what stands before "from" is a name, the beginning, or words such as "I am"."""
    before = before.rstrip(" ,")
    introduces = phrases("name_may_follow", "name_may_follow_when_introduced", "works_somewhere").search(before[-40:])
    return before.endswith(_NAME) or introduces is not None or is_all(before.split()[-6:], "fillers")


def _read(said: str, *, certain: bool) -> str | None:
    """The words from the start on that can be one company; everyday words, times and places are none."""
    name: list[str] = []
    for word in said.split()[:_LONGEST]:
        core = word.strip('"“”„«»()!?;:,')
        if name and certain and _joins(said, word):
            name.append(core)
            continue
        whole = core.lower() in words("legal_forms") or "." in core[:-1] or _is_short(core)
        core = core if whole else core.rstrip(".)")
        if not core or not _goes_on(core, name, certain):
            break
        goes_on = word.endswith(",") and _legal_form_follows(said, word)  # “Acme, Inc.”
        name.append(f"{core}," if goes_on else core)
        if core != word and not goes_on:
            break
    while name and name[-1].lower() in words("connecting"):
        name.pop()
    if len(name) > 1 and name[0].lower() in words("definite_articles"):
        name = name[1:]
    compound = len(name) > 2 and name[1] in words("connecting")  # “School of Rock”
    nothing = not compound and is_all(name[:1], "everyday_words", "time_words", "places")
    nothing = nothing and not has_legal_form(" ".join(name))
    nothing = nothing or " ".join(name).lower() in words("no_company")
    return " ".join(name) if name and not nothing else None


def _joins(said: str, word: str) -> bool:
    """Whether it stands within a name: "Paws on Parade", "Apotheke am Markt"."""
    after = said[said.index(f" {word} ") + len(word) + 2 :].split()[:1] if f" {word} " in said else []
    return word in words("within_a_company") and is_proper(["Acme", *after])


def _is_short(word: str) -> bool:
    return bare(word) in words("abbreviations", "titles")


def _goes_on(word: str, name: list[str], certain: bool) -> bool:
    known = word.lower()
    if word[0].isupper() or known in words("legal_forms") or (not word[0].isascii() and word[0].isalpha()):
        return True
    if name and (known in words("connecting") or word[0].isdigit()):
        return known not in words("connecting_names") or (name[-1][0].isupper() and not certain)
    lower_case = not name or not name[0][0].isupper()
    everyday = bare(word) in words("everyday_words", "time_words")
    return certain and lower_case and not everyday and word[0].isalnum()


def _legal_form_follows(said: str, word: str) -> bool:
    after = said[said.index(word) + len(word) :].split()
    return bool(after) and after[0].lower().strip(",") in words("legal_forms")


def _with_legal_form(text: str) -> str | None:
    """The piece of the text that ends in a legal form: "Ada Lovelace, Acme GmbH"."""
    for piece in map(_after_a_lead, pieces(text)):
        capitals = [word for word in piece if word[0].isupper()]
        known = words("legal_forms") & {word.lower() for word in piece[1:] if word not in words("everyday_words")}
        if known and len(capitals) >= max(1, len(piece) - 2) and not is_all(piece, "everyday_words", "time_words"):
            return somewhere().sub("", " ".join(piece))
    return None


def _called_with_legal_form(text: str) -> str | None:
    """The capital words in a sentence that end in a legal form: "the bill goes to Lovelace & Byron Ltd, please"."""
    word = rf"(?!(?i:{one_of('everyday_words')}))[A-ZÀ-Þ\d][^\s,;!?]*"
    found = re.search(rf"(?:{word} (?:& |und |and )?){{1,5}}(?i:{one_of('legal_forms')})", text)
    return found[0] if found else None


def _behind_the_name(said: str, name: str | None) -> str | None:
    """What stands behind a pause after a full name: "Jule Krämer, Bäckerei Krämer"; one word may be a town.

    Of an address between them only its commas are left.
    """
    behind = re.search(rf"{_NAME}(?: ?[,/|]| [-–](?= ))[ ,/|–-]*([^,;.!?/|\n]+)", said)
    piece = _SPACED_DASH.split(behind[1])[0].split() if behind and name and " " in name else []
    nothing = not is_proper(piece) or _takes_leave(piece, name or "") or is_role(piece)
    return None if nothing else " ".join(piece)


def _takes_leave(piece: list[str], name: str) -> bool:
    """Whether it is how a message ends, "Viele Grüße" or "LG Ada"."""
    rest = [word for word in piece[1:] if word not in name.split()]
    return any(is_all([word], "closings") for word in piece) or (not rest and is_all(piece[:1], "fillers"))


def _called_a_company(text: str) -> str | None:
    """The name in a piece such as "Firma Krämer" or "the company Acme Roofs", or all of "Bäckerei Krämer"."""
    for piece in pieces(text):
        called = phrases("company_precedes_its_name").match(" ".join(piece))
        named = " ".join(piece)[called.end() :].split() if called else piece if is_trade(piece) else []
        known = words("everyday_words", "topic_words", "time_words") - words("connecting")
        if named and all(_is_capital(word) for word in named) and not known & {bare(word) for word in named}:
            return " ".join(named)
    return None


def _is_capital(word: str) -> bool:
    return word[0].isupper() or word in words("connecting")


def _after_a_lead(piece: list[str]) -> list[str]:
    """The part behind "it is", "from" or "at"."""
    piece = without_lead(" ".join(piece)).split()
    leads = [place for place, word in enumerate(piece) if word in words("company_may_follow")]
    return piece[leads[-1] + 1 :] if leads else piece

"""Names of companies, in what people say about where they work."""

import re

from convene.details.words import bare, before_a_question, begins_as, is_all, is_noise, phrases, pieces, words

_LONGEST = 8
_NAME = "\N{BLACK CIRCLE}"
_LONGEST_ANSWER = 80
_LONGEST_IN_LOWER_CASE = 4
_QUOTED = re.compile(r"""["'“„‘«]([^"'“”„‘’«»]{1,60})["'”“’»]""")
_PARTNERS = re.compile(r"[^\W\d_a-z][\w'-]*(?:, [^\W\d_a-z][\w'-]*)+,? (?:&|and|und) [^\W\d_a-z][\w'-]*")
_PARTNER = re.compile(" ?[&+]")
_WHERE = re.compile(r"\s(?:in|aus|from|near|based in|mit sitz in)\s[\w-]+(?:\s[\w-]+)?$", re.IGNORECASE)
_SPACED = re.compile(r"\b(e) ?\. (v|k)\.", re.IGNORECASE)
_CALLED = re.compile(r"\b(?:called|named|namens)\s", re.IGNORECASE)
_ENDS = re.compile(
    r" \(|[,;!?\n] ?(?!\s*(?:inc|llc|ltd|gmbh|corp|ag|co)\b)|\s[-–/|]\s|(?<=\w{4})(?<!prof)\. (?=\w)", re.IGNORECASE
)
_LABEL = re.compile(r"^[^\W\d_]+: ")
_TWO_NAMES = re.compile(r" [A-ZÀ-Þ\d]\S* \S")
_ROLE_AT = re.compile(r"(?:[a-zäöüß'-]+ ){1,5}(?:at|with|bei|beim|bei der|bei den) (?=[A-ZÀ-Þ\d])")
_ROLE_OF = re.compile(r"(?:(?:the|a|an) )?(?:[a-z-]+ ){0,5}([a-z-]+) of (?:the )?(?=[A-ZÀ-Þ\d])")
_SITE = re.compile(r"(?:https?://(?:www\.)?|www\.)([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|die|der|das|dem|den) (?=[^\W\d_a-z])")
_CONNECTING = ("of", "the", "de", "du", "für", "und", "and", "&", "+", "y", "et", "for", "der", "des", "-")


def find_company(text: str, name: str | None, *, asked: bool) -> str | None:
    """The company somebody names, as they typed it; None when they name none.

    The whole answer counts when the company was `asked` for. Else words such as "I work at" must lead to it, or "from"
    after the `name` they gave or where people say who they are, or its legal form gives it away, or it stands in
    several words behind their full name.
    """
    said = text.replace(name, _NAME, 1) if name else text
    led_to = _led_to(said) or _followed(said)
    found = led_to or (_answer(text) if asked else _with_legal_form(text) or _behind_the_name(said, name))
    return _with_its_legal_form(found, text) if found else None


def find_site(text: str) -> str | None:
    """The host of a link, as somebody's company."""
    site = _SITE.search(text)
    return site[1] if site else None


def has_no_company(text: str) -> bool:
    """Whether somebody says that they come for themselves: "self-employed", "ich bin privat hier"."""
    said = " ".join(bare(word.rstrip(",!")) for word in text.split())
    return said in words("no_company") or bool(phrases("no_company_at_all").search(text))


def _with_its_legal_form(company: str, text: str) -> str:
    """The company with what belongs to its legal form behind it: "Acme Inc.", "Acme UG (haftungsbeschränkt)"."""
    if f"{company} (haftungsbeschränkt)" in text:
        return f"{company} (haftungsbeschränkt)"
    ends = f"{company.split()[-1].lower()}." in words("legal_forms") or _SPACED.search(f"{company}.")
    written = f"{company}." if ends and f"{company}." in text else company
    spaced = _SPACED.search(text)
    follows = spaced is not None and text[: spaced.start()].rstrip().endswith(written)
    return f"{written} {spaced[0]}" if spaced and follows else written


def _followed(text: str) -> str | None:
    """What stands before "is the company" or "heißt die Firma"."""
    cue = phrases("company_precedes").search(text)
    return _read(re.split(r"[,.;:!?] ", text[: cue.start()])[-1].strip(), certain=True) if cue else None


def _led_to(text: str) -> str | None:
    for cue in phrases("company_follows", "company_may_follow").finditer(text):
        said = _ARTICLE.sub("", text[cue.end() : cue.end() + 200].lstrip(" :,"), count=1)
        certain = cue[0].lower() in words("company_follows")
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
        whole = core.lower() in words("legal_forms") or "." in core[:-1] or _is_short(core)
        core = core if whole else core.rstrip(".)")
        if not core or not _goes_on(core, name, certain):
            break
        name.append(core)
        if core != word and not (word.endswith(",") and _legal_form_follows(said, word)):
            break
    while name and name[-1].lower() in _CONNECTING:
        name.pop()
    if name and name[0].lower() in ("the", "die", "der", "dem") and len(name) > 1:
        name = name[1:]
    nothing = is_all(name[:1], "everyday_words", "time_words", "places") and not _has_legal_form(name)
    nothing = nothing or " ".join(name).lower() in words("no_company")
    return " ".join(name) if name and not nothing else None


def _is_short(word: str) -> bool:
    return bare(word) in words("abbreviations") | words("titles")


def _goes_on(word: str, name: list[str], certain: bool) -> bool:
    known = word.lower()
    if word[0].isupper() or known in words("legal_forms") or (not word[0].isascii() and word[0].isalpha()):
        return True
    if name and (known in _CONNECTING or word[0].isdigit()):
        return known not in ("and", "und", "for", "für") or (name[-1][0].isupper() and not certain)
    lower_case = not name or not name[0][0].isupper()
    return (
        certain and lower_case and bare(word) not in words("everyday_words") | words("time_words") and word[0].isalnum()
    )


def _legal_form_follows(said: str, word: str) -> bool:
    after = said[said.index(word) + len(word) :].split()
    return bool(after) and after[0].lower().strip(",") in words("legal_forms")


def _has_legal_form(name: list[str]) -> bool:
    return any(word.lower() in words("legal_forms") for word in name[1:])


def _with_legal_form(text: str) -> str | None:
    """The piece of the text that ends in a legal form: "Ada Lovelace, Acme GmbH"."""
    for piece in map(_after_a_lead, pieces(text)):
        capitals = [word for word in piece if word[0].isupper()]
        known = {word.lower() for word in piece[1:]} & words("legal_forms")
        if known and len(capitals) >= max(1, len(piece) - 2) and not is_all(piece, "everyday_words", "time_words"):
            return " ".join(piece)
    return None


def _behind_the_name(said: str, name: str | None) -> str | None:
    """What stands behind a comma after a full name: "Jule Krämer, Bäckerei Krämer"; one word may be a town."""
    behind = re.search(rf"{_NAME}, ?([^,;.!?\n]+)", said)
    piece = behind[1].split() if behind and name and " " in name else []
    known = words("everyday_words") | words("time_words") | words("places") | words("role_endings")
    capitals = [word for word in piece if word[0].isupper()]
    proper = len(capitals) > 1 and all(word in capitals or word.lower() in _CONNECTING for word in piece)
    return " ".join(piece) if proper and not any(bare(word) in known for word in capitals) else None


def _after_a_lead(piece: list[str]) -> list[str]:
    """The part behind "from" or "at"."""
    leads = [place for place, word in enumerate(piece) if word in words("company_may_follow")]
    return piece[leads[-1] + 1 :] if leads else piece


def _answer(text: str) -> str | None:
    """The whole answer, without what leads to it and what follows a comma."""
    text = "" if begins_as(text, "asks_what", "asks_whether") and not text.istitle() else before_a_question(text)
    said = _without_lead(_after_another(text))
    quoted = _QUOTED.fullmatch(said)
    said = quoted[1] if quoted else _CALLED.split(said)[-1]
    partners = _PARTNERS.match(said)
    kept = partners[0] if partners else _ENDS.split(said)[0]
    kept = _WHERE.sub("", kept.strip(" .\"'“”„"))
    if not kept or len(kept) > _LONGEST_ANSWER or has_no_company(text) or kept.lower() in words("no_company"):
        return None
    return None if _tells_nothing(kept.split()) else kept


def _tells_nothing(said: list[str]) -> bool:
    """Whether the words are everyday words, a sentence or noise."""
    known = words("everyday_words") | words("time_words") | words("no_company_at_all") | words("name_precedes")
    titled = said[0] == "The" and all(word[0].isupper() for word in said[1:])
    told = [word for word in said if (titled or bare(word) not in known) and any(map(str.isalpha, word))]
    spoken = bare(said[0]) in words("begins_a_sentence") or any(word in words("in_a_sentence") for word in said)
    spoken = spoken or (len(said) > _LONGEST_IN_LOWER_CASE and " ".join(said).islower())
    if spoken and not _has_legal_form(said):
        return True
    sentence = len(said) > 3 and len(told) * 2 < len(said) and not said[-1][0].isupper()
    return not told or sentence or (is_noise(told) and not "".join(said).isupper())


def _after_another(text: str) -> str:
    """What comes behind "not Acme,", "I own a bakery," or "association:"."""
    text = _LABEL.sub("", text, count=1)
    other = phrases("another_company_follows", "kind_of_company_follows").match(text)
    return text.partition(",")[2].strip() or text if other else text


def _without_lead(text: str) -> str:
    lead, filler = phrases("company_leads_the_answer", "company_follows", "fillers"), phrases("fillers")
    said, led = text.strip(" ,."), False
    while (found := lead.match(said)) and said[found.end() :].strip(" ,.:") and not _PARTNER.match(said, found.end()):
        fills = filler.fullmatch(found[0]) is not None
        if fills and found[0][0].isupper() and (led or _TWO_NAMES.match(said, found.end())):
            break  # "we are Yes Please Catering", "No Limits Ltd"
        led = led or not fills
        said = said[found.end() :].lstrip(" ,.:")
    return _behind_a_role(said).removeprefix("the ")


def _behind_a_role(said: str) -> str:
    """What follows "teacher at" or "owner of"; a "city of Acme" is called so."""
    at, of = _ROLE_AT.match(said), _ROLE_OF.match(said)
    if of and of[1] in words("everyday_words"):
        return said[of.end() :]
    return said[at.end() :] if at and not words("in_a_sentence") & set(at[0].split()) else said

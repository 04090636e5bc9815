"""Names of companies, in what people say about where they work."""

import re
from functools import cache

from convene.details.words import bare, before_a_question, begins_as, is_all, is_noise, one_of, phrases, pieces, words

_LONGEST = 8
_NAME = "\N{BLACK CIRCLE}"
_LONGEST_ANSWER = 80
_LONGEST_IN_LOWER_CASE = 4
_LONGEST_ROLE = 6
_CAPITAL = "[^\\W\\d_a-zß-ÿ]"
_QUOTED = re.compile(r"""["'“„‘«]([^"'“”„‘’«»]{1,60})["'”“’»]""")
_PARTNER = re.compile(" ?[&+]")
_SPACED = re.compile(r"\b(e) ?\. (v|k)\.", re.IGNORECASE)
_LABEL = re.compile(r"^[^\W\d_]+: ")
_TWO_NAMES = re.compile(r" [A-ZÀ-Þ\d]\S* \S")
_ENDS = re.compile(
    r" \(|[,;!?\n] ?(?!\s*(?:inc|llc|ltd|gmbh|corp|ag|co)\b)|\s[-–/|]\s|(?<=\w{4})(?<!prof)\. (?=\w)", re.IGNORECASE
)
_SITE = re.compile(r"(?:https?://(?:www\.)?|www\.)([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)


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
    return said in words("no_company") or bool(phrases("no_company_at_all", "works_alone").search(text))


def has_legal_form(company: str) -> bool:
    """Whether a word behind the first one is a legal form or another that only companies have: "Acme Labs"."""
    return any(word.lower() in words("legal_forms") for word in company.split()[1:])


def _with_its_legal_form(company: str, text: str) -> str:
    """The company with what belongs to its legal form behind it: "Acme Inc.", "Acme UG (haftungsbeschränkt)"."""
    fuller = re.search(rf"(?<!\w){re.escape(company)} {one_of('legal_forms')}", text, re.IGNORECASE)
    if fuller and fuller[0].split()[-1][0].isupper():  # “it is called Acme, so Acme Ltd”
        company = fuller[0]
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
        certain = cue[0].lower() in words("company_follows")
        said = _without_article(text[cue.end() : cue.end() + 200].lstrip(" :,"), lower_case=certain)
        if not certain and not _says_who(text[: cue.start()]):
            continue
        quoted = _QUOTED.match(said)
        if quoted and certain:
            return quoted[1].strip()
        name = _read(said, certain=certain)
        if name:
            return name
    return None


def _without_article(said: str, *, lower_case: bool = False) -> str:
    """What follows "the" or "der", when it is written with a capital or may be in `lower_case`."""
    article = phrases("definite_articles").match(said)
    behind = said[article.end() :].lstrip() if article else ""
    return behind if behind and (lower_case or re.match(_CAPITAL, behind)) else said


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
        goes_on = word.endswith(",") and _legal_form_follows(said, word)  # “Acme, Inc.”
        name.append(f"{core}," if goes_on else core)
        if core != word and not goes_on:
            break
    while name and name[-1].lower() in words("connecting"):
        name.pop()
    if len(name) > 1 and name[0].lower() in words("definite_articles"):
        name = name[1:]
    nothing = is_all(name[:1], "everyday_words", "time_words", "places") and not has_legal_form(" ".join(name))
    nothing = nothing or " ".join(name).lower() in words("no_company")
    return " ".join(name) if name and not nothing else None


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
            return _somewhere().sub("", " ".join(piece))
    return None


def _behind_the_name(said: str, name: str | None) -> str | None:
    """What stands behind a comma after a full name: "Jule Krämer, Bäckerei Krämer"; one word may be a town."""
    behind = re.search(rf"{_NAME}, ?([^,;.!?\n]+)", said)
    piece = behind[1].split() if behind and name and " " in name else []
    return " ".join(piece) if _is_proper(piece) else None


def _behind_the_person(text: str) -> str | None:
    """What follows "freelance," or "office manager,", or a full name: "Ada Lovelace, Acme GmbH"."""
    who, company = [*pieces(text), [], []][:2]
    if f"{' '.join(who)}," not in text or words("in_a_sentence") & set(who):
        return None
    role = phrases("works_alone").search(" ".join(who)) or is_all(who, "everyday_words", "topic_words")
    if role and _is_proper(company):
        return " ".join(company)
    full_name = len(who) > 1 and all(word[0].isupper() for word in who) and not has_legal_form(" ".join(who))
    return " ".join(company) if full_name and has_legal_form(" ".join(company)) else None


def _is_proper(piece: list[str]) -> bool:
    """Whether several words in capitals are neither everyday words, roles nor places."""
    known = words("everyday_words", "time_words", "places", "role_endings")
    capitals = [word for word in piece if word[0].isupper()]
    proper = len(capitals) > 1 and all(word in capitals or word.lower() in words("connecting") for word in piece)
    return proper and not any(bare(word) in known for word in capitals)


def _after_a_lead(piece: list[str]) -> list[str]:
    """The part behind "it is", "from" or "at"."""
    piece = _without_lead(" ".join(piece)).split()
    leads = [place for place, word in enumerate(piece) if word in words("company_may_follow")]
    return piece[leads[-1] + 1 :] if leads else piece


def _answer(text: str) -> str | None:
    """The whole answer, without what leads to it and what follows a comma."""
    if behind := _behind_the_person(text):
        return behind
    text = "" if begins_as(text, "asks_what", "asks_whether") and not text.istitle() else before_a_question(text)
    said = _without_lead(_after_another(text).strip(" ,."))
    quoted = _QUOTED.fullmatch(said)
    said = quoted[1] if quoted else phrases("called").split(said)[-1].strip()
    partners = _partners().match(said)
    kept = partners[0] if partners else _ENDS.split(said)[0]
    kept = _somewhere().sub("", kept.strip(" .\"'“”„"))
    nothing = not kept or len(kept) > _LONGEST_ANSWER or has_no_company(text) or kept.lower() in words("no_company")
    return None if nothing or _tells_nothing(kept.split()) else kept


@cache
def _partners() -> re.Pattern[str]:
    """A pattern for "Finch, Wren & Swift"."""
    partner = rf"{_CAPITAL}[\w'-]*"
    return re.compile(rf"{partner}(?:, {partner})+,? {one_of('joins_names')} {partner}")


@cache
def _somewhere() -> re.Pattern[str]:
    """A pattern for "in Berlin" or "aus New York" at the end."""
    return re.compile(rf"\s{one_of('place_follows')}\s[\w-]+(?:\s[\w-]+)?$", re.IGNORECASE)


def _without_end(said: str) -> str:
    """The answer without "please", or the "an" of "ich frage für … an"."""
    name = said.split()
    while len(name) > 1 and name[-1] in words("ends_an_answer"):
        name.pop()
    return " ".join(name)


def _tells_nothing(said: list[str]) -> bool:
    """Whether the words are everyday words, a sentence or noise."""
    known = words("everyday_words", "time_words", "no_company_at_all", "works_alone", "name_precedes")
    of_a_kind = said[0] in words("any_of_a_kind") and bare("".join(said[1:2])) not in words("ends_a_name")
    if of_a_kind and not has_legal_form(" ".join(said)):
        return True  # “a friend”, “eine Freundin”, but not “a to z”
    titled = (
        said[0].istitle()
        and said[0].lower() in words("definite_articles")
        and all(word[0].isupper() for word in said[1:])
    )
    told = [word for word in said if (titled or bare(word) not in known) and any(map(str.isalpha, word))]
    spoken = bare(said[0]) in words("begins_a_sentence") or any(word in words("in_a_sentence") for word in said)
    spoken = spoken or (len(said) > _LONGEST_IN_LOWER_CASE and " ".join(said).islower())
    if spoken and not has_legal_form(" ".join(said)):
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
    said, led = text, False
    while (found := lead.match(said)) and said[found.end() :].strip(" ,.:") and not _PARTNER.match(said, found.end()):
        fills = filler.fullmatch(found[0]) is not None
        if fills and found[0][0].isupper() and (led or _TWO_NAMES.match(said, found.end())):
            break  # "we are Yes Please Catering", "No Limits Ltd"
        led = led or not fills
        said = said[found.end() :].lstrip(" ,.:")
    said = _behind_a_role(_without_end(said) if led else said)
    return said.partition(" ")[2] if said.partition(" ")[0] in words("definite_articles") else said


def _behind_a_role(said: str) -> str:
    """What follows "teacher at", "den Einkauf bei" or "owner of"; a "city of Acme" is called so."""
    leads = rf"(?<!\w){one_of('employer_follows', 'belongings_follow', 'belongings_follow_a_noun')}"  # in lower case
    for lead in re.finditer(leads, said):
        who, company = said[: lead.start()], _without_article(said[lead.end() :].lstrip())
        if re.match(rf"\d*{_CAPITAL}", company) and len(pieces(who)) == 1 and _is_role(who.split(), lead[0]):
            return company
    return said


def _is_role(who: list[str], lead: str) -> bool:
    """Whether the words tell what somebody does; in front of "at" they need not be known, if they are no sentence."""
    if is_all(who[:1], "first_person") and not words("any_of_a_kind") & set(who):
        who = who[2:] or who  # “ich mache die Buchhaltung bei”, but not “ich brauche einen Termin bei”
    if len(who) > _LONGEST_ROLE or words("in_a_sentence") & set(who):
        return False
    if lead in words("employer_follows"):
        return who[0].islower() or is_all(who[:1], "everyday_words", "topic_words")
    return is_all(who[-1:], "everyday_words") and (who[-1][0].isupper() or lead in words("belongings_follow"))

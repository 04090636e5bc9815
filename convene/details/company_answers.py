"""The answer to "which company?", without what leads to it and what follows."""

import re
from functools import cache
from itertools import takewhile

from convene.details.name_words import is_workplace
from convene.details.words import (
    after_correction,
    bare,
    before_a_question,
    begins_as,
    is_all,
    is_noise,
    one_of,
    phrases,
    pieces,
    words,
)

_CAPITAL = "[^\\W\\d_a-zß-ÿ]"
_LONGEST_ANSWER = 80
_LONGEST_IN_LOWER_CASE = 4
_LONGEST_ROLE = 6
_PAUSE = re.compile(r"[,;!?] |\s[-–]\s")
_QUOTED = re.compile(r"""["'“„‘«]([^"'“”„‘’«»]{1,60})["'”“’»]""")
_PARTNER = re.compile(" ?[&+]")
_AND_DO = re.compile(r" (?:and|und) [a-zäöüß]+ ")
_LABEL = re.compile(r"^[^\W\d_]+: ")
_TWO_NAMES = re.compile(r" [A-ZÀ-Þ\d]\S* \S")
_ENDS = re.compile(
    r" \(|[,;!?\n] ?(?!\s*(?:inc|llc|ltd|gmbh|corp|ag|co)\b)|\s[-–/|]\s|"
    r"(?<=\w{4})(?<!prof)(?<!bros)(?<!gebr)\. (?=\w)",
    re.IGNORECASE,
)


def find_answer(text: str, name: str | None) -> str | None:
    """The company an answer names, the better one of "Acne, no, Acme"; None when it names none.

    `name` is the visitor's, if they tell it in the same breath.
    """
    if phrases("speaks_of_somebody").search(before_a_question(text)) and not has_legal_form(text):
        return None
    text = _without_more(phrases("hedges").sub(",", text).strip(" ,"))
    better = after_correction(text)
    read = (_read(better) if better[:1].isupper() else None) or _read(text)
    return read or (None if name else _at_the_end(text) or _within(text))


def _without_more(text: str) -> str:
    """The answer without "I think" or "is fine" behind it, or what else they do: "we are Acme and we make sauces"."""
    ends = [more.start() for more in phrases("rounds_off").finditer(text) if not text[more.end() :].strip(" .!")]
    clauses = [more.start() for more in phrases("begins_a_clause").finditer(text)]
    if begins_as(text, "we", "first_person"):
        clauses += [more.start() for more in (*_AND_DO.finditer(text), *_what_we_do().finditer(text))]
    for end in sorted(ends + clauses):
        said = text[:end].strip(" ,").split()
        rest = [word for word in said if not is_all([word], "everyday_words", "time_words")]
        if any(_strange_name([word]) for word in said) or (rest and end in ends):
            return " ".join(said)
    return text


@cache
def _what_we_do() -> re.Pattern[str]:
    """A pattern for the " need " of "we at Acme need sauces"."""
    return re.compile(rf" (?={one_of('what_we_do')} )", re.IGNORECASE)


def _within(text: str) -> str | None:
    """The only strange name in a sentence that wishes and asks nothing: "I have been with Acme since May".

    It stands behind "for", "bei" or the like, or alone at the end: "you won't know us, Acme".
    """
    nothing = phrases("wishes", "no_company_at_all").search(text) or begins_as(text, "asks_what", "asks_whether")
    if nothing:
        return None
    said = pieces(before_a_question(text))
    of_oneself = any(is_all([word], "subjects") for piece in said for word in piece) or begins_as(text, "possessives")
    found = {name for piece in said for name in _strange_names(piece)} if of_oneself else set()
    timed = any(bare(word) in words("time_words") or word[0].isdigit() for piece in said for word in piece)
    if not found and len(said) > 1 and not timed and not has_no_company(text):
        last = without_lead(" ".join(said[-1]))
        found = {last} if _is_strange(last.split()) else set()
    return found.pop() if len(found) == 1 else None


def _strange_names(piece: list[str]) -> list[str]:
    """The capital words behind "for" or "bei der" that are no everyday words."""
    starts = [place + 1 for place, word in enumerate(piece) if bare(word) in words("stands_before_a_company")]
    names = [_strange_name(without_article(" ".join(piece[start:])).split()) for start in starts]
    return [name for name in names if name]


def _is_strange(said: list[str]) -> bool:
    return bool(said) and " ".join(said) == _strange_name(said)


def _strange_name(said: list[str]) -> str:
    """The capital words from the start on that are no everyday words."""
    known = words("everyday_words", "time_words", "places", "topic_words")
    strange = takewhile(lambda word: re.match(_CAPITAL, word) and bare(word) not in known, said)
    return " ".join(strange)


def _at_the_end(text: str) -> str | None:
    """The capital words that end a sentence which wishes and asks nothing: "I do the accounts for Acme Paints"."""
    if begins_as(text, "asks_what", "asks_whether") or phrases("wishes").search(text) or has_no_company(text):
        return None
    said = _without_end(before_a_question(text).strip(" .!")).split()
    name: list[str] = []
    while said and (said[-1][0].isupper() or said[-1] in words("connecting")) and not said[-1].endswith((",", ":")):
        name.insert(0, said.pop())
    while name and not name[0][0].isupper():
        name.pop(0)
    named = _behind_the_kind(" ".join(name))
    fits = (
        said
        and is_proper(named.split())
        and not words("topic_words", "honorifics") & {bare(word) for word in named.split()}
    )
    return named if fits else None


def _behind_the_kind(name: str) -> str:
    """The name behind "Firma" or "company"."""
    first, _, rest = name.partition(" ")
    return rest if bare(first) in words("has_a_name_too") else name


def _read(text: str) -> str | None:
    """The whole answer, without what leads to it and what follows a comma."""
    if behind := _behind_the_person(text):
        return behind
    text = _who_comes().sub("", text)
    text = "" if begins_as(text, "asks_what", "asks_whether") and not text.istitle() else before_a_question(text)
    said = without_lead(_after_another(text).strip(" ,."))
    quoted = _QUOTED.fullmatch(said)
    said = quoted[1] if quoted else phrases("called").split(said)[-1].strip()
    partners = _partners().match(said)
    kept = partners[0] if partners else _ENDS.split(said)[0]
    kept = somewhere().sub("", kept.strip(" .\"'“”„"))
    kept = _before_the_task(kept) if begins_as(text, "first_person") and kept[:1].isupper() else kept
    alone = (has_no_company(text) or _is_a_trade(text, kept)) and "&" not in kept
    nothing = not kept or len(kept) > _LONGEST_ANSWER or alone or kept.lower() in words("no_company")
    return None if nothing or _tells_nothing(kept.split()) else kept


def has_no_company(text: str) -> bool:
    """Whether somebody says that they come for themselves: "self-employed", "ich bin privat hier"."""
    said = " ".join(bare(word.rstrip(",!")) for word in text.split())
    return said in words("no_company") or bool(phrases("no_company_at_all", "works_alone").search(text))


def has_legal_form(company: str) -> bool:
    """Whether a word behind the first one is a legal form or another that only companies have: "Acme Labs"."""
    said = [word.lower() for word in company.split()[1:]]
    return any(word in words("legal_forms") or f"{word}." in words("legal_forms") for word in said)


def is_proper(piece: list[str]) -> bool:
    """Whether several words in capitals are neither everyday words, roles nor places."""
    known = words("everyday_words", "time_words", "places", "role_endings")
    capitals = [word for word in piece if word[0].isupper()]
    proper = len(capitals) > 1 and all(word in capitals or word.lower() in words("connecting") for word in piece)
    return proper and not any(bare(word) in known for word in capitals)


def without_article(said: str, *, lower_case: bool = False) -> str:
    """What follows "the" or "der", when it is written with a capital or may be in `lower_case`."""
    article = phrases("definite_articles").match(said)
    behind = said[article.end() :].lstrip() if article else ""
    return behind if behind and (lower_case or re.match(_CAPITAL, behind)) else said


@cache
def somewhere() -> re.Pattern[str]:
    """A pattern for "in Berlin" or "aus New York" at the end."""
    return re.compile(rf"\s{one_of('place_follows')}\s[\w-]+(?:\s[\w-]+)?$", re.IGNORECASE)


@cache
def _who_comes() -> re.Pattern[str]:
    """A pattern for the "Ada, " of "Ada, from acme paints"."""
    return re.compile(rf"{_CAPITAL}\w+(?: {_CAPITAL}\w+)?, (?={one_of('company_may_follow')} )")


@cache
def _partners() -> re.Pattern[str]:
    """A pattern for "Finch, Wren & Swift"."""
    partner = rf"{_CAPITAL}[\w'-]*"
    return re.compile(rf"{partner}(?:, {partner})+,? {one_of('joins_names')} {partner}")


def _behind_the_person(text: str) -> str | None:
    """What follows "freelance,", "office manager," or "my own bakery,", or a full name: "Ada Byron, Byron Engines"."""
    before, company, *_ = [*_PAUSE.split(text), ""]
    who, company = before.split(), company.strip(" .").split()
    of_a_kind = bool(who) and who[0].lower() in words("any_of_a_kind", "possessives") and not who[-1].istitle()
    start_up = of_a_kind and not is_all(who[-1:], "topic_words") and _is_strange(company)
    if not who or not (start_up or is_proper(company)):
        return None
    role = phrases("works_alone").search(before) or is_all(who, "everyday_words", "topic_words")
    role = role or (len(who) < _LONGEST_ROLE and is_all(who[-1:], "everyday_words") and not has_legal_form(before))
    if of_a_kind or (role and not words("in_a_sentence") & set(who)):
        return " ".join(company)
    full_name = len(who) > 1 and all(word[0].isupper() for word in who) and not has_legal_form(" ".join(who))
    firm = has_legal_form(" ".join(company)) or who[-1] in company
    return " ".join(company) if full_name and firm else None


def _after_another(text: str) -> str:
    """What comes behind "not Acme,", "I own a bakery," or "association:"."""
    text = _LABEL.sub("", text, count=1)
    other = phrases("another_company_follows", "kind_of_company_follows").match(text)
    before, _, behind = text.partition(",")
    kind = other and (phrases("another_company_follows").match(text) or not _TWO_NAMES.search(before[other.end() :]))
    return behind.strip() or text if kind else text


def without_lead(text: str) -> str:
    """What follows "it is", "I work for" or "teacher at"; a name that only begins like them stays whole."""
    lead, filler = phrases("company_leads_the_answer", "company_follows", "noted_as", "fillers"), phrases("fillers")
    said, led = text, False
    while (found := lead.match(said)) and said[found.end() :].strip(" ,.:!") and not _PARTNER.match(said, found.end()):
        behind = said[found.end() :].split()[:1]
        if is_all([found[0]], "noted_as") and behind[0].islower() and is_all(behind, "everyday_words", "time_words"):
            break  # “put it off”
        fills = filler.fullmatch(found[0]) is not None
        if fills and found[0][0].isupper() and (led or _TWO_NAMES.match(said, found.end())):
            break  # "we are Yes Please Catering", "No Limits Ltd"
        led = led or not fills
        said = said[found.end() :].lstrip(" ,.:!")
    of_myself = is_all(text.split()[:1], "first_person", "i_am")
    told = _without_end(said)
    named = is_proper(told.split()) or _is_strange(told.split())
    said = _behind_a_role(told if led or of_myself or named else said, of_myself=of_myself)
    return said.partition(" ")[2] if said.partition(" ")[0] in words("definite_articles") else said


def _without_end(said: str) -> str:
    """The answer without "please", or the "an" of "ich frage für … an"."""
    name = said.split()
    while len(name) > 1 and name[-1] in words("ends_an_answer"):
        name.pop()
    return " ".join(name)


def _behind_a_role(said: str, *, of_myself: bool) -> str:
    """What follows "teacher at", "den Einkauf bei", "owner of" or "Ada from"; a "city of Acme" is called so.

    Of those who speak `of_myself`, any word in front of "of" tells what they do.
    """
    for kind in (
        "employer_follows",
        "client_follows",
        "workplace_follows",
        "belongings_follow",
        "belongings_follow_a_noun",
        "company_may_follow",
    ):
        for lead in re.finditer(rf"(?<!\w){one_of(kind)}", said):  # in lower case
            who, company = pieces(said[: lead.start()]), without_article(said[lead.end() :].lstrip())
            named: object = re.match(rf"\d*{_CAPITAL}", company)
            if kind in ("employer_follows", "client_follows", "company_may_follow") and said.islower():
                named = company and not phrases("wishes").search(said)
            if kind == "belongings_follow_a_noun" and who and is_all(who[-1][-1:], "everyday_words"):
                named = company
            if kind == "workplace_follows":
                if named and is_workplace(company.split()[0]) and (not who or _is_at_work(who[0])):
                    return company
                named = named and (is_workplace(company.split()[0]) or is_proper(company.split()[:2]))
            if len(who) == 1 and named and _is_somebody(who[0], kind, of_myself=of_myself):
                return _before_the_task(company)
    return said


def _is_at_work(who: list[str]) -> bool:
    """Whether it is "ich studiere" or what somebody is: "Lehrerin", "Pfleger"."""
    return is_all(who[:1], "first_person") or (len(who) == 1 and who[0].endswith(tuple(words("ends_of_a_trade"))))


def _before_the_task(company: str) -> str:
    """The company in "(ich mache bei) Acme die Buchhaltung"."""
    return re.split(rf" {one_of('task_follows')} ", company)[0]


def _is_somebody(who: list[str], kind: str, *, of_myself: bool) -> bool:
    """Whether the words in front of such a lead tell what somebody does, or their full name in front of "from"."""
    if kind == "company_may_follow":
        named = [word for word in who if bare(word) not in words("fillers", "ends_a_name")]
        return (len(who) == 2 and all(word.istitle() for word in who)) or (len(named) == 1 and " ".join(who).islower())
    if is_all(who[:1], "first_person") and not words("any_of_a_kind") & set(who):
        who = who[2:] or who[1:]  # “ich mache die Buchhaltung bei”, but not “ich brauche einen Termin bei”
    if not who or len(who) > _LONGEST_ROLE or words("in_a_sentence") & set(who):
        return False
    known = is_all(who[-1:], "everyday_words")
    if kind == "employer_follows":  # what they do may be anything, if it is no name
        return who[0].islower() or _ends_as_a_role(who[0]) or is_all(who[:1], "everyday_words", "topic_words")
    if kind == "client_follows":
        return of_myself and who[0].islower()
    if kind == "workplace_follows":
        return len(who) == 1 and (of_myself or _ends_as_a_role(who[0]) or is_all(who, "topic_words"))
    if kind == "belongings_follow":
        return known or who[0] in words("any_of_a_kind") or (of_myself and who[-1].islower())
    return who[-1][0].isupper() and (known or of_myself)


def _is_a_trade(text: str, kept: str) -> bool:
    """Whether it is all that somebody says they are: "I'm a carpenter", "ich bin Lehrer"."""
    told = phrases("somebody_is").search(text)
    of_a_kind = told is not None and is_all(told[0].split()[-1:], "any_of_a_kind")
    whole = told is not None and text[told.end() :].strip(" .!") == kept
    return whole and (" " not in kept or (of_a_kind and kept.islower()))


def _is_a_role(said: list[str]) -> bool:
    """Whether it is what somebody does, and perhaps where in a company: "Teamleiterin im Vertrieb", "head of IT"."""
    who = list(takewhile(lambda word: word not in words("department_follows"), said))
    where = said[len(who) + 1 :]
    known = is_all(where, "everyday_words", "topic_words") or (len(where) == 1 and where[0].endswith("wesen"))
    return known and bool(who) and is_all(who[:-1], "everyday_words", "topic_words") and _ends_as_a_role(who[-1])


def _ends_as_a_role(word: str) -> bool:
    return word.lower().endswith(tuple(words("role_endings"))) or bare(word) in words("roles")


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
    if _is_a_role(said):
        return True
    told = [word for word in said if (titled or bare(word) not in known) and any(map(str.isalpha, word))]
    spoken = bare(said[0]) in words("begins_a_sentence") or any(word in words("in_a_sentence") for word in said)
    spoken = spoken or (len(said) > _LONGEST_IN_LOWER_CASE and " ".join(said).islower())
    if spoken and not has_legal_form(" ".join(said)):
        return True
    sentence = len(said) > 3 and len(told) * 2 < len(said) and not said[-1][0].isupper()
    return not told or sentence or (is_noise(told) and not "".join(said).isupper())

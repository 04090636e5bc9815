"""What stands in front of a company: "it is", "I work for", "teacher at", "owner of"."""

import re
from itertools import chain

from convene.details.company_names import CAPITAL, is_proper, is_somebody, is_strange, without_article
from convene.details.name_words import is_workplace
from convene.details.words import bare, is_all, one_of, phrases, pieces, words

_LONGEST_ROLE = 6
_LEADS = ("company_leads_the_answer", "company_follows", "noted_as", "told_of_now", "small_leads", "fillers")
_PARTNER = re.compile(" ?[&+]")
_TWO_NAMES = re.compile(r" [A-ZÀ-Þ\d]\S* \S")
_NAMED = re.compile(rf"\d*{CAPITAL}")
_BEHIND_SOMEBODY = (
    "employer_follows",
    "client_follows",
    "workplace_follows",
    "belongings_follow",
    "belongings_follow_a_noun",
    "company_may_follow",
)


def without_lead(text: str) -> str:
    """What follows "it is", "I work for" or "teacher at"; a name that only begins like them stays whole."""
    said, led = text, False
    while lead := _lead(said, led=led):
        led = led or not _fills(lead)
        said = said[len(lead) :].lstrip(" ,.:!")
    said = _behind_somebody(without_end(said), of_myself=is_all(text.split()[:1], "first_person", "i_am"))
    first, _, behind = said.partition(" ")
    return behind if first in words("definite_articles") else said


def without_end(said: str) -> str:
    """The answer without "please", or the "an" of "ich frage für … an"."""
    name = said.split()
    while len(name) > 1 and name[-1] in words("ends_an_answer"):
        name.pop()
    return " ".join(name)


def before_the_task(company: str) -> str:
    """The company in "(ich mache bei) Acme die Buchhaltung"."""
    return re.split(rf" {one_of('task_follows')} ", company)[0]


def kind_before(text: str) -> str:
    """The "it's the" of "it's the family business" or the "we run" of "we run a bakery"; "" before a name."""
    lead = phrases("kind_of_company_follows").match(text)
    return lead[0] if lead and not _TWO_NAMES.search(text[lead.end() :]) else ""


def _lead(said: str, *, led: bool) -> str:
    """What leads to the name that follows, and no part of it: the "we are" of "we are Yes Please Catering"."""
    found = phrases(*_LEADS).match(said)
    behind = said[found.end() :] if found else ""
    if not found or not behind.strip(" ,.:!") or _PARTNER.match(behind):
        return ""
    follows = behind.split()[:1]
    everyday = follows[0].islower() and is_all(follows, "everyday_words", "time_words")
    begins = found[0][0].isupper() and follows[0][0].isupper() and is_all([found[0]], "told_of_now", "small_leads")
    named = begins or (_fills(found[0]) and found[0][0].isupper() and (led or _TWO_NAMES.match(behind)))
    return "" if named or (everyday and is_all([found[0]], "noted_as")) else found[0]  # “put it off”


def _fills(lead: str) -> bool:
    return phrases("fillers").fullmatch(lead) is not None


def _behind_somebody(said: str, *, of_myself: bool) -> str:
    """What follows "teacher at", "den Einkauf bei", "owner of" or "Ada from"; a "city of Acme" is called so.

    Of those who speak `of_myself`, any word in front of "of" tells what they do.
    """
    for kind in _BEHIND_SOMEBODY:
        for lead in re.finditer(rf"(?<!\w){one_of(kind)}", said):  # in lower case
            who, company = pieces(said[: lead.start()]), without_article(said[lead.end() :].lstrip())
            known = is_all(said.split()[:1], "everyday_words") or is_somebody(said.split()[0])
            small = said.islower() or (known and kind in ("employer_follows", "belongings_follow_a_noun"))
            named = _NAMED.match(company) or (small and company and not phrases("wishes").search(said))
            if named and len(who) < 2 and _leads(kind, [*chain(*who)], company, of_myself=of_myself):
                return before_the_task(company)
    first, _, company = said.partition(" ")  # “Lagerleiter Acme Metallbau”
    employed = bare(first).endswith(tuple(words("employed_endings"))) and not is_all([first], "everyday_words")
    return company if employed and (is_proper(company.split()) or is_strange(company.split())) else said


def _leads(kind: str, who: list[str], company: str, *, of_myself: bool) -> bool:
    """Whether what stands in front of "at" or "of" tells who somebody is or what they do, and what follows where."""
    if kind == "company_may_follow":
        named = [word for word in who if bare(word) not in words("fillers", "ends_a_name")]
        return (len(who) == 2 and all(word.istitle() for word in who)) or (len(named) == 1 and " ".join(who).islower())
    first, at_work = company.split()[0], kind == "workplace_follows"
    if at_work and not (is_workplace(first) or first.isupper() or is_proper(company.split()[:2])):
        return False
    if at_work and not who:
        return is_workplace(first)
    if is_all(who[:1], "first_person") and not words("any_of_a_kind") & set(who):
        who = who[2:] or who[1:] or who  # “ich mache die Buchhaltung bei”, but not “ich brauche einen Termin bei”
    if not who or len(who) > _LONGEST_ROLE or words("in_a_sentence") & set(who):
        return False
    return _does_something(kind, who, of_myself=of_myself)


def _does_something(kind: str, who: list[str], *, of_myself: bool) -> bool:
    """Whether the words tell what somebody does; the less "at" or "of" tells by itself, the more they must."""
    if kind == "client_follows":
        return of_myself and who[0].islower()
    if kind == "employer_follows":
        known = is_somebody(who[0]) or is_all(who[:1], "everyday_words", "topic_words")
        return known or who[0].islower() or (of_myself and len(who) == 1)
    known = (is_all(who[-1:], "everyday_words") or is_somebody(who[-1])) and not is_workplace(who[-1])
    if kind == "workplace_follows":
        return len(who) == 1 and (known or of_myself or who[0].endswith(tuple(words("ends_of_a_trade"))))
    if kind == "belongings_follow":
        return known or who[0] in words("any_of_a_kind") or (of_myself and who[-1].islower())
    known = known or is_all(who[:1], "branches", "given_names") or (of_myself and not is_workplace(who[-1]))
    return who[-1][0].isupper() and known

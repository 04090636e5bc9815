"""Which detail a message tells, asked for or not: a name, an address, or the company."""

from actions.company_unasked import tells_company
from actions.name_unasked import SURE, corrects_name, own_name, spells_name_anew, tells_name_early
from actions.turn import Turn
from convene.details import read_details

ASKED = {
    "visitor_email": "email",
    "suggested_email": "email",
    "visitor_name": "name",
    "visitor_company": "company",
}
CERTAIN = 0.95  # that it says something else; companies are called anything


def detail_told(turn: Turn) -> str | None:
    """The detail that was asked for; a name alone, told before it was asked for, is the visitor's too."""
    asked = ASKED.get(turn.asked or "")
    if turn.is_foreign and asked != "email":
        return None  # “non capisco” is nobody's name
    if labelled := _labelled(turn):
        return labelled
    if tells_company(turn):
        return "company"
    told_anew = asked is None and (own_name(turn) or spells_name_anew(turn))
    if told_anew or tells_name_early(turn) or corrects_name(turn):
        return "name"
    elsewhere = asked == "company" and turn.intent != "provide_details" and turn.confidence >= CERTAIN
    return None if elsewhere else asked


def name_told(turn: Turn) -> str | None:
    """The visitor's name, if that is what the message tells, wherever it was not asked for."""
    sure = turn.intent == "provide_details" and turn.confidence >= SURE
    return read_details(turn.text, detail_told(turn)).name if sure else None


def company_told(turn: Turn) -> str | None:
    """The visitor's company, if “our company is Acme Rockets” tells it and is said for that."""
    told = turn.intent == "provide_details" and "company" in turn.entities("detail")
    return read_details(turn.text).company if told else None


def _labelled(turn: Turn) -> str | None:
    """The detail that “Name Bohdan Kravets” begins with: a word for it, and what it is."""
    detail, (_, _, value) = turn.entity("detail"), turn.text.partition(" ")
    if detail not in ("name", "company") or not value[:1].isupper() or turn.intent in ("faq", "deny"):
        return None
    found = read_details(turn.text, detail)
    return detail if (found.name if detail == "name" else found.company) == value else None

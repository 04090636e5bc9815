"""Tokens: what a rep's text can say about visitor, company, meeting and rep."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from convene.invitations.text import one_line
from convene.invitations.times import date_in_words, duration_in_words, time_in_words, zone_in_words
from convene.model import Booking, MeetingType, Rep

COMPANY_ATTRIBUTES = ("industry", "size", "country")
"""What the website or the accounts list can tell of a company besides name and domain."""

Tokens = dict[str, dict[str, str]]
"""Values by group and name: `{"person": {"first_name": "Ada"}}`."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token as reps see it; `name` is dotted, such as `person.first_name`.

    `meaning` and `default` are by language; a default of its own is there only for what visitors often leave out.
    """

    name: str
    meanings: dict[str, str]
    example: str
    defaults: dict[str, str]

    @property
    def meaning(self) -> str:
        """What it means, in English."""
        return self.meanings["en"]

    @property
    def written(self) -> str:
        """How it stands in a text."""
        return f"{{{{ {self.name} }}}}"


def _catalogue() -> dict[str, Token]:
    groups = yaml.safe_load(Path(__file__).with_name("tokens.yml").read_text(encoding="utf-8"))
    named = ((f"{group}.{name}", said) for group, tokens in groups.items() for name, said in tokens.items())
    return {
        name: Token(
            name,
            {"en": said["meaning"]} | _other_languages(said),
            str(said["example"]),
            {"en": str(said.get("default", "")), **dict.fromkeys(_other_languages(said), "")}
            | {key.removeprefix("default_"): str(text) for key, text in said.items() if key.startswith("default_")},
        )
        for name, said in named
    }


def _other_languages(said: dict[str, Any]) -> dict[str, str]:
    """The meanings in other languages than English, which stand under the language's two letters."""
    return {key: str(text) for key, text in said.items() if len(key) == 2}


TOKENS: dict[str, Token] = _catalogue()
"""Every token there is, by its dotted name, in the order in which reps should see them."""


def tokens(
    booking: Booking, rep: Rep, meeting_type: MeetingType, *, company_name: str, manage_url: str, locale: str
) -> Tokens:
    """The value of every token for one booking.

    Times are in the zone the visitor was shown (case I2) and say so. Every value is one line of plain text: what a
    visitor typed is cleaned here and never read as a template.

    Args:
        booking: the meeting.
        rep: who holds it.
        meeting_type: what kind of meeting it is.
        company_name: the rep's company.
        manage_url: the visitor's link for moving and cancelling.
        locale: the BCP 47 tag in whose words dates and times are written.
    """
    person, company, zone = booking.person, booking.company, booking.visitor_zone
    values = {
        "person": {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
        },
        "company": {
            "name": company.name,
            "domain": company.domain,
            **{name: company.attributes.get(name, "") for name in COMPANY_ATTRIBUTES},
        },
        "meeting": {
            "name": meeting_type.name,
            "description": meeting_type.description,
            "date": date_in_words(booking.start, zone, locale),
            "time": time_in_words(booking.start, zone, locale),
            "end_time": time_in_words(booking.end, zone, locale),
            "zone": zone_in_words(zone, locale),
            "duration": duration_in_words(booking.interval.duration, locale),
            "link": booking.join_url or "",
            "manage_link": manage_url,
        },
        "rep": {
            "name": rep.name,
            "first_name": rep.name.partition(" ")[0],
            "email": rep.email,
            "title": rep.title,
            "phone": rep.phone,
            "company": company_name,
        },
    }
    return {group: {name: one_line(value) for name, value in named.items()} for group, named in values.items()}


def defaults(locale: str) -> dict[str, str]:
    """What stands in for each missing token when a text gives no default of its own, by the token's name."""
    return {token.name: token.defaults.get(locale[:2].lower(), token.defaults["en"]) for token in TOKENS.values()}

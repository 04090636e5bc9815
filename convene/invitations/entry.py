"""What a calendar entry says: the rep's text, and below it how the visitor moves or cancels."""

from pathlib import Path

import yaml

from convene.invitations.text import one_line

_WORDS: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("entry.yml").read_text(encoding="utf-8"))


def entry_text(text: str, *, guest: str, manage_link: str, locale: str) -> str:
    """The plain text of an entry that visitor and rep share; `guest` is the visitor's name or address.

    A vendor mails the entry and nothing else, so the link by which the visitor moves or cancels stands in it even where
    the rep's text leaves it out (case P5).
    """
    if manage_link in text:
        return text
    said = _WORDS["manage"].get(locale[:2].lower(), _WORDS["manage"]["en"])
    return f"{text}\n\n{said.format(guest=one_line(guest), link=manage_link)}".strip()

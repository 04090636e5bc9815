"""Formatting that a mail can carry: bold, italic, links and lists, written as in CommonMark; nothing else is markup.

A rep's text becomes HTML for the mail and plain text for its other half and for calendars. HTML in the text is text.
What visitors said is escaped before it gets here, so that their asterisks stay asterisks (cases I6, S9).
"""

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")

_STYLES = {
    "paragraph_open": "margin:0 0 14px",
    "bullet_list_open": "margin:0 0 14px;padding-left:22px",
    "ordered_list_open": "margin:0 0 14px;padding-left:22px",
    "list_item_open": "margin:0 0 4px",
    "link_open": "color:#0b4fbd",
}
"""Mail clients drop everything but inline styles."""


def to_html(text: str) -> str:
    """The formatted text as HTML: `p br strong em a ul ol li` and escaped text, links to `http`, `https`, `mailto`."""
    tokens = _markdown().parse(text)
    for token in (*tokens, *(child for block in tokens for child in block.children or ())):
        if style := _STYLES.get(token.type):
            token.attrSet("style", style)
    return str(_markdown().renderer.render(tokens, _markdown().options, {})).strip()


def to_text(text: str) -> str:
    """The formatted text without its marks: links as `words (address)`, lists with dashes or numbers."""
    lines: list[str] = []
    lists: list[int | None] = []
    before = ""
    for token in _markdown().parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            before = ""
            if not lists:
                lines.append("")
        elif token.type == "list_item_open":
            number = lists[-1]
            before = "  " * (len(lists) - 1) + ("- " if number is None else f"{number}. ")
            lists[-1] = None if number is None else number + 1
        elif token.type == "inline":
            said = _inline(token.children or []).split("\n")
            lines += [(before if i == 0 else " " * len(before)) + line for i, line in enumerate(said)]
            before = " " * len(before) if lists else ""
        elif token.type == "paragraph_close" and not lists:
            lines.append("")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def escaped(value: str) -> str:
    """A value as it has to stand in a text, so that none of it is markup."""
    return _SPECIAL.sub(r"\\\1", value)


def as_link(address: str) -> str:
    """An address of ours as it has to stand in a text, alone or as the goal of `[words](address)`, to be a link."""
    return f"<{address}>" if _LINK.match(address) else escaped(address)


def _inline(children: list[Token]) -> str:
    said, links = [], []
    for token in children:
        if token.type in ("text", "text_special"):
            said.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            said.append("\n")
        elif token.type == "link_open":
            links.append((len(said), "" if token.markup == "autolink" else str(token.attrs["href"])))
        elif token.type == "link_close":
            start, address = links.pop()
            if address and "".join(said[start:]) not in (address, address.removeprefix("mailto:")):
                said.append(f" ({address})")
    return "".join(said)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("zero", {"breaks": True, "html": False})
    parser.enable(["list", "emphasis", "link", "autolink", "escape", "newline"])
    parser.validateLink = lambda url: _LINK.match(url) is not None  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return parser

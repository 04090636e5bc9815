"""What a mail can carry: bold, italic, links, lists; all else is text, and what visitors said is never markup."""

import re
import sys
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.invitations.formatting import as_link, escaped, to_html, to_text
from convene.invitations.text import printable

ALLOWED = {"p", "br", "strong", "em", "a", "ul", "ol", "li"}


def bare(html: str) -> str:
    """HTML without its inline styles."""
    return re.sub(r' style="[^"]*"', "", html)


def test_bold_italic_links_and_line_breaks() -> None:
    text = "Hi **Ada**, *soon*\n[our site](https://a.test/?x=1&y=2)"

    assert bare(to_html(text)) == (
        '<p>Hi <strong>Ada</strong>, <em>soon</em><br>\n<a href="https://a.test/?x=1&amp;y=2">our site</a></p>'
    )
    assert to_text(text) == "Hi Ada, soon\nour site (https://a.test/?x=1&y=2)"


def test_lists_stay_lists_in_both_forms() -> None:
    text = "Bring:\n\n- a pen\n- an **idea**\n\nThen:\n\n1. sit\n2. talk\n\nBye"

    assert "<ul>\n<li>a pen</li>\n<li>an <strong>idea</strong></li>\n</ul>" in bare(to_html(text))
    assert "<ol>\n<li>sit</li>" in bare(to_html(text))
    assert to_text(text) == "Bring:\n\n- a pen\n- an idea\n\nThen:\n\n1. sit\n2. talk\n\nBye"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html;base64,xx)",
        "<javascript:alert(1)>",
        '[a](https://x.test/"onmouseover="alert(1))',
        "![a](https://x.test/pixel.png)",
        "[a]( file:///etc/passwd )",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    """S9: an allow-list of tags, and of where links may lead."""
    html = to_html(text)

    assert set(re.findall(r"<(\w+)", html)) <= ALLOWED
    assert set(re.findall(r'(\w+)="', html)) <= {"href", "style"}
    assert all(href.startswith(("https://", "http://", "mailto:")) for href in re.findall(r'href="([^"]*)', html))


@given(st.text(max_size=200) | st.text("*_[]()<>!`#-+.1 \n\\&{}|~^=\"'ab:/", max_size=60))
def test_a_value_stays_what_it_was(value: str) -> None:
    """I6: whatever a visitor is called, both forms say exactly that, in one paragraph without markup."""
    value = " ".join("".join(c for c in value if c.isprintable()).split())
    html = bare(to_html(f"x {escaped(value)} x"))

    assert to_text(f"x {escaped(value)} x") == f"x {value} x".replace("x  x", "x  x")
    assert unescape(html.removeprefix("<p>").removesuffix("</p>")) == f"x {value} x"
    assert re.findall(r"<(\w+)", html) == ["p"]


@given(st.text(max_size=300))
def test_every_text_becomes_allowed_tags_only(text: str) -> None:
    assert set(re.findall(r"</?([a-zA-Z]\w*)", to_html(text))) <= ALLOWED
    to_text(text)


def test_an_address_of_ours_is_a_link_alone_and_as_a_goal() -> None:
    address = as_link("https://meet.test/a_b*c")

    assert 'href="https://meet.test/a_b*c"' in to_html(f"Join: {address}")
    assert 'href="https://meet.test/a_b*c"' in to_html(f"[Join]({address})")
    assert to_text(f"Join: {address}") == "Join: https://meet.test/a_b*c"


def test_every_character_there_is_can_stand_in_a_text() -> None:
    """Whatever people paste: no character breaks the mail, makes a tag, or takes its neighbours along."""
    for first in range(0, sys.maxunicode, 4000):
        characters = [chr(c) for c in range(first, min(first + 4000, sys.maxunicode + 1)) if not 0xD800 <= c < 0xE000]
        text = f"Hello {printable(''.join(characters))} goodbye"

        html = to_html(text)

        assert set(re.findall(r"</?([a-zA-Z]\w*)", html)) <= ALLOWED
        for form in (html, to_text(text)):
            assert "Hello" in form
            assert form.rstrip().removesuffix("</p>").endswith("goodbye")

"""Cleaning text that strangers wrote, before it stands in a header, a subject or a calendar (cases I6, N8)."""

import re
import unicodedata

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that reverse the direction of what follows; they can make a name hide the rest of a line."""


def one_line(text: str) -> str:
    """The text on one line: no line breaks, control characters or direction marks; runs of space become one."""
    return " ".join("".join(c for c in text if c.isspace() or _is_wanted(c)).split())


def printable(text: str) -> str:
    """The text with its lines, ended by line feeds, and tabs, but without any other control characters."""
    unified = re.sub(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", text)
    return "".join(c for c in unified if c in "\n\t" or _is_wanted(c))


def address_in_ascii(address: str) -> str:
    """The e-mail address with its domain as mail servers know it (IDNA); one that cannot be written so stays."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


def _is_wanted(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp") and character not in _TURNING

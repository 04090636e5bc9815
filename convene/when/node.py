"""A node: a piece of the text, and what it is; rules join neighbours to nodes that hold more."""

from typing import Any, NamedTuple

NO_MARKS: frozenset[str] = frozenset()


class Node(NamedTuple):
    """A piece of the text: its category, its value, the words it stands for and what these are besides.

    The marks are those of the section `marks` in the word files; a node that a rule made has those of all its parts.
    """

    category: str
    value: Any
    text: str
    marks: frozenset[str] = NO_MARKS


class Piece(NamedTuple):
    """A word, figure or mark as the text is cut: how it is written, folded to small letters, where, and as it stood."""

    kind: str
    text: str
    start: int
    written: str

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.written[:1].isupper()

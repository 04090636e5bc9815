"""Templates: the texts reps write, with `{{ tokens }}` and `default`, and nothing else that Jinja could do.

`{{ person.first_name | default("there") }}` is the visitor's first name, or “there” when it is not known (case I1).
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from jinja2 import ChainableUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from rapidfuzz import fuzz, process

from convene.errors import BadTemplate
from convene.invitations.problems import bad
from convene.invitations.text import printable
from convene.invitations.tokens import TOKENS, Tokens


def _default(value: object, instead: str = "") -> str:
    """The value, or the other text when there is none or it is empty."""
    return str(value).strip() or str(instead)


_ONE_BRACE = re.compile(r"(?<!\{)\{([^{}\n]{1,40})\}(?!\})")

_GAP = "\0"
"""Stands where a value is missing, until the spaces around it are closed."""


class _Missing(str):
    """An empty value: false for `default`, and its stand-in where no default is given."""

    instead: str


def _finish(value: object) -> object:
    return value.instead or _GAP if isinstance(value, _Missing) else value


_sandbox = ImmutableSandboxedEnvironment(undefined=ChainableUndefined, keep_trailing_newline=True, finalize=_finish)
_sandbox.filters = {"default": _default}
_sandbox.globals = {}
_sandbox.tests = {}


def check(template: str) -> None:
    """Make sure that a text can be used.

    Raises:
        BadTemplate: if it is not closed, holds anything but tokens with `default`, or names a token there is not; the
            message names the line, and the nearest token there is.
    """
    template = printable(template)  # as it is sent: two braces may have stood on both sides of what nobody sees
    for line, name in _tokens_in(template):
        if name not in TOKENS:
            raise _unknown(line, name)
    for found in _ONE_BRACE.finditer(template):
        if nearest := _meant(found[1]):
            raise bad("one_brace", line=_line(template, found.start()), found=found[0], nearest=nearest)


def render(template: str, tokens: Tokens, instead: Mapping[str, str] | None = None) -> str:
    """The text with the values in it; what is not known becomes its default, or else what `instead` has for it.

    What is still missing leaves no space before a comma or at the end of a line: `Hello ,` is no greeting (case I1).

    Raises:
        BadTemplate: if the text is not closed, or holds anything but tokens with `default`.
    """
    said = _compiled(template.replace(_GAP, "")).render(
        {
            group: {
                name: value if value.strip() else _missing(instead or {}, f"{group}.{name}")
                for name, value in named.items()
            }
            for group, named in tokens.items()
        }
    )
    said = re.sub(rf"[ \t]*{_GAP}(?=[ \t]*(?:[,.;:!?)]|$))", "", said, flags=re.MULTILINE)
    return re.sub(rf"{_GAP}[ \t]?", "", said)


def _missing(instead: Mapping[str, str], name: str) -> _Missing:
    missing = _Missing()
    missing.instead = instead.get(name, "")
    return missing


@lru_cache(maxsize=512)
def _compiled(template: str) -> Template:
    _tokens_in(template)
    return _sandbox.from_string(template)


def _tokens_in(template: str) -> list[tuple[int, str]]:
    """The tokens with their lines; anything that is neither token nor plain text is refused."""
    _must_be_closed(template)
    for line, kind, _ in _lexed(template):
        if kind in ("block_begin", "comment_begin"):
            raise bad("only_tokens", line=line)
    parts = [part for output in _parsed(template).body for part in output.iter_child_nodes()]
    return [_token(part) for part in parts if not isinstance(part, nodes.TemplateData)]


def _token(node: nodes.Node) -> tuple[int, str]:
    """The dotted name in `group.name` or `group.name | default("text")`."""
    token = node
    if isinstance(node, nodes.Filter) and node.name == "default" and _has_one_text(node):
        token = node.node or node
    if isinstance(token, nodes.Getattr) and isinstance(token.node, nodes.Name):
        return node.lineno, f"{token.node.name}.{token.attr}"
    if isinstance(token, nodes.Name):
        return node.lineno, token.name
    raise bad("not_a_token", line=node.lineno)


def _has_one_text(node: nodes.Filter) -> bool:
    named = node.kwargs or node.dyn_args or node.dyn_kwargs
    return not named and len(node.args) == 1 and isinstance(node.args[0], nodes.Const)


def _must_be_closed(template: str) -> None:
    """Every `{{` has its `}}` before the next `{{`, and none stands alone."""
    opened: int | None = None
    for brace in re.finditer(r"\{\{|\}\}", template):
        line = _line(template, brace.start())
        if brace[0] == "{{" and opened is not None:
            raise bad("not_closed", line=opened)
        if brace[0] == "}}" and opened is None:
            raise bad("not_opened", line=line)
        opened = line if brace[0] == "{{" else None
    if opened is not None:
        raise bad("not_closed", line=opened)


def _lexed(template: str) -> list[tuple[int, str, str]]:
    try:
        return list(_sandbox.lex(template))
    except TemplateSyntaxError as error:
        raise _unreadable(error) from None


def _parsed(template: str) -> nodes.Template:
    try:
        return _sandbox.parse(template)
    except TemplateSyntaxError as error:
        raise _unreadable(error) from None


def _unreadable(error: TemplateSyntaxError) -> BadTemplate:
    return bad("unreadable", line=error.lineno)


def _unknown(line: int, name: str) -> BadTemplate:
    near = process.extractOne(name, list(TOKENS), scorer=fuzz.ratio, score_cutoff=50)
    if near:
        return bad("unknown", line=line, name=name, nearest=near[0])
    return bad("unknown_all", line=line, name=name, all=", ".join(TOKENS))


def _meant(words: str) -> str:
    """The token somebody meant who wrote `{first name}` or `{company}` between single braces; nothing if none."""
    said = re.sub(r"[\s_-]+", "_", words.strip().lower())
    return next(
        (name for name in (said, f"{said}.name", *(t for t in TOKENS if t.endswith(f".{said}"))) if name in TOKENS), ""
    )


def _line(template: str, position: int) -> int:
    return template.count("\n", 0, position) + 1

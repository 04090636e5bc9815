"""Templates: the texts reps write, with `{{ tokens }}` and `default`, and nothing else that Jinja could do.

`{{ person.first_name | default("there") }}` is the visitor's first name, or “there” when it is not known (case I1).
"""

import re
from functools import lru_cache

from jinja2 import ChainableUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from rapidfuzz import fuzz, process

from convene.errors import BadTemplate
from convene.invitations.tokens import TOKENS, Tokens


def _default(value: object, instead: str = "") -> str:
    """The value, or the other text when there is none or it is empty."""
    return str(value).strip() or str(instead)


_sandbox = ImmutableSandboxedEnvironment(undefined=ChainableUndefined, keep_trailing_newline=True)
_sandbox.filters = {"default": _default}
_sandbox.globals = {}
_sandbox.tests = {}


def check(template: str) -> None:
    """Make sure that a text can be used.

    Raises:
        BadTemplate: if it is not closed, holds anything but tokens with `default`, or names a token there is not; the
            message names the line, and the nearest token there is.
    """
    for line, name in _tokens_in(template):
        if name not in TOKENS:
            raise BadTemplate(f"line {line}: there is no token “{name}”; {_nearest(name)}")
    for found in re.finditer(r"(?<!\{)\{\s*(\w+\.\w+)\s*\}(?!\})", template):
        if found[1] in TOKENS:
            line = _line(template, found.start())
            raise BadTemplate(f"line {line}: “{found[0]}” needs two braces: {{{{ {found[1]} }}}}")


def render(template: str, tokens: Tokens) -> str:
    """The text with the values in it; what is not known becomes its default, or nothing.

    Raises:
        BadTemplate: if the text is not closed, or holds anything but tokens with `default`.
    """
    return _compiled(template).render(tokens)


@lru_cache(maxsize=512)
def _compiled(template: str) -> Template:
    _tokens_in(template)
    return _sandbox.from_string(template)


def _tokens_in(template: str) -> list[tuple[int, str]]:
    """The tokens with their lines; anything that is neither token nor plain text is refused."""
    _must_be_closed(template)
    for line, kind, _ in _lexed(template):
        if kind in ("block_begin", "comment_begin"):
            raise BadTemplate(f"line {line}: only tokens such as {{{{ person.name }}}} can be used, no {{% or {{#")
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
    raise BadTemplate(
        f"line {node.lineno}: between the braces there can only be a token, "
        'perhaps with a default: {{ person.first_name | default("there") }}'
    )


def _has_one_text(node: nodes.Filter) -> bool:
    named = node.kwargs or node.dyn_args or node.dyn_kwargs
    return not named and len(node.args) == 1 and isinstance(node.args[0], nodes.Const)


def _must_be_closed(template: str) -> None:
    """Every `{{` has its `}}` before the next `{{`, and none stands alone."""
    opened: int | None = None
    for brace in re.finditer(r"\{\{|\}\}", template):
        line = _line(template, brace.start())
        if brace[0] == "{{" and opened is not None:
            raise BadTemplate(f"line {opened}: “{{{{” is not closed; a token looks like {{{{ person.name }}}}")
        if brace[0] == "}}" and opened is None:
            raise BadTemplate(f"line {line}: “}}}}” has no “{{{{” in front of it")
        opened = line if brace[0] == "{{" else None
    if opened is not None:
        raise BadTemplate(f"line {opened}: “{{{{” is not closed; a token looks like {{{{ person.name }}}}")


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
    return BadTemplate(f"line {error.lineno}: this cannot be read; a token looks like {{{{ person.name }}}}")


def _nearest(name: str) -> str:
    near = process.extractOne(name, list(TOKENS), scorer=fuzz.ratio, score_cutoff=50)
    if near:
        return f"did you mean {{{{ {near[0]} }}}}?"
    return "there are " + ", ".join(TOKENS)


def _line(template: str, position: int) -> int:
    return template.count("\n", 0, position) + 1

"""Reps' texts: what may stand in them, what is refused and how, what comes out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.errors import BadTemplate
from convene.invitations.problems import in_words
from convene.invitations.templates import check, render
from convene.invitations.tokens import TOKENS, defaults

ADA = {"person": {"first_name": "Ada", "name": "Ada Lovelace"}, "company": {"name": ""}}


@pytest.mark.parametrize("name", TOKENS)
def test_every_known_token_may_be_used(name: str) -> None:
    check(f"{{{{ {name} }}}}")


def test_values_take_the_place_of_tokens() -> None:
    assert render("Hi {{ person.first_name }}, bye {{person.name}}", ADA) == "Hi Ada, bye Ada Lovelace"


@pytest.mark.parametrize(
    "tokens", [{"person": {}}, {"person": {"first_name": ""}}, {"person": {"first_name": " "}}, {}]
)
def test_a_default_stands_in_for_what_is_missing_or_empty(tokens: dict) -> None:
    """I1."""
    assert render('Hi {{ person.first_name | default("there") }}!', tokens) == "Hi there!"


def test_a_token_without_value_and_default_leaves_nothing_behind() -> None:
    """I1: never raw braces."""
    assert render("[{{ company.name }}{{ meeting.link }}]", ADA) == "[]"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("Hi\n\n{{ person.frist_name }}", ["line 3", "“person.frist_name”", "{{ person.first_name }}"]),
        ("{{ meeting.manage_url }}", ["line 1", "{{ meeting.manage_link }}"]),
        ("{{ name }}", ["“name”"]),
        ("{{ qq.zzzzzzzz }}", ["person.first_name", "rep.email"]),
    ],
)
def test_an_unknown_token_is_refused_with_the_nearest_known_one(template: str, words: list[str]) -> None:
    """I1."""
    with pytest.raises(BadTemplate) as refused:
        check(template)

    assert all(word in str(refused.value) for word in words)


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("a\nb {{ person.name", 2),
        ("{{ person.name }\nmore", 1),
        ("one\n{{ person.name {{ rep.name }}", 2),
        ("a\n\nperson.name }}", 3),
        ("{{}}", 1),
        ("x\n{{ 'person }}", 2),
        ("two\n{person.name}", 2),
    ],
)
def test_braces_that_do_not_match_are_refused_with_their_line(template: str, line: int) -> None:
    """I1."""
    with pytest.raises(BadTemplate, match=f"^line {line}: "):
        check(template)


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in person.name %}x{% endfor %}",
        "{% set a = 1 %}",
        "{# a comment #}",
        "{{ person.name | upper }}",
        "{{ person.name() }}",
        "{{ person['name'] }}",
        "{{ person.name.strip }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ person.__class__ }}",
        "{{ 7 * 7 }}",
        "{{ person.name | default(rep.name) }}",
        "{{ person.name if rep.name }}",
        "{{ self }}",
    ],
)
def test_anything_but_tokens_and_defaults_is_refused(template: str) -> None:
    """S9: no loops, no calls, no way to Python's insides."""
    with pytest.raises(BadTemplate):
        check(template)


def test_rendering_refuses_what_could_not_have_been_saved() -> None:
    """S9: even a text that never went through the check runs nothing."""
    with pytest.raises(BadTemplate):
        render("{% for i in person.name %}{% endfor %}", ADA)


def test_braces_in_a_value_are_never_read_as_a_template() -> None:
    """I6: what a visitor calls themselves is text."""
    sly = {"person": {"name": "{{ 7 * 7 }}{% raw %}"}}

    assert render("Hello {{ person.name }}", sly) == "Hello {{ 7 * 7 }}{% raw %}"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("Hello {{ person.first_name }},", "Hello,"),
        ("Hello {{ person.first_name }} !", "Hello !"),
        ("See you at {{ company.name }}\nBye", "See you at\nBye"),
        ("For {{ company.name }} only", "For only"),
    ],
)
def test_what_is_missing_leaves_no_gap(template: str, said: str) -> None:
    """I1: never an empty greeting."""
    assert render(template, {"person": {"first_name": ""}, "company": {"name": " "}}) == said


def test_the_catalogues_default_comes_after_the_texts_own() -> None:
    """I1: Hello there, and not Hello alone."""
    nobody = {"person": {"first_name": ""}}

    assert render("Hi {{ person.first_name }},", nobody, defaults("en")) == "Hi there,"
    assert render('Hi {{ person.first_name | default("you") }},', nobody, defaults("en")) == "Hi you,"
    assert render("Hallo {{ person.first_name }},", nobody, defaults("de-AT")) == "Hallo,"


@pytest.mark.parametrize(
    ("template", "token"),
    [("Hi {first name}", "person.first_name"), ("{company}", "company.name"), ("{Rep.Name}", "rep.name")],
)
def test_what_somebody_writes_who_has_never_seen_it_is_answered_with_what_to_write(template: str, token: str) -> None:
    with pytest.raises(BadTemplate, match=r"needs two braces") as refused:
        check(template)

    assert f"{{{{ {token} }}}}" in str(refused.value)
    assert in_words(refused.value, "de").startswith("Zeile 1: ")


def test_single_braces_in_a_text_stay() -> None:
    check("a { b } c")
    assert render("a { b } c", ADA) == "a { b } c"


@given(st.text(max_size=80) | st.text("{}%# person.name|'\"\n", max_size=40))
def test_every_text_is_either_refused_in_words_or_can_be_rendered(template: str) -> None:
    refusal = refusal_of(template)

    assert refusal.startswith("line ") if refusal else isinstance(render(template, ADA), str)


def refusal_of(template: str) -> str:
    try:
        check(template)
    except BadTemplate as refused:
        return str(refused)
    return ""

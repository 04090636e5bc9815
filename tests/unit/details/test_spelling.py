"""Names that are spelled, and what is said about how they are written."""

import pytest

from convene.details import read_details
from convene.details.spelling import spell_out


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("i-n-e-s", "Ines"),
        ("I N E S", "Ines"),
        ("i, n, e, s", "Ines"),
        ("I as in igloo, N as in nest, E as in east, S as in sun", "Ines"),
        ("n for november, o for oscar and a for alpha", "Noa"),
        ("I wie Ida, N wie Nordpol, E wie Emil und S wie Samuel", "Ines"),
        ("I wie Ida, N, E, S", "Ines"),
        ("Duarte, D-U-A-R-T-E", "Duarte"),
        ("my name is Duarte, D as in dog", "Duarte"),
        ("ich heiße Duarte, D wie Dora", "Duarte"),
        ("Duarte spelt D-U-A-R-T-E", "Duarte"),
        ("ines duarte that's i n e s d u a r t e", "ines duarte"),
        ("ines duarte that's d u a r t e", "ines duarte"),
        ("i n e s, ines duarte", "ines duarte"),
        ("i n e s, d u a r t e", "Ines Duarte"),
        ("my name is I-N-E-S", "Ines"),
        ("Ich buchstabiere: D-U-A-R-T-E, Vorname Ines", "Ines Duarte"),
        ("I'll spell it: D-U-A-R-T-E, Ines", "Ines Duarte"),
        ("Das schreibt man D-U-A-R-T-E", "Duarte"),
        ("Filippa with two p", "Filippa"),
        ("Filippa mit zwei p und einem f, bitte", "Filippa"),
        ("Inez with a z at the end", "Inez"),
        ("Steffen ohne ph", "Steffen"),
        ("Weiss mit scharfem s", "Weiss"),
    ],
)
def test_a_spelled_name_is_put_together_and_said_once(text, name):
    assert read_details(text, "name").name == name


@pytest.mark.parametrize("text", ["no, with two l", "nein, mit zwei l", "mit c statt k", "without the h"])
def test_how_a_name_is_written_is_no_name(text):
    assert read_details(text, "name").name is None


@pytest.mark.parametrize(
    "text", ["J. R. R. Tolkien", "J R R Tolkien", "I for one", "a table for two", "李 小 龙", "ines with a friend"]
)
def test_what_is_not_spelled_stays_as_it_was_typed(text):
    assert spell_out(text) == text

"""Whatever is typed, reading it ends soon and well."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convene.details import Details, find_wanted, read_details

ASKED = [None, "name", "email", "company"]


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=300), st.sampled_from(ASKED))
def test_anything_can_be_read(text, asked):
    found = read_details(text, asked)

    for told in (found.name, found.company, found.phone, found.email):
        assert told is None or (told and told == told.strip() and told.isprintable())


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(["with", "mit", "Mrs", "Dr.", "frau", "Clara", "van", "May", ",", "(", "\n"])
        | st.text(max_size=9)
    )
)
def test_whom_somebody_wants_to_meet_can_be_read_from_anything(said):
    wanted = find_wanted(" ".join(said))

    assert wanted is None or (wanted.name and wanted.name.isprintable())


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [
                "my",
                "name",
                "is",
                "Ada",
                "at",
                "dot",
                "@",
                "a@b.cc",
                ",",
                "from",
                "GmbH",
                "(",
                "von",
                "der",
                "+49",
                "1",
                "not",
            ]
        ),
        max_size=40,
    ).map(" ".join),
    st.sampled_from(ASKED),
)
def test_any_mixture_of_the_words_it_listens_for_can_be_read(text, asked):
    assert isinstance(read_details(text, asked), Details)


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize(
    "piece", ["a", " ", "@", "a@", "my name is ", "a at ", "dot at ", "(", "1 ", "<a@b", "'", "\n", "é", ".", "🙂"]
)
def test_ten_thousand_characters_of_anything_tell_nothing(piece, asked):
    found = read_details(piece * (10_000 // len(piece)), asked)

    assert found.name is None
    assert found.email is None

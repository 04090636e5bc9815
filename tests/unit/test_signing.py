"""What we sign is ours alone."""

import pytest

from convene.signing import Signer


def test_what_was_signed_is_read_back():
    assert Signer("secret", "links").read(Signer("secret", "links").sign(["anna", 7])) == ["anna", 7]


def test_another_purpose_or_secret_reads_nothing():
    """S8: a link that shows a meeting is none that moves it."""
    signed = Signer("secret", "links").sign("anna")

    assert Signer("secret", "forms").read(signed) is None
    assert Signer("another", "links").read(signed) is None


@pytest.mark.parametrize("text", ["", "anna", ".", "ImFubmEi.forged", "\ud800.\udfff", "é.é", "[" * 15_000])
def test_whatever_strangers_send_is_no_error(text):
    assert Signer("secret", "links").read(text) is None

"""Tokens at rest: sealed under keys that can be exchanged (case K8)."""

from pathlib import Path

import pytest

from convene.accounts.vault import Vault
from convene.errors import SecretLost
from convene.settings import Settings

TOKENS = {"access_token": "öffne dich", "expires_at": 1.5}


def test_what_was_sealed_opens_again_and_shows_nothing() -> None:
    vault = Vault(["key"])

    sealed = vault.seal(TOKENS)

    assert vault.open(sealed) == TOKENS
    assert "dich" not in sealed
    assert vault.seal(TOKENS) != sealed, "the same secret twice looks different"


def test_the_newest_key_seals_and_older_ones_open() -> None:
    sealed = Vault(["old"]).seal(TOKENS)
    both = Vault(["new", "old"])

    assert both.open(sealed) == TOKENS
    assert Vault(["new"]).open(both.seal(TOKENS)) == TOKENS


@pytest.mark.parametrize("broken", ["", "not sealed at all", Vault(["other"]).seal(TOKENS)])
def test_what_no_key_opens_is_said_so(broken: str) -> None:
    with pytest.raises(SecretLost, match="CONVENE_TOKEN_KEYS"):
        Vault(["key"]).open(broken)


def test_a_key_is_named_without_telling_it() -> None:
    assert Vault(["key"]).key_id == Vault(["key", "old"]).key_id
    assert Vault(["key"]).key_id != Vault(["old", "key"]).key_id
    assert "topsecret" not in repr(Vault(["topsecret"]))


def test_keys_of_their_own_come_before_the_secret_key(tmp_path: Path) -> None:
    first = Settings(state_dir=tmp_path, secret_key="sign")
    later = Settings(state_dir=tmp_path, secret_key="sign", token_keys=" new , old ")

    assert Vault.of(later).open(Vault.of(first).seal(TOKENS)) == TOKENS
    assert Vault.of(later).key_id == Vault(["new"]).key_id

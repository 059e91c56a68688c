from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import ShoalError
from gateway.wallets.keyring import Keyring

KEYRING = Keyring(bytes(range(32)))


@given(st.binary(max_size=300), st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_encrypted_for_an_owner_decrypts_for_it(plain: bytes, owner: str):
    sealed = KEYRING.encrypt(owner, plain)
    assert KEYRING.decrypt(owner, sealed) == plain


def test_nothing_else_decrypts():
    sealed = KEYRING.encrypt("C-A", b"secret")
    damaged = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for keyring, owner, data in (
        (Keyring(bytes(32)), "C-A", sealed),
        (KEYRING, "C-B", sealed),
        (KEYRING, "C-A", damaged),
        (KEYRING, "C-A", sealed[:5]),
        (KEYRING, "C-A", b""),
    ):
        with pytest.raises(ShoalError) as failed:
            keyring.decrypt(owner, data)
        assert failed.value.code == "WALLET_KEY"
        assert "secret" not in str(failed.value)


def test_each_encryption_has_its_own_nonce():
    assert KEYRING.encrypt("C-A", b"x") != KEYRING.encrypt("C-A", b"x")


def test_derived_secrets_depend_on_purpose_and_subject_and_nothing_else():
    assert KEYRING.derive("a", "b") == Keyring(bytes(range(32))).derive("a", "b")
    found = {KEYRING.derive(*parts) for parts in (("a", "b"), ("b", "a"), ("ab", ""), ("", "ab"), ("a", "c"))}
    assert len(found) == 5


@pytest.mark.parametrize("content", ["", "zz", "00" * 31, "00" * 33, "\u00ff"])
def test_a_damaged_key_file_is_a_coded_failure(tmp_path: Path, content: str):
    path = tmp_path / "wallet.key"
    path.write_text(content, "utf-8")
    with pytest.raises(ShoalError) as failed:
        Keyring.from_file(path)
    assert failed.value.code == "WALLET_KEY"


def test_a_missing_key_file_says_what_to_do(tmp_path: Path):
    with pytest.raises(ShoalError, match="shoal gateway init"):
        Keyring.from_file(tmp_path / "wallet.key")

"""Names fold as the contract folds them (compared character by character with chaincode/domain/names.go)."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.projection.folding import fold_name, name_digest


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Blue Bay", "blue bay"),
        ("  Blue \t  BAY ", "blue bay"),
        ("青蓝湾 水产", "青蓝湾 水产"),
        ("Straẞe", "straße"),
        ("\u212a\u017f", "ks"),
        ("Σίσυφος", "σίσυφοσ"),
        ("\u03bc \u00b5", "\u00b5 \u00b5"),
        ("\u0130", "i"),
        ("\uab70", "\uab70"),
        ("Cafe\u0301", "caf\u00e9"),
    ],
)
def test_names(name: str, folded: str) -> None:
    assert fold_name(name) == folded
    assert name_digest(name) == hashlib.sha256(folded.encode()).hexdigest()


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


@given(st.text(alphabet=st.characters(max_codepoint=0x7F)))
def test_ascii_names_in_either_case_are_one_name(name: str) -> None:
    assert fold_name(name.upper()) == fold_name(name.lower())

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from gateway.accounts.names import folded_name, normalised_name


def test_composes_trims_and_joins_white_space():
    assert normalised_name("  Cafe\u0301   du \t Port ") == "Caf\u00e9 du Port"


def test_spellings_of_a_name_fold_to_one():
    assert folded_name("BLUE  bay") == folded_name(" Blue Bay ")


@given(st.text())
def test_normalising_twice_changes_nothing(name: str):
    once = normalised_name(name)
    assert normalised_name(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert folded_name(once) == folded_name(name)

"""A company's name as the ledger compares names: two that fold to the same text are the same name."""

import hashlib
import unicodedata
from functools import cache

# Beyond, no more than two characters fold into each other, and the first of them folds to the second.
_END_OF_TRIPLES = 0x2200


def fold_name(name: str) -> str:
    """NFC, one form for all cases of a character, every run of white space one space, none at the ends."""
    spaced = " ".join(unicodedata.normalize("NFC", name).split())
    return "".join(map(_fold, spaced))


def name_digest(name: str) -> str:
    """The attribute of the name's index key: SHA-256 of the folded name, in hexadecimal."""
    return hashlib.sha256(fold_name(name).encode()).hexdigest()


def _fold(character: str) -> str:
    """The lower case of the first, by number, of all characters that fold into each other, as the contract does."""
    folded = _simple_fold(character)
    return _first_of_class().get(folded, folded).lower()[0]


def _simple_fold(character: str) -> str:
    # Python folds fully (ß → ss); simple folding maps one character to one.
    folded = character.casefold()
    if len(folded) == 1:
        return folded
    lower = character.lower()
    return lower if len(lower) == 1 else character


@cache
def _first_of_class() -> dict[str, str]:
    first: dict[str, str] = {}
    for number in range(_END_OF_TRIPLES):
        character = chr(number)
        first.setdefault(_simple_fold(character), character)
    return first

"""A company's name as the ledger compares names: two that fold to the same text are the same name."""

import hashlib
import unicodedata


def fold_name(name: str) -> str:
    """NFC, Unicode simple case folding, every run of white space one space, none at the ends."""
    composed = unicodedata.normalize("NFC", name)
    return " ".join("".join(map(_fold, composed)).split())


def name_digest(name: str) -> str:
    """The attribute of the name's index key: SHA-256 of the folded name, in hexadecimal."""
    return hashlib.sha256(fold_name(name).encode()).hexdigest()


def _fold(character: str) -> str:
    # Python folds fully (ß → ss); simple folding maps one character to one.
    folded = character.casefold()
    if len(folded) == 1:
        return folded
    lower = character.lower()
    return lower if len(lower) == 1 else character

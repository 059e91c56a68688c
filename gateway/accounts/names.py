"""One form for names, so that two spellings of a name are one name."""

import unicodedata


def normalised_name(name: str) -> str:
    """NFC, trimmed, runs of white space made one space: the form that is shown and sent to the ledger."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def folded_name(name: str) -> str:
    """The form that names are compared in: normalised, case folded."""
    return unicodedata.normalize("NFC", normalised_name(name).casefold())

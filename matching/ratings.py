"""Credit ratings: the class of companies that chooses together."""

from matching.errors import require_range

LETTERS = "ABCDE"


def rating(credit_tenths: int) -> int:
    """Rating 0 (A) … 4 (E) of a credit of 1 … 50 tenths: A from 41, B from 31, C from 21, D from 11, E below.

    Raises MatchingError CREDIT_INVALID.
    """
    require_range("CREDIT_INVALID", "credit in tenths", credit_tenths, 1, 50)
    return 4 - (credit_tenths - 1) // 10

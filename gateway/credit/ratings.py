"""Scores and ratings. A score is held in tenths (42 is 4.2): A 41-50, B 31-40, C 21-30, D 11-20, E 1-10."""

from typing import Literal, cast

Rating = Literal["A", "B", "C", "D", "E"]


def rating_of(tenths: int) -> Rating:
    """The rating of a score of 1 … 50 tenths."""
    if not 1 <= tenths <= 50:
        raise ValueError(f"a score is 1 to 50 tenths, not {tenths}")
    return cast("Rating", "EDCBA"[(tenths - 1) // 10])


def score_text(tenths: int) -> str:
    """42 as `4.2`."""
    return f"{tenths // 10}.{tenths % 10}"


def tenths_of(score: str) -> int:
    """`4.2` as 42; the text has one digit, a point and one digit."""
    whole, tenth = score.split(".")
    return int(whole) * 10 + int(tenth)

"""Explanations on the wire: the matcher's own facts (units: matching.explain.facts), and a text made of them."""

from pydantic import BaseModel, Field

from matching.explain import Language, ListFacts, MatchFacts


class _Explanation(BaseModel):
    cycle: int
    round: int = Field(ge=1, le=2, description="the round of the cycle that this explains")
    solver: str = Field(description="which solver matched")
    proven_permille: int = Field(
        description="the breed's score in permille of its certified bound, rounded down: 1000 is the best there is"
    )
    language: Language
    text: str = Field(description="the facts as sentences")


class MatchExplanation(_Explanation):
    """How a match came about."""

    match_id: str = Field(examples=["12.1.Lobster"])
    facts: MatchFacts


class ListExplanation(_Explanation):
    """What became of a list, and what stopped the rest of it."""

    facts: ListFacts

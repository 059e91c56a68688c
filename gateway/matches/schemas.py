"""Matches on the wire. Money is in fen, weight in grams, amounts in pieces."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.credit.ratings import Rating
from gateway.projection.models import Decision, Match

Side = Literal["buyer", "seller"]


class DecisionIn(BaseModel):
    """A party's decision."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"accept": True}})

    accept: bool = Field(strict=True, description="true accepts the match, false refuses it; silence is refusal.")


class DecisionOut(BaseModel):
    """A decision as the ledger holds it."""

    side: Side
    company_id: str
    accept: bool


class MatchOut(BaseModel):
    """A trade that the scheme of a cycle proposes."""

    match_id: str = Field(examples=["12.1.Lobster"])
    cycle: int
    breed: str
    round: int = Field(ge=1, le=2, description="2 where it was made of what refusals had freed")
    buyer: str
    seller: str
    buyer_rating: Rating
    seller_rating: Rating
    demand_id: str
    supply_id: str
    amount: int = Field(description="pieces")
    price_fen: int = Field(description="total price in fen")
    weight_g: int = Field(description="grams")
    freshness: int = Field(ge=1, le=3, description="the goods', 3 is best")
    price_rule: Literal["midpoint", "residual"]
    decisions: list[DecisionOut]


class MatchPage(BaseModel):
    """A page of matches."""

    items: list[MatchOut]
    next_offset: int | None = Field(description="send it as `offset` for the next page; null on the last one")


class StatementOut(BaseModel):
    """A signed statement on its way to the ledger."""

    id: str
    kind: Literal["decision", "evaluation", "appeal"]
    match_id: str
    company_id: str
    side: Side
    state: Literal["collected", "written", "refused"] = Field(description="collected statements are written in batches")
    problem: dict[str, Any] | None = Field(description="why the chain refused it")


def match_out(row: Match, decisions: Sequence[Decision]) -> MatchOut:
    """A row of the projection as the resource; of the decisions the buyer's comes first."""
    fields = {name: getattr(row, name) for name in MatchOut.model_fields if name != "decisions"}
    return MatchOut(
        **fields,
        decisions=[
            DecisionOut(side="buyer" if d.side == "buyer" else "seller", company_id=d.company_id, accept=d.accept)
            for d in decisions
        ],
    )

"""Types of request fields: strict, bounded, with the bounds of the ledger (chaincode/README.md, *Types*)."""

from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MONEY_AND_WEIGHT_LIMIT = 9_000_000_000
CYCLE_LIMIT = 99_999_999

_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"

Text = Annotated[str, StringConstraints(pattern=_PRINTABLE)]
Secret = Annotated[str, StringConstraints(min_length=10, max_length=200)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Breed = Annotated[
    str,
    StringConstraints(min_length=1, max_length=40, pattern=_PRINTABLE),
    Field(description="Name of a breed of the catalogue.", examples=["Lobster"]),
]
Amount = Annotated[int, Field(ge=1, le=100_000_000, description="Pieces.", examples=[120])]
PriceFen = Annotated[
    int, Field(ge=1, le=MONEY_AND_WEIGHT_LIMIT, description="Price of the whole lot, in fen.", examples=[1_000_000])
]
WeightG = Annotated[
    int, Field(ge=1, le=MONEY_AND_WEIGHT_LIMIT, description="Weight of the whole lot, in grams.", examples=[30_000])
]
Freshness = Annotated[int, Field(ge=1, le=3, description="1 to 3; 3 is the freshest.", examples=[3])]
Tenths = Annotated[int, Field(ge=1, le=50, description="Credit in tenths: 42 is 4.2.", examples=[42])]

CompanyIdPath = Annotated[
    str, Path(pattern=r"^C-[0-9A-Z]{4,32}$", description="A company's id.", examples=["C-AB12CD34EF"])
]
ListIdPath = Annotated[
    str,
    Path(
        pattern=r"^C-[0-9A-Z]{4,32}\.[0-9A-Za-z_-]{1,32}$", description="A list's id.", examples=["C-AB12CD34EF.7f3a"]
    ),
]
DigestPath = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="Hex SHA-256.")]
CycleQuery = Annotated[int | None, Query(ge=1, le=CYCLE_LIMIT, description="A cycle's number.", examples=[1])]
Limit = Annotated[int, Query(ge=1, le=1000, description="At most so many entries.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000_000, description="Leave out so many entries first.")]


class Body(BaseModel):
    """Base of request bodies: nothing unknown is let in, and no value is bent into another type."""

    model_config = ConfigDict(extra="forbid", strict=True)

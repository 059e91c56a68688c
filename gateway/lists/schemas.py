"""Bodies of the list endpoints. Money is in fen, weight in grams, amounts in pieces; totals are the whole lot's."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag
from pydantic.config import JsonDict

from gateway.web.fields import Amount, Body, Breed, Freshness, PriceFen, WeightG

Side = Literal["supply", "demand"]
_LOT: JsonDict = {"breed": "Lobster", "amount": 120, "price_fen": 1_000_000, "freshness": 3, "weight_g": 30_000}


class ListIn(Body):
    """One lot."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LOT]})

    breed: Breed
    amount: Amount
    price_fen: PriceFen
    freshness: Freshness
    weight_g: WeightG
    good_till_cancelled: bool = Field(
        default=False, description="Carry what is left over into the next cycle, until it is withdrawn."
    )


class ListsIn(Body):
    """Up to 1,000 lots in one ledger transaction: all are posted or none."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lists": [_LOT]}]})

    lists: list[ListIn] = Field(min_length=1, max_length=1000)


def _form(body: Any) -> str:
    return "<many>" if isinstance(body, ListsIn) or (isinstance(body, dict) and "lists" in body) else "<one>"


PostBody = Annotated[
    Annotated[ListIn, Tag("<one>")] | Annotated[ListsIn, Tag("<many>")],
    Discriminator(_form),
]


class AmendIn(Body):
    """The figures to change; those left out (or null) stay. The amount that is left becomes the amount."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"price_fen": 950_000}]})

    amount: Amount | None = None
    price_fen: PriceFen | None = None
    freshness: Freshness | None = None
    weight_g: WeightG | None = None
    good_till_cancelled: bool | None = None


class ListOut(BaseModel):
    """A list as the ledger holds it."""

    list_id: str = Field(examples=["C-AB12CD34EF.7k2m6qpx4tza5000"])
    side: Side
    company_id: str
    cycle: int = Field(description="The cycle whose matching it takes part in.")
    open: bool = Field(
        description="Whether the cycle still takes lists: only then can this one be amended or withdrawn."
    )
    breed: str
    amount: int = Field(description="Pieces posted.")
    left: int = Field(description="Pieces that can be traded in this cycle.")
    price_fen: int = Field(description="Price of the whole lot, in fen.")
    freshness: int
    weight_g: int = Field(description="Weight of the whole lot, in grams.")
    good_till_cancelled: bool
    carried_from: int = Field(description="The cycle that it was carried out of; 0 when it was posted in this one.")


class ListPage(BaseModel):
    """Lists, the newest cycle first."""

    items: list[ListOut]
    next_offset: int | None = Field(description="Send it as `offset` for the next page; null on the last one.")


class Posted(BaseModel):
    """Lists that are on the ledger, in the order of the request."""

    cycle: int = Field(description="The cycle that they were posted into.")
    list_ids: list[str] = Field(examples=[["C-AB12CD34EF.7k2m6qpx4tza5000"]])


class Changed(BaseModel):
    """A list that was amended or withdrawn."""

    list_id: str
    cycle: int
    state: Literal["amended", "withdrawn"]

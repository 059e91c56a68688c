"""Contracts and evaluations on the wire."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.credit.ratings import Rating
from gateway.matches.schemas import Side, StatementOut
from matching.explain import Language

Label = Literal["excellent", "good", "bad"]
AppealStatus = Literal["open", "confirmed", "corrected"]
TEXT_LIMIT = 2000


class ContractOut(BaseModel):
    """A contract as the ledger holds it."""

    serial: int = Field(examples=[90001])
    match_id: str
    cycle: int
    breed: str
    buyer: str
    seller: str
    buyer_rating: Rating
    seller_rating: Rating
    demand_id: str
    supply_id: str
    amount: int = Field(description="pieces")
    price_fen: int = Field(description="total price in fen")
    weight_g: int = Field(description="grams")
    freshness: int
    price_rule: Literal["midpoint", "residual"]
    evaluation_closes: int = Field(description="the last cycle whose credit batch counts an evaluation")


class ContractPage(BaseModel):
    """A page of contracts, by serial number."""

    items: list[ContractOut]
    next_after: int | None = Field(description="send it as `after` for the next page; null on the last one")


EXAMPLE = "I like this transaction, speedily and conveniently."
EvaluationWords = Annotated[
    str, Field(strict=True, min_length=1, max_length=TEXT_LIMIT, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")
]


class PreviewIn(BaseModel):
    """What a party thinks of writing about the other one."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"text": EXAMPLE}})

    text: EvaluationWords


class EvaluationIn(BaseModel):
    """What a party writes about the other one."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"text": EXAMPLE, "expected_label": "excellent"}}
    )

    text: EvaluationWords
    expected_label: Label | None = Field(
        default=None, description="the label that the preview showed; with another one the evaluation is not taken"
    )


class WordOut(BaseModel):
    """A word and its weight in the decision; positive speaks for the label."""

    word: str
    weight: float


class JudgementOut(BaseModel):
    """What the classifier made of a text."""

    label: Label
    probabilities: dict[Label, float]
    words: list[WordOut] = Field(description="the sixteen heaviest of the words that decided")
    unsure: bool = Field(description="true: the label is `good`, so that no credit moves on a guess")
    language: str


class RefusalOut(BaseModel):
    """Why a text would not be taken."""

    code: Literal["EVALUATION_REPEATED"]
    detail: str
    serial: int = Field(description="the contract about which the company wrote nearly the same", examples=[90001])


class PreviewOut(BaseModel):
    """What would become of a text, before anything is written."""

    judgement: JudgementOut
    credit: str = Field(description="what it would mean for credit, in words")
    language: Language = Field(description="the language of `credit`")
    refusal: RefusalOut | None = Field(description="why the text would not be taken; null where it would")


class EvaluatedOut(BaseModel):
    """An evaluation as taken."""

    statement: StatementOut
    judgement: JudgementOut


class EvaluationOut(BaseModel):
    """An evaluation as the ledger holds it; the text only where the caller is a party, operator or supervisor."""

    side: Side
    company_id: str
    label: Label = Field(description="as classified")
    corrected_label: Label | None = Field(
        description="the supervisor's after an appeal; it counts in the place of `label`"
    )
    appeal: AppealStatus | None = Field(description="null where nobody has appealed the label")
    text_digest: str
    model_digest: str
    text: str | None
    judgement: JudgementOut | None

"""Appeals on the wire. Words are kept by the gateway; the ledger holds their salted digests."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.contracts.schemas import TEXT_LIMIT, AppealStatus, JudgementOut, Label
from gateway.matches.schemas import Side, StatementOut
from gateway.web.fields import Body

Words = Annotated[str, Field(min_length=1, max_length=TEXT_LIMIT, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


class AppealIn(Body):
    """Why the label is wrong."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"reason": "We praised the fish and only wrote that nothing was bad about it."}]
        }
    )

    reason: Words = Field(description="Read by both parties, the supervisor and the operator.")


class CorrectionEntry(BaseModel):
    """A credit entry by which a decision was carried out."""

    company_id: str
    seq: int = Field(description="its number in the company's history")
    corrects: int = Field(description="the number of the entry that it puts right")
    cycle: int = Field(description="the cycle whose credit batch entered it")
    reason: str = Field(examples=["APPEAL_CORRECTED"])
    before: str = Field(examples=["3.0"])
    after: str = Field(examples=["3.1"])


class AppealOut(BaseModel):
    """An appeal against the label of an evaluation, with all that its decision rests on."""

    appeal_id: str = Field(examples=["buyer.12.1.Lobster"])
    serial: int = Field(description="the contract", examples=[90001])
    match_id: str = Field(examples=["12.1.Lobster"])
    side: Side = Field(description="whose evaluation is appealed")
    appellant: str = Field(description="the party that appeals")
    label: Label = Field(description="as classified")
    text: str | None = Field(description="the evaluation's words; null where this gateway doesn't keep them")
    judgement: JudgementOut | None = Field(description="what the classifier made of them")
    reason: str | None = Field(description="the appellant's; null where this gateway doesn't keep it")
    appeal_closes: int = Field(description="the contract's appeals are taken until this cycle is closed")
    status: AppealStatus
    corrected_label: Label | None = Field(description="the supervisor's, where the appeal is `corrected`")
    grounds: str | None = Field(description="the supervisor's, once decided; null where this gateway doesn't keep them")
    entries: list[CorrectionEntry] = Field(
        description="the contract's corrected credit entries; a company sees those of its own history"
    )


class AppealedOut(AppealOut):
    """An appeal as taken, with the signed statement that carries it to the ledger."""

    statement: StatementOut


class AppealPage(BaseModel):
    """A page of appeals, those of the oldest contracts first."""

    items: list[AppealOut]
    next_after: str | None = Field(description="send it as `after` for the next page; null on the last one")


class RulingIn(Body):
    """The label that the evaluation's words have in the supervisor's eyes, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"label": "excellent", "grounds": "The words praise; the denial is idiomatic."}]
        }
    )

    label: Label = Field(description="the label as classified confirms it, another one corrects it")
    grounds: Words


class RulingOut(BaseModel):
    """A decision that is on the ledger; credit follows with the next batch."""

    appeal_id: str = Field(examples=["buyer.12.1.Lobster"])
    status: Literal["confirmed", "corrected"]
    label: Label = Field(description="the label that counts from now on")

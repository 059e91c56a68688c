"""Bodies of the credit endpoints. Scores are shown as text with one decimal: 0.1 to 5.0."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gateway.contracts.schemas import Label, WordOut
from gateway.credit.ratings import Rating
from gateway.web.fields import Body, Digest
from matching.explain import Language

NO_EVIDENCE = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""SHA-256 of the empty document."""

Score = Annotated[str, StringConstraints(pattern=r"^([0-4]\.[0-9]|5\.0)$")]


class CreditOut(BaseModel):
    """A company's credit; of others a company sees the rating only, and `score` and `entries` are null."""

    company_id: str
    rating: Rating = Field(description="A 4.1-5.0, B 3.1-4.0, C 2.1-3.0, D 1.1-2.0, E up to 1.0.")
    score: str | None = Field(default=None, examples=["4.2"])
    tenths: int | None = Field(default=None, description="The score as the ledger holds it.", examples=[42])
    entries: int | None = Field(default=None, description="Number of entries in its history.")


class JudgedOut(BaseModel):
    """An evaluation behind an entry, as the classifier judged it."""

    whose: Literal["own", "partner"] = Field(description="Who wrote it: the company, or its partner.")
    label: Label
    unsure: bool = Field(description="The classifier was unsure, so it counted as good.")
    words: list[WordOut] = Field(description="The words that spoke most for the label, at most five.")


class EntryOut(BaseModel):
    """One entry of a company's credit history: what happened and why the score moved, or didn't."""

    seq: int = Field(description="Entries are numbered without gaps.")
    cycle: int
    serial: int = Field(description="The contract behind it; 0 where there is none.")
    reason: str = Field(examples=["BOTH_EXCELLENT"])
    before: str = Field(description="Score before.", examples=["4.2"])
    after: str = Field(description="Score after.", examples=["4.3"])
    own_label: str = Field(description="What the company said: excellent, good, bad, or empty.")
    partner_label: str = Field(description="What its partner said.")
    counterparty: str = Field(description="The partner's id; empty where there is none.")
    corrects: int = Field(description="The entry that this one puts right after an appeal; 0 otherwise.")
    text: str = Field(description="The reason in words.")
    language: Language = Field(description="The language of `text`.")
    evaluations: list[JudgedOut] = Field(description="What the classifier made of the words that both sides wrote.")


class EntryPage(BaseModel):
    """Entries, the newest first."""

    items: list[EntryOut]
    next_before: int | None = Field(description="Send it as `before` for the next page; null on the last one.")


class OpeningIn(Body):
    """An opening credit from earlier records."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"score": "4.2"}]})

    score: Score = Field(description="0.1 to 5.0, one decimal.", examples=["4.2"])
    evidence_digest: Digest = Field(
        default=NO_EVIDENCE, description="SHA-256 of the records behind it; without it, of the empty document."
    )


class OpeningApprovalIn(Body):
    """The proposed score, stated again by who approves it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"score": "4.2"}]})

    score: Score = Field(description="Must be the proposed one.", examples=["4.2"])


class OpeningOut(BaseModel):
    """An opening credit."""

    company_id: str
    score: str = Field(examples=["4.2"])
    status: Literal["proposed", "approved"]

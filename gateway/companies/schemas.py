"""Bodies of the company endpoints."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gateway.credit.ratings import Rating
from gateway.web.fields import Body, Secret, Text

Name = Annotated[Text, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]


class CompanyIn(Body):
    """A company that wants to trade."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Blue Bay Aquatic Products Ltd",
                    "social_credit_code": "91110000600037341L",
                    "legal_representative": "Li Hua",
                    "password": "correct horse battery staple",
                }
            ]
        }
    )

    name: Name = Field(description="The company's name; unique, whatever its case and spacing.")
    social_credit_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{18}$")] = Field(
        description="Unified social credit code (GB 32100-2015), 18 characters."
    )
    legal_representative: Name = Field(description="Only a salted digest of it is kept.")
    password: Secret = Field(description="For logging in; 10 to 200 characters.")


class KeyOut(BaseModel):
    """A public key that the ledger accepts from a company."""

    key_id: str = Field(description="Hex SHA-256 of the public key.")
    algorithm: str = Field(description="ecdsa-p256-sha256 or ed25519.")
    purposes: list[str] = Field(description="lists, statements.")
    valid_from_cycle: int = Field(description="First cycle it is good for.")
    valid_to_cycle: int = Field(description="Last one; 0 is open-ended.")
    revoked: bool = Field(description="Whether the company revoked it.")


class CompanyOut(BaseModel):
    """A company. Code, keys and score are shown to itself, the operator and the supervisor; to others they are null."""

    company_id: str = Field(examples=["C-AB12CD34EF"])
    name: str
    registered_cycle: int = Field(description="The cycle in intake when it registered.")
    rating: Rating = Field(description="A (best) to E.")
    social_credit_code: str | None = None
    score: str | None = Field(default=None, description="Credit, 0.1 to 5.0.", examples=["4.2"])
    keys: list[KeyOut] | None = None


class CompanyPage(BaseModel):
    """Companies in the order of their ids."""

    items: list[CompanyOut]
    next_after: str | None = Field(description="Send it as `after` for the next page; null on the last one.")


class Registered(BaseModel):
    """A company that is on the ledger."""

    company_id: str = Field(examples=["C-AB12CD34EF"])
    name: str
    social_credit_code: str
    state: Literal["registered"] = "registered"

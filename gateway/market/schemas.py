"""Bodies of the market endpoints."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.web.fields import Body, Breed, Digest

Permille = Annotated[int, Field(ge=0, le=1000)]
Version = Annotated[int, Field(ge=1, le=99_999_999)]


class ParametersIn(Body):
    """Market parameters; a proposal states all of them. Permille are integers: 50 is 5 %."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "price_rule": "midpoint",
                    "price_tolerance_permille": 0,
                    "weight_tolerance_permille": 300,
                    "epsilon_permille": 400,
                    "phi_permille": 300,
                    "gamma_permille": 300,
                    "newcomer_tenths": 30,
                    "evaluation_cycles": 1,
                    "appeal_cycles": 1,
                    "silence": "refusal",
                    "admit_demo_codes": False,
                    "breeds": ["Carp", "Crab", "Lobster"],
                }
            ]
        }
    )

    version: Version | None = Field(
        default=None, description="The version to propose: the current one plus 1, which is also meant without it."
    )
    price_rule: Literal["midpoint", "residual"] = Field(description="How a trade's price is made.")
    price_tolerance_permille: Permille = Field(description="How far above its unit price a demand may be served.")
    weight_tolerance_permille: Annotated[int, Field(ge=-1, le=1000)] = Field(
        description="How far unit weights may differ; -1 is off."
    )
    epsilon_permille: Permille = Field(description="Weight of the price in the score. The three weights sum to 1000.")
    phi_permille: Permille = Field(description="Weight of the freshness.")
    gamma_permille: Permille = Field(description="Weight of the unit weight.")
    newcomer_tenths: Annotated[int, Field(ge=1, le=50)] = Field(description="A newcomer's credit, in tenths.")
    evaluation_cycles: Annotated[int, Field(ge=0, le=100)] = Field(description="Cycles after which evaluation closes.")
    appeal_cycles: Annotated[int, Field(ge=0, le=100)] = Field(
        description="Cycles after evaluation has closed in which an appeal is still taken."
    )
    silence: Literal["refusal"] = Field(description="What it means when a party doesn't decide.")
    admit_demo_codes: bool = Field(description="Admit credit codes DEMO + 14 characters.")
    breeds: list[Breed] = Field(min_length=1, max_length=500, description="The catalogue; sorted by the gateway.")


class ParametersOut(BaseModel):
    """Market parameters of a version."""

    version: int = Field(description="0 is what is built into the contract, before anything was approved.")
    price_rule: str
    price_tolerance_permille: int
    weight_tolerance_permille: int
    epsilon_permille: int
    phi_permille: int
    gamma_permille: int
    newcomer_tenths: int
    evaluation_cycles: int
    appeal_cycles: int
    silence: str
    admit_demo_codes: bool
    breeds: list[str]


class ProposalOut(BaseModel):
    """A proposal; who approves it states its digest, so that nothing else can be approved in its place."""

    digest: str = Field(description="Hex SHA-256 of the proposal as the ledger holds it.")
    parameters: ParametersOut


class Proposed(BaseModel):
    """A proposal that is on the ledger."""

    version: int = Field(examples=[1])
    digest: str = Field(description="State it in the approval.")


class ApprovalIn(Body):
    """The proposal that is approved."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 1, "digest": "0" * 64}]})

    version: Version = Field(description="The proposal's version.")
    digest: Digest = Field(description="The proposal's digest, as GET …/proposals/{version} shows it.")


class Approved(BaseModel):
    """Parameters that hold for the cycles frozen from now on."""

    version: int


class ModelIn(Body):
    """A classifier, by the digest of its artefact."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"digest": "0" * 64}]})

    digest: Digest = Field(description="Hex SHA-256.")


class ModelOut(BaseModel):
    """A classifier; evaluations may name it once it is approved."""

    digest: str
    status: Literal["proposed", "approved"]

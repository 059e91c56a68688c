"""`/v1/market`: parameters and models."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from gateway.errors import NotFound
from gateway.market import service
from gateway.market.schemas import (
    ApprovalIn,
    Approved,
    ModelIn,
    ModelOut,
    ParametersIn,
    ParametersOut,
    ProposalOut,
    Proposed,
)
from gateway.projection.repository import ProjectionRepository
from gateway.web.deps import Anyone, Operator, ServicesDep, Supervisor
from gateway.web.fields import DigestPath
from gateway.web.problems import problems
from gateway.web.writes import WriterDep, responses

router = APIRouter(prefix="/market", tags=["market"])

VersionPath = Annotated[int, Path(ge=1, le=99_999_999, description="The version proposed.")]
VersionQuery = Annotated[int | None, Query(ge=1, le=99_999_999, description="A version; the current one without it.")]


@router.get("/parameters", summary="Read the market parameters", responses=problems(401, 404))
async def get_parameters(_: Anyone, services: ServicesDep, version: VersionQuery = None) -> ParametersOut:
    """The parameters in force, or those of an earlier version; among them the catalogue of breeds."""
    async with services.projection() as session:
        row = await ProjectionRepository(session).parameters(version)
    if row is not None:
        return ParametersOut.model_validate(row, from_attributes=True)
    if version is not None:
        raise NotFound("PARAM_UNKNOWN", f"there are no parameters of version {version}")
    return ParametersOut.model_validate(await service.current_parameters(services))


@router.get("/parameters/proposals/{version}", summary="Read a proposal", responses=problems(401, 404))
async def get_proposal(version: VersionPath, _: Anyone, services: ServicesDep) -> ProposalOut:
    """A proposal as the ledger holds it, and the digest that its approval states."""
    return ProposalOut.model_validate(await service.proposal(services, version))


@router.post(
    "/parameters/proposals",
    status_code=201,
    summary="Propose market parameters",
    responses=responses(Proposed, status=201),
)
async def propose_parameters(
    body: ParametersIn, caller: Operator, services: ServicesDep, writer: WriterDep
) -> Response:
    """Proposes parameters as the next version, in place of an earlier proposal of that version. The operator's act."""
    return await writer.perform(
        caller, "parameters.propose", lambda: service.propose_parameters(services, body), Proposed, status=201
    )


@router.post("/parameters/approvals", summary="Approve market parameters", responses=responses(Approved, 404))
async def approve_parameters(
    body: ApprovalIn, caller: Supervisor, services: ServicesDep, writer: WriterDep
) -> Response:
    """Makes a proposal current for cycles frozen from now on. The supervisor's act."""
    work = service.approve_parameters
    return await writer.perform(
        caller, "parameters.approve", lambda: work(services, body.version, body.digest), Approved
    )


@router.get("/models", summary="List the classifiers", responses=problems(401))
async def list_models(_: Anyone, services: ServicesDep) -> list[ModelOut]:
    """All classifiers that were proposed or approved."""
    async with services.projection() as session:
        rows = await ProjectionRepository(session).models()
    return [ModelOut.model_validate(row, from_attributes=True) for row in rows]


@router.get("/models/{digest}", summary="Look up a classifier", responses=problems(401, 404))
async def get_model(digest: DigestPath, _: Anyone, services: ServicesDep) -> ModelOut:
    """Whether a classifier is proposed or approved."""
    async with services.projection() as session:
        row = await ProjectionRepository(session).model(digest)
    if row is None:
        raise NotFound("MODEL_UNKNOWN", "no classifier of this digest was proposed")
    return ModelOut.model_validate(row, from_attributes=True)


@router.post(
    "/models/proposals", status_code=201, summary="Propose a classifier", responses=responses(ModelOut, status=201)
)
async def propose_model(body: ModelIn, caller: Operator, services: ServicesDep, writer: WriterDep) -> Response:
    """Proposes a classifier, by its digest. The operator's act."""
    return await writer.perform(
        caller, "model.propose", lambda: service.propose_model(services, body.digest), ModelOut, status=201
    )


@router.post("/models/approvals", summary="Approve a classifier", responses=responses(ModelOut, 404))
async def approve_model(body: ModelIn, caller: Supervisor, services: ServicesDep, writer: WriterDep) -> Response:
    """Lets evaluations name this classifier. The supervisor's act."""
    return await writer.perform(caller, "model.approve", lambda: service.approve_model(services, body.digest), ModelOut)

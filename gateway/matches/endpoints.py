"""`/matches` and `/statements`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, status

from gateway.matches import service
from gateway.matches.schemas import DecisionIn, MatchOut, MatchPage, StatementOut
from gateway.statements.once import OnceDep
from gateway.statements.stated import Stated
from gateway.web.deps import Anyone, Company, ServicesDep
from gateway.web.prefer import WaitSeconds
from gateway.web.problems import problems

router = APIRouter(tags=["matches"])
MatchId = Annotated[str, Path(min_length=5, max_length=80, description="the match's id", examples=["12.1.Lobster"])]
MAX_OFFSET = 1_000_000_000


def statement_out(row: Stated) -> StatementOut:
    """A row of the records as the resource."""
    return StatementOut.model_validate(row, from_attributes=True)


@router.get("/matches", summary="Matches", responses=problems(401))
async def list_matches(
    services: ServicesDep,
    principal: Anyone,
    cycle: Annotated[int | None, Query(ge=1, le=99_999_999)] = None,
    offset: Annotated[int, Query(ge=0, le=MAX_OFFSET)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> MatchPage:
    """Your own; operator and supervisor see all."""
    async with services.projection() as session:
        return await service.page(session, principal, cycle, offset=offset, limit=limit)


@router.get("/matches/{match_id}", summary="One match", responses=problems(401, 404))
async def get_match(services: ServicesDep, principal: Anyone, match_id: MatchId) -> MatchOut:
    """With the decisions that are on the ledger."""
    async with services.projection() as session:
        return await service.one(session, principal, match_id)


@router.post(
    "/matches/{match_id}/decision",
    summary="Accept or refuse a match",
    status_code=status.HTTP_202_ACCEPTED,
    responses={201: {"model": StatementOut, "description": "On the ledger"}, **problems(401, 403, 404, 409)},
)
async def decide(
    services: ServicesDep,
    company: Company,
    match_id: MatchId,
    body: DecisionIn,
    response: Response,
    wait: WaitSeconds,
    once: OnceDep,
) -> StatementOut:
    """Signed with your company's key, written with others in one transaction. It is final; silence is refusal.

    A match can be decided until its round is over: the first one's until the second round begins, the second one's
    until the cycle settles. Fails with `CYCLE_STATE`, `ROUND_CLOSED`, `DECISION_EXISTS`.
    """
    row = await once.take(company, lambda: services.statements.decide(company.company, match_id, accept=body.accept))
    row = await services.statements.written(row, wait)
    response.headers["Location"] = f"/v1/statements/{row.id}"
    if row.state == "written":
        response.status_code = status.HTTP_201_CREATED
    return statement_out(row)


@router.get("/statements/{statement_id}", summary="A signed statement", responses=problems(401, 404))
async def get_statement(
    services: ServicesDep, principal: Anyone, statement_id: Annotated[str, Path(min_length=1, max_length=64)]
) -> StatementOut:
    """Whether a decision, an evaluation or an appeal is on the ledger yet."""
    only = None if principal.reads_all else principal.company
    return statement_out(await services.statements.get(statement_id, only))

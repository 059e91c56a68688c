"""`/decisions`: many decisions in one request."""

from typing import Annotated

from fastapi import APIRouter, Response, status
from pydantic import BaseModel, ConfigDict, Field

from gateway.matches.schemas import DecisionIn
from gateway.statements.bulk import MOST, RESPONSES, BulkDep, BulkOut
from gateway.statements.decisions import Decision
from gateway.web.deps import Company, ServicesDep

router = APIRouter(tags=["matches"])


class MatchDecisionIn(DecisionIn):
    """A decision and the match that it is about."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"match_id": "12.1.Lobster", "accept": True}}
    )

    match_id: Annotated[str, Field(strict=True, min_length=5, max_length=80, examples=["12.1.Lobster"])]


class DecisionsIn(BaseModel):
    """Decisions on different matches of the caller's own."""

    model_config = ConfigDict(extra="forbid")

    decisions: list[MatchDecisionIn] = Field(min_length=1, max_length=MOST)


@router.post(
    "/decisions",
    summary="Accept or refuse many matches",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=BulkOut,
    responses={200: {"model": BulkOut, "description": "None is still to be written"}, **RESPONSES},
)
async def decide_all(services: ServicesDep, company: Company, body: DecisionsIn, bulk: BulkDep) -> Response:
    """Each item is taken or refused by itself, as `POST /matches/{match_id}/decision` would.

    202 while statements wait to be written, 200 once none does (`Prefer: wait=N`) or none was taken. The second of two
    items about the same match is refused with `FIELD_DUPLICATE`.
    """
    given = [Decision(item.match_id, item.accept) for item in body.decisions]
    return await bulk.answer(
        company,
        "match_id",
        [decision.match_id for decision in given],
        lambda places: services.statements.decide_all(company.company, [given[place] for place in places]),
    )

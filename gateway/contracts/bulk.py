"""`/evaluations`: many evaluations in one request."""

from typing import Annotated

from fastapi import APIRouter, Response, status
from pydantic import BaseModel, ConfigDict, Field

from gateway.contracts.schemas import EXAMPLE, EvaluationIn
from gateway.errors import ShoalError
from gateway.statements.bulk import MOST, RESPONSES, BulkDep, BulkOut
from gateway.statements.evaluations import Evaluation
from gateway.statements.stated import Stated
from gateway.web.deps import Company, ServicesDep

router = APIRouter(tags=["contracts"])


class ContractEvaluationIn(EvaluationIn):
    """An evaluation and the contract that it is about."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"serial": 90001, "text": EXAMPLE, "expected_label": "excellent"}}
    )

    serial: Annotated[int, Field(strict=True, ge=1, le=999_999_999_999, examples=[90001])]


class EvaluationsIn(BaseModel):
    """Evaluations of different contracts of the caller's own."""

    model_config = ConfigDict(extra="forbid")

    evaluations: list[ContractEvaluationIn] = Field(min_length=1, max_length=MOST)


@router.post(
    "/evaluations",
    summary="Evaluate the other parties of many contracts",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=BulkOut,
    responses={200: {"model": BulkOut, "description": "None is still to be written"}, **RESPONSES},
)
async def evaluate_all(services: ServicesDep, company: Company, body: EvaluationsIn, bulk: BulkDep) -> Response:
    """Each item is taken or refused by itself, as `POST /contracts/{serial}/evaluation` would.

    202 while statements wait to be written, 200 once none does (`Prefer: wait=N`) or none was taken. The second of two
    items about the same contract is refused with `FIELD_DUPLICATE`; of two that say nearly the same about different
    ones, the second with `EVALUATION_REPEATED`. `GET /contracts/{serial}/evaluations` shows judgements once they are on
    the ledger, `POST /contracts/{serial}/evaluation/preview` before anything is written.
    """
    given = [Evaluation(item.serial, item.text, item.expected_label) for item in body.evaluations]

    async def take(places: list[int]) -> list[Stated | ShoalError]:
        outcomes = await services.statements.evaluate_all(company.company, [given[place] for place in places])
        return [outcome if isinstance(outcome, ShoalError) else outcome.row for outcome in outcomes]

    return await bulk.answer(company, "serial", [evaluation.serial for evaluation in given], take)

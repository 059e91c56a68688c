"""`/contracts` and their evaluations."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response, status

from gateway.contracts import service
from gateway.contracts.schemas import (
    ContractOut,
    ContractPage,
    EvaluatedOut,
    EvaluationIn,
    EvaluationOut,
    JudgementOut,
    PreviewIn,
    PreviewOut,
    RefusalOut,
)
from gateway.credit.words import outlook
from gateway.explanations.language import LanguageDep
from gateway.matches.endpoints import statement_out
from gateway.statements.once import OnceDep
from gateway.statements.stated import Stated
from gateway.web.deps import Anyone, Company, ServicesDep
from gateway.web.prefer import WaitSeconds
from gateway.web.problems import problems

router = APIRouter(prefix="/contracts", tags=["contracts"])
Serial = Annotated[int, Path(ge=1, le=999_999_999_999, description="the serial number", examples=[90001])]
CycleBound = Annotated[int | None, Query(ge=1, le=99_999_999)]


@router.get("", summary="Contracts by period", responses=problems(401))
async def list_contracts(
    services: ServicesDep,
    principal: Anyone,
    from_cycle: CycleBound = None,
    to_cycle: CycleBound = None,
    after: Annotated[int | None, Query(ge=0, le=999_999_999_999, description="serial numbers above this one")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> ContractPage:
    """Your own; operator and supervisor see all. A period is a range of cycles."""
    async with services.projection() as session:
        return await service.page(
            session, principal, from_cycle=from_cycle, to_cycle=to_cycle, after=after, limit=limit
        )


@router.get("/{serial}", summary="One contract", responses=problems(401, 404))
async def get_contract(
    services: ServicesDep,
    principal: Anyone,
    serial: Serial,
    source: Annotated[
        Literal["projection", "ledger"], Query(description="`ledger` asks the chaincode itself")
    ] = "projection",
) -> ContractOut:
    """By its serial number."""
    async with services.projection() as session:
        row = await service.one(session, principal, serial)
    if source == "projection":
        return service.contract_out(row)
    answer = await services.ledger.evaluate(services.operator, "floor:GetContract", {"serial": serial})
    return ContractOut.model_validate(answer)


@router.post(
    "/{serial}/evaluation",
    summary="Evaluate the other party in words",
    status_code=status.HTTP_202_ACCEPTED,
    responses={201: {"model": EvaluatedOut, "description": "On the ledger"}, **problems(401, 403, 404, 409)},
)
async def evaluate(
    services: ServicesDep,
    company: Company,
    serial: Serial,
    body: EvaluationIn,
    response: Response,
    wait: WaitSeconds,
    once: OnceDep,
) -> EvaluatedOut:
    """The words become a label, shown with those that decided; the ledger holds label and salted digest of the text.

    A company that has looked at the preview sends its label as `expected_label`: `JUDGEMENT_CHANGED`, with the new
    `judgement`, where the classifier now says otherwise. Each contract deserves words of its own: what says nearly the
    same as the company's evaluation of another contract is refused (`EVALUATION_REPEATED`, with that one's `serial`).
    """
    made: list[dict[str, Any]] = []

    async def take() -> Stated:
        evaluated = await services.statements.evaluate(company.company, serial, body.text, body.expected_label)
        made.append(evaluated.judgement)
        return evaluated.row

    row = await services.statements.written(await once.take(company, take), wait)
    response.headers["Location"] = f"/v1/statements/{row.id}"
    if row.state == "written":
        response.status_code = status.HTTP_201_CREATED
    judgement = JudgementOut.model_validate(made[0] if made else await services.statements.judgement(row))
    return EvaluatedOut(statement=statement_out(row), judgement=judgement)


@router.post(
    "/{serial}/evaluation/preview",
    summary="How words would be judged",
    responses=problems(401, 403, 404, 409),
)
async def preview(
    services: ServicesDep, company: Company, serial: Serial, body: PreviewIn, language: LanguageDep
) -> PreviewOut:
    """Label, probabilities, the words that decide and what it would mean for credit; nothing is written.

    Whoever may evaluate now may ask, as often as it takes. `language` is that of `credit`; the text's own is found.
    """
    found = await services.statements.preview(company.company, serial, body.text)
    judgement = JudgementOut.model_validate(found.judgement)
    refused = found.refusal
    return PreviewOut(
        judgement=judgement,
        credit=outlook(judgement.label, language, unsure=judgement.unsure),
        language=language,
        refusal=refused and RefusalOut(code="EVALUATION_REPEATED", detail=refused.message, **refused.details),
    )


@router.get("/{serial}/evaluations", summary="The evaluations of a contract", responses=problems(401, 404))
async def list_evaluations(services: ServicesDep, principal: Anyone, serial: Serial) -> list[EvaluationOut]:
    """What both sides wrote and how it was judged."""
    async with services.projection() as view, services.records() as records:
        return await service.evaluations(view, records, principal, serial)

"""`/appeals`, and the appeal of an evaluation."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from gateway.appeals import corrections, ruling, service
from gateway.appeals.repository import Key
from gateway.appeals.schemas import AppealedOut, AppealIn, AppealOut, AppealPage, RulingIn, RulingOut
from gateway.contracts.endpoints import Serial
from gateway.contracts.schemas import AppealStatus
from gateway.matches.schemas import Side
from gateway.statements.once import OnceDep
from gateway.web.deps import Anyone, Authority, Company, ServicesDep, Supervisor
from gateway.web.fields import Limit
from gateway.web.prefer import WaitSeconds
from gateway.web.problems import problems
from gateway.web.writes import WriterDep, responses

router = APIRouter(tags=["appeals"])

_ID = r"^(buyer|seller)\.([0-9]{1,8})\.([0-9]{1,8})\.(.{1,40})$"
AppealId = Annotated[str, Path(pattern=_ID, description="the appeal's id", examples=["buyer.12.1.Lobster"])]
After = Annotated[str | None, Query(pattern=_ID, description="appeals after this one")]
_CSV = {"text/csv": {"schema": {"type": "string"}, "example": "text,label,language\r\n不能说不好,good,zh\r\n"}}


def _key(appeal_id: str) -> Key:
    """An appeal's place in the order of the ledger's keys."""
    found = re.match(_ID, appeal_id)
    assert found is not None, "the query's pattern lets no other form in"
    side, cycle, seq, breed = found.groups()
    return int(cycle), breed, int(seq), side


@router.post(
    "/contracts/{serial}/evaluations/{side}/appeal",
    summary="Appeal a label",
    status_code=202,
    responses={201: {"model": AppealedOut, "description": "On the ledger"}, **problems(401, 403, 404, 409)},
)
async def appeal(
    services: ServicesDep,
    company: Company,
    serial: Serial,
    side: Annotated[Side, Path(description="the party whose evaluation was taken wrongly")],
    body: AppealIn,
    response: Response,
    wait: WaitSeconds,
    once: OnceDep,
) -> AppealedOut:
    """Either party may appeal the label of either evaluation, once, in a statement signed with its company's key.

    The supervisor then confirms or corrects the label. Fails with `EVALUATION_UNKNOWN`, `APPEAL_EXISTS`,
    `APPEAL_CLOSED`.
    """
    row = await once.take(company, lambda: service.appeal(services, company, serial, side, body.reason))
    row = await services.statements.written(row, wait)
    shown = await service.appealed(services, company, row)
    response.headers["Location"] = f"/v1/statements/{row.id}"
    if row.state == "written":
        response.status_code = 201
    return shown


@router.get("/appeals", summary="Appeals", responses=problems(401))
async def list_appeals(
    services: ServicesDep,
    caller: Anyone,
    status: Annotated[AppealStatus | None, Query(description="only these")] = None,
    after: After = None,
    limit: Limit = 100,
) -> AppealPage:
    """Those of your own contracts; operator and supervisor see all."""
    return await service.page(services, caller, status, None if after is None else _key(after), limit)


@router.get(
    "/appeals/corrections",
    summary="Corrected labels as training data",
    response_class=Response,
    responses={200: {"content": _CSV, "description": "CSV"}, **problems(401, 403)},
)
async def get_corrections(
    services: ServicesDep,
    _: Authority,
    language: Annotated[
        Literal["en", "zh", "unknown"] | None,
        Query(description="only texts that the classifier took for this language"),
    ] = None,
) -> Response:
    """The words and their corrected labels, as `shoal sentiment train --also FILE` reads them.

    A model learns one language: ask for it.
    """
    content = await corrections.as_csv(services.projection, services.records, language)
    disposition = {"Content-Disposition": 'attachment; filename="corrections.csv"'}
    return Response(content, media_type="text/csv", headers=disposition)


@router.get("/appeals/{appeal_id}", summary="One appeal", responses=problems(401, 404))
async def get_appeal(services: ServicesDep, caller: Anyone, appeal_id: AppealId) -> AppealOut:
    """With the words, their judgement, the decision and the credit entries that followed."""
    return await service.one(services, caller, appeal_id)


@router.post(
    "/appeals/{appeal_id}/decision",
    status_code=201,
    summary="Decide an appeal",
    responses=responses(RulingOut, 404, status=201),
)
async def decide(
    services: ServicesDep, caller: Supervisor, appeal_id: AppealId, body: RulingIn, writer: WriterDep
) -> Response:
    """Confirms the label or corrects it, for good. The supervisor's act; credit follows with the next batch.

    The same decision again changes nothing. Fails with `APPEAL_DECIDED` where another one stands.
    """
    return await writer.perform(
        caller, "appeal.decide", lambda: ruling.decide(services, caller, appeal_id, body), RulingOut, status=201
    )

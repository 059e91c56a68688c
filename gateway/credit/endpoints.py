"""`/v1/credit`, and a company's opening credit."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from gateway.accounts.principal import Principal
from gateway.credit import history, service
from gateway.credit.ratings import rating_of, score_text
from gateway.credit.schemas import CreditOut, EntryPage, OpeningApprovalIn, OpeningIn, OpeningOut
from gateway.errors import Forbidden, NotFound
from gateway.explanations.language import LanguageDep
from gateway.projection.repository import ProjectionRepository
from gateway.web.deps import Anyone, Authority, Operator, ServicesDep, Supervisor
from gateway.web.fields import CompanyIdPath, Limit
from gateway.web.problems import problems
from gateway.web.writes import WriterDep, responses

router = APIRouter(tags=["credit"])


@router.get("/credit/{company_id}", summary="Read a company's credit", responses=problems(401, 404))
async def get_credit(company_id: CompanyIdPath, caller: Anyone, services: ServicesDep) -> CreditOut:
    """A company sees its own score, and of others the rating."""
    async with services.projection() as session:
        row = await ProjectionRepository(session).credit(company_id)
    if row is None:
        raise NotFound("COMPANY_UNKNOWN", f"no company {company_id} is registered")
    shown = CreditOut(company_id=company_id, rating=rating_of(row.tenths))
    if _sees_all(caller, company_id):
        return shown.model_copy(update={"score": score_text(row.tenths), "tenths": row.tenths, "entries": row.entries})
    return shown


@router.get("/credit/{company_id}/entries", summary="Read a credit history", responses=problems(401, 403, 404))
async def get_entries(
    company_id: CompanyIdPath,
    caller: Anyone,
    services: ServicesDep,
    language: LanguageDep,
    before: Annotated[int | None, Query(ge=1, le=99_999_999, description="Entries before this number.")] = None,
    limit: Limit = 100,
) -> EntryPage:
    """Every entry with its reason, also in words, and the words of the evaluations that decided; the newest first.

    A company sees its own only (`HISTORY_FOREIGN`). `language` is that of the text; by default `Accept-Language`.
    """
    if not _sees_all(caller, company_id):
        raise Forbidden("HISTORY_FOREIGN", "a company reads its own history only; /v1/credit/{id} shows the rating")
    async with services.projection() as session:
        view = ProjectionRepository(session)
        if await view.credit(company_id) is None:
            raise NotFound("COMPANY_UNKNOWN", f"no company {company_id} is registered")
        rows = await view.credit_entries(company_id, before=before, limit=limit)
    items = await history.entries(services, rows, language)
    return EntryPage(items=items, next_before=rows[-1].seq if len(rows) == limit else None)


@router.get(
    "/companies/{company_id}/opening-credit", summary="Read an opening credit", responses=problems(401, 403, 404)
)
async def get_opening(company_id: CompanyIdPath, _: Authority, services: ServicesDep) -> OpeningOut:
    """What was proposed, and whether it is approved."""
    async with services.projection() as session:
        row = await ProjectionRepository(session).opening(company_id)
    if row is None:
        raise NotFound("PROPOSAL_UNKNOWN", f"no opening credit was proposed for {company_id}")
    return OpeningOut.model_validate({"company_id": company_id, "score": score_text(row.tenths), "status": row.status})


@router.post(
    "/companies/{company_id}/opening-credit",
    status_code=201,
    summary="Propose an opening credit",
    responses=responses(OpeningOut, 404, status=201),
)
async def propose_opening(
    company_id: CompanyIdPath, body: OpeningIn, caller: Operator, services: ServicesDep, writer: WriterDep
) -> Response:
    """Proposes a score from earlier records, before the company's first contract counts. The operator's act."""
    return await writer.perform(
        caller,
        "opening.propose",
        lambda: service.propose_opening(services, company_id, body.score, body.evidence_digest),
        OpeningOut,
        status=201,
    )


@router.post(
    "/companies/{company_id}/opening-credit/approval",
    summary="Approve an opening credit",
    responses=responses(OpeningOut, 404),
)
async def approve_opening(
    company_id: CompanyIdPath, body: OpeningApprovalIn, caller: Supervisor, services: ServicesDep, writer: WriterDep
) -> Response:
    """Sets the company's credit to the proposed score. The supervisor's act. Fails with `PROPOSAL_CHANGED`."""
    return await writer.perform(
        caller, "opening.approve", lambda: service.approve_opening(services, company_id, body.score), OpeningOut
    )


def _sees_all(caller: Principal, company_id: str) -> bool:
    return caller.reads_all or caller.company_id == company_id

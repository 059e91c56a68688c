"""`/v1/companies`: register and look up."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from gateway.accounts.principal import Principal
from gateway.companies.schemas import CompanyIn, CompanyOut, CompanyPage, KeyOut, Registered
from gateway.companies.service import Registration
from gateway.credit.ratings import rating_of, score_text
from gateway.errors import NotFound
from gateway.projection.models import Company
from gateway.projection.repository import ProjectionRepository
from gateway.web.deps import Anyone, Authority, ServicesDep
from gateway.web.fields import CompanyIdPath, Limit
from gateway.web.problems import problems
from gateway.web.writes import WriterDep, responses

router = APIRouter(prefix="/companies", tags=["companies"])


@router.post("", status_code=201, summary="Register a company", responses=responses(Registered, 429, 502, status=201))
async def register(body: CompanyIn, services: ServicesDep, writer: WriterDep) -> Response:
    """Makes a log-in, a certificate and a wallet, and registers the company on the ledger, signed by its own key.

    Log in with the code at once and look at Location, or say `Prefer: wait=10`. A registration that failed half-way is
    finished by sending it again. Fails with `CODE_INVALID`, `CODE_TAKEN`, `NAME_TAKEN`.
    """
    registration = Registration(services, body)
    principal = await registration.claim()
    return await writer.perform(principal, "company.register", registration.prepare, Registered, status=201)


@router.get("", summary="List companies", responses=problems(401, 403))
async def list_companies(
    caller: Authority,
    services: ServicesDep,
    after: Annotated[str | None, Query(max_length=34, description="The last id of the page before.")] = None,
    limit: Limit = 100,
) -> CompanyPage:
    """All companies, for the operator and the supervisor, in the order of their ids."""
    async with services.projection() as session:
        view = ProjectionRepository(session)
        rows = await view.companies(after=after, limit=limit)
        items = [await _shown(view, row, caller) for row in rows]
    return CompanyPage(items=items, next_after=rows[-1].company_id if len(rows) == limit else None)


@router.get("/{company_id}", summary="Look up a company", responses=problems(401, 404))
async def get_company(company_id: CompanyIdPath, caller: Anyone, services: ServicesDep) -> CompanyOut:
    """A company sees itself in full, and of others the name and the rating."""
    async with services.projection() as session:
        view = ProjectionRepository(session)
        row = await view.company(company_id)
        if row is None:
            raise NotFound("COMPANY_UNKNOWN", f"no company {company_id} is registered")
        return await _shown(view, row, caller)


async def _shown(view: ProjectionRepository, row: Company, caller: Principal) -> CompanyOut:
    credit = await view.credit(row.company_id)
    if credit is None:  # both are written by one transaction
        raise NotFound("COMPANY_UNKNOWN", f"{row.company_id} has no credit: its registration isn't whole")
    public = CompanyOut(
        company_id=row.company_id, name=row.name, registered_cycle=row.registered_cycle, rating=rating_of(credit.tenths)
    )
    if not caller.reads_all and caller.company_id != row.company_id:
        return public
    keys = [KeyOut.model_validate(key, from_attributes=True) for key in await view.company_keys(row.company_id)]
    return public.model_copy(
        update={"social_credit_code": row.social_credit_code, "score": score_text(credit.tenths), "keys": keys}
    )

"""Reads of contracts and evaluations, as far as the caller may see them."""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.accounts.principal import Principal
from gateway.contracts.schemas import ContractOut, ContractPage, EvaluationOut, JudgementOut
from gateway.errors import NotFound
from gateway.projection.models import Contract
from gateway.projection.repository import ProjectionRepository
from gateway.statements import repository as statements


def contract_out(row: Contract) -> ContractOut:
    """A row of the projection as the resource."""
    return ContractOut.model_validate(row, from_attributes=True)


async def page(
    session: AsyncSession,
    principal: Principal,
    *,
    from_cycle: int | None,
    to_cycle: int | None,
    after: int | None,
    limit: int,
) -> ContractPage:
    """A company's own contracts; all of them for operator and supervisor."""
    rows = await ProjectionRepository(session).contracts(
        None if principal.reads_all else principal.company,
        from_cycle=from_cycle,
        to_cycle=to_cycle,
        after=after,
        limit=limit,
    )
    return ContractPage(
        items=[contract_out(row) for row in rows], next_after=rows[-1].serial if len(rows) == limit else None
    )


async def one(session: AsyncSession, principal: Principal, serial: int) -> Contract:
    """One contract; NotFound `CONTRACT_UNKNOWN` also for those of others."""
    row = await ProjectionRepository(session).contract(serial)
    if row is None or not (principal.reads_all or principal.company in (row.buyer, row.seller)):
        raise NotFound("CONTRACT_UNKNOWN", "no such contract of yours; GET /v1/contracts lists them")
    return row


async def evaluations(
    projection: AsyncSession, records: AsyncSession, principal: Principal, serial: int
) -> list[EvaluationOut]:
    """The evaluations on the ledger, with the texts that the gateway keeps: both parties may read both."""
    contract = await one(projection, principal, serial)
    found = []
    view = ProjectionRepository(projection)
    appeals = {row.side: row.status for row in await view.appeals_of_match(contract.match_id)}
    for row in await view.evaluations_of_match(contract.match_id):
        kept = await statements.text_of(records, row.match_id, row.company_id)
        found.append(
            EvaluationOut(
                side="buyer" if row.side == "buyer" else "seller",
                company_id=row.company_id,
                label=row.label,
                corrected_label=row.corrected_label or None,
                appeal=appeals.get(row.side),
                text_digest=row.text_digest,
                model_digest=row.model_digest,
                text=kept.text if kept else None,
                judgement=JudgementOut.model_validate(kept.judgement) if kept else None,
            )
        )
    return found

"""Opening credits: proposed by the operator, approved by the supervisor."""

from dataclasses import replace

from gateway.context import Services
from gateway.credit.ratings import score_text, tenths_of
from gateway.errors import BadInput
from gateway.ledger.port import Receipt
from gateway.operations.service import Work


def _tenths(score: str) -> int:
    tenths = tenths_of(score)
    if tenths < 1:
        raise BadInput("FIELD_RANGE", "a score is 0.1 to 5.0", "score")
    return tenths


async def propose_opening(services: Services, company_id: str, score: str, evidence_digest: str) -> Work:
    """Fails with `COMPANY_UNKNOWN`, `OPENING_CLOSED`, `OPENING_EXISTS`."""
    tenths = _tenths(score)
    opening = {"company_id": company_id, "tenths": tenths, "evidence_digest": evidence_digest}

    async def work(operation_id: str) -> Receipt:
        receipt = await services.ledger.submit(
            services.operator, "credit:ProposeOpenings", {"openings": [opening]}, operation_ids=[operation_id]
        )
        return replace(receipt, answer=_answer(company_id, tenths, "proposed"))

    return work


async def approve_opening(services: Services, company_id: str, score: str) -> Work:
    """Fails with `PROPOSAL_UNKNOWN`, `PROPOSAL_CHANGED`, `OPENING_CLOSED`, `OPENING_FROZEN`."""
    tenths = _tenths(score)

    async def work(operation_id: str) -> Receipt:
        argument = {"openings": [{"company_id": company_id, "tenths": tenths}]}
        receipt = await services.ledger.submit(
            services.supervisor, "credit:ApproveOpenings", argument, operation_ids=[operation_id]
        )
        return replace(receipt, answer=_answer(company_id, tenths, "approved"))

    return work


def _answer(company_id: str, tenths: int, status: str) -> dict[str, str]:
    return {"company_id": company_id, "score": score_text(tenths), "status": status}

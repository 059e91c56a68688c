"""The supervisor's decision of an appeal: a ledger write in the supervisor's name."""

import secrets
from dataclasses import replace

from gateway.accounts.principal import Principal
from gateway.appeals import repository, service
from gateway.appeals.schemas import RulingIn
from gateway.context import Services
from gateway.ledger.port import Receipt
from gateway.operations.service import Work
from gateway.projection.models import Appeal
from gateway.records.models import AppealText
from gateway.statements.canonical import salted_digest
from gateway.statements.evaluations import SALT_BYTES


async def decide(services: Services, caller: Principal, appeal_id: str, asked: RulingIn) -> Work:
    """Confirms or corrects the label. Fails with `APPEAL_UNKNOWN`, `APPEAL_DECIDED`."""
    appeal = (await service.visible(services, caller, appeal_id)).appeal
    decision = {
        "match_id": appeal.match_id,
        "side": appeal.side,
        "label": asked.label,
        "grounds_digest": await _kept(services, appeal, asked.grounds),
    }
    status = "confirmed" if asked.label == appeal.label else "corrected"

    async def work(operation_id: str) -> Receipt:
        receipt = await services.ledger.submit(
            services.supervisor, "credit:DecideAppeals", {"decisions": [decision]}, operation_ids=[operation_id]
        )
        return replace(receipt, answer={"appeal_id": appeal_id, "status": status, "label": asked.label})

    return work


async def _kept(services: Services, appeal: Appeal, grounds: str) -> str:
    """Keeps the words before the ledger holds their digest; the same words again are the same decision."""
    async with services.records() as records:
        kept = await repository.same_grounds(records, appeal, grounds)
    if kept is not None:
        return kept.digest
    salt = secrets.token_bytes(SALT_BYTES)
    text = AppealText(digest=salted_digest(salt, grounds).hex(), appeal_id=appeal.appeal_id, text=grounds, salt=salt)
    async with services.records.begin() as records:
        records.add(text)
    return text.digest

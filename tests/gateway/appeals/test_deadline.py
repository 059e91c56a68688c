"""The gateway and the chain agree on the cycle in which the last appeal is taken."""

from typing import Any

import pytest

from gateway.errors import LedgerRefused
from gateway.statements.canonical import appeal_id, statement_bytes
from tests.helpers.appealing import Dispute
from tests.helpers.floor import WAIT, Floor, problem
from tests.helpers.trading import Deal


async def state_parameters(floor: Floor, **changes: int) -> None:
    """Parameters approved before anything is frozen."""
    operator, supervisor = await floor.authority("operator"), await floor.authority("supervisor")
    current = (await operator.get("/market/parameters")).json()
    proposal = {**current, "version": current["version"] + 1, **changes}
    proposed = await operator.post("/market/parameters/proposals", json=proposal, headers=WAIT)
    approved = await supervisor.post("/market/parameters/approvals", json=proposed.json(), headers=WAIT)
    assert approved.status_code == 200, approved.text


async def signed(floor: Floor, number: int, side: str) -> dict[str, Any]:
    """An appeal as the chain takes it, past the gateway's own checks."""
    services, company_id = floor.services, await floor.company_id(number)
    body = {"company_id": company_id, "expiry_cycle": 99}
    message = statement_bytes(
        channel="floor", kind="appeal", subject=appeal_id(side, "1.1.Lobster"), digest=bytes(32), **body
    )
    key_id, signature = await services.wallets.sign(company_id, message)
    body |= {"match_id": "1.1.Lobster", "side": side, "reason_digest": "00" * 32}
    return {**body, "key_id": key_id, "signature": signature}


@pytest.mark.parametrize("evaluation_cycles", [0, 1])
@pytest.mark.parametrize("appeal_cycles", [0, 1, 2])
async def test_until_cycle_k_is_closed_both_take_appeals_and_afterwards_neither(
    floor: Floor, evaluation_cycles: int, appeal_cycles: int
) -> None:
    await state_parameters(floor, evaluation_cycles=evaluation_cycles, appeal_cycles=appeal_cycles)
    dispute = await Dispute.of(await (await Deal.posted(floor)).contracted())
    # Parameters of a later version hold for later contracts only.
    await state_parameters(floor, appeal_cycles=appeal_cycles + 7)
    last = 1 + evaluation_cycles + appeal_cycles
    for cycle in range(1, last):
        await dispute.deal.advance("closed", cycle)
    await dispute.deal.advance("settling", last)
    taken = await dispute.appeal(dispute.deal.buyer)
    assert (taken.status_code, taken.json()["appeal_closes"]) == (201, last)
    await dispute.deal.advance("closed", last)
    assert problem(await dispute.appeal(dispute.deal.seller, "buyer"))[:2] == (409, "APPEAL_CLOSED")
    argument = {"appeals": [await signed(floor, 2, "buyer")]}
    with pytest.raises(LedgerRefused) as refused:
        await floor.services.ledger.submit(floor.services.operator, "credit:RecordAppeals", argument)
    assert refused.value.code == "APPEAL_CLOSED"

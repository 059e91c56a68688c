"""The gateway dies on an appeal's way: the next one finishes it, and credit moves once."""

import asyncio
from pathlib import Path

import pytest

from tests.helpers.appealing import Dispute
from tests.helpers.cut import Cut, CutLedger
from tests.helpers.floor import PASSWORD, Floor, demo_code
from tests.helpers.floor import floor as floor_of
from tests.helpers.identities import CertificateAuthority
from tests.helpers.simledger import SimLedger
from tests.helpers.trading import Deal
from tests.helpers.users_ca import UsersCA

CUTS = [
    Cut("credit:RecordAppeals", done=False),
    Cut("credit:RecordAppeals", done=True),
    Cut("credit:DecideAppeals", done=True),
    Cut("credit:ApplyCredit", done=False, times=2),
    Cut("credit:ApplyCredit", done=True, times=2),
]


async def through(dispute: Dispute) -> None:
    """Appealed, applied as classified, decided, corrected; what is done already is asked for again, as users would."""
    assert (await dispute.appeal(dispute.deal.buyer)).status_code in (201, 409)
    await dispute.deal.advance("closed")
    assert (await dispute.decide()).status_code == 201
    await dispute.deal.advance("closed", 2)


async def logged_in_again(floor: Floor) -> Dispute:
    """The same parties at the gateway that was started anew."""
    buyer, seller = [await floor.log_in(demo_code(number), PASSWORD) for number in (1, 2)]
    deal = Deal(floor, buyer, seller, await floor.authority("operator"))
    return Dispute(deal, await floor.authority("supervisor"))


@pytest.mark.parametrize("cut", CUTS, ids=str)
async def test_an_appeal_outlives_its_gateway(
    tmp_path: Path, simledger: SimLedger, authority: CertificateAuthority, cut: Cut
) -> None:
    ca, dying = UsersCA(), CutLedger(simledger, cut)
    async with floor_of(tmp_path, dying, authority, ca) as floor:
        going = asyncio.create_task(through(await Dispute.on(floor)))
        reached = asyncio.create_task(dying.reached.wait())
        await asyncio.wait({going, reached}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
        assert dying.reached.is_set(), "credit was corrected before the cut"
        going.cancel()
        await asyncio.wait({going})
    async with floor_of(tmp_path, simledger, authority, ca) as floor:
        dispute = await logged_in_again(floor)
        if (unfinished := floor.services.cycles.running_job) is not None:
            assert (await floor.services.cycles.wait(unfinished, 60)).problem is None
        await through(dispute)
        for number in (1, 2):
            corrected = [("LABELS_DIFFER", "3.0", "3.0"), ("APPEAL_CORRECTED", "3.0", "3.1")]
            assert await dispute.history(number) == corrected

"""The gateway dies in each stage of a cycle with two rounds: the next one finishes it, and nothing is there twice."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.crowd import Crowd
from tests.helpers.cut import Cut, CutLedger
from tests.helpers.floor import PASSWORD, demo_code
from tests.helpers.floor import floor as floor_of
from tests.helpers.identities import CertificateAuthority
from tests.helpers.simledger import SimLedger
from tests.helpers.users_ca import UsersCA

CUTS = [
    Cut("floor:SubmitScheme", done=False),
    Cut("floor:SubmitScheme", done=True),
    Cut("floor:RecordDecisions", done=False),
    Cut("floor:RecordDecisions", done=True),
    Cut("floor:OpenSecondRound", done=False),
    Cut("floor:OpenSecondRound", done=True),
    Cut("floor:SubmitScheme", done=False, round=2),
    Cut("floor:SubmitScheme", done=True, round=2),
    Cut("floor:SubmitScheme", done=True, round=2, times=2),
    Cut("floor:StartSettling", done=False),
    Cut("floor:StartSettling", done=True),
    Cut("floor:SettleBreed", done=True),
]


async def refuse(crowd: Crowd) -> None:
    """The best bidders refuse (only collected), the others accept what they are offered in the second round."""
    for match in await crowd.matches(1):
        answer = await crowd.buyers[0].post(f"/matches/{match['match_id']}/decision", json={"accept": False})
        assert answer.status_code in (202, 409), answer.text


async def accept(crowd: Crowd) -> None:
    for match in await crowd.matches(2):
        for who in (crowd.buyers[1], crowd.seller):
            await who.post(f"/matches/{match['match_id']}/decision", json={"accept": True})


async def through(crowd: Crowd) -> None:
    """A whole cycle; what is done already is asked for again, as its users would."""
    await crowd.advance("matched")
    if await crowd.state() == "matched":
        await refuse(crowd)
        await crowd.advance("second_round")
    if await crowd.state() == "second_round":
        await accept(crowd)
    await crowd.advance("settling")


async def logged_in_again(crowd: Crowd, floor: Any) -> Crowd:
    """The same companies at the gateway that was started anew."""
    clients = [await floor.log_in(demo_code(number), PASSWORD) for number in range(1, 2 + len(crowd.buyers))]
    return Crowd(floor, await floor.authority("operator"), clients[0], clients[1:])


@pytest.mark.parametrize("cut", CUTS, ids=str)
async def test_a_cycle_outlives_its_gateway(
    tmp_path: Path, simledger: SimLedger, authority: CertificateAuthority, cut: Cut
) -> None:
    ca, dying = UsersCA(), CutLedger(simledger, cut)
    async with floor_of(tmp_path, dying, authority, ca) as floor:
        crowd = await Crowd.posted(floor)
        await crowd.post(120, 120, breed="Eel")
        going = asyncio.create_task(through(crowd))
        reached = asyncio.create_task(dying.reached.wait())
        await asyncio.wait({going, reached}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
        assert dying.reached.is_set(), "the cycle ended before the cut"
        going.cancel()
        await asyncio.wait({going})
    async with floor_of(tmp_path, simledger, authority, ca) as floor:
        crowd = await logged_in_again(crowd, floor)
        if (unfinished := floor.services.cycles.running_job) is not None:
            assert (await floor.services.cycles.wait(unfinished, 60)).problem is None
        await through(crowd)
        matches = [(match["match_id"], match["round"]) for match in await crowd.matches()]
        assert matches == [("1.1.Eel", 1), ("1.2.Eel", 2), ("1.1.Lobster", 1), ("1.2.Lobster", 2)]
        contracts = [(contract["serial"], contract["match_id"]) for contract in await crowd.contracts()]
        assert contracts == [(90001, "1.2.Eel"), (90002, "1.2.Lobster")]
